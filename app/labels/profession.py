"""The list of professions in words: columns of its file, and what is wrong in one."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.profession_table import ProfessionFault
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

COLUMNS: Mapping[str, LazyString] = {
    "code": lazy_gettext("Code"),
    "name_kk": lazy_gettext("Name in Kazakh"),
    "name_ru": lazy_gettext("Name in Russian"),
    "name_en": lazy_gettext("Name in English"),
    "spellings": lazy_pgettext("profession", "Spellings"),
    "source": lazy_gettext("Source"),
}

FAULTS: Mapping[str, LazyString] = {
    "empty_file": lazy_gettext("The file has no rows."),
    "missing_column": lazy_gettext("The column is missing."),
    "column_twice": lazy_gettext("The column stands in the file twice."),
    "missing": lazy_gettext("The cell is empty."),
    "too_long": lazy_gettext("“%(value)s” is too long: 400 characters at most."),
    "code_wrong": lazy_gettext("“%(value)s” is no code: small Latin letters, digits and _ only."),
    "code_twice": lazy_gettext("The profession “%(value)s” stands in the file twice."),
    "spelling_taken": lazy_gettext("“%(value)s” is a spelling of another profession already."),
}

REFUSALS: Mapping[str, LazyString] = {
    "spelling_taken": lazy_gettext("“%(spelling)s” is a spelling of the profession “%(profession)s” already."),
    "profession_file_not_a_table": lazy_gettext("The file must be a CSV table or an Excel workbook (XLSX)."),
    "profession_file_not_utf8": lazy_gettext("The CSV file must be saved as UTF-8."),
    "profession_file_too_large": lazy_gettext("The file is too large: 2 MB and 5,000 rows at most."),
    "profession_file_broken_workbook": lazy_gettext("The workbook cannot be opened. Save it anew as XLSX, or as CSV."),
}


def fault_row(fault: ProfessionFault) -> list[str]:
    """Row, column and fault in the language in use; a dash where the file as a whole is meant."""
    words = str(FAULTS[fault.code])
    column = str(COLUMNS.get(fault.column, fault.column)) if fault.column else "—"
    return [
        str(fault.line or "—"),
        column,
        words % {"value": fault.value[:60]} if "%(value)s" in words else words,
    ]
