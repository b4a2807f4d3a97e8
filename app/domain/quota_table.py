"""A table of a quota order as people write it, turned into the rows that the rules read.

Headers in any of the three languages, regions by name or by code, «1 056» with a space, days as 24.12.2025, a title
above the header and a total below: the order is published in that shape, and nobody should retype it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.quota import Unit
from app.domain.quota_order import COLUMNS, OrderDraft, OrderFault, OrderFaultsError, drafts_from_rows
from app.domain.stream import Stream

_HEADERS: Mapping[str, str] = {
    **{column: column for column in COLUMNS},
    "жыл": "year",
    "жылы": "year",
    "год": "year",
    "ағын": "stream",
    "бағыт": "stream",
    "бағыты": "stream",
    "санат": "stream",
    "санаты": "stream",
    "поток": "stream",
    "категория": "stream",
    "category": "stream",
    "region": "region_iso",
    "iso": "region_iso",
    "өңір": "region_iso",
    "өңірдің атауы": "region_iso",
    "облыс": "region_iso",
    "регион": "region_iso",
    "область": "region_iso",
    "наименование региона": "region_iso",
    "quota": "persons",
    "number of persons": "persons",
    "адам": "persons",
    "адам саны": "persons",
    "квота": "persons",
    "человек": "persons",
    "количество": "persons",
    "количество человек": "persons",
    "number of families": "persons",
    "отбасы саны": "persons",
    "количество семей": "persons",
    "бірлік": "unit",
    "өлшем бірлігі": "unit",
    "единица": "unit",
    "единица измерения": "unit",
}
# A column that counts families says so in its header.
_FAMILY_HEADERS = frozenset({"number of families", "отбасы саны", "количество семей"})
_UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(("persons", "person", "адам", "адамдар", "человек", "чел", "чел."), Unit.PERSONS),
    **dict.fromkeys(("families", "family", "отбасы", "отбасылар", "семья", "семьи", "семей"), Unit.FAMILIES),
}
_STREAMS: Mapping[str, Stream] = {
    **dict.fromkeys(("kandas", "қандас", "қандастар", "кандас", "кандасы"), Stream.KANDAS),
    **dict.fromkeys(
        ("relocatee", "relocatees", "қоныс аударушы", "қоныс аударушылар", "переселенец", "переселенцы"),
        Stream.RELOCATEE,
    ),
}
_TOTALS = frozenset({"барлығы", "жиыны", "жалпы", "итого", "всего", "total"})
_NEEDED = ("year", "stream", "region_iso", "persons")
_SEARCHED_ROWS = 15
# What stands around the name of a region and may be left out: «Ақмола облысы», «г. Астана», «Akmola Region».
_AROUND = re.compile(
    r"\b(облысы|область|области|қаласы|город|region|city|oblast)\b|\b(г|обл|қ|о)\.", flags=re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the person who loads an order says about it beside the file: its number, day, title, and when it starts."""

    act_number: str
    adopted_on: date
    effective_from: date
    act_title: str = ""
    source: str = ""
    reason: str = ""
    unit: Unit = Unit.PERSONS


