"""Answers of the application form as an officer, or the applicant who checks them, reads them: question and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from babel import Locale

from app.domain.answer_fields import NONE, Field, Kind
from app.domain.answers import fields_of
from app.domain.household import STATELESS
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.i18n import LANGUAGE_NAMES, LOCALES, LazyString, current_language, format_date, lazy_gettext, lazy_pgettext
from app.i18n import gettext as _
from app.labels import household
from app.labels.programme import GRADUATE_GRANTS

# By name of the field; where one name means different things in two steps, by step and name.
QUESTIONS: Mapping[str, LazyString] = MappingProxyType(
    {
        "iin": lazy_gettext("IIN"),
        "surname": lazy_gettext("Surname"),
        "given_name": lazy_gettext("Given name"),
        "patronymic": lazy_gettext("Patronymic"),
        "latin_name": lazy_gettext("Name in Latin letters"),
        "born_on": lazy_gettext("Date of birth"),
        "sex": lazy_gettext("Sex"),
        "citizenship": lazy_gettext("Citizenship"),
        "foreign_document": lazy_gettext("Number of the foreign document"),
        "document_country": lazy_gettext("Country of the foreign document"),
        "email": lazy_gettext("E-mail"),
        "phone": lazy_gettext("Phone"),
        "language": lazy_gettext("Language of letters"),
        "is_complete": lazy_gettext("Everybody who moves is entered"),
        "registered_region": lazy_gettext("Registered in the region"),
        "registered_locality": lazy_gettext("Registered in the town or village"),
        "registered_address": lazy_gettext("Registered address"),
        "registered_since": lazy_gettext("Registered since"),
        "lives_there": lazy_gettext("Lives at the registered address"),
        "actual_region": lazy_gettext("Actually lives in the region"),
        "actual_locality": lazy_gettext("Actually lives in the town or village"),
        "actual_address": lazy_gettext("Actual address"),
        "jobseeker_since": lazy_gettext("Registered at the career centre since"),
        "profession": lazy_gettext("Profession"),
        "has_worked": lazy_gettext("Has worked before"),
        "last_work": lazy_gettext("Last place of work"),
        "years_worked": lazy_gettext("Years of work"),
        "level": lazy_gettext("Education"),
        "speciality": lazy_gettext("Speciality"),
        "institution": lazy_gettext("School or university"),
        "graduate_grant": lazy_gettext("Graduate of a youth programme"),
        "graduated_on": lazy_gettext("Graduated on"),
        "kazakh": lazy_gettext("Command of Kazakh"),
        "russian": lazy_gettext("Command of Russian"),
        "other_languages": lazy_gettext("Other languages"),
        "region": lazy_gettext("First region wished for"),
        "reasons": lazy_gettext("Why the first region"),
        "region_2": lazy_gettext("Second region wished for"),
        "reasons_2": lazy_gettext("Why the second region"),
        "region_3": lazy_gettext("Third region wished for"),
        "reasons_3": lazy_gettext("Why the third region"),
        "settlement": lazy_gettext("Town or village"),
        "note": lazy_gettext("In the applicant's words"),
        "need": lazy_gettext("Housing after the move"),
        "owns_housing": lazy_gettext("Owns housing in Kazakhstan"),
        "owned_housing": lazy_gettext("Which housing"),
        "needs": lazy_gettext("Special needs"),
        "change": lazy_gettext("Change in the last 36 months"),
        "changed_on": lazy_gettext("Day of the change"),
        "was_included": lazy_gettext("Was included in a quota before"),
        "year": lazy_gettext("In which year"),
        "status_number": lazy_gettext("Number of the kandas certificate"),
        "granted_on": lazy_gettext("Kandas status given on"),
        "valid_until": lazy_gettext("Kandas status valid until"),
        "is_extended": lazy_gettext("Kandas status was extended"),
        "origin_country": lazy_gettext("Country of origin"),
        "entered_on": lazy_gettext("Entered Kazakhstan on"),
        "is_family_of_included": lazy_gettext("Family of a kandas included before"),
        "is_truthful": lazy_gettext("Confirms that everything is true"),
        "allows_processing": lazy_gettext("Agrees to the processing of personal data"),
        "family_agrees": lazy_gettext("The adult members agree to the application"),
    }
)
_QUESTIONS_OF: Mapping[tuple[Step, str], LazyString] = MappingProxyType(
    {
        (Step.EMPLOYMENT, "status"): lazy_gettext("Work at present"),
        (Step.MARITAL, "status"): lazy_gettext("Marital status"),
        (Step.EARLIER, "region"): lazy_gettext("Included in the region"),
    }
)
_NOTHING_OF_IT = lazy_pgettext("answer", "None of these")
_CHOICES: Mapping[tuple[Step, str], Mapping[Any, LazyString]] = MappingProxyType(
    {
        (Step.APPLICANT, "sex"): household.SEXES,
        (Step.EMPLOYMENT, "status"): household.EMPLOYMENT_STATUSES,
        (Step.EDUCATION, "level"): household.EDUCATION_LEVELS,
        (Step.EDUCATION, "kazakh"): household.LANGUAGE_LEVELS,
        (Step.EDUCATION, "russian"): household.LANGUAGE_LEVELS,
        (Step.EDUCATION, "graduate_grant"): GRADUATE_GRANTS,
        (Step.WISHES, "reasons"): household.WISH_REASONS,
        (Step.WISHES, "reasons_2"): household.WISH_REASONS,
        (Step.WISHES, "reasons_3"): household.WISH_REASONS,
        (Step.WISHES, "settlement"): household.SETTLEMENT_KINDS,
        (Step.HOUSING, "need"): household.HOUSING_NEEDS,
        (Step.NEEDS, "needs"): household.SPECIAL_NEEDS,
        (Step.MARITAL, "status"): household.MARITAL_STATUSES,
        (Step.MARITAL, "change"): household.MARITAL_CHANGES,
    }
)


def question(step: Step, name: str) -> str:
    """What a field of a step asks, in a few words."""
    return str(_QUESTIONS_OF.get((step, name)) or QUESTIONS[name])


def answer_rows(
    step: Step, stream: Stream, answers: Mapping[str, Any], regions: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Question and answer for each field of ``step`` that was answered; ``regions`` are names by ISO code."""
    return [
        (question(step, item.name), answer_text(step, item, answers[item.name], regions))
        for item in fields_of(step, stream)
        if item.name in answers
    ]


