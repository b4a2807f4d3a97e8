"""The statutory clock of a case: its terms follow its moves, counted on the working calendar by the dated limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain.deadlines import days_left
from app.domain.procedures import newest, procedure_of
from app.domain.programmes import PROGRAMMES
from app.domain.reference import NoValueError, Unit
from app.domain.roles import Actor
from app.domain.stages import StageCode
from app.domain.time_limits import TimeLimit, time_limit
from app.domain.workflow import FINAL, HELD_BY, STOPPED_WHILE, Action, Holder, Status, StopReason
from app.i18n import local
from app.models import Application, Term
from app.queries import clock as queries
from app.services import clock_steps, reference
from app.services.clock_steps import Moment, Rules
from app.services.motion import Transition

# What the person hands in: outside office hours and on days off it counts from the next working day.
_FILINGS = frozenset({Action.SUBMIT, Action.REPLY})


@dataclass(frozen=True, slots=True)
class ClockSummary:
    """Where the clock of a case stands.

    ``stage``, ``due_on``, ``days_left`` (of ``unit``; negative: days over) are of the present step, whoever holds it;
    ``whole_…`` of the whole.  While the clock stands still the whole has no day, only what is left of it.
    ``is_verified``: somebody compared the limits with their acts.  ``moved_from``: the step's day before the calendar
    changed last.
    """

    stage: StageCode | None = None
    due_on: date | None = None
    days_left: int | None = None
    unit: Unit | None = None
    whole_due_on: date | None = None
    whole_days_left: int | None = None
    whole_unit: Unit | None = None
    stopped_on: date | None = None
    stop_reason: StopReason | None = None
    holder: Holder | None = None
    breached: bool = False
    is_verified: bool = True
    moved_from: date | None = None


def limit(session: Session, key: str, now: datetime) -> TimeLimit:
    """The limit ``key`` as it stands today; ``NoValueError`` where nobody has entered one."""
    return time_limit(key, reference.book(session), local(now).date())


def due_on(session: Session, key: str, now: datetime) -> date:
    """Last day of the limit ``key`` for a step that begins at ``now`` (aware).

    What is handed in after closing time or on a day off counts from the next working day.
    """
    return limit(session, key, now).due_on(_filed_on(session, now), reference.working_calendar(session))


def term_end(session: Session, programme: str, stage: StageCode, now: datetime) -> date:
    """Last day of ``stage`` of the programme (its code) for what is handed in at ``now``; nothing is stored.

    ``NoValueError`` where the stage has no limit.
    """
    rules = rules_of(session, programme)
    start = _filed_on(session, now)
    found = rules.limit(stage, start)
    if found is None:
        raise NoValueError(f"{programme}.{stage}", start)
    return found.due_on(start, rules.calendar)


def working_days_left(session: Session, due: date, now: datetime) -> int:
    """Working days from today to ``due``; negative when it has passed."""
    return reference.working_calendar(session).working_days_between(local(now).date(), due)


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:  # noqa: ARG001 (the contract of moves)
    """What a move means for the terms of the case; its days are written on the application.

    A stage whose limit nobody has entered has no term: it must not keep anybody from deciding.
    """
    application, left, to = step.application, step.left, Status(step.move.to)
    if application.host_region is None or (left is to and left is not Status.DRAFT):
        return
    rules = rules_of(session, application.programme, application.workflow_version)
    on = local(now).date()
    at = Moment(on, _filed_on(session, now) if step.motion.action in _FILINGS else on)
    running = (
        [] if left is Status.DRAFT else _running(session, application, with_stops=bool({left, to} & set(STOPPED_WHILE)))
    )
    new = clock_steps.advance(application, running, left, to, at, rules)
    session.add_all(new)
    clock_steps.show(application, [*running, *new])


def open_term(
    session: Session, application: Application, stage: StageCode, *, start: date, appeal_id: int | None = None
) -> Term | None:
    """Begin a term that no status of the case has (a complaint's), counted from ``start``; None without a limit.

    The caller holds the lock of the application.
    """
    rules = rules_of(session, application.programme, application.workflow_version)
    term = clock_steps.begin(application, stage, start, rules, appeal_id=appeal_id)
    if term is not None:
        session.add(term)
        session.flush()
    return term


def close_term(
    session: Session, application: Application, stage: StageCode, *, ended_on: date, appeal_id: int | None = None
) -> None:
    """End the running term of ``stage``; nothing where none runs.  The caller holds the lock of the application."""
    session.flush()
    term = session.scalar(
        select(Term).where(
            Term.application_id == application.id,
            Term.appeal_id.is_not_distinct_from(appeal_id),
            Term.stage == stage,
            Term.ended_on.is_(None),
        )
    )
    if term is not None:
        term.ended_on = ended_on


def summary(session: Session, application: Application, now: datetime) -> ClockSummary:
    """Where the clock of the case stands, in one statement; nothing runs in a case that is over."""
    if Status(application.status) in FINAL:
        return ClockSummary()
    today = local(now).date()
    rows = queries.running(session, application.id)
    whole = next((row for row in rows if row.stage is StageCode.WHOLE), None)
    step = next((row for row in rows if row.stage is not StageCode.WHOLE and row.stopped_on is None), None)
    late = any(row.is_late(today) for row in rows)
    return ClockSummary(
        stage=step.stage if step else None,
        due_on=step.due_on if step else None,
        days_left=_days_left(session, step, today),
        unit=step.counted_in if step else None,
        whole_due_on=whole.due_on if whole else None,
        whole_days_left=_days_left(session, whole, today),
        whole_unit=whole.counted_in if whole else None,
        stopped_on=whole.stopped_on if whole else None,
        stop_reason=whole.stop_reason if whole else None,
        holder=HELD_BY.get(Status(application.status)),
        breached=late,
        is_verified=all(_is_verified(session, row) for row in rows),
        moved_from=step.moved_from if step else None,
    )


def rules_of(session: Session, programme: str, version: int | None = None) -> Rules:
    """What the terms of a case of ``programme`` follow; ``version`` of its procedure, None for the newest."""
    return Rules(
        programme=PROGRAMMES[programme],
        procedure=procedure_of(programme, version) if version else newest(PROGRAMMES[programme].procedure),
        book=reference.book(session),
        calendar=reference.working_calendar(session),
    )


def _running(session: Session, application: Application, *, with_stops: bool) -> list[Term]:
    """Terms of the case that run or stand still, without those of complaints."""
    statement = select(Term).where(
        Term.application_id == application.id, Term.appeal_id.is_(None), Term.ended_on.is_(None)
    )
    statement = statement.order_by(Term.id)
    return list(session.scalars(statement.options(selectinload(Term.stops)) if with_stops else statement))


def _filed_on(session: Session, now: datetime) -> date:
    return reference.working_calendar(session).filed_on(now, reference.office_hours(session, now))


def _days_left(session: Session, row: queries.TermRow | None, today: date) -> int | None:
    if row is None or row.due_on is None:
        return row.days_left if row else None
    return days_left(row.unit, row.due_on, today, reference.working_calendar(session))


def _is_verified(session: Session, row: queries.TermRow) -> bool:
    found = reference.book(session).find(row.limit_key, row.started_on)
    return found is not None and found.is_verified
