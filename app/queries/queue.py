"""Reads of the queues: who waits in which place, what changed a place, and the chain that is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Row, Select, bindparam, func, select, text, tuple_
from sqlalchemy.orm import Session, aliased

from app.domain.queue import QueueEventKind, QueueGround, queue_code
from app.domain.queue_chain import QueueFact
from app.models import Application, Queue, QueueEvent, QueuePlace


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A family that waits, with its place (from 1); ``key`` is where the next page of a list begins."""

    application_id: int
    number: str
    applicant_name: str
    persons: int
    place: int
    complete_at: datetime
    priority: int
    wish: int
    host_district: str | None
    status: str
    key: str


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a family that waits: ``place`` of ``length`` families, since ``joined_at``."""

    region: str
    stream: str
    place: int
    length: int
    joined_at: datetime
    complete_at: datetime
    priority: int
    wish: int


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """What moved a family on one day: so many ``families`` before it came or left by ``ground``.

    ``by``: places, minus is forward.  ``own``: the family's own event, with the ``place`` and ``length`` that it gave.
    """

    on: date
    kind: QueueEventKind
    ground: QueueGround
    families: int
    by: int
    own: bool = False
    place: int | None = None
    length: int | None = None


def waiting(
    session: Session, region: str, stream: str, *, limit: int | None = None, after: str | None = None
) -> list[WaitingRow]:
    """Those who wait in the queue, in order; ``after``: the key of the last row of the page before."""
    start = 0
    statement = _rows(region, stream)
    if after is not None:
        statement = statement.where(QueuePlace.sort_key > after)
        start = session.scalar(_ahead(region, stream, after)) or 0
    rows = session.execute(statement.limit(limit)).all()
    return [_waiting_row(row, place) for place, row in enumerate(rows, start=start + 1)]


def places_of(session: Session, application_ids: Collection[int]) -> dict[int, int]:
    """Places of the applications that wait, by number; who does not wait is not there.

    Each queue is counted through once, however many of its places are asked for.
    """
    wanted, own = sorted(application_ids), aliased(QueuePlace)
    theirs = select(own.region, own.stream).where(own.application_id.in_(wanted)).distinct()
    in_queue = func.row_number().over(partition_by=(QueuePlace.region, QueuePlace.stream), order_by=QueuePlace.sort_key)
    counted = (
        select(QueuePlace.application_id, in_queue.label("place"))
        .where(tuple_(QueuePlace.region, QueuePlace.stream).in_(theirs))
        .subquery()
    )
    rows = session.execute(
        select(counted.c.application_id, counted.c.place).where(counted.c.application_id.in_(wanted))
    )
    return {row.application_id: row.place for row in rows}


_other = aliased(QueuePlace)
# The columns of a ``Place``; the statement is made once: building one anew for each page costs more than running it.
PLACE = (
    select(
        QueuePlace.region,
        QueuePlace.stream,
        select(func.count())
        .where(
            _other.region == QueuePlace.region,
            _other.stream == QueuePlace.stream,
            _other.sort_key <= QueuePlace.sort_key,
        )
        .correlate(QueuePlace)
        .scalar_subquery()
        .label("place"),
        Queue.families,
        QueuePlace.joined_at,
        QueuePlace.complete_at,
        QueuePlace.priority,
        QueuePlace.wish,
    )
    .join(Queue, (Queue.region == QueuePlace.region) & (Queue.stream == QueuePlace.stream))
    .where(QueuePlace.application_id == bindparam("case", type_=BigInteger))
)


def place_of(session: Session, application_id: int) -> Place | None:
    """The place of a family now; None where it does not wait."""
    row = session.execute(PLACE, {"case": application_id}).one_or_none()
    return Place(*row) if row else None


def lengths(session: Session, regions: Collection[str] | None = None) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Families and persons that wait by region and stream, from the kept counters; ``regions``: None for all."""
    statement = select(Queue.region, Queue.stream, Queue.families, Queue.persons).order_by(Queue.region, Queue.stream)
    if regions is not None:
        statement = statement.where(Queue.region.in_(sorted(regions)))
    return {(row.region, row.stream): (row.families, row.persons) for row in session.execute(statement)}


