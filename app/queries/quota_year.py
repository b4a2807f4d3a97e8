"""What was published about a year of the quota, where the ledger knows nothing of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import PublishedUse


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
