"""Walking the audit trail: every event against its hash, its predecessor and its seal."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.audit import GENESIS, Link, link_hash, seal_hash
from app.gateways.queue import enqueue
from app.models.audit import AuditEvent, AuditSeal, AuditVerification

VERIFY_TASK = "audit.verify"
_PAGE = 5_000
_IN_CHAINS = select(
    AuditEvent.id,
    AuditEvent.subject_kind,
    AuditEvent.subject_id,
    AuditEvent.sequence,
    AuditEvent.at,
    AuditEvent.actor_id,
    AuditEvent.region,
    AuditEvent.key,
    AuditEvent.facts,
    AuditEvent.previous_hash,
    AuditEvent.hash,
).order_by(AuditEvent.subject_kind, AuditEvent.subject_id, AuditEvent.sequence)


class Fault(StrEnum):
    """What is wrong with an event or a seal."""

    GAP = "gap"
    LINK = "link"
    HASH = "hash"
    SEAL = "seal"
    SEAL_LINK = "seal_link"


@dataclass(frozen=True, slots=True)
class Break:
    """Where the trail is broken first.

    ``gap``: the event's sequence does not follow; ``link``: it names another predecessor; ``hash``: its content is not
    what was hashed; ``seal``: events ``event_id``…``last_event_id`` are not what was sealed; ``seal_link``: a seal is
    missing or rewritten before seal ``seal_id``.
    """

    fault: Fault
    event_id: int
    subject_kind: str | None = None
    subject_id: int | None = None
    sequence: int | None = None
    seal_id: int | None = None
    last_event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was walked, and the first break (None: unbroken); ``last_seal`` is worth keeping elsewhere."""

    events: int
    subjects: int
    seals: int
    sealed_events: int
    last_seal: str
    broken: Break | None

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def verify(session: Session) -> Report:
    """Walk all chains, then all seals, in constant memory, and stop at the first break."""
    # The list of seals is read first: every event that they cover was committed before them.
    seals = session.execute(
        select(
            AuditSeal.id,
            AuditSeal.first_event_id,
            AuditSeal.last_event_id,
            AuditSeal.digest,
            AuditSeal.previous_hash,
            AuditSeal.hash,
        ).order_by(AuditSeal.id)
    ).all()
    events, subjects, broken = _walk_chains(session)
    walked, sealed = 0, 0
    if broken is None:
        walked, sealed, broken = _walk_seals(session, seals)
    last_seal = seals[-1].hash if seals else GENESIS
    return Report(events, subjects, walked, sealed, last_seal, broken)


def request(session: Session, *, requested_by_id: int | None, now: datetime) -> AuditVerification:
    """Ask for a verification by a worker; its result appears in the row."""
    verification = AuditVerification(requested_by_id=requested_by_id, requested_at=now)
    session.add(verification)
    session.flush()
    enqueue(session, VERIFY_TASK, verification_id=verification.id)
    return verification


def store(session: Session, verification_id: int, report: Report, *, now: datetime) -> None:
    """Write down the result of a verification that was asked for."""
    verification = session.get_one(AuditVerification, verification_id)
    verification.report = report.as_json()
    verification.is_unbroken = report.broken is None
    verification.finished_at = now
    session.flush()


def _walk_chains(session: Session) -> tuple[int, int, Break | None]:
    """Events and subjects seen, and the first break."""
    with session.execute(_IN_CHAINS.execution_options(yield_per=_PAGE)) as rows:
        return _follow(rows)


def _follow(rows: Iterable[Any]) -> tuple[int, int, Break | None]:
    subject: tuple[str, int] | None = None
    sequence, previous, events, subjects = 0, GENESIS, 0, 0
    for number, kind, subject_id, position, at, actor_id, region, key, facts, said_previous, said in rows:
        if subject != (kind, subject_id):
            subject, sequence, previous, subjects = (kind, subject_id), 0, GENESIS, subjects + 1
        events += 1
        fault = None
        if position != sequence + 1:
            fault = Fault.GAP
        elif said_previous != previous:
            fault = Fault.LINK
        elif link_hash(previous, Link(kind, subject_id, position, at, actor_id, region, key, facts)) != said:
            fault = Fault.HASH
        if fault is not None:
            return events, subjects, Break(fault, number, kind, subject_id, position)
        sequence, previous = position, said
    return events, subjects, None


def _walk_seals(session: Session, seals: Sequence[Any]) -> tuple[int, int, Break | None]:
    """Seals and sealed events seen, and the first break."""
    with closing(_hashes(session, seals[-1].last_event_id if seals else 0)) as hashes:
        return _compare(seals, hashes)


def _compare(seals: Sequence[Any], hashes: Iterator[Row[int, str]]) -> tuple[int, int, Break | None]:
    previous, first, walked, sealed = GENESIS, 1, 0, 0
    waiting = next(hashes, None)
    for row in seals:
        digest = hashlib.sha256()
        while waiting is not None and waiting[0] <= row.last_event_id:
            digest.update(waiting[1].encode())
            sealed += 1
            waiting = next(hashes, None)
        walked += 1
        where = {"event_id": row.first_event_id, "seal_id": row.id, "last_event_id": row.last_event_id}
        if row.first_event_id != first or row.previous_hash != previous:
            return walked, sealed, Break(Fault.SEAL_LINK, **where)
        stood = digest.hexdigest()
        if stood != row.digest or row.hash != seal_hash(previous, first, row.last_event_id, stood):
            return walked, sealed, Break(Fault.SEAL, **where)
        previous, first = row.hash, row.last_event_id + 1
    return walked, sealed, None


def _hashes(session: Session, up_to: int) -> Generator[Row[int, str]]:
    """Number and hash of each event up to ``up_to``, in order."""
    statement = select(AuditEvent.id, AuditEvent.hash).where(AuditEvent.id <= up_to).order_by(AuditEvent.id)
    with session.execute(statement.execution_options(yield_per=_PAGE)) as rows:
        yield from rows
