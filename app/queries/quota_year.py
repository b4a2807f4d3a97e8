"""A year of the quota: what moved month by month, and what was published about years that the ledger does not know."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.quota_year import MonthFigures
from app.models import PublishedUse, QuotaMonth, RegionalQuota


@dataclass(frozen=True, slots=True)
class YearMonthRow:
    """What moved in a month in one quota, in persons."""

    year: int
    stream: str
    region: str
    month: date
    allocated: int
    reserved: int
    used: int

    @property
    def figures(self) -> MonthFigures:
        """What the rules of the year need of it."""
        return MonthFigures(self.month, self.allocated, self.used)


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """Persons included since the year began, as it was told; ``stream`` None: both, ``region`` None: the country."""

    year: int
    stream: str | None
    region: str | None
    told_on: date
    persons: int
    source: str
    is_verified: bool


def months(session: Session, years: Collection[int], *, regions: Collection[str] | None = None) -> list[YearMonthRow]:
    """Kept sums of the ledger by month, for the quotas of ``years``; ``regions`` None: the whole country."""
    statement = (
        select(
            RegionalQuota.year,
            RegionalQuota.stream,
            RegionalQuota.region,
            QuotaMonth.month,
            QuotaMonth.allocated,
            QuotaMonth.reserved,
            QuotaMonth.used,
        )
        .join(RegionalQuota, RegionalQuota.id == QuotaMonth.quota_id)
        .where(RegionalQuota.year.in_(sorted(years)))
        .order_by(RegionalQuota.year, QuotaMonth.month, RegionalQuota.stream, RegionalQuota.region)
    )
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    return [YearMonthRow(*row) for row in session.execute(statement)]


def published(
    session: Session, years: Collection[int], *, regions: Collection[str] | None = None
) -> list[PublishedRow]:
    """What was published about ``years``, by day; with ``regions`` only of these, without the whole country."""
    statement = select(PublishedUse).where(PublishedUse.year.in_(sorted(years)))
    if regions is not None:
        statement = statement.where(PublishedUse.region.in_(sorted(regions)))
    order = (PublishedUse.year, PublishedUse.told_on, PublishedUse.stream, PublishedUse.region, PublishedUse.id)
    return [
        PublishedRow(row.year, row.stream, row.region, row.told_on, row.persons, row.source, bool(row.verified_by))
        for row in session.scalars(statement.order_by(*order))
    ]
