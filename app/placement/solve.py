"""The best placement of households, with a proof of how far from the best it can be at most.

``solve`` relaxes (families may be divided), keeps who is whole, chooses anew for the rest, and says what no placement
can pass.  The same problem gives the same answer, whatever the order of its rows: everything is sorted by code, the
solver has one thread and a fixed seed.  Families alike in demand and scores are served in the order of their codes, and
no family stays unplaced while a place that it allowed has room for it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from app.placement.arrays import Floats, Instance, Ints, instance
from app.placement.polish import in_order
from app.placement.problem import Problem, ProblemError
from app.placement.relaxation import relax
from app.placement.repair import repair

# What a result came from: the same problem and gap give the same answer as long as this stays the same.
SOLVER = f"HiGHS {version('highspy')}, relax-join-repair 2"


@dataclass(frozen=True, slots=True)
class Solution:
    """Who goes where, what it is worth and what it could be worth at most.

    ``gap`` is (bound − objective) / bound.  ``prices`` say for each place and dimension what one more unit of capacity
    would add to the relaxation's optimum (0 where something is left or nothing limits).  ``seconds`` is time on the
    clock.  ``in_time`` is False where the clock ended the search: only then could another run give another answer.
    """

    assignment: Mapping[str, str | None]
    objective: float
    bound: float
    gap: float
    prices: Mapping[tuple[str, str], float]
    seconds: float
    placed: int
    unplaced: int
    in_time: bool = True


def solve(problem: Problem, *, gap: float = 1e-6, seconds: float = 30.0) -> Solution:
    """A placement whose sum of scores is within ``gap`` of the best, unless ``seconds`` do not suffice to prove it.

    There is always one: whoever does not fit stays unplaced.  Raises :class:`ProblemError` (``bad_gap``,
    ``bad_seconds``) for settings that mean nothing.
    """
    if not 0 <= gap < 1:
        raise ProblemError("bad_gap")
    if not (math.isfinite(seconds) and seconds > 0):
        raise ProblemError("bad_seconds")
    begun = time.monotonic()
    arrays = instance(problem)
    relaxed = relax(arrays, begun + seconds)
    repaired = repair(arrays, relaxed, gap * relaxed.bound, begun + seconds)
    choice = in_order(arrays, repaired.choice)
    bound = repaired.bound / arrays.score_unit
    return _solution(arrays, choice, bound, relaxed.prices, (begun, repaired.in_time))


def _solution(arrays: Instance, choice: Ints, bound: float, prices: Floats, run: tuple[float, bool]) -> Solution:
    begun, in_time = run
    objective = math.fsum(arrays.given[choice[choice >= 0]])
    bound = max(bound, objective)
    places = [None if pair < 0 else arrays.places[arrays.place[pair]] for pair in choice]
    given_prices = prices * arrays.unit / arrays.score_unit
    placed = int(np.count_nonzero(choice >= 0))
    return Solution(
        assignment=dict(zip(arrays.households, places, strict=True)),
        objective=objective,
        bound=bound,
        gap=(bound - objective) / bound if bound > 0 else 0.0,
        prices={
            (place, dimension): float(given_prices[row, column])
            for row, place in enumerate(arrays.places)
            for column, dimension in enumerate(arrays.dimensions)
        },
        seconds=time.monotonic() - begun,
        placed=placed,
        unplaced=len(choice) - placed,
        in_time=in_time,
    )
