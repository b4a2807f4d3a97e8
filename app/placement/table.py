"""Households, places and scores as tables of text, as an analyst hands them in; faults with file, row and column.

``households``: ``household,<dimension>,…``; ``places``: ``place,<the same dimensions>`` (empty is without limit);
``scores``: ``household,<place>,…`` (empty is not allowed).  UTF-8 with or without a mark at the beginning, comma,
semicolon or tab between the cells, a point in numbers.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from app.placement.problem import Household, Place, Problem, ProblemError, check_number

if TYPE_CHECKING:
    from app.placement.solve import Solution

HOUSEHOLDS, PLACES, SCORES = "households", "places", "scores"
_ZIP = b"PK\x03\x04"
# Digits in groups: 1 000, 1,000,000 or 1 000,5.
_GROUPED = re.compile(r"-?[0-9]{1,3}([ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}',][0-9]{3})+([.,][0-9]+)?")
_LARGEST_BYTES = 512 * 1024 * 1024


class TableError(ValueError):
    """A fault in a table: ``code``, the ``table``, its ``row`` (1: the header; 0: the whole file), ``column`` by name.

    Codes: missing_file, is_folder, unreadable, too_large, not_utf8, workbook, not_a_table, empty, no_rows,
    wrong_header, missing_column, duplicate_column, unknown_column, too_few_cells, too_many_cells, empty_code,
    duplicate_household, duplicate_place, unknown_household, not_a_number, decimal_comma, grouped, negative,
    too_large_number, missing_number, nobody_fits.
    """

    def __init__(self, code: str, table: str, row: int = 0, column: str = "", value: str = "") -> None:
        self.code, self.table, self.row, self.column, self.value = code, table, row, column, value
        super().__init__(code, table, row, column, value)


@dataclass(frozen=True)
class _Table:
    """Header and rows; each row with the number of its line."""

    name: str
    header: list[str]
    rows: list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Tables:
    """What three files describe, and the row of each household in its file."""

    problem: Problem
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Oversize:
    """A household that is larger than every place that it may go to: its ``row``, and the ``dimension`` that says so.

    ``amount`` is what it takes of the dimension, ``most`` what the largest of these places holds of it.
    """

    household: str
    row: int
    dimension: str
    amount: float
    most: float


def read_tables(households: bytes, places: bytes, scores: bytes) -> Tables:
    """The problem that three files describe; raises :class:`TableError` at the first fault."""
    families, regions, pairs = _table(households, HOUSEHOLDS), _table(places, PLACES), _table(scores, SCORES)
    dimensions = _header(families, "household")
    _same_columns(regions, _header(regions, "place"), dimensions)
    demand = dict(_numbers(families, "household", needed=True))
    capacity = dict(_numbers(regions, "place", needed=False))
    columns = _header(pairs, "household")
    for column in columns:
        if column not in capacity:
            raise TableError("unknown_column", SCORES, 1, column)
    given: dict[str, dict[str, float]] = {}
    for number, (code, values) in zip(pairs.rows, _numbers(pairs, "household", needed=False), strict=True):
        if code not in demand:
            raise TableError("unknown_household", SCORES, number[0], "household", code)
        given[code] = {column: value for column, value in zip(columns, values, strict=True) if value is not None}
    order = [regions.header.index(dimension) - 1 for dimension in dimensions]
    problem = Problem(
        tuple(dimensions),
        tuple(Household(code, tuple(value or 0.0 for value in values)) for code, values in demand.items()),
        tuple(Place(code, tuple(values[column] for column in order)) for code, values in capacity.items()),
        given,
    )
    return Tables(problem, {row[0]: number for number, row in families.rows})


def oversize(tables: Tables) -> list[Oversize]:
    """Households that no place can take even when it is empty, in the order of their rows.

    Whoever allows no place at all is not among them.  Where nobody fits anywhere the tables contradict each other:
    raises :class:`TableError` (``nobody_fits``) for the first of them.
    """
    problem, found, fitting = tables.problem, [], 0
    capacity = {place.code: place.capacity for place in problem.places}
    for household in problem.households:
        allowed = [capacity[code] for code in problem.scores.get(household.code, {})]
        if any(_fits(household.demand, held) for held in allowed):
            fitting += 1
        elif allowed:
            found.append(_oversize(tables, household, allowed))
    if found and not fitting:
        first = found[0]
        raise TableError("nobody_fits", HOUSEHOLDS, first.row, first.dimension, f"{first.amount:.10g}")
    return found


def _fits(demand: Sequence[float], held: Sequence[float | None]) -> bool:
    return all(most is None or amount <= most for amount, most in zip(demand, held, strict=True))


def _oversize(tables: Tables, household: Household, allowed: Sequence[Sequence[float | None]]) -> Oversize:
    """The dimension in which all places are too small, or else the one in which most of them are."""
    too_small = [
        sum(held is not None and amount > held for held in column)
        for amount, column in zip(household.demand, zip(*allowed, strict=True), strict=True)
    ]
    column = too_small.index(max(too_small))
    amount = household.demand[column]
    short = [held[column] or 0.0 for held in allowed if not _fits((amount,), (held[column],))]
    row = tables.rows[household.code]
    return Oversize(household.code, row, tables.problem.dimensions[column], amount, max(short))


def write_assignment(problem: Problem, solution: Solution) -> str:
    """``household,place,score``, households in the order of the problem; place and score empty for who is unplaced."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["household", "place", "score"])
    for household in problem.households:
        place = solution.assignment[household.code]
        score = "" if place is None else f"{problem.scores[household.code][place]:.15g}"
        writer.writerow([household.code, place or "", score])
    return text.getvalue()


