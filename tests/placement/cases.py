"""Small and large problems, and the best of a small one by trying everything."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import numpy as np
from hypothesis import strategies as st

from app.placement.problem import Household, Place, Problem
from app.placement.solve import Solution


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    """At most six households, three places, two dimensions."""
    width = draw(st.integers(1, 2))
    amounts = st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, 0.5])
    held = st.sampled_from([None, 0.0, 2.0, 3.0, 5.0, 6.5])
    rows = st.lists(st.tuples(*[amounts] * width), max_size=6)
    families = tuple(Household(f"h{n}", row) for n, row in enumerate(draw(rows)))
    capacities = draw(st.lists(st.tuples(*[held] * width), max_size=3))
    places = tuple(Place(f"p{n}", row) for n, row in enumerate(capacities))
    score = st.one_of(st.none(), st.integers(0, 10).map(float), st.floats(0, 10).map(lambda each: round(each, 3)))
    scores = {
        family.code: {each.code: given for each in places if (given := draw(score)) is not None} for family in families
    }
    return Problem(("persons", "children")[:width], families, places, scores)


def large_problem(seed: int, families: int = 400, places: int = 8) -> Problem:
    """Two dimensions, some pairs not allowed, demand above capacity."""
    lots = np.random.default_rng(seed)
    sizes = lots.integers(1, 9, families)
    children = np.minimum(lots.integers(0, 4, families), sizes - 1)
    capacity = np.floor(lots.dirichlet(np.full(places, 3.0)) * sizes.sum() / 1.25)
    scores = np.rint(np.clip(50 + lots.normal(0, 9, places)[None, :] + lots.normal(0, 12, (families, places)), 0, 100))
    may = lots.random((families, places)) < 0.7
    return Problem(
        ("persons", "children"),
        tuple(Household(f"h{n:04d}", (float(sizes[n]), float(children[n]))) for n in range(families)),
        tuple(Place(f"p{n}", (float(capacity[n]), float(capacity[n] // 3))) for n in range(places)),
        {f"h{n:04d}": {f"p{m}": float(scores[n, m]) for m in range(places) if may[n, m]} for n in range(families)},
    )


def best_by_trying(problem: Problem) -> float:
    """The greatest sum of scores over all choices."""
    options = [[None, *problem.scores[each.code]] for each in problem.households]
    best = 0.0
    for choice in itertools.product(*options):
        assignment = {each.code: place for each, place in zip(problem.households, choice, strict=True)}
        if not over_capacity(problem, assignment):
            best = max(best, worth(problem, assignment))
    return best


def worth(problem: Problem, assignment: Mapping[str, str | None]) -> float:
    return math.fsum(problem.scores[code][place] for code, place in assignment.items() if place is not None)


def over_capacity(problem: Problem, assignment: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Places and dimensions that hold more than they can."""
    found = []
    for place in problem.places:
        inside = [each for each in problem.households if assignment[each.code] == place.code]
        for number, (dimension, held) in enumerate(zip(problem.dimensions, place.capacity, strict=True)):
            if held is not None and math.fsum(each.demand[number] for each in inside) > held:
                found.append((place.code, dimension))
    return found


def assert_sound(problem: Problem, solution: Solution) -> None:
    """Nobody over a capacity, no pair that is not allowed, figures that agree with the assignment."""
    assert set(solution.assignment) == {each.code for each in problem.households}
    assert not over_capacity(problem, solution.assignment)
    taken = {code: place for code, place in solution.assignment.items() if place is not None}
    assert all(place in problem.scores[code] for code, place in taken.items())
    assert solution.objective == worth(problem, solution.assignment)
    assert (solution.placed, solution.unplaced) == (len(taken), len(problem.households) - len(taken))
    assert 0 <= solution.objective <= solution.bound
    assert all(price >= 0 for price in solution.prices.values())
