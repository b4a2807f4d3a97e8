"""Statutory terms of synthetic cases, by the rule of the real ones; what ran out was noticed the morning after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.domain.deadlines import APPLICANT_STAGES
from app.domain.workflow import Action, Status
from app.i18n import local
from app.models import Application, Term
from app.services import clock_steps
from app.services.clock_steps import Moment, Rules

_MORNING = time(4, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Run:
    """The terms of a case, and the application's days that follow from them."""

    terms: tuple[Term, ...] = ()
    due_on: date | None = None
    whole_due_on: date | None = None
    clock_stopped_on: date | None = None


def run(application: Application, moments: Mapping[Action, datetime], rules: Rules, today: date) -> Run:
    """Terms of a case that was moved at these moments (in office hours), in order; ``application`` is never stored."""
    left, made, running = Status.DRAFT, list[Term](), list[Term]()
    for action, at in moments.items():
        on = local(at).date()
        to = Status(rules.procedure.table[left, action].to)
        new = clock_steps.advance(application, running, left, to, Moment(on, on), rules)
        made += new
        running = [term for term in (*running, *new) if term.ended_on is None]
        left = to
    clock_steps.show(application, running)
    for term in made:
        _notice(term, left, application.assigned_to_id, today)
    return Run(tuple(made), application.due_on, application.whole_due_on, application.clock_stopped_on)


def rows(terms: tuple[Term, ...], first: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Rows of ``terms`` and their stops as (table, values); the terms are numbered from ``first`` on."""
    for number, term in enumerate(terms, first):
        about = (term.application_id, term.region, term.stage, term.limit_key, term.amount, term.unit)
        days = (term.started_on, term.stopped_on, term.stop_reason, term.days_left, term.due_on, term.ended_on)
        yield "terms", (number, *about, *days, term.breached_at, term.breach_status, term.breach_officer_id, "")
        for stop in term.stops:
            yield "term_stops", (number, stop.reason, stop.stopped_on, stop.resumed_on)


def _notice(term: Term, status: Status, officer_id: int | None, today: date) -> None:
    """Mark a term of the body that ran out, as the watch would have."""
    if term.stage in APPLICANT_STAGES or term.due_on is None or term.due_on >= (term.ended_on or today):
        return
    term.breached_at = datetime.combine(term.due_on + timedelta(days=1), _MORNING)
    term.breach_status, term.breach_officer_id = status, officer_id
