"""Publishing the chain: the end of every queue's chain at the close of each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.i18n import ALMATY, local
from app.models import Queue, QueueEvent, QueueHead

_BATCH = 1_000


def write_heads(session: Session, *, now: datetime) -> int:
    """Write the heads of every day up to yesterday that has none yet; returns how many.

    A day without an event has the head of the day before; a queue has heads from the day of its first event on.
    """
    yesterday = local(now).date() - timedelta(days=1)
    rows = [
        {**row, "written_at": now}
        for queue in session.scalars(select(Queue).order_by(Queue.region, Queue.stream)).all()
        for row in _missing(session, queue, yesterday)
    ]
    for start in range(0, len(rows), _BATCH):
        session.execute(insert(QueueHead).values(rows[start : start + _BATCH]).on_conflict_do_nothing())
    return len(rows)


def _missing(session: Session, queue: Queue, until: date) -> Iterator[dict[str, object]]:
    own = (QueueEvent.region == queue.region, QueueEvent.stream == queue.stream)
    last = session.scalar(
        select(func.max(QueueHead.day)).where(QueueHead.region == queue.region, QueueHead.stream == queue.stream)
    )
    if last is None:
        first = session.scalar(select(QueueEvent.at).where(*own, QueueEvent.sequence == 1))
        if first is None:
            return
        last = local(first).date() - timedelta(days=1)
    for day in (last + timedelta(days=number) for number in range(1, (until - last).days + 1)):
        # No event is earlier than the one before it, so a day's events are a run of the chain.
        head = session.execute(
            select(QueueEvent.sequence, QueueEvent.hash, QueueEvent.length)
            .where(*own, QueueEvent.at < _end(day))
            .order_by(QueueEvent.sequence.desc())
            .limit(1)
        ).one()
        yield {
            "day": day,
            "region": queue.region,
            "stream": queue.stream,
            "sequence": head.sequence,
            "hash": head.hash,
            "families": head.length,
        }


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ALMATY).astimezone(UTC)
