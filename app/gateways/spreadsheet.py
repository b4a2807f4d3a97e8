"""Tables that people hand in: CSV (UTF-8, comma or semicolon) and XLSX, as rows of text.

What a file is, its content says and not its name.  A workbook is a ZIP archive that a stranger made: what it would
become is weighed before anything of it is unpacked.
"""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime, time
from io import BytesIO, StringIO

MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_ENTRIES = 200
MAX_UNPACKED_BYTES = 20 * 1024 * 1024
MAX_RATIO = 200
_ZIP = b"PK\x03\x04"


class SpreadsheetError(ValueError):
    """A file that is no table for us; ``code``: not_a_table, not_utf8, too_large, broken_workbook."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read_table(content: bytes) -> list[list[str]]:
    """Rows of the file as text, the header among them; of a workbook the first sheet.

    Days become ISO text and whole numbers lose their ``.0``.  Raises :class:`SpreadsheetError`.
    """
    return _workbook_rows(content) if content.startswith(_ZIP) else _csv_rows(content)


def _csv_rows(content: bytes) -> list[list[str]]:
    if b"\x00" in content:
        raise SpreadsheetError("not_a_table")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpreadsheetError("not_utf8") from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([cell.strip() for cell in row])
            _weigh(len(rows), len(row))
    except csv.Error as error:
        raise SpreadsheetError("not_a_table") from error
    return rows


def _workbook_rows(content: bytes) -> list[list[str]]:
    import openpyxl  # noqa: PLC0415  20 MB that only who loads a table needs

    _weigh_archive(content)
    rows: list[list[str]] = []
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            # A sheet may claim a million columns in its header: what it holds counts.
            sheet.reset_dimensions()
            for row in sheet.iter_rows(values_only=True):
                rows.append([_text(cell) for cell in row])
                _weigh(len(rows), len(row))
        finally:
            book.close()
    except SpreadsheetError:
        raise
    except Exception as error:  # openpyxl raises whatever its XML, ZIP and conversions raise
        raise SpreadsheetError("broken_workbook") from error
    return rows


def _weigh_archive(content: bytes) -> None:
    """Refuse an archive that would unpack into too much; ``zipfile`` never unpacks more than an entry declares."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise SpreadsheetError("too_large")
            if any(entry.file_size > MAX_RATIO * max(entry.compress_size, 1024) for entry in entries):
                raise SpreadsheetError("too_large")
            if "[Content_Types].xml" not in archive.namelist():
                raise SpreadsheetError("not_a_table")
            # No office program writes a document type; whoever does wants entities expanded.
            if any(
                b"<!DOCTYPE" in archive.read(entry) for entry in entries if entry.filename.endswith((".xml", ".rels"))
            ):
                raise SpreadsheetError("broken_workbook")
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError) as error:
        raise SpreadsheetError("broken_workbook") from error


def _weigh(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise SpreadsheetError("too_large")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
