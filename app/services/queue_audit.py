"""The fairness audit: the order computed anew from applications and their trail, and every overtaking with its ground.

It trusts nothing that the queue's own service wrote: the chain is hashed again and held against the published heads and
the receipts, the places are recomputed, and how a passed family stood is read from the audit trail, the agendas, the
terms and the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.paper_kind import DocumentKind
from app.domain.queue import QueueRules, queue_code, sort_key
from app.domain.queue_overtaking import GroundState, OvertakingGround, ground_of
from app.domain.roles import SYSTEM, Actor
from app.i18n import local
from app.models import (
    IssuedDocument,
    Queue,
    QueueAudit,
    QueueEvent,
    QueueFault,
    QueueHead,
    QueueOvertaking,
    QueuePlace,
)
from app.queries import queue_ground
from app.queries import queue_overtaking as record_of
from app.queries.queue_audit import last_audit
from app.queries.queue_overtaking import Moment
from app.services import audit
from app.services.queue_entry import filed_otherwise, waiting_entries
from app.services.queue_line import rules_today
from app.services.queue_replay import FaultCode, Found, Replay, Served, events_of, replay

# Faults kept of one queue.
MOST_FAULTS = 50
_COUNTS = ("queues", "events", "waiting", "overtakings", "unexplained", "faults")


def run(session: Session, *, now: datetime, actor: Actor = SYSTEM, full: bool = False) -> QueueAudit:
    """Audit every queue in the caller's transaction; ``full``: overtakings already looked at, too.

    Counts: ``queues``, ``events``, ``waiting``, ``overtakings``, ``unexplained`` (of this run), ``faults``.
    """
    record = begin(session, now=now, actor=actor, full=full)
    for region, stream in queues(session):
        step(session, record.id, region, stream)
    return finish(session, record.id, now=now, actor=actor)


def begin(session: Session, *, now: datetime, actor: Actor = SYSTEM, full: bool = False) -> QueueAudit:
    """A new audit that goes on from where the last finished one stopped; a job commits after each queue of it."""
    before = last_audit(session)
    reached = {} if full or before is None else dict(before.reached)
    record = QueueAudit(asked_at=now, asked_by_id=actor.account_id, reached=reached, counts=dict.fromkeys(_COUNTS, 0))
    session.add(record)
    session.flush()
    return record


def queues(session: Session) -> list[tuple[str, str]]:
    """Region and stream of every queue."""
    return [
        (row.region, row.stream)
        for row in session.execute(select(Queue).order_by(Queue.region, Queue.stream)).scalars()
    ]


def finish(session: Session, audit_id: int, *, now: datetime, actor: Actor = SYSTEM) -> QueueAudit:
    """Say what the audit found as a whole; an overtaking is wrong until its ground is stated, whoever found it."""
    record = session.get_one(QueueAudit, audit_id)
    is_open = queue_ground.counts(session)[GroundState.OPEN] > 0
    record.finished_at, record.is_clean = now, not record.counts["faults"] and not is_open
    session.flush()
    facts = {**record.counts, "clean": record.is_clean}
    audit.record(session, EventKey.QUEUE_AUDITED, (SubjectKind.QUEUE, record.id), actor=actor, now=now, facts=facts)
    return record


def step(session: Session, audit_id: int, region: str, stream: str) -> None:
    """Audit one queue under its lock: nothing moves between what is read of it first and last."""
    record, name = session.get_one(QueueAudit, audit_id), queue_code(region, stream)
    queue = session.get_one(Queue, (region, stream), with_for_update=True, populate_existing=True)
    heads = session.execute(
        select(QueueHead.day, QueueHead.sequence, QueueHead.hash).where(
            QueueHead.region == region, QueueHead.stream == stream
        )
    ).all()
    places = session.execute(
        select(QueuePlace.application_id, QueuePlace.sort_key, QueuePlace.persons).where(
            QueuePlace.region == region, QueuePlace.stream == stream
        )
    ).all()
    kept = {row.application_id: row.sort_key for row in places}
    after = int(record.reached.get(name, 0))
    folded = replay(events_of(session, region, stream), after=after, heads=[head.sequence for head in heads])
    found = [
        *folded.faults,
        *_kept(queue, kept, sum(row.persons for row in places), folded),
        *_recomputed(session, queue, kept, folded, record.asked_at),
        *_published(heads, folded),
        *_receipts(session, queue),
    ]
    session.add_all(
        QueueFault(audit_id=record.id, region=region, stream=stream, code=each.code, facts=each.facts)
        for each in found[:MOST_FAULTS]
    )
    counts = Counter(record.counts)
    counts.update(queues=1, events=folded.sequence, waiting=len(folded.keys), faults=len(found))
    # What is wrong is looked at again every night, until it is put right.
    reached = min(after, folded.sequence) if found else folded.sequence
    for served in folded.served:
        if not _overtaking(session, record, queue, served, counts):
            reached = min(reached, served.event.sequence - 1)
    record.counts, record.reached = dict(counts), record.reached | {name: reached}
    session.flush()


def _kept(queue: Queue, kept: Mapping[int, str], persons: int, folded: Replay) -> Iterator[Found]:
    """Whether the queue's row and its places are what the chain tells."""
    if (queue.last_sequence, queue.head_hash) != (folded.sequence, folded.head):
        yield Found(FaultCode.HEAD_DIFFERS, {"sequence": folded.sequence, "said": queue.last_sequence})
    if (queue.families, queue.persons) != (len(kept), persons):
        facts = {"families": len(kept), "persons": persons, "said": [queue.families, queue.persons]}
        yield Found(FaultCode.COUNTERS_DIFFER, facts)
    told = folded.members()
    for number in sorted(set(kept) ^ set(told) | {each for each in set(kept) & set(told) if kept[each] != told[each]}):
        yield Found(FaultCode.CHAIN_DIFFERS, {"application": number})


