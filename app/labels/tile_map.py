"""Names of the regions that fit into a tile of the map, by ISO code."""

from __future__ import annotations

from types import MappingProxyType

from app.i18n import LazyString, lazy_pgettext

SHORT_NAMES: MappingProxyType[str, LazyString] = MappingProxyType(
    {
        "KZ-10": lazy_pgettext("region on the map", "Abai"),
        "KZ-11": lazy_pgettext("region on the map", "Akmola"),
        "KZ-15": lazy_pgettext("region on the map", "Aktobe"),
        "KZ-19": lazy_pgettext("region on the map", "Almaty reg."),
        "KZ-23": lazy_pgettext("region on the map", "Atyrau"),
        "KZ-27": lazy_pgettext("region on the map", "West Kaz."),
        "KZ-31": lazy_pgettext("region on the map", "Zhambyl"),
        "KZ-33": lazy_pgettext("region on the map", "Zhetysu"),
        "KZ-35": lazy_pgettext("region on the map", "Karaganda"),
        "KZ-39": lazy_pgettext("region on the map", "Kostanay"),
        "KZ-43": lazy_pgettext("region on the map", "Kyzylorda"),
        "KZ-47": lazy_pgettext("region on the map", "Mangystau"),
        "KZ-55": lazy_pgettext("region on the map", "Pavlodar"),
        "KZ-59": lazy_pgettext("region on the map", "North Kaz."),
        "KZ-61": lazy_pgettext("region on the map", "Turkistan"),
        "KZ-62": lazy_pgettext("region on the map", "Ulytau"),
        "KZ-63": lazy_pgettext("region on the map", "East Kaz."),
        "KZ-71": lazy_pgettext("region on the map", "Astana"),
        "KZ-75": lazy_pgettext("region on the map", "Almaty"),
        "KZ-79": lazy_pgettext("region on the map", "Shymkent"),
    }
)
