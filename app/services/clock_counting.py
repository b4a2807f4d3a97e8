"""The counting of a term day by day, for people and commands that want to see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.deadlines import Day, Term, explain, last_day
from app.domain.errors import DomainError
from app.domain.reference import DatedValue, Unit
from app.queries.clock import TermRow
from app.services import reference


@dataclass(frozen=True, slots=True)
class Counting:
    """A term with every day from its start to its last one; ``limit``: the dated figure, None if it is gone."""

    term: TermRow
    limit: DatedValue | None
    days: tuple[Day, ...]


def of_term(session: Session, row: TermRow, today: date) -> Counting:
    """The counting of a stored term, stops included; while it stands still to ``today``, or to the day it ended so."""
    term = Term(row.amount, row.unit, row.started_on, tuple(each.stop for each in row.stops))
    days = explain(term, reference.working_calendar(session), row.ended_on or today)
    return Counting(row, reference.book(session).find(row.limit_key, row.started_on), days)


def of_days(session: Session, start: date, amount: int, unit: Unit) -> tuple[Day, ...]:
    """The counting of ``amount`` days from an event on ``start``; ``days_not_known`` where no holidays are known."""
    first, last = reference.HOLIDAY_YEARS
    calendar = reference.working_calendar(session)
    if not first <= start.year <= last or last_day(amount, unit, start, calendar).year > last:
        raise DomainError("days_not_known", first=first, last=last)
    return explain(Term(amount, unit, start), calendar, start)
