"""Forms of the reference data, one for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from wtforms import DecimalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from app.domain.reference_editing import ReferenceTable
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.i18n import lazy_pgettext as _lp
from app.labels.entitlement import DECIDING_DATES, PAID_PER
from app.labels.household import SETTLEMENT_KINDS
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.reference import ACT_KINDS, LIST_ROLES
from app.labels.region import DISTRICT_KINDS
from app.web.fields import DatePartsField
from app.web.forms import PageForm


class TypedDecimalField(DecimalField):  # type: ignore[misc]  # WTForms has no types
    """A number with a comma or a point, and spaces between thousands."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what people type here: «1 625,5»."""
        super().process_formdata([re.sub(r"\s", "", text).replace(",", ".") for text in valuelist])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format(self.data.normalize(), "f")


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(member.value, label) for member, label in words.items()]


def _text(label: Any, *validators: Any, longest: int = 500) -> StringField:
    return StringField(label, validators=[*validators, Length(max=longest)], filters=[_stripped])


def _stripped(text: str | None) -> str:
    return text.strip() if text else ""


def _optional_day(label: Any) -> DatePartsField:
    return DatePartsField(label, validators=[Optional()])


def _size(label: Any) -> TypedDecimalField:
    return TypedDecimalField(label, validators=[Optional(), NumberRange(min=0, max=10**12)])


class ReferenceForm(PageForm):
    """Base: ``SHOWN`` are the fields in the order of the page, ``SUBJECT`` those that say what a new row is about."""

    SHOWN: ClassVar[tuple[str, ...]] = ()
    SUBJECT: ClassVar[tuple[str, ...]] = ()

    def without_subject(self) -> ReferenceForm:
        """The form for a row whose subject is known."""
        for name in self.SUBJECT:
            delattr(self, name)
        return self

    def shown(self) -> list[Any]:
        """Fields in the order of the page."""
        return [self[name] for name in self.SHOWN if name in self]

    def values(self) -> dict[str, Any]:
        """Columns of the row; no act is None."""
        values = {name: self[name].data for name in self.SHOWN if name in self}
        if "act_code" in values:
            values["act_code"] = values["act_code"] or None
        return values

    def offer(self, acts: Mapping[str, str], regions: Mapping[str, str]) -> ReferenceForm:
        """Fill the choices that come from the database: acts and regions by code."""
        if "act_code" in self:
            self["act_code"].choices = [SelectChoice("", _("No act named")), *_pairs(acts.items())]
        if "region" in self:
            self["region"].choices = _pairs(sorted(regions.items(), key=lambda pair: pair[1]))
        return self


def _pairs(items: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(code, words) for code, words in items]


class _DatedForm(ReferenceForm):
    effective_from = DatePartsField(
        _l("In force from"), validators=[InputRequired(_l("Enter the first day on which this is in force"))]
    )
    effective_to = _optional_day(_l("In force until, that day included"))
    act_code = SelectField(_l("Act"), validators=[Optional()])
    provision = _text(_l("Provision of the act"))
    source = _text(_l("Source"))

    DAYS: ClassVar[tuple[str, ...]] = ("effective_from", "effective_to", "act_code", "provision", "source")


class ValueForm(_DatedForm):
    """A figure or a time limit."""

    value = StringField(_l("Value"), filters=[_stripped], validators=[DataRequired(_l("Enter the value"))])
    SHOWN = ("value", *_DatedForm.DAYS)


class ClauseForm(_DatedForm):
    """A passage of a paper."""

    value = TextAreaField(
        _l("Value"), filters=[_stripped], validators=[DataRequired(_l("Enter the value")), Length(max=4000)]
    )
    SHOWN = ("value", *_DatedForm.DAYS)


