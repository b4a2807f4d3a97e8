"""Reads of the published chain: heads by day, and the entries of a day; nothing here knows a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.queue_chain import GENESIS, ChainLink
from app.models import QueueEvent, QueueHead

_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class HeadRow:
    """The end of one queue's chain at the close of a day."""

    day: date
    region: str
    stream: str
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of one queue: its entries are those after ``after`` up to ``head.sequence``; ``previous``: hash before."""

    head: HeadRow
    after: int
    previous: str

    @property
    def entries(self) -> int:
        """How many entries the day has."""
        return self.head.sequence - self.after


def days(session: Session, *, limit: int, before: date | None = None) -> list[date]:
    """Days with published heads, the latest first."""
    statement = select(QueueHead.day).distinct().order_by(QueueHead.day.desc()).limit(limit)
    if before is not None:
        statement = statement.where(QueueHead.day < before)
    return list(session.scalars(statement))


def heads(session: Session, on: date) -> list[HeadRow]:
    """The heads of every queue at the close of the day."""
    rows = session.scalars(select(QueueHead).where(QueueHead.day == on).order_by(QueueHead.region, QueueHead.stream))
    return [_head(row) for row in rows]


def day(session: Session, region: str, stream: str, on: date) -> DayRow | None:
    """A day of a queue; None where nothing was published for it."""
    head = session.get(QueueHead, (on, region, stream))
    if head is None:
        return None
    before = session.execute(
        select(QueueHead.sequence, QueueHead.hash)
        .where(QueueHead.region == region, QueueHead.stream == stream, QueueHead.day < on)
        .order_by(QueueHead.day.desc())
        .limit(1)
    ).one_or_none()
    return DayRow(_head(head), before.sequence if before else 0, before.hash if before else GENESIS)


def entries(session: Session, found: DayRow, *, after: int | None = None, limit: int | None = None) -> list[ChainLink]:
    """Entries of the day in their sequence, those after ``after``."""
    start = found.after if after is None else max(after, found.after)
    rows = session.execute(
        select(QueueEvent.sequence, QueueEvent.commitment, QueueEvent.hash)
        .where(
            QueueEvent.region == found.head.region,
            QueueEvent.stream == found.head.stream,
            QueueEvent.sequence > start,
            QueueEvent.sequence <= found.head.sequence,
        )
        .order_by(QueueEvent.sequence)
        .limit(limit)
    )
    return [ChainLink(row.sequence, row.commitment, row.hash) for row in rows]


def all_entries(session: Session, found: DayRow) -> Iterator[ChainLink]:
    """The same for a file: the whole day, read in pages."""
    last = found.after
    while page := entries(session, found, after=last, limit=_PAGE):
        yield from page
        last = page[-1].sequence


def _head(row: QueueHead) -> HeadRow:
    return HeadRow(row.day, row.region, row.stream, row.sequence, row.hash)
