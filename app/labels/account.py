"""Words for accounts."""

from __future__ import annotations

from app.i18n import LazyString, lazy_pgettext

REGION_KINDS: dict[str, LazyString] = {
    "oblast": lazy_pgettext("region kind", "Region"),
    "city": lazy_pgettext("region kind", "City of republican significance"),
}
