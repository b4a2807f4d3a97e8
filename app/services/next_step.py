"""What happens next to one case, with its days: the rules of the way, dated by the clock and the dated settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.next_step import TERM_KEYS, NextCode, NextStep, Term, way_of
from app.domain.procedures import procedure_of
from app.domain.programmes import PROGRAMMES
from app.domain.reference import NoValueError, Unit
from app.domain.stages import StageCode
from app.domain.stream import Stream
from app.domain.time_limits import time_limit
from app.domain.workflow import Holder, Status, StopReason
from app.i18n import local
from app.models import Application
from app.queries.kandas_status import entries_of
from app.services import clock, reference
from app.services.clock import ClockSummary


@dataclass(frozen=True, slots=True)
class DatedStep:
    """One thing that happens next; ``due_on`` its last day, ``days_left`` of ``unit``.

    ``has_passed``: the last day lies behind; with no working day since, ``days_left`` is not negative yet.
    """

    code: NextCode
    holder: Holder | None
    due_on: date | None
    days_left: int | None
    unit: Unit = Unit.WORKING_DAYS
    is_verified: bool = True
    has_passed: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """The answer to «what happens next and by when»: the steps, the likeliest first.

    ``stopped``: why the body's own terms stand still; ``whole_due_on``: the last day of the whole procedure.
    """

    steps: tuple[DatedStep, ...]
    stopped: StopReason | None = None
    whole_due_on: date | None = None

    @property
    def first(self) -> DatedStep:
        """What comes next."""
        return self.steps[0]


def ahead(
    session: Session,
    application: Application,
    now: datetime,
    *,
    summary: ClockSummary | None = None,
    is_appealed: bool = False,
) -> Ahead:
    """What happens next to the application.

    ``summary``: its clock, where the page has read it; ``is_appealed``: a complaint about it is being considered.
    """
    way = way_of(
        procedure_of(application.programme, application.workflow_version),
        Stream(application.stream),
        Status(application.status),
        before_head=application.before_head,
        is_appealed=is_appealed,
        has_departed=application.departed_on is not None,
    )
    steps = tuple(_dated(session, application, step, now, summary) for step in way.steps)
    whole = summary.whole_due_on if summary else application.whole_due_on
    return Ahead(steps, way.stopped, whole)


def due_on(session: Session, application: Application, term: Term | None) -> tuple[date | None, bool]:
    """Last day of the term for the application as it stands, and whether somebody compared its length with the act."""
    if term is Term.STEP:
        return application.due_on, True
    if term is Term.STATUS_VALIDITY:
        held = [entry.held for entry in entries_of(session, application.id)]
        return min((each.expires_on for each in held if each.ended_on is None), default=None), True
    key = _key(application, term)
    ended_at = application.decided_at or application.closed_at
    if key is None or ended_at is None:
        return None, True
    ended_on = local(ended_at).date()
    try:
        limit = time_limit(key, reference.book(session), ended_on)
    except NoValueError:
        return None, True
    return limit.due_on(ended_on, reference.working_calendar(session)), limit.is_verified


def _dated(
    session: Session, application: Application, step: NextStep, now: datetime, summary: ClockSummary | None
) -> DatedStep:
    unit = Unit.WORKING_DAYS
    if step.term is Term.STEP and summary is not None and summary.unit is not None:
        last_day, left, unit, is_verified = summary.due_on, summary.days_left, summary.unit, summary.is_verified
    else:
        last_day, is_verified = due_on(session, application, step.term)
        left = clock.working_days_left(session, last_day, now) if last_day else None
    has_passed = last_day is not None and last_day < local(now).date()
    return DatedStep(step.code, step.holder, last_day, left, unit, is_verified, has_passed)


def _key(application: Application, term: Term | None) -> str | None:
    if term is Term.ARRIVAL:
        return PROGRAMMES[application.programme].limit_key(StageCode.ARRIVAL)
    return TERM_KEYS.get(term) if term else None
