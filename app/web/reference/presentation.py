"""Rows of the reference data in words, for lists and for the page of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.household import SettlementKind
from app.domain.legal import ActKind, LegalAct
from app.domain.profession_table import split
from app.domain.programmes.definition import MeasureCode
from app.domain.reference import DecidingDate, ListRole, PaidPer, Unit
from app.domain.reference_editing import ReferenceTable
from app.domain.stream import Stream
from app.i18n import current_language, format_date, format_money, format_number, format_percent, pgettext
from app.i18n import gettext as _
from app.labels.entitlement import DECIDING_DATES, MEASURES, PAID_PER
from app.labels.household import SETTLEMENT_KINDS
from app.labels.legal import provision_text
from app.labels.programme import STREAMS
from app.labels.reference import ACT_KINDS, LIST_ROLES, counted, setting_words
from app.labels.region import DISTRICT_KINDS, KINDS, district_name, region_name

_LONG = 120
_BY_CODE = frozenset(
    {ReferenceTable.ACTS, ReferenceTable.REGIONS, ReferenceTable.DISTRICTS, ReferenceTable.PROFESSIONS}
)


@dataclass(frozen=True)
class Words:
    """What words need beside the row: titles of acts and names of regions in the language in use, by code."""

    acts: Mapping[str, str]
    regions: Mapping[str, str]


def act_titles(acts: Mapping[str, LegalAct]) -> dict[str, str]:
    """Titles of the acts in the language in use, with their numbers."""
    language = current_language()
    return {
        code: f"{act.title(language)} (№ {act.number})" if act.number else act.title(language)
        for code, act in acts.items()
    }


def key_of(table: ReferenceTable, row: Any) -> str:
    """The row's key as it stands in an address."""
    if table in _BY_CODE:
        return str(row.code)
    return str(row.rest_day.isoformat() if table is ReferenceTable.MOVED_DAYS else row.id)


def title_of(table: ReferenceTable, row: Any, words: Words) -> str:
    """What the row is about."""
    titles: Mapping[ReferenceTable, Callable[[], str]] = {
        ReferenceTable.VALUES: lambda: setting_words(row.key),
        ReferenceTable.MEASURES: lambda: str(MEASURES[MeasureCode(row.code)]),
        ReferenceTable.RENT: lambda: f"{SETTLEMENT_KINDS[SettlementKind(row.settlement)]}, {_persons(row)}",
        ReferenceTable.REGION_LISTS: lambda: ", ".join(
            (words.regions[row.region], str(STREAMS[Stream(row.stream)]), str(LIST_ROLES[ListRole(row.role)]))
        ),
        ReferenceTable.ACTS: lambda: words.acts.get(row.code, row.code),
        ReferenceTable.MOVED_DAYS: lambda: format_date(row.rest_day),
        ReferenceTable.REGIONS: lambda: region_name(row),
        ReferenceTable.DISTRICTS: lambda: district_name(row),
        ReferenceTable.PROFESSIONS: lambda: region_name(row),
    }
    return titles[table]()


def value_of(table: ReferenceTable, row: Any) -> str:
    """What the row says, on one line."""
    values: Mapping[ReferenceTable, Callable[[], str]] = {
        ReferenceTable.VALUES: lambda: setting_value(row.value, Unit(row.unit)),
        ReferenceTable.MEASURES: lambda: measure_size(row),
        ReferenceTable.RENT: lambda: _indices(row.mci),
        ReferenceTable.REGION_LISTS: lambda: "",
        ReferenceTable.ACTS: lambda: _act_line(row),
        ReferenceTable.MOVED_DAYS: lambda: format_date(row.moved_to),
        ReferenceTable.REGIONS: lambda: str(KINDS[row.kind]),
        ReferenceTable.DISTRICTS: lambda: str(DISTRICT_KINDS[row.kind]),
        ReferenceTable.PROFESSIONS: lambda: ", ".join(split(row.spellings)),
    }
    return values[table]()


def setting_value(value: str, unit: Unit) -> str:
    """The value with its unit; money is money, a text is itself (cut short where it is long)."""
    if unit is Unit.TEXT:
        return value if len(value) <= _LONG else f"{value[:_LONG].rstrip()}…"
    number = Decimal(value)
    if unit is Unit.TENGE:
        return format_money(number)
    if unit is Unit.SHARE:
        return format_percent(number)
    return counted(unit, number)