def _text(content: bytes, name: str) -> str:
    if len(content) > _LARGEST_BYTES:
        raise TableError("too_large", name)
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise TableError("not_utf8", name)
    if content.startswith(_ZIP):
        raise TableError("workbook", name)
    if b"\x00" in content:
        raise TableError("not_a_table", name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError("not_utf8", name) from error


def _table(content: bytes, name: str) -> _Table:
    rows = list(_rows(_text(content, name), name))
    if not rows:
        raise TableError("empty", name)
    if len(rows) == 1:
        raise TableError("no_rows", name)
    header = rows[0][1]
    for number, row in rows[1:]:
        if len(row) != len(header):
            raise TableError("too_few_cells" if len(row) < len(header) else "too_many_cells", name, number)
    return _Table(name, header, rows[1:])


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the line on which each ends."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise TableError("not_a_table", name, reader.line_num) from error


def _header(table: _Table, first: str) -> list[str]:
    if table.header[0] != first:
        raise TableError("wrong_header", table.name, 1, table.header[0], first)
    for position, column in enumerate(table.header):
        if not column:
            raise TableError("missing_column", table.name, 1, str(position + 1))
        if column in table.header[:position]:
            raise TableError("duplicate_column", table.name, 1, column)
    if len(table.header) == 1:
        raise TableError("missing_column", table.name, 1, "2")
    return table.header[1:]


def _same_columns(table: _Table, columns: Sequence[str], dimensions: Sequence[str]) -> None:
    for dimension in dimensions:
        if dimension not in columns:
            raise TableError("missing_column", table.name, 1, dimension)
    for column in columns:
        if column not in dimensions:
            raise TableError("unknown_column", table.name, 1, column)


def _numbers(table: _Table, kind: str, *, needed: bool) -> Iterator[tuple[str, list[float | None]]]:
    """Code and numbers of each row; an empty cell is None, or a fault where a number is ``needed``."""
    seen: set[str] = set()
    for number, (code, *cells) in table.rows:
        if not code:
            raise TableError("empty_code", table.name, number, kind)
        if code in seen:
            raise TableError(f"duplicate_{kind}", table.name, number, kind, code)
        seen.add(code)
        values: list[float | None] = []
        for column, cell in zip(table.header[1:], cells, strict=True):
            if not cell and needed:
                raise TableError("missing_number", table.name, number, column)
            values.append(_number(cell, (table.name, number, column)) if cell else None)
        yield code, values


def _number(cell: str, where: tuple[str, int, str]) -> float:
    plain = cell.replace("\N{MINUS SIGN}", "-")
    try:
        # Python's own signs of grouping, and digits of other scripts, are no numbers to others.
        value = float(plain if plain.isascii() and "_" not in plain else "?")
        check_number(value)
    except ProblemError as error:
        code = {"too_large": "too_large_number"}.get(error.code, error.code)
        raise TableError(code, *where, cell) from error
    except ValueError as error:
        comma = "," in plain and plain.replace(",", "", 1).lstrip("-").isdecimal()
        code = "grouped" if _GROUPED.fullmatch(plain) else "decimal_comma" if comma else "not_a_number"
        raise TableError(code, *where, cell) from error
    return value
