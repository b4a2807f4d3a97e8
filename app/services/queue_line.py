"""A queue whose row is locked: its events are written one after the other, each chained to the one before."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.domain.queue import (
    COMPLETE_SETTING,
    DEFAULT_ORDER,
    ORDER_SETTING,
    Completeness,
    KeyPart,
    QueueEntry,
    QueueEventKind,
    QueueGround,
    QueueRules,
    parts_of,
    queue_code,
    sort_key,
)
from app.domain.queue_chain import GENESIS, QueueFact, body, chain_hash, commitment_of
from app.i18n import local
from app.models import Application, Queue, QueueEvent, QueuePlace
from app.queries.queue import filing_event
from app.services import reference
from app.services.transaction_memory import memory

_QUEUES = cast("Table", Queue.__table__)
_PLACES = cast("Table", QueuePlace.__table__)
_EVENTS = cast("Table", QueueEvent.__table__)
_BATCH = 1_000
_JOINED = "queue_joined"
# Made once: putting them together costs more than running them.
_THIS = (_QUEUES.c.region == bindparam("of_region"), _QUEUES.c.stream == bindparam("of_stream"))
_LOCK = select(_QUEUES).where(*_THIS).with_for_update()
_END = ("last_sequence", "last_at", "head_hash", "families", "persons")
_KEEP = update(_QUEUES).where(*_THIS)
_LET_IN = insert(_PLACES)
_WRITE = insert(_EVENTS)
_THERE = select(func.count()).where(_PLACES.c.region == bindparam("region"), _PLACES.c.stream == bindparam("stream"))
_BEHIND = _THERE.where(_PLACES.c.sort_key > bindparam("key"))
_BEFORE = _THERE.where(_PLACES.c.sort_key < bindparam("key"))


@dataclass(slots=True)
class Line:
    """A queue whose row is locked, as it stands while its events are written."""

    region: str
    stream: str
    rules: str
    last_sequence: int
    last_at: datetime | None
    head_hash: str
    families: int
    persons: int

    @property
    def parts(self) -> tuple[KeyPart, ...]:
        """The parts of the order under which the keys of this queue are written."""
        return QueueRules.read(self.rules).parts

    @property
    def complete(self) -> Completeness:
        """What makes a file complete under the rules of this queue."""
        return QueueRules.read(self.rules).complete


def locked(session: Session, region: str, stream: str, now: datetime) -> Line:
    """The queue of a region and stream, locked until the transaction ends; made where there is none yet."""
    wanted = {"of_region": region, "of_stream": stream}
    row = session.execute(_LOCK, wanted).mappings().one_or_none()
    if row is None:
        session.execute(
            upsert(_QUEUES)
            .values(
                region=region,
                stream=stream,
                rules=rules_today(session, now),
                last_sequence=0,
                head_hash=GENESIS,
                families=0,
                persons=0,
            )
            .on_conflict_do_nothing()
        )
        row = session.execute(_LOCK, wanted).mappings().one()
    return Line(**row)


def rules_today(session: Session, now: datetime) -> str:
    """The rules that the dated settings name, as they are kept with a queue."""
    book, on = reference.book(session), local(now).date()
    asked, complete = book.find(ORDER_SETTING, on), book.find(COMPLETE_SETTING, on)
    return QueueRules(
        DEFAULT_ORDER if asked is None else parts_of(str(asked.value)),
        Completeness.LAST_REPLY if complete is None else Completeness(str(complete.value)),
    ).written()


@dataclass(frozen=True, slots=True)
class Change:
    """What an event says beside the family's entry."""

    kind: QueueEventKind
    ground: QueueGround
    key: str
    place: int
    old_key: str | None = None
    facts: dict[str, Any] | None = None


def let_in(
    session: Session, line: Line, entry: QueueEntry, ground: QueueGround, now: datetime, facts: dict[str, Any]
) -> None:
    """Give the family its place, and write that it joined by ``ground``."""
    key = sort_key(entry, line.parts)
    session.execute(
        _LET_IN,
        {
            "application_id": entry.application_id,
            "region": line.region,
            "stream": line.stream,
            "sort_key": key,
            "complete_at": entry.complete_at,
            "priority": entry.priority,
            "wish": entry.wish,
            "persons": entry.persons,
            "joined_at": now,
        },
    )
    line.families += 1
    line.persons += entry.persons
    place = line.families - beyond(session, line, key)
    write(session, line, entry, Change(QueueEventKind.JOIN, ground, key, place, facts=facts), now)


def take_out(
    session: Session, line: Line, application: Application, ground: QueueGround, now: datetime, facts: dict[str, Any]
) -> None:
    """Take the family's place away, and write that it left by ``ground``.

    Whoever is not in the queue (the nightly audit says so) is not kept from being decided.
    """
    gone = session.execute(
        delete(_PLACES)
        .where(_PLACES.c.application_id == application.id, _PLACES.c.region == line.region)
        .returning(_PLACES)
    ).one_or_none()
    if gone is None:
        return
    place = 1 + _counted(session, _BEFORE, line, gone.sort_key)
    line.families -= 1
    line.persons -= gone.persons
    entry = QueueEntry(
        application.id, application.number or "", gone.complete_at, gone.priority, gone.wish, gone.persons
    )
    write(session, line, entry, Change(QueueEventKind.LEAVE, ground, gone.sort_key, place, facts=facts), now)


