"""What a move does to the terms of a case: which end, which stand still, which run on, which begin.

Works on the terms in hand and asks the database nothing, so that cases made in bulk get their terms by the same rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.calendar import WorkingCalendar
from app.domain.deadlines import SHARED_LIMITS, Stop, standing
from app.domain.deadlines import Term as Counted
from app.domain.programmes.definition import Programme
from app.domain.reference import NoValueError, ReferenceBook, Unit
from app.domain.stages import StageCode
from app.domain.time_limits import TimeLimit, time_limit
from app.domain.workflow import FINAL, STOPPED_WHILE, Procedure, Status, StopReason
from app.models import Application, Term, TermStop


@dataclass(frozen=True, slots=True)
class Rules:
    """What the terms of a case follow: its programme and procedure, the figures of the law, the working days."""

    programme: Programme
    procedure: Procedure
    book: ReferenceBook
    calendar: WorkingCalendar

    def limit(self, stage: StageCode, on: date) -> TimeLimit | None:
        """The limit of ``stage`` on the day; None where the programme sets none or nobody has entered it."""
        key = self.programme.limit_key(stage) or SHARED_LIMITS.get(stage)
        try:
            return time_limit(key, self.book, on) if key else None
        except (NoValueError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Moment:
    """When a move was made: ``on`` its day, ``counts_from`` the day on which what was handed in counts as filed."""

    on: date
    counts_from: date


def begin(
    application: Application, stage: StageCode, start: date, rules: Rules, *, appeal_id: int | None = None
) -> Term | None:
    """A term of ``stage`` counted from ``start``; None where the stage has no limit."""
    limit = rules.limit(stage, start)
    if limit is None or application.host_region is None:
        return None
    term = Term(
        application_id=application.id,
        appeal_id=appeal_id,
        region=application.host_region,
        stage=stage,
        limit_key=limit.key,
        amount=limit.amount,
        unit=limit.unit,
        started_on=start,
    )
    recount(term, rules.calendar)
    return term


def advance(
    application: Application, running: Sequence[Term], left: Status, to: Status, at: Moment, rules: Rules
) -> tuple[Term, ...]:
    """Change the ``running`` terms as the move from ``left`` to ``to`` wants it; the terms that begin with it."""
    if to in FINAL:
        for term in running:
            term.ended_on = at.on
        return ()
    new: list[Term | None] = []
    if left is Status.DRAFT or left in FINAL:
        new.append(begin(application, StageCode.WHOLE, at.counts_from, rules))
    if to is not left:
        new.append(_change_stage(application, running, left, to, at, rules))
    return tuple(term for term in new if term is not None)


def show(application: Application, running: Sequence[Term]) -> None:
    """Write the days of the ``running`` terms on the application: of the present step, and of the whole."""
    terms = [term for term in running if term.ended_on is None and term.appeal_id is None]
    whole = next((term for term in terms if term.stage == StageCode.WHOLE), None)
    steps = [term for term in terms if term.stage != StageCode.WHOLE and term.stopped_on is None]
    application.whole_due_on = whole.due_on if whole else None
    application.clock_stopped_on = whole.stopped_on if whole else None
    application.due_on = steps[0].due_on if steps else application.whole_due_on


def recount(term: Term, calendar: WorkingCalendar) -> None:
    """Count the last day of the term anew, or what is left of it while it stands still."""
    stops = tuple(Stop(stop.stopped_on, stop.resumed_on) for stop in term.stops)
    found = standing(Counted(term.amount, Unit(term.unit), term.started_on, stops), calendar)
    term.due_on, term.days_left = found.due_on, found.days_left


def _change_stage(
    application: Application, running: Sequence[Term], left: Status, to: Status, at: Moment, rules: Rules
) -> Term | None:
    """End or stop what ran, resume what stood still; the term of the new stage, unless one runs on."""
    stages = rules.procedure.stages
    reason = STOPPED_WHILE.get(to)
    resumed = False
    for term in running:
        stage = StageCode(term.stage)
        if reason is not None and stage in {StageCode.WHOLE, stages.get(left)}:
            _stop(term, reason, at, rules.calendar)
        elif stage is StageCode.WHOLE or (term.stopped_on is not None and stage is stages.get(to)):
            _resume(term, at, rules.calendar)
            resumed = resumed or stage is stages.get(to)
        else:
            term.ended_on = at.on
    stage_now = stages.get(to)
    return begin(application, stage_now, at.counts_from, rules) if stage_now and not resumed else None


def _stop(term: Term, reason: StopReason, at: Moment, calendar: WorkingCalendar) -> None:
    if term.stopped_on is not None:
        return
    term.stopped_on, term.stop_reason = at.on, reason
    term.stops.append(TermStop(reason=reason, stopped_on=at.on))
    recount(term, calendar)


def _resume(term: Term, at: Moment, calendar: WorkingCalendar) -> None:
    if term.stopped_on is None:
        return
    term.stops[-1].resumed_on = max(at.counts_from, term.stopped_on)
    term.stopped_on = term.stop_reason = None
    recount(term, calendar)