class MeasureForm(_DatedForm):
    """The size of a measure of support."""

    paid_per = SelectField(_l("Counted"), choices=_choices(PAID_PER))
    mci_low = _size(_l("Indices, at least"))
    mci_high = _size(_l("Indices, at most"))
    cap_tenge = _size(_l("Limit in tenge"))
    price_share = _size(_l("Share of the price, between 0 and 1"))
    months = IntegerField(
        _l("Number of monthly payments; 1 for a single one"),
        validators=[InputRequired(_l("Enter the number of payments")), NumberRange(min=1, max=120)],
    )
    deciding_date = SelectField(_l("Whose day counts"), choices=_choices(DECIDING_DATES))
    SHOWN = (
        *("paid_per", "mci_low", "mci_high", "cap_tenge", "price_share", "months", "deciding_date"),
        *_DatedForm.DAYS,
    )


class RentForm(_DatedForm):
    """A step of the rent scale."""

    settlement = SelectField(_l("Town or village"), choices=_choices(SETTLEMENT_KINDS))
    persons_from = IntegerField(
        _l("Persons in the family, from"),
        validators=[InputRequired(_l("Enter the number of persons")), NumberRange(min=1, max=50)],
    )
    persons_to = IntegerField(_l("Persons in the family, to"), validators=[Optional(), NumberRange(min=1, max=50)])
    mci = TypedDecimalField(
        _l("Indices a month"), validators=[InputRequired(_l("Enter the value")), NumberRange(min=0, max=10_000)]
    )
    SHOWN = ("settlement", "persons_from", "persons_to", "mci", *_DatedForm.DAYS)
    SUBJECT = ("settlement",)


class RegionListForm(_DatedForm):
    """A region that takes households of a stream, or that they leave."""

    stream = SelectField(_lp("column", "Stream"), choices=_choices(QUOTA_STREAM_WORDS))
    role = SelectField(_l("What the region is"), choices=_choices(LIST_ROLES))
    region = SelectField(_lp("column", "Region"))
    SHOWN = ("stream", "role", "region", *_DatedForm.DAYS)
    SUBJECT = ("stream", "role", "region")


class ActForm(ReferenceForm):
    """A legal act."""

    code = _text(
        _l("Code"),
        DataRequired(_l("Enter a code")),
        Regexp(r"^[a-z][a-z0-9_]*$", message=_l("Small Latin letters, digits and _ only, for example order_20_2016.")),
        longest=60,
    )
    kind = SelectField(_l("Kind of act"), choices=_choices(ACT_KINDS))
    number = _text(_lp("order", "Number"), longest=60)
    adopted_on = _optional_day(_l("Adopted on"))
    registration_number = _text(_l("Number in the register of legal acts"), longest=60)
    title_kk = _text(_l("Title in Kazakh"), DataRequired(_l("Enter the title in Kazakh")))
    title_ru = _text(_l("Title in Russian"), DataRequired(_l("Enter the title in Russian")))
    title_en = _text(_l("Title in English"), DataRequired(_l("Enter the title in English")))
    effective_from = _optional_day(_l("In force from"))
    effective_to = _optional_day(_l("In force until, that day included"))
    source = _text(_l("Source"))
    SHOWN = (
        *("code", "kind", "number", "adopted_on", "registration_number", "title_kk", "title_ru", "title_en"),
        *("effective_from", "effective_to", "source"),
    )
    SUBJECT = ("code",)


class MovedDayForm(ReferenceForm):
    """A day off that is worked in exchange for another."""

    rest_day = DatePartsField(_l("Day off that is worked"), validators=[InputRequired(_l("Enter the day"))])
    moved_to = DatePartsField(_l("Working day that becomes a day off"), validators=[InputRequired(_l("Enter the day"))])
    act_code = SelectField(_l("Act"), validators=[Optional()])
    source = _text(_l("Source"))
    SHOWN = ("rest_day", "moved_to", "act_code", "source")
    SUBJECT = ("rest_day",)


class RegionForm(ReferenceForm):
    """Names of a region."""

    name_kk = _text(_l("Name in Kazakh"), DataRequired(_l("Enter the name in Kazakh")))
    name_ru = _text(_l("Name in Russian"), DataRequired(_l("Enter the name in Russian")))
    name_ru_prepositional = _text(
        _l("Name in Russian after «в», as in «в Павлодарской области»"), DataRequired(_l("Enter the name in Russian"))
    )
    name_en = _text(_l("Name in English"), DataRequired(_l("Enter the name in English")))
    SHOWN = ("name_kk", "name_ru", "name_ru_prepositional", "name_en")


