"""What a transfer of places would do to the families that wait, to the year's end, and to the money.

Each queue is walked in its order twice, with the places before and after.  A family is never split.  Whether a family
that does not fit lets smaller ones pass is a rule of its own (``passing``): without it the queue stops there, since the
rules of inclusion name no ground to pass anybody over.  Every family is taken as if it were approved: the walk says who
would be reached, not what would be decided.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from app.domain.forecast import Forecast
from app.domain.redistribution import Account
from app.domain.stream import Stream


@dataclass(frozen=True, slots=True)
class Family:
    """A family that waits, whole: it takes ``persons`` places or none."""

    application_id: int
    persons: int


@dataclass(frozen=True, slots=True)
class Queue:
    """The families of a region and stream in their order.

    ``free``: places that nobody holds now.  ``waiting``: persons of the whole queue, of which ``families`` may be the
    first ones only, as many as there could be places for.
    """

    stream: Stream
    region: str
    allocated: int
    free: int
    families: tuple[Family, ...]
    waiting: int
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Cost:
    """Tenge that the measures of a family come to, from the least to the most."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.low - other.low, self.high - other.high)


Costs = Mapping[tuple[Stream, int], Cost]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the comparison: with the places before, or after.

    ``placed`` persons of ``families`` families get a place, ``left`` places are free after the walk, ``waiting``
    persons still wait; ``expected`` and ``unused`` are the forecast's at 31 December.
    """

    allocated: int
    families: int
    placed: int
    left: int
    waiting: int
    expected: int
    unused: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens in one region and stream; families as they stand in the queue."""

    stream: Stream
    region: str
    before: Side
    after: Side
    gained: tuple[Family, ...]
    lost: tuple[Family, ...]

    @property
    def difference(self) -> int:
        """Places that the transfer gives, negative where it takes them."""
        return self.after.allocated - self.before.allocated


def simulate(
    queues: Sequence[Queue], differences: Mapping[Account, int], *, costs: Costs, passing: bool
) -> tuple[Outcome, ...]:
    """The outcome for each queue, by stream and region; a queue without a difference is compared with itself."""
    ordered = sorted(queues, key=lambda queue: (queue.stream, queue.region))
    return tuple(
        _outcome(queue, differences.get((queue.stream, queue.region), 0), costs, passing=passing) for queue in ordered
    )


def digest(
    queues: Sequence[Queue], differences: Mapping[Account, int], *, costs: Costs, passing: bool, year: int
) -> str:
    """SHA-256 of everything that :func:`simulate` reads: equal inputs, equal digest, equal outcome."""
    ordered = sorted(queues, key=lambda queue: (queue.stream, queue.region))
    written = {
        "year": year,
        "passing": passing,
        "queues": [asdict(queue) for queue in ordered],
        "differences": sorted([*account, places] for account, places in differences.items() if places),
        "costs": sorted([*key, str(cost.low), str(cost.high)] for key, cost in costs.items()),
    }
    return hashlib.sha256(json.dumps(written, sort_keys=True, default=str).encode()).hexdigest()


def _outcome(queue: Queue, difference: int, costs: Costs, *, passing: bool) -> Outcome:
    before = reached(queue.families, queue.free, passing=passing)
    after = reached(queue.families, queue.free + difference, passing=passing)
    had, has = ({family.application_id for family in placed} for placed in (before, after))
    return Outcome(
        stream=queue.stream,
        region=queue.region,
        before=_side(queue, 0, before, costs),
        after=_side(queue, difference, after, costs),
        gained=tuple(family for family in after if family.application_id not in had),
        lost=tuple(family for family in before if family.application_id not in has),
    )


def reached(families: Sequence[Family], places: int, *, passing: bool) -> tuple[Family, ...]:
    """Families that get a place of ``places``, in the order of the queue, none of them split."""
    placed = []
    for family in families:
        if family.persons <= places:
            placed.append(family)
            places -= family.persons
        elif not passing:
            break
    return tuple(placed)


def _side(queue: Queue, difference: int, placed: Sequence[Family], costs: Costs) -> Side:
    persons = sum(family.persons for family in placed)
    outlook = queue.forecast.under(queue.allocated + difference)
    return Side(
        allocated=queue.allocated + difference,
        families=len(placed),
        placed=persons,
        left=queue.free + difference - persons,
        waiting=queue.waiting - persons,
        expected=outlook.expected,
        unused=outlook.unused,
        cost=sum((costs.get((queue.stream, family.persons), Cost()) for family in placed), Cost()),
    )


def written(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The outcomes as plain values that JSON can hold; money as text, so that nothing of it is lost."""
    plain: list[dict[str, Any]] = json.loads(json.dumps([asdict(one) for one in outcomes], default=str))
    return plain


def read(plain: Sequence[Mapping[str, Any]]) -> tuple[Outcome, ...]:
    """What :func:`written` wrote."""
    return tuple(
        Outcome(
            stream=Stream(one["stream"]),
            region=one["region"],
            before=_read_side(one["before"]),
            after=_read_side(one["after"]),
            gained=tuple(Family(**each) for each in one["gained"]),
            lost=tuple(Family(**each) for each in one["lost"]),
        )
        for one in plain
    )


def _read_side(plain: Mapping[str, Any]) -> Side:
    cost = Cost(Decimal(plain["cost"]["low"]), Decimal(plain["cost"]["high"]))
    return Side(**{name: value for name, value in plain.items() if name != "cost"}, cost=cost)
