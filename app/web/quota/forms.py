"""Forms of the quota pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import Form, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.quota import Unit
from app.domain.quota_table import OrderFacts
from app.i18n import lazy_gettext as _l
from app.i18n import lazy_pgettext
from app.web.fields import DatePartsField
from app.web.forms import PageForm

_OLDEST, _LATEST = date(1991, 12, 16), date(2100, 12, 31)


class YearForm(Form):  # type: ignore[misc]  # WTForms has no types
    """Which year's quota to show; a form that gets, so it needs no token."""

    year = SelectField(lazy_pgettext("column", "Year"))

    def __init__(self, years: list[int], year: int) -> None:
        super().__init__(data={"year": str(year)})
        self.year.choices = [SelectChoice(str(one), str(one)) for one in years]


class ProposalFilterForm(Form):  # type: ignore[misc]  # WTForms has no types
    """Which proposals to show."""

    state = SelectField(lazy_pgettext("proposal", "State"))

    def __init__(self, given: Any) -> None:
        super().__init__(given)
        self.state.choices = [
            SelectChoice("", lazy_pgettext("proposals", "All")),
            SelectChoice("open", _l("Waiting for a person or for their day")),
            SelectChoice("settled", _l("Settled")),
        ]


class RejectForm(PageForm):
    """Why a proposal is rejected."""

    reason = TextAreaField(
        _l("Why do you reject it?"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=2000)],
        filters=[lambda text: text.strip() if text else text],
    )


class OrderLoadForm(PageForm):
    """An order of the ministry: its requisites, and the file with the places of each region."""

    act_number = StringField(
        _l("Number of the order"),
        validators=[DataRequired(_l("Enter the number of the order")), Length(max=60)],
        filters=[lambda text: text.strip() if text else text],
    )
    adopted_on = DatePartsField(_l("Date of the order"), validators=[InputRequired(_l("Enter the date of the order"))])
    effective_from = DatePartsField(
        _l("In force from"), validators=[InputRequired(_l("Enter the day from which the order is in force"))]
    )
    act_title = StringField(
        _l("Title of the order"),
        validators=[Length(max=500)],
        filters=[lambda text: text.strip() if text else text],
    )
    reason = TextAreaField(
        _l("Why the places change"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=2000)],
        filters=[lambda text: text.strip() if text else text],
    )
    unit = RadioField(
        _l("What the file counts"),
        choices=[
            SelectChoice(Unit.PERSONS.value, _l("Persons")),
            SelectChoice(Unit.FAMILIES.value, _l("Families, as the orders of 2005–2007 did")),
        ],
        default=Unit.PERSONS.value,
    )
    file = FileField(
        _l("File with the places of each region"), validators=[FileRequired(_l("Choose the file of the order"))]
    )

    def validate_adopted_on(self, field: Any) -> None:
        """A day that an act of this state can have."""
        _refuse_far(field.data)

    def validate_effective_from(self, field: Any) -> None:
        """A day that is not before the act."""
        _refuse_far(field.data)
        if self.adopted_on.data and field.data < self.adopted_on.data:
            raise ValidationError(_l("The order cannot be in force before its own date."))

    def facts(self, source: str) -> OrderFacts:
        """What was said about the order (valid by now); ``source`` is the name of the file."""
        adopted_on, effective_from = self.adopted_on.data, self.effective_from.data
        if adopted_on is None or effective_from is None:
            raise ValueError("the form is not valid")
        return OrderFacts(
            act_number=self.act_number.data,
            adopted_on=adopted_on,
            effective_from=effective_from,
            act_title=self.act_title.data or "",
            source=source,
            reason=self.reason.data,
            unit=Unit(self.unit.data),
        )


def _refuse_far(day: date | None) -> None:
    if day is None or not _OLDEST <= day <= _LATEST:
        raise ValidationError(_l("Check the year of the date."))
