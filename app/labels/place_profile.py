"""Words of the profiles of places: what is counted, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.household import SpecialNeed
from app.domain.place_profile import FigureKind, HomeSize, SchoolLanguage
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

FIGURES: dict[FigureKind, LazyString] = {
    FigureKind.JOB: lazy_gettext("Jobs by profession"),
    FigureKind.SCHOOL: lazy_gettext("School places by language of instruction"),
    FigureKind.HOME: lazy_gettext("Homes by size"),
    FigureKind.HEALTH: lazy_gettext("Services for those who need them"),
}

SCHOOL_LANGUAGES: dict[SchoolLanguage, LazyString] = {
    SchoolLanguage.KAZAKH: lazy_pgettext("school", "In Kazakh"),
    SchoolLanguage.RUSSIAN: lazy_pgettext("school", "In Russian"),
}

HOME_SIZES: dict[HomeSize, LazyString] = {
    HomeSize.TWO: lazy_gettext("For a family of 1 or 2"),
    HomeSize.FOUR: lazy_gettext("For a family of 3 or 4"),
    HomeSize.SIX: lazy_gettext("For a family of 5 or 6"),
    HomeSize.LARGER: lazy_gettext("For a larger family"),
}

SERVICES: dict[SpecialNeed, LazyString] = {
    SpecialNeed.WHEELCHAIR: lazy_gettext("Homes and offices that a wheelchair can enter"),
    SpecialNeed.DISABILITY: lazy_gettext("Services for people with a disability"),
    SpecialNeed.CHRONIC_ILLNESS: lazy_gettext("Regular treatment of chronic illnesses"),
    SpecialNeed.PREGNANCY: lazy_gettext("Care of expectant mothers"),
    SpecialNeed.SPECIAL_SCHOOLING: lazy_gettext("Special schooling"),
    SpecialNeed.SIGN_LANGUAGE: lazy_gettext("Sign language interpreters"),
}

REFUSALS: Mapping[str, LazyString] = {
    "profile_in_future": lazy_gettext("The day of the figures cannot be in the future."),
    "profile_figure_wrong": lazy_gettext("Enter whole numbers from 0 to 100 000."),
    "profile_source_long": lazy_gettext("The source may have at most %(limit)s characters."),
    "no_such_place": lazy_gettext("There is no such region or district."),
}
