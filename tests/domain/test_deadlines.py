"""The clock's arithmetic: against a count day by day over 2020-2030, and the laws that every term keeps."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import config
from app.domain.calendar import WorkingCalendar, add_months
from app.domain.deadlines import COUNTING, Mark, Stop, Term, days_left, explain, last_day, standing
from app.domain.reference import Unit
from app.gateways.public_holidays import public_holidays

FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)


def kazakhstan() -> WorkingCalendar:
    """The country's days as the service knows them: the package's holidays and the shipped moved days."""
    with (config.ROOT / "assets" / "reference" / "moved_days.csv").open(encoding="utf-8") as file:
        moved = [
            (date.fromisoformat(row["rest_day"]), date.fromisoformat(row["moved_to"])) for row in csv.DictReader(file)
        ]
    off = frozenset(to for _, to in moved)
    return WorkingCalendar(public_holidays(2019, 2035) | off, frozenset(rest for rest, _ in moved), off)


KZ = kazakhstan()
starts = st.dates(FIRST, LAST - timedelta(days=400))
amounts = st.integers(0, 40)
units = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS])


@st.composite
def stopped(draw: st.DrawFn, *, is_open: bool = False) -> Term:
    """A term with up to four stops in order; the last one may be open."""
    unit = draw(units)
    start = draw(starts)
    day, stops = start, []
    for _ in range(draw(st.integers(0, 4))):
        at = day + timedelta(days=draw(st.integers(0, 12)))
        day = at + timedelta(days=draw(st.integers(0, 25)))
        stops.append(Stop(at, day))
    if is_open:
        stops.append(Stop(day + timedelta(days=draw(st.integers(0, 12)))))
    return Term(draw(st.integers(0, 6) if unit is Unit.MONTHS else amounts), unit, start, tuple(stops))


def is_day_off(day: date) -> bool:
    if day in KZ.moved_working:
        return False
    return day.weekday() >= 5 or day in KZ.holidays


def naive_end(term: Term) -> date | None:
    """Walk from day to day with nothing but the wording of the rule in mind; None while the term stands still."""
    left = term.amount
    if term.unit is Unit.MONTHS:
        left = (add_months(term.started_on, term.amount) - term.started_on).days
    day = term.started_on
    while True:
        stands_still = any(s.stopped_on <= day and (s.resumed_on is None or day < s.resumed_on) for s in term.stops)
        if left == 0 and not is_day_off(day) and not stands_still:
            return day
        if day > LAST + timedelta(days=400):
            return None
        day += timedelta(days=1)
        is_taken_out = any(s.stopped_on < day and (s.resumed_on is None or day <= s.resumed_on) for s in term.stops)
        if not is_taken_out and left and not (term.unit is Unit.WORKING_DAYS and is_day_off(day)):
            left -= 1


@given(stopped())
def test_the_end_agrees_with_a_naive_day_by_day_count(term: Term) -> None:
    assert standing(term, KZ).due_on == naive_end(term)


@given(stopped(is_open=True))
def test_the_end_of_a_stopped_term_agrees_with_a_naive_count(term: Term) -> None:
    assert standing(term, KZ).due_on == naive_end(term)


def test_every_working_day_of_2020_to_2030_is_counted_as_by_hand() -> None:
    day, worked = FIRST, 0
    while day < LAST:
        day += timedelta(days=1)
        worked += not is_day_off(day)
        assert KZ.working_days_between(FIRST, day) == worked
        if not is_day_off(day):
            assert KZ.add_working_days(FIRST, worked) == day


@given(starts, st.integers(0, 30), amounts, units)
def test_a_later_start_never_ends_earlier(start: date, later: int, amount: int, unit: Unit) -> None:
    assert last_day(amount, unit, start, KZ) <= last_day(amount, unit, start + timedelta(days=later), KZ)


@given(stopped(), st.integers(1, 20))
def test_a_later_start_or_a_greater_amount_never_ends_earlier_with_the_same_stops(term: Term, more: int) -> None:
    end = naive_end(term)
    assert end is not None
    for longer in (
        Term(term.amount + more, term.unit, term.started_on, term.stops),
        Term(term.amount, term.unit, term.started_on + timedelta(days=more), term.stops),
    ):
        due = standing(longer, KZ).due_on
        assert due is not None
        # Months differ in length: the last days of January and of February may meet.
        assert due >= end or term.unit is Unit.MONTHS


@given(starts, st.integers(1, 12), st.integers(1, 20))
def test_more_months_never_end_earlier(start: date, amount: int, more: int) -> None:
    assert last_day(amount, Unit.MONTHS, start, KZ) <= last_day(amount + more, Unit.MONTHS, start, KZ)


@given(stopped(), st.integers(0, 60))
def test_stopping_and_resuming_on_one_day_changes_nothing(term: Term, after: int) -> None:
    day = max([term.started_on, *(stop.resumed_on for stop in term.stops if stop.resumed_on)]) + timedelta(days=after)
    again = Term(term.amount, term.unit, term.started_on, (*term.stops, Stop(day, day)))
    assert standing(again, KZ) == standing(term, KZ)


@given(
    starts, amounts, st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]), st.integers(0, 50), st.integers(0, 90)
)
def test_what_was_left_when_it_stopped_is_left_when_it_resumes(
    start: date, amount: int, unit: Unit, before: int, pause: int
) -> None:
    at = start + timedelta(days=before)
    running = last_day(amount, unit, start, KZ)
    assume(running >= at)
    left = standing(Term(amount, unit, start, (Stop(at),)), KZ).days_left
    resumed = at + timedelta(days=pause)
    due = standing(Term(amount, unit, start, (Stop(at, resumed),)), KZ).due_on
    assert left is not None
    assert due == last_day(left, unit, resumed, KZ)
    if unit is Unit.WORKING_DAYS and left:
        # Not a day gained, not a day lost.
        assert left == days_left(unit, running, at, KZ) == days_left(unit, due, max(resumed, start), KZ)


def test_a_term_that_ran_out_before_the_stop_keeps_its_day() -> None:
    due = standing(Term(3, Unit.WORKING_DAYS, date(2026, 11, 2)), KZ).due_on
    assert due == date(2026, 11, 5)
    assert standing(Term(3, Unit.WORKING_DAYS, date(2026, 11, 2), (Stop(date(2026, 11, 6)),)), KZ).due_on == due


def test_stopped_on_its_last_day_a_term_ends_on_the_day_on_which_it_is_resumed() -> None:
    term = Term(3, Unit.WORKING_DAYS, date(2026, 11, 2), (Stop(date(2026, 11, 5), date(2026, 11, 18)),))
    assert standing(term, KZ).due_on == date(2026, 11, 18)
    assert standing(Term(3, Unit.WORKING_DAYS, date(2026, 11, 2), (Stop(date(2026, 11, 5)),)), KZ).days_left == 0


def test_stopped_before_it_began_a_term_has_all_its_days() -> None:
    """Filed on a Friday evening it counts as filed on Monday; the stop of Saturday takes nothing from it."""
    monday = date(2026, 11, 23)
    term = Term(5, Unit.WORKING_DAYS, monday, (Stop(date(2026, 11, 21)),))
    assert standing(term, KZ).days_left == 5
    resumed = Term(5, Unit.WORKING_DAYS, monday, (Stop(date(2026, 11, 21), date(2026, 11, 22)),))
    assert standing(resumed, KZ).due_on == standing(Term(5, Unit.WORKING_DAYS, monday), KZ).due_on


def test_a_month_is_shifted_by_the_days_on_which_it_stood_still() -> None:
    term = Term(1, Unit.MONTHS, date(2026, 4, 10), (Stop(date(2026, 4, 20), date(2026, 4, 25)),))
    assert standing(term, KZ).due_on == date(2026, 5, 15)


@given(stopped())
def test_the_explanation_counts_to_the_same_day(term: Term) -> None:
    rows = explain(term, KZ, LAST)
    assert [row.on for row in rows] == [term.started_on + timedelta(days=n) for n in range(len(rows))]
    assert rows[-1].on == standing(term, KZ).due_on
    assert [row.is_last for row in rows] == [False] * (len(rows) - 1) + [True]
    numbers = [row.number for row in rows if row.number]
    whole = term.amount
    if term.unit is Unit.MONTHS:
        whole = (add_months(term.started_on, term.amount) - term.started_on).days
    assert numbers == list(range(1, whole + 1))
    assert all((row.number is not None) == (row.mark in COUNTING) for row in rows)


def test_the_explanation_says_why_a_day_does_not_count() -> None:
    calendar = WorkingCalendar(
        frozenset({date(2024, 5, 1), date(2024, 5, 7), date(2024, 5, 8), date(2024, 5, 9)}),
        frozenset({date(2024, 5, 4)}),
        frozenset({date(2024, 5, 8)}),
    )
    term = Term(5, Unit.WORKING_DAYS, date(2024, 4, 30), (Stop(date(2024, 5, 10), date(2024, 5, 14)),))
    found = [(row.on.day, row.mark, row.number) for row in explain(term, calendar, LAST)]
    assert found == [
        (30, Mark.START, None),
        (1, Mark.HOLIDAY, None),
        (2, Mark.COUNTED, 1),
        (3, Mark.COUNTED, 2),
        (4, Mark.WORKED_INSTEAD, 3),
        (5, Mark.WEEKEND, None),
        (6, Mark.COUNTED, 4),
        (7, Mark.HOLIDAY, None),
        (8, Mark.DAY_OFF_INSTEAD, None),
        (9, Mark.HOLIDAY, None),
        (10, Mark.COUNTED, 5),
        (11, Mark.STOPPED, None),
        (12, Mark.STOPPED, None),
        (13, Mark.STOPPED, None),
        (14, Mark.STOPPED, None),
    ]


def test_an_end_on_a_day_off_is_carried() -> None:
    rows = explain(Term(3, Unit.CALENDAR_DAYS, date(2026, 11, 18)), KZ, LAST)
    assert [(row.on.day, row.mark) for row in rows[-3:]] == [
        (21, Mark.COUNTED),
        (22, Mark.WEEKEND),
        (23, Mark.CARRIED),
    ]


def test_a_stopped_term_is_explained_up_to_today() -> None:
    rows = explain(Term(5, Unit.WORKING_DAYS, date(2026, 11, 2), (Stop(date(2026, 11, 4)),)), KZ, date(2026, 11, 6))
    assert [row.mark for row in rows] == [Mark.START, Mark.COUNTED, Mark.COUNTED, Mark.STOPPED, Mark.STOPPED]
    assert not any(row.is_last for row in rows)


@pytest.mark.parametrize("amount", [10**7, 10**9])
def test_a_term_beyond_the_calendar_is_an_overflow(amount: int) -> None:
    with pytest.raises(OverflowError):
        last_day(amount, Unit.WORKING_DAYS, FIRST, KZ)
