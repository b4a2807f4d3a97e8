"""Appointing a hearing, and moving it: when, how, where, before whom; the applicant is told each time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey
from app.domain.errors import RoleNotAllowedError
from app.domain.hearing import Appointment, HearingError, check_appointment, check_move, earliest_day
from app.domain.notice import NoticeEvent
from app.domain.reference import NoValueError
from app.domain.roles import Actor, Role
from app.i18n import local
from app.models import Application, Hearing, HearingAppointment
from app.queries import hearing as reading
from app.services import clock, notice, reference, review
from app.services.hearing import NOTICE_LIMIT, extend, open_hearing, position_of, record
from app.services.hearing_word import statement_of

MINUTES_LIMIT = "limit.hearing_minutes"
MOST_MOVES = "hearing.most_moves"


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

    An earlier day than the notice allows, and a move beyond the most that the body may make, need the applicant's word:
    from their account, or in a signed statement of somebody who has none.  Raises :class:`HearingError` (see
    ``check_appointment``, ``check_move``, ``statement_of``, ``check_officials``; ``minutes_written`` once the hearing
    has been held) and RoleNotAllowedError.
    """
    application = review.locked(session, application_id, expected_version)
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="appoint", status=application.status)
    hearing = open_hearing(session, application)
    if reading.minutes(session, hearing.id) is not None:
        raise HearingError("minutes_written")
    statement_id = statement_of(session, application, hearing, wanted.statement_id) if wanted.statement_id else None
    earliest, calendar = first_day(session, now), reference.working_calendar(session)
    is_agreed = hearing.early_at is not None or statement_id is not None
    check_appointment(wanted, now, earliest, calendar, is_agreed=is_agreed)
    check_officials(session, application, wanted.presiding_id, wanted.secretary_id)
    is_asked = _move(session, hearing, wanted, now)
    made = HearingAppointment(
        hearing_id=hearing.id,
        starts_at=wanted.starts_at,
        way=wanted.way,
        place=wanted.place.strip(),
        presiding_id=wanted.presiding_id,
        secretary_id=wanted.secretary_id,
        reason=wanted.reason.strip() if is_asked is not None else "",
        is_asked=bool(is_asked),
        is_agreed=is_agreed and wanted.on < earliest,
        statement_id=statement_id,
        minutes_until=_minutes_until(session, wanted, now),
        appointed_at=now,
        appointed_by_id=actor.account_id,
    )
    session.add(made)
    session.flush()
    extend(session, application, position_of(session, hearing).last_day)
    told: dict[str, object] = {
        "at": wanted.starts_at.isoformat(),
        "way": wanted.way,
        "address": made.place,
        "reason": made.reason,
    }
    told["attachment"] = statement_id
    record(session, EventKey.HEARING_APPOINTED, application, actor=actor, now=now, **told)
    notice.announce(session, application, NoticeEvent.HEARING_APPOINTED, now=now, due_on=wanted.on, at=wanted.starts_at)
    return made


def first_day(session: Session, now: datetime) -> date:
    """First day of a hearing whose notice goes out now."""
    calendar = reference.working_calendar(session)
    noticed_on = calendar.filed_on(now, reference.office_hours(session, now))
    return earliest_day(noticed_on, clock.limit(session, NOTICE_LIMIT, now).amount, calendar)


def check_officials(session: Session, application: Application, presiding_id: int, secretary_id: int) -> None:
    """``hearing_official_unknown`` unless both work for the region, and the secretary as a case worker.

    ``hearing_preparer_presides``: whoever prepared the case has an opinion of it already.
    """
    known = {official.id: official for official in reading.officials(session, application.host_region or "")}
    if presiding_id not in known or secretary_id not in known or not known[secretary_id].may_keep:
        raise HearingError("hearing_official_unknown")
    if presiding_id == application.prepared_by_id:
        raise HearingError("hearing_preparer_presides")


def _move(session: Session, hearing: Hearing, wanted: Appointment, now: datetime) -> bool | None:
    """Replace the appointment that stands: whether the applicant asked for that; None where none stands."""
    before = reading.appointment(session, hearing.id)
    if before is None:
        return None
    # Asked for once, it is granted once.
    is_new = wanted.statement_id is not None and not reading.has_named(session, hearing.id, wanted.statement_id)
    is_asked = hearing.move_asked_at is not None or is_new
    check_move(wanted.reason, reading.moves(session, hearing.id), _most_moves(session, now), is_asked=is_asked)
    before.replaced_at = now
    hearing.move_asked_at = None
    session.flush()
    return is_asked


def _most_moves(session: Session, now: datetime) -> int:
    """How often the body may move a hearing; where nobody has entered a figure, never."""
    try:
        return reference.book(session).value(MOST_MOVES, local(now).date()).number
    except NoValueError:
        return 0


def _minutes_until(session: Session, wanted: Appointment, now: datetime) -> date:
    """Last day for the signed minutes of the hearing."""
    try:
        return clock.limit(session, MINUTES_LIMIT, now).due_on(wanted.on, reference.working_calendar(session))
    except NoValueError as error:
        raise HearingError("hearing_term_unknown", key=error.key) from error
