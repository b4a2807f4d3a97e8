"""Words for a year of the quota: the sheets and columns of its workbook, and the classes of its map."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.quota import Unit
from app.i18n import LazyString, format_percent, lazy_gettext, lazy_pgettext
from app.i18n import gettext as _

# What one place is, in the plural; orders of 2005-2007 counted families.
UNITS: Mapping[Unit, LazyString] = {
    Unit.PERSONS: lazy_pgettext("unit", "persons"),
    Unit.FAMILIES: lazy_pgettext("unit", "families"),
}
SHEETS: Mapping[str, LazyString] = {
    "balances": lazy_pgettext("sheet", "Balances"),
    "months": lazy_pgettext("sheet", "By month"),
    "published": lazy_pgettext("sheet", "Published"),
}
COLUMNS: Mapping[str, LazyString] = {
    "year": lazy_pgettext("column", "Year"),
    "stream": lazy_pgettext("column", "Stream"),
    "code": lazy_pgettext("column", "Code"),
    "region": lazy_pgettext("column", "Region"),
    "month": lazy_pgettext("column", "Month"),
    "version": lazy_pgettext("column", "Version"),
    "allocated": lazy_pgettext("places", "Allocated"),
    "reserved": lazy_pgettext("places", "Held"),
    "used": lazy_pgettext("places", "Used"),
    "available": lazy_pgettext("places", "Available"),
    "share": lazy_pgettext("places", "Share used"),
    "unit": lazy_pgettext("column", "Unit"),
    "told_on": lazy_pgettext("column", "As of"),
    "persons": lazy_pgettext("column", "Persons"),
    "source": lazy_pgettext("column", "Source"),
    "verified": lazy_pgettext("column", "Verified"),
}
BOTH_STREAMS = lazy_gettext("Both streams")
COUNTRY = lazy_gettext("The whole country")
# Where the shades of the map begin: quarters of the quota, and all of it.
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def class_words(number: int) -> str:
    """The class of the map that begins at ``QUARTERS[number]``, in words."""
    low = QUARTERS[number]
    if number == 0:
        return _("less than %(share)s", share=format_percent(QUARTERS[1]))
    if number == len(QUARTERS) - 1:
        return _("used in full")
    return _("from %(low)s to %(high)s", low=format_percent(low), high=format_percent(QUARTERS[number + 1]))
