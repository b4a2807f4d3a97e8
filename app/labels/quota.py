"""Words for the regional quota: movements of the ledger, columns of an order's file and what can be wrong in it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.quota import MovementKind
from app.domain.quota_order import OrderFault
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

MOVEMENTS: Mapping[MovementKind, LazyString] = {
    MovementKind.ORDER: lazy_pgettext("movement", "Order"),
    MovementKind.AMENDMENT: lazy_pgettext("movement", "Amendment of the order"),
    MovementKind.RESERVATION: lazy_pgettext("movement", "Places held"),
    MovementKind.RELEASE: lazy_pgettext("movement", "Places given back"),
    MovementKind.CONSUMPTION: lazy_pgettext("movement", "Places taken"),
}

COLUMNS: Mapping[str, LazyString] = {
    "year": lazy_pgettext("column", "year"),
    "stream": lazy_pgettext("column", "stream"),
    "region_iso": lazy_pgettext("column", "region"),
    "persons": lazy_pgettext("column", "persons"),
    "version": lazy_pgettext("column", "version"),
    "effective_from": lazy_pgettext("column", "in force from"),
    "act_code": lazy_pgettext("column", "act"),
    "source": lazy_pgettext("column", "source"),
}

ORDER_FAULTS: Mapping[str, LazyString] = {
    "empty_file": lazy_gettext("The file has no rows."),
    "missing_column": lazy_gettext("The column is missing."),
    "missing": lazy_gettext("The cell is empty."),
    "not_a_whole_number": lazy_gettext("“%(value)s” is not a whole number."),
    "out_of_range": lazy_gettext("“%(value)s” is too large or too small."),
    "unknown_stream": lazy_gettext("“%(value)s” is no stream; write kandas or relocatees."),
    "unknown_region": lazy_gettext("“%(value)s” is no region; write its name or its code, for example KZ-55."),
    "unknown_act": lazy_gettext("There is no act “%(value)s” in the reference data."),
    "not_a_day": lazy_gettext("“%(value)s” is no date; write for example 24.12.2025."),
    "region_twice": lazy_gettext("The region stands in the file twice."),
    "different_days": lazy_gettext("“%(value)s” differs from the date in other rows of the same order."),
    "day_differs_from_form": lazy_gettext("The file says “%(value)s”, which is not the date that you entered."),
    "several_versions": lazy_gettext("The file has several versions of one order; load them one after the other."),
}


def fault_words(fault: OrderFault) -> str:
    """The fault in the language in use, without where it is."""
    words = str(ORDER_FAULTS[fault.code])
    return words % {"value": fault.value[:60]} if "%(value)s" in words else words


def column_words(fault: OrderFault) -> str:
    """The column of the fault in words; a dash for the file as a whole."""
    return str(COLUMNS.get(fault.column, fault.column)) if fault.column else "—"
