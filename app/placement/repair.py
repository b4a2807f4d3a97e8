"""From shares to whole families: fix who is whole, choose anew for the others and for those nearly indifferent.

Each round solves an integer program over a neighbourhood: the households that the relaxation divides, and those whose
second best option is least behind their best, with what the others leave of the capacities.  The next round takes
four times as many.  The last one takes every option that could be part of anything better than what is known; its
result is therefore proved for the whole problem.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from app.placement.arrays import Floats, Instance, Ints
from app.placement.linear import Effort, optimise
from app.placement.polish import filled, trimmed
from app.placement.relaxation import Relaxation, pairs_of

_FIRST = 120
_GROWTH = 4
_NODES = 3_000
_LAST_NODES = 30_000
_MOST_COLUMNS = 60_000
_SMALL = 1e-9


@dataclass(frozen=True)
class Repaired:
    """The pair of each household (−1 is none), what no placement can pass, and whether the clock cut the work short."""

    choice: Ints
    bound: float
    in_time: bool


@dataclass(frozen=True)
class _Round:
    """Households chosen anew, their options, and the choice of all others."""

    pairs: Ints
    kept: Ints
    nodes: int
    complete: bool


def repair(instance: Instance, relaxed: Relaxation, enough: float, deadline: float) -> Repaired:
    """A whole choice within ``enough`` of the bound (units of the solver), or the best that was found."""
    start = pairs_of(instance, relaxed.shares)
    best, value, bound = np.where(start == -2, -1, start), -np.inf, relaxed.bound
    if not relaxed.finished or (instance.used(best) > instance.limit).any():
        best = trimmed(instance, best)
    best, value = _better(instance, best, filled(instance, best), value)
    behind = _behind(instance, relaxed)
    wanted, in_time = _FIRST, relaxed.finished
    while bound - value > enough and in_time:
        step = _neighbourhood(instance, relaxed, start, behind, (wanted, bound - value))
        if len(step.pairs) == 0 or len(step.pairs) > _MOST_COLUMNS:
            break
        room = instance.capacity - instance.used(step.kept)
        effort = Effort(deadline - time.monotonic(), step.nodes, max(enough / 2, _SMALL))
        answer = optimise(instance, step.pairs, room, effort, whole=True)
        chosen = step.kept.copy()
        if len(answer.shares):
            taken = step.pairs[answer.shares > 0.5]
            chosen[instance.household[taken]] = taken
        if step.complete:
            # What lies outside of this neighbourhood is worse than what was known before the round.
            bound = min(bound, max(value, answer.bound + _score(instance, step.kept)))
        best, value = _better(instance, best, filled(instance, trimmed(instance, chosen)), value)
        in_time = time.monotonic() < deadline
        if step.complete and (answer.finished or step.nodes == _LAST_NODES):
            break
        wanted *= _GROWTH
    return Repaired(best, max(bound, value), in_time)


def _behind(instance: Instance, relaxed: Relaxation) -> Floats:
    """By how much the second best option of each household is behind its best; none placed is an option too."""
    count = len(instance.households)
    order = np.lexsort((relaxed.regret, instance.household))
    ranked = relaxed.regret[order]
    first, options = instance.first[:-1], np.diff(instance.first)
    lowest, second = np.full(count, np.inf), np.full(count, np.inf)
    lowest[options > 0] = ranked[first[options > 0]]
    second[options > 1] = ranked[first[options > 1] + 1]
    return np.asarray(np.minimum(second, np.maximum(lowest, relaxed.gain)))


def _neighbourhood(
    instance: Instance, relaxed: Relaxation, start: Ints, behind: Floats, size: tuple[int, float]
) -> _Round:
    """The ``wanted`` households nearest to indifference and all divided ones; at most those that can matter."""
    wanted, gap = size
    divided = start == -2
    matters = behind <= gap + _SMALL
    order = np.argsort(np.where(divided, -1.0, behind), kind="stable")
    width = gap
    complete = int((matters | divided).sum()) <= wanted
    free = divided | matters
    if not complete:
        free = np.zeros(len(start), dtype=bool)
        free[order[: max(wanted, int(divided.sum()))]] = True
        width = float(behind[free & ~divided].max(initial=0.0))
    near = relaxed.regret <= max(width, 0.0) + _SMALL
    own = np.zeros(len(near), dtype=bool)
    own[start[start >= 0]] = True
    allowed = free[instance.household] & (near | own | divided[instance.household])
    kept = np.where(free, -1, start)
    return _Round(np.flatnonzero(allowed).astype(np.int64), kept, _LAST_NODES if complete else _NODES, complete)


def _score(instance: Instance, choice: Ints) -> float:
    return float(instance.score[choice[choice >= 0]].sum())


def _better(instance: Instance, old: Ints, new: Ints, value: float) -> tuple[Ints, float]:
    found = _score(instance, new)
    return (new, found) if found > value else (old, value)
