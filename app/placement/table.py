"""Households, places and scores as tables of text, as an analyst hands them in; faults with file, row and column.

``households``: ``household,<dimension>,…``; ``places``: ``place,<the same dimensions>`` (empty is without limit);
``scores``: ``household,<place>,…`` (empty is not allowed).  UTF-8 with or without a mark at the beginning, comma,
semicolon or tab between the cells, a point in numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from app.placement.problem import Household, Place, Problem, ProblemError, check_number

if TYPE_CHECKING:
    from app.placement.solve import Solution

HOUSEHOLDS, PLACES, SCORES = "households", "places", "scores"
_LARGEST_BYTES = 512 * 1024 * 1024


class TableError(ValueError):
    """A fault in a table: ``code``, the ``table``, its ``row`` (1: the header; 0: the whole file), ``column`` by name.

    Codes: unreadable, too_large, not_utf8, not_a_table, empty, no_rows, wrong_header, missing_column, duplicate_column,
    unknown_column, too_few_cells, too_many_cells, empty_code, duplicate_household, duplicate_place, unknown_household,
    not_a_number, decimal_comma, negative, too_large_number, missing_number.
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


def read_problem(households: bytes, places: bytes, scores: bytes) -> Problem:
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
    return Problem(
        tuple(dimensions),
        tuple(Household(code, tuple(value or 0.0 for value in values)) for code, values in demand.items()),
        tuple(Place(code, tuple(values[column] for column in order)) for code, values in capacity.items()),
        given,
    )


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


def _table(content: bytes, name: str) -> _Table:
    if len(content) > _LARGEST_BYTES:
        raise TableError("too_large", name)
    if b"\x00" in content:
        raise TableError("not_a_table", name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError("not_utf8", name) from error
    rows = list(_rows(text, name))
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
    try:
        # Python's own signs of grouping are no numbers to others.
        value = float(cell if "_" not in cell else "?")
        check_number(value)
    except ProblemError as error:
        code = {"too_large": "too_large_number"}.get(error.code, error.code)
        raise TableError(code, *where, cell) from error
    except ValueError as error:
        comma = cell.replace(",", "", 1).lstrip("-").isdecimal()
        raise TableError("decimal_comma" if comma else "not_a_number", *where, cell) from error
    return value
