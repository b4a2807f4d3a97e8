"""Places held for families whose approval is prepared: how many, and which of them are about to lapse."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from app.domain.quota_year import lapse_day, last_day
from app.domain.stream import Stream
from app.models import Application, RegionalQuota
from app.queries.board import wanted_regions

_LISTED = 10


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A case that holds ``places``; ``lapses_on``: the head's term, or the end of the quota's year before it."""

    id: int
    number: str
    applicant_name: str
    stream: Stream
    region: str
    places: int
    due_on: date | None
    lapses_on: date


@dataclass(frozen=True, slots=True)
class Held:
    """Places held in all, those whose day is past, those whose day is within the warning, and the first cases."""

    places: int
    missed: int
    soon: int
    rows: tuple[HeldRow, ...]


def held(session: Session, regions: Collection[str], today: date, until: date) -> Held:
    """Places held in ``regions``; ``until``: the last day of the warning.

    No more are held than the year's quota has, so they are summed as they stand, in an index of their own.
    """
    year_ends = last_day(today.year)
    ends_soon = year_ends <= until
    soon = true() if ends_soon else Application.due_on.between(today, until)
    is_missed = Application.due_on < today
    places = Application.places_reserved
    sums = session.execute(
        select(
            func.coalesce(func.sum(places), 0).label("places"),
            func.coalesce(func.sum(places).filter(is_missed), 0).label("missed"),
            func.coalesce(func.sum(places).filter(soon, ~is_missed), 0).label("soon"),
        ).where(Application.host_region.in_(sorted(regions)), places > 0)
    ).one()
    return Held(
        int(sums.places), int(sums.missed), int(sums.soon), _first(session, regions, None if ends_soon else until)
    )


def _first(session: Session, regions: Collection[str], until: date | None) -> tuple[HeldRow, ...]:
    """The first cases whose places lapse, at most on ``until`` (None: whenever they do)."""
    wanted = wanted_regions(regions)
    first = (
        select(
            Application.id,
            Application.number,
            Application.applicant_name,
            Application.stream,
            Application.host_region,
            Application.places_reserved,
            Application.due_on,
            Application.quota_id,
        )
        .where(Application.host_region == wanted.c.region, Application.places_reserved > 0)
        .order_by(Application.due_on, Application.id)
        .limit(_LISTED)
    )
    if until is not None:
        first = first.where(Application.due_on <= until)
    rows = first.lateral("first")
    statement = (
        select(rows, RegionalQuota.year)
        .select_from(wanted.join(rows, true()))
        .join(RegionalQuota, RegionalQuota.id == rows.c.quota_id)
        .order_by(rows.c.due_on, rows.c.id)
        .limit(_LISTED)
    )
    return tuple(
        HeldRow(
            row.id,
            row.number,
            row.applicant_name,
            Stream(row.stream),
            row.host_region,
            row.places_reserved,
            row.due_on,
            lapse_day(row.year, row.due_on),
        )
        for row in session.execute(statement)
    )
