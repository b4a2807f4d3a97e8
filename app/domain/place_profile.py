"""What a host region or a district has for families that come: jobs, school places, homes, health services.

A profile says what there is on one day, written down by the region's supervisor.  What nobody has counted is missing
from it, and is not zero.  (A region's request for next year's quota carries similar figures; it is a claim, this is a
state of things.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import DomainError
from app.domain.household import SpecialNeed

MOST = 100_000


class FigureKind(StrEnum):
    """What a figure of a profile counts; ``health`` is 1 where the service is there, 0 where it is not."""

    JOB = "job"
    SCHOOL = "school"
    HOME = "home"
    HEALTH = "health"


class SchoolLanguage(StrEnum):
    """Language in which a school teaches."""

    KAZAKH = "kk"
    RUSSIAN = "ru"


class HomeSize(StrEnum):
    """A home by the largest family that it takes, in persons; ``9`` stands for any larger one."""

    TWO = "2"
    FOUR = "4"
    SIX = "6"
    LARGER = "9"

    @classmethod
    def fitting(cls, persons: int) -> HomeSize:
        """The smallest home for a family of ``persons``."""
        return next((size for size in cls if persons <= int(size.value)), cls.LARGER)


# What a place must have for a family that needs it; «another need» is weighed by people only.
SERVICES = tuple(need for need in SpecialNeed if need is not SpecialNeed.OTHER)


def _nothing() -> Mapping[str, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The profile of a place on the day ``as_of``: figures by code, in jobs, pupils and homes."""

    as_of: date
    jobs: Mapping[str, int] = field(default_factory=_nothing)
    schools: Mapping[str, int] = field(default_factory=_nothing)
    homes: Mapping[str, int] = field(default_factory=_nothing)
    health: Mapping[str, int] = field(default_factory=_nothing)

    def figures(self) -> tuple[tuple[FigureKind, str, int], ...]:
        """Every figure with its kind and code, in order."""
        parts = (
            (FigureKind.JOB, self.jobs),
            (FigureKind.SCHOOL, self.schools),
            (FigureKind.HOME, self.homes),
            (FigureKind.HEALTH, self.health),
        )
        return tuple((kind, code, figures[code]) for kind, figures in parts for code in sorted(figures))

    def unserved(self, needs: frozenset[SpecialNeed]) -> tuple[SpecialNeed, ...]:
        """Those of ``needs`` that the place does not serve, as far as the profile says, in the order of the list."""
        return tuple(need for need in SERVICES if need in needs and not self.health.get(need))


def profile_of(as_of: date, figures: Mapping[tuple[FigureKind, str], int]) -> Profile:
    """The profile that has ``figures`` by kind and code."""
    parts = {kind: {code: n for (each, code), n in figures.items() if each is kind} for kind in FigureKind}
    return Profile(
        as_of=as_of,
        jobs=parts[FigureKind.JOB],
        schools=parts[FigureKind.SCHOOL],
        homes=parts[FigureKind.HOME],
        health=parts[FigureKind.HEALTH],
    )


def check(profile: Profile, today: date, professions: frozenset[str]) -> None:
    """Refuse a profile of a coming day, or with a figure or a code that cannot be."""
    if profile.as_of > today:
        raise DomainError("profile_in_future")
    known: Mapping[FigureKind, frozenset[str]] = {
        FigureKind.JOB: professions,
        FigureKind.SCHOOL: frozenset(SchoolLanguage),
        FigureKind.HOME: frozenset(HomeSize),
        FigureKind.HEALTH: frozenset(SERVICES),
    }
    for kind, code, amount in profile.figures():
        most = 1 if kind is FigureKind.HEALTH else MOST
        if code not in known[kind] or not 0 <= amount <= most:
            raise DomainError("profile_figure_wrong")
