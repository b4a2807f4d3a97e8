"""The queue follows the moves of a case: it joins, gets another key when its file becomes complete, and leaves.

Each change is one event of the queue's chain, written under the lock of the queue's row.  Everybody behind moves by
one: the event is the ground of that, too.  Order of locks: sitting → application → quota → queue → journal of papers →
audit chain; no transaction that touches a second case afterwards changes a queue before it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.domain.queue import (
    DEFAULT_ORDER,
    ORDER_SETTING,
    KeyPart,
    QueueEntry,
    QueueEventKind,
    QueueGround,
    parts_of,
    queue_code,
    sort_key,
    waits,
)
from app.domain.queue_chain import GENESIS, QueueFact, body, chain_hash, commitment_of
from app.domain.roles import Actor
from app.domain.workflow import Action, Status
from app.i18n import local
from app.models import Application, Queue, QueueEvent, QueuePlace
from app.services import reference
from app.services.motion import Transition
from app.services.queue_entry import entry_of

_QUEUES = cast("Table", Queue.__table__)
_PLACES = cast("Table", QueuePlace.__table__)
_EVENTS = cast("Table", QueueEvent.__table__)
_JOINED_BY = {
    Action.SUBMIT: QueueGround.FILED,
    Action.SEND_BACK: QueueGround.SENT_BACK,
    Action.REOPEN: QueueGround.REOPENED,
}
_LEFT_BY = {
    Action.RECOMMEND_APPROVAL: QueueGround.RECOMMENDED,
    Action.RECOMMEND_REFUSAL: QueueGround.NOT_RECOMMENDED,
    Action.PROPOSE_APPROVAL: QueueGround.PROPOSED,
    Action.PROPOSE_REFUSAL: QueueGround.NOT_RECOMMENDED,
    Action.WITHDRAW: QueueGround.WITHDRAWN,
    Action.REFUSE_TO_ACCEPT: QueueGround.NOT_ACCEPTED,
}


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
        return parts_of(self.rules)


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:  # noqa: ARG001 (the contract of moves)
    """What a move means for the queue of the case's region and stream; nothing for what needs no places.

    Called before the paper is issued: the receipt carries the place.
    """
    application, action = step.application, step.motion.action
    waited, waiting = waits(application.stream, step.left), waits(application.stream, step.move.to)
    if waiting and not waited:
        completed = now if action is Action.SUBMIT else None
        join(session, application, _JOINED_BY.get(action, QueueGround.REOPENED), now=now, complete_at=completed)
    elif waited and not waiting:
        leave(session, application, _LEFT_BY.get(action, QueueGround.DECIDED), now=now)
    elif waiting and step.left is Status.DOCUMENTS_REQUESTED and action is Action.REPLY:
        rekey(session, application, QueueGround.COMPLETED, now=now, complete_at=now)


def moved_region(session: Session, application: Application, left_region: str, *, actor: Actor, now: datetime) -> None:  # noqa: ARG001
    """The waiting case has changed its host region from ``left_region`` to the one that it names now.

    It keeps the time of its complete file, and gets the rank that the new region has among its wishes.
    """
    here = application.host_region
    if here is None or here == left_region or not waits(application.stream, application.status):
        return
    lines = {region: locked(session, region, application.stream, now) for region in sorted({here, left_region})}
    _take_out(session, lines[left_region], application, QueueGround.MOVED_AWAY, now, {"to": here})
    entry = entry_of(session, application)
    _let_in(session, lines[here], entry, QueueGround.MOVED_HERE, now, {"from": left_region})


def join(
    session: Session,
    application: Application,
    ground: QueueGround,
    *,
    now: datetime,
    complete_at: datetime | None = None,
) -> None:
    """Let a family into the queue of its region; ``complete_at`` where its file has become complete just now."""
    line = locked(session, application.host_region or "", application.stream, now)
    _let_in(session, line, entry_of(session, application, complete_at), ground, now, {})


def leave(session: Session, application: Application, ground: QueueGround, *, now: datetime) -> None:
    """Take a family out of the queue of its region."""
    line = locked(session, application.host_region or "", application.stream, now)
    _take_out(session, line, application, ground, now, {})


def rekey(
    session: Session,
    application: Application,
    ground: QueueGround,
    *,
    now: datetime,
    complete_at: datetime | None = None,
) -> None:
    """Write the family's key anew, e.g. because its file is complete since ``complete_at``."""
    line = locked(session, application.host_region or "", application.stream, now)
    entry = entry_of(session, application, complete_at)
    key = sort_key(entry, line.parts)
    old = session.scalar(select(_PLACES.c.sort_key).where(_PLACES.c.application_id == application.id))
    if old is None or old == key:
        return
    _set_key(session, entry, key)
    place = line.families - _beyond(session, line, key)
    _write(session, line, entry, _Change(QueueEventKind.REKEY, ground, key, place, old_key=old), now)


def locked(session: Session, region: str, stream: str, now: datetime) -> Line:
    """The queue of a region and stream, locked until the transaction ends; made where there is none yet."""
    wanted = (_QUEUES.c.region == region, _QUEUES.c.stream == stream)
    row = session.execute(select(_QUEUES).where(*wanted).with_for_update()).mappings().one_or_none()
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
        row = session.execute(select(_QUEUES).where(*wanted).with_for_update()).mappings().one()
    return Line(**row)


def rules_today(session: Session, now: datetime) -> str:
    """The order of the parts that the dated setting names, as it is kept with a queue."""
    found = reference.book(session).find(ORDER_SETTING, local(now).date())
    return ",".join(DEFAULT_ORDER if found is None else parts_of(str(found.value)))


