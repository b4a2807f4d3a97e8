"""Arrival by arrival: each week's families are placed at once, without giving away what later ones need more.

Reserve prices are what one unit of a place is worth to those who are still expected: the prices of the relaxation over
the expected families and the capacity that remains.  A family takes a place only where its score is worth the price,
and the place where it is worth most above it.  What is expected comes from the past (the families of earlier weeks or
years), never from the sequence that is being placed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app.placement.arrays import instance
from app.placement.problem import Household, Place, Problem
from app.placement.relaxation import relax
from app.placement.solve import Solution, solve

Prices = Mapping[tuple[str, str], float]


def reserve_prices(expected: Problem, *, seconds: float = 30.0) -> Prices:
    """What one more unit of each place and dimension would add for ``expected``: points a unit, 0 where plenty is left.

    ``expected`` holds the families that are still to come and the capacity that is left for them.
    """
    arrays = instance(expected)
    prices = relax(arrays, time.monotonic() + seconds).prices * arrays.unit / arrays.score_unit
    return {
        (place, dimension): float(prices[row, column])
        for row, place in enumerate(arrays.places)
        for column, dimension in enumerate(arrays.dimensions)
    }


def place_arrivals(batch: Problem, prices: Prices, *, gap: float = 1e-6, seconds: float = 30.0) -> Solution:
    """The placement of ``batch`` that is worth most above ``prices``; its figures are in the batch's own scores.

    A pair whose score does not reach the price of the family's demand is not used, so some stay unplaced although
    there is room: they wait for the next batch, or for the end of the year.  ``prices`` of the answer are those of the
    batch above the reserve; ``bound`` and ``gap`` are about the worth above the reserve, with the reserve added back.
    """
    demand = {each.code: each.demand for each in batch.households}
    reserve: dict[str, dict[str, float]] = {}
    for code, row in batch.scores.items():
        for place, score in row.items():
            worth = score - _price(batch.dimensions, demand[code], prices, place)
            if worth >= 0:
                reserve.setdefault(code, {})[place] = worth
    solution = solve(replace(batch, scores=reserve), gap=gap, seconds=seconds)
    objective = sum(batch.scores[code][place] for code, place in solution.assignment.items() if place is not None)
    bound = objective + (solution.bound - solution.objective)
    return replace(solution, objective=objective, bound=bound, gap=(bound - objective) / bound if bound > 0 else 0.0)


def arrive(
    batches: Sequence[Problem],
    past: Sequence[Household],
    wishes: Mapping[str, Mapping[str, float]],
    *,
    gap: float = 1e-4,
) -> tuple[dict[str, str | None], float]:
    """Place ``batches`` one after the other (see :func:`weekly`); assignment at the end and sum of scores."""
    placed: dict[str, str | None] = {}
    total = 0.0
    for solution in weekly(batches, past, wishes, gap=gap):
        placed |= solution.assignment
        total += solution.objective
    return placed, total


def weekly(
    batches: Sequence[Problem],
    past: Sequence[Household],
    wishes: Mapping[str, Mapping[str, float]],
    *,
    gap: float = 1e-4,
) -> Iterator[Solution]:
    """The placement of each batch, with prices counted anew before it.

    ``past`` and ``wishes`` are the families of an earlier period and their scores: a family of the past stands for one
    that is still to come, in the number that the weeks left ask for.  Each batch names the capacities of the whole
    period (those of the first are taken).  Whoever stays unplaced waits, and is considered again with later batches.
    """
    places = batches[0].places if batches else ()
    waiting: tuple[Household, ...] = ()
    scores: dict[str, Mapping[str, float]] = {}
    for week, new in enumerate(batches):
        scores |= new.scores
        families = (*waiting, *new.households)
        batch = replace(new, households=families, places=places, scores=_of(families, scores))
        left = len(batches) - week - 1
        coming = _expected(past, left / max(len(batches), 1))
        # This week's families and those who wait compete with those to come for what is left: all are in the prices.
        together = Problem(
            batch.dimensions,
            (*families, *(replace(each, code=_coming(each.code)) for each in coming)),
            places,
            {**batch.scores, **{_coming(each.code): wishes.get(each.code, {}) for each in coming}},
        )
        solution = place_arrivals(batch, reserve_prices(together) if left else {}, gap=gap)
        yield solution
        places = remaining(places, families, solution.assignment)
        waiting = tuple(each for each in families if solution.assignment[each.code] is None)


def remaining(
    places: Iterable[Place], households: Iterable[Household], assignment: Mapping[str, str | None]
) -> tuple[Place, ...]:
    """The places with what is left of their capacities after ``assignment``."""
    left = {each.code: list(each.capacity) for each in places}
    for household in households:
        place = assignment.get(household.code)
        if place is None:
            continue
        for number, amount in enumerate(household.demand):
            held = left[place][number]
            if held is not None:
                left[place][number] = max(held - amount, 0.0)
    return tuple(Place(code, tuple(capacity)) for code, capacity in left.items())


def _of(families: Iterable[Household], scores: Mapping[str, Mapping[str, float]]) -> dict[str, Mapping[str, float]]:
    return {each.code: scores[each.code] for each in families if each.code in scores}


def _price(dimensions: Sequence[str], demand: Sequence[float], prices: Prices, place: str) -> float:
    pairs = zip(dimensions, demand, strict=True)
    return sum(prices.get((place, dimension), 0.0) * amount for dimension, amount in pairs)


def _expected(past: Sequence[Household], share: float) -> list[Household]:
    """``share`` of the past, evenly spread over it in the order of codes."""
    ordered = sorted(past, key=lambda each: each.code)
    wanted = round(len(ordered) * share)
    return [ordered[number * len(ordered) // wanted] for number in range(wanted)]


def _coming(code: str) -> str:
    return f"\N{SYMBOL FOR NULL}{code}"
