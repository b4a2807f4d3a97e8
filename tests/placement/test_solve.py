"""The optimum on small cases by trying everything, the proved bound on large ones, and the same answer every time."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings

from app.placement.problem import Household, Place, Problem, ProblemError
from app.placement.solve import solve
from tests.placement.cases import assert_sound, best_by_trying, large_problem, small_problems


@given(small_problems())
@settings(max_examples=150, deadline=None)
def test_a_small_problem_is_solved_to_its_optimum(problem: Problem) -> None:
    solution = solve(problem, gap=0)
    assert_sound(problem, solution)
    best = best_by_trying(problem)
    assert solution.objective == pytest.approx(best, abs=1e-7)
    assert solution.bound == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_large_one_is_near_its_bound_and_the_bound_is_the_prices(seed: int) -> None:
    problem = large_problem(seed)
    solution = solve(problem, gap=1e-3)
    assert_sound(problem, solution)
    assert solution.gap <= 1e-3
    assert solution.in_time
    # Weak duality, counted here from the prices alone: no placement can be worth more.
    demand = {each.code: each.demand for each in problem.households}
    proved = sum(
        held * solution.prices[place.code, dimension]
        for place in problem.places
        for dimension, held in zip(problem.dimensions, place.capacity, strict=True)
        if held is not None
    )
    for code, row in problem.scores.items():
        proved += max(
            0.0,
            *(
                score
                - sum(
                    solution.prices[place, dimension] * amount
                    for dimension, amount in zip(problem.dimensions, demand[code], strict=True)
                )
                for place, score in row.items()
            ),
            0.0,
        )
    assert solution.objective <= solution.bound <= proved + 1e-6


@given(small_problems())
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_changes_nothing(problem: Problem) -> None:
    assert _answer(_shuffled(problem, 5)) == _answer(problem)


def test_nor_does_it_in_a_large_one() -> None:
    problem = large_problem(4)
    assert _answer(_shuffled(problem, 6)) == _answer(problem) == _answer(problem)


def _answer(problem: Problem) -> tuple[object, ...]:
    found = solve(problem, gap=1e-3)
    return dict(found.assignment), found.objective, found.bound, dict(found.prices)


def _shuffled(problem: Problem, seed: int) -> Problem:
    lots = random.Random(seed)
    rows = [(code, dict(lots.sample(list(row.items()), len(row)))) for code, row in problem.scores.items()]
    return replace(
        problem,
        households=tuple(lots.sample(problem.households, len(problem.households))),
        places=tuple(lots.sample(problem.places, len(problem.places))),
        scores=dict(lots.sample(rows, len(rows))),
    )


def test_of_families_that_are_alike_the_lower_code_is_served() -> None:
    families = tuple(Household(f"h{n}", (2.0,)) for n in (3, 1, 2))
    row = {"near": 9.0, "far": 4.0}
    places = (Place("near", (3.0,)), Place("far", (2.0,)))
    found = solve(Problem(("persons",), families, places, {each.code: row for each in families}))
    assert found.assignment == {"h1": "near", "h2": "far", "h3": None}


def test_a_family_without_points_is_placed_where_there_is_room() -> None:
    families = (Household("a", (4.0,)), Household("b", (2.0,)))
    found = solve(Problem(("persons",), families, (Place("x", (6.0,)),), {"a": {"x": 3.0}, "b": {"x": 0.0}}))
    assert found.assignment == {"a": "x", "b": "x"}


def test_sums_of_decimals_are_exact() -> None:
    families = tuple(Household(f"h{n}", (0.1,)) for n in range(4))
    scores = {each.code: {"x": 1.0} for each in families}
    assert solve(Problem(("share",), families, (Place("x", (0.3,)),), scores)).placed == 3


def test_nothing_to_place_and_nowhere() -> None:
    empty = solve(Problem(("persons",), (), (), {}))
    assert (empty.objective, empty.bound, empty.gap, dict(empty.assignment)) == (0.0, 0.0, 0.0, {})
    nowhere = solve(Problem(("persons",), (Household("a", (1.0,)),), (), {}))
    assert (nowhere.placed, nowhere.unplaced) == (0, 1)
    unlimited = solve(Problem((), (Household("a", ()),), (Place("x", ()),), {"a": {"x": 2.0}}))
    assert (unlimited.objective, unlimited.gap) == (2.0, 0.0)


def test_time_that_runs_out_gives_a_placement_and_an_honest_gap() -> None:
    problem = large_problem(7, 1500, 12)
    found = solve(problem, gap=0, seconds=1e-3)
    assert_sound(problem, found)
    assert not found.in_time
    assert found.gap > 0


@pytest.mark.parametrize(
    ("code", "household", "place", "scores"),
    [
        ("negative", (-1.0,), (1.0,), {}),
        ("not_a_number", (float("nan"),), (1.0,), {}),
        ("not_a_number", (1.0,), (float("inf"),), {}),
        ("too_large", (1e13,), (1.0,), {}),
        ("wrong_dimensions", (1.0, 2.0), (1.0,), {}),
        ("wrong_dimensions", (1.0,), (), {}),
        ("negative", (1.0,), (1.0,), {"a": {"x": -2.0}}),
        ("not_a_number", (1.0,), (1.0,), {"a": {"x": float("nan")}}),
        ("unknown_place", (1.0,), (1.0,), {"a": {"y": 1.0}}),
        ("unknown_household", (1.0,), (1.0,), {"b": {"x": 1.0}}),
    ],
)
def test_a_contradictory_problem_is_refused(
    code: str, household: tuple[float, ...], place: tuple[float, ...], scores: dict[str, dict[str, float]]
) -> None:
    with pytest.raises(ProblemError) as refused:
        Problem(("persons",), (Household("a", household),), (Place("x", place),), scores)
    assert refused.value.code == code


def test_codes_are_named_once_and_settings_mean_something() -> None:
    a, x = Household("a", (1.0,)), Place("x", (1.0,))
    for households, places, code in (((a, a), (x,), "duplicate_household"), ((a,), (x, x), "duplicate_place")):
        with pytest.raises(ProblemError) as refused:
            Problem(("persons",), households, places, {})
        assert refused.value.code == code
    with pytest.raises(ProblemError) as empty:
        Problem(("persons",), (Household("", (1.0,)),), (x,), {})
    assert empty.value.code == "empty_code"
    for setting in ({"gap": -1.0}, {"gap": 1.0}, {"seconds": 0.0}, {"seconds": float("nan")}):
        with pytest.raises(ProblemError):
            solve(Problem(("persons",), (a,), (x,), {}), **setting)
