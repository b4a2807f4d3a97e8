"""What every choice gets at the end: nobody over a capacity, no room left that someone wants, equals in their order."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from app.placement.arrays import Floats, Instance, Ints


def trimmed(instance: Instance, choice: Ints) -> Ints:
    """The choice without those who are too many: the lowest score leaves first, of equals the later code."""
    choice = choice.copy()
    used = instance.used(choice)
    for place, dimension in np.argwhere(used > instance.limit):
        inside = np.flatnonzero(choice >= 0)
        inside = inside[instance.place[choice[inside]] == place]
        inside = inside[instance.demand[inside, dimension] > 0]
        for household in inside[np.lexsort((-inside, instance.given[choice[inside]]))]:
            if used[place, dimension] <= instance.limit[place, dimension]:
                break
            used[place] -= instance.demand[household]
            choice[household] = -1
    return choice


def filled(instance: Instance, choice: Ints) -> Ints:
    """The choice with the free room used: whoever fits where the score is higher goes there, the largest gain first.

    Somebody unplaced gains by any place that is allowed, even at score 0.
    """
    choice = choice.copy()
    room = instance.limit - instance.used(choice)
    while True:
        moves = _moves(instance, choice, room)
        if not len(moves):
            return choice
        moved = np.zeros(len(choice), dtype=bool)
        for pair in moves:
            household, place = instance.household[pair], instance.place[pair]
            if moved[household] or (instance.demand[household] > room[place]).any():
                continue
            if choice[household] >= 0:
                room[instance.place[choice[household]]] += instance.demand[household]
            room[place] -= instance.demand[household]
            choice[household], moved[household] = pair, True


def _moves(instance: Instance, choice: Ints, room: Floats) -> Ints:
    """Pairs that fit into ``room`` and are better than what their household has, the best first."""
    now = (
        np.where(choice >= 0, instance.given[choice], -1.0)[instance.household] if len(instance.given) else np.zeros(0)
    )
    gain = instance.given - now
    fitting = np.flatnonzero(gain > 0)
    fits = (instance.demand[instance.household[fitting]] <= room[instance.place[fitting]]).all(axis=1)
    fitting = fitting[fits]
    return fitting[np.argsort(-gain[fitting], kind="stable")]


def in_order(instance: Instance, choice: Ints) -> Ints:
    """The same outcomes, but of households alike in demand and scores the one with the lower code has the better."""
    alike: dict[bytes, list[int]] = defaultdict(list)
    for household, (begin, end) in enumerate(zip(instance.first[:-1], instance.first[1:], strict=True)):
        if end > begin:
            parts = (instance.demand[household], instance.place[begin:end], instance.given[begin:end])
            alike[b"|".join(part.tobytes() for part in parts)].append(household)
    choice = choice.copy()
    for members in alike.values():
        if len(members) > 1:
            begins = instance.first[members]
            taken = np.where(choice[members] >= 0, choice[members] - begins, -1)
            score = np.where(taken >= 0, instance.given[choice[members]], -1.0)
            ordered = taken[np.lexsort((taken, -score))]
            choice[members] = np.where(ordered >= 0, begins + ordered, -1)
    return choice
