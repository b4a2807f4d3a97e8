"""What staff do to a case beside moving it: notes for colleagues, and the review of each document."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import (
    DomainError,
    MoveNotAllowedError,
    ReasonRequiredError,
    RoleNotAllowedError,
    StaleVersionError,
)
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.models import Application, Attachment, CaseNote
from app.services import audit, review

NOTE_LENGTH = 4000
# While the case is with the case worker; what lies before the head is decided on as it was put there.
_REVIEWING = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.DOCUMENTS_REQUESTED})


class Verdict(StrEnum):
    """What a case worker found of a document."""

    VERIFIED = "verified"
    REJECTED = "rejected"


def add_note(session: Session, application_id: int, body: str, *, actor: Actor, now: datetime) -> CaseNote:
    """Write a note for colleagues, by a case worker or the head of the region.

    Raises ``RoleNotAllowedError``, ``ReasonRequiredError`` (empty), ``DomainError`` (too long).
    """
    application = review.locked(session, application_id)
    text = body.strip()
    if not policy.standing(actor, application).roles & {Role.CASE_WORKER, Role.SUPERVISOR} or actor.account_id is None:
        raise RoleNotAllowedError(action="note", status=application.status)
    if not text:
        raise ReasonRequiredError("note_empty")
    if len(text) > NOTE_LENGTH:
        raise DomainError("note_too_long", limit=NOTE_LENGTH)
    note = CaseNote(application_id=application.id, author_id=actor.account_id, written_at=now, body=text)
    session.add(note)
    session.flush()
    _record(session, EventKey.NOTE_ADDED, application, actor, now, {"note": note.id})
    return note


def review_attachment(
    session: Session,
    application_id: int,
    attachment_id: int,
    verdict: Verdict,
    *,
    reason: str = "",
    seen_state: str | None = None,
    actor: Actor,
    now: datetime,
) -> Attachment:
    """Mark a document verified, or rejected with a reason, by a case worker of the region.

    ``seen_state``: the state that the person saw; ``StaleVersionError`` when a colleague was faster.
    """
    application = review.locked(session, application_id)
    attachment = session.scalar(
        select(Attachment)
        .where(
            Attachment.id == attachment_id,
            Attachment.application_id == application.id,
            Attachment.removed_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    if attachment is None:
        raise DomainError("no_such_attachment")
    _check_review(application, attachment, verdict, reason, seen_state, actor)
    before = attachment.state
    attachment.state = verdict
    attachment.state_reason = reason.strip() if verdict is Verdict.REJECTED else ""
    attachment.reviewed_at = now
    attachment.reviewed_by_id = actor.account_id
    session.flush()
    facts: dict[str, int | str] = {
        "attachment": attachment.id,
        "kind": attachment.kind,
        "from": before,
        "to": verdict.value,
    }
    if attachment.state_reason:
        facts["reason"] = attachment.state_reason
    _record(session, EventKey.ATTACHMENT_REVIEWED, application, actor, now, facts)
    return attachment


def may_review(actor: Actor, application: Application) -> bool:
    """Whether documents of the case may be marked now by ``actor``."""
    worker = Role.CASE_WORKER in policy.standing(actor, application).roles
    return worker and Status(application.status) in _REVIEWING


def _check_review(
    application: Application,
    attachment: Attachment,
    verdict: Verdict,
    reason: str,
    seen_state: str | None,
    actor: Actor,
) -> None:
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="review", status=application.status)
    if Status(application.status) not in _REVIEWING:
        raise MoveNotAllowedError(action="review", status=application.status)
    if seen_state is not None and seen_state != attachment.state:
        raise StaleVersionError()
    if verdict is Verdict.REJECTED and not reason.strip():
        raise ReasonRequiredError(action="review")


def _record(
    session: Session,
    key: EventKey,
    application: Application,
    actor: Actor,
    now: datetime,
    facts: dict[str, int | str],
) -> None:
    audit.record(
        session,
        key,
        (SubjectKind.APPLICATION, application.id),
        actor=actor,
        now=now,
        region=application.host_region,
        facts=facts,
    )
