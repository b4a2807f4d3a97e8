"""The parts of a problem that share no priced capacity, each with its rows and the options of its households.

Where every family takes of one stream only, the places of one stream never compete with those of the other: each part
is rounded by itself, and what the parts lose adds up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.placement.arrays import Flags, Floats, Instance, Ints
from app.placement.relaxation import Relaxation

_SEED = 20_260_103


@dataclass(frozen=True)
class Part:
    """Capacities that have a price (``row``: place × dimension, −1 for all others), and who takes of them.

    Options (a pair, or −1 for unplaced) are in the order of households and then of regret; those of the household at
    position n begin at ``first[n]`` and are ``count[n]``, at least two.  ``mark`` gives each row a number by lot: sums
    of amounts are equal when their sums of marks are (but for one chance in 2⁶⁴).
    """

    row: Ints
    price: Floats
    mark: Ints
    household: Ints
    pair: Ints
    regret: Floats
    first: Ints
    count: Ints

    @property
    def second(self) -> Floats:
        """The regret of the second best option of each household."""
        return self.regret[self.first + 1]

    def taken(self, instance: Instance, options: Ints) -> Ints:
        """What each of the options takes of each row."""
        return self.of_pairs(instance, self.household[options], self.pair[options])

    def of_pairs(self, instance: Instance, household: Ints, pair: Ints) -> Ints:
        """What each household takes of each row by its pair (−1: nothing)."""
        count = len(self.price)
        found = np.zeros((len(pair), count + 1), dtype=np.int64)
        for dimension in range(self.row.shape[1]):
            row = np.where(pair >= 0, self.row[instance.place[pair], dimension], -1)
            found[np.arange(len(pair)), row] += instance.demand[household, dimension].astype(np.int64)
        return found[:, :count]


def parts(instance: Instance, relaxed: Relaxation, most_rows: int) -> Iterator[Part]:
    """The parts of at most so many rows with a price, the larger first; none where amounts are not whole."""
    priced = relaxed.prices > 0
    if not priced.any() or (instance.demand != np.floor(instance.demand)).any():
        return
    number = np.full(priced.shape, -1, dtype=np.int64)
    number[priced] = np.arange(int(priced.sum()))
    row_part, member = _labels(instance, number, int(priced.sum()))
    labels, sizes = np.unique(row_part, return_counts=True)
    for label in labels[np.argsort(-sizes, kind="stable")]:
        if int((row_part == label).sum()) > most_rows:
            continue
        rows = np.full(priced.shape, -1, dtype=np.int64)
        inside = np.zeros(priced.shape, dtype=bool)
        inside[priced] = row_part == label
        rows[inside] = np.arange(int(inside.sum()))
        yield _part(instance, relaxed, rows, member == label)


def _labels(instance: Instance, number: Ints, count: int) -> tuple[Ints, Ints]:
    """The part of each row and of each household: the least row that it is linked with (−1: linked with none)."""
    touched = (number[instance.place] >= 0) & (instance.demand[instance.household] > 0)
    pair, dimension = np.nonzero(touched)
    household, row = instance.household[pair], number[instance.place[pair], dimension]
    label = np.arange(count)
    while True:
        member = np.full(len(instance.households), count)
        np.minimum.at(member, household, label[row])
        lower = label.copy()
        np.minimum.at(lower, row, member[household])
        if (lower == label).all():
            return label, np.where(member == count, -1, member)
        label = lower


def _part(instance: Instance, relaxed: Relaxation, rows: Ints, member: Flags) -> Part:
    pairs, unplaced = np.flatnonzero(member[instance.household]), np.flatnonzero(member)
    household = np.concatenate([instance.household[pairs], unplaced])
    pair = np.concatenate([pairs, np.full(len(unplaced), -1)])
    regret = np.concatenate([relaxed.regret[pairs], relaxed.gain[unplaced]])
    order = np.lexsort((pair, regret, household))
    household, pair, regret = household[order], pair[order], regret[order]
    first = np.flatnonzero(np.r_[True, household[1:] != household[:-1]])
    return Part(
        row=rows,
        price=relaxed.prices[rows >= 0],
        mark=np.random.default_rng(_SEED).integers(-(2**62), 2**62, int((rows >= 0).sum())),
        household=household,
        pair=pair,
        regret=regret,
        first=first,
        count=np.diff(np.r_[first, len(household)]),
    )
