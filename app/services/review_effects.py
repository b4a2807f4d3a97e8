"""What follows from a move, beside its terms: hearing, register, queue, tasks, request for documents, paper, notice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.notice import NoticeEvent
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import DocumentRequest
from app.services import departure_decision, hearing, kandas_status, notice, paper_effects, queue, tasks
from app.services.motion import Transition

# Steps inside the office (an opinion, its return) are no news to the family until the head decides.
_NEWS = {
    Action.DEFER: NoticeEvent.DEFERRED,
    Action.ANNOUNCE_REFUSAL: NoticeEvent.REFUSAL_ANNOUNCED,
    Action.ANNOUNCE_TERMINATION: NoticeEvent.TERMINATION_ANNOUNCED,
    Action.OBJECT: NoticeEvent.POSITION_RECEIVED,
    Action.HOLD_HEARING: NoticeEvent.HEARD,
    Action.CLOSE_HEARING: NoticeEvent.HEARD,
    Action.TERMINATE: NoticeEvent.STATUS_TERMINATED,
    Action.DISCONTINUE: NoticeEvent.TERMINATION_DROPPED,
    Action.REOPEN: NoticeEvent.REOPENED,
    Action.ANNUL: NoticeEvent.ANNULLED,
    Action.SUBMIT: NoticeEvent.RECEIVED,
    Action.ACCEPT: NoticeEvent.ACCEPTED,
    Action.REFUSE_TO_ACCEPT: NoticeEvent.REFUSED_TO_ACCEPT,
    Action.RETURN_FOR_DOCUMENTS: NoticeEvent.DOCUMENTS_REQUESTED,
    Action.REPLY: NoticeEvent.REPLY_RECEIVED,
    Action.REFUSE: NoticeEvent.REFUSED,
    Action.WITHDRAW: NoticeEvent.WITHDRAWN,
}

_APPROVALS = {
    Stream.STATUS_ASSIGNMENT: NoticeEvent.STATUS_ASSIGNED,
    Stream.STATUS_CONSENT: NoticeEvent.STATUS_CONSENTED,
    Stream.STATUS_EXTENSION: NoticeEvent.STATUS_EXTENDED,
}


def follow(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """Write what the move entails, all in the caller's transaction."""
    hearing.moved(session, step, actor=actor, now=now)
    kandas_status.moved(session, step, actor=actor, now=now)
    departure_decision.moved(session, step, actor=actor, now=now)
    if step.left is Status.DOCUMENTS_REQUESTED:
        _close_request(session, step, now)
    if step.motion.action is Action.RETURN_FOR_DOCUMENTS:
        _open_request(session, step, actor, now)
    # Before the paper: a receipt carries the place.
    queue.moved(session, step, actor=actor, now=now)
    paper_effects.issue_for(session, step, actor=actor, now=now)
    event = _news_of(step)
    if event is not None and step.application.submitted_at is not None:
        notice.announce(
            session, step.application, event, now=now, due_on=step.application.due_on, reason=step.motion.reason.strip()
        )
    # The steps that follow are told after the decision from which they follow.
    tasks.moved(session, step, actor=actor, now=now)


def _news_of(step: Transition) -> NoticeEvent | None:
    """What the family is told; an approval says what was approved, an opinion only that the commission has the case."""
    if step.move.to is Status.REFERRED and step.left is not Status.REFERRED:
        return NoticeEvent.REFERRED
    if step.move.to is Status.APPROVED and step.left is not Status.APPROVED:
        return _APPROVALS.get(Stream(step.application.stream), NoticeEvent.APPROVED)
    return _NEWS.get(step.motion.action)


def _open_request(session: Session, step: Transition, actor: Actor, now: datetime) -> None:
    session.add(
        DocumentRequest(
            application_id=step.application.id,
            requested_at=now,
            requested_by_id=actor.account_id,
            due_on=step.application.due_on,
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
