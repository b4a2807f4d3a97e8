"""Moving a complaint: the one place where its status is written, and what it does to the decision complained of.

Every move is: lock the application → lock the complaint → ask the table → the case, its places and what hangs on them
(through ``review.perform``) → the reply → the old paper revoked → the term → event → notice, in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import policy
from app.domain import appeal as rules
from app.domain.appeal import EFFECTS, FINAL, AppealAction, AppealGround, AppealMove, AppealResult, AppealStatus
from app.domain.audit import EventKey
from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.notice import NoticeEvent
from app.domain.paper import DocumentKind
from app.domain.roles import Actor, Role
from app.domain.workflow import Action, Through
from app.i18n import gettext
from app.models import Appeal, Application, IssuedDocument
from app.services import (
    appeal_facts,
    appeal_record,
    appeal_term,
    correction,
    notice,
    paper,
    paper_effects,
    review,
)
from app.services.motion import Motion
from app.services.paper_desk import in_words


@dataclass(frozen=True, slots=True)
class AppealMotion:
    """What a person wants to do to a complaint, with everything that they typed.

    ``answers``: one to each point, in their order.  ``result``: which of the move's results, where it has several.
    """

    action: AppealAction
    reason: str = ""
    grounds: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    result: AppealResult | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """A motion that the table allowed, with its records and what it does."""

    application: Application
    appeal: Appeal
    document: IssuedDocument
    motion: AppealMotion
    move: AppealMove
    result: AppealResult | None
    effect: Action | None


def perform(session: Session, appeal_id: int, motion: AppealMotion, *, actor: Actor, now: datetime) -> Appeal:
    """Do ``motion`` to the complaint and all that follows from it; the caller commits.

    Raises a :class:`DomainError` (move, role, reason, ground, result, unanswered points, version, quota) and leaves
    nothing half done once the caller rolls back.
    """
    application, appeal = locked(session, appeal_id, motion.expected_version)
    document = session.get_one(IssuedDocument, appeal.document_id)
    left = AppealStatus(appeal.status)
    move = rules.move_for(
        left,
        motion.action,
        policy.standing(actor, application).roles,
        DocumentKind(document.kind),
        is_partial=is_partial(actor, application, document),
        reason=motion.reason,
        grounds=motion.grounds,
    )
    if motion.action is AppealAction.WITHDRAW and not may_withdraw(actor, application, appeal):
        raise RoleNotAllowedError(action=motion.action, status=left)
    result = _result(document, move, motion)
    effect = EFFECTS.get((DocumentKind(document.kind), result)) if result else None
    step = _Step(application, appeal, document, motion, move, result, effect)
    _answer(step)
    reply = _follow(session, step, actor, now)
    _change(step, reply, actor, now)
    appeal_term.end(session, application, appeal, left, now)
    if move.to not in FINAL:
        appeal_term.begin(session, application, appeal, now)
    session.flush()
    _tell(session, step, left, reply, actor, now)
    return appeal


def locked(session: Session, appeal_id: int, expected_version: int | None = None) -> tuple[Application, Appeal]:
    """The complaint with its application, both locked, the application first; StaleVersionError when it has moved."""
    application_id = session.scalar(select(Appeal.application_id).where(Appeal.id == appeal_id))
    if application_id is None:
        raise DomainError("no_such_appeal")
    application = review.locked(session, application_id)
    appeal = session.scalars(
        select(Appeal).where(Appeal.id == appeal_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if expected_version is not None and appeal.version != expected_version:
        raise StaleVersionError(version=appeal.version, expected=expected_version)
    return application, appeal


def may_withdraw(actor: Actor, application: Application, appeal: Appeal) -> bool:
    """Whether ``actor`` may withdraw the complaint, as far as who they are goes.

    What the person filed themselves no officer of the body complained of takes back for them.
    """
    return appeal.channel == "desk" or Role.APPLICANT in policy.standing(actor, application).roles


def is_partial(actor: Actor, application: Application, document: IssuedDocument) -> bool:
    """Whether ``actor`` signed the paper, or prepared or decided the case, and so does not judge it."""
    took_part = {document.signed_by_id, application.prepared_by_id, application.decided_by_id} - {None}
    return actor.account_id in took_part


def _result(document: IssuedDocument, move: AppealMove, motion: AppealMotion) -> AppealResult | None:
    """What is done with the decision: the move's one result, or the one chosen of several."""
    possible = rules.possible_results(DocumentKind(document.kind), move)
    if not possible:
        return None
    if len(possible) == 1:
        return possible[0]
    if motion.result not in possible:
        raise DomainError("result_not_possible")
    return motion.result


