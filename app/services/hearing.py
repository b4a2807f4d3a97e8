"""The hearing before an adverse decision: opened with the preliminary decision, ended when the case leaves it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.hearing import HearingEnd, HearingError, Position, spoken
from app.domain.reference import NoValueError
from app.domain.roles import Actor
from app.domain.workflow import Action, Proposal, Status
from app.i18n import local
from app.models import Application, Hearing
from app.queries import hearing as reading
from app.services import audit, clock, reference
from app.services.motion import Transition

NOTICE_LIMIT = "limit.hearing_notice"
POSITION_LIMIT = "limit.hearing_objection"


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """Open a hearing with the preliminary decision that the move announces; end it with the move that leaves it."""
    enters, leaves = step.move.to is Status.HEARING, step.left is Status.HEARING
    if enters and not leaves:
        _open(session, step, actor, now)
    elif leaves and not enters:
        _end(session, step, actor, now)


def open_hearing(session: Session, application: Application) -> Hearing:
    """The hearing that the application (locked) is in; :class:`HearingError` where it is in none."""
    found = reading.newest(session, application.id) if application.status == Status.HEARING else None
    if found is None or found.ended_at is not None:
        raise HearingError("hearing_not_now")
    return found


def position_of(session: Session, hearing: Hearing) -> Position:
    """What is known of the applicant's position.

    A calendar that changed meanwhile may lengthen the term (the clock counts it anew), but takes no promised day away.
    """
    appointment = reading.appointment(session, hearing.id)
    counted = session.get_one(Application, hearing.application_id).due_on if hearing.ended_at is None else None
    until = max(hearing.position_until, counted or hearing.position_until)
    return reading.position(session, hearing, until, local(appointment.starts_at).date() if appointment else None)


def record(
    session: Session, key: EventKey, application: Application, *, actor: Actor, now: datetime, **facts: object
) -> None:
    """Write what happened at a hearing into the chain of its application."""
    subject = (SubjectKind.APPLICATION, application.id)
    told = {name: value for name, value in facts.items() if value not in (None, "", [])}
    audit.record(session, key, subject, actor=actor, now=now, region=application.host_region, facts=told)
    session.flush()


def _open(session: Session, step: Transition, actor: Actor, now: datetime) -> None:
    application = step.application
    calendar = reference.working_calendar(session)
    try:
        until, ahead = clock.due_on(session, POSITION_LIMIT, now), clock.limit(session, NOTICE_LIMIT, now)
    except NoValueError as error:
        # Without a term to speak there is no hearing, and without a hearing no adverse decision.
        raise HearingError("hearing_term_unknown", key=error.key) from error
    announces_end = step.motion.action is Action.ANNOUNCE_TERMINATION
    session.add(
        Hearing(
            application_id=application.id,
            intends=Proposal.TERMINATION if announces_end else Proposal.REFUSAL,
            reason=step.motion.reason.strip(),
            grounds=list(step.motion.grounds),
            announced_at=now,
            announced_by_id=actor.account_id,
            position_until=application.due_on or until,
            appoint_until=ahead.due_on(application.due_on or until, calendar),
        )
    )
    session.flush()


def _end(session: Session, step: Transition, actor: Actor, now: datetime) -> None:
    hearing = reading.newest(session, step.application.id)
    if hearing is None or hearing.ended_at is not None:
        raise HearingError("hearing_not_now")
    hearing.ended = _how(session, hearing, step.motion.action)
    hearing.ended_at = now
    session.flush()
    if hearing.ended != HearingEnd.LEFT:
        record(session, EventKey.HEARING_HELD, step.application, actor=actor, now=now, end=hearing.ended)


def _how(session: Session, hearing: Hearing, action: Action) -> HearingEnd:
    if action is Action.HOLD_HEARING:
        written = reading.minutes(session, hearing.id)
        if written is None or written.secretary_signed_at is None:
            raise HearingError("minutes_unsigned")
        return HearingEnd.ABSENT if written.is_absent else HearingEnd.HELD
    if action is Action.CLOSE_HEARING:
        return spoken(position_of(session, hearing))
    return HearingEnd.LEFT
