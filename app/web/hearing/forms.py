"""Forms of the hearing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from app.domain.calendar import COUNTRY_TIME
from app.domain.hearing import POINT_LENGTH, Acquaintance, HearingWay
from app.domain.hearing_delivery import HandedBy
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.i18n import lazy_pgettext as _lp
from app.labels.hearing import ACQUAINTANCES, HANDED, WAYS
from app.web.fields import DatePartsField
from app.web.forms import PageForm

POINTS_ON_PAGE = 8
QUESTIONS_ON_PAGE = 12
LINE = 300


class TimeOfDay:
    """Validator: hours and minutes such as 10:30; the box keeps what was typed."""

    def __call__(self, _form: Any, field: Any) -> None:
        """StopValidation where the text is no time of day."""
        if time_of(field.data) is None:
            raise StopValidation(_("Enter the time in hours and minutes, for example 10:30."))


def time_of(text: str | None) -> time | None:
    """``10:30`` or ``10.30`` as a time of day; None for anything else."""
    try:
        return datetime.strptime((text or "").strip().replace(".", ":"), "%H:%M").time()  # noqa: DTZ007 (no day)
    except ValueError:
        return None


def instant(day: date, text: str | None) -> datetime:
    """The instant at ``text`` (hours and minutes) of ``day`` on the country's clock."""
    return datetime.combine(day, time_of(text) or time(), COUNTRY_TIME)


class VersionedForm(PageForm):
    """A form that knows which state of the case the person looked at."""

    version = HiddenField()


def point_name(number: int) -> str:
    """Name of the box of an objection."""
    return f"point_{number}"


# Made before the form's other fields: errors are listed in the order in which fields are made, here that of the page.
_POINTS = {
    point_name(number): TextAreaField(
        _l("Objection %(number)s", number=number), validators=[Optional(), Length(max=POINT_LENGTH)]
    )
    for number in range(1, POINTS_ON_PAGE + 1)
}


class ObjectionForm(VersionedForm):
    """Objections, each in a box of its own, and what is to come after them; ``boxes``: how many are shown."""

    boxes = HiddenField(default="1")
    following = RadioField(
        _l("What else?"),
        choices=[
            SelectChoice("more", _l("I may add something before the term ends")),
            SelectChoice("hearing", _l("I also want to be heard aloud")),
            SelectChoice("all", _l("This is everything, and I need no hearing")),
        ],
        validators=[InputRequired(_l("Choose what is to come."))],
    )

    def shown(self) -> int:
        """How many boxes the page shows."""
        text = self.boxes.data or ""
        return min(max(int(text), 1), POINTS_ON_PAGE) if text.isascii() and text.isdecimal() and len(text) < 3 else 1

    def points(self) -> list[str]:
        """What was typed into the boxes."""
        return [self[point_name(number)].data or "" for number in range(1, POINTS_ON_PAGE + 1)]


for _name, _box in _POINTS.items():
    setattr(ObjectionForm, _name, _box)


class AskForm(VersionedForm):
    """How the person wants to be heard, and where we reach them."""

    way = RadioField(
        _l("How do you want to be heard?"),
        choices=[SelectChoice(way.value, WAYS[way]) for way in HearingWay],
        validators=[InputRequired(_l("Choose how you want to be heard."))],
    )
    phone = StringField(_l("Telephone number to call"), validators=[Optional(), Length(max=LINE)])
    email = StringField(_l("E-mail address for the link"), validators=[Optional(), Length(max=LINE)])
    early = BooleanField(_l("You may appoint the hearing for an earlier day than the law allows without my consent"))
    move = BooleanField(_l("The appointed day does not suit me: please choose another"))

    def contact(self) -> str:
        """Where we reach them for the way chosen; what is typed for another way does not count."""
        boxes = {HearingWay.PHONE: self.phone, HearingWay.VIDEO: self.email}
        box = boxes.get(HearingWay(self.way.data))
        return (box.data or "").strip() if box is not None else ""


class ConfirmForm(VersionedForm):
    """A button."""


class FinishForm(VersionedForm):
    """A button; for somebody without an account also the file of what they have signed."""

    statement = SelectField(_l("Signed statement of the applicant"), validators=[Optional()])

    def statement_id(self) -> int | None:
        """The number of the file, or None."""
        return chosen_id(self.statement.data)


def chosen_id(text: str | None) -> int | None:
    """The number that a choice stands for, or None."""
    return int(text) if text and text.isascii() and text.isdecimal() else None


class DeliveryForm(VersionedForm):
    """When and how the preliminary decision was received on paper."""

    day = DatePartsField(
        _lp("hearing", "Day of receipt"), validators=[InputRequired(_l("Enter the day on which it was received."))]
    )
    how = RadioField(
        _l("How was it handed over?"),
        choices=[SelectChoice(how.value, HANDED[how]) for how in HandedBy],
        validators=[InputRequired(_l("Choose how it was handed over."))],
    )
    number = StringField(_l("Number of the registered letter"), validators=[Optional(), Length(max=LINE)])


