"""Forms of complaints and corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.appeal import AppealMove, AppealResult, grounds_for
from app.domain.correction import people_on
from app.domain.paper import PaperFacts
from app.i18n import lazy_gettext as _l
from app.labels.appeal import GROUNDS, RESULTS
from app.services.appeal_filing import POINT_LENGTH, Complaint, Representative
from app.services.correction import RightPerson, RightValues
from app.services.correction_record import PersonNames
from app.web.fields import DatePartsField
from app.web.forms import PageForm

POINTS_ON_PAGE = 10
LINE = 300


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def point_name(number: int) -> str:
    """Name of the box of a point."""
    return f"point_{number}"


# Made before the form's other fields: errors are listed in the order in which fields are made, here that of the page.
_POINTS = {
    point_name(number): TextAreaField(
        _l("Point %(number)s: what do you not agree with, and why?", number=number),
        validators=[Optional(), Length(max=POINT_LENGTH)],
    )
    for number in range(1, POINTS_ON_PAGE + 1)
}


class ComplaintForm(PageForm):
    """The points, each in a box of its own, what is asked for, who complains, and files."""

    boxes = HiddenField(default="1")
    asks = TextAreaField(_l("What do you ask for?"), validators=[Optional(), Length(max=POINT_LENGTH)])
    late_reason = TextAreaField(
        _l("Why could you not complain in time?"), validators=[Optional(), Length(max=POINT_LENGTH)]
    )
    who = RadioField(
        _l("Who complains?"),
        choices=[
            SelectChoice("applicant", _l("The applicant")),
            SelectChoice("representative", _l("A representative of the applicant")),
        ],
        default="applicant",
        validators=[InputRequired(_l("Choose who complains."))],
    )
    name = StringField(_l("Full name of the representative"), validators=[Optional(), Length(max=LINE)])
    authority = StringField(
        _l("Document that gives the power to represent, with its number and day"),
        validators=[Optional(), Length(max=LINE)],
    )
    contact = StringField(
        _l("Telephone or e-mail address of the representative"), validators=[Optional(), Length(max=LINE)]
    )
    files = MultipleFileField(_l("Files"))

    def shown(self) -> int:
        """How many boxes for points the page shows."""
        text = self.boxes.data or ""
        return min(max(int(text), 1), POINTS_ON_PAGE) if text.isascii() and text.isdecimal() and len(text) < 3 else 1

    def complaint(self) -> Complaint:
        """What was typed; a representative's data count only where one is chosen."""
        chosen = self.who.data == "representative"
        return Complaint(
            points=tuple(self[point_name(number)].data or "" for number in range(1, POINTS_ON_PAGE + 1)),
            asks=self.asks.data or "",
            late_reason=self.late_reason.data or "",
            representative=Representative(self.name.data or "", self.authority.data or "", self.contact.data or "")
            if chosen
            else None,
        )


for _name, _box in _POINTS.items():
    setattr(ComplaintForm, _name, _box)


class ConfirmForm(PageForm):
    """A button, and which state of the complaint the person looked at."""

    version = HiddenField()


def _reason() -> Any:
    return TextAreaField(
        _l("Reasons, for the applicant to read"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=POINT_LENGTH)],
    )


class ReasonForm(ConfirmForm):
    """A reason that must be given."""

    reason = _reason()


class OpinionForm(ConfirmForm):
    """What the body thinks of the complaint that it sends on."""

    reason = TextAreaField(_l("Opinion of the body"), validators=[Optional(), Length(max=POINT_LENGTH)])


class RevokeForm(PageForm):
    """Why a paper no longer counts."""

    reason = TextAreaField(
        _l("Why does the document no longer count?"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=POINT_LENGTH)],
    )


def answer_name(number: int) -> str:
    """Name of the box with the answer to a point."""
    return f"answer_{number}"


