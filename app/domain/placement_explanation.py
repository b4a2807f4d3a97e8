"""Why a family was proposed for this place and not for another, from the facts of the placing alone.

Every sentence that a person reads can be checked: a cut-off is the lowest score of a family that was proposed for the
place, a shortage is what was left against what this family takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.household import SpecialNeed
from app.domain.placement import Bar, Family, Place, Score, bar, score, unserved
from app.domain.placement import Weights as _Weights
from app.domain.placement_room import Dimension, capacity, demand

MOST_WISHES = 3


class Verdict(StrEnum):
    """What became of a place that a family could go to, or could not."""

    CHOSEN = "chosen"
    FULL = "full"
    CROWDED = "crowded"
    NO_ROOM = "no_room"
    LOWER = "lower"
    RESERVED = "reserved"
    NOT_HOST = "not_host"
    NEED_UNSERVED = "need_unserved"


class ChangeKind(StrEnum):
    """What would change a proposal."""

    POINTS = "points"
    ROOM = "room"
    WISHES = "wishes"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Option:
    """A place in a region that the family named: its score (None where it is not open) and why it was not chosen.

    ``cutoff``: the lowest score of a family proposed for it.  ``dimension`` and ``short_by``: what was missing for this
    family, and how much of it.  ``needs``: health needs that it does not serve.
    """

    place: str
    region: str
    verdict: Verdict
    score: Score | None = None
    cutoff: int | None = None
    dimension: Dimension | None = None
    short_by: int = 0
    needs: tuple[SpecialNeed, ...] = ()

    @property
    def total(self) -> int:
        """Points, 0 where the place is not open."""
        return self.score.total if self.score else 0


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change the proposal: more points, more room, more wishes, a service at the place."""

    kind: ChangeKind
    place: str = ""
    amount: int = 0
    dimension: Dimension | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A placing as a whole: who was proposed for which place (None: for none), with everything it was made from."""

    families: Sequence[Family]
    places: Mapping[str, Place]
    hosts: Mapping[str, Sequence[str]]
    weights: _Weights
    dimensions: Sequence[Dimension]
    assigned: Mapping[str, str | None]

    def scores(self, family: Family) -> dict[str, Score]:
        """Scores of the places that are open to the family."""
        hosts = self.hosts.get(family.stream, ())
        return {
            code: score(family, place, self.weights)
            for code, place in self.places.items()
            if bar(family, place, hosts) is None
        }


def explain(picture: Picture) -> dict[str, tuple[Option, ...]]:
    """Options of every family by its code: the chosen place first, then by score, then by code."""
    scores = {family.code: picture.scores(family) for family in picture.families}
    cutoffs: dict[str, int] = {}
    left = {
        code: {each: capacity(place, each) for each in picture.dimensions} for code, place in picture.places.items()
    }
    for family in picture.families:
        chosen = picture.assigned.get(family.code)
        if chosen is None:
            continue
        total = scores[family.code][chosen].total
        cutoffs[chosen] = min(total, cutoffs.get(chosen, total))
        for each, rest in left[chosen].items():
            left[chosen][each] = None if rest is None else rest - demand(family, each)
    return {family.code: _options(picture, family, scores[family.code], cutoffs, left) for family in picture.families}


def changes(family: Family, options: Sequence[Option]) -> tuple[Change, ...]:
    """What would bring the family to a place with a higher score than the chosen one, or to any place at all."""
    chosen = next((option for option in options if option.verdict is Verdict.CHOSEN), None)
    better = [option for option in options if option.score and option.total > (chosen.total if chosen else -1)]
    found: list[Change] = []
    for option in better:
        if option.verdict is Verdict.FULL and option.cutoff is not None:
            found.append(Change(ChangeKind.POINTS, option.place, option.cutoff - option.total + 1))
        if option.short_by:
            found.append(Change(ChangeKind.ROOM, option.place, option.short_by, option.dimension))
    if chosen is None:
        found += [Change(ChangeKind.PROFILE, each.place) for each in options if each.verdict is Verdict.NEED_UNSERVED]
        if len(family.wishes) < MOST_WISHES:
            found.append(Change(ChangeKind.WISHES, amount=MOST_WISHES - len(family.wishes)))
    return tuple(found)


def _options(
    picture: Picture,
    family: Family,
    scores: Mapping[str, Score],
    cutoffs: Mapping[str, int],
    left: Mapping[str, Mapping[Dimension, int | None]],
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
            found.append(Option(code, place.region, Verdict.CHOSEN, scores[code], cutoffs[code]))
        else:
            option = _passed_over(family, place, scores[code], cutoffs.get(code), left[code])
            # Room that an arrival does not get is kept for those who are still expected.
            is_kept = option.verdict is Verdict.LOWER and option.total > best
            found.append(replace(option, verdict=Verdict.RESERVED) if is_kept else option)
    return tuple(sorted(found, key=lambda option: (option.place != chosen, -option.total, option.place)))


def _passed_over(
    family: Family, place: Place, own: Score, cutoff: int | None, left: Mapping[Dimension, int | None]
) -> Option:
    """An open place that was not chosen: full at a higher score, crowded, without room at all, or no better."""
    short = {each: demand(family, each) - rest for each, rest in left.items() if rest is not None}
    lacking = next((each for each, missing in short.items() if demand(family, each) and missing > 0), None)
    if lacking is None:
        return Option(place.code, place.region, Verdict.LOWER, own, cutoff)
    verdict = Verdict.NO_ROOM
    if cutoff is not None:
        verdict = Verdict.FULL if own.total < cutoff else Verdict.CROWDED
    return Option(place.code, place.region, verdict, own, cutoff, lacking, short[lacking])
