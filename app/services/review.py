"""Moving an application through the procedure: the one place where a status is written.

Every move is: lock the row → ask the table of its procedure → move the places → change → event → what follows
(terms, hearing, register, tasks, paper, notice), in one transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.grounds import basis_of
from app.domain.paper import format_document_number
from app.domain.procedures import procedure_of
from app.domain.programmes import PROGRAMMES
from app.domain.roles import Actor, Grant, Role
from app.domain.workflow import DECIDED, FINAL, OPEN, Action, Move, QuotaEffect, Status, Through
from app.i18n import local
from app.models import Account, Application, RoleGrant
from app.services import audit, clock, journal, quota, review_effects
from app.services.application import refresh_search
from app.services.motion import Motion, RequestedItem, Transition
from app.services.transaction_memory import memory

__all__ = ["Motion", "RequestedItem", "assign", "locked", "perform"]

APPLICATION_JOURNAL = "A"


class UnknownGroundError(DomainError):
    """A ground that the programme does not know; param ``ground``."""

    code = "unknown_ground"


def perform(session: Session, application_id: int, motion: Motion, *, actor: Actor, now: datetime) -> Application:
    """Do ``motion`` to the application and all that follows from it; the caller commits.

    Raises a :class:`DomainError` (move, role, reason, ground, version, quota) and leaves nothing half done once the
    caller rolls back.
    """
    application = locked(session, application_id, motion.expected_version)
    status = Status(application.status)
    move = procedure_of(application.programme, application.workflow_version).move_for(
        status,
        motion.action,
        policy.standing(actor, application),
        proposal=application.before_head,
        reason=motion.reason,
        grounds=motion.grounds,
        through=motion.through,
    )
    _check_words(application, motion, move)
    step = Transition(application=application, motion=motion, move=move, left=status)
    number = _number_for(session, step, now)
    # Places and status meet again in the database's CHECKs: they must reach it in one flush.
    with session.no_autoflush:
        places = _move_places(session, step, actor, now)
        _change(step, actor, now)
        if number is not None:
            application.number = number
            refresh_search(application)
    # The days of the terms belong to the same change of the case: they reach its row with the status.
    clock.moved(session, step, actor=actor, now=now)
    session.flush()
    _record(session, step, places, actor, now)
    review_effects.follow(session, step, actor=actor, now=now)
    session.flush()
    return application


def assign(
    session: Session,
    application_id: int,
    officer_id: int | None,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Application:
    """Give an open application to a case worker of its region, or to nobody (None); by its supervisor only."""
    application = locked(session, application_id, expected_version)
    if Role.SUPERVISOR not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="assign", status=application.status)
    if Status(application.status) not in OPEN:
        raise DomainError("case_closed")
    if officer_id is not None and not _works_for(session, officer_id, application.host_region):
        raise DomainError("not_case_worker_here")
    before = application.assigned_to_id
    if before == officer_id:
        return application
    application.assigned_to_id = officer_id
    session.flush()
    audit.record(
        session,
        EventKey.APPLICATION_ASSIGNED,
        (SubjectKind.APPLICATION, application.id),
        actor=actor,
        now=now,
        region=application.host_region,
        facts={"from": before, "to": officer_id},
    )
    return application


def locked(session: Session, application_id: int, expected_version: int | None = None) -> Application:
    """The application, locked for this transaction, as it stands now.

    Raises :class:`StaleVersionError` when it is not the version that the person saw.
    """
    held = memory(session)
    application: Application | None = held.get((Application, application_id))
    if application is None:
        application = session.scalar(
            select(Application)
            .where(Application.id == application_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    if application is None:
        raise DomainError("no_such_application")
    held[Application, application_id] = application
    if expected_version is not None and application.version != expected_version:
        raise StaleVersionError(version=application.version, expected=expected_version)
    return application


def _works_for(session: Session, officer_id: int, region: str | None) -> bool:
    grants = session.execute(
        select(RoleGrant.role, RoleGrant.region)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.account_id == officer_id, Account.is_active)
    )
    return any(Grant(Role(row.role), row.region) == Grant(Role.CASE_WORKER, region) for row in grants)


def _check_words(application: Application, motion: Motion, move: Move) -> None:
    programme = PROGRAMMES[application.programme]
    if move.needs_grounds:
        for ground in motion.grounds:
            if basis_of(programme, motion.action, ground) is None:
                raise UnknownGroundError(ground=ground)
    if motion.action is Action.RETURN_FOR_DOCUMENTS and not motion.requested:
        raise DomainError("nothing_requested")


def _number_for(session: Session, step: Transition, now: datetime) -> str | None:
    """The registration number that a case gets when it leaves the draft, from its host region's journal."""
    application = step.application
    if step.left is not Status.DRAFT or step.move.to is Status.WITHDRAWN:
        return None
    body, year = application.host_region, local(now).year
    if body is None or application.household_size == 0:
        raise DomainError("application_incomplete")
    sequence = journal.take_number(session, body, year, APPLICATION_JOURNAL)
    return format_document_number(body.removeprefix("KZ-"), APPLICATION_JOURNAL, year, sequence)


