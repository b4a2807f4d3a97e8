"""From shares to whole families: fix who is whole, choose anew for the others and for those nearly indifferent.

Each round solves an integer program over a neighbourhood: the households that the relaxation divides, and those whose
second best option is least behind their best, with what the others leave of the capacities.  The next round takes
four times as many.  The last one takes every option that could be part of anything better than what is known; its
result is therefore proved for the whole problem.  Where these options are few (a sitting, the last weeks of a year,
when little is left), the last round comes first and mostly is the only one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from app.placement.arrays import Floats, Instance, Ints
from app.placement.groups import STEPS, improved
from app.placement.joining import joined
from app.placement.linear import Effort, optimise
from app.placement.polish import filled, trimmed
from app.placement.relaxation import Relaxation, pairs_of

_FIRST = 120
_GROWTH = 4
_NODES = 200
_LAST_NODES = 3_000
_MOST_COLUMNS = 60_000
# So few options are solved at once in less time than some small steps take; so many after a few such steps.
_AT_ONCE = 1_000
_SOON = 2_500
_FEW_STEPS = 15
_SMALL = 1e-9
_ROUNDING = 1e-10


@dataclass(frozen=True)
class Repaired:
    """The pair of each household (−1 is none), what no placement can pass, and whether the clock cut the work short."""

    choice: Ints
    bound: float
    in_time: bool


@dataclass
class _Found:
    """The best choice so far, and what no placement can pass (units of the solver)."""

    best: Ints
    bound: float

    def gap(self, instance: Instance) -> float:
        """By how much a placement might still be better."""
        return self.bound - _score(instance, self.best)

    def offer(self, instance: Instance, choice: Ints) -> None:
        """Keep ``choice`` if it is worth more."""
        if _score(instance, choice) > _score(instance, self.best):
            self.best = choice


@dataclass(frozen=True)
class _Round:
    """Households chosen anew, their options, and the choice of all others."""

    pairs: Ints
    kept: Ints
    nodes: int
    complete: bool


def repair(instance: Instance, relaxed: Relaxation, enough: float, deadline: float) -> Repaired:
    """A whole choice within ``enough`` of the bound (units of the solver), or the best that was found."""
    enough = max(enough, _SMALL)
    start = pairs_of(instance, relaxed.shares)
    found = _Found(
        filled(instance, trimmed(instance, np.where(start == -2, -1, start))), _on_grid(instance, relaxed.bound)
    )
    if found.gap(instance) > enough and relaxed.finished:
        found.offer(instance, joined(instance, relaxed, enough, deadline))
    steps = STEPS
    if found.gap(instance) > enough and relaxed.finished:
        step = _neighbourhood(instance, relaxed, start, (len(start), relaxed.bound - _score(instance, found.best)))
        steps = _FEW_STEPS if len(step.pairs) <= _SOON else STEPS
        if len(step.pairs) <= _AT_ONCE:
            _take(instance, found, step, enough, deadline)
    if found.gap(instance) > enough:
        found.offer(instance, improved(instance, relaxed, found.best, enough, deadline, steps=steps))
    wanted = _FIRST if steps == STEPS else len(start)
    while found.gap(instance) > enough and relaxed.finished and time.monotonic() < deadline:
        step = _neighbourhood(instance, relaxed, start, (wanted, relaxed.bound - _score(instance, found.best)))
        if len(step.pairs) > _MOST_COLUMNS:
            break
        _take(instance, found, step, enough, deadline)
        if step.complete:
            break
        wanted *= _GROWTH
    return Repaired(found.best, max(found.bound, _score(instance, found.best)), time.monotonic() < deadline)


def _take(instance: Instance, found: _Found, step: _Round, enough: float, deadline: float) -> None:
    """Solve a round and keep what is better; a complete one may lower the bound too."""
    before = _score(instance, found.best)
    chosen, proved = _solved(instance, step, enough, deadline)
    if step.complete:
        # Whatever lies outside of this neighbourhood is no better than what was known before the round.
        found.bound = min(found.bound, max(_on_grid(instance, proved), before))
    found.offer(instance, filled(instance, trimmed(instance, chosen)))


def _solved(instance: Instance, step: _Round, enough: float, deadline: float) -> tuple[Ints, float]:
    """The best choice of a round, and what no choice within it can pass."""
    room = instance.capacity - instance.used(step.kept)
    effort = Effort(deadline - time.monotonic(), step.nodes, max(enough / 2, _SMALL))
    answer = optimise(instance, step.pairs, room, effort, whole=True)
    chosen = step.kept.copy()
    if len(answer.shares):
        taken = step.pairs[answer.shares > 0.5]
        chosen[instance.household[taken]] = taken
    return chosen, answer.bound + _score(instance, step.kept)


def _on_grid(instance: Instance, bound: float) -> float:
    """The bound, rounded down to what sums of these scores can be: whole points where all scores are whole."""
    if (instance.given != np.floor(instance.given)).any():
        return bound
    return float(np.floor(bound / instance.score_unit * (1 + _ROUNDING) + _ROUNDING) * instance.score_unit)


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


def _neighbourhood(instance: Instance, relaxed: Relaxation, start: Ints, size: tuple[int, float]) -> _Round:
    """The ``wanted`` households nearest to indifference and all divided ones; at most those that can matter."""
    wanted, gap = size
    divided = start == -2
    behind = _behind(instance, relaxed)
    own_regret = np.where(start >= 0, relaxed.regret[start], relaxed.gain) if len(relaxed.regret) else relaxed.gain
    free = divided | (behind <= gap + _SMALL) | (own_regret > _SMALL)
    width, complete = gap, int(free.sum()) <= wanted
    if not complete:
        order = np.argsort(np.where(divided, -1.0, behind), kind="stable")
        free = np.zeros(len(start), dtype=bool)
        free[order[: max(wanted, int(divided.sum()))]] = True
        width = float(behind[free & ~divided].max(initial=0.0))
    own = np.zeros(len(relaxed.regret), dtype=bool)
    own[start[start >= 0]] = True
    member = free[instance.household]
    allowed = member & ((relaxed.regret <= width + _SMALL) | own | divided[instance.household])
    kept = np.where(free, -1, start)
    return _Round(np.flatnonzero(allowed).astype(np.int64), kept, _LAST_NODES if complete else _NODES, complete)


def _score(instance: Instance, choice: Ints) -> float:
    return float(instance.score[choice[choice >= 0]].sum())
