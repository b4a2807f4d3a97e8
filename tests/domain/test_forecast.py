"""The forecast of use to 31 December: the real year 2025 as it was seen from five days, and what holds for any year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.forecast import Assumptions, Basis, Forecast, forecast, together
from app.domain.forecast_months import MonthlyUse, Shape, seasonal_shape, weight
from app.domain.forecast_open import Lead, OpenCases, Record, lead_of

ASSUMED = Assumptions(share=0.8, variation=0.5, family=4.0, lead=Lead(20, 60))
YEAR = 2025
# Places of the kandas quota of 2025 used in the whole country up to the day, and at the end of the year.
QUOTA, AT_THE_END = 2309, 2309
USED = (
    (date(2025, 4, 1), 765),
    (date(2025, 8, 1), 1286),
    (date(2025, 10, 1), 1725),
    (date(2025, 11, 1), 1942),
    (date(2025, 12, 1), 2218),
)
months = st.integers(1, 12)
persons = st.integers(0, 3000)


def look(
    used: int,
    uses: tuple[MonthlyUse, ...],
    today: date,
    *,
    quota: int = QUOTA,
    open_cases: OpenCases | None = None,
    shape: Shape | None = None,
) -> Forecast:
    """The forecast with the assumptions of the reference data."""
    return forecast(
        quota,
        used,
        uses,
        today,
        year=YEAR,
        shape=shape or seasonal_shape(YEAR),
        open_cases=open_cases,
        assumed=ASSUMED,
    )


def stretches(known: Sequence[tuple[date, int]]) -> tuple[MonthlyUse, ...]:
    """Uses between days of which the whole use up to them is known: ``(1 January, 0), (1 April, 765), …``."""
    return tuple(MonthlyUse(one, other, after - before) for (one, before), (other, after) in pairwise(known))


def seen_on(day: date) -> Forecast:
    """What could be said of 2025 on ``day``."""
    known = ((date(YEAR, 1, 1), 0), *(each for each in USED if each[0] <= day))
    return look(known[-1][1], stretches(known), day)


# What the method gives, so that a change of it is seen: (day, expected, low, high of the use; low, high of the demand).
BACK_TEST = (
    (date(2025, 4, 1), 2220, 1952, 2309, 1952, 3951),
    (date(2025, 8, 1), 2122, 1776, 2309, 1776, 2662),
    (date(2025, 10, 1), 2220, 2024, 2309, 2024, 2589),
    (date(2025, 11, 1), 2257, 2128, 2309, 2128, 2535),
    (date(2025, 12, 1), 2302, 2286, 2309, 2286, 2560),
)


@pytest.mark.parametrize(("day", "expected", "low", "high", "demand_low", "demand_high"), BACK_TEST)
def test_the_year_2025_lay_within_the_range(
    day: date, expected: int, low: int, high: int, demand_low: int, demand_high: int
) -> None:
    found = seen_on(day)
    assert found.low <= AT_THE_END <= found.high
    # The demand's range is not cut at the quota: it holds the end of the year by itself.
    assert found.demand_low <= AT_THE_END <= found.demand_high
    assert (found.expected, found.low, found.high) == (expected, low, high)
    assert (found.demand_low, found.demand_high) == (demand_low, demand_high)
    assert found.basis is Basis.PACE


def test_the_error_of_2025_is_known() -> None:
    """What the forecast page and ADR 0018 state: on average 3.8 % below the year's end, at worst 8.1 %."""
    errors = [(seen_on(day).expected - AT_THE_END) / AT_THE_END for day, _ in USED]
    assert max(errors) < 0, "a mean under a ceiling that was reached"
    assert min(errors) == pytest.approx(-0.081, abs=0.0005)
    assert sum(errors) / len(errors) == pytest.approx(-0.037, abs=0.0005)


def test_the_range_of_2025_narrows_towards_december() -> None:
    widths = [seen_on(day).demand_high - seen_on(day).demand_low for day, _ in USED]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 5


def test_a_past_year_is_what_was_used() -> None:
    found = look(2218, (), date(2026, 1, 1))
    assert (found.expected, found.low, found.high, found.demand) == (2218, 2218, 2218, 2218)


