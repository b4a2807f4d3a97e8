"""The statutory clock: when a term ends, how much of it is left, and how its days are counted.

A term begins with an event and is counted from the next day (Administrative Procedural and Process-Related Code).  It
stands still while the applicant is waited for, from the day after it was stopped to the day on which it is resumed,
and then runs on with what is left.  A last day on a day off is carried to the next working day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.domain.calendar import WorkingCalendar, add_months
from app.domain.reference import Unit
from app.domain.stages import StageCode

_SATURDAY = 5
# These terms are the applicant's: the body is not late when they end, nor warned.
APPLICANT_STAGES = frozenset({StageCode.DOCUMENTS_REPLY, StageCode.POSITION})
# Limits of the Administrative Procedural and Process-Related Code, the same whatever is decided; a programme may name
# its own.
SHARED_LIMITS: Mapping[StageCode, str] = MappingProxyType(
    {
        StageCode.APPEAL_FORWARDING: "limit.appeal_forwarding",
        StageCode.APPEAL_DECISION: "limit.appeal_decision",
    }
)


@dataclass(frozen=True, slots=True)
class Stop:
    """The term stands still after ``stopped_on`` up to and including ``resumed_on`` (None: still)."""

    stopped_on: date
    resumed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """``amount`` working days, calendar days or months (``unit``) from an event on ``started_on``; stops in order."""

    amount: int
    unit: Unit
    started_on: date
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a term stands: the day on which it ends, or, while it stands still, None and the days that are left.

    ``days_left`` is in working days, or in calendar days for terms in calendar days and months.
    """

    due_on: date | None
    days_left: int | None = None


class Mark(StrEnum):
    """What a day is to a term."""

    START = "start"
    COUNTED = "counted"
    WORKED_INSTEAD = "worked_instead"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    DAY_OFF_INSTEAD = "day_off_instead"
    STOPPED = "stopped"
    CARRIED = "carried"


# ``CARRIED``: the working day to which an end on a day off is carried.
COUNTING = frozenset({Mark.COUNTED, Mark.WORKED_INSTEAD})


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the counting; ``number`` is its place among the days that count, None where it does not.

    ``is_last``: the term ends on this day.
    """

    on: date
    mark: Mark
    number: int | None = None
    is_last: bool = False


def standing(term: Term, calendar: WorkingCalendar) -> Standing:
    """Where the term stands; one that ran out before it was stopped keeps its day."""
    start, left, unit = term.started_on, term.amount, term.unit
    for stop in term.stops:
        due = last_day(left, unit, start, calendar)
        if due < stop.stopped_on:
            return Standing(due)
        left = _left(left, unit, start, stop.stopped_on, calendar)
        if unit is Unit.MONTHS:
            unit = Unit.CALENDAR_DAYS
        if stop.resumed_on is None:
            return Standing(None, left)
        start = max(start, stop.resumed_on)
    return Standing(last_day(left, unit, start, calendar))


def last_day(amount: int, unit: Unit, start: date, calendar: WorkingCalendar) -> date:
    """The last day of a term that began on ``start`` and runs through; never a day off."""
    if unit is Unit.WORKING_DAYS:
        day = calendar.add_working_days(start, amount)
    elif unit is Unit.CALENDAR_DAYS:
        day = start + timedelta(days=amount)
    else:
        day = add_months(start, amount)
    return calendar.next_working_day(day)


def days_left(unit: Unit, due_on: date, today: date, calendar: WorkingCalendar) -> int:
    """Days from ``today`` to ``due_on`` in the term's own days; negative when it has passed."""
    if unit is Unit.WORKING_DAYS:
        return calendar.working_days_between(today, due_on)
    return (due_on - today).days


def explain(term: Term, calendar: WorkingCalendar, today: date) -> tuple[Day, ...]:
    """The counting day by day, from the start to the last day; to ``today`` while the term stands still."""
    due = standing(term, calendar).due_on
    until = max(today, term.started_on) if due is None else due
    every_day, whole = term.unit is not Unit.WORKING_DAYS, _whole(term)
    days = [Day(term.started_on, Mark.START, is_last=term.started_on == due)]
    number = 0
    for offset in range(1, (until - term.started_on).days + 1):
        day = term.started_on + timedelta(days=offset)
        mark = _mark(day, term.stops, calendar)
        if every_day and mark is not Mark.STOPPED and number < whole:
            mark = Mark.COUNTED
        elif mark in COUNTING and number >= whole:
            mark = Mark.CARRIED
        is_counted = mark in COUNTING
        number += is_counted
        days.append(Day(day, mark, number if is_counted else None, is_last=day == due))
    return tuple(days)


def _whole(term: Term) -> int:
    """Days of the term without its stops: working days, or calendar days for calendar days and months."""
    if term.unit is Unit.MONTHS:
        return (add_months(term.started_on, term.amount) - term.started_on).days
    return term.amount


def _left(amount: int, unit: Unit, start: date, stopped_on: date, calendar: WorkingCalendar) -> int:
    """What is left of a term that began on ``start`` when it is stopped; stopped before it began, all of it."""
    if unit is Unit.WORKING_DAYS:
        return amount - min(amount, max(0, calendar.working_days_between(start, stopped_on)))
    end = start + timedelta(days=amount) if unit is Unit.CALENDAR_DAYS else add_months(start, amount)
    return max(0, (end - max(start, stopped_on)).days)


def _mark(day: date, stops: Sequence[Stop], calendar: WorkingCalendar) -> Mark:
    """What the day is, by the stops and the calendar of working days."""
    if any(stop.stopped_on < day and (stop.resumed_on is None or day <= stop.resumed_on) for stop in stops):
        return Mark.STOPPED
    if calendar.is_working(day):
        instead = day in calendar.moved_working and day.weekday() >= _SATURDAY
        return Mark.WORKED_INSTEAD if instead else Mark.COUNTED
    if day in calendar.moved_off:
        return Mark.DAY_OFF_INSTEAD
    return Mark.HOLIDAY if day in calendar.holidays else Mark.WEEKEND
