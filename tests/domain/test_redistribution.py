"""What is proposed for a transfer: fair, never more than can be spared or is needed, and 0 in sum."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.forecast import Basis, Forecast
from app.domain.redistribution import Position, YearClosedError, check_year, faults, suggest
from app.domain.stream import Stream

K, R = Stream.KANDAS, Stream.RELOCATEE
MARGIN = 0.05


def position(
    stream: Stream, region: str, allocated: int, demand: int, *, high: int | None = None, bound: int = 0
) -> Position:
    """A region that expects ``demand``; ``high`` is the upper end, the demand itself unless said."""
    top = demand if high is None else high
    use = min(allocated, demand)
    outlook = Forecast(allocated, 0, use, 0, min(allocated, top), demand, 0, top, Basis.PACE, float(demand), 1.0)
    return Position(stream, region, allocated, bound, outlook)


def moved(*positions: Position) -> dict[tuple[Stream, str], int]:
    """The differences that are not 0."""
    return {one.position.account: one.difference for one in suggest(positions, margin=MARGIN) if one.difference}


def test_unused_places_go_where_people_would_be_turned_away() -> None:
    assert moved(position(R, "KZ-62", 200, 100), position(R, "KZ-35", 40, 60)) == {(R, "KZ-62"): -20, (R, "KZ-35"): 20}


def test_a_donor_keeps_the_upper_end_of_its_range_and_the_margin() -> None:
    found = moved(position(R, "KZ-62", 200, 100, high=150), position(R, "KZ-35", 40, 940))
    assert found == {(R, "KZ-62"): -(200 - 150 - 10), (R, "KZ-35"): 40}


def test_a_donor_keeps_what_families_hold_and_districts_have() -> None:
    assert moved(position(R, "KZ-62", 200, 100, bound=195), position(R, "KZ-35", 40, 140)) == {
        (R, "KZ-62"): -5,
        (R, "KZ-35"): 5,
    }


def test_short_places_are_shared_in_proportion_to_the_need() -> None:
    found = moved(position(R, "KZ-62", 200, 90), position(R, "KZ-35", 10, 110), position(R, "KZ-59", 10, 310))
    assert found == {(R, "KZ-62"): -100, (R, "KZ-35"): 25, (R, "KZ-59"): 75}


def test_the_own_stream_comes_first() -> None:
    found = moved(
        position(R, "KZ-62", 200, 90),
        position(R, "KZ-35", 10, 100),
        position(K, "KZ-55", 10, 110),
        position(K, "A", 5, 5),
    )
    assert found == {(R, "KZ-62"): -100, (R, "KZ-35"): 90, (K, "KZ-55"): 10}


def test_nothing_is_moved_where_nothing_is_needed_or_nothing_is_left() -> None:
    assert moved(position(R, "KZ-62", 200, 90), position(R, "KZ-35", 40, 20)) == {}
    assert moved(position(R, "KZ-62", 200, 300), position(R, "KZ-35", 40, 60)) == {}
    assert moved() == {}


positions_of = st.lists(
    st.builds(
        lambda stream, region, allocated, demand, more, bound: position(
            stream, f"KZ-{region}", allocated, demand, high=demand + more, bound=min(bound, allocated)
        ),
        st.sampled_from([K, R]),
        st.integers(10, 30),
        st.integers(0, 3000),
        st.integers(0, 4000),
        st.integers(0, 500),
        st.integers(0, 3000),
    ),
    unique_by=lambda one: one.account,
    max_size=16,
)


@given(positions_of, st.randoms())
def test_any_year_is_balanced_and_takes_nothing_that_is_held(positions: list[Position], chance: object) -> None:
    found = suggest(positions, margin=MARGIN)
    assert sum(one.difference for one in found) == 0
    for one in found:
        if one.difference < 0:
            assert one.after >= max(one.position.bound, one.position.forecast.high)
            assert -one.difference <= one.spare
        assert one.difference <= one.position.need
    assert suggest(list(reversed(positions)), margin=MARGIN) == found
    proposed = {one.position.account: one.difference for one in found}
    assert {fault.code for fault in faults(positions, proposed)} <= {"transfer_empty"}


@given(positions_of)
def test_nobody_who_needs_is_left_while_another_has_to_spare(positions: list[Position]) -> None:
    found = suggest(positions, margin=MARGIN)
    still_spare = sum(one.spare + min(0, one.difference) for one in found)
    still_need = sum(one.position.need - max(0, one.difference) for one in found)
    assert not (still_spare and still_need)


def test_what_cannot_be_proposed_is_said() -> None:
    both = [position(R, "KZ-62", 200, 90, bound=150), position(R, "KZ-35", 40, 60)]

    def codes(one: int, other: int) -> list[str]:
        return [fault.code for fault in faults(both, {(R, "KZ-62"): one, (R, "KZ-35"): other})]

    assert codes(-20, 20) == []
    assert codes(-50, 50) == []
    assert codes(-51, 51) == ["transfer_below_bound"]
    assert codes(-20, 30) == ["transfer_unbalanced"]
    assert codes(0, 0) == ["transfer_empty"]
    assert [fault.code for fault in faults(both, {(K, "KZ-62"): 1, (R, "KZ-62"): -1})] == ["transfer_unknown"]


def test_a_year_that_has_ended_is_closed() -> None:
    check_year(2026, date(2026, 12, 31))
    check_year(2027, date(2026, 12, 31))
    with pytest.raises(YearClosedError):
        check_year(2025, date(2026, 1, 1))
