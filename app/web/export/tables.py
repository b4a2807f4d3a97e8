"""Tables that leave the service, as CSV or XLSX, whatever their length in little memory."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from typing import IO, Any

from app.i18n import local

XLSX_ROWS_MAX = 1_048_575
_CSV_PIECE = 500
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_pieces(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The table as CSV (UTF-8 with a mark for Excel), a piece at a time; days as ISO, instants on our clock."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([harmless(cell) for cell in head])
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(_as_text(cell)) for cell in row])
        if number % _CSV_PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def xlsx_file(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """The table as XLSX in a temporary file, rewound; text is never a formula; rows past Excel's limit are an error."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the caller sends and closes it
    try:
        _fill(file, head, rows)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _fill(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write the sheet, a row at a time."""
    import xlsxwriter  # noqa: PLC0415  only who exports a workbook needs it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    formats: dict[type, Any] = {
        date: book.add_format({"num_format": "dd.mm.yyyy"}),
        datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
    }
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head) - 1, 18)
    sheet.write_row(0, 0, head, book.add_format({"bold": True, "text_wrap": True}))
    for number, row in enumerate(rows, start=1):
        if number > XLSX_ROWS_MAX:
            raise TooManyRowsError
        for column, cell in enumerate(row):
            _write(sheet, (number, column), cell, formats)
    book.close()


class TooManyRowsError(ValueError):
    """A sheet of Excel cannot hold so many rows."""


def harmless(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write(sheet: Any, at: tuple[int, int], cell: Any, formats: dict[type, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(*at, local(cell), formats[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, formats[date])
    elif isinstance(cell, int):
        sheet.write_number(*at, cell)
    else:
        sheet.write_string(*at, str(cell))


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return local(cell).isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _taken(buffer: StringIO) -> bytes:
    """What was written since the last time."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
