"""Which places are open to a family, and how well each fits: a score of 0 to 100 whose parts add up exactly.

The floor of every placement: a place is open only in a region that the family named, that takes people of its stream on
the day, and that serves its health needs.  Whether there is room is for the solver (``app/placement``); who decides is
a case worker.  Weights are dated reference data (``placement.*``), not law.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from app.domain.errors import DomainError
from app.domain.household import SettlementKind, SpecialNeed, WishReason
from app.domain.place_profile import Profile, SchoolLanguage
from app.domain.reference import DatedValue, ReferenceBook
from app.domain.stream import Stream

TOP = 100
_HALF = Fraction(1, 2)
_NOTHING: Mapping[str, int | str] = MappingProxyType({})


class ScorePart(StrEnum):
    """What a score is made of."""

    WISH = "wish"
    LABOUR = "labour"
    RELATIVES = "relatives"
    SCHOOL = "school"
    SETTLEMENT = "settlement"
    OUTCOME = "outcome"


class Note(StrEnum):
    """Why a part is as high as it is."""

    FIRST_WISH = "first_wish"
    SECOND_WISH = "second_wish"
    THIRD_WISH = "third_wish"
    NOT_SEEKING = "not_seeking"
    JOB_OFFER = "job_offer"
    JOBS = "jobs"
    NO_JOBS = "no_jobs"
    JOBS_UNKNOWN = "jobs_unknown"
    PROFESSION_UNKNOWN = "profession_unknown"
    RELATIVES = "relatives"
    NO_RELATIVES = "no_relatives"
    NO_PUPILS = "no_pupils"
    SEATS = "seats"
    SEATS_UNKNOWN = "seats_unknown"
    SETTLEMENT_FITS = "settlement_fits"
    SETTLEMENT_OTHER = "settlement_other"
    STAYED = "stayed"
    EXPECTED = "expected"


class Bar(StrEnum):
    """Why a place is not open to a family."""

    NOT_NAMED = "not_named"
    NOT_HOST = "not_host"
    NEED_UNSERVED = "need_unserved"


class PlaceKind(StrEnum):
    """What a place is: a whole region, or a district or town of one."""

    REGION = "region"
    DISTRICT = "district"
    TOWN = "town"


_WISHES = (Note.FIRST_WISH, Note.SECOND_WISH, Note.THIRD_WISH)
_SETTLEMENTS: Mapping[PlaceKind, SettlementKind] = MappingProxyType(
    {PlaceKind.TOWN: SettlementKind.TOWN, PlaceKind.DISTRICT: SettlementKind.VILLAGE}
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A region (ISO code) that a family named, and why."""

    region: str
    reasons: frozenset[WishReason] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A household as placing sees it; ``wishes`` in their order, ``pupils`` children of school age.

    ``profession`` is a code of the list, None where none was recognised; ``languages`` are those in which its children
    can be taught; ``position`` is its place in the order in which families are served.
    """

    code: str
    stream: Stream
    persons: int
    wishes: tuple[Wish, ...]
    position: int = 0
    settlement: SettlementKind | None = None
    profession: str | None = None
    seeks_work: bool = True
    pupils: int = 0
    languages: frozenset[SchoolLanguage] = frozenset()
    needs: frozenset[SpecialNeed] = frozenset()
    needs_home: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region, or a district of one, with what it has; ``families`` came earlier, of whom ``stayed`` are there.

    ``free`` are the free places (persons) by stream, None where the place has no balance of its own.
    """

    code: str
    region: str
    kind: PlaceKind
    profile: Profile | None = None
    families: int = 0
    stayed: int = 0
    free: Mapping[Stream, int | None] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of each part (100 in all), what later wishes count of the first, and what smooths the outcome."""

    points: Mapping[ScorePart, int]
    wish_shares: tuple[Fraction, Fraction, Fraction]
    expected_share: Fraction
    expected_families: int
    is_verified: bool = False

    def __post_init__(self) -> None:
        """Weights that do not add up make no score."""
        if set(self.points) != set(ScorePart) or sum(self.points.values()) != TOP or min(self.points.values()) < 0:
            raise DomainError("placement_weights_wrong")


@dataclass(frozen=True, slots=True)
class PartScore:
    """A part of a score: ``points`` of at most ``of``, why, and the figures behind it."""

    part: ScorePart
    points: int
    of: int
    note: Note
    figures: Mapping[str, int | str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Score:
    """How well a place fits a family; ``total`` is the sum of the parts."""

    parts: tuple[PartScore, ...]

    @property
    def total(self) -> int:
        """Points, 0 to 100."""
        return sum(part.points for part in self.parts)


def weights_on(book: ReferenceBook, on: date) -> Weights:
    """The weights of the day; ``NoValueError`` where one is not entered, ``placement_weights_wrong`` off 100."""
    parts = {part: book.value(f"placement.weight.{part}", on) for part in ScorePart}
    rest = {name: book.value(f"placement.{name}", on) for name in _REST}
    shares = (Fraction(1), _fraction(rest["second_wish"]), _fraction(rest["third_wish"]))
    return Weights(
        points={part: round(_fraction(row) * TOP) for part, row in parts.items()},
        wish_shares=shares,
        expected_share=_fraction(rest["outcome_share"]),
        expected_families=rest["outcome_families"].number,
        is_verified=all(row.is_verified for row in (*parts.values(), *rest.values())),
    )


_REST = ("second_wish", "third_wish", "outcome_share", "outcome_families")


def bar(family: Family, place: Place, hosts: Collection[str]) -> Bar | None:
    """Why ``place`` is not open to ``family`` (``hosts``: regions that take its stream on the day); None if it is."""
    if place.region not in {wish.region for wish in family.wishes}:
        return Bar.NOT_NAMED
    if place.region not in hosts:
        return Bar.NOT_HOST
    return Bar.NEED_UNSERVED if unserved(family, place) else None


def unserved(family: Family, place: Place) -> tuple[SpecialNeed, ...]:
    """Health needs of the family that the place does not serve, as far as its profile says."""
    profile = place.profile or Profile(as_of=date.min)
    return profile.unserved(family.needs)


def score(family: Family, place: Place, weights: Weights) -> Score:
    """How well an open place fits the family."""
    rank = next(index for index, wish in enumerate(family.wishes) if wish.region == place.region)
    reasons = family.wishes[rank].reasons
    parts = (
        (ScorePart.WISH, weights.wish_shares[rank], _WISHES[rank], _NOTHING),
        (ScorePart.LABOUR, *_labour(family, place, reasons)),
        (ScorePart.RELATIVES, *_relatives(reasons)),
        (ScorePart.SCHOOL, *_school(family, place)),
        (ScorePart.SETTLEMENT, *_settlement(family, place)),
        (ScorePart.OUTCOME, *_outcome(place, weights)),
    )
    return Score(
        tuple(
            PartScore(part, _rounded(weights.points[part] * share), weights.points[part], note, figures)
            for part, share, note, figures in parts
        )
    )


_Weighed = tuple[Fraction, Note, Mapping[str, int | str]]


def _labour(family: Family, place: Place, reasons: frozenset[WishReason]) -> _Weighed:
    """Jobs in the profession of whoever applies; what is not known counts half."""
    if not family.seeks_work:
        return Fraction(1), Note.NOT_SEEKING, _NOTHING
    if WishReason.JOB_OFFER in reasons:
        return Fraction(1), Note.JOB_OFFER, _NOTHING
    if family.profession is None:
        return _HALF, Note.PROFESSION_UNKNOWN, _NOTHING
    about = {"profession": family.profession}
    jobs = place.profile.jobs.get(family.profession) if place.profile else None
    if jobs is None:
        return _HALF, Note.JOBS_UNKNOWN, about
    return (Fraction(1), Note.JOBS, about | {"jobs": jobs}) if jobs else (Fraction(0), Note.NO_JOBS, about)


def _relatives(reasons: frozenset[WishReason]) -> _Weighed:
    if WishReason.RELATIVES in reasons:
        return Fraction(1), Note.RELATIVES, _NOTHING
    return Fraction(0), Note.NO_RELATIVES, _NOTHING


def _school(family: Family, place: Place) -> _Weighed:
    """School places in a language that the children can be taught in, for as many as go to school."""
    if family.pupils == 0:
        return Fraction(1), Note.NO_PUPILS, _NOTHING
    counted = place.profile.schools if place.profile else {}
    seats = [counted[language] for language in sorted(family.languages) if language in counted]
    if not seats:
        return _HALF, Note.SEATS_UNKNOWN, {"pupils": family.pupils}
    found = sum(seats)
    figures: Mapping[str, int | str] = {"pupils": family.pupils, "seats": found}
    return min(Fraction(1), Fraction(found, family.pupils)), Note.SEATS, figures


def _settlement(family: Family, place: Place) -> _Weighed:
    """A region has towns and villages; a district is weighed against the wish for the one or the other."""
    wanted, found = family.settlement, _SETTLEMENTS.get(place.kind)
    if wanted is None or found is None or found is wanted:
        return Fraction(1), Note.SETTLEMENT_FITS, _NOTHING
    return Fraction(0), Note.SETTLEMENT_OTHER, _NOTHING


def _outcome(place: Place, weights: Weights) -> _Weighed:
    """The share of earlier families that stayed, smoothed: few families say little."""
    families = place.families + weights.expected_families
    stayed = place.stayed + weights.expected_share * weights.expected_families
    share = Fraction(stayed) / families if families else weights.expected_share
    if place.families == 0:
        return share, Note.EXPECTED, _NOTHING
    return share, Note.STAYED, {"families": place.families, "stayed": place.stayed}


def _rounded(value: Fraction) -> int:
    """Half up: 7.5 points are 8."""
    return int(value + _HALF)


def _fraction(row: DatedValue) -> Fraction:
    return Fraction(row.value) if isinstance(row.value, Decimal) else Fraction(str(row.value))