def decision_form(move: AppealMove, numbers: Sequence[int], results: Sequence[AppealResult], **values: Any) -> Any:
    """The form of a move: an opinion, a reason, or a whole decision with an answer to each point."""
    if not move.needs_reason:
        return OpinionForm(data=values)
    if not move.needs_grounds:
        return ReasonForm(data=values)
    offered = grounds_for(move)
    if len(offered) == 1:
        values = {"grounds": [offered[0].value], **values}
    # In the order of the page, so that the summary of errors has it too.
    boxes: dict[str, Any] = {
        answer_name(number): TextAreaField(
            _l("Answer to point %(number)s", number=number),
            validators=[DataRequired(_l("Answer this point.")), Length(max=POINT_LENGTH)],
        )
        for number in numbers
    }
    if len(results) > 1:
        boxes["result"] = RadioField(
            _l("What is done with the decision?"),
            choices=[SelectChoice(each.value, RESULTS[each]) for each in results],
            validators=[InputRequired(_l("Choose what is done with the decision."))],
        )
    choices = [SelectChoice(each.value, GROUNDS[each]) for each in offered]
    boxes |= {"grounds": CheckboxesField(_l("Grounds"), choices=choices), "reason": _reason()}
    return type("DecisionForm", (ReasonForm,), boxes)(data=values)


PERSON_FIELDS = ("surname", "given_name", "patronymic", "latin_name")
_PERSON_LABELS: Mapping[str, Any] = {
    "surname": _l("Surname"),
    "given_name": _l("Given name"),
    "patronymic": _l("Patronymic"),
    "latin_name": _l("Name in Latin letters"),
}


def person_name(field: str, place: int) -> str:
    """Name of a box about the person at ``place``."""
    return f"{field}_{place}"


def correction_form(facts: PaperFacts, known: Sequence[Mapping[str, str]]) -> Any:
    """The form of a correction: boxes with what the record knows of each person of the paper, and what it says."""
    boxes: dict[str, Any] = {}
    values: dict[str, Any] = {"executor_name": facts.executor.name, "executor_phone": facts.executor.phone}
    for place, person in enumerate(people_on(facts)):
        for field in PERSON_FIELDS:
            if field == "latin_name" and person.name_latin is None:
                continue
            boxes[person_name(field, place)] = StringField(
                _PERSON_LABELS[field], validators=[Optional(), Length(max=LINE)]
            )
            values[person_name(field, place)] = known[place][field]
        if person.born_on is not None:
            boxes[person_name("born_on", place)] = DatePartsField(
                _l("Date of birth"), validators=[InputRequired(_l("Enter the date of birth."))]
            )
            values[person_name("born_on", place)] = person.born_on
    boxes["filed_on"] = DatePartsField(_l("Date of the application"), validators=[InputRequired(_l("Enter the date."))])
    values["filed_on"] = facts.filed_on
    boxes["executor_name"] = StringField(_l("Name of the executor"), validators=[Length(max=LINE)])
    boxes["executor_phone"] = StringField(_l("Telephone of the executor"), validators=[Length(max=LINE)])
    boxes["reason"] = TextAreaField(
        _l("What was the mistake?"), validators=[DataRequired(_l("Give a reason.")), Length(max=POINT_LENGTH)]
    )
    return type("CorrectionForm", (PageForm,), boxes)(data=values)


def right_values(form: Any, facts: PaperFacts, known: Sequence[Mapping[str, str]]) -> RightValues:
    """What was typed as right."""
    return RightValues(
        people=tuple(
            RightPerson(place, _names(form, place, known[place]), _day(form, person_name("born_on", place)))
            for place, _ in enumerate(people_on(facts))
        ),
        filed_on=form.filed_on.data,
        executor_name=form.executor_name.data or "",
        executor_phone=form.executor_phone.data or "",
    )


def _names(form: Any, place: int, known: Mapping[str, str]) -> PersonNames:
    boxes = {field: person_name(field, place) for field in PERSON_FIELDS}
    typed = {field: form[box].data or "" if box in form else known[field] for field, box in boxes.items()}
    return PersonNames(**typed)


def _day(form: Any, name: str) -> date | None:
    found: date | None = form[name].data if name in form else None
    return found
