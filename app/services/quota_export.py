"""A year of the quota as a workbook: balances, what moved month by month, and what was published about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import IO, Any

from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.quota import Unit
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.i18n import gettext as _
from app.labels.programme import STREAMS
from app.labels.quota_year import BOTH_STREAMS, COLUMNS, COUNTRY, SHEETS, UNITS
from app.labels.region import region_name
from app.policy import Permission, regions_of
from app.queries import quota, quota_year
from app.queries.quota import BalanceRow
from app.services import audit, reference

_BALANCES = (
    "year",
    "stream",
    "code",
    "region",
    "version",
    "allocated",
    "reserved",
    "used",
    "available",
    "share",
    "unit",
)
_MONTHS = ("year", "month", "stream", "code", "region", "allocated", "reserved", "used")
_PUBLISHED = ("year", "told_on", "stream", "code", "region", "persons", "source", "verified")
_WIDTH = 18


def export(session: Session, year: int, *, actor: Actor, now: datetime) -> IO[bytes]:
    """The workbook of ``year`` in the language in use, rewound: the regions that ``actor`` may read, and no other.

    Leaves a trace in the audit trail.
    """
    regions = regions_of(actor, Permission.QUOTA_READ)
    facts: dict[str, Any] = {"format": "xlsx", "year": year}
    own = next(iter(regions)) if regions and len(regions) == 1 else None
    if own:
        facts["region"] = own
    audit.record(session, EventKey.EXPORT_MADE, (SubjectKind.SERVICE, 0), actor=actor, now=now, region=own, facts=facts)
    names = {code: region_name(row) for code, row in reference.regions(session).items()}
    numbered = quota.numbered_balances(session, year, actor)
    file = BytesIO()
    _write(
        file,
        {
            "balances": (_BALANCES, _balances(numbered, names)),
            "months": (_MONTHS, _months(session, year, regions, names, {row.unit for _number, row in numbered})),
            "published": (_PUBLISHED, _published(session, year, regions, names)),
        },
    )
    file.seek(0)
    return file


def _balances(numbered: Iterable[tuple[int, BalanceRow]], names: dict[str, str]) -> Iterator[list[Any]]:
    for _number, row in numbered:
        share = row.used / row.allocated if row.allocated else None
        yield [row.year, _stream(row.stream), row.region, names.get(row.region, row.region), row.version,
               row.allocated, row.reserved, row.used, row.available, share, str(UNITS[Unit(row.unit)])]  # fmt: skip


def _months(
    session: Session, year: int, regions: frozenset[str] | None, names: dict[str, str], units: Iterable[str]
) -> Iterator[list[Any]]:
    for row in (row for unit in units for row in quota.monthly(session, [year], regions=regions, unit=unit)):
        yield [row.year, row.month, _stream(row.stream), row.region, names.get(row.region, row.region),
               row.allocated, row.reserved, row.used]  # fmt: skip


def _published(
    session: Session, year: int, regions: frozenset[str] | None, names: dict[str, str]
) -> Iterator[list[Any]]:
    for row in quota_year.published(session, [year], regions=regions):
        place = names.get(row.region, row.region) if row.region else str(COUNTRY)
        verified = _("yes") if row.is_verified else _("not verified")
        yield [row.year, row.told_on, _stream(row.stream), row.region, place, row.persons, row.source, verified]


def _stream(code: str | None) -> str:
    return str(STREAMS[Stream(code)] if code else BOTH_STREAMS)


def _write(file: IO[bytes], sheets: dict[str, tuple[Sequence[str], Iterable[list[Any]]]]) -> None:
    import xlsxwriter  # noqa: PLC0415  only who exports a workbook needs it

    # A year has some hundred rows at most: no temporary files.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    book = xlsxwriter.Workbook(file, options)
    head = book.add_format({"bold": True, "text_wrap": True})
    formats = {date: book.add_format({"num_format": "dd.mm.yyyy"}), float: book.add_format({"num_format": "0.0%"})}
    for name, (columns, rows) in sheets.items():
        sheet = book.add_worksheet(str(SHEETS[name])[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, _WIDTH)
        sheet.write_row(0, 0, [str(COLUMNS[column]) for column in columns], head)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _cell(sheet, number, place, cell, formats)
    book.close()


def _cell(sheet: Any, row: int, column: int, cell: Any, formats: dict[type, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats[date])
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    else:
        sheet.write_number(row, column, cell, formats.get(type(cell)))
