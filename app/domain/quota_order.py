"""An order that sets the year's quota, as it is read from a file: its lines, its faults, and what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.quota import Unit
from app.domain.stream import QUOTA_STREAMS, Stream

_MOST = 1_000_000
COLUMNS = ("year", "stream", "region_iso", "persons", "version", "effective_from", "act_code", "source", "unit")


@dataclass(frozen=True, slots=True)
class OrderFault:
    """What is wrong in a file: ``line`` counts data rows from 1 (0: the file as a whole)."""

    line: int
    column: str
    code: str
    value: str = ""


class OrderFaultsError(ValueError):
    """A file that cannot become orders; ``faults`` names every cell."""

    def __init__(self, faults: Iterable[OrderFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(len(self.faults))


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A version of a year's quota for one stream; ``lines`` give persons (or families) by region code."""

    year: int
    stream: Stream
    version: int
    effective_from: date
    lines: Mapping[str, int] = field(hash=False)
    act_code: str = ""
    act_number: str = ""
    act_title: str = ""
    adopted_on: date | None = None
    source: str = ""
    unit: Unit = Unit.PERSONS

    @property
    def persons(self) -> int:
        """Places of the order in all."""
        return sum(self.lines.values())


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    year: int
    stream: Stream
    region: str
    persons: int
    version: int
    effective_from: date
    act_code: str
    source: str
    unit: Unit


def drafts_from_rows(
    rows: Iterable[Mapping[str, str]], known_regions: frozenset[str] | None = None
) -> tuple[OrderDraft, ...]:
    """Orders in a table with :data:`COLUMNS`, by year, stream and version.

    Raises :class:`OrderFaultsError` with every fault of every row, so that the file is mended once.
    """
    faults: list[OrderFault] = []
    lines: list[_Line] = []
    for number, row in enumerate(rows, start=1):
        line = _read_line(number, row, faults)
        if line is not None:
            lines.append(line)
            if known_regions is not None and line.region not in known_regions:
                faults.append(OrderFault(number, "region_iso", "unknown_region", line.region))
    if not lines and not faults:
        faults.append(OrderFault(0, "", "empty_file"))
    orders = _grouped(lines, faults)
    if faults:
        raise OrderFaultsError(faults)
    return orders


def _read_line(number: int, row: Mapping[str, str], faults: list[OrderFault]) -> _Line | None:
    before = len(faults)
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    for column in ("year", "stream", "region_iso", "persons", "version", "effective_from"):
        if column not in row:
            faults.append(OrderFault(number, column, "missing_column"))
        elif not cells[column]:
            faults.append(OrderFault(number, column, "missing"))
    if len(faults) > before:
        return None
    year = _whole(number, "year", cells["year"], faults, least=1991)
    persons = _whole(number, "persons", cells["persons"], faults, least=0)
    version = _whole(number, "version", cells["version"], faults, least=1)
    stream = _stream(number, cells["stream"], faults)
    start = _day(number, cells["effective_from"], faults)
    unit = _unit(number, cells["unit"], faults)
    if year is None or persons is None or version is None or stream is None or start is None or unit is None:
        return None
    region, act, source = cells["region_iso"], cells["act_code"], cells["source"]
    return _Line(number, year, stream, region, persons, version, start, act, source, unit)


def _whole(number: int, column: str, cell: str, faults: list[OrderFault], *, least: int) -> int | None:
    if not cell.isascii() or not cell.isdigit():
        faults.append(OrderFault(number, column, "not_a_whole_number", cell))
        return None
    # The length first: a number of thousands of digits is not even read.
    if len(cell.lstrip("0")) > len(str(_MOST)) or not least <= int(cell.lstrip("0") or "0") <= _MOST:
        faults.append(OrderFault(number, column, "out_of_range", cell))
        return None
    return int(cell)


def _stream(number: int, cell: str, faults: list[OrderFault]) -> Stream | None:
    if cell in QUOTA_STREAMS:
        return Stream(cell)
    faults.append(OrderFault(number, "stream", "unknown_stream", cell))
    return None


def _unit(number: int, cell: str, faults: list[OrderFault]) -> Unit | None:
    if cell in ("", *Unit):
        return Unit(cell or Unit.PERSONS)
    faults.append(OrderFault(number, "unit", "unknown_unit", cell))
    return None


def _day(number: int, cell: str, faults: list[OrderFault]) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        faults.append(OrderFault(number, "effective_from", "not_a_day", cell))
        return None


def _grouped(lines: Iterable[_Line], faults: list[OrderFault]) -> tuple[OrderDraft, ...]:
    groups: dict[tuple[int, Stream, int], list[_Line]] = {}
    for line in lines:
        groups.setdefault((line.year, line.stream, line.version), []).append(line)
    drafts = []
    for (year, stream, version), members in sorted(groups.items()):
        persons: dict[str, int] = {}
        for line in members:
            if line.region in persons:
                faults.append(OrderFault(line.number, "region_iso", "region_twice", line.region))
            if line.effective_from != members[0].effective_from:
                faults.append(
                    OrderFault(line.number, "effective_from", "different_days", line.effective_from.isoformat())
                )
            if line.unit is not members[0].unit:
                faults.append(OrderFault(line.number, "unit", "different_units", line.unit))
            persons[line.region] = line.persons
        first = members[0]
        drafts.append(
            OrderDraft(
                year,
                stream,
                version,
                first.effective_from,
                persons,
                act_code=first.act_code,
                source=first.source,
                unit=first.unit,
            )
        )
    return tuple(drafts)