def answer_text(step: Step, item: Field, value: Any, regions: Mapping[str, str]) -> str:
    """One answer in the language in use."""
    if item.kind is Kind.REGION:
        return regions.get(value, str(value))
    if item.kind is Kind.CHOICES:
        return "; ".join(_choice(step, item.name, each) for each in value)
    if item.kind is Kind.CHOICE:
        return _choice(step, item.name, value)
    shown = _SHOWN.get(item.kind)
    return shown(value) if shown else str(value)


def country_name(code: str) -> str:
    """A country by its ISO 3166-1 code in the language in use; ``XX`` is a stateless person."""
    if code == STATELESS:
        return _("Stateless")
    return str(_territories(current_language()).get(code, code))


@cache
def _territories(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(LOCALES[language]).territories)


def _choice(step: Step, name: str, value: str) -> str:
    if value == NONE and (step, name) in {(Step.NEEDS, "needs"), (Step.EDUCATION, "graduate_grant")}:
        return str(_NOTHING_OF_IT)
    if name == "language":
        return LANGUAGE_NAMES.get(value, value)
    words = _CHOICES[(step, name)]
    return str(words.get(value, value))


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")


_SHOWN: Mapping[Kind, Callable[[Any], str]] = MappingProxyType(
    {
        Kind.YES_NO: _yes_no,
        Kind.DAY: lambda value: format_date(date.fromisoformat(value)),
        Kind.COUNTRY: country_name,
    }
)
