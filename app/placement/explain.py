"""Why a household got what it got, and what would have changed it: every statement is tried by solving again.

The score from which a place would have taken the family is the worth of the best placement without the pair less the
worth of the best placement of the others beside the family there.  A number of further places is named only after
a placement with so many has given the family this place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.placement.arrival import remaining
from app.placement.problem import Household, Place, Problem, ProblemError
from app.placement.solve import Solution, solve

_STEPS = (0, 1, 2, 4, 8, 16, 32)
_ADDING = 1e-9


class Verdict(StrEnum):
    """What became of an option."""

    CHOSEN = "chosen"
    FULL = "full"
    LOWER = "lower"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class Option:
    """A place as this family saw it.

    ``cutoff``: above this score the place would have taken this family (its size and the others' wishes considered);
    None where nothing was tried.  ``lowest``: the lowest score that got in; None where nobody did.  ``short_by``: what
    the free room lacks for this family, by dimension (empty where it would fit or the pair is not allowed).
    """

    place: str
    score: float | None
    verdict: Verdict
    cutoff: float | None
    lowest: float | None
    short_by: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Change:
    """What alone would have given the family ``place``: a score above ``score_above``, or ``more`` of each dimension.

    ``score_above`` is None where the family is larger than the whole place.  ``more`` was enough in a new placement (a
    smaller number may be too); it is None where not even room for 32 families of this size was.
    """

    place: str
    score_above: float | None
    more: Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The outcome of a household, its options (places by code) and what would change it."""

    household: str
    place: str | None
    score: float | None
    options: tuple[Option, ...]
    changes: tuple[Change, ...]


def explain(
    problem: Problem, solution: Solution, household: str, *, what_if: bool = True, gap: float = 0.0
) -> Explanation:
    """The explanation for ``household`` in ``solution`` of ``problem``.

    With ``what_if`` each place that fits better than the chosen one costs a few placements (``gap`` as in ``solve``;
    above 0 the cutoffs are as exact as the gap).  Raises :class:`ProblemError` (``unknown_household``).
    """
    family = next((each for each in problem.households if each.code == household), None)
    if family is None or household not in solution.assignment:
        raise ProblemError("unknown_household", household=household)
    left = remaining(problem.places, problem.households, solution.assignment)
    scores = problem.scores.get(household, {})
    place = solution.assignment[household]
    score = None if place is None else scores[place]
    options = []
    for each in sorted(left, key=lambda one: one.code):
        verdict = _verdict(scores.get(each.code), each.code, place, score)
        cutoff = _cutoff(problem, family, each.code, gap) if what_if and verdict is Verdict.FULL else None
        lowest = _lowest(problem, solution, each.code)
        short_by = {} if verdict is Verdict.NOT_ALLOWED else _short_by(problem.dimensions, family, each)
        short_by = {} if verdict is Verdict.CHOSEN else short_by
        options.append(Option(each.code, scores.get(each.code), verdict, cutoff, lowest, short_by))
    changes = tuple(
        Change(each.place, each.cutoff, _more(problem, family, each, gap))
        for each in sorted(options, key=lambda one: (-(one.score or 0.0), one.place))
        if what_if and each.verdict is Verdict.FULL
    )
    return Explanation(household, place, score, tuple(options), changes)


def _verdict(score: float | None, code: str, place: str | None, reached: float | None) -> Verdict:
    if score is None:
        return Verdict.NOT_ALLOWED
    if code == place:
        return Verdict.CHOSEN
    return Verdict.FULL if reached is None or score > reached else Verdict.LOWER


def _lowest(problem: Problem, solution: Solution, code: str) -> float | None:
    inside = (problem.scores[each][code] for each, place in solution.assignment.items() if place == code)
    return min(inside, default=None)


def _short_by(dimensions: tuple[str, ...], family: Household, left: Place) -> dict[str, float]:
    """What the free room of a place lacks for the family."""
    lacking = {}
    for dimension, wanted, free in zip(dimensions, family.demand, left.capacity, strict=True):
        if free is not None and wanted > free * (1 + _ADDING):
            lacking[dimension] = wanted - free
    return lacking


def _cutoff(problem: Problem, family: Household, code: str, gap: float) -> float | None:
    """The score above which every best placement has the family at ``code``; None where it never fits."""
    capacity = next(each.capacity for each in problem.places if each.code == code)
    if any(held is not None and wanted > held for wanted, held in zip(family.demand, capacity, strict=True)):
        return None
    own = {place: score for place, score in problem.scores[family.code].items() if place != code}
    without = solve(replace(problem, scores={**problem.scores, family.code: own}), gap=gap)
    others = tuple(each for each in problem.households if each.code != family.code)
    rest = {each: row for each, row in problem.scores.items() if each != family.code}
    places = remaining(problem.places, [family], {family.code: code})
    beside = solve(Problem(problem.dimensions, others, places, rest), gap=gap)
    return max(without.objective - beside.objective, 0.0)


def _more(problem: Problem, family: Household, option: Option, gap: float) -> dict[str, float] | None:
    """The first number of further places that gives the family this place."""
    for more in _extras(problem.dimensions, family, option):
        wider = replace(problem, places=tuple(_widened(each, option.place, more) for each in problem.places))
        if solve(wider, gap=gap).assignment[family.code] == option.place:
            return dict(zip(problem.dimensions, more, strict=True))
    return None


def _extras(dimensions: tuple[str, ...], family: Household, option: Option) -> Iterator[tuple[float, ...]]:
    lacking = tuple(option.short_by.get(dimension, 0.0) for dimension in dimensions)
    for steps in _STEPS:
        if steps or any(lacking):
            yield tuple(short + steps * wanted for short, wanted in zip(lacking, family.demand, strict=True))


def _widened(place: Place, code: str, more: tuple[float, ...]) -> Place:
    if place.code != code:
        return place
    pairs = zip(place.capacity, more, strict=True)
    return Place(code, tuple(None if held is None else held + extra for held, extra in pairs))
