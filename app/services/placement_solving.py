"""Solving a placing: the solver's answer within the places that districts share, and its explanation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.domain.placement import Family, Place
from app.domain.placement_change import Change, ChangeKind, Proof, Trial
from app.domain.placement_explanation import Option, Picture, explain
from app.domain.stream import QUOTA_STREAMS, Stream
from app.services.placement_inputs import Inputs, problem

if TYPE_CHECKING:
    from app.placement.solve import Solution

# A run that takes longer is worth less than one that is nearly as good; readers are told that the clock ended it.
SECONDS = 30.0
# To the last point: families name three regions and scores are whole, so that also a country's year takes seconds.
GAP = 1e-6
# Families times places that whoever asked waits for (measured in November 2026: with homes and schools counted too, the
# hardest of a hundred made-up sittings of 320 to 390 took one second), and what the clock then allows.  Whatever is
# larger, or takes longer after all, is worked out by a worker.
AT_ONCE = 400
SECONDS_AT_ONCE = 2.0
# With no time left, a step still places families one way or another.
_LEAST_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Solved:
    """Who is proposed for which place by the family's code, with the explanation and the solver's figures.

    ``asked`` is what else the solver was told: the gap, its version, and reserve prices.
    """

    assigned: Mapping[str, str | None]
    options: Mapping[str, tuple[Option, ...]]
    changes: Mapping[str, tuple[Change, ...]]
    solution: Solution
    asked: Mapping[str, Any]

    def digest(self) -> str:
        """SHA-256 (hex) over who is proposed for which place."""
        body = json.dumps(dict(self.assigned), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()


def solved(inputs: Inputs, *, seconds: float = SECONDS) -> Solved:
    """The best placing of the inputs; the same inputs give the same placing, unless the clock ended the search."""
    from app.placement.solve import solve  # noqa: PLC0415  the solver weighs more than all pages

    closed: frozenset[tuple[str, str]] = frozenset()
    spent, in_time = 0.0, True
    while True:
        solution = solve(problem(inputs, closed), gap=GAP, seconds=max(seconds - spent, _LEAST_SECONDS))
        # What one step was cut short in, all later steps stand on.
        spent, in_time = spent + solution.seconds, in_time and solution.in_time
        over = _beyond_the_rest(inputs, solution.assignment)
        if not over:
            # Where places were given in turn, more points would have had another turn; where the clock ended the
            # search, it may end elsewhere the next time: nothing is proved then.
            is_proved = in_time and not closed and _suffices(inputs)
            proof = Proof(solution.objective, solution.bound, GAP) if is_proved else None
            return explained(inputs, replace(solution, seconds=spent, in_time=in_time), proof)
        closed |= over


def solved_at_once(inputs: Inputs) -> Solved | None:
    """The same as :func:`solved`, for somebody who waits for it; None where that would take too long."""
    if len(inputs.families) * len(inputs.places) > AT_ONCE:
        return None
    found = solved(inputs, seconds=SECONDS_AT_ONCE)
    return found if found.solution.in_time else None


def explained(inputs: Inputs, solution: Solution, proof: Proof | None) -> Solved:
    """A solution with the reasons for every family; ``proof``: what the solver showed of all placings."""
    from app.placement.solve import SOLVER  # noqa: PLC0415  as above

    assigned = dict(solution.assignment)
    picture = Picture(
        families=inputs.families,
        places=_with_shares(inputs, assigned),
        hosts=inputs.hosts,
        weights=inputs.weights,
        dimensions=inputs.dimensions,
        assigned=assigned,
        shared=_shared(inputs),
    )
    options = explain(picture)
    trial = Trial(picture, options, proof)
    # Whoever reads the reasons is told that another run might give others.
    last = () if solution.in_time else (Change(ChangeKind.CLOCK),)
    told = {family.code: (*trial.changes(family), *last) for family in inputs.families}
    reserve = dict(proof.reserve) if proof and proof.reserve is not None else None
    return Solved(assigned, options, told, solution, {"gap": GAP, "solver": SOLVER, "reserve": reserve})


def _shared(inputs: Inputs) -> frozenset[tuple[str, str]]:
    """Places and streams of which several districts share what the region kept."""
    found = (
        (code, stream) for code, place in inputs.places.items() for stream in QUOTA_STREAMS if stream in inputs.rest
    )
    return frozenset((code, stream) for code, stream in found if inputs.places[code].free.get(stream) is None)


def _suffices(inputs: Inputs) -> bool:
    """Whether what districts share is enough for all families, so that it limits nobody."""
    wanted = dict.fromkeys(QUOTA_STREAMS, 0)
    for family in inputs.families:
        wanted[family.stream] += family.persons
    return all(wanted[Stream(stream)] <= inputs.rest.get(stream, 0) for _code, stream in _shared(inputs))


def _shares(inputs: Inputs, family: Family, place: str | None) -> bool:
    """Whether the family was placed where the places are those that several districts share."""
    return place is not None and family.stream in inputs.rest and inputs.places[place].free.get(family.stream) is None


def _beyond_the_rest(inputs: Inputs, assigned: Mapping[str, str | None]) -> frozenset[tuple[str, str]]:
    """Pairs to close: families for whom the shared places do not suffice, in the order in which they are served."""
    left = dict(inputs.rest)
    found: set[tuple[str, str]] = set()
    for family in sorted(inputs.families, key=lambda each: each.position):
        if not _shares(inputs, family, assigned.get(family.code)):
            continue
        if family.persons <= left[family.stream]:
            left[family.stream] -= family.persons
        else:
            found |= {
                (family.code, code) for code, place in inputs.places.items() if place.free.get(family.stream) is None
            }
    return frozenset(found)


def _with_shares(inputs: Inputs, assigned: Mapping[str, str | None]) -> dict[str, Place]:
    """The places as the explanation sees them: a shared one holds what was placed there and what is left to all."""
    taken: dict[tuple[str, str], int] = {}
    left = dict(inputs.rest)
    for family in inputs.families:
        chosen = assigned.get(family.code)
        if chosen is not None and _shares(inputs, family, chosen):
            taken[chosen, family.stream] = taken.get((chosen, family.stream), 0) + family.persons
            left[family.stream] -= family.persons
    found = {}
    for code, place in inputs.places.items():
        free = dict(place.free)
        for stream in QUOTA_STREAMS:
            if stream in inputs.rest and free.get(stream) is None:
                free[stream] = taken.get((code, stream), 0) + max(0, left[stream])
        found[code] = replace(place, free=free)
    return found
