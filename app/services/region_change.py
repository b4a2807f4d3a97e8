"""Moving a case to another region that the family named, before the commission has it.

The family keeps its number, its papers and the days already counted; the officers of the region that it leaves no
longer reach the case.  Rules: ``domain/placement_choice.py``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import RoleNotAllowedError
from app.domain.notice import NoticeEvent
from app.domain.placement_choice import CasePlace, ProposalState, check_region
from app.domain.programmes.definition import Step
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.i18n import local
from app.models import Application, PlacementProposal, Term
from app.services import audit, notice, queue, reference, review
from app.services.placement_inputs import wishes_of


def change_region(
    session: Session,
    application_id: int,
    region: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Application:
    """Make ``region`` (ISO code) the host region of a case that holds no places; by a case worker of its region.

    The clock goes on, nobody is assigned, the queue of the new region takes the case in, the family is told.  Raises
    ``StaleVersionError``, ``RoleNotAllowedError`` and the refusals of ``check_region``.
    """
    application = review.locked(session, application_id, expected_version)
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="change_region", status=application.status)
    hosts = reference.book(session).host_regions(Stream(application.stream), local(now).date())
    left = application.host_region or ""
    check_region(case_place(application), region, hosts, reason)
    with session.no_autoflush:
        application.host_region, application.host_district = region, None
        application.assigned_to_id = None
    session.flush()
    # The terms go on where the case is; one that was missed stays with whoever missed it.
    session.execute(
        update(Term)
        .where(Term.application_id == application.id, Term.ended_on.is_(None), Term.breached_at.is_(None))
        .values(region=region)
    )
    session.execute(
        update(PlacementProposal)
        .where(PlacementProposal.application_id == application.id, PlacementProposal.state == ProposalState.OPEN)
        .values(state=ProposalState.SUPERSEDED)
    )
    queue.moved_region(session, application, left, actor=actor, now=now)
    audit.record(
        session,
        EventKey.APPLICATION_REGION_CHANGED,
        (SubjectKind.APPLICATION, application.id),
        actor=actor,
        now=now,
        region=region,
        facts={"left_region": left, "region": region, "reason": reason.strip()},
    )
    notice.announce(session, application, NoticeEvent.REGION_CHANGED, now=now, reason=reason.strip())
    session.flush()
    return application


def case_place(application: Application) -> CasePlace:
    """Where the case stands, for the rules."""
    return CasePlace(
        status=Status(application.status),
        region=application.host_region or "",
        district=application.host_district,
        named=tuple(wish.region for wish in wishes_of(application.answers.get(Step.WISHES, {}))),
        places=application.places_reserved + application.places_used,
    )
