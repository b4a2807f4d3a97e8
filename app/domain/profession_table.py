"""The list of professions as a table that people keep: its rows, and every fault by row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import DomainError
from app.domain.names import fold_key
from app.domain.profession import SEPARATOR, Profession

COLUMNS = ("code", "name_kk", "name_ru", "name_en", "spellings", "source")
_NEEDED = COLUMNS[:-1]
_NAMES = COLUMNS[1:4]
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST = 400
# What the columns may be called beside their codes.
_HEADERS: Mapping[str, str] = {
    **{column: column for column in COLUMNS},
    "коды": "code",
    "код": "code",
    "қазақша": "name_kk",
    "по-казахски": "name_kk",
    "орысша": "name_ru",
    "по-русски": "name_ru",
    "ағылшынша": "name_en",
    "по-английски": "name_en",
    "жазылуы": "spellings",
    "написания": "spellings",
    "дереккөз": "source",
    "источник": "source",
}


@dataclass(frozen=True, slots=True)
class ProfessionFault:
    """What is wrong in a file: ``line`` as a spreadsheet counts rows (0: the file as a whole), ``column`` by code.

    Codes: empty_file, missing_column, column_twice, missing, too_long, code_wrong, code_twice, spelling_taken.
    """

    line: int
    column: str
    code: str
    value: str = ""


class ProfessionFaultsError(ValueError):
    """A file that cannot become a list of professions; ``faults`` names every cell."""

    def __init__(self, faults: Iterable[ProfessionFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(len(self.faults))


class SpellingTakenError(DomainError):
    """A spelling that names another profession already; params ``spelling`` and ``code``."""

    code = "spelling_taken"


def check_spellings(code: str, spellings: str, others: Iterable[Profession]) -> None:
    """Refuse spellings that name another profession too: nobody could tell which one a person means."""
    taken = {fold_key(each): other.code for other in others if other.code != code for each in other.spellings}
    for spelling in split(spellings):
        if fold_key(spelling) in taken:
            raise SpellingTakenError(spelling=spelling, profession=taken[fold_key(spelling)])


def split(spellings: str) -> tuple[str, ...]:
    """The spellings that a cell holds, each once, in their order."""
    return tuple(dict.fromkeys(part for each in spellings.split(SEPARATOR) if (part := " ".join(each.split()))))


def read_professions(table: Sequence[Sequence[str]], present: Iterable[Profession]) -> tuple[dict[str, str], ...]:
    """Rows of the table by column, in its order; ``present`` is the list that they are added to.

    Raises :class:`ProfessionFaultsError` with every fault of every row, so that the file is mended once.
    """
    rows = [(number, cells) for number, cells in enumerate(table, start=1) if any(cell.strip() for cell in cells)]
    if len(rows) < 2:
        raise ProfessionFaultsError([ProfessionFault(0, "", "empty_file")])
    header = _header(rows[0])
    faults: list[ProfessionFault] = []
    found: dict[str, tuple[int, dict[str, str]]] = {}
    for number, cells in rows[1:]:
        row = {column: cells[place].strip() if place < len(cells) else "" for column, place in header.items()}
        faults += _faults(number, row)
        if row["code"] in found:
            faults.append(ProfessionFault(number, "code", "code_twice", row["code"]))
        row["spellings"] = SEPARATOR.join(split(row["spellings"]))
        found.setdefault(row["code"], (number, row))
    faults += _taken(found, [each for each in present if each.code not in found])
    if faults:
        raise ProfessionFaultsError(sorted(faults, key=lambda each: each.line))
    return tuple(row for _number, row in found.values())


def in_order(rows: Iterable[Mapping[str, str]], present: Iterable[Profession]) -> list[Mapping[str, str]]:
    """The rows so that a spelling which goes to another profession is free before it is taken.

    Two that only exchange spellings with each other stay last: neither can be first.
    """
    owner = {fold_key(spelling): each.code for each in present for spelling in each.spellings}
    left, found = list(rows), []
    while ready := [row for row in left if _is_free(row, owner)]:
        found += ready
        left = [row for row in left if row not in ready]
        done = {row["code"] for row in ready}
        owner = {key: code for key, code in owner.items() if code not in done}
    return found + left


def _is_free(row: Mapping[str, str], owner: Mapping[str, str]) -> bool:
    return all(owner.get(fold_key(each), row["code"]) == row["code"] for each in split(row["spellings"]))


def _header(first: tuple[int, Sequence[str]]) -> dict[str, int]:
    number, cells = first
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _HEADERS.get(" ".join(cell.split()).casefold())
        if column in found:
            raise ProfessionFaultsError([ProfessionFault(number, column, "column_twice")])
        if column is not None:
            found[column] = place
    missing = [column for column in _NEEDED if column not in found]
    if missing:
        raise ProfessionFaultsError(ProfessionFault(number, column, "missing_column") for column in missing)
    return found


def _faults(number: int, row: Mapping[str, str]) -> list[ProfessionFault]:
    """Cells that cannot be: empty, too long, a code that is none."""
    found = [ProfessionFault(number, column, "missing") for column in _NEEDED if not row[column]]
    found += [
        ProfessionFault(number, column, "too_long", value) for column, value in row.items() if len(value) > LONGEST
    ]
    if row["code"] and not CODE.fullmatch(row["code"]):
        found.append(ProfessionFault(number, "code", "code_wrong", row["code"]))
    if row["spellings"] and not split(row["spellings"]):
        found.append(ProfessionFault(number, "spellings", "missing"))
    return found


def _taken(found: Mapping[str, tuple[int, Mapping[str, str]]], kept: Iterable[Profession]) -> list[ProfessionFault]:
    """Spellings of two professions, of the file or of those that stay as they are."""
    owner = {fold_key(spelling): each.code for each in kept for spelling in each.spellings}
    faults = []
    for code, (number, row) in found.items():
        for spelling in split(row["spellings"]):
            if owner.setdefault(fold_key(spelling), code) != code:
                faults.append(ProfessionFault(number, "spellings", "spelling_taken", spelling))
    return faults