def fold(text: str) -> str:
    """``text`` as it is compared: no case, one space, е for ё."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()).casefold().replace("ё", "е").rstrip(":")


def place_names(regions: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Folded names → region code: every name and code as given, and shortened where that is unambiguous."""
    exact = {fold(name): code for code, names in regions.items() for name in (code, *names) if name}
    short: dict[str, set[str]] = {}
    for name, code in exact.items():
        short.setdefault(_shortened(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in short.items() if len(codes) == 1 and name} | exact


def read_orders(
    table: Sequence[Sequence[str]],
    facts: OrderFacts,
    places: Mapping[str, str],
    next_version: Callable[[int, Stream], int],
) -> tuple[OrderDraft, ...]:
    """Orders of the table, by year and stream; ``places`` are from :func:`place_names`.

    A table without versions gets the next ones.  Raises :class:`OrderFaultsError`; ``line`` is then the row of the
    file as a spreadsheet counts it, the header included.
    """
    start, header = _header(table)
    in_families = "unit" not in header and fold(table[start][header["persons"]]) in _FAMILY_HEADERS
    rows: list[dict[str, str]] = []
    numbers: list[int] = []
    for number, cells in enumerate(table[start + 1 :], start=start + 2):
        row = {column: cells[place].strip() if place < len(cells) else "" for column, place in header.items()}
        if any(row.values()) and not _is_total(row):
            rows.append(_completed(row, facts, places) | ({"unit": Unit.FAMILIES.value} if in_families else {}))
            numbers.append(number)
    try:
        drafts = drafts_from_rows(rows, frozenset(places.values()))
    except OrderFaultsError as error:
        raise OrderFaultsError(
            replace(fault, line=numbers[fault.line - 1] if fault.line else 0) for fault in error.faults
        ) from error
    _refuse_other_day(drafts, facts)
    has_versions = "version" in header
    return tuple(_dressed(draft, facts, None if has_versions else next_version) for draft in drafts)


def _header(table: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row that names the columns, and where each known column stands."""
    best: dict[str, int] = {}
    for index, cells in enumerate(table[:_SEARCHED_ROWS]):
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            column = _HEADERS.get(fold(cell))
            if column is not None:
                found.setdefault(column, place)
        if all(column in found for column in _NEEDED):
            return index, found
        best = max(best, found, key=len)
    if not any(any(cells) for cells in table):
        raise OrderFaultsError([OrderFault(0, "", "empty_file")])
    raise OrderFaultsError(OrderFault(0, column, "missing_column") for column in _NEEDED if column not in best)


def _completed(row: Mapping[str, str], facts: OrderFacts, places: Mapping[str, str]) -> dict[str, str]:
    """The row in the codes of the rules; what cannot be read stays as typed, so that the fault can show it."""
    region = fold(row["region_iso"])
    stream = _STREAMS.get(fold(row["stream"]))
    unit = row.get("unit", "")
    day = row.get("effective_from", "")
    return {
        "act_code": "",
        "source": facts.source,
        "version": "1",
        **{column: value for column, value in row.items() if value},
        "year": _digits(row["year"]),
        "persons": _digits(row["persons"]),
        "stream": stream.value if stream else row["stream"],
        "region_iso": places.get(region) or places.get(_shortened(region)) or row["region_iso"],
        "unit": _UNITS.get(fold(unit), unit) or facts.unit,
        "effective_from": _iso(day) if day else facts.effective_from.isoformat(),
    }


def _dressed(draft: OrderDraft, facts: OrderFacts, next_version: Callable[[int, Stream], int] | None) -> OrderDraft:
    return replace(
        draft,
        version=next_version(draft.year, draft.stream) if next_version else draft.version,
        act_number=facts.act_number,
        act_title=facts.act_title,
        adopted_on=facts.adopted_on,
    )


def _refuse_other_day(drafts: Sequence[OrderDraft], facts: OrderFacts) -> None:
    others = [draft.effective_from for draft in drafts if draft.effective_from != facts.effective_from]
    if others:
        raise OrderFaultsError([OrderFault(0, "effective_from", "day_differs_from_form", others[0].isoformat())])


def _is_total(row: Mapping[str, str]) -> bool:
    return any(fold(row[column]) in _TOTALS for column in ("region_iso", "stream", "year"))


def _shortened(name: str) -> str:
    return " ".join(_AROUND.sub(" ", name).split())


def _digits(cell: str) -> str:
    joined = re.sub(r"[\s\N{NO-BREAK SPACE}]", "", cell)
    return joined if joined.isascii() and joined.isdigit() else cell


def _iso(cell: str) -> str:
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", cell, re.ASCII)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else cell
