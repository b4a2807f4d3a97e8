"""What the family sees of its application: events that concern it, and the request that waits for its reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.workflow import Action
from app.models.audit import AuditEvent
from app.models.casework import DocumentRequest

# Proposals and returns inside the office are no news until the head decides.
_INSIDE = frozenset({Action.PROPOSE_APPROVAL, Action.PROPOSE_REFUSAL, Action.SEND_BACK})
_TOLD = (
    EventKey.APPLICATION_STARTED,
    EventKey.APPLICATION_MOVED,
    EventKey.ATTACHMENT_ADDED,
    EventKey.DOCUMENT_REVOKED,
)
_MOST = 100


@dataclass(frozen=True, slots=True)
class FamilyEvent:
    """Something that happened to the application; no names of officers."""

    at: datetime
    key: EventKey
    facts: dict[str, Any]


def family_events(session: Session, application_id: int, submitted_at: datetime | None) -> tuple[FamilyEvent, ...]:
    """The latest events that concern the family, newest first; files of the draft are not told one by one."""
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.key, AuditEvent.facts)
        .where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id == application_id,
            AuditEvent.key.in_(_TOLD),
        )
        .order_by(AuditEvent.sequence.desc())
        .limit(_MOST)
    )
    events = (FamilyEvent(row.at, EventKey(row.key), row.facts) for row in rows)
    return tuple(event for event in events if _concerns(event, submitted_at))


def open_request(session: Session, application_id: int) -> DocumentRequest | None:
    """The request for documents that waits for a reply, if there is one."""
    return session.scalar(
        select(DocumentRequest).where(
            DocumentRequest.application_id == application_id, DocumentRequest.closed_at.is_(None)
        )
    )


def _concerns(event: FamilyEvent, submitted_at: datetime | None) -> bool:
    if event.key is EventKey.APPLICATION_MOVED:
        return event.facts.get("action") not in _INSIDE
    if event.key is EventKey.ATTACHMENT_ADDED:
        return submitted_at is not None and event.at > submitted_at
    return True
