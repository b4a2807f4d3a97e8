"""What the commission says of one case: the roll-call with its recommendation, or that the case waits or goes back.

A roll-call is all or nothing: votes, dissents, recommendation and the places that it holds are written in one
transaction, after the sitting's row and the application's row are locked, in that order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import ACTIONS, RECOMMENDED, Choice, ItemOutcome, SittingState, Tally
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.quota import MovementKind
from app.domain.roles import Actor
from app.domain.workflow import Status, Through
from app.models import AgendaItem, Application, QuotaMovement, RegionalQuota, Sitting, Vote
from app.policy import Permission
from app.services import audit, commission, review, sitting
from app.services.motion import Motion
from app.services.sitting_roll import Called, call_roll, is_own, locked_item, write_bars


@dataclass(frozen=True, slots=True)
class Ballot:
    """The roll-call of one case as it was taken down: votes and dissents by member, and the recommendation's words.

    ``grounds`` are asked only where the votes come to a refusal.
    """

    votes: Mapping[int, Choice]
    reason: str
    grounds: tuple[str, ...] = ()
    dissents: Mapping[int, str] = field(default_factory=dict)


def vote(session: Session, item_id: int, ballot: Ballot, *, actor: Actor, now: datetime) -> AgendaItem:
    """Take down the roll-call of a case and recommend what it came to.

    Raises the refusals of the tally, of the move (grounds, quota, own preparation), ``case_already_voted`` where
    somebody was faster, and ``not_before_commission`` where the case has left the commission.
    """
    held, item, application = _lock(session, item_id, actor)
    by = commission.rules(session, now)
    called = call_roll(session, held, item, application, sitting.composition(session, held), by)
    _check_keeper(session, held, called, actor)
    tally = called.roll.tally(ballot.votes)
    outcome = RECOMMENDED[tally.recommendation]
    if not ballot.reason.strip():
        raise ReasonRequiredError(action=ACTIONS[outcome])
    write_bars(session, held, item, application, called, actor, now)
    session.add_all(
        Vote(
            item_id=item.id,
            member_id=member.id,
            choice=ballot.votes[member.id],
            dissent=ballot.dissents.get(member.id, "").strip(),
            cast_at=now,
        )
        for member in called.roll.called
    )
    grounds = ballot.grounds if outcome is ItemOutcome.REFUSAL else ()
    _move(session, item, outcome, ballot.reason, grounds, actor, now)
    item.by_chair = tally.by_chair
    _note_places(session, item, application)
    session.flush()
    _record_vote(session, held, item, application, tally, actor, now)
    return item


def defer(session: Session, item_id: int, reason: str, *, actor: Actor, now: datetime) -> AgendaItem:
    """Put the case off with a reason; it stays with the commission and may stand on a later agenda."""
    return _without_vote(session, item_id, ItemOutcome.DEFERRED, reason, actor, now)


def send_back(session: Session, item_id: int, reason: str, *, actor: Actor, now: datetime) -> AgendaItem:
    """Give the case back to its case worker with a reason."""
    return _without_vote(session, item_id, ItemOutcome.SENT_BACK, reason, actor, now)


def let_fall(session: Session, item_id: int, *, actor: Actor, now: datetime) -> AgendaItem:
    """Say that a case has left the commission (withdrawn, say) before its turn came."""
    _held, item, application = _lock(session, item_id, actor, must_wait=False)
    if application.status == Status.REFERRED:
        raise DomainError("still_before_commission")
    _settle(item, ItemOutcome.FELL_AWAY, "", (), actor, now)
    session.flush()
    return item


def _without_vote(
    session: Session, item_id: int, outcome: ItemOutcome, reason: str, actor: Actor, now: datetime
) -> AgendaItem:
    _held, item, _application = _lock(session, item_id, actor)
    if not reason.strip():
        raise ReasonRequiredError(action=ACTIONS[outcome])
    _move(session, item, outcome, reason, (), actor, now)
    session.flush()
    return item


def _move(
    session: Session,
    item: AgendaItem,
    outcome: ItemOutcome,
    reason: str,
    grounds: tuple[str, ...],
    actor: Actor,
    now: datetime,
) -> None:
    motion = Motion(ACTIONS[outcome], reason=reason.strip(), grounds=grounds, through=Through.SITTING)
    review.perform(session, item.application_id, motion, actor=actor, now=now)
    _settle(item, outcome, reason, grounds, actor, now)


def _settle(
    item: AgendaItem, outcome: ItemOutcome, reason: str, grounds: tuple[str, ...], actor: Actor, now: datetime
) -> None:
    item.outcome, item.reason, item.grounds = outcome, reason.strip(), list(grounds)
    item.decided_at, item.decided_by_id = now, actor.account_id


def _note_places(session: Session, item: AgendaItem, application: Application) -> None:
    """Link the vote to the line of the ledger by which it holds places, with the free places around it."""
    if not application.places_reserved:
        return
    # Written by the move just now, on the quota's locked row: nobody has come in between.
    movement = session.scalars(
        select(QuotaMovement)
        .where(QuotaMovement.application_id == application.id, QuotaMovement.kind == MovementKind.RESERVATION)
        .order_by(QuotaMovement.id.desc())
        .limit(1)
    ).one()
    quota = session.get_one(RegionalQuota, movement.quota_id)
    item.quota_id, item.movement_id = quota.id, movement.id
    item.places_after = quota.balance.available
    item.places_before = quota.balance.available + movement.reserved


def _check_keeper(session: Session, held: Sitting, called: Called, actor: Actor) -> None:
    """Whoever takes no part in the case does not keep its roll-call either."""
    if any(is_own(actor, member) and member.id in called.barred for member in sitting.composition(session, held)):
        raise RoleNotAllowedError("keeper_recused")


def _lock(
    session: Session, item_id: int, actor: Actor, *, must_wait: bool = True
) -> tuple[Sitting, AgendaItem, Application]:
    """Sitting and application locked, for whoever keeps the sitting while it runs and the case is undecided."""
    held, item = locked_item(session, item_id)
    commission.check(actor, Permission.SITTING_KEEP, held.region)
    if held.state != SittingState.OPEN:
        raise DomainError("sitting_not_in_state")
    if item.outcome is not None:
        raise DomainError("case_already_voted")
    application = review.locked(session, item.application_id)
    if must_wait and application.status != Status.REFERRED:
        raise DomainError("not_before_commission")
    return held, item, application


def _record_vote(
    session: Session,
    held: Sitting,
    item: AgendaItem,
    application: Application,
    tally: Tally,
    actor: Actor,
    now: datetime,
) -> None:
    facts: dict[str, Any] = {
        "sitting": held.number,
        "outcome": item.outcome,
        "for": tally.votes_for,
        "against": tally.votes_against,
        "abstained": tally.abstained,
    }
    if tally.by_chair:
        facts["by_chair"] = True
    if item.movement_id is not None:
        facts["movement"] = item.movement_id
    subject = (SubjectKind.APPLICATION, application.id)
    audit.record(
        session, EventKey.CASE_VOTED, subject, actor=actor, now=now, region=application.host_region, facts=facts
    )
