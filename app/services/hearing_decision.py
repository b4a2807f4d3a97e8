"""After the hearing: an answer to each objection, and the final decision that carries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey
from app.domain.errors import MoveNotAllowedError, RoleNotAllowedError
from app.domain.hearing import POINT_LENGTH, HearingError, check_final
from app.domain.roles import Actor, Role
from app.domain.workflow import Action, Status, Through
from app.models import Application, Hearing
from app.queries import hearing as reading
from app.services import review
from app.services.hearing import record
from app.services.motion import Motion

_ANSWERING = frozenset({Role.CASE_WORKER, Role.SUPERVISOR})
_HEARD = frozenset({Status.HEARING, Status.HEARD})


@dataclass(frozen=True, slots=True)
class FinalDecision:
    """What the head decides after the hearing; ``answers``: by the number of the objection."""

    action: Action
    reason: str
    grounds: tuple[str, ...] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    expected_version: int | None = None


def answer(
    session: Session, application_id: int, answers: Mapping[int, str], *, actor: Actor, now: datetime
) -> tuple[int, ...]:
    """Keep ``answers`` by the number of the objection, for the head to take or change; numbers of those that changed.

    By a case worker or head of the region, from the first objection until the decision.  An empty answer takes the one
    that was there away.
    """
    application = review.locked(session, application_id)
    if not policy.standing(actor, application).roles & _ANSWERING:
        raise RoleNotAllowedError(action="answer", status=application.status)
    if Status(application.status) not in _HEARD:
        raise MoveNotAllowedError(action="answer", status=application.status)
    return _keep(session, application, _of(session, application), answers, actor=actor, now=now)


def decide(
    session: Session, application_id: int, decision: FinalDecision, *, actor: Actor, now: datetime
) -> Application:
    """Take the final decision: refuse, approve, or terminate the status, with an answer to each objection.

    Raises :class:`HearingError` ``objection_unanswered`` and ``ground_not_heard``, and what the move itself raises.
    """
    application = review.locked(session, application_id, decision.expected_version)
    if Status(application.status) is not Status.HEARD:
        raise MoveNotAllowedError(action=decision.action, status=application.status)
    if Role.SUPERVISOR not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action=decision.action, status=application.status)
    hearing = _of(session, application)
    _keep(session, application, hearing, decision.answers, actor=actor, now=now)
    made = [(each.number, each.answer) for each in reading.objections(session, hearing.id)]
    check_final(decision.action, decision.grounds, hearing.grounds, made)
    motion = Motion(decision.action, reason=decision.reason, grounds=decision.grounds, through=Through.HEARING)
    return review.perform(session, application_id, motion, actor=actor, now=now)


def _of(session: Session, application: Application) -> Hearing:
    hearing = reading.newest(session, application.id)
    if hearing is None:
        raise HearingError("hearing_not_now")
    return hearing


def _keep(
    session: Session,
    application: Application,
    hearing: Hearing,
    answers: Mapping[int, str],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[int, ...]:
    changed = []
    for each in reading.objections(session, hearing.id):
        said = answers.get(each.number, each.answer).strip()
        if len(said) > POINT_LENGTH:
            raise HearingError("answer_too_long", limit=POINT_LENGTH)
        if said == each.answer:
            continue
        each.answer = said
        each.answered_at = now if said else None
        each.answered_by_id = actor.account_id if said else None
        changed.append(each.number)
    session.flush()
    if changed:
        record(session, EventKey.OBJECTION_ANSWERED, application, actor=actor, now=now, numbers=changed)
    return tuple(changed)
