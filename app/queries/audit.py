"""The audit trail as an auditor reads it: newest first, by key and never by offset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.models.account import Account
from app.models.application import Application
from app.models.audit import AuditEvent, AuditSeal, AuditVerification

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the trail; None (or empty text) asks nothing.

    ``number`` is an application's number, ``actor`` a full name, an e-mail address or a phone number as written in
    the account.  ``since`` is included, ``until`` is not.
    """

    key: EventKey | None = None
    actor: str = ""
    region: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; ``actor`` is None for the service itself, ``number`` for events about anything but an application."""

    id: int
    at: datetime
    key: str
    subject_kind: str
    subject_id: int
    sequence: int
    region: str | None
    facts: dict[str, Any]
    actor: str | None
    number: str | None
    hash: str


@dataclass(frozen=True, slots=True)
class Page:
    """Up to :data:`PAGE_SIZE` events, newest first, and the numbers beside which the neighbouring pages begin."""

    rows: tuple[EventRow, ...]
    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class VerificationRow:
    """A verification that was asked for; ``is_unbroken`` is None until it is finished."""

    id: int
    requested_at: datetime
    requested_by: str | None
    finished_at: datetime | None
    is_unbroken: bool | None
    report: dict[str, Any]


def page(session: Session, filters: Filters, *, before: int | None = None, after: int | None = None) -> Page:
    """Events that ``filters`` let through, older than number ``before`` or newer than number ``after``."""
    statement = _filtered(filters)
    backwards = after is not None
    if after is not None:
        statement = statement.where(AuditEvent.id > after).order_by(AuditEvent.id)
    else:
        if before is not None:
            statement = statement.where(AuditEvent.id < before)
        statement = statement.order_by(AuditEvent.id.desc())
    found = [EventRow(*row) for row in session.execute(statement.limit(PAGE_SIZE + 1))]
    more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    has_newer = more if backwards else before is not None
    has_older = True if backwards else more
    return Page(
        tuple(rows),
        newer=rows[0].id if rows and has_newer else None,
        older=rows[-1].id if rows and has_older else None,
    )


def last_verification(session: Session) -> VerificationRow | None:
    """The verification that was asked for last."""
    row = session.execute(
        select(
            AuditVerification.id,
            AuditVerification.requested_at,
            Account.full_name,
            AuditVerification.finished_at,
            AuditVerification.is_unbroken,
            AuditVerification.report,
        )
        .outerjoin(Account, Account.id == AuditVerification.requested_by_id)
        .order_by(AuditVerification.id.desc())
        .limit(1)
    ).one_or_none()
    return VerificationRow(*row) if row else None


def last_sealed_at(session: Session) -> datetime | None:
    """When the trail was sealed last."""
    return session.scalar(select(AuditSeal.sealed_at).order_by(AuditSeal.id.desc()).limit(1))


def _filtered(filters: Filters) -> Select[Any]:
    """The statement without its order."""
    statement = _events()
    if filters.key is not None:
        statement = statement.where(AuditEvent.key == filters.key)
    if filters.region:
        statement = statement.where(AuditEvent.region == filters.region)
    if filters.since is not None:
        statement = statement.where(AuditEvent.at >= filters.since)
    if filters.until is not None:
        statement = statement.where(AuditEvent.at < filters.until)
    if filters.actor:
        named = or_(
            Account.full_name == filters.actor, Account.email == filters.actor.lower(), Account.phone == filters.actor
        )
        statement = statement.where(AuditEvent.actor_id.in_(select(Account.id).where(named)))
    if filters.number:
        numbered = select(Application.id).where(Application.number == filters.number)
        statement = statement.where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION, AuditEvent.subject_id.in_(numbered)
        )
    return statement


def _events() -> Select[Any]:
    """Columns of :class:`EventRow`, in its order."""
    return (
        select(
            AuditEvent.id,
            AuditEvent.at,
            AuditEvent.key,
            AuditEvent.subject_kind,
            AuditEvent.subject_id,
            AuditEvent.sequence,
            AuditEvent.region,
            AuditEvent.facts,
            func.coalesce(func.nullif(Account.full_name, ""), Account.email, Account.phone),
            Application.number,
            AuditEvent.hash,
        )
        .outerjoin(Account, Account.id == AuditEvent.actor_id)
        .outerjoin(
            Application,
            (AuditEvent.subject_kind == SubjectKind.APPLICATION) & (Application.id == AuditEvent.subject_id),
        )
    )