class DistrictForm(ReferenceForm):
    """A district or a town of a region."""

    code = _text(
        _l("Number in the classifier KATO"),
        DataRequired(_l("Enter the number")),
        Regexp(r"^[A-Z0-9-]+$", message=_l("Digits, capital Latin letters and hyphens only, for example 553600000.")),
        longest=20,
    )
    region = SelectField(_lp("column", "Region"))
    kind = SelectField(_l("Kind"), choices=_pairs(DISTRICT_KINDS.items()))
    name_kk = _text(_l("Name in Kazakh"), DataRequired(_l("Enter the name in Kazakh")))
    name_ru = _text(_l("Name in Russian"), DataRequired(_l("Enter the name in Russian")))
    name_en = _text(_l("Name in English"), DataRequired(_l("Enter the name in English")))
    source = _text(_l("Source"))
    SHOWN = ("code", "region", "kind", "name_kk", "name_ru", "name_en", "source")
    SUBJECT = ("code", "region")


class ProfessionForm(ReferenceForm):
    """A profession by which profiles of places count jobs."""

    code = _text(
        _l("Code"),
        DataRequired(_l("Enter a code")),
        Regexp(r"^[a-z][a-z0-9_]*$", message=_l("Small Latin letters, digits and _ only, for example welder.")),
        longest=40,
    )
    name_kk = _text(_l("Name in Kazakh"), DataRequired(_l("Enter the name in Kazakh")))
    name_ru = _text(_l("Name in Russian"), DataRequired(_l("Enter the name in Russian")))
    name_en = _text(_l("Name in English"), DataRequired(_l("Enter the name in English")))
    spellings = _text(
        _l("Spellings by which people write it, with | between them"), DataRequired(_l("Enter a spelling")), longest=400
    )
    source = _text(_l("Source"))
    SHOWN = ("code", "name_kk", "name_ru", "name_en", "spellings", "source")
    SUBJECT = ("code",)


class VerificationForm(PageForm):
    """Who compared an entry with its act, and when."""

    verified_by = _text(_l("Name of the lawyer"), DataRequired(_l("Enter the name of the lawyer")), longest=200)
    verified_on = DatePartsField(_l("Day of the comparison"), validators=[InputRequired(_l("Enter the day"))])

    def said(self) -> dict[str, Any]:
        """Who and when, as the service wants them."""
        return {"by": self.verified_by.data, "on": self.verified_on.data}


_FORMS: Mapping[ReferenceTable, type[ReferenceForm]] = {
    ReferenceTable.VALUES: ValueForm,
    ReferenceTable.MEASURES: MeasureForm,
    ReferenceTable.RENT: RentForm,
    ReferenceTable.REGION_LISTS: RegionListForm,
    ReferenceTable.ACTS: ActForm,
    ReferenceTable.MOVED_DAYS: MovedDayForm,
    ReferenceTable.REGIONS: RegionForm,
    ReferenceTable.DISTRICTS: DistrictForm,
    ReferenceTable.PROFESSIONS: ProfessionForm,
}


# What a successor never shares with the row that it follows.
_OWN = frozenset({"value", "effective_from", "effective_to", "source"})


def form_for(table: ReferenceTable, row: Any | None, *, is_sent: bool, is_new: bool = False) -> ReferenceForm:
    """The form of a table, filled from ``row`` where there is one (for a new row from the one that it follows).

    A passage of a paper gets a large box.
    """
    form = ClauseForm if row is not None and getattr(row, "key", "").startswith("clause.") else _FORMS[table]
    if row is None:
        return form()
    # A form that was sent is what was sent: an empty box is empty, and not what the record holds.
    names = [] if is_sent else [name for name in form.SHOWN if not (is_new and name in _OWN)]
    made = form(data={name: _shown(getattr(row, name, None)) for name in names})
    return made.without_subject()


def _shown(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value