# The own events of a family with the spans during which each key was its own; then everything of its queue inside a
# span that passed from behind the key to before it, or back.  Numbers of others never leave the database.
_CHANGES = text("""
WITH own AS (
    SELECT sequence, region, stream, at, kind, ground, sort_key, place, length,
           lead(sequence) OVER (PARTITION BY region, stream ORDER BY sequence) AS until
    FROM queue_events WHERE application_id = :application_id
), moved AS (
    SELECT e.at, e.kind, e.ground,
           CASE e.kind WHEN 'join' THEN 1 WHEN 'leave' THEN -1
                ELSE (e.sort_key < o.sort_key)::int - (e.old_key < o.sort_key)::int END AS step
    FROM own o
    JOIN queue_events e ON e.region = o.region AND e.stream = o.stream
         AND e.sequence > o.sequence AND (o.until IS NULL OR e.sequence < o.until)
    WHERE o.kind <> 'leave' AND e.ground <> 'rules_changed'
      AND (e.sort_key < o.sort_key OR e.old_key < o.sort_key)
)
SELECT (at AT TIME ZONE CAST(:zone AS interval))::date AS day, kind, ground, count(*) AS families, sum(step) AS moved,
       false AS is_own, NULL AS place, NULL AS length, max(at) AS latest
FROM moved WHERE step <> 0
GROUP BY day, kind, ground, sign(step)
UNION ALL
SELECT (at AT TIME ZONE CAST(:zone AS interval))::date, kind, ground, 1, 0, true, place, length, at FROM own
ORDER BY latest DESC, is_own, ground, kind
LIMIT :limit
""")


def changes_of(session: Session, application_id: int, zone: timedelta, *, limit: int = 60) -> list[PlaceChange]:
    """What changed the family's place, the latest first, summed by day and ground; no other family is named.

    ``zone``: how far the clock by which days are told is ahead of UTC.
    """
    rows = session.execute(_CHANGES, {"application_id": application_id, "zone": zone, "limit": limit})
    return [
        PlaceChange(
            on=row.day,
            kind=QueueEventKind(row.kind),
            ground=QueueGround(row.ground),
            families=row.families,
            by=int(row.moved),
            own=row.is_own,
            place=row.place,
            length=row.length,
        )
        for row in rows
    ]


def filing_event(session: Session, application_id: int) -> QueueEvent | None:
    """The event by which the family came into its queue last: what its receipt proves."""
    return session.scalar(
        select(QueueEvent)
        .where(QueueEvent.application_id == application_id, QueueEvent.kind == QueueEventKind.JOIN)
        .order_by(QueueEvent.id.desc())
        .limit(1)
    )


def fact_of(event: QueueEvent | Row[*tuple[Any, ...]]) -> QueueFact:
    """A stored event as it was hashed."""
    return QueueFact(
        queue=queue_code(event.region, event.stream),
        sequence=event.sequence,
        at=event.at,
        number=event.number,
        kind=QueueEventKind(event.kind),
        ground=QueueGround(event.ground),
        complete_at=event.complete_at,
        priority=event.priority,
        wish=event.wish,
        persons=event.persons,
        place=event.place,
        length=event.length,
        nonce=event.nonce,
        facts=event.facts,
    )


def _rows(region: str, stream: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            QueuePlace.application_id,
            QueuePlace.complete_at,
            QueuePlace.priority,
            QueuePlace.wish,
            QueuePlace.persons,
            QueuePlace.sort_key,
            Application.number,
            Application.applicant_name,
            Application.host_district,
            Application.status,
        )
        .join(Application, Application.id == QueuePlace.application_id)
        .where(QueuePlace.region == region, QueuePlace.stream == stream)
        .order_by(QueuePlace.sort_key)
    )


def _waiting_row(row: Row[*tuple[Any, ...]], place: int) -> WaitingRow:
    return WaitingRow(
        application_id=row.application_id,
        number=row.number,
        applicant_name=row.applicant_name,
        persons=row.persons,
        place=place,
        complete_at=row.complete_at,
        priority=row.priority,
        wish=row.wish,
        host_district=row.host_district,
        status=row.status,
        key=row.sort_key,
    )


def _ahead(region: str, stream: str, key: str) -> Select[int]:
    """How many keys of the queue are not greater than ``key``."""
    return (
        select(func.count())
        .select_from(QueuePlace)
        .where(QueuePlace.region == region, QueuePlace.stream == stream, QueuePlace.sort_key <= key)
    )