def _published(heads: Sequence[Row[date, int, str]], folded: Replay) -> Iterator[Found]:
    """Whether the chain is the one that was published, and no day between the first and the last is missing."""
    days = sorted(head.day for head in heads)
    if days and folded.begun_at is not None:
        first = min(days[0], local(folded.begun_at).date())
        for day in sorted({first + timedelta(each) for each in range((days[-1] - first).days)} - set(days)):
            yield Found(FaultCode.PUBLISHED_MISSING, {"day": day.isoformat()})
    for head in heads:
        if folded.heads.get(head.sequence) != head.hash:
            yield Found(FaultCode.PUBLISHED_DIFFERS, {"day": head.day.isoformat(), "sequence": head.sequence})


def _receipts(session: Session, queue: Queue) -> Iterator[Found]:
    """Whether the chain holds every entry that a receipt proves: what a family has on paper binds before a day ends."""
    proof = IssuedDocument.facts["queue"]
    entry = QueueEvent.sequence == proof["sequence"].as_integer()
    rows = session.execute(
        select(IssuedDocument.application_id, proof["sequence"].as_integer().label("sequence"))
        .outerjoin(QueueEvent, entry & (QueueEvent.region == queue.region) & (QueueEvent.stream == queue.stream))
        .where(
            IssuedDocument.body == queue.region,
            IssuedDocument.kind == DocumentKind.RECEIPT,
            proof["queue"].astext == queue_code(queue.region, queue.stream),
            QueueEvent.hash.is_distinct_from(proof["hash"].astext),
        )
        .order_by(IssuedDocument.id)
        .limit(MOST_FAULTS)
    )
    for row in rows:
        facts = {"application": row.application_id, "sequence": row.sequence}
        yield Found(FaultCode.RECEIPT_DIFFERS, facts)


def _recomputed(
    session: Session, queue: Queue, kept: Mapping[int, str], folded: Replay, now: datetime
) -> Iterator[Found]:
    """Whether the places are those that the rules, the applications and their trail give."""
    # Until the night's job has written the keys anew, yesterday's rules hold.
    lawful, kept_rules = rules_today(session, now), queue.rules
    if kept_rules not in {lawful, rules_today(session, now - timedelta(days=1))}:
        yield Found(FaultCode.RULES_DIFFER, {"rules": kept_rules})
        kept_rules = kept_rules if _can_be_read(kept_rules) else lawful
    rules = QueueRules.read(kept_rules)
    should = {
        entry.application_id: sort_key(entry, rules.parts)
        for entry in waiting_entries(session, queue.region, queue.stream, rules.complete)
    }
    # Who left by the chain, and still waits by the trail, waits whatever its own column says.
    still = set(record_of.waiting_by_trail(session, folded.gone))
    for number in sorted((set(should) | still) - set(kept)):
        yield Found(FaultCode.PLACE_MISSING, {"application": number})
    for number in sorted(set(kept) - set(should)):
        yield Found(FaultCode.PLACE_EXTRA, {"application": number})
    wrong = {number for number in set(kept) & set(should) if kept[number] != should[number]}
    for number in sorted(wrong | set(filed_otherwise(session, queue.region, queue.stream))):
        yield Found(FaultCode.KEY_DIFFERS, {"application": number})


def _can_be_read(rules: str) -> bool:
    try:
        QueueRules.read(rules)
    except ValueError:
        return False
    return True


def _overtaking(session: Session, record: QueueAudit, queue: Queue, served: Served, counts: Counter[str]) -> bool:
    """Write with which grounds a family went before those with earlier places; nothing where it was the first.

    Nothing is written where the record has it so already.  Returns whether that is final: while its sitting goes on,
    what came of the others may still change, and the next audit looks at it again.
    """
    if not served.earlier and not served.behind_priority:
        return True
    event = served.event
    moment = _moment(session, queue, served)
    grounds, left = _grounds(session, served, moment)
    found = {
        "place": len(served.earlier) + 1,
        "grounds": grounds,
        "unexplained": len(left),
        "left": left,
    }
    known = queue_ground.standing(session, event.id)
    if known is None or any(getattr(known, name) != value for name, value in found.items()):
        row = QueueOvertaking(
            event_id=event.id,
            audit_id=record.id,
            region=queue.region,
            stream=queue.stream,
            application_id=event.application_id,
            at=event.at,
            **found,
        )
        session.add(row)
        session.flush()
        counts.update(overtakings=1, unexplained=queue_ground.is_open(session, event.id))
    return not record_of.is_running(session, moment.sitting_id)


def _moment(session: Session, queue: Queue, served: Served) -> Moment:
    event = served.event
    decided_at = record_of.decided_at(session, event.application_id, event.at)
    return Moment(
        taken=event.application_id,
        at=event.at,
        today=local(event.at).date(),
        sitting_id=record_of.sitting_of(session, event.application_id, decided_at),
        decided_at=decided_at,
        queue=(queue.region, queue.stream),
    )


def _grounds(session: Session, served: Served, moment: Moment) -> tuple[dict[str, int], list[str]]:
    """How many of the passed families the record explains, by ground, and the numbers of those that nothing does."""
    taking = record_of.taking(session, moment)
    grounds: Counter[str] = Counter()
    left = []
    for passed in record_of.passed(session, served.earlier, moment):
        ground = ground_of(passed, taking)
        if ground is None:
            left.append(passed.number)
        else:
            grounds[str(ground)] += 1
    if served.behind_priority:
        grounds[str(OvertakingGround.PRIORITY)] = served.behind_priority
    return dict(grounds), left
