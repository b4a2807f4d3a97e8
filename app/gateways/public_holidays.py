"""Public holidays of Kazakhstan, from the ``holidays`` package; moved days are reference data, not its business."""

from __future__ import annotations

from datetime import date
from functools import cache

import holidays


@cache
def public_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Days off by law in the years ``first_year`` to ``last_year`` (both included)."""
    return frozenset(holidays.country_holidays("KZ", years=range(first_year, last_year + 1)))