def test_without_any_record_the_range_is_the_whole_quota_and_says_so() -> None:
    for day in (date(2025, 1, 1), date(2025, 9, 1)):
        found = look(0, (), day, open_cases=OpenCases(0, 0, Record(0, 0), Record(0, 0), 0.95))
        assert found.basis is Basis.NOTHING
        assert (found.low, found.high) == (0, QUOTA)


def test_open_cases_speak_where_nothing_was_used() -> None:
    cases = OpenCases(held=0, waiting=200, own=Record(30, 40), country=Record(300, 400), held_share=0.95)
    found = look(0, (), date(2025, 9, 1), quota=400, open_cases=cases)
    assert found.basis is Basis.OPEN
    assert found.expected > 100
    late = look(0, (), date(2025, 12, 28), quota=400, open_cases=cases)
    assert late.expected < found.expected / 4, "a case of today is not decided before the year ends"


def test_more_waiting_means_more_use_and_more_refusals_mean_less() -> None:
    def with_cases(waiting: int, approved: int) -> int:
        cases = OpenCases(0, waiting, Record(approved, 100), Record(500, 1000), 0.95)
        return look(600, (), date(2025, 9, 1), open_cases=cases).demand

    assert with_cases(400, 60) > with_cases(200, 60) > with_cases(0, 60)
    assert with_cases(400, 90) > with_cases(400, 20)


def test_held_places_count_for_more_than_waiting_ones() -> None:
    record = Record(50, 100)
    held = look(100, (), date(2025, 11, 15), open_cases=OpenCases(100, 0, record, record, 0.95))
    waiting = look(100, (), date(2025, 11, 15), open_cases=OpenCases(0, 100, record, record, 0.95))
    assert held.demand > waiting.demand


def test_who_is_heard_before_a_refusal_has_a_chance_of_its_own() -> None:
    record = Record(50, 100)

    def demand(cases: OpenCases) -> float:
        return look(100, (), date(2025, 9, 1), open_cases=cases).mean

    nobody = demand(OpenCases(0, 0, record, record, 0.95, 0, 0.1))
    heard = demand(OpenCases(0, 0, record, record, 0.95, 100, 0.1))
    waiting = demand(OpenCases(0, 100, record, record, 0.95, 0, 0.1))
    assert nobody < heard < nobody + 10
    assert waiting > heard


def test_earlier_years_shape_the_rest_of_the_year() -> None:
    late = [10, 10, 10, 10, 10, 10, 10, 10, 20, 40, 100, 200]
    uses = stretches(((date(2025, 1, 1), 0), (date(2025, 9, 1), 400)))
    even = look(400, uses, date(2025, 9, 1))
    shaped = look(400, uses, date(2025, 9, 1), shape=seasonal_shape(YEAR, [late, late]))
    assert shaped.demand > even.demand


def test_a_year_in_which_nobody_came_has_no_shape() -> None:
    assert seasonal_shape(YEAR, [[0] * 12, [-3] * 12]) == seasonal_shape(YEAR)


@given(st.lists(st.lists(st.integers(-5, 500), min_size=12, max_size=12), max_size=4))
def test_months_weigh_twelve_together(earlier: list[list[int]]) -> None:
    shape = seasonal_shape(YEAR, earlier)
    assert sum(shape) == pytest.approx(12)
    assert weight(shape, date(YEAR, 1, 1), date(YEAR + 1, 1, 1)) == pytest.approx(12)
    assert min(shape) > 0


cases_of = st.builds(
    OpenCases,
    held=st.integers(0, 500),
    waiting=st.integers(0, 5000),
    own=st.builds(lambda ended, share: Record(round(ended * share), ended), st.integers(0, 500), st.floats(0, 1)),
    country=st.builds(lambda ended, share: Record(round(ended * share), ended), st.integers(0, 5000), st.floats(0, 1)),
    held_share=st.floats(0, 1),
    heard=st.integers(0, 500),
    heard_share=st.floats(0, 1),
)


