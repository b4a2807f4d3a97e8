"""What a change of places would do to the families that wait, to the year's end, and to the money.

Each queue is walked in its order twice, with the places before and after.  A family is never split.  Its places are
those that ``services/quota.reserve`` would give it: of the district that it names, where places are distributed to it,
else of the region's rest.  Whether a family that does not fit lets smaller ones pass is a rule of its own
(``passing``): without it nobody behind it gets places of the same district (or of the rest), since the rules of
inclusion name no ground to pass anybody over; whom another district serves takes nothing from it.

The walk is made as if every family were approved, and once more (:class:`Likely`) as if only that share were which
lately was, each family counting with its expected persons: the one says who would be reached, the other how many.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.domain.forecast import Forecast
from app.domain.money import round_tenge
from app.domain.redistribution import Account
from app.domain.reference import Measure, PaidPer
from app.domain.simulation_approvals import Approvals
from app.domain.stream import Stream

_EVERYBODY = Fraction(1)


@dataclass(frozen=True, slots=True)
class Family:
    """A family that waits, whole: it takes ``persons`` places or none; ``district``: the one that it names."""

    application_id: int
    persons: int
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """Free places of a district to which places of the quota were distributed."""

    district: str
    free: int


@dataclass(frozen=True, slots=True)
class Queue:
    """The families of a region and stream in their order.

    ``free``: places that nobody holds now, those of the ``rooms`` (districts) included.  ``waiting``: persons of the
    whole queue, of which ``families`` may be the first ones only, as many as there could be places for.
    ``approvals``: how cases ended lately; None where none did.
    """

    stream: Stream
    region: str
    allocated: int
    free: int
    families: tuple[Family, ...]
    waiting: int
    forecast: Forecast
    rooms: tuple[Room, ...] = ()
    approvals: Approvals | None = None

    def places(self, difference: int) -> dict[str | None, int]:
        """Free places by district, those of the region's rest under None; a change is one of the rest."""
        districts: dict[str | None, int] = {room.district: room.free for room in self.rooms}
        return districts | {None: self.free + difference - sum(districts.values())}


@dataclass(frozen=True, slots=True)
class Cost:
    """Tenge that the measures of a family come to, from the least to the most."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.low - other.low, self.high - other.high)

    def of(self, share: Fraction) -> Cost:
        """``share`` of it in whole tenge."""
        parts = (amount * share.numerator / share.denominator for amount in (self.low, self.high))
        return Cost(*(round_tenge(part) for part in parts))


Costs = Mapping[tuple[Stream, int], Cost]


@dataclass(frozen=True, slots=True)
class Likely:
    """One side if no more are approved than lately: ``placed`` persons on average, ``left`` places free after them."""

    placed: int
    left: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the comparison: with the places before, or after.

    ``placed`` persons of ``families`` families get a place, ``left`` places are free after the walk, ``waiting``
    persons still wait; ``expected`` and ``unused`` are the forecast's at 31 December.  ``likely``: the same by the
    share of approvals, None where none is known.
    """

    allocated: int
    families: int
    placed: int
    left: int
    waiting: int
    expected: int
    unused: int
    cost: Cost
    likely: Likely | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens in one region and stream; families as they stand in the queue."""

    stream: Stream
    region: str
    before: Side
    after: Side
    gained: tuple[Family, ...]
    lost: tuple[Family, ...]
    approvals: Approvals | None = None

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


def follows_from_size(measure: Measure) -> bool:
    """Whether the size of the family alone says what the measure comes to, so that it can be counted beforehand."""
    return measure.price_share is None and measure.paid_per in (PaidPer.PERSON, PaidPer.FAMILY_MONTH)


def _outcome(queue: Queue, difference: int, costs: Costs, *, passing: bool) -> Outcome:
    before = reached(queue.families, queue.places(0), passing=passing)
    after = reached(queue.families, queue.places(difference), passing=passing)
    had, has = ({family.application_id for family in placed} for placed in (before, after))
    return Outcome(
        stream=queue.stream,
        region=queue.region,
        before=_side(queue, 0, before, costs, passing=passing),
        after=_side(queue, difference, after, costs, passing=passing),
        gained=tuple(family for family in after if family.application_id not in had),
        lost=tuple(family for family in before if family.application_id not in has),
        approvals=queue.approvals,
    )


def reached(
    families: Sequence[Family], places: Mapping[str | None, int], *, passing: bool, share: Fraction = _EVERYBODY
) -> tuple[Family, ...]:
    """Families that get ``places`` (by district, None the region's rest), in the order of the queue, none split.

    ``share``: of the persons of each family that come to need a place.
    """
    left = {district: free * share.denominator for district, free in places.items()}
    placed: list[Family] = []
    stopped: set[str | None] = set()
    for family in families:
        own = family.district if family.district in left else None
        needed = family.persons * share.numerator
        if own in stopped:
            continue
        if needed <= left[own]:
            left[own] -= needed
            placed.append(family)
        elif not passing:
            stopped.add(own)
            if len(stopped) == len(left):
                break
    return tuple(placed)


def _side(queue: Queue, difference: int, placed: Sequence[Family], costs: Costs, *, passing: bool) -> Side:
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
        cost=_cost(queue.stream, placed, costs),
        likely=_likely(queue, difference, costs, passing=passing),
    )


def _likely(queue: Queue, difference: int, costs: Costs, *, passing: bool) -> Likely | None:
    if queue.approvals is None:
        return None
    share = queue.approvals.share
    heard = reached(queue.families, queue.places(difference), passing=passing, share=share) if share else ()
    placed = round(sum(family.persons for family in heard) * share)
    return Likely(placed, queue.free + difference - placed, _cost(queue.stream, heard, costs).of(share))


def _cost(stream: Stream, families: Sequence[Family], costs: Costs) -> Cost:
    return sum((costs.get((stream, family.persons), Cost()) for family in families), Cost())


def written(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The outcomes as plain values that JSON can hold; money as text, so that nothing of it is lost."""
    plain: list[dict[str, Any]] = json.loads(json.dumps([asdict(one) for one in outcomes], default=str))
    return plain


def read(plain: Sequence[Mapping[str, Any]]) -> tuple[Outcome, ...]:
    """What :func:`written` wrote; what was written before approvals were counted has none."""
    return tuple(
        Outcome(
            stream=Stream(one["stream"]),
            region=one["region"],
            before=_read_side(one["before"]),
            after=_read_side(one["after"]),
            gained=tuple(Family(**each) for each in one["gained"]),
            lost=tuple(Family(**each) for each in one["lost"]),
            approvals=Approvals.read(found) if (found := one.get("approvals")) else None,
        )
        for one in plain
    )


def _read_side(plain: Mapping[str, Any]) -> Side:
    likely = plain.get("likely")
    return Side(
        **{name: value for name, value in plain.items() if name not in ("cost", "likely")},
        cost=_read_cost(plain),
        likely=Likely(likely["placed"], likely["left"], _read_cost(likely)) if likely else None,
    )


def _read_cost(plain: Mapping[str, Any]) -> Cost:
    return Cost(Decimal(plain["cost"]["low"]), Decimal(plain["cost"]["high"]))
