"""The quota through its year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quota_year import MonthFigures, lapse_day, on_axis_of, quota_steps, running_use

YEAR = 2025
END = date(2025, 12, 31)


def month(number: int, used: int = 0, allocated: int = 0, year: int = YEAR) -> MonthFigures:
    return MonthFigures(date(year, number, 1), allocated, used)


def test_use_adds_up_and_stands_on_the_first_of_the_next_month() -> None:
    rows = [month(1, 10), month(3, 5), month(12, 2)]
    points = dict(running_use(rows, YEAR, END))
    assert points[date(2025, 1, 1)] == 0
    assert points[date(2025, 2, 1)] == points[date(2025, 3, 1)] == 10
    assert points[date(2025, 4, 1)] == points[date(2025, 12, 1)] == 15
    assert points[END] == 17 and len(points) == 13


def test_use_of_a_running_year_ends_today() -> None:
    points = running_use([month(1, 10), month(2, 4), month(3, 9)], YEAR, date(2025, 2, 14))
    assert points == ((date(2025, 1, 1), 0), (date(2025, 2, 1), 10), (date(2025, 2, 14), 14))


def test_on_new_years_day_there_is_one_point() -> None:
    assert running_use([month(1, 3)], YEAR, date(2025, 1, 1)) == ((date(2025, 1, 1), 3),)


def test_what_others_give_back_after_the_year_is_not_in_its_picture() -> None:
    rows = [month(5, 10), month(2, -4, year=2026)]
    assert running_use(rows, YEAR, END)[-1] == (END, 10)


def test_a_year_without_use_has_no_line() -> None:
    assert running_use([month(1, 0, 100)], YEAR, END) == ()
    assert quota_steps([], YEAR, END) == ()


def test_an_order_of_december_holds_from_the_first_of_january() -> None:
    rows = [MonthFigures(date(2024, 12, 1), 100, 0), month(1, allocated=20), month(7, allocated=-30), month(9, used=5)]
    assert quota_steps(rows, YEAR, END) == ((date(2025, 1, 1), 120), (date(2025, 7, 1), 90))


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 500)), min_size=1, max_size=60))
def test_the_last_point_is_the_sum_of_all_and_the_line_never_falls(moved: list[tuple[int, int]]) -> None:
    points = running_use([month(number, used) for number, used in moved], YEAR, END)
    total = sum(used for _number, used in moved)
    assert (points[-1] == (END, total)) if total else points == ()
    values = [value for _day, value in points]
    assert values == sorted(values)


def test_last_year_lies_on_the_same_days() -> None:
    points = ((date(2024, 2, 29), 1), (date(2024, 3, 1), 2), (date(2024, 12, 31), 3))
    assert on_axis_of(points, 2025) == ((date(2025, 3, 1), 1), (date(2025, 3, 1), 2), (END, 3))


@pytest.mark.parametrize(
    ("due_on", "lapses"),
    [(date(2025, 6, 1), date(2025, 6, 1)), (date(2026, 1, 12), END), (END, END), (None, END)],
)
def test_places_are_held_until_the_heads_term_and_not_past_the_year(due_on: date | None, lapses: date) -> None:
    assert lapse_day(YEAR, due_on) == lapses
