"""Deciding on a departure: the head confirms it, and the places come back to the quota; or drops it.

Never unheard, never by whoever recorded it.  Whoever waits gets nothing by it: the places are free, and the queue takes
its course.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.departure import LEDGER_ACT, DepartureError, DepartureState, check_heard
from app.domain.errors import ReasonRequiredError, RoleNotAllowedError
from app.domain.notice import NoticeEvent
from app.domain.reference import NoValueError
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.i18n import local
from app.models import Application, Departure
from app.services import appeal_term, audit, departure, notice, quota, tasks
from app.services.motion import Transition


def confirm(
    session: Session,
    application_id: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Departure:
    """End the inclusion: its places come back to the quota that gave them, its persons are free to apply again.

    By a head of the region who did not record it.  Raises :class:`StaleVersionError`, :class:`RoleNotAllowedError`,
    :class:`ReasonRequiredError`, :class:`DepartureError`: ``departure_closed``, ``departure_own_record``,
    ``departure_untold``, ``departure_term_runs``, ``departure_not_included``, ``departure_complaint_unknown`` where the
    family could not be told by when it can complain.
    """
    application, found = _before_head(session, application_id, reason, actor, expected_version)
    check_heard(departure.heard(session, found), local(now).date())
    if not departure.may_record(application):
        raise DepartureError("departure_not_included")
    until = _complaint_until(session, local(now).date())
    ground = quota.Ground(act=LEDGER_ACT, reason=reason.strip(), proposed_by_id=found.recorded_by_id)
    # Places and the day meet again in the database's CHECKs: they must reach it in one flush.
    with session.no_autoflush:
        places = quota.give_back(session, application, actor=actor, now=now, ground=ground)
        application.departed_on = found.departed_on
        found.state, found.closed_at, found.places = DepartureState.CONFIRMED, now, places
        found.decided_by_id, found.reason = actor.account_id, reason.strip()
    session.flush()
    tasks.drop_open(session, application, actor=actor, now=now)
    facts = {"departure": found.id, "kind": found.kind, "on": found.departed_on.isoformat(), "places": places}
    subject = (SubjectKind.APPLICATION, application.id)
    audit.record(
        session,
        EventKey.DEPARTURE_CONFIRMED,
        subject,
        actor=actor,
        now=now,
        region=application.host_region,
        facts=facts | {"reason": found.reason},
    )
    notice.announce(session, application, NoticeEvent.DEPARTURE_CONFIRMED, now=now, reason=found.reason, due_on=until)
    session.flush()
    return found


def drop(
    session: Session,
    application_id: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Departure:
    """Say with a reason that the family stays included; by a head of the region who did not record the departure.

    Raises as :func:`confirm`, but for what has to be heard.
    """
    application, found = _before_head(session, application_id, reason, actor, expected_version)
    state = DepartureState.DROPPED
    departure.close(session, application, found, state, actor=actor, now=now, reason=reason.strip())
    notice.announce(session, application, NoticeEvent.DEPARTURE_DROPPED, now=now, reason=found.reason)
    session.flush()
    return found


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """An open departure lapses with the inclusion that it was to end: the decision was annulled, or is taken anew."""
    if step.left is not Status.APPROVED or step.move.to is Status.APPROVED:
        return
    found = session.scalar(
        select(Departure)
        .where(Departure.application_id == step.application.id, Departure.state == DepartureState.OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is not None:
        departure.close(session, step.application, found, DepartureState.LAPSED, actor=actor, now=now)


def _complaint_until(session: Session, today: date) -> date:
    """Last day for a complaint against what is confirmed today."""
    try:
        return appeal_term.complaint_until(session, today)
    except NoValueError as error:
        raise DepartureError("departure_complaint_unknown") from error


def _before_head(
    session: Session, application_id: int, reason: str, actor: Actor, expected_version: int | None
) -> tuple[Application, Departure]:
    """The records, locked, for a head who may decide."""
    application, found = departure.open_departure(session, application_id, expected_version)
    if Role.SUPERVISOR not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="decide_departure", status=application.status)
    if found.recorded_by_id == actor.account_id:
        raise DepartureError("departure_own_record")
    if not reason.strip():
        raise ReasonRequiredError(action="decide_departure")
    return application, found