def measure_size(row: Any) -> str:
    """The size of a measure: indices, a limit, a share, and how often."""
    parts = []
    if row.mci_low is not None:
        parts.append(
            _indices(row.mci_low)
            if row.mci_low == row.mci_high
            else f"{format_number(row.mci_low.normalize())}–{_indices(row.mci_high)}"
        )
    if row.cap_tenge is not None:
        parts.append(_("up to %(money)s", money=format_money(row.cap_tenge.normalize())))
    if row.price_share is not None:
        parts.append(_("%(share)s of the price", share=format_percent(row.price_share)))
    parts.append(str(PAID_PER[PaidPer(row.paid_per)]))
    if row.months > 1:
        parts.append(_("payments: %(months)s", months=row.months))
    return ", ".join(parts)


def act_of(row: Any, words: Words) -> str:
    """Title of the row's act and the provision; empty where no act is named."""
    code = getattr(row, "act_code", None)
    if not code:
        return ""
    provision = provision_text(getattr(row, "provision", ""))
    title = words.acts.get(code, code)
    return f"{title}, {provision}" if provision else title


def period_of(row: Any) -> str:
    """The days of the row; empty for what has none."""
    start, end = getattr(row, "effective_from", None), getattr(row, "effective_to", None)
    if start is None and end is None:
        return ""
    if end is None:
        return _("from %(day)s", day=_day(start))
    return f"{_day(start)} – {_day(end)}" if start else _("until %(day)s", day=_day(end))


def details_of(table: ReferenceTable, row: Any, words: Words) -> list[tuple[str, str]]:
    """Everything that the page of the row shows beside its days, act and source."""
    if table is ReferenceTable.ACTS:
        return [
            (_("Code"), row.code),
            (_("Kind of act"), str(ACT_KINDS[ActKind(row.kind)])),
            (pgettext("order", "Number"), row.number),
            (_("Adopted on"), _day(row.adopted_on)),
            (_("Number in the register of legal acts"), row.registration_number),
            (_("Title in Kazakh"), row.title_kk),
            (_("Title in Russian"), row.title_ru),
            (_("Title in English"), row.title_en),
        ]
    if table in {ReferenceTable.REGIONS, ReferenceTable.DISTRICTS, ReferenceTable.PROFESSIONS}:
        return _names(table, row, words)
    if table is ReferenceTable.VALUES and row.unit == Unit.TEXT:
        return [(_("Value"), row.value)]
    if table is ReferenceTable.MEASURES:
        deciding = str(DECIDING_DATES[DecidingDate(row.deciding_date)])
        return [(_("Value"), value_of(table, row)), (_("Whose day counts"), deciding)]
    if table is ReferenceTable.MOVED_DAYS:
        return [
            (_("Day off that is worked"), format_date(row.rest_day)),
            (_("Working day that becomes a day off"), format_date(row.moved_to)),
        ]
    value = value_of(table, row)
    return [(_("Value"), value)] if value else [(_("Region"), words.regions[row.region])]


def _names(table: ReferenceTable, row: Any, words: Words) -> list[tuple[str, str]]:
    """A region, a district or a profession: its code, where it lies or how it is written, and its names."""
    prepositional = (_("Name in Russian after «в», as in «в Павлодарской области»"), "name_ru_prepositional")
    names = [(_("Name in Kazakh"), "name_kk"), (_("Name in Russian"), "name_ru"), (_("Name in English"), "name_en")]
    said = [(_("Code"), row.code)]
    if table is ReferenceTable.REGIONS:
        names.insert(2, prepositional)
    elif table is ReferenceTable.PROFESSIONS:
        return [*said, *((label, getattr(row, column)) for label, column in names), (_("Value"), value_of(table, row))]
    else:
        said += [(pgettext("column", "Region"), words.regions[row.region]), (_("Kind"), str(DISTRICT_KINDS[row.kind]))]
    return said + [(label, getattr(row, column)) for label, column in names]


def _act_line(row: Any) -> str:
    number = f"№ {row.number}" if row.number else ""
    return ", ".join(part for part in (str(ACT_KINDS[ActKind(row.kind)]), number, _day(row.adopted_on)) if part)


def _persons(row: Any) -> str:
    if row.persons_to is None:
        return _("%(low)s persons or more", low=row.persons_from)
    if row.persons_to == row.persons_from:
        return _("persons: %(number)s", number=row.persons_from)
    return _("persons: %(low)s–%(high)s", low=row.persons_from, high=row.persons_to)


def _indices(number: Decimal) -> str:
    return counted(Unit.MCI, number)


def _day(day: Any) -> str:
    return format_date(day) if day else ""
