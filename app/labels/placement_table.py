"""Faults in the tables of a placement, in words: the code → what the analyst reads after file, row and column."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import LazyString, gettext, lazy_gettext

FAULTS: Mapping[str, LazyString] = {
    "missing_file": lazy_gettext("there is no such file"),
    "is_folder": lazy_gettext("this is a folder, not a file"),
    "unreadable": lazy_gettext("the file cannot be read"),
    "too_large": lazy_gettext("the file is too large"),
    "not_utf8": lazy_gettext("the file is not in UTF-8"),
    "workbook": lazy_gettext("this is a workbook; save it as CSV in UTF-8"),
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
    "grouped": lazy_gettext("write “%(value)s” without signs between the thousands, and with a decimal point"),
    "negative": lazy_gettext("“%(value)s” is negative; a number must be 0 or greater"),
    "too_large_number": lazy_gettext("“%(value)s” is too large; the limit is 1,000,000,000,000"),
    "missing_number": lazy_gettext("a number is missing"),
    "nobody_fits": lazy_gettext(
        "no household fits into any place that it may go to; this one takes %(value)s, and all its places hold less"
    ),
}


# What a stranger's file holds is shown as far as it helps, and never as signs that steer a terminal.
_LONGEST = 60


def over(file: str, household: str, *, row: int, column: str, amount: float, most: float) -> str:
    """“H.csv, row 3, column persons: the household “A” takes 9, …” in the language in use."""
    words = gettext(
        "the household “%(household)s” takes %(amount)s, but the largest of its places holds %(most)s;"
        " it stays unplaced",
        household=shown(household),
        amount=f"{amount:.10g}",
        most=f"{most:.10g}",
    )
    return f"{_where(file, row, column)}: {words}"


def shown(value: str) -> str:
    """``value`` on one line, with signs that are not printed escaped, and not too long."""
    plain = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in value)
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…"


def fault(file: str, code: str, *, row: int, column: str, value: str) -> str:
    """“H.csv, row 3, column persons: …” in the language in use; row 0 stands for the whole file."""
    words = str(FAULTS[code])
    words = words % {"value": shown(value)} if "%(value)s" in words else words
    return f"{_where(file, row, column)}: {words}"


def _where(file: str, row: int, column: str) -> str:
    if row and column:
        return gettext("%(file)s, row %(row)s, column %(column)s", file=file, row=row, column=shown(column))
    return gettext("%(file)s, row %(row)s", file=file, row=row) if row else file
