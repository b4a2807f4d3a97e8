"""Weekly batches under reserve prices: nearly hindsight, never over a capacity, no look into the future."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.placement.arrival import arrive, place_arrivals, remaining, reserve_prices, weekly
from app.placement.problem import Household, Place, Problem
from app.placement.solve import solve
from tests.placement.cases import large_problem, over_capacity, worth

WEEKS = 10


def test_an_early_family_leaves_the_place_that_a_later_one_needs_more() -> None:
    place = (Place("x", (4.0,)), Place("y", (4.0,)))
    early = Problem(("persons",), (Household("e", (4.0,)),), place, {"e": {"x": 6.0, "y": 5.0}})
    later = Problem(("persons",), (Household("l", (4.0,)),), place, {"l": {"x": 9.0}})
    together = replace(
        early, households=(*early.households, *later.households), scores={**early.scores, **later.scores}
    )
    assert solve(early).assignment == {"e": "x"}
    found = place_arrivals(early, reserve_prices(together))
    assert found.assignment == {"e": "y"}
    assert found.objective == 5.0
    left = remaining(place, early.households, found.assignment)
    assert solve(replace(later, places=left)).assignment == {"l": "x"}


def test_weeks_under_prices_beat_greedy_and_come_near_hindsight() -> None:
    shares, greedy_shares = [], []
    for seed in (1, 2, 3):
        whole, past = _alike(seed), _alike(seed + 50)
        batches = _weeks(whole)
        assignment, total = arrive(batches, past.households, past.scores)
        assert not over_capacity(whole, assignment)
        assert total == pytest.approx(worth(whole, assignment))
        best = solve(whole, gap=1e-3).bound
        shares.append(total / best)
        greedy_shares.append(_greedy(batches) / best)
    assert sum(shares) > sum(greedy_shares)
    assert min(shares) >= 0.92


def test_what_comes_later_changes_nothing_in_the_weeks_before() -> None:
    whole, past = _alike(5), _alike(6)
    weeks = _weeks(whole)
    other = [*weeks[:5], *(replace(each, scores={code: {} for code in each.scores}) for each in weeks[5:])]
    before, after = (list(weekly(each, past.households, past.scores)) for each in (weeks, other))
    assert [each.assignment for each in before[:5]] == [each.assignment for each in after[:5]]
    late = {family.code for week in weeks[5:] for family in week.households}
    assert all(each.assignment[code] is None for each in after for code in late & set(each.assignment))


def test_no_weeks_and_places_without_limit() -> None:
    assert arrive([], [], {}) == ({}, 0.0)
    left = remaining([Place("x", (None, 5.0))], [Household("a", (3.0, 2.0))], {"a": "x"})
    assert left == (Place("x", (None, 3.0)),)


def _alike(seed: int) -> Problem:
    """Years differ in their families; regions, capacities and what makes them popular stay."""
    return replace(large_problem(seed, 300, 6), places=large_problem(99, 300, 6).places)


def _weeks(whole: Problem) -> list[Problem]:
    size = len(whole.households) // WEEKS
    return [
        replace(
            whole,
            households=(members := whole.households[number * size : (number + 1) * size]),
            scores={each.code: whole.scores[each.code] for each in members},
        )
        for number in range(WEEKS)
    ]


def _greedy(batches: Sequence[Problem]) -> float:
    places, total = batches[0].places, 0.0
    for batch in batches:
        for family in batch.households:
            alone = replace(batch, households=(family,), places=places, scores={family.code: batch.scores[family.code]})
            found = solve(alone)
            places, total = remaining(places, (family,), found.assignment), total + found.objective
    return total


def test_who_stays_unplaced_is_considered_again_in_later_weeks() -> None:
    """One place is kept for somebody expected who never comes: at the end the first family gets it."""
    place = (Place("KZ-55", (1.0,)),)
    weeks = [
        Problem(("persons",), (Household("early", (1.0,)),), place, {"early": {"KZ-55": 40.0}}),
        Problem(("persons",), (Household("none", (1.0,)),), place, {}),
    ]
    past = [Household(f"past{number}", (1.0,)) for number in range(4)]
    wishes = {each.code: {"KZ-55": 90.0} for each in past}
    assert arrive(weeks, past, wishes) == ({"early": "KZ-55", "none": None}, 40.0)
    first, _total = arrive(weeks[:1], past, wishes)
    assert first == {"early": "KZ-55"}
