"""How many of the families that are considered get a place: the share of approvals in the months that are over.

A simulation states it beside its outcome, since not every family that is reached is approved.  Of the families whose
consideration ended (approved, refused, not accepted, withdrawn, annulled), so many were approved.  A region that ended
few cases in these months tells little: there the country's share of the stream stands instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.domain.forecast_open import Record

# Cases from which a region's own share is told.
LEAST_ENDED = 10


@dataclass(frozen=True, slots=True)
class Approvals:
    """``approved`` of the ``ended`` families in the months from ``since`` to ``until`` (days, both included).

    ``is_country``: of the whole country, since too few ended in the region.
    """

    approved: int
    ended: int
    since: date
    until: date
    is_country: bool = False

    @property
    def share(self) -> Fraction:
        """Approved of those that ended, 0 to 1."""
        return Fraction(self.approved, self.ended)

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Approvals:
        """What was written as JSON."""
        days = {name: date.fromisoformat(plain[name]) for name in ("since", "until")}
        return cls(**dict(plain) | days)


def closed(months: int, today: date) -> tuple[date, date]:
    """First and last day of the latest ``months`` calendar months that are over on ``today``."""
    end = today.replace(day=1)
    number = end.year * 12 + end.month - 1 - max(1, months)
    return date(number // 12, number % 12 + 1, 1), end - timedelta(days=1)


def approvals(own: Record, country: Record, period: tuple[date, date]) -> Approvals | None:
    """The region's own share, else the country's; None where nothing ended in ``period``."""
    is_country = own.ended < LEAST_ENDED
    told = country if is_country else own
    if told.ended <= 0:
        return None
    # A decision that was set aside is counted back in its month, so that a month may have less than none.
    return Approvals(min(max(told.approved, 0), told.ended), told.ended, *period, is_country)