def kept_keys(session: Session, line: Line) -> dict[int, str]:
    """The kept keys of those who wait in the queue, by application."""
    rows = session.execute(
        select(_PLACES.c.application_id, _PLACES.c.sort_key).where(
            _PLACES.c.region == line.region, _PLACES.c.stream == line.stream
        )
    )
    return {row.application_id: row.sort_key for row in rows}


def set_key(session: Session, entry: QueueEntry, key: str) -> None:
    """Keep another key for a family that waits; its event is the caller's."""
    session.execute(
        update(_PLACES)
        .where(_PLACES.c.application_id == entry.application_id)
        .values(sort_key=key, complete_at=entry.complete_at, priority=entry.priority, wish=entry.wish)
    )


def beyond(session: Session, line: Line, key: str) -> int:
    """How many stand behind ``key``: mostly few, since who comes last stands last."""
    return _counted(session, _BEHIND, line, key)


def _counted(session: Session, statement: Select[int], line: Line, key: str) -> int:
    return session.scalars(statement, {"region": line.region, "stream": line.stream, "key": key}).one()


def write(session: Session, line: Line, entry: QueueEntry, change: Change, now: datetime) -> None:
    """The event, chained to the one before, and the queue's row with its new end."""
    row = next_event(line, entry, change, now)
    session.execute(_WRITE, row)
    keep_end(session, line)
    if change.kind is QueueEventKind.JOIN:
        memory(session)[_JOINED, entry.application_id] = row


def joined(session: Session, application_id: int) -> QueueEvent | None:
    """The event by which the family came into its queue last; not read again where this transaction wrote it."""
    row = memory(session).get((_JOINED, application_id))
    return filing_event(session, application_id) if row is None else QueueEvent(**row)


def write_keys(session: Session, line: Line, changes: Iterable[tuple[QueueEntry, Change]], now: datetime) -> None:
    """Other keys for many families at once, each with its event; the queue's row follows once."""
    left = iter(changes)
    while batch := list(islice(left, _BATCH)):
        session.execute(
            update(_PLACES)
            .where(_PLACES.c.application_id == bindparam("number"))
            .values(
                sort_key=bindparam("key"),
                complete_at=bindparam("complete"),
                priority=bindparam("rank"),
                wish=bindparam("wished"),
            ),
            [
                {
                    "number": entry.application_id,
                    "key": change.key,
                    "complete": entry.complete_at,
                    "rank": entry.priority,
                    "wished": entry.wish,
                }
                for entry, change in batch
            ],
        )
        session.execute(_WRITE, [next_event(line, entry, change, now) for entry, change in batch])
    keep_end(session, line)


def next_event(line: Line, entry: QueueEntry, change: Change, now: datetime) -> dict[str, Any]:
    """The change as a row of ``queue_events``, chained to the end of ``line``, which moves on to it."""
    fact = _told(line, entry, change, now)
    commitment, previous = commitment_of(body(fact)), line.head_hash
    line.head_hash = chain_hash(previous, fact.sequence, commitment)
    line.last_sequence, line.last_at = fact.sequence, fact.at
    return {
        "region": line.region,
        "stream": line.stream,
        "sequence": fact.sequence,
        "at": fact.at,
        "application_id": entry.application_id,
        "number": fact.number,
        "kind": fact.kind,
        "ground": fact.ground,
        "facts": dict(fact.facts),
        "sort_key": change.key,
        "old_key": change.old_key,
        "complete_at": fact.complete_at,
        "priority": fact.priority,
        "wish": fact.wish,
        "persons": fact.persons,
        "place": fact.place,
        "length": fact.length,
        "nonce": fact.nonce,
        "commitment": commitment,
        "previous_hash": previous,
        "hash": line.head_hash,
    }


def _told(line: Line, entry: QueueEntry, change: Change, now: datetime) -> QueueFact:
    """What the chain is told of ``change``: the next event after the end of ``line``, never earlier than it."""
    return QueueFact(
        queue=queue_code(line.region, line.stream),
        sequence=line.last_sequence + 1,
        at=max(now, line.last_at) if line.last_at else now,
        number=entry.number,
        kind=change.kind,
        ground=change.ground,
        complete_at=entry.complete_at,
        priority=entry.priority,
        wish=entry.wish,
        persons=entry.persons,
        place=change.place,
        length=line.families,
        nonce=secrets.token_hex(16),
        facts=change.facts or {},
    )


def keep_end(session: Session, line: Line) -> None:
    """Write the queue's row as ``line`` stands: its end, and how many wait."""
    end = {name: getattr(line, name) for name in _END}
    session.execute(_KEEP, {"of_region": line.region, "of_stream": line.stream} | end)
