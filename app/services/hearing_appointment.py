"""Appointing a hearing, and moving it: when, how, where, before whom; the applicant is told each time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app import policy
from app.domain.audit import EventKey
from app.domain.errors import RoleNotAllowedError
from app.domain.hearing import Appointment, HearingError, check_appointment, earliest_day
from app.domain.notice import NoticeEvent
from app.domain.reference import Unit
from app.domain.roles import Actor, Role
from app.domain.stages import StageCode
from app.models import Application, HearingAppointment, Term
from app.queries import hearing as reading
from app.services import clock, clock_steps, notice, reference, review
from app.services.hearing import NOTICE_LIMIT, open_hearing, position_of, record


def appoint(
    session: Session,
    application_id: int,
    wanted: Appointment,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> HearingAppointment:
    """Appoint the hearing, or move the one that stands; by a case worker of the region.

    Raises :class:`HearingError` (see ``check_appointment``; ``hearing_official_unknown``, ``minutes_written`` once the
    hearing has been held) and RoleNotAllowedError.
    """
    application = review.locked(session, application_id, expected_version)
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="appoint", status=application.status)
    hearing = open_hearing(session, application)
    if reading.minutes(session, hearing.id) is not None:
        raise HearingError("minutes_written")
    check_appointment(wanted, now, first_day(session, now), reference.working_calendar(session))
    check_officials(session, application, wanted.presiding_id, wanted.secretary_id)
    before = reading.appointment(session, hearing.id)
    if before is not None:
        before.replaced_at = now
        session.flush()
    made = HearingAppointment(
        hearing_id=hearing.id,
        starts_at=wanted.starts_at,
        way=wanted.way,
        place=wanted.place.strip(),
        presiding_id=wanted.presiding_id,
        secretary_id=wanted.secretary_id,
        consent=wanted.consent.strip(),
        appointed_at=now,
        appointed_by_id=actor.account_id,
    )
    session.add(made)
    _extend(session, application, position_of(session, hearing).last_day)
    session.flush()
    told = {"at": wanted.starts_at.isoformat(), "way": wanted.way, "address": made.place, "reason": made.consent}
    record(session, EventKey.HEARING_APPOINTED, application, actor=actor, now=now, **told)
    notice.announce(session, application, NoticeEvent.HEARING_APPOINTED, now=now, due_on=wanted.on, at=wanted.starts_at)
    return made


def first_day(session: Session, now: datetime) -> date:
    """First day of a hearing whose notice goes out now."""
    calendar = reference.working_calendar(session)
    noticed_on = calendar.filed_on(now, reference.office_hours(session, now))
    return earliest_day(noticed_on, clock.limit(session, NOTICE_LIMIT, now).amount, calendar)


def check_officials(session: Session, application: Application, presiding_id: int, secretary_id: int) -> None:
    """``hearing_official_unknown`` unless both work for the region, and the secretary as a case worker."""
    known = {official.id: official for official in reading.officials(session, application.host_region or "")}
    if presiding_id not in known or secretary_id not in known or not known[secretary_id].may_keep:
        raise HearingError("hearing_official_unknown")


def _extend(session: Session, application: Application, until: date) -> None:
    """The term for the position lasts until the hearing."""
    term = session.scalar(
        select(Term)
        .where(
            Term.application_id == application.id,
            Term.appeal_id.is_(None),
            Term.stage == StageCode.POSITION,
            Term.ended_on.is_(None),
        )
        .options(selectinload(Term.stops))
    )
    if term is not None:
        calendar = reference.working_calendar(session)
        term.amount = calendar.working_days_between(term.started_on, until)
        term.unit = Unit.WORKING_DAYS
        clock_steps.recount(term, calendar)
    application.due_on = until
