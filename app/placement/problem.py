"""What is to be matched: households, places, and the scores of the pairs that are allowed.

Households stay together: one goes to one place or to none.  A place holds what its capacities hold, in as many
dimensions as there are (persons of a stream, school places, homes by size).  A pair without a score is not allowed, so
nobody is placed where the family has not agreed to go.  All numbers are plain; units belong to who asks.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LARGEST = 1e12


class ProblemError(ValueError):
    """A problem that contradicts itself; ``code`` names the fault, ``params`` say where.

    Codes: duplicate_household, duplicate_place, duplicate_dimension, empty_code, wrong_dimensions, not_a_number,
    negative, too_large, unknown_household, unknown_place, bad_gap, bad_seconds.  Params: ``household``, ``place``,
    ``dimension`` as they apply.
    """

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)


@dataclass(frozen=True, slots=True)
class Household:
    """A family by its code, and what it takes of each dimension (≥ 0)."""

    code: str
    demand: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A region or district by its code, and what it holds of each dimension (≥ 0; None is without limit)."""

    code: str
    capacity: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Who, where to, and how well each allowed pair fits (a score ≥ 0; an absent pair is not allowed).

    Raises :class:`ProblemError` where the parts contradict each other.
    """

    dimensions: tuple[str, ...]
    households: tuple[Household, ...]
    places: tuple[Place, ...]
    scores: Mapping[str, Mapping[str, float]]

    def __post_init__(self) -> None:
        _check_codes(self.dimensions, "dimension")
        households = _check_codes([each.code for each in self.households], "household")
        places = _check_codes([each.code for each in self.places], "place")
        for household in self.households:
            self._check_row(household.demand, household=household.code)
        for place in self.places:
            self._check_row(place.capacity, place=place.code)
        for code, row in self.scores.items():
            if code not in households:
                raise ProblemError("unknown_household", household=code)
            _check_scores(code, row, places)

    def digest(self) -> str:
        """SHA-256 (hex) over everything that is to be matched, whatever the order of its rows and columns."""
        order = sorted(range(len(self.dimensions)), key=self.dimensions.__getitem__)
        told = {
            "dimensions": sorted(self.dimensions),
            "households": {each.code: [each.demand[number] for number in order] for each in self.households},
            "places": {each.code: [each.capacity[number] for number in order] for each in self.places},
            "scores": {code: dict(row) for code, row in self.scores.items() if row},
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def _check_row(self, values: Sequence[float | None], **where: str) -> None:
        if len(values) != len(self.dimensions):
            raise ProblemError("wrong_dimensions", **where)
        for dimension, value in zip(self.dimensions, values, strict=True):
            if value is not None:
                check_number(value, dimension=dimension, **where)
            elif "household" in where:
                raise ProblemError("not_a_number", dimension=dimension, **where)


def check_number(value: float, **where: str) -> None:
    """Raise :class:`ProblemError` unless ``value`` is a finite number from 0 to 10¹²."""
    if not math.isfinite(value):
        raise ProblemError("not_a_number", **where)
    if value < 0:
        raise ProblemError("negative", **where)
    if value > LARGEST:
        raise ProblemError("too_large", **where)


def _check_scores(household: str, row: Mapping[str, float], places: frozenset[str]) -> None:
    for place, score in row.items():
        if place not in places:
            raise ProblemError("unknown_place", household=household, place=place)
        if not 0 <= score <= LARGEST:
            check_number(score, household=household, place=place)


def _check_codes(codes: Iterable[str], kind: str) -> frozenset[str]:
    seen: set[str] = set()
    for code in codes:
        if not code:
            raise ProblemError("empty_code", kind=kind)
        if code in seen:
            raise ProblemError(f"duplicate_{kind}", **{kind: code})
        seen.add(code)
    return frozenset(seen)