class AppointForm(VersionedForm):
    """When, how and where the hearing is, and before whom."""

    day = DatePartsField(
        _lp("hearing", "Day of the hearing"), validators=[InputRequired(_l("Enter the day of the hearing."))]
    )
    time = StringField(_lp("hearing", "Time"), validators=[TimeOfDay()])
    way = RadioField(
        _l("How is the applicant heard?"),
        choices=[SelectChoice(way.value, WAYS[way]) for way in HearingWay],
        validators=[InputRequired(_l("Choose how the applicant is heard."))],
    )
    place = StringField(
        _l("Address and room, telephone number or link"),
        validators=[DataRequired(_l("Enter the room, the telephone number or the link.")), Length(max=LINE)],
    )
    presiding = SelectField(_l("Who presides"), validators=[InputRequired(_l("Choose who presides."))])
    secretary = SelectField(_l("Secretary"), validators=[InputRequired(_l("Choose the secretary."))])
    reason = StringField(_l("Why the hearing is moved"), validators=[Optional(), Length(max=LINE)])
    statement = SelectField(_l("Signed statement of the applicant"), validators=[Optional()])


class MinutesForm(VersionedForm):
    """The minutes with the contents that art. 74 demands; ``seen``: version of the minutes that are changed."""

    seen = HiddenField(default="0")
    questions = HiddenField(default="3")
    place = StringField(
        _lp("hearing", "Place"), validators=[DataRequired(_l("Enter where the hearing was held.")), Length(max=LINE)]
    )
    began = StringField(_lp("time of a hearing", "Began at"), validators=[TimeOfDay()])
    ended = StringField(_lp("time of a hearing", "Ended at"), validators=[TimeOfDay()])
    presiding = SelectField(_l("Who presided"), validators=[InputRequired(_l("Choose who presided."))])
    secretary = SelectField(_l("Secretary"), validators=[InputRequired(_l("Choose the secretary."))])
    came = RadioField(
        _l("Did the applicant take part?"),
        choices=[
            SelectChoice("yes", _l("Yes, in person or through a representative")),
            SelectChoice("no", _l("No, nobody came")),
        ],
        validators=[InputRequired(_l("Choose whether the applicant took part."))],
    )
    absence = TextAreaField(_l("What is known of the absence"), validators=[Optional(), Length(max=POINT_LENGTH)])
    participants = TextAreaField(_l("Participants"), validators=[Optional(), Length(max=POINT_LENGTH)])
    question = TextAreaField(_l("Question considered"), validators=[Optional(), Length(max=POINT_LENGTH)])
    explanations = TextAreaField(
        _l("Explanations of the participants"), validators=[Optional(), Length(max=5 * POINT_LENGTH)]
    )
    speeches = TextAreaField(_l("Speeches"), validators=[Optional(), Length(max=5 * POINT_LENGTH)])
    acquaintance = RadioField(
        _l("Has the participant read the minutes?"),
        choices=[
            SelectChoice(each.value, ACQUAINTANCES[each]) for each in Acquaintance if each is not Acquaintance.ABSENT
        ],
        validators=[Optional()],
    )
    remarks = TextAreaField(_l("Remarks on the minutes"), validators=[Optional(), Length(max=POINT_LENGTH)])

    def shown(self) -> int:
        """How many questions with answers the page shows."""
        text = self.questions.data or ""
        is_number = text.isascii() and text.isdecimal() and len(text) < 3
        return min(max(int(text), 1), QUESTIONS_ON_PAGE) if is_number else 3


def question_name(number: int) -> str:
    """Name of the box of a question."""
    return f"question_{number}"


def reply_name(number: int) -> str:
    """Name of the box of what was answered."""
    return f"reply_{number}"


for _number in range(1, QUESTIONS_ON_PAGE + 1):
    for _name, _label in (
        (question_name(_number), _l("Question %(number)s", number=_number)),
        (reply_name(_number), _l("Answer to question %(number)s", number=_number)),
    ):
        setattr(MinutesForm, _name, TextAreaField(_label, validators=[Optional(), Length(max=POINT_LENGTH)]))


def answer_name(number: int) -> str:
    """Name of the box with the answer to an objection."""
    return f"answer_{number}"


def answers_form(base: type[VersionedForm], numbers: Iterable[int], **values: Any) -> Any:
    """A form of ``base`` with a box for the answer to each objection, bound to the request."""
    boxes = {
        answer_name(number): TextAreaField(
            _l("Answer to objection %(number)s", number=number), validators=[Optional(), Length(max=POINT_LENGTH)]
        )
        for number in numbers
    }
    return type("AnswersForm", (base,), boxes)(data=values)


def answers_of(form: Any, numbers: Iterable[int]) -> dict[int, str]:
    """What was typed as answers, by the number of the objection."""
    return {number: form[answer_name(number)].data or "" for number in numbers}
