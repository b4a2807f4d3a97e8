"""Forms of placing: a run, an answer to a proposal, the figures of a profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from app.domain.place_profile import SERVICES, FigureKind, HomeSize, SchoolLanguage
from app.domain.placement_choice import REASON_LENGTH, OverrideGround
from app.domain.placement_room import Limit
from app.domain.stream import QUOTA_STREAMS
from app.i18n import lazy_gettext as _l
from app.i18n import lazy_pgettext as _lp
from app.labels import place_profile as words
from app.labels.placement import GROUNDS, LIMITS
from app.labels.programme import STREAMS
from app.services.place_profile import SOURCE_LENGTH
from app.web.fields import DatePartsField
from app.web.forms import PageForm
from app.web.review.forms import CheckboxesField

_WHOLE = Regexp(r"^\s*[0-9]{1,6}\s*$", message=_l("Enter a whole number, or leave it empty."))


class RunForm(PageForm):
    """What the ministry asks a run for."""

    stream = RadioField(_l("Stream"), validators=[InputRequired(_l("Choose the stream."))])
    limits = CheckboxesField(_l("Count beside the places of the quota"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stream.choices = [SelectChoice(stream.value, str(STREAMS[stream])) for stream in QUOTA_STREAMS]
        self.limits.choices = [SelectChoice(limit.value, str(LIMITS[limit])) for limit in Limit]


class AcceptForm(PageForm):
    """Taking the proposed place; the reason is told to the family where it is another region."""

    reason = TextAreaField(_l("Why the case goes to another region"), validators=[Length(max=REASON_LENGTH)])
    proposal = HiddenField(validators=[Regexp(r"^[0-9]{1,18}$")])
    version = HiddenField()


class ChooseForm(PageForm):
    """Choosing a place oneself; ``ground`` is asked where a proposal waits."""

    place = SelectField(_lp("placement", "Place"), validators=[DataRequired(_l("Choose the place."))])
    ground = RadioField(_l("Ground"), validators=[Optional()])
    reason = TextAreaField(_l("Reason"), validators=[Length(max=REASON_LENGTH)])
    proposal = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,18}$")])
    version = HiddenField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ground.choices = [SelectChoice(ground.value, str(GROUNDS[ground])) for ground in OverrideGround]


def figure_name(kind: FigureKind, code: str) -> str:
    """Name of the box of a figure."""
    return f"{kind.value}_{code}"


def profile_form(professions: Iterable[tuple[str, str]]) -> type[PageForm]:
    """A form with a box a figure: jobs by profession (code and name), school places, homes; services to tick."""
    members: dict[str, Any] = {
        "as_of": DatePartsField(_l("Day of the figures"), validators=[InputRequired(_l("Enter the day."))]),
        "source": StringField(_l("Where the figures come from"), validators=[Optional(), Length(max=SOURCE_LENGTH)]),
        "services": CheckboxesField(str(words.FIGURES[FigureKind.HEALTH])),
        "seen": HiddenField(),
    }
    boxes = [(FigureKind.JOB, code, name) for code, name in professions]
    boxes += [(FigureKind.SCHOOL, each.value, str(words.SCHOOL_LANGUAGES[each])) for each in SchoolLanguage]
    boxes += [(FigureKind.HOME, each.value, str(words.HOME_SIZES[each])) for each in HomeSize]
    for kind, code, name in boxes:
        members[figure_name(kind, code)] = StringField(name, validators=[Optional(), _WHOLE])
    return type("ProfileForm", (PageForm,), members)


def service_choices() -> list[SelectChoice]:
    """Services that a place may have."""
    return [SelectChoice(need.value, str(words.SERVICES[need])) for need in SERVICES]
