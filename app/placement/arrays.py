"""A problem as arrays, in an order of its own: the same whatever order the rows came in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.placement.problem import Household, Place, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_DECIMALS = 6
_EXACT = 2.0**50
# The error of writing a decimal in binary, and that of adding many of them.
_WRITING = 1e-12
_ADDING = 1e-9
_TOP = 6


@dataclass(frozen=True)
class Instance:
    """Households and places sorted by code; pairs that are allowed and fit the empty place, by household, then place.

    ``demand`` and ``capacity`` are whole numbers wherever the given demands have at most six decimals: each dimension
    is multiplied by its ``unit`` (1, 10, 100…), so that sums are exact.  ``score`` is the given one multiplied by
    ``score_unit``, the power of two that brings the greatest to between 64 and 128.  Without limit is ``inf``.
    """

    households: tuple[str, ...]
    places: tuple[str, ...]
    dimensions: tuple[str, ...]
    demand: Floats
    capacity: Floats
    unit: Floats
    household: Ints
    place: Ints
    given: Floats
    score_unit: float

    @cached_property
    def score(self) -> Floats:
        """Scores in units of the solver."""
        return self.given * self.score_unit

    @cached_property
    def first(self) -> Ints:
        """Where the pairs of each household begin; one more entry at the end."""
        return np.searchsorted(self.household, np.arange(len(self.households) + 1)).astype(np.int64)

    @cached_property
    def limit(self) -> Floats:
        """The capacities with what adding numbers that are not whole may err."""
        whole = (self.demand == np.floor(self.demand)).all(axis=0)
        return np.where(whole, self.capacity, self.capacity * (1 + _ADDING))

    @cached_property
    def binding(self) -> Flags:
        """Which capacities can be reached at all, place × dimension."""
        wanted = np.zeros_like(self.capacity)
        for column in range(self.demand.shape[1]):
            taken = self.demand[self.household, column]
            wanted[:, column] = np.bincount(self.place, weights=taken, minlength=len(self.places))
        return np.asarray(wanted > self.limit)

    def costs(self, prices: Floats) -> Floats:
        """What the demand of each pair costs at ``prices`` (place × dimension, in units of the solver)."""
        return np.asarray((self.demand[self.household] * prices[self.place]).sum(axis=1))

    def used(self, choice: Ints) -> Floats:
        """What a choice (a pair for each household, −1 is none) takes of each capacity."""
        taken = choice[choice >= 0]
        total = np.zeros_like(self.capacity)
        np.add.at(total, self.place[taken], self.demand[self.household[taken]])
        return total

    def value(self, choice: Ints) -> float:
        """The sum of the given scores of a choice."""
        return float(self.given[choice[choice >= 0]].sum())


def instance(problem: Problem) -> Instance:
    """The arrays of ``problem``."""
    households = sorted(problem.households, key=lambda each: each.code)
    places = sorted(problem.places, key=lambda each: each.code)
    demand, capacity, unit = _amounts(households, places, len(problem.dimensions))
    number = {each.code: position for position, each in enumerate(places)}
    rows = [
        sorted((number[code], score) for code, score in problem.scores.get(each.code, {}).items())
        for each in households
    ]
    counts = np.array([len(row) for row in rows], dtype=np.int64)
    total = int(counts.sum())
    place = np.fromiter((pair[0] for row in rows for pair in row), np.int64, total)
    given = np.fromiter((pair[1] for row in rows for pair in row), np.float64, total)
    household = np.repeat(np.arange(len(households), dtype=np.int64), counts)
    fits = (demand[household] <= capacity[place]).all(axis=1)
    return Instance(
        households=tuple(each.code for each in households),
        places=tuple(each.code for each in places),
        dimensions=problem.dimensions,
        demand=demand,
        capacity=capacity,
        unit=unit,
        household=household[fits],
        place=place[fits],
        given=given[fits],
        score_unit=_score_unit(given[fits]),
    )


def _amounts(households: list[Household], places: list[Place], width: int) -> tuple[Floats, Floats, Floats]:
    """Demands, capacities and units; whole where that is possible."""
    demand = np.array([each.demand for each in households], dtype=np.float64).reshape(len(households), width)
    rows = [[np.inf if value is None else value for value in each.capacity] for each in places]
    capacity = np.array(rows, dtype=np.float64).reshape(len(places), width)
    unit = np.ones(width)
    for column in range(width):
        power = _whole_at(demand[:, column])
        if power is not None:
            unit[column] = 10.0**power
            demand[:, column] = np.rint(demand[:, column] * unit[column])
            capacity[:, column] = np.floor(capacity[:, column] * unit[column] * (1 + _WRITING))
    return demand, capacity, unit


def _whole_at(values: Floats) -> int | None:
    """The least power of ten that makes all values whole, if their sum stays exact."""
    for power in range(_DECIMALS + 1):
        scaled = values * 10.0**power
        if float(scaled.sum()) < _EXACT and bool((np.abs(scaled - np.rint(scaled)) <= _WRITING * scaled).all()):
            return power
    return None


def _score_unit(given: Floats) -> float:
    top = float(given.max(initial=0.0))
    return float(2.0 ** (_TOP - np.floor(np.log2(top)))) if top > 0 else 1.0
