"""Sealing the audit trail: a second chain over all events in the order of their numbers (ADR 0005)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.audit import GENESIS, seal_hash
from app.models.audit import AuditEvent, AuditSeal

# A broken seal names its range; a smaller one says more exactly where to look.
EVENTS_MAX = 50_000
_LOCK = 721_591
_PAGE = 10_000


def settled_mark(session: Session) -> int:
    """The number up to which every event is written or never will be (0: there are none).

    A transaction takes a number before it commits, so the highest number that can be read says nothing about lower
    ones.  A SHARE lock is granted when no writer is in flight; the caller commits at once, and writers go on.  A writer
    that takes longer than the time limit makes this fail (OperationalError), rather than holding up all others.
    """
    session.execute(text("SET LOCAL lock_timeout = '2s'"))
    session.execute(text("LOCK TABLE audit_events IN SHARE MODE"))
    return session.scalar(select(func.max(AuditEvent.id))) or 0


def seal(session: Session, *, up_to: int, now: datetime) -> int:
    """Seal all events after the last seal up to the number ``up_to`` (a settled one); how many seals were set."""
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).one_or_none()
    first = last.last_event_id + 1 if last else 1
    previous = last.hash if last else GENESIS
    made = 0
    for last_id, digest in _pieces(session, first, up_to):
        set_seal = AuditSeal(
            first_event_id=first,
            last_event_id=last_id,
            digest=digest,
            previous_hash=previous,
            hash=seal_hash(previous, first, last_id, digest),
            sealed_at=now,
        )
        session.add(set_seal)
        session.flush()
        first, previous, made = last_id + 1, set_seal.hash, made + 1
    return made


def _pieces(session: Session, first: int, up_to: int) -> Iterator[tuple[int, str]]:
    """Last number and digest of each piece of at most ``EVENTS_MAX`` events, in order."""
    statement = (
        select(AuditEvent.id, AuditEvent.hash)
        .where(AuditEvent.id >= first, AuditEvent.id <= up_to)
        .order_by(AuditEvent.id)
    )
    digest, last_id, count = hashlib.sha256(), 0, 0
    with session.execute(statement.execution_options(yield_per=_PAGE)) as rows:
        for last_id, event_hash in rows:
            digest.update(event_hash.encode())
            count += 1
            if count == EVENTS_MAX:
                yield last_id, digest.hexdigest()
                digest, count = hashlib.sha256(), 0
    if count:
        yield last_id, digest.hexdigest()


def last_hash(session: Session) -> str:
    """Hash of the last seal."""
    return session.scalar(select(AuditSeal.hash).order_by(AuditSeal.id.desc()).limit(1)) or GENESIS
