from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import (
    COUNTRY_TIME,
    OfficeHours,
    WorkingCalendar,
    add_months,
    full_months_between,
)
from app.domain.reference import DatedValue, NoValueError, ReferenceBook, Unit
from app.domain.time_limits import time_limit
from tests.domain.books import shipped

HOURS = OfficeHours(time(9, 0), time(18, 30))
# May 2024: 7 and 9 May are holidays, the rest day of Saturday 4 May was moved to 8 May. Nauryz 2026: 21-25 March.
CALENDAR = WorkingCalendar(
    holidays=frozenset(
        [
            date(2024, 5, 1),
            date(2024, 5, 7),
            date(2024, 5, 8),
            date(2024, 5, 9),
            *(date(2026, 3, day) for day in range(21, 26)),
            date(2026, 12, 16),
        ]
    ),
    moved_working=frozenset([date(2024, 5, 4)]),
)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2024-05-03", True),
        ("2024-05-04", True),  # Saturday made a working day
        ("2024-05-05", False),
        ("2024-05-08", False),
        ("2024-05-10", True),
        ("2026-03-20", True),
        ("2026-03-23", False),
    ],
)
def test_working_days(day: str, is_working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is is_working


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-05-02", 0, "2024-05-02"),
        ("2024-05-02", 1, "2024-05-03"),
        ("2024-05-02", 2, "2024-05-04"),
        ("2024-05-02", 3, "2024-05-06"),
        ("2024-05-02", 4, "2024-05-10"),
        ("2026-03-19", 2, "2026-03-26"),
        ("2026-03-21", 1, "2026-03-26"),
        ("2026-11-20", 10, "2026-12-04"),
        ("2026-12-15", 1, "2026-12-17"),
    ],
)
def test_a_limit_is_counted_from_the_next_day(start: str, days: int, end: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(start), days) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 3, "2026-11-23"),
        ("2026-11-20", 1, "2026-11-23"),  # ends on a Saturday
        ("2026-03-12", 10, "2026-03-26"),  # ends inside Nauryz
    ],
)
def test_a_calendar_limit_that_ends_on_a_day_off_moves_on(start: str, days: int, end: str) -> None:
    assert CALENDAR.add_calendar_days(date.fromisoformat(start), days) == date.fromisoformat(end)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COUNTRY_TIME)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (local("2026-11-20T09:00"), "2026-11-20"),
        (local("2026-11-20T07:00"), "2026-11-20"),  # before opening: the same day
        (local("2026-11-20T18:29"), "2026-11-20"),
        (local("2026-11-20T18:30"), "2026-11-23"),  # Friday evening
        (local("2026-11-21T12:00"), "2026-11-23"),  # Saturday
        (local("2026-03-20T20:00"), "2026-03-26"),  # the eve of Nauryz
        (datetime(2026, 11, 19, 20, 0, tzinfo=UTC), "2026-11-20"),  # 01:00 of the 20th in Kazakhstan
    ],
)
def test_what_is_filed_out_of_hours_counts_from_the_next_working_day(instant: datetime, day: str) -> None:
    assert CALENDAR.filed_on(instant, HOURS) == date.fromisoformat(day)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.filed_on(datetime(2026, 11, 20, 9, 0), HOURS)  # noqa: DTZ001


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
calendars = st.builds(
    WorkingCalendar,
    holidays=st.frozensets(st.dates(date(2024, 1, 1), date(2025, 12, 31)), max_size=60),
    moved_working=st.frozensets(st.dates(date(2024, 1, 1), date(2025, 12, 31)), max_size=10),
)


def naive_count(calendar: WorkingCalendar, start: date, end: date) -> int:
    """Day by day, from the next one: on, unless a weekend or a holiday, unless moved to work."""
    count = 0
    day = start
    while day < end:
        day = day + timedelta(days=1)
        off = day.isoweekday() in (6, 7) or day in calendar.holidays
        count += day in calendar.moved_working or not off
    return count


@given(calendar=calendars, start=st.dates(date(2023, 12, 1), date(2025, 12, 31)), number=st.integers(0, 60))
def test_adding_agrees_with_counting_day_by_day(calendar: WorkingCalendar, start: date, number: int) -> None:
    end = calendar.add_working_days(start, number)
    assert naive_count(calendar, start, end) == number
    assert calendar.working_days_between(start, end) == number
    assert calendar.working_days_between(end, start) == -number
    assert number == 0 or calendar.is_working(end)


@given(start=days, months=st.integers(-60, 60))
def test_months_add_and_count_alike(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day
    assert full_months_between(start, end) == months
    if months:
        assert full_months_between(start, end - timedelta(days=1)) == months - 1


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2025-01-31", 1, "2025-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2025-11-20", 12, "2026-11-20")],
)
def test_a_month_ends_on_its_last_day(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_months_beyond_the_calendar_end_with_it() -> None:
    assert add_months(date(9999, 12, 31), 36) == date.max
    assert add_months(date(1, 1, 1), -1) == date.min


@pytest.mark.parametrize(
    ("key", "start", "due"),
    [
        ("limit.acceptance", "2026-11-20", "2026-11-23"),
        ("limit.decision", "2026-11-20", "2026-12-04"),
        ("limit.arrival", "2026-11-20", "2026-11-30"),
        ("limit.notice", "2026-11-20", "2026-11-20"),
        ("limit.appeal", "2026-11-21", "2027-02-22"),  # 21 February is a Sunday
    ],
)
def test_limits_are_read_from_the_settings_with_their_unit(key: str, start: str, due: str) -> None:
    limit = time_limit(key, shipped(), date(2026, 11, 20))
    assert limit.due_on(date.fromisoformat(start), CALENDAR) == date.fromisoformat(due)
    assert not limit.is_verified
    assert limit.legal_basis.act_code in shipped().acts


def test_a_limit_that_is_not_entered_is_said_to_be_missing() -> None:
    with pytest.raises(NoValueError, match=r"no value of limit\.decision on 2010-01-01"):
        time_limit("limit.decision", shipped(), date(2010, 1, 1))


def test_a_setting_that_is_no_time_is_no_limit() -> None:
    row = DatedValue(key="limit.odd", value="ten", unit=Unit.TEXT, effective_from=date(2026, 1, 1))
    with pytest.raises(ValueError, match=r"limit\.odd is in text"):
        time_limit("limit.odd", ReferenceBook(values=(row,)), date(2026, 1, 1))
    with pytest.raises(TypeError, match=r"limit\.odd"):
        _ = row.number
