"""The first repairs: a few places at a time, where most is lost.

A placement falls short of the bound by the regrets of what was chosen and by the price of what stays free.  Each step
takes some places, those that lose most being likelier, and chooses anew for the households there and for the unplaced
that are nearly indifferent; all others stay.  Such a program is solved in hundredths of a second.
"""

from __future__ import annotations

import time

import numpy as np

from app.placement.arrays import Floats, Instance, Ints
from app.placement.linear import Effort, optimise
from app.placement.polish import filled, trimmed
from app.placement.relaxation import Relaxation

_MOST_PLACES = 6
_SHARE_OF_PLACES = 0.3
_HOUSEHOLDS = 96
_FEWER_BY_PLACE = 8
_HOUSEHOLDS_MORE = 8
_NODES = 10
STEPS = 60
_SEED = 20_260_102
_SMALL = 1e-9


def improved(
    instance: Instance, relaxed: Relaxation, choice: Ints, enough: float, deadline: float, *, steps: int = STEPS
) -> Ints:
    """A choice at least as good, by so many ``steps``; fewer when the gap is ``enough`` (units of the solver)."""
    count = len(instance.places)
    lots = np.random.default_rng(_SEED)
    least = size = min(_MOST_PLACES, max(2, round(count * _SHARE_OF_PLACES)))
    # Fewer places make an easier program: it may hold more households.
    wanted = _HOUSEHOLDS - _FEWER_BY_PLACE * least
    for _ in range(steps):
        gap = relaxed.bound - _value(instance, choice)
        if gap <= enough or count <= least or time.monotonic() >= deadline:
            break
        loss = _losses(instance, relaxed, choice)
        group = np.argsort(np.log(lots.random(count)) / -(loss + _SMALL), kind="stable")[:size]
        if size == least:
            group = np.argsort(-loss, kind="stable")[:size]
        pairs, kept = _options(instance, relaxed, choice, group, wanted + _HOUSEHOLDS_MORE * (size - least))
        room = instance.capacity - instance.used(kept)
        effort = Effort(deadline - time.monotonic(), _NODES, max(enough * size / count / 2, _SMALL))
        answer = optimise(instance, pairs, room, effort, whole=True)
        candidate = kept.copy()
        taken = pairs[answer.shares > 0.5] if len(answer.shares) else pairs[:0]
        candidate[instance.household[taken]] = taken
        candidate = filled(instance, trimmed(instance, candidate))
        better = _value(instance, candidate) > _value(instance, choice) + _SMALL
        choice = candidate if better else choice
        size = least if better else size + 1
        if size >= count:
            # All widths were tried in vain: begin again with more households.
            size, wanted = least, wanted + _HOUSEHOLDS // 4
    return choice


def _value(instance: Instance, choice: Ints) -> float:
    return float(instance.score[choice[choice >= 0]].sum())


def _losses(instance: Instance, relaxed: Relaxation, choice: Ints) -> Floats:
    """What each place loses against the bound: its free capacity at its price, and the regrets of who is there."""
    priced = relaxed.prices > 0
    free = np.where(priced, instance.capacity, 0.0) - np.where(priced, instance.used(choice), 0.0)
    loss = (relaxed.prices * free).sum(axis=1)
    taken = choice[choice >= 0]
    np.add.at(loss, instance.place[taken], relaxed.regret[taken])
    return np.asarray(np.maximum(loss, 0.0))


def _options(instance: Instance, relaxed: Relaxation, choice: Ints, group: Ints, wanted: int) -> tuple[Ints, Ints]:
    """Pairs to choose from for ``wanted`` households of the group, and the choice of everybody else."""
    inside = np.zeros(len(instance.places), dtype=bool)
    inside[group] = True
    now = np.where(choice >= 0, instance.place[choice], -1) if len(instance.place) else choice
    movable = (now < 0) | inside[now]
    current = np.zeros(len(instance.place), dtype=bool)
    current[choice[choice >= 0]] = True
    within = movable[instance.household] & inside[instance.place]
    # The least regret of any other option; to be unplaced is one for who has a place.
    other = np.full(len(choice), np.inf)
    others = np.flatnonzero(within & ~current)
    np.minimum.at(other, instance.household[others], relaxed.regret[others])
    other = np.where(choice >= 0, np.minimum(other, relaxed.gain), other)
    other[~movable] = np.inf
    order = np.argsort(other, kind="stable")[:wanted]
    free = np.zeros(len(choice), dtype=bool)
    free[order[np.isfinite(other[order])]] = True
    width = float(other[free].max(initial=0.0))
    allowed = within & free[instance.household] & ((relaxed.regret <= width) | current)
    return np.flatnonzero(allowed).astype(np.int64), np.where(free, -1, choice)