def _answer(step: _Step) -> None:
    """Write the answer to each point, where the move decides."""
    if not step.move.needs_grounds:
        return
    if not set(step.motion.grounds) <= set(rules.grounds_for(step.move)):
        raise DomainError("unknown_ground")
    points = step.appeal.points
    answers = [text.strip() for text in step.motion.answers]
    if len(answers) != len(points) or not all(answers):
        raise DomainError("points_unanswered")
    for point, text in zip(points, answers, strict=True):
        point.answer = text


def _follow(session: Session, step: _Step, actor: Actor, now: datetime) -> IssuedDocument | None:
    """The case moves, the reply is issued, the old paper is revoked; returns the reply."""
    replacement = _move_case(session, step, actor, now)
    if step.move.paper is None:
        return None
    judgement = appeal_facts.Judgement(
        step.document,
        step.result,
        step.motion.reason,
        tuple(AppealGround(ground) for ground in step.motion.grounds),
        step.effect,
    )
    fields = appeal_facts.reply(session, step.application, step.appeal, judgement, actor=actor, now=now)
    reply = paper_effects.issue_given(session, step.application, step.move.paper, fields, actor=actor, now=now)
    if step.result is None or step.result is AppealResult.UPHELD:
        return reply
    said = in_words(lambda: gettext("Decision on the complaint № %(number)s", number=reply.number))
    reason = f"{said.kk} / {said.ru}"
    if DocumentKind(step.document.kind) is DocumentKind.CORRECTION:
        correction.undo(session, step.application, step.document, reason, actor=actor, now=now)
    else:
        paper.revoke(session, step.document.id, reason, actor=actor, now=now, replaced_by=replacement)
    return reply


def _move_case(session: Session, step: _Step, actor: Actor, now: datetime) -> IssuedDocument | None:
    """What the result does to the case; the paper that the move issued, if any.

    Raises ``QuotaExceededError`` where an approval finds too few places.
    """
    if step.effect is None or step.result is None:
        return None
    last = session.scalar(_newest(step.application)) or 0
    about = appeal_facts.reference_to(session, step.application, step.appeal, step.result, actor=actor, now=now)
    motion = Motion(
        step.effect,
        reason=f"№ {step.appeal.number}: {step.motion.reason.strip()}",
        through=Through.APPEAL,
        on_appeal=about,
    )
    review.perform(session, step.application.id, motion, actor=actor, now=now)
    newest = session.scalar(_newest(step.application))
    return session.get_one(IssuedDocument, newest) if newest is not None and newest != last else None


def _newest(application: Application) -> Select[int]:
    return (
        select(IssuedDocument.id)
        .where(IssuedDocument.application_id == application.id)
        .order_by(IssuedDocument.id.desc())
        .limit(1)
    )


def _change(step: _Step, reply: IssuedDocument | None, actor: Actor, now: datetime) -> None:
    """Write the new status and the facts that belong to it."""
    appeal, motion, move = step.appeal, step.motion, step.move
    words = motion.reason.strip()
    appeal.status = move.to
    if motion.action is AppealAction.RESTORE_TERM:
        appeal.term_restored_at, appeal.term_restored_by_id, appeal.term_reason = now, actor.account_id, words
    elif motion.action is AppealAction.FORWARD:
        appeal.forwarded_at, appeal.forwarded_by_id, appeal.opinion = now, actor.account_id, words
    if move.to in FINAL:
        appeal.closed_at, appeal.closed_by_id, appeal.due_on = now, actor.account_id, None
        appeal.result, appeal.reasoning = step.result, words
        appeal.grounds = list(motion.grounds)
        appeal.reply_id = reply.id if reply else None


_NEWS = {
    AppealStatus.FILED: NoticeEvent.APPEAL_RECEIVED,
    AppealStatus.FORWARDED: NoticeEvent.APPEAL_FORWARDED,
    **dict.fromkeys((*rules.DECIDED, AppealStatus.NOT_CONSIDERED), NoticeEvent.APPEAL_DECIDED),
}


def _tell(
    session: Session, step: _Step, left: AppealStatus, reply: IssuedDocument | None, actor: Actor, now: datetime
) -> None:
    appeal, motion = step.appeal, step.motion
    facts = {
        "appeal": appeal.number,
        "action": motion.action,
        "from": left,
        "to": appeal.status,
        "result": step.result,
        "reason": motion.reason.strip(),
        "grounds": list(motion.grounds),
        "document": step.document.number,
        "reply": reply.number if reply else None,
        "due_on": appeal.due_on.isoformat() if appeal.due_on else None,
    }
    appeal_record.write(session, EventKey.APPEAL_MOVED, step.application, facts, actor=actor, now=now)
    event = _NEWS.get(AppealStatus(appeal.status))
    if event is not None:
        notice.announce(session, step.application, event, now=now, document=appeal.number, due_on=appeal.due_on)
