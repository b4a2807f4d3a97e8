"""Why a family was proposed for this place and not for another, from the facts of the placing alone.

Every sentence that a person reads can be checked: a cut-off is the lowest score among the families that took what this
family lacked, a shortage is what was left against what this family takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.household import SpecialNeed
from app.domain.placement import Bar, Family, Place, Score, Weights, bar, score, unserved
from app.domain.placement_room import Dimension, capacity, demand, persons_of

_Room = Mapping[str, Mapping[Dimension, int | None]]


class Verdict(StrEnum):
    """What became of a place that a family could go to, or could not."""

    CHOSEN = "chosen"
    FULL = "full"
    CROWDED = "crowded"
    EARLIER = "earlier"
    NO_ROOM = "no_room"
    LOWER = "lower"
    RESERVED = "reserved"
    NOT_HOST = "not_host"
    OUTSIDE = "outside"
    NEED_UNSERVED = "need_unserved"


@dataclass(frozen=True, slots=True)
class Lack:
    """What was missing at a place for this family, and how much of it."""

    dimension: Dimension
    amount: int


@dataclass(frozen=True, slots=True)
class Option:
    """A place in a region that the family named: its score (None where it is not open) and why it was not chosen.

    ``cutoff``: the lowest score of a family that was proposed for it and takes what this family lacked there (of all
    proposed for it where nothing lacked).  ``lacking``: everything that was missing for this family.  ``needs``: health
    needs that it does not serve.
    """

    place: str
    region: str
    verdict: Verdict
    score: Score | None = None
    cutoff: int | None = None
    lacking: tuple[Lack, ...] = ()
    needs: tuple[SpecialNeed, ...] = ()

    @property
    def total(self) -> int:
        """Points, 0 where the place is not open."""
        return self.score.total if self.score else 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A placing as a whole: who was proposed for which place (None: for none), with everything it was made from.

    ``shared``: places and streams whose places belong to several districts together and are given in the families'
    order, not by score.
    """

    families: Sequence[Family]
    places: Mapping[str, Place]
    hosts: Mapping[str, Sequence[str]]
    weights: Weights
    dimensions: Sequence[Dimension]
    assigned: Mapping[str, str | None]
    shared: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def scores(self, family: Family) -> dict[str, Score]:
        """Scores of the places that are open to the family."""
        hosts = self.hosts.get(family.stream, ())
        return {
            code: score(family, place, self.weights)
            for code, place in self.places.items()
            if bar(family, place, hosts) is None
        }

    def left(self) -> dict[str, dict[Dimension, int | None]]:
        """What is free at each place after the placing; None is without limit."""
        found = {code: {each: capacity(place, each) for each in self.dimensions} for code, place in self.places.items()}
        for family in self.families:
            chosen = self.assigned.get(family.code)
            if chosen is not None:
                for each, rest in found[chosen].items():
                    found[chosen][each] = None if rest is None else rest - demand(family, each)
        return found


def explain(picture: Picture) -> dict[str, tuple[Option, ...]]:
    """Options of every family by its code: the chosen place first, then by score, then by code."""
    scores = {family.code: picture.scores(family) for family in picture.families}
    left, cutoffs = picture.left(), _cutoffs(picture, scores)
    return {family.code: _options(picture, family, scores[family.code], cutoffs, left) for family in picture.families}


_Cutoffs = Mapping[tuple[str, Dimension | None], int]


def _cutoffs(picture: Picture, scores: Mapping[str, Mapping[str, Score]]) -> _Cutoffs:
    """The lowest score at each place among those who take of a dimension there (None: among all)."""
    found: dict[tuple[str, Dimension | None], int] = {}
    for family in picture.families:
        chosen = picture.assigned.get(family.code)
        if chosen is None:
            continue
        total = scores[family.code][chosen].total
        for each in (None, *(kind for kind in picture.dimensions if demand(family, kind))):
            found[chosen, each] = min(total, found.get((chosen, each), total))
    return found


