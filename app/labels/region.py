"""Names of regions in the language in use."""

from __future__ import annotations

from typing import Protocol

from app.domain.names import sort_key
from app.i18n import LazyString, current_language, lazy_pgettext

KINDS: dict[str, LazyString] = {
    "oblast": lazy_pgettext("region", "Region (oblast)"),
    "city": lazy_pgettext("region", "City of republican significance"),
}

DISTRICT_KINDS: dict[str, LazyString] = {
    "district": lazy_pgettext("region", "District"),
    "town": lazy_pgettext("region", "Town of regional significance"),
}


class Named(Protocol):
    """Whatever has a region's three names: a row of the table, or columns of a query."""

    @property
    def name_kk(self) -> str:
        """In Kazakh."""
        ...

    @property
    def name_ru(self) -> str:
        """In Russian."""
        ...

    @property
    def name_en(self) -> str:
        """In English."""
        ...


def region_name(region: Named) -> str:
    """The name in the language in use."""
    return {"kk": region.name_kk, "ru": region.name_ru, "en": region.name_en}[current_language()]


def district_name(district: Named) -> str:
    """The name of a district or a town in the language in use."""
    return region_name(district)


def name_order(name: str) -> str:
    """The key by which names of places are put in the alphabet of the language in use."""
    return name if current_language() == "en" else sort_key(name)