@dataclass(frozen=True, slots=True)
class _Change:
    """What an event says beside the family's entry."""

    kind: QueueEventKind
    ground: QueueGround
    key: str
    place: int
    old_key: str | None = None
    facts: dict[str, Any] | None = None


def _let_in(
    session: Session, line: Line, entry: QueueEntry, ground: QueueGround, now: datetime, facts: dict[str, Any]
) -> None:
    key = sort_key(entry, line.parts)
    session.execute(
        insert(_PLACES).values(
            application_id=entry.application_id,
            region=line.region,
            stream=line.stream,
            sort_key=key,
            complete_at=entry.complete_at,
            priority=entry.priority,
            wish=entry.wish,
            persons=entry.persons,
            joined_at=now,
        )
    )
    line.families += 1
    line.persons += entry.persons
    place = line.families - _beyond(session, line, key)
    _write(session, line, entry, _Change(QueueEventKind.JOIN, ground, key, place, facts=facts), now)


def _take_out(
    session: Session, line: Line, application: Application, ground: QueueGround, now: datetime, facts: dict[str, Any]
) -> None:
    """Whoever is not in the queue (the nightly audit says so) is not kept from being decided."""
    gone = session.execute(
        delete(_PLACES)
        .where(_PLACES.c.application_id == application.id, _PLACES.c.region == line.region)
        .returning(_PLACES)
    ).one_or_none()
    if gone is None:
        return
    place = 1 + session.scalars(_counted(line, _PLACES.c.sort_key < gone.sort_key)).one()
    line.families -= 1
    line.persons -= gone.persons
    entry = QueueEntry(
        application.id, application.number or "", gone.complete_at, gone.priority, gone.wish, gone.persons
    )
    _write(session, line, entry, _Change(QueueEventKind.LEAVE, ground, gone.sort_key, place, facts=facts), now)


def _waiting(session: Session, line: Line) -> Iterator[tuple[Application, str]]:
    rows = session.execute(
        select(Application, _PLACES.c.sort_key)
        .join(_PLACES, _PLACES.c.application_id == Application.id)
        .where(_PLACES.c.region == line.region, _PLACES.c.stream == line.stream)
        .order_by(_PLACES.c.sort_key)
    )
    return ((row[0], row[1]) for row in rows)


def _set_key(session: Session, entry: QueueEntry, key: str) -> None:
    session.execute(
        update(_PLACES)
        .where(_PLACES.c.application_id == entry.application_id)
        .values(sort_key=key, complete_at=entry.complete_at, priority=entry.priority, wish=entry.wish)
    )


def _beyond(session: Session, line: Line, key: str) -> int:
    """How many stand behind ``key``: mostly few, since who comes last stands last."""
    return session.scalars(_counted(line, _PLACES.c.sort_key > key)).one()


def _counted(line: Line, condition: ColumnElement[bool]) -> Select[int]:
    return (
        select(func.count())
        .select_from(_PLACES)
        .where(_PLACES.c.region == line.region, _PLACES.c.stream == line.stream, condition)
    )


def _write(session: Session, line: Line, entry: QueueEntry, change: _Change, now: datetime) -> None:
    """The event, chained to the one before, and the queue's row with its new end."""
    at = max(now, line.last_at) if line.last_at else now
    fact = QueueFact(
        queue=queue_code(line.region, line.stream),
        sequence=line.last_sequence + 1,
        at=at,
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
    session.execute(insert(_EVENTS).values(event_row(line, fact, entry.application_id, change.key, change.old_key)))
    session.execute(
        update(_QUEUES)
        .where(_QUEUES.c.region == line.region, _QUEUES.c.stream == line.stream)
        .values(
            last_sequence=line.last_sequence,
            last_at=at,
            head_hash=line.head_hash,
            families=line.families,
            persons=line.persons,
        )
    )


def event_row(line: Line, fact: QueueFact, application_id: int, key: str, old_key: str | None = None) -> dict[str, Any]:
    """``fact`` as a row of ``queue_events``, chained to the end of ``line``, which moves on to it."""
    commitment = commitment_of(body(fact))
    previous = line.head_hash
    line.head_hash = chain_hash(previous, fact.sequence, commitment)
    line.last_sequence, line.last_at = fact.sequence, fact.at
    return {
        "region": line.region,
        "stream": line.stream,
        "sequence": fact.sequence,
        "at": fact.at,
        "application_id": application_id,
        "number": fact.number,
        "kind": fact.kind,
        "ground": fact.ground,
        "facts": dict(fact.facts),
        "sort_key": key,
        "old_key": old_key,
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


def reorder(session: Session, region: str, stream: str, *, now: datetime) -> int:
    """Write every key of the queue anew where the dated rules have changed; returns how many changed."""
    line = locked(session, region, stream, now)
    before, line.rules = line.last_sequence, rules_today(session, now)
    session.execute(
        update(_QUEUES).where(_QUEUES.c.region == region, _QUEUES.c.stream == stream).values(rules=line.rules)
    )
    changed: list[tuple[QueueEntry, str, str]] = []
    for application, old in _waiting(session, line):
        entry = entry_of(session, application)
        key = sort_key(entry, line.parts)
        if key != old:
            changed.append((entry, old, key))
            _set_key(session, entry, key)
    # Places are those of the new order: between two keys written anew there is none.
    for entry, old, key in sorted(changed, key=lambda each: each[2]):
        place = line.families - _beyond(session, line, key)
        _write(
            session, line, entry, _Change(QueueEventKind.REKEY, QueueGround.RULES_CHANGED, key, place, old_key=old), now
        )
    return line.last_sequence - before