def _options(
    picture: Picture, family: Family, scores: Mapping[str, Score], cutoffs: _Cutoffs, left: _Room
) -> tuple[Option, ...]:
    chosen, found = picture.assigned.get(family.code), []
    best = scores[chosen].total if chosen else -1
    for code, place in picture.places.items():
        barred = bar(family, place, picture.hosts.get(family.stream, ()))
        if barred is Bar.NOT_NAMED:
            continue
        if barred is not None:
            needs = unserved(family, place) if barred is Bar.NEED_UNSERVED else ()
            found.append(Option(code, place.region, Verdict(barred.value), needs=needs))
        elif code == chosen:
            found.append(Option(code, place.region, Verdict.CHOSEN, scores[code], cutoffs[code, None]))
        else:
            option = _passed_over(picture, family, place, scores[code], (cutoffs, left))
            # Room that an arrival does not get is kept for those who are still expected.
            is_kept = option.verdict is Verdict.LOWER and option.total > best
            found.append(replace(option, verdict=Verdict.RESERVED) if is_kept else option)
    found += _outside(picture, family)
    return tuple(sorted(found, key=lambda option: (option.place != chosen, -option.total, option.place)))


def _outside(picture: Picture, family: Family) -> list[Option]:
    """Regions that the family named and that this placing was not about: a commission's is about its own region."""
    within, hosts = {place.region for place in picture.places.values()}, picture.hosts.get(family.stream, ())
    return [
        Option(wish.region, wish.region, Verdict.OUTSIDE if wish.region in hosts else Verdict.NOT_HOST)
        for wish in family.wishes
        if wish.region not in within
    ]


def _passed_over(picture: Picture, family: Family, place: Place, own: Score, facts: tuple[_Cutoffs, _Room]) -> Option:
    """An open place that was not chosen: full at a higher score, crowded, without room at all, or no better."""
    cutoffs, left = facts
    lacking = _lacking(family, left[place.code])
    if not lacking:
        return Option(place.code, place.region, Verdict.LOWER, own, cutoffs.get((place.code, None)))
    taken = [cutoffs[place.code, each.dimension] for each in lacking if (place.code, each.dimension) in cutoffs]
    # Whoever had to give way is the one with the lowest score in whatever was scarcest.
    cutoff = max(taken, default=None)
    found = Option(place.code, place.region, Verdict.NO_ROOM, own, cutoff, lacking)
    return replace(found, verdict=_of_full(picture, family, place, found))


def _of_full(picture: Picture, family: Family, place: Place, option: Option) -> Verdict:
    """Which of the verdicts of an option that lacks something it is."""
    if any(demand(family, each) > held for each, held in _held(picture, family, place)):
        return Verdict.NO_ROOM
    shared = persons_of(family.stream) if (place.code, family.stream) in picture.shared else None
    if any(each.dimension is shared for each in option.lacking):
        return Verdict.EARLIER
    if option.cutoff is None:
        return Verdict.NO_ROOM
    return Verdict.FULL if option.total < option.cutoff else Verdict.CROWDED


def _held(picture: Picture, family: Family, place: Place) -> list[tuple[Dimension, int]]:
    """What the whole place holds; of places shared with other districts that says nothing."""
    shared = persons_of(family.stream) if (place.code, family.stream) in picture.shared else None
    counted = ((each, capacity(place, each)) for each in picture.dimensions if each is not shared)
    return [(each, held) for each, held in counted if held is not None]


def _lacking(family: Family, left: Mapping[Dimension, int | None]) -> tuple[Lack, ...]:
    """Everything of which the family takes more than is free, in the order of the dimensions."""
    wanted = {each: demand(family, each) for each in left}
    short = ((each, wanted[each] - rest) for each, rest in left.items() if rest is not None)
    return tuple(Lack(each, missing) for each, missing in short if wanted[each] and missing > 0)
