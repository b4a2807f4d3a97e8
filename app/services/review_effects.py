"""What follows from a move: the request for documents, the notice, the paper."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.notice import NoticeEvent
from app.domain.roles import Actor
from app.domain.workflow import Action, Status
from app.models import DocumentRequest
from app.services import notice, paper_effects
from app.services.motion import Transition

# Steps inside the office (a proposal, its return) are no news to the family until the head decides.
_NEWS = {
    Action.SUBMIT: NoticeEvent.RECEIVED,
    Action.ACCEPT: NoticeEvent.ACCEPTED,
    Action.REFUSE_TO_ACCEPT: NoticeEvent.REFUSED_TO_ACCEPT,
    Action.RETURN_FOR_DOCUMENTS: NoticeEvent.DOCUMENTS_REQUESTED,
    Action.REPLY: NoticeEvent.REPLY_RECEIVED,
    Action.APPROVE: NoticeEvent.APPROVED,
    Action.REFUSE: NoticeEvent.REFUSED,
    Action.WITHDRAW: NoticeEvent.WITHDRAWN,
}


def follow(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """Write what the move entails, all in the caller's transaction."""
    if step.left is Status.DOCUMENTS_REQUESTED:
        _close_request(session, step, now)
    if step.motion.action is Action.RETURN_FOR_DOCUMENTS:
        _open_request(session, step, actor, now)
    paper_effects.issue_for(session, step, actor=actor, now=now)
    event = _NEWS.get(step.motion.action)
    if event is not None and step.application.submitted_at is not None:
        notice.announce(
            session, step.application, event, now=now, due_on=step.due_on, reason=step.motion.reason.strip()
        )


def _open_request(session: Session, step: Transition, actor: Actor, now: datetime) -> None:
    session.add(
        DocumentRequest(
            application_id=step.application.id,
            requested_at=now,
            requested_by_id=actor.account_id,
            due_on=step.due_on,
            reason=step.motion.reason.strip(),
            items=[{"kind": item.kind, "note": item.note} for item in step.motion.requested],
        )
    )
    session.flush()


def _close_request(session: Session, step: Transition, now: datetime) -> None:
    """The open request ends with whatever leads out of waiting for documents."""
    request = session.scalar(
        select(DocumentRequest).where(
            DocumentRequest.application_id == step.application.id, DocumentRequest.closed_at.is_(None)
        )
    )
    if request is not None:
        request.closed_at = now
        request.reply = step.motion.reply.strip()
