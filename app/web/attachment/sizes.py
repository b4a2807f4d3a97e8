"""Sizes of files in words."""

from __future__ import annotations

from decimal import Decimal

from app.i18n import format_number
from app.i18n import gettext as _

_MEGABYTE = 1024 * 1024


def size_text(size: int) -> str:
    """Bytes as kilobytes (at least one) or megabytes."""
    if size < _MEGABYTE:
        return _("%(size)s KB", size=format_number(max(round(size / 1024), 1)))
    return _("%(size)s MB", size=format_number(Decimal(size * 10 // _MEGABYTE) / 10))
