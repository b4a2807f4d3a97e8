"""What would have changed a proposal; nothing is promised that a new placing would not keep.

A family would surely have been proposed for a place if the others, with room made for it there, and its own points
were together worth more than any placing without it there can be.  What such a placing can be worth at most is proved
by the solver.  Where that cannot be shown, no number of points is named, only what was missing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from app.domain.placement import TOP, Family
from app.domain.placement_explanation import Lack, Option, Picture, Verdict
from app.domain.placement_room import Dimension, demand

MOST_WISHES = 3
# Families at a place that are looked at for making room: those whose leaving costs least for a person.
_LOOKED_AT = 40
_SURE = 1e-6
_Left = dict[str, dict[Dimension, int | None]]


class ChangeKind(StrEnum):
    """What would change a proposal."""

    POINTS = "points"
    NO_POINTS = "no_points"
    ROOM = "room"
    WISHES = "wishes"
    PROFILE = "profile"
    CLOCK = "clock"


class NoPoints(StrEnum):
    """Why no number of points is named for a place."""

    SIZE = "size"
    ORDER = "order"
    UNSHOWN = "unshown"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change the proposal: more points, more room, more wishes, a service at the place.

    ``POINTS`` would have been enough; ``NO_POINTS`` says ``why`` no number is named: the place is too small for the
    family, its places go in the families' order, or no number up to 100 can be shown to be enough.  ``ROOM`` is what
    the family lacked there, if nobody else takes it.  ``CLOCK``: the search was ended by the clock.
    """

    kind: ChangeKind
    place: str = ""
    amount: int = 0
    lacking: tuple[Lack, ...] = ()
    why: NoPoints | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What the solver showed, in points times persons: the worth of its placing, and what none can pass.

    ``gap``: by which part of the worth a new placing may stay below the best.  ``reserve``: for one family on arrival,
    the points at each place that its persons must be worth each; there is nobody to make room then.
    """

    objective: float
    bound: float
    gap: float = 0.0
    reserve: Mapping[str, float] | None = None


@dataclass(slots=True)
class Trial:
    """Finds for the families of a placing the points that would surely have been enough; none without a ``proof``."""

    picture: Picture
    options: Mapping[str, Sequence[Option]]
    proof: Proof | None
    _left: _Left = field(init=False)
    _inside: dict[str, list[Family]] = field(init=False)

    def __post_init__(self) -> None:
        """Who is where, those whose leaving costs least first."""
        self._left = self.picture.left()
        inside: defaultdict[str, list[Family]] = defaultdict(list)
        for family in self.picture.families:
            chosen = self.picture.assigned.get(family.code)
            if chosen is not None:
                inside[chosen].append(family)
        for members in inside.values():
            members.sort(key=lambda each: (self._chosen(each), each.position))
        self._inside = inside

    def changes(self, family: Family) -> tuple[Change, ...]:
        """What would bring the family to a place with a higher score than the chosen one, or to any place at all."""
        options = self.options[family.code]
        is_placed = self.picture.assigned.get(family.code) is not None
        best = self._chosen(family) if is_placed else -1
        found: list[Change] = []
        for option in options:
            if option.score is None or option.total <= best:
                continue
            found.append(self._told(family, option))
            if option.lacking:
                found.append(Change(ChangeKind.ROOM, option.place, lacking=option.lacking))
        if not is_placed:
            found += [Change(ChangeKind.PROFILE, o.place) for o in options if o.verdict is Verdict.NEED_UNSERVED]
            if len(family.wishes) < MOST_WISHES:
                found.append(Change(ChangeKind.WISHES, amount=MOST_WISHES - len(family.wishes)))
        return tuple(found)

    def _told(self, family: Family, option: Option) -> Change:
        """The points that would have been enough, or why none are named."""
        why = NoPoints.UNSHOWN
        if option.verdict is Verdict.NO_ROOM:
            why = NoPoints.SIZE
        elif option.verdict is Verdict.EARLIER or (self.proof is None and self.picture.shared):
            why = NoPoints.ORDER
        elif self.proof is not None:
            points = self._points(family, option, self.proof)
            if points is not None and option.total + points <= TOP:
                return Change(ChangeKind.POINTS, option.place, points)
        return Change(ChangeKind.NO_POINTS, option.place, why=why)

    def _points(self, family: Family, option: Option, proof: Proof) -> int | None:
        """Points more that would surely have brought the family to the place."""
        if proof.reserve is not None:
            return self._above_reserve(family, option, proof.reserve)
        lost = self._made_room(option)
        if lost is None:
            return None
        others = proof.objective - lost - self._worth(family)
        enough = (proof.bound * (1 + proof.gap) + _SURE - others) / family.persons
        return max(1, math.floor(enough) + 1 - option.total)

    def _above_reserve(self, family: Family, option: Option, reserve: Mapping[str, float]) -> int:
        """More points than the reserve asks, and than the family's other places are worth above theirs."""
        rest = [each for each in self.options[family.code] if each.score and each.place != option.place]
        worth = [each.total - reserve.get(each.place, 0.0) for each in rest if not each.lacking]
        enough = max(0.0, *worth, 0.0) + reserve.get(option.place, 0.0) + _SURE
        return max(1, math.floor(enough) + 1 - option.total)

    def _made_room(self, option: Option) -> float | None:
        """What it costs the others to make room for the family: some leave the place for free room or for none."""
        short = {each.dimension: each.amount for each in option.lacking}
        left = {code: dict(row) for code, row in self._left.items()}
        lost = 0.0
        for other in self._leaving(option.place, short):
            if not any(missing > 0 and demand(other, each) for each, missing in short.items()):
                continue
            lost += self._moved(other, option.place, left)
            short = {each: missing - demand(other, each) for each, missing in short.items()}
            if all(missing <= 0 for missing in short.values()):
                return lost
        return None

    def _leaving(self, place: str, short: Mapping[Dimension, int]) -> list[Family]:
        """Who leaves: the one alone that costs least and suffices, or those of least cost for what they free."""
        members = (each for each in self._inside.get(place, ()) if any(demand(each, kind) for kind in short))
        looked = list(islice(members, _LOOKED_AT))
        cost = {each.code: self._moved(each, place, self._left, stay=False) for each in looked}
        alone = [each for each in looked if all(demand(each, kind) >= missing for kind, missing in short.items())]
        freed = {
            each.code: sum(min(demand(each, kind), missing) / missing for kind, missing in short.items())
            for each in looked
        }
        several = sorted(looked, key=lambda each: (cost[each.code] / freed[each.code], each.code))
        if not alone:
            return several
        one = min(alone, key=lambda each: (cost[each.code], each.code))
        together, missing = 0.0, dict(short)
        for each in several:
            together += cost[each.code]
            missing = {kind: amount - demand(each, kind) for kind, amount in missing.items()}
            if all(amount <= 0 for amount in missing.values()):
                break
        return [one] if cost[one.code] <= together or any(amount > 0 for amount in missing.values()) else several

    def _moved(self, family: Family, place: str, left: _Left, *, stay: bool = True) -> float:
        """What the others lose by this family's leaving for the best free room; ``stay``: it takes that room."""
        found, where = 0, None
        for option in self.options[family.code]:
            if option.score is None or option.place == place or option.total <= found:
                continue
            if (option.place, family.stream) in self.picture.shared:
                continue
            rest = left[option.place]
            if all(free is None or demand(family, each) <= free for each, free in rest.items()):
                found, where = option.total, option.place
        if stay and where is not None:
            left[where] = {
                each: None if free is None else free - demand(family, each) for each, free in left[where].items()
            }
        return float(self._worth(family) - found * family.persons)

    def _worth(self, family: Family) -> int:
        return self._chosen(family) * family.persons

    def _chosen(self, family: Family) -> int:
        """Points of the family at its place; 0 where it has none."""
        return next((each.total for each in self.options[family.code] if each.verdict is Verdict.CHOSEN), 0)
