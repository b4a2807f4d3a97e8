"""Form fields that WTForms does not have: a day typed in three boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from app.i18n import gettext as _

PARTS = ("day", "month", "year")


class DatePartsField(Field):  # type: ignore[misc]  # WTForms has no types
    """A day in three boxes named ``<name>-day``, ``<name>-month``, ``<name>-year``; ``data`` is a ``date`` or None.

    ``parts`` keeps what was typed, so that a page with errors shows it again; ``error_part`` is the box that the
    error is about (``day`` where it is about the whole).  Empty boxes give None: use ``InputRequired`` (never
    ``DataRequired``, which would replace «Enter a real date» with its own message) where the day is obligatory,
    ``Optional`` where it is not.  A field whose boxes hold something that is no day has its error already and
    runs no further validators, so these may rely on ``data``.
    """

    widget = TextInput()
    is_date_parts = True

    def __init__(self, label: Any = None, validators: Sequence[Any] | None = None, **kwargs: Any) -> None:
        self.parts: dict[str, str] = dict.fromkeys(PARTS, "")
        self.error_part = "day"
        super().__init__(label, validators, **kwargs)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Gather the three boxes into the one value that WTForms expects."""
        if formdata is not None:
            typed = [str(formdata.get(f"{self.name}-{part}", "")).strip() for part in PARTS]
            formdata = MultiDict([(self.name, value) for value in typed])
        super().process(formdata, data, extra_filters)

    def process_data(self, value: Any) -> None:
        """Show the day that the record holds; an ISO string (from a JSON draft) is taken as well."""
        self.data = date.fromisoformat(value) if isinstance(value, str) and value else value or None
        if self.data is not None:
            self.parts = {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the boxes; ValueError with a translated message where they are no day."""
        self.parts = dict(zip(PARTS, valuelist, strict=True))
        # What `InputRequired` and `Optional` look at: one value for the field, none where every box is empty.
        self.raw_data = ["-".join(valuelist)] if any(valuelist) else []
        self.data = None
        if not any(valuelist):
            return
        self._refuse_gaps()
        self.data = self._day(self._numbers())

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # the name is WTForms'
        """End validation where the boxes hold no day: their error is there, and ``data`` is nothing to check."""
        if self.process_errors:
            raise StopValidation()

    def _value(self) -> str:
        return self.data.isoformat() if self.data else ""

    def _refuse_gaps(self) -> None:
        messages: Mapping[str, str] = {
            "day": _("The date must include a day."),
            "month": _("The date must include a month."),
            "year": _("The date must include a year."),
        }
        for part in PARTS:
            if not self.parts[part]:
                self.error_part = part
                raise ValueError(messages[part])

    def _numbers(self) -> dict[str, int]:
        for part in PARTS:
            text = self.parts[part]
            # isascii: other digits than 0–9 pass isdigit(), and ² even fails in int().
            if not (text.isascii() and text.isdigit() and len(text) <= 4):
                self.error_part = part
                raise ValueError(_("Write the date in numbers, for example 27 3 1986."))
        if len(self.parts["year"]) != 4:
            self.error_part = "year"
            raise ValueError(_("The year must have 4 digits."))
        return {part: int(self.parts[part]) for part in PARTS}

    def _day(self, numbers: Mapping[str, int]) -> date:
        if not 1 <= numbers["month"] <= 12:
            self.error_part = "month"
            raise ValueError(_("The month must be a number from 1 to 12."))
        try:
            return date(numbers["year"], numbers["month"], numbers["day"])
        except ValueError:
            self.error_part = "year" if numbers["year"] == 0 else "day"
            raise ValueError(_("There is no such day in the calendar.")) from None
