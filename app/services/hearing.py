"""The hearing before an adverse decision: opened with the preliminary decision, ended when the case leaves it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain.audit import EventKey, SubjectKind
from app.domain.hearing import HearingEnd, HearingError, Position, spoken
from app.domain.reference import NoValueError, Unit
from app.domain.roles import Actor
from app.domain.stages import StageCode
from app.domain.time_limits import time_limit
from app.domain.workflow import Action, Proposal, Status, Through
from app.i18n import local
from app.models import Application, Hearing, Objection, Term
from app.queries import hearing as reading
from app.services import audit, clock, clock_steps, reference
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
    elif step.left is Status.HEARD and step.motion.through is Through.HEARING:
        _answered(session, step.application.id, now)


def open_hearing(session: Session, application: Application) -> Hearing:
    """The hearing that the application (locked) is in; :class:`HearingError` where it is in none."""
    found = reading.newest(session, application.id) if application.status == Status.HEARING else None
    if found is None or found.ended_at is not None:
        raise HearingError("hearing_not_now")
    return found


def position_of(session: Session, hearing: Hearing) -> Position:
    """What is known of the applicant's position.

    A calendar that changed meanwhile may lengthen the term (the clock counts it anew), but takes no promised day away.
    A message that went out on a later day than the announcement lengthens it too: the term runs from the receipt.
    """
    appointment = reading.appointment(session, hearing.id)
    appointed_on = local(appointment.starts_at).date() if appointment else None
    if hearing.ended_at is not None:
        return reading.position(session, hearing, hearing.position_until, appointed_on)
    counted = session.get_one(Application, hearing.application_id).due_on
    until, is_told = term_end(session, hearing)
    return reading.position(session, hearing, max(until, counted or until), appointed_on, is_told=is_told)


def term_end(session: Session, hearing: Hearing) -> tuple[date, bool]:
    """Last day of the term, counted from the receipt, and whether the preliminary decision was received at all."""
    if hearing.handed_on is not None:
        return hearing.position_until, True
    delivered = reading.delivered_at(session, hearing)
    if delivered is None or local(delivered).date() <= local(hearing.announced_at).date():
        return hearing.position_until, delivered is not None
    return max(hearing.position_until, term_from(session, local(delivered).date())), True


def term_from(session: Session, received_on: date) -> date:
    """Last day for the position of whoever received the preliminary decision on that day.

    :class:`HearingError` ``hearing_term_unknown`` where nobody has entered the limit.
    """
    try:
        limit = time_limit(POSITION_LIMIT, reference.book(session), received_on)
    except NoValueError as error:
        raise HearingError("hearing_term_unknown", key=error.key) from error
    return limit.due_on(received_on, reference.working_calendar(session))


def extend(session: Session, application: Application, until: date) -> None:
    """The term for the position lasts until that day; the caller holds the lock of the application."""
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
    before = reading.newest(session, application.id)
    made = Hearing(
        application_id=application.id,
        intends=Proposal.TERMINATION if announces_end else Proposal.REFUSAL,
        reason=step.motion.reason.strip(),
        grounds=list(step.motion.grounds),
        announced_at=now,
        announced_by_id=actor.account_id,
        position_until=application.due_on or until,
        appoint_until=ahead.due_on(application.due_on or until, calendar),
    )
    session.add(made)
    session.flush()
    if before is not None and before.decided_at is None:
        _carry_over(session, before, made)


def _carry_over(session: Session, before: Hearing, made: Hearing) -> None:
    """What was objected before and no decision has answered is answered by the one that is announced now."""
    for each in reading.objections(session, before.id):
        session.add(
            Objection(
                hearing_id=made.id,
                number=each.number,
                body=each.body,
                made_at=each.made_at,
                made_by_id=each.made_by_id,
                is_from_desk=each.is_from_desk,
                is_late=each.is_late,
                answer=each.answer,
                answered_at=each.answered_at,
                answered_by_id=each.answered_by_id,
                carried_from_id=each.id,
            )
        )
    session.flush()


def _answered(session: Session, application_id: int, now: datetime) -> None:
    """The final decision stands, and answers what was said at the hearing."""
    hearing = reading.newest(session, application_id)
    if hearing is not None:
        hearing.decided_at = now
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
