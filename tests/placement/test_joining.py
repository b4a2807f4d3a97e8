"""Rounding by parts: what is linked, what is moved, and places that come out exactly full."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from app.placement.arrays import instance
from app.placement.joining import joined
from app.placement.parts import parts
from app.placement.problem import Household, Place, Problem
from app.placement.relaxation import relax


def two_streams(seed: int, families: int = 700, places: int = 5) -> Problem:
    """Each family takes of one stream only; demand is a quarter above what there is."""
    lots = np.random.default_rng(seed)
    sizes, second = 1 + lots.binomial(7, 0.37, families), lots.random(families) < 0.6
    held = [np.floor(lots.dirichlet(np.full(places, 4.0)) * sizes[second == one].sum() / 1.25) for one in (False, True)]
    scores = np.round(np.clip(50 + lots.normal(0, 12, (families, places)), 0, 100), 2)
    return Problem(
        ("first", "second"),
        tuple(
            Household(f"h{n:04d}", (0.0, float(size)) if other else (float(size), 0.0))
            for n, (size, other) in enumerate(zip(sizes, second, strict=True))
        ),
        tuple(Place(f"p{n}", (float(held[0][n]), float(held[1][n]))) for n in range(places)),
        {f"h{n:04d}": {f"p{m}": float(scores[n, m]) for m in range(places)} for n in range(families)},
    )


def test_streams_that_no_family_shares_are_parts_of_their_own() -> None:
    problem = two_streams(1)
    arrays = instance(problem)
    relaxed = relax(arrays, time.monotonic() + 60)
    found = list(parts(arrays, relaxed, 12))
    assert [sorted(np.argwhere(part.row >= 0)[:, 1].tolist()) for part in found] in (
        [[0] * 5, [1] * 5],
        [[1] * 5, [0] * 5],
    )
    for part in found:
        stream = int(np.argwhere(part.row >= 0)[0, 1])
        assert set(part.household) == set(np.flatnonzero(arrays.demand[:, stream] > 0))
        # Best and second best begin the options of each; what an option takes is the family's size, in one row.
        assert (part.regret[part.first] <= part.second).all()
        taken = part.taken(arrays, np.arange(len(part.pair)))
        assert (taken.sum(axis=1) == np.where(part.pair >= 0, arrays.demand[part.household, stream], 0)).all()
    assert not list(parts(arrays, relaxed, 4))


def test_one_family_that_takes_of_both_links_them() -> None:
    problem = two_streams(1)
    problem = replace(problem, households=(Household("h0000", (1.0, 1.0)), *problem.households[1:]))
    arrays = instance(problem)
    assert len(list(parts(arrays, relax(arrays, time.monotonic() + 60), 12))) == 1


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_places_come_out_full_and_nobody_is_over(seed: int) -> None:
    arrays = instance(two_streams(seed))
    relaxed = relax(arrays, time.monotonic() + 60)
    choice = joined(arrays, relaxed, 1e-4 * relaxed.bound, time.monotonic() + 60)
    used = arrays.used(choice)
    assert (used <= arrays.capacity).all()
    assert (arrays.household[choice[choice >= 0]] == np.flatnonzero(choice >= 0)).all()
    assert float((arrays.capacity - used).sum()) <= 2
    # Leaving out who is divided, and filling what stays free, loses 18e-4 and more here.
    assert float(arrays.score[choice[choice >= 0]].sum()) >= relaxed.bound * (1 - 3e-4)


def test_amounts_that_are_not_whole_are_left_to_the_repairs() -> None:
    problem = two_streams(2)
    odd = Household("h0000", (float(np.pi), 0.0))
    arrays = instance(replace(problem, households=(odd, *problem.households[1:])))
    relaxed = relax(arrays, time.monotonic() + 60)
    assert not list(parts(arrays, relaxed, 12))
    assert (arrays.used(joined(arrays, relaxed, 0.0, time.monotonic() + 60)) <= arrays.limit).all()
