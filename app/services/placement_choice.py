"""What a case worker makes of a proposal: accepting it, choosing otherwise, or naming a district without one.

Rules: ``domain/placement_choice.py``.  The decision is written on the proposal, where a trigger counts it; the case
changes through ``region_change.py`` or by the district alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.placement_choice import OverrideGround, ProposalState, check_answerable, check_district, check_words
from app.domain.roles import Actor, Role
from app.models import Application, PlacementProposal
from app.services import audit, reference, region_change, review


@dataclass(frozen=True, slots=True)
class Choice:
    """A region, with a district of it or without one; why, where it is not the proposed place."""

    region: str
    district: str | None = None
    ground: str | None = None
    reason: str = ""


def accept(
    session: Session,
    application_id: int,
    proposal_id: int,
    *,
    reason: str = "",
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> PlacementProposal:
    """Take the proposed place for the case; ``reason`` is told to the family where it is another region.

    Raises ``StaleVersionError``, ``proposal_decided`` (a second press, a newer proposal), ``proposal_empty``, and the
    refusals of naming a district or changing the region.
    """
    application, proposal = _open(session, application_id, proposal_id, actor, expected_version)
    if proposal.region is None:
        raise DomainError("proposal_empty")
    words = reason.strip() if proposal.region != application.host_region else ""
    choice = Choice(proposal.region, proposal.district, reason=words)
    _decide(session, application, proposal, choice, actor, now)
    return proposal


def override(
    session: Session,
    application_id: int,
    proposal_id: int,
    choice: Choice,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> PlacementProposal:
    """Choose otherwise than proposed, on a ground of the list and in words; no district leaves it open.

    Raises what :func:`accept` raises, ``override_ground_missing``, ``override_same`` and the refusals of a reason.
    """
    application, proposal = _open(session, application_id, proposal_id, actor, expected_version)
    if choice.ground not in set(OverrideGround):
        raise DomainError("override_ground_missing")
    check_words(choice.reason)
    if (choice.region, choice.district) == (proposal.region, proposal.district):
        raise DomainError("override_same")
    _decide(session, application, proposal, choice, actor, now)
    return proposal


def name_district(
    session: Session,
    application_id: int,
    district: str,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Application:
    """Name the district by hand, where no proposal waits for a word (``proposal_waits``)."""
    application = _worked(session, application_id, actor, expected_version)
    waiting = select(PlacementProposal.id).where(
        PlacementProposal.application_id == application.id, PlacementProposal.state == ProposalState.OPEN
    )
    if session.scalar(waiting) is not None:
        raise DomainError("proposal_waits")
    _name(session, application, district, actor, now)
    return application


def _worked(session: Session, application_id: int, actor: Actor, expected_version: int | None) -> Application:
    """The case, locked; refuses whoever is no case worker of its region."""
    application = review.locked(session, application_id, expected_version)
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="place", status=application.status)
    return application


def _open(
    session: Session, application_id: int, proposal_id: int, actor: Actor, expected_version: int | None
) -> tuple[Application, PlacementProposal]:
    """The case and its proposal, locked in this order; refuses a proposal or a case that takes no answer."""
    application = _worked(session, application_id, actor, expected_version)
    proposal = session.scalar(
        select(PlacementProposal)
        .where(PlacementProposal.id == proposal_id, PlacementProposal.application_id == application.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if proposal is None:
        raise DomainError("no_such_proposal")
    if proposal.state != ProposalState.OPEN:
        raise DomainError("proposal_decided")
    where = region_change.case_place(application)
    check_answerable(where.status, where.places)
    return application, proposal


def _decide(
    session: Session, application: Application, proposal: PlacementProposal, choice: Choice, actor: Actor, now: datetime
) -> None:
    """Write the decision and its event, then bring the case there; with a ground it is an override."""
    proposal.chosen_region, proposal.chosen_district = choice.region, choice.district
    proposal.ground, proposal.reason = choice.ground, choice.reason.strip()
    proposal.decided_at, proposal.decided_by_id = now, actor.account_id
    proposal.decided_in = application.host_region
    proposal.state = ProposalState.OVERRIDDEN if choice.ground else ProposalState.ACCEPTED
    session.flush()
    facts: dict[str, Any] = {"region": choice.region, "district": choice.district}
    if choice.ground:
        key = EventKey.PLACEMENT_OVERRIDDEN
        facts |= {"proposed": proposal.district or proposal.region, "ground": choice.ground, "reason": proposal.reason}
    else:
        key = EventKey.PLACEMENT_ACCEPTED
        facts["score"] = proposal.score
    _record(session, key, application, facts, actor, now)
    _apply(session, application, choice, actor, now)


def _apply(session: Session, application: Application, choice: Choice, actor: Actor, now: datetime) -> None:
    """Bring the case to where it was chosen to go."""
    if choice.region != application.host_region:
        region_change.change_region(session, application.id, choice.region, choice.reason, actor=actor, now=now)
    if choice.district is not None and choice.district != application.host_district:
        _name(session, application, choice.district, actor, now)
    elif choice.district is None and choice.ground:
        # Whoever chooses the region alone leaves the district open again.
        application.host_district = None
        session.flush()


def _name(session: Session, application: Application, district: str, actor: Actor, now: datetime) -> None:
    """Write the district and its event; the rules say whether it may still be named."""
    districts = reference.districts_of(session, application.host_region or "")
    check_district(region_change.case_place(application), district, districts)
    left, application.host_district = application.host_district, district
    session.flush()
    facts = {"district": district} | ({"left_district": left} if left else {})
    _record(session, EventKey.APPLICATION_DISTRICT_NAMED, application, facts, actor, now)


def _record(
    session: Session, key: EventKey, application: Application, facts: dict[str, Any], actor: Actor, now: datetime
) -> None:
    told = {name: value for name, value in facts.items() if value is not None}
    subject = (SubjectKind.APPLICATION, application.id)
    audit.record(session, key, subject, actor=actor, now=now, region=application.host_region, facts=told)
    session.flush()