def _move_places(session: Session, step: Transition, actor: Actor, now: datetime) -> int:
    if step.move.quota is None:
        return 0
    effects = {
        QuotaEffect.RESERVE: quota.reserve,
        QuotaEffect.CONSUME: quota.consume,
        QuotaEffect.TAKE: quota.take,
        QuotaEffect.RELEASE: quota.release,
        QuotaEffect.RETURN: quota.give_back,
    }
    return effects[step.move.quota](session, step.application, actor=actor, now=now, ground=_ground(step))


def _ground(step: Transition) -> quota.Ground:
    """What the ledger says of the move: its own reason, or what was proposed and is now decided."""
    application, motion, move = step.application, step.motion, step.move
    proposed = application.recommendation_reason or application.proposal_reason
    return quota.Ground(
        act=motion.action,
        reason=motion.reason.strip() or proposed or motion.action,
        is_own_word=move.own_word,
        is_proposal=move.proposes is not None and move.through is not Through.SITTING,
    )


def _change(step: Transition, actor: Actor, now: datetime) -> None:
    """Write the new status and the facts that belong to it."""
    application, motion, move = step.application, step.motion, step.move
    if move.to is not step.left:
        application.status_since = now
    application.status = move.to
    if step.left is Status.DRAFT and move.to is not Status.WITHDRAWN:
        application.submitted_at = now
    if move.to is Status.ACCEPTED and application.accepted_at is None:
        application.accepted_at = now
        application.assigned_to_id = application.assigned_to_id or actor.account_id
    if move.proposes:
        _lay_before(step, actor, now)
    if motion.action in {Action.SEND_BACK, Action.REOPEN}:
        application.proposal = application.recommendation = application.recommended_by_id = None
    if step.left is Status.APPROVED and move.to is not Status.APPROVED:
        # What a departure had ended is no inclusion any more; the departure itself stays in its own record.
        application.departed_on = None
    decided = move.to in DECIDED
    application.decided_at = now if decided else None
    application.decided_by_id = actor.account_id if decided else None
    application.closed_at = now if move.to in FINAL else None


def _lay_before(step: Transition, actor: Actor, now: datetime) -> None:
    """What the case worker proposes, or what the commission recommends on that."""
    application, motion, move = step.application, step.motion, step.move
    reason, grounds = motion.reason.strip(), list(motion.grounds)
    if move.through is Through.SITTING:
        application.recommendation, application.recommended_by_id = move.proposes, actor.account_id
        application.recommendation_reason, application.recommendation_grounds = reason, grounds
        return
    application.recommendation = application.recommended_by_id = None
    application.proposal = move.proposes
    application.proposal_reason, application.proposal_grounds = reason, grounds
    application.prepared_at = now
    application.prepared_by_id = actor.account_id


def _record(session: Session, step: Transition, places: int, actor: Actor, now: datetime) -> None:
    application, motion, move = step.application, step.motion, step.move
    facts: dict[str, Any] = {
        "action": motion.action,
        "from": step.left,
        "to": move.to,
        "reason": motion.reason.strip(),
        "grounds": list(motion.grounds),
        "requested": [item.kind for item in motion.requested],
        "places": {"effect": move.quota, "persons": places, "quota": application.quota_id} if places else None,
        "number": application.number if step.left is Status.DRAFT else None,
    }
    audit.record(
        session,
        EventKey.APPLICATION_MOVED,
        (SubjectKind.APPLICATION, application.id),
        actor=actor,
        now=now,
        region=application.host_region,
        facts={name: value for name, value in facts.items() if value},
    )
