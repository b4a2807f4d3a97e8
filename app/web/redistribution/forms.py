"""Forms: which forecast to show, and the differences of a transfer with its reason and act."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.redistribution import Account
from app.domain.stream import Stream
from app.i18n import lazy_gettext as _l
from app.i18n import lazy_pgettext
from app.services.redistribution import Transfer
from app.web.fields import DatePartsField
from app.web.forms import PageForm, number_seen

_WHOLE = re.compile(r"[+-]?\d{1,7}")
_REASON_LENGTH = 2000
_OLDEST, _LATEST = date(1991, 12, 16), date(2100, 12, 31)


class ForecastForm(Form):  # type: ignore[misc]  # WTForms has no types
    """Which year and region to show; a form that gets, so it needs no token."""

    year = SelectField(lazy_pgettext("column", "Year"))
    region = SelectField(lazy_pgettext("column", "Region"))

    def __init__(self, years: Sequence[int], year: int, regions: Mapping[str, str], region: str) -> None:
        super().__init__(data={"year": str(year), "region": region})
        self.year.choices = [SelectChoice(str(one), str(one)) for one in years]
        self.region.choices = [
            SelectChoice("", str(_l("All regions"))),
            *(SelectChoice(code, name) for code, name in regions.items()),
        ]


class DifferenceField(StringField):  # type: ignore[misc]  # WTForms has no types
    """Signed whole number of places; ``places`` is 0 where nothing was typed.  A typed minus sign may be any dash."""

    places = 0

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002  # WTForms' signature
        """Read what was typed."""
        typed = re.sub(r"\s", "", self.data or "").replace("−", "-").replace("–", "-")
        if not typed:
            return
        if not _WHOLE.fullmatch(typed):
            raise ValidationError(_l("Enter a whole number such as 20 or -20."))
        self.places = int(typed)


class TransferForm(PageForm):
    """What goes with the differences, whose boxes are made for the quotas of the year (:func:`transfer_form`)."""

    # The differences that the simulation on the page was made of, and the versions of the orders it was made on.
    simulated = HiddenField()
    versions = HiddenField()
    reason = TextAreaField(_l("Reason for the transfer"), validators=[Length(max=_REASON_LENGTH)])
    effective_on = DatePartsField(_l("In force from"))
    act_number = StringField(_l("Number of the order"), validators=[Length(max=60)])
    adopted_on = DatePartsField(_l("Date of the order"))
    act_title = StringField(_l("Title of the order"), validators=[Length(max=500)])

    def differences(self) -> dict[Account, int]:
        """Signed places by account, those that were left empty as 0."""
        return {_account(field.name): field.places for field in self if isinstance(field, DifferenceField)}

    def has_unreadable(self) -> bool:
        """Whether a difference is no number, so that nothing can be made of them."""
        return any(field.errors for field in self if isinstance(field, DifferenceField))

    def has_words(self) -> bool:
        """Whether something was typed about the order, or is missing there."""
        words = (self.reason, self.act_number, self.act_title, self.adopted_on)
        return any(field.data or field.errors for field in words)

    def difference(self, account: Account) -> Any:
        """The box of an account."""
        return self[field_name(account)]

    def first_box(self) -> str:
        """The box where mending the differences begins: the first that was filled in, else the first of all."""
        boxes = [field for field in self if isinstance(field, DifferenceField)]
        return next((box.id for box in boxes if box.places), boxes[0].id if boxes else "differences")

    def may_be_proposed(self) -> bool:
        """Whether everything that a proposal needs is there."""
        return self.validate_on_submit(
            {
                "reason": [DataRequired(_l("Give a reason."))],
                "effective_on": [InputRequired(_l("Enter the day from which the order is in force"))],
                "act_number": [DataRequired(_l("Enter the number of the order"))],
                "adopted_on": [InputRequired(_l("Enter the date of the order"))],
            }
        )

    def validate_adopted_on(self, field: Any) -> None:
        """A day that an act of this state can have."""
        _refuse_far(field.data)

    def validate_effective_on(self, field: Any) -> None:
        """A day that is not before the act."""
        _refuse_far(field.data)
        if field.data and self.adopted_on.data and field.data < self.adopted_on.data:
            raise ValidationError(_l("The order cannot be in force before its own date."))

    def transfer(self, year: int) -> Transfer:
        """What was said (valid by now)."""
        if self.effective_on.data is None:
            raise ValueError("the form is not valid")
        return Transfer(
            year=year,
            differences=self.differences(),
            reason=self.reason.data or "",
            effective_on=self.effective_on.data,
            act_number=(self.act_number.data or "").strip(),
            act_title=(self.act_title.data or "").strip(),
            adopted_on=self.adopted_on.data,
            seen=_versions(self.versions.data or ""),
        )


def transfer_form(accounts: Mapping[Account, str], suggested: Mapping[Account, int], **data: Any) -> TransferForm:
    """The form with a box for each of ``accounts`` (with its label), filled with what is suggested."""
    boxes = {field_name(account): DifferenceField(label) for account, label in accounts.items()}
    form_class: type[TransferForm] = type("YearTransferForm", (TransferForm,), boxes)
    filled = {field_name(account): _signed(places) for account, places in suggested.items()}
    return form_class(data=filled | data)


def field_name(account: Account) -> str:
    """Name of the box of an account."""
    return f"difference-{account[0]}-{account[1]}"


def sealed(differences: Mapping[Account, int]) -> str:
    """The differences in a line, to tell whether they were changed after the simulation."""
    return " ".join(f"{stream}/{region}:{places}" for (stream, region), places in sorted(differences.items()) if places)


def _account(name: str) -> Account:
    _, stream, region = name.split("-", 2)
    return Stream(stream), region


def _signed(places: int) -> str:
    return f"{places:+d}" if places else ""


def _versions(typed: str) -> dict[str, int]:
    """``kandas:1 relocatee:2``; what is no version is version 0, which no order has."""
    found = (pair.partition(":") for pair in typed.split())
    return {stream: max(number_seen(number), 0) for stream, _, number in found}


def _refuse_far(day: date | None) -> None:
    if day is not None and not _OLDEST <= day <= _LATEST:
        raise ValidationError(_l("Check the year of the date."))
