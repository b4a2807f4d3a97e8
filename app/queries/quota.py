"""Balances of the regional quota, and the orders behind them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import RegionalQuota


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """Places (persons) of one year, stream and region under the current version of the order."""

    year: int
    stream: str
    region: str
    version: int
    allocated: int
    reserved: int
    used: int

    @property
    def available(self) -> int:
        """Places that may still be reserved."""
        return self.allocated - self.reserved - self.used


def balances(
    session: Session, year: int, *, stream: str | None = None, regions: frozenset[str] | None = None
) -> list[BalanceRow]:
    """Balances of ``year`` by stream and region code; ``regions`` None means the whole country."""
    statement = select(
        RegionalQuota.year,
        RegionalQuota.stream,
        RegionalQuota.region,
        RegionalQuota.version,
        RegionalQuota.allocated,
        RegionalQuota.reserved,
        RegionalQuota.used,
    ).where(RegionalQuota.year == year)
    if stream is not None:
        statement = statement.where(RegionalQuota.stream == stream)
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    statement = statement.order_by(RegionalQuota.stream, RegionalQuota.region)
    return [BalanceRow(*row) for row in session.execute(statement)]
