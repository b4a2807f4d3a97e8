"""The first rounding: which families to move so that the places become exactly full.

What a rounding loses is mostly the price of what stays free, so the amounts left over have to come out as nothing.
For each part of the problem a beam goes through the divided and some nearly indifferent households and keeps the
cheapest ways to choose for them, by what they leave of each row.  Then each of these ways is joined with every two, or
three, moves of other households that take just what is left: found by the sums of marks, not by trying.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice

import numpy as np

from app.placement.arrays import Floats, Instance, Ints
from app.placement.parts import Part, parts
from app.placement.polish import filled, trimmed
from app.placement.relaxation import Relaxation, pairs_of

_MOST_ROWS = 12
_MOST_PARTS = 8
# Households of the beam for each row: more of them where fewer were in vain.
_ITEMS = (8, 10, 12)
_CONSIDERED = 1_500
_OPTIONS = 4
_WIDTH = 2_000
_GUIDE = 0.05
_MOVES_EACH = 45
_MOVES_CONSIDERED = 5_000
_THIRD = 100
_TRIED = 1_000


@dataclass(frozen=True)
class _Ways:
    """Ways to choose for some households: what each leaves of the rows, its regrets, its options (one a household)."""

    left: Ints
    cost: Floats
    options: Ints


@dataclass(frozen=True)
class _Moves:
    """Moves of single households to another option, by cost; the first is none at all (option −1)."""

    option: Ints
    household: Ints
    taken: Ints
    cost: Floats


def joined(instance: Instance, relaxed: Relaxation, enough: float, deadline: float) -> Ints:
    """A choice in which each part is as near to its bound as was found; ``enough`` in units of the solver."""
    start = pairs_of(instance, relaxed.shares)
    choice = np.where(start == -2, -1, start)
    found = list(islice(parts(instance, relaxed, _MOST_ROWS), _MOST_PARTS))
    rows = sum(len(part.price) for part in found)
    for part in found:
        asked, best = enough * len(part.price) / rows, (np.inf, np.zeros(0, dtype=np.int64))
        for items in _ITEMS:
            best = min(best, _of_part(instance, part, start, (items, asked)), key=lambda each: each[0])
            if best[0] <= asked or time.monotonic() >= deadline:
                break
        taken = best[1]
        choice[part.household[taken]] = part.pair[taken]
    return filled(instance, trimmed(instance, choice))


def _of_part(instance: Instance, part: Part, start: Ints, size: tuple[int, float]) -> tuple[float, Ints]:
    """What the best way loses against the bound of the part, and the options that it takes."""
    divided = start[part.household[part.first]] == -2
    choice = np.where(start == -2, -1, start)
    items = _items(instance, part, divided, size[0])
    if not len(items):
        return np.inf, items
    ways = _beam(instance, part, choice, (items, divided))
    moves = _moves(instance, part, choice, items)
    return _best(part, ways, moves, size[1])


def _items(instance: Instance, part: Part, divided: Ints, each: int) -> Ints:
    """Positions of all divided households and of those nearest to indifference, ``each`` for every row; these last."""
    order = np.lexsort((part.second, ~divided))
    count = int(divided.sum())
    order = order[: count + _CONSIDERED]
    first = part.first[order]
    items = order[_of_each_row(part.taken(instance, first) - part.taken(instance, first + 1), each, count)]
    return items[np.lexsort((-part.second[items], ~divided[items]))]


def _of_each_row(amounts: Ints, each: int, always: int) -> Ints:
    """The first ``each`` that change a row, for every row and for the sum of all, and the first ``always``."""
    changed = np.hstack([amounts, amounts.sum(axis=1, keepdims=True)]) != 0
    kept = (changed & (changed.cumsum(axis=0) <= each)).any(axis=1)
    kept[:always] = True
    return np.flatnonzero(kept)


def _beam(instance: Instance, part: Part, choice: Ints, chosen: tuple[Ints, Ints]) -> _Ways:
    """The ways that are cheapest, judged by their regrets and by how far they are from what is expected to be left."""
    items, divided = chosen
    households = part.household[part.first[items]]
    free = (instance.capacity - instance.used(choice))[part.row >= 0].astype(np.int64)
    free = free + part.of_pairs(instance, households, choice[households]).sum(axis=0)
    width = float(part.second[items[~divided[items]]].max(initial=0.0))
    options, taken, expected = [], [], []
    for item in items:
        own = np.arange(part.first[item], part.first[item] + min(part.count[item], _OPTIONS))
        own = own[(part.regret[own] <= width) | (np.arange(len(own)) < 2)]
        options.append(own)
        taken.append(part.taken(instance, own))
        expected.append(taken[-1][:2].mean(axis=0) if divided[item] else taken[-1][0].astype(np.float64))
    rest = np.sum(expected, axis=0)
    ways = _Ways(free[None, :], np.zeros(1), np.zeros((1, 0), dtype=np.int64))
    for own, amounts, mean in zip(options, taken, expected, strict=True):
        rest = rest - mean
        ways = _next(part, ways, (own, amounts), rest)
    return ways


def _next(part: Part, ways: _Ways, item: tuple[Ints, Ints], rest: Floats) -> _Ways:
    """The ways with one more household: of those that leave the same only the cheapest, and at most the width."""
    options, taken = item
    left = (ways.left[None] - taken[:, None]).reshape(-1, len(part.price))
    cost = (ways.cost[None] + part.regret[options][:, None]).ravel()
    likely = cost + (np.abs(left - rest) * part.price).sum(axis=1) * _GUIDE
    order = np.arange(len(cost))
    if len(order) > 2 * _WIDTH:
        order = np.argpartition(likely, 2 * _WIDTH)[: 2 * _WIDTH]
    order = order[np.argsort(cost[order], kind="stable")]
    _, different = np.unique(left[order] @ part.mark, return_index=True)
    order = order[different]
    if len(order) > _WIDTH:
        order = order[np.argpartition(likely[order], _WIDTH)[:_WIDTH]]
    option, way = np.divmod(order, len(ways.cost))
    return _Ways(left[order], cost[order], np.hstack([ways.options[way], options[option][:, None]]))


def _moves(instance: Instance, part: Part, choice: Ints, items: Ints) -> _Moves:
    """The cheapest moves of all other households, as many for every row."""
    beam = np.zeros(len(part.first), dtype=bool)
    beam[items] = True
    position = np.repeat(np.arange(len(part.first)), part.count)
    current = part.pair == choice[part.household]
    now = np.zeros(len(part.first))
    now[position[current]] = part.regret[current]
    option = np.flatnonzero(~beam[position] & ~current)
    cost = part.regret[option] - now[position[option]]
    order = np.argsort(cost, kind="stable")[:_MOVES_CONSIDERED]
    option, cost = option[order], cost[order]
    household = part.household[option]
    taken = part.taken(instance, option) - part.of_pairs(instance, household, choice[household])
    kept = _of_each_row(taken, _MOVES_EACH, 0)
    return _Moves(
        option=np.r_[-1, option[kept]],
        household=np.r_[-1, household[kept]],
        taken=np.vstack([np.zeros((1, len(part.price)), dtype=np.int64), taken[kept]]),
        cost=np.r_[0.0, cost[kept]],
    )


def _best(part: Part, ways: _Ways, moves: _Moves, asked: float) -> tuple[float, Ints]:
    """The least loss of a way alone, with two moves, or (where that is more than asked) with three."""
    alone = np.where((ways.left >= 0).all(axis=1), ways.cost + (ways.left * part.price).sum(axis=1), np.inf)
    loss, way = float(alone.min()), int(alone.argmin())
    added: list[int] = []
    marks = moves.taken @ part.mark
    pairs = _Pairs.of(marks, moves)
    left = ways.left @ part.mark
    # All rows full, or one of them with a single unit left.
    for mark, price in ((0, 0.0), *zip(part.mark, part.price, strict=True)):
        total, at = pairs.joined(left - mark, ways.cost + price)
        least = int(total.argmin())
        if total[least] < loss:
            loss, way, added = float(total[least]), least, pairs.moves(int(at[least]))
    if loss > asked:
        third = min(_THIRD, len(marks))
        wanted, cost = (left[:, None] - marks[:third]).ravel(), (ways.cost[:, None] + moves.cost[:third]).ravel()
        total, at = pairs.joined(wanted, cost)
        tried = np.argsort(total, kind="stable")[:_TRIED]
        for number in tried[total[tried] < loss]:
            with_way, move = divmod(int(number), third)
            two = pairs.moves(int(at[number]))
            if move == 0 or moves.household[move] not in moves.household[two]:
                loss, way, added = float(total[number]), with_way, [*two, move]
                break
    moved = moves.option[[move for move in added if move]]
    return loss, np.concatenate([ways.options[way], moved.astype(np.int64)])


@dataclass(frozen=True)
class _Pairs:
    """Every two moves of different households by the mark of what they take together, the cheapest of each mark."""

    mark: Ints
    cost: Floats
    one: Ints
    other: Ints

    @classmethod
    def of(cls, marks: Ints, moves: _Moves) -> _Pairs:
        """All pairs of ``moves``; the first is none and none."""
        one, other = np.triu_indices(len(marks), 1)
        different = moves.household[one] != moves.household[other]
        one, other = np.r_[0, one[different]], np.r_[0, other[different]]
        mark, cost = marks[one] + marks[other], moves.cost[one] + moves.cost[other]
        order = np.lexsort((cost, mark))
        mark, cost, one, other = mark[order], cost[order], one[order], other[order]
        first = np.flatnonzero(np.r_[True, mark[1:] != mark[:-1]])
        return cls(mark[first], cost[first], one[first], other[first])

    def joined(self, wanted: Ints, cost: Floats) -> tuple[Floats, Ints]:
        """For each mark that is wanted the cost with the pair that has it (inf: none has), and which pair."""
        at = np.minimum(np.searchsorted(self.mark, wanted), len(self.mark) - 1)
        return np.where(self.mark[at] == wanted, cost + self.cost[at], np.inf), at

    def moves(self, at: int) -> list[int]:
        """The two moves of a pair."""
        return [int(self.one[at]), int(self.other[at])]