@given(
    st.lists(st.integers(-20, 400), min_size=1, max_size=12),
    st.integers(0, 4000),
    st.none() | cases_of,
    st.integers(0, 364),
)
def test_holds_for_any_year(uses: list[int], free: int, open_cases: OpenCases | None, day: int) -> None:
    today = date(YEAR, 1, 1) + timedelta(days=day)
    known = tuple(
        MonthlyUse(date(YEAR, month, 1), min(today, date(YEAR + month // 12, month % 12 + 1, 1)), number)
        for month, number in enumerate(uses, start=1)
        if date(YEAR, month, 1) < today
    )
    used = max(0, sum(use.persons for use in known))
    found = look(used, known, today, quota=used + free, open_cases=open_cases)
    assert used <= found.low <= found.expected <= found.high <= used + free
    assert used <= found.demand_low <= found.demand <= found.demand_high
    assert found.unused >= 0
    assert found.unmet >= 0
    assert found == look(used, known, today, quota=used + free, open_cases=open_cases), "the same twice"


@given(st.integers(12, 6000), st.floats(0.5, 1.5))
def test_a_steady_year_becomes_surer_month_by_month(quota: int, pace: float) -> None:
    widths = []
    for month in range(3, 13):
        days = [date(YEAR, one, 1) for one in range(1, month + 1)]
        known = tuple((day, round(quota * pace * (day - date(YEAR, 1, 1)).days / 365)) for day in days)
        found = look(known[-1][1], stretches(known), days[-1], quota=quota * 2)
        widths.append(found.demand_high - found.demand_low)
    # Whole persons may round a width up by one at either end.
    assert all(later <= earlier + 2 for earlier, later in pairwise(widths))
    assert widths[-1] < widths[0]


@given(st.integers(1, 5000))
def test_a_lead_time_is_a_chance_that_grows(days: int) -> None:
    lead = Lead(20, 60)
    assert 0 <= lead.decided_within(days) <= lead.decided_within(days + 1) <= 1
    assert 0 <= lead.decided_of_new(days) <= lead.decided_within(days)
    assert 0 <= lead.decided_of_old(days) <= 1
    # In the long tail a case that is still open is the harder one.
    assert days > 60 or lead.decided_of_old(days) >= lead.decided_within(days)


def test_lead_meets_its_own_figures() -> None:
    lead = Lead(20, 60)
    assert lead.decided_within(20) == pytest.approx(0.5)
    assert lead.decided_within(60) == pytest.approx(0.9)
    assert lead.decided_within(0) == lead.decided_of_new(0) == lead.decided_of_old(0) == 0


@given(st.integers(0, 3000), st.integers(0, 2000))
def test_more_places_serve_the_same_demand(places: int, more: int) -> None:
    found = seen_on(date(2025, 8, 1))
    fewer, wider = found.under(1286 + places), found.under(1286 + places + more)
    assert fewer.expected <= wider.expected
    assert (fewer.demand, fewer.demand_high) == (wider.demand, wider.demand_high) == (found.demand, found.demand_high)
    assert found.under(QUOTA) == found


def test_without_a_record_the_plan_stands_under_any_quota() -> None:
    found = look(0, (), date(2025, 9, 1))
    assert found.under(100).high == 100
    assert found.under(5000).low == 0


def test_the_region_s_own_days_replace_what_is_assumed() -> None:
    assumed = Lead(20, 60)
    assert lead_of({}, assumed) == assumed
    known = lead_of({5: 500, 9: 400, 30: 100}, assumed)
    assert known.median == pytest.approx(5, abs=0.3)
    assert known.ninetieth == pytest.approx(9, abs=0.6)
    few = lead_of({5: 1}, assumed)
    assert known.median < few.median < assumed.median
    assert lead_of({0: 50}, assumed).median > 0


def test_regions_together_are_surer_than_each() -> None:
    one = seen_on(date(2025, 8, 1))
    whole = together([one] * 4)
    assert whole.expected == 4 * one.expected
    assert whole.allocated == 4 * QUOTA
    assert whole.demand_high - whole.demand < 4 * (one.demand_high - one.demand)
    assert together([]).basis is Basis.NOTHING
