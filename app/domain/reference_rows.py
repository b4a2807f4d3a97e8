"""Rows of text (a CSV file, an administrator's upload) as values of the reference book.

Dates are ISO, decimals with a point, an empty cell is "unknown".  A row that cannot be read raises RowError
with its number and column, so that whoever loads a file can say where it is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypedDict, TypeVar

from app.domain.household import SettlementKind
from app.domain.legal import ActKind, LegalAct
from app.domain.programmes.definition import MeasureCode
from app.domain.reference import (
    MCI,
    DatedValue,
    DecidingDate,
    ListRole,
    Measure,
    PaidPer,
    RegionListing,
    RentStep,
    Unit,
)
from app.domain.stream import QUOTA_STREAMS, Stream

Row = Mapping[str, str]
_Value = TypeVar("_Value")


class RowError(ValueError):
    """A cell that cannot be read: ``line`` counts data rows from 1, ``column`` is its name (empty: missing)."""

    def __init__(self, line: int, column: str, value: str) -> None:
        self.line = line
        self.column = column
        self.value = value
        super().__init__(f"row {line}, column {column}: {value!r}")


class _CellError(ValueError):
    def __init__(self, column: str, value: str) -> None:
        self.column = column
        self.value = value
        super().__init__(column)


class _Provenance(TypedDict):
    effective_from: date
    effective_to: date | None
    act_code: str
    provision: str
    source: str
    verified_by: str
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class _Cells:
    """Typed reading of one row."""

    row: Row

    def text(self, column: str) -> str:
        if column not in self.row:
            raise _CellError(column, "")
        return (self.row[column] or "").strip()

    def read(self, column: str, convert: Callable[[str], _Value]) -> _Value:
        cell = self.text(column)
        try:
            return convert(cell)
        except (ValueError, InvalidOperation) as error:
            raise _CellError(column, cell) from error

    def optional(self, column: str, convert: Callable[[str], _Value]) -> _Value | None:
        return self.read(column, convert) if self.text(column) else None

    def provenance(self) -> _Provenance:
        return {
            "effective_from": self.read("effective_from", date.fromisoformat),
            "effective_to": self.optional("effective_to", date.fromisoformat),
            "act_code": self.text("act_code"),
            "provision": self.text("provision"),
            "source": self.text("source"),
            "verified_by": self.text("verified_by"),
            "verified_on": self.optional("verified_on", date.fromisoformat),
        }


def _each(rows: Iterable[Row], build: Callable[[_Cells], _Value]) -> tuple[_Value, ...]:
    built = []
    for line, row in enumerate(rows, start=1):
        try:
            built.append(build(_Cells(row)))
        except _CellError as error:
            raise RowError(line, error.column, error.value) from error
    return tuple(built)


def settings(rows: Iterable[Row]) -> tuple[DatedValue, ...]:
    """``settings.csv``: key, value, unit and provenance."""

    def build(cells: _Cells) -> DatedValue:
        unit = cells.read("unit", Unit)
        value = cells.text("value") if unit is Unit.TEXT else cells.read("value", Decimal)
        return DatedValue(key=cells.text("key"), value=value, unit=unit, **cells.provenance())

    return _each(rows, build)


def mci(rows: Iterable[Row]) -> tuple[DatedValue, ...]:
    """``mci.csv``: tenge in one monthly calculation index, by days."""

    def build(cells: _Cells) -> DatedValue:
        return DatedValue(key=MCI, value=cells.read("tenge", Decimal), unit=Unit.TENGE, **cells.provenance())

    return _each(rows, build)


def measures(rows: Iterable[Row]) -> tuple[Measure, ...]:
    """``measures.csv``: measures of support."""

    def build(cells: _Cells) -> Measure:
        return Measure(
            code=cells.read("code", MeasureCode),
            paid_per=cells.read("paid_per", PaidPer),
            mci_low=cells.optional("mci_low", Decimal),
            mci_high=cells.optional("mci_high", Decimal),
            cap_tenge=cells.optional("cap_tenge", Decimal),
            price_share=cells.optional("price_share", Decimal),
            months=cells.read("months", int),
            deciding_date=cells.read("deciding_date", DecidingDate),
            **cells.provenance(),
        )

    return _each(rows, build)


def _quota_stream(cell: str) -> Stream:
    """Only the quotas have regions that take people and regions that they leave."""
    stream = Stream(cell)
    if stream not in QUOTA_STREAMS:
        raise ValueError(cell)
    return stream


def region_lists(rows: Iterable[Row]) -> tuple[RegionListing, ...]:
    """``host_regions.csv``: which regions take a stream's people, and which ones they leave."""

    def build(cells: _Cells) -> RegionListing:
        return RegionListing(
            stream=cells.read("stream", _quota_stream),
            role=cells.read("role", ListRole),
            region_iso=cells.text("region_iso"),
            **cells.provenance(),
        )

    return _each(rows, build)


def rent_scale(rows: Iterable[Row]) -> tuple[RentStep, ...]:
    """``rent_scale.csv``: indices a month by kind of settlement and size of family."""

    def build(cells: _Cells) -> RentStep:
        return RentStep(
            settlement=cells.read("settlement", SettlementKind),
            persons_from=cells.read("persons_from", int),
            persons_to=cells.optional("persons_to", int),
            mci=cells.read("mci", Decimal),
            **cells.provenance(),
        )

    return _each(rows, build)


def acts(rows: Iterable[Row]) -> tuple[LegalAct, ...]:
    """``acts.csv``: legal acts with their titles in the three languages."""

    def build(cells: _Cells) -> LegalAct:
        return LegalAct(
            code=cells.text("code"),
            kind=cells.read("kind", ActKind),
            number=cells.text("number"),
            adopted_on=cells.optional("adopted_on", date.fromisoformat),
            registration_number=cells.text("registration_number"),
            title_kk=cells.text("title_kk"),
            title_ru=cells.text("title_ru"),
            title_en=cells.text("title_en"),
            effective_from=cells.optional("effective_from", date.fromisoformat),
            effective_to=cells.optional("effective_to", date.fromisoformat),
            source=cells.text("source"),
            verified_by=cells.text("verified_by"),
            verified_on=cells.optional("verified_on", date.fromisoformat),
        )

    return _each(rows, build)
