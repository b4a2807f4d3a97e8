"""Writing the audit trail: one event a change, chained within its subject, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit import GENESIS, EventKey, Link, SubjectKind, link_hash
from app.domain.roles import Actor
from app.models.audit import AuditEvent
from app.services.transaction_memory import memory

# Advisory locks are one space for the whole database: the kind of subject tells the halves apart.
_LOCK_CLASS = {kind: 721_600 + position for position, kind in enumerate(SubjectKind)}


def record(
    session: Session,
    key: EventKey,
    subject: tuple[SubjectKind, int],
    *,
    actor: Actor,
    now: datetime,
    region: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add an event about ``subject`` (its kind and number); ``facts`` are JSON-able values, never sentences.

    The event reaches the database with the caller's next flush, at the latest with the commit.
    """
    kind, number = subject
    previous = _last_link(session, kind, number)
    link = Link(
        subject_kind=kind,
        subject_id=number,
        sequence=previous[0] + 1,
        at=now,
        actor_id=actor.account_id,
        region=region,
        key=key,
        facts=dict(facts or {}),
    )
    digest = link_hash(previous[1], link)
    event = AuditEvent(
        subject_kind=link.subject_kind,
        subject_id=link.subject_id,
        sequence=link.sequence,
        at=link.at,
        actor_id=link.actor_id,
        region=link.region,
        key=link.key,
        facts=link.facts,
        previous_hash=previous[1],
        hash=digest,
    )
    # What happened is written before its event; the event itself goes with the next statement, mostly with others.
    session.flush()
    session.add(event)
    memory(session)["audit", kind, number] = (link.sequence, digest)
    return event


def begin(session: Session, subject: tuple[SubjectKind, int]) -> None:
    """Say that the caller's transaction has just made ``subject``: nobody else knows it, so its chain is empty."""
    kind, number = subject
    memory(session)["audit", kind, number] = (0, GENESIS)


def _last_link(session: Session, kind: SubjectKind, number: int) -> tuple[int, str]:
    """Sequence and hash of the subject's last event, with the chain's end locked until the transaction ends."""
    known: tuple[int, str] | None = memory(session).get(("audit", kind, number))
    if known is not None:
        return known
    # Two statements: under READ COMMITTED the second one sees what the holder of the lock wrote.
    session.execute(select(func.pg_advisory_xact_lock(_LOCK_CLASS[kind], number % 2_000_000_000)))
    row = session.execute(
        select(AuditEvent.sequence, AuditEvent.hash)
        .where(AuditEvent.subject_kind == kind, AuditEvent.subject_id == number)
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    ).one_or_none()
    return (row.sequence, row.hash) if row else (0, GENESIS)
