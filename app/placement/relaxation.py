"""The linear relaxation: families may be divided.  Its optimum bounds what any placement can reach.

Solved by sifting.  Prices learnt from a few households tell which options are worth a column in the whole model; an
option that turns out to be worth more than it costs is added, until there is none.  The bound never relies on the
solver: for any prices ≥ 0 no placement is worth more than the capacities at these prices and what each household can
gain above them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from app.placement.arrays import Flags, Floats, Instance, Ints
from app.placement.linear import Effort, optimise

_FIRST_SAMPLE = 400
_GROWTH = 5
_COLUMNS_EACH = 2
_FEWEST_COLUMNS = 4_000
_NOTICEABLE = 1e-9
_ROUNDS = 40
_SEED = 20_260_101


@dataclass(frozen=True)
class Relaxation:
    """Prices (place × dimension), the bound that they prove, and the share of each pair (0…1), in units of the solver.

    ``regret`` says how much a household loses by each pair against its best at these prices, ``gain`` what that best
    is worth above its price (≥ 0; unplaced is worth 0).  Whatever the prices, the value of a placement is the bound
    less the regrets of what was chosen (``gain`` for who is unplaced) and less the price of what stays free.
    """

    prices: Floats
    bound: float
    shares: Floats
    regret: Floats
    gain: Floats
    finished: bool


def relax(instance: Instance, deadline: float) -> Relaxation:
    """The relaxation's optimum, or what was known of it at ``deadline`` (on the monotonic clock)."""
    prices = _first_prices(instance, deadline)
    regret, _ = regrets(instance, prices)
    chosen = _window(regret, max(_FEWEST_COLUMNS, _COLUMNS_EACH * len(instance.households)))
    shares, finished = np.zeros(len(instance.household)), False
    for _ in range(_ROUNDS):
        pairs = np.flatnonzero(chosen).astype(np.int64)
        answer = optimise(instance, pairs, instance.capacity, Effort(deadline - time.monotonic()), whole=False)
        if not answer.finished:
            break
        prices = answer.prices
        shares = np.zeros(len(instance.household))
        shares[pairs] = answer.shares
        missed = _missed(instance, prices, chosen)
        if not missed.any():
            finished = True
            break
        chosen |= missed
    regret, gain = regrets(instance, prices)
    return Relaxation(prices, proved(instance, prices, gain), shares, regret, gain, finished)


def regrets(instance: Instance, prices: Floats) -> tuple[Floats, Floats]:
    """What each pair is behind the household's best at ``prices``, and what that best is worth (≥ 0)."""
    worth = instance.score - instance.costs(prices)
    gain = _best(instance, worth)
    return gain[instance.household] - worth, gain


def proved(instance: Instance, prices: Floats, gain: Floats) -> float:
    """What no placement can pass, in units of the solver."""
    priced = prices > 0
    return float((instance.capacity[priced] * prices[priced]).sum() + gain.sum())


def _best(instance: Instance, worth: Floats) -> Floats:
    best = np.zeros(len(instance.households))
    has = np.flatnonzero(np.diff(instance.first))
    if len(has):
        best[has] = np.maximum(np.maximum.reduceat(worth, instance.first[has]), 0.0)
    return best


def _first_prices(instance: Instance, deadline: float) -> Floats:
    """Prices from samples of the households, each larger than the one before, with their share of the capacities."""
    count = len(instance.households)
    order = np.random.default_rng(_SEED).permutation(count)
    prices = np.zeros_like(instance.capacity)
    size, known = _FIRST_SAMPLE, False
    while size * 2 < count:
        sampled = np.zeros(count, dtype=bool)
        sampled[order[:size]] = True
        member = sampled[instance.household]
        if known:
            regret, _ = regrets(instance, prices)
            member &= _window(np.where(member, regret, np.inf), 2 * _COLUMNS_EACH * size)
        pairs = np.flatnonzero(member).astype(np.int64)
        share = instance.capacity * (size / count)
        answer = optimise(instance, pairs, share, Effort(deadline - time.monotonic()), whole=False)
        if not answer.finished:
            break
        prices, known = answer.prices, True
        size *= _GROWTH
    return prices


def _window(regret: Floats, wanted: int) -> Flags:
    """The ``wanted`` pairs of least regret; lots, always the same ones, decide among equals."""
    chosen = np.zeros(len(regret), dtype=bool)
    lots = np.random.default_rng(_SEED).random(len(regret)) * _NOTICEABLE
    ordered = regret + lots
    if wanted >= len(regret):
        chosen[:] = np.isfinite(regret)
        return chosen
    chosen[np.argpartition(ordered, wanted)[:wanted]] = True
    return np.asarray(chosen & np.isfinite(regret))


def _missed(instance: Instance, prices: Floats, chosen: Flags) -> Flags:
    """Pairs outside the model that are worth more than the household's best inside: its best two of them."""
    worth = instance.score - instance.costs(prices)
    gain = _best(instance, np.where(chosen, worth, -np.inf))
    excess = np.where(chosen, -np.inf, worth - gain[instance.household])
    missed = np.zeros(len(excess), dtype=bool)
    for _ in range(2):
        best = _best(instance, np.where(missed, -np.inf, excess))
        missed |= (excess > _NOTICEABLE) & (excess >= best[instance.household])
    return missed


def pairs_of(instance: Instance, shares: Floats) -> Ints:
    """The pair that each household has whole in ``shares``; −1 for none, −2 where it is divided."""
    total = np.bincount(instance.household, weights=shares, minlength=len(instance.households))
    choice = np.where(total < 1e-6, -1, -2).astype(np.int64)
    whole = np.flatnonzero(shares > 1 - 1e-6)
    choice[instance.household[whole]] = whole
    return choice
