"""Room in several dimensions: what a family takes of a place, and what a place holds.

Persons by stream are the quota's places.  School places and homes are counted so that sums suffice: pupils of families
that can only be taught in one language against places in it, all pupils against all places; families that need a home
of a size or larger against homes of that size or larger.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from app.domain.place_profile import HomeSize, Profile, SchoolLanguage
from app.domain.placement import Family, Place
from app.domain.stream import QUOTA_STREAMS, Stream


class Limit(StrEnum):
    """What may be counted beside the quota's places, if whoever asks wants it."""

    SCHOOL = "school"
    HOME = "home"


class Dimension(StrEnum):
    """What a place may run out of."""

    PERSONS_KANDAS = "persons_kandas"
    PERSONS_RELOCATEE = "persons_relocatee"
    PUPILS_KK = "pupils_kk"
    PUPILS_RU = "pupils_ru"
    PUPILS = "pupils"
    HOMES_2 = "homes_2"
    HOMES_4 = "homes_4"
    HOMES_6 = "homes_6"
    HOMES_9 = "homes_9"


_PERSONS = {stream: Dimension(f"persons_{stream}") for stream in QUOTA_STREAMS}
_SCHOOLS = {language: Dimension(f"pupils_{language}") for language in SchoolLanguage}
_HOMES = {size: Dimension(f"homes_{size}") for size in HomeSize}
_COUNTED: dict[Limit, tuple[Dimension, ...]] = {
    Limit.SCHOOL: (*_SCHOOLS.values(), Dimension.PUPILS),
    Limit.HOME: tuple(_HOMES.values()),
}


def dimensions(limits: Collection[Limit]) -> tuple[Dimension, ...]:
    """The dimensions of a placing that counts ``limits`` beside the quota's places."""
    return (*_PERSONS.values(), *(each for limit in Limit if limit in limits for each in _COUNTED[limit]))


def persons_of(stream: Stream) -> Dimension:
    """The dimension that holds the quota's places of a stream."""
    return _PERSONS[stream]


def demand(family: Family, dimension: Dimension) -> int:
    """What the family takes of the dimension."""
    if dimension in _PERSONS.values():
        return family.persons if dimension is _PERSONS[family.stream] else 0
    if dimension is Dimension.PUPILS:
        return family.pupils
    for language, own in _SCHOOLS.items():
        if own is dimension:
            return family.pupils if family.languages == {language} else 0
    size = next(size for size, own in _HOMES.items() if own is dimension)
    return int(family.needs_home and int(HomeSize.fitting(family.persons)) >= int(size))


def capacity(place: Place, dimension: Dimension) -> int | None:
    """What the place holds of the dimension; None is without limit, where nobody has counted."""
    for stream, own in _PERSONS.items():
        if own is dimension:
            free = place.free.get(stream)
            return None if free is None else max(0, free)
    return _of_profile(place.profile, dimension) if place.profile else None


def _of_profile(profile: Profile, dimension: Dimension) -> int | None:
    if dimension is Dimension.PUPILS:
        whole = set(SchoolLanguage) <= set(profile.schools)
        return sum(profile.schools.values()) if whole else None
    for language, own in _SCHOOLS.items():
        if own is dimension:
            return profile.schools.get(language)
    least = next(int(size) for size, own in _HOMES.items() if own is dimension)
    counted = [profile.homes[size] for size in HomeSize if int(size) >= least and size in profile.homes]
    whole = len(counted) == sum(int(size) >= least for size in HomeSize)
    return sum(counted) if whole else None
