"""The queue follows the moves of a case: it joins, gets another key when its file becomes complete, and leaves.

Each change is one event of the queue's chain, written under the lock of the queue's row.  Everybody behind moves by
one: the event is the ground of that, too.  Order of locks: sitting → application → quota → queue → journal of papers →
audit chain; no transaction that touches a second case afterwards changes a queue before it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.queue import QueueEventKind, QueueGround, sort_key, waits
from app.domain.roles import Actor
from app.domain.workflow import Action, Status
from app.models import Application, Queue, QueuePlace
from app.services.motion import Transition
from app.services.queue_entry import entry_of, waiting_entries
from app.services.queue_line import (
    Change,
    beyond,
    kept_keys,
    let_in,
    locked,
    rules_today,
    set_key,
    take_out,
    write,
    write_keys,
)

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
    take_out(session, lines[left_region], application, QueueGround.MOVED_AWAY, now, {"to": here})
    entry = entry_of(session, application, lines[here].complete)
    let_in(session, lines[here], entry, QueueGround.MOVED_HERE, now, {"from": left_region})


def join(
    session: Session,
    application: Application,
    ground: QueueGround,
    *,
    now: datetime,
    complete_at: datetime | None = None,
) -> None:
    """Let a family into the queue of its region; ``complete_at``: the filing, where that is made just now."""
    line = locked(session, application.host_region or "", application.stream, now)
    let_in(session, line, entry_of(session, application, line.complete, complete_at), ground, now, {})


def leave(session: Session, application: Application, ground: QueueGround, *, now: datetime) -> None:
    """Take a family out of the queue of its region."""
    line = locked(session, application.host_region or "", application.stream, now)
    take_out(session, line, application, ground, now, {})


def rekey(
    session: Session,
    application: Application,
    ground: QueueGround,
    *,
    now: datetime,
    complete_at: datetime | None = None,
) -> None:
    """Write the family's key anew, e.g. because it replied at ``complete_at``; nothing where the rules give the old."""
    line = locked(session, application.host_region or "", application.stream, now)
    entry = entry_of(session, application, line.complete, complete_at)
    key = sort_key(entry, line.parts)
    old = session.scalar(select(QueuePlace.sort_key).where(QueuePlace.application_id == application.id))
    if old is None or old == key:
        return
    set_key(session, entry, key)
    place = line.families - beyond(session, line, key)
    write(session, line, entry, Change(QueueEventKind.REKEY, ground, key, place, old_key=old), now)


def reorder(session: Session, region: str, stream: str, *, now: datetime) -> int:
    """Write every key of the queue anew where the dated rules have changed; returns how many changed."""
    line = locked(session, region, stream, now)
    before, line.rules = line.last_sequence, rules_today(session, now)
    session.execute(update(Queue).where(Queue.region == region, Queue.stream == stream).values(rules=line.rules))
    kept = kept_keys(session, line)
    entries = {each.application_id: each for each in waiting_entries(session, region, stream, line.complete)}
    keys = kept | {number: sort_key(entries[number], line.parts) for number in kept.keys() & entries.keys()}
    # Places are those of the new order: between two keys written anew there is none.
    write_keys(
        session,
        line,
        (
            (
                entries[number],
                Change(QueueEventKind.REKEY, QueueGround.RULES_CHANGED, keys[number], place, old_key=kept[number]),
            )
            for place, number in enumerate(sorted(keys, key=keys.__getitem__), start=1)
            if keys[number] != kept[number]
        ),
        now,
    )
    return line.last_sequence - before
