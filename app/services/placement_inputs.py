"""From the record to a placing: families and places as the rules see them, the solver's problem, and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.household import EmploymentStatus, HousingNeed, LanguageLevel, SettlementKind, SpecialNeed, WishReason
from app.domain.place_profile import Profile, SchoolLanguage
from app.domain.placement import Family, Place, PlaceKind, Weights, Wish, bar, score, weights_on
from app.domain.placement_room import Dimension, Limit, capacity, demand, dimensions
from app.domain.profession import SEPARATOR, Profession, recognise
from app.domain.programmes.definition import Step
from app.domain.reference import ReferenceBook
from app.domain.stream import QUOTA_STREAMS, Stream
from app.models import ProfessionRow
from app.placement.problem import Household, Problem
from app.placement.problem import Place as Room
from app.queries import placement_facts
from app.queries.placement_facts import CaseRow, FreeRow
from app.services import reference

_SUFFIXES = ("", "_2", "_3")
_WITHOUT_HOME = frozenset({HousingNeed.OWN_HOUSE, HousingNeed.WITH_RELATIVES})
_NOT_SEEKING = frozenset({EmploymentStatus.STUDENT, EmploymentStatus.PENSIONER, EmploymentStatus.CARER})
# A child can be taught in a language in which the family can talk to its school.
_SPOKEN = frozenset({LanguageLevel.B1, LanguageLevel.B2, LanguageLevel.C1, LanguageLevel.NATIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything that a placing is made from; ``rest`` are free places that districts without their own share.

    ``cases`` says which application a family's code stands for; it is no input of the placing itself.
    """

    on: date
    families: tuple[Family, ...]
    places: Mapping[str, Place]
    hosts: Mapping[str, tuple[str, ...]]
    weights: Weights
    limits: tuple[Limit, ...]
    rest: Mapping[str, int] = field(default_factory=dict)
    cases: Mapping[str, int] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What a place may run out of."""
        return dimensions(self.limits)

    def digest(self, asked: Mapping[str, Any]) -> str:
        """SHA-256 (hex) over everything that decides who is proposed for which place; ``asked``: of the solver."""
        told = {each.name: _plain(getattr(self, each.name)) for each in fields(self) if each.name != "cases"}
        told["asked"] = _plain(asked)
        body = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(body.encode()).hexdigest()


def problem(inputs: Inputs, closed: Collection[tuple[str, str]] = ()) -> Problem:
    """The solver's problem: a score counts for each person, so that large families weigh as much as they take.

    ``closed``: families and places that may not come together although the place is open.
    """
    kinds = inputs.dimensions
    scores: dict[str, dict[str, float]] = {}
    for family in inputs.families:
        hosts = inputs.hosts.get(family.stream, ())
        scores[family.code] = {
            code: float(score(family, place, inputs.weights).total * family.persons)
            for code, place in inputs.places.items()
            if bar(family, place, hosts) is None and (family.code, code) not in closed
        }
    return Problem(
        dimensions=tuple(kinds),
        households=tuple(
            Household(family.code, tuple(float(demand(family, each)) for each in kinds)) for family in inputs.families
        ),
        places=tuple(
            Room(code, tuple(_number(capacity(place, each)) for each in kinds))
            for code, place in sorted(inputs.places.items())
        ),
        scores=scores,
    )


def school_ages(session: Session, on: date) -> tuple[date, date]:
    """First and last birthday of those who are of school age on the day."""
    book = reference.book(session)
    youngest, oldest = (book.value(f"placement.school_age_{end}", on).number for end in ("from", "to"))
    # Whoever is 17 has had no 18th birthday yet.
    return _years_before(on, oldest + 1, after=1), _years_before(on, youngest)


def gathered(
    session: Session,
    cases: Sequence[CaseRow],
    places: Iterable[Place],
    limits: Collection[Limit],
    on: date,
    rest: Mapping[str, int] | None = None,
) -> Inputs:
    """The inputs of a placing of ``cases``, served in their order, over ``places`` (``rest``: what some share)."""
    book = reference.book(session)
    professions = known_professions(session)
    made = {f"{position:06d}": (row, position) for position, row in enumerate(cases, start=1)}
    found = sorted(places, key=lambda place: place.code)
    return Inputs(
        on=on,
        families=tuple(_family(code, row, position, professions) for code, (row, position) in made.items()),
        places={place.code: place for place in found},
        hosts=hosts_on(book, on),
        weights=weights_on(book, on),
        limits=tuple(limit for limit in Limit if limit in limits),
        rest=dict(rest or {}),
        cases={code: row.id for code, (row, _) in made.items()},
    )


def hosts_on(book: ReferenceBook, on: date) -> dict[str, tuple[str, ...]]:
    """Regions that take people of each stream on the day."""
    return {stream.value: book.host_regions(stream, on) for stream in QUOTA_STREAMS}


def region_places(session: Session, regions: Collection[str], on: date) -> list[Place]:
    """Whole regions with what they have on the day."""
    free = _by_region(placement_facts.free_places(session, on.year, regions))
    profiles = placement_facts.profiles(session, regions)
    outcomes = placement_facts.outcomes(session, regions)
    return [
        _place(
            (region, region, PlaceKind.REGION),
            profiles,
            outcomes,
            {stream: row.available for stream, row in free.get(region, {}).items()},
        )
        for region in sorted(regions)
    ]


def district_places(session: Session, region: str, on: date) -> tuple[list[Place], dict[str, int]]:
    """Districts of a region, and the free places by stream that those without a balance of their own share."""
    free = _by_region(placement_facts.free_places(session, on.year, [region])).get(region, {})
    profiles = placement_facts.profiles(session, [region])
    districts = reference.districts_of(session, region)
    outcomes = placement_facts.outcomes(session, districts)
    places = [
        _place(
            (code, region, PlaceKind(row.kind)),
            profiles,
            outcomes,
            {stream: each.districts.get(code) for stream, each in free.items()},
        )
        for code, row in districts.items()
    ]
    return places, {stream.value: free[stream].undistributed if stream in free else 0 for stream in QUOTA_STREAMS}


def known_professions(session: Session) -> tuple[Profession, ...]:
    """The list of professions, with every spelling."""
    rows = session.execute(select(ProfessionRow.code, ProfessionRow.spellings).order_by(ProfessionRow.code))
    return tuple(Profession(row.code, tuple(row.spellings.split(SEPARATOR))) for row in rows)


def wishes_of(answers: Mapping[str, Any]) -> tuple[Wish, ...]:
    """Regions that a family named, in their order, each once."""
    found: dict[str, Wish] = {}
    for suffix in _SUFFIXES:
        region = answers.get(f"region{suffix}")
        if region and region not in found:
            reasons = set(answers.get(f"reasons{suffix}") or ()) & set(WishReason)
            found[region] = Wish(region, frozenset(WishReason(reason) for reason in reasons))
    return tuple(found.values())


def _family(code: str, row: CaseRow, position: int, professions: Iterable[Profession]) -> Family:
    wishes, work = row.answers[Step.WISHES], row.answers[Step.EMPLOYMENT]
    needs = set(row.answers[Step.NEEDS].get("needs") or ()) & set(SpecialNeed)
    settlement = wishes.get("settlement")
    return Family(
        code=code,
        stream=row.stream,
        persons=row.persons,
        wishes=wishes_of(wishes),
        position=position,
        settlement=SettlementKind(settlement) if settlement in set(SettlementKind) else None,
        profession=recognise(str(work.get("profession") or ""), professions),
        seeks_work=work.get("status") not in _NOT_SEEKING,
        pupils=row.pupils,
        languages=_languages(row.answers[Step.EDUCATION]),
        needs=frozenset(SpecialNeed(need) for need in needs),
        needs_home=row.answers[Step.HOUSING].get("need") not in _WITHOUT_HOME,
    )


def _languages(answers: Mapping[str, Any]) -> frozenset[SchoolLanguage]:
    """Languages that the family speaks well enough; Kazakh where nothing is known."""
    levels = {SchoolLanguage.KAZAKH: answers.get("kazakh"), SchoolLanguage.RUSSIAN: answers.get("russian")}
    return frozenset(lang for lang, level in levels.items() if level in _SPOKEN) or frozenset({SchoolLanguage.KAZAKH})


def _place(
    named: tuple[str, str, PlaceKind],
    profiles: Mapping[str, Profile],
    outcomes: Mapping[str, tuple[int, int]],
    free: Mapping[Stream, int | None],
) -> Place:
    code, region, kind = named
    families, stayed = outcomes.get(code, (0, 0))
    whole: dict[Stream, int | None] = {stream: free.get(stream, 0) for stream in QUOTA_STREAMS}
    return Place(
        code=code,
        region=region,
        kind=kind,
        profile=profiles.get(code),
        families=families,
        stayed=stayed,
        free=whole,
    )


def _by_region(rows: Iterable[FreeRow]) -> dict[str, dict[Stream, FreeRow]]:
    found: dict[str, dict[Stream, FreeRow]] = {}
    for row in rows:
        found.setdefault(row.region, {})[row.stream] = row
    return found


def _years_before(day: date, years: int, after: int = 0) -> date:
    """The same day ``years`` earlier (29 February becomes 1 March), and ``after`` days on."""
    year = day.year - years
    try:
        earlier = day.replace(year=year)
    except ValueError:
        earlier = date(year, 3, 1)
    return date.fromordinal(earlier.toordinal() + after)


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)


def _plain(value: Any) -> Any:
    """``value`` as JSON knows it, sets in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(each) for each in value)
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, (Fraction, Decimal, date)):
        return str(value)
    return value
