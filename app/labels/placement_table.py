"""Faults in the tables of a placement, in words: the code → what the analyst reads after file, row and column."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import LazyString, gettext, lazy_gettext

FAULTS: Mapping[str, LazyString] = {
    "unreadable": lazy_gettext("the file cannot be read"),
    "too_large": lazy_gettext("the file is too large"),
    "not_utf8": lazy_gettext("the file is not in UTF-8"),
    "not_a_table": lazy_gettext("this is not a CSV table"),
    "empty": lazy_gettext("the file is empty"),
    "no_rows": lazy_gettext("there are no rows below the header"),
    "wrong_header": lazy_gettext("the first column must be named “%(value)s”"),
    "missing_column": lazy_gettext("the column is missing or has no name"),
    "duplicate_column": lazy_gettext("there are two columns of this name"),
    "unknown_column": lazy_gettext("the other file knows nothing of this name"),
    "too_few_cells": lazy_gettext("the row has fewer cells than the header"),
    "too_many_cells": lazy_gettext("the row has more cells than the header"),
    "empty_code": lazy_gettext("the code is missing"),
    "duplicate_household": lazy_gettext("the household “%(value)s” is named twice"),
    "duplicate_place": lazy_gettext("the place “%(value)s” is named twice"),
    "unknown_household": lazy_gettext("the file of households has no “%(value)s”"),
    "not_a_number": lazy_gettext("“%(value)s” is not a number"),
    "decimal_comma": lazy_gettext("write “%(value)s” with a decimal point"),
    "negative": lazy_gettext("“%(value)s” is negative; a number must be 0 or greater"),
    "too_large_number": lazy_gettext("“%(value)s” is too large; the limit is 1,000,000,000,000"),
    "missing_number": lazy_gettext("a number is missing"),
}


def fault(file: str, code: str, *, row: int, column: str, value: str) -> str:
    """“H.csv, row 3, column persons: …” in the language in use; row 0 stands for the whole file."""
    words = str(FAULTS[code])
    words = words % {"value": value} if "%(value)s" in words else words
    if row and column:
        place = gettext("%(file)s, row %(row)s, column %(column)s", file=file, row=row, column=column)
    elif row:
        place = gettext("%(file)s, row %(row)s", file=file, row=row)
    else:
        place = file
    return f"{place}: {words}"
