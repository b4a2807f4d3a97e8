"""The first day from which places can be taken: a day is refused on which they were not free."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.quota_backdating import FirstDay, first_day

MAY = date(2026, 5, 1)


def on(day: int) -> date:
    """A day of May 2026."""
    return date(2026, 5, day)


def test_places_held_meanwhile_cannot_be_taken_from_before_they_were_set_free() -> None:
    # 10 places; 8 held on the 5th, set free on the 20th: all 10 are free today.
    moved = {on(5): -8, on(20): 8}
    assert first_day(10, moved, 3, on(1)) == FirstDay(on(20), 2)
    assert first_day(10, moved, 3, on(19)) == FirstDay(on(20), 2)
    assert first_day(10, moved, 3, on(20)) is None
    assert first_day(10, moved, 2, on(1)) is None, "two were free all the time"


def test_places_that_came_later_cannot_be_taken_from_before_they_came() -> None:
    assert first_day(10, {on(10): 10}, 4, on(9)) == FirstDay(on(10), 0)
    assert first_day(10, {on(10): 10}, 4, on(10)) is None


def test_of_several_the_last_day_that_forbids_is_told() -> None:
    moved = {on(2): -9, on(4): 9, on(10): -7, on(12): 7}
    assert first_day(10, moved, 4, on(1)) == FirstDay(on(12), 3)
    assert first_day(10, {}, 10, on(1)) is None


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(-9, 9)), max_size=12),
    st.integers(0, 40),
    st.integers(1, 40),
    st.integers(0, 30),
)
def test_the_day_told_is_possible_and_none_before_it_is(
    moves: list[tuple[int, int]], free: int, taken: int, day: int
) -> None:
    moved: dict[date, int] = {}
    for offset, places in moves:
        moved[MAY + timedelta(days=offset)] = moved.get(MAY + timedelta(days=offset), 0) + places
    wanted, free = MAY + timedelta(days=day), max(free, taken)

    def least_since(first: date) -> int:
        days = [first, *(one for one in moved if one > first)]
        return min(free - sum(places for one, places in moved.items() if one > each) for each in days)

    found = first_day(free, moved, taken, wanted)
    if found is None:
        assert least_since(wanted) >= taken
        return
    assert found.on > wanted
    assert least_since(found.on) >= taken
    assert found.available < taken
    assert least_since(found.on - timedelta(days=1)) < taken
