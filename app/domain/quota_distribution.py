"""Dividing a region's quota among its districts: which targets can be proposed.

A district keeps at least what is held and used in it; the districts together leave at least what is held in the region
without a district.  What is not divided stays with the region.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class DistributionFault(StrEnum):
    """Why a division cannot be proposed."""

    BELOW_HELD = "below_held"
    NEGATIVE = "negative"
    ABOVE_REGION = "above_region"
    NOTHING_CHANGES = "nothing_changes"


@dataclass(frozen=True, slots=True)
class DistrictPlaces:
    """Places (persons) of a district now: ``taken`` are held or used."""

    allocated: int = 0
    reserved: int = 0
    used: int = 0

    @property
    def taken(self) -> int:
        """Places that the district cannot give away."""
        return self.reserved + self.used


@dataclass(frozen=True, slots=True)
class RegionPlaces:
    """Places of the region: in all, and those held or used by cases that name no district."""

    allocated: int
    taken_without_district: int = 0

    @property
    def divisible(self) -> int:
        """What the districts may have together."""
        return self.allocated - self.taken_without_district


@dataclass(frozen=True, slots=True)
class DistributionFinding:
    """A fault; ``district`` is empty where it is about the whole."""

    code: DistributionFault
    district: str = ""
    params: Mapping[str, int] = field(default_factory=dict)


def check(
    region: RegionPlaces, now: Mapping[str, DistrictPlaces], targets: Mapping[str, int]
) -> Sequence[DistributionFinding]:
    """Faults of dividing by ``targets`` (persons by district; who is not named keeps what it has); none: it can be."""
    found = []
    for district, persons in targets.items():
        taken = now.get(district, DistrictPlaces()).taken
        if persons < 0:
            found.append(DistributionFinding(DistributionFault.NEGATIVE, district))
        elif persons < taken:
            numbers = {"asked": persons, "held": taken}
            found.append(DistributionFinding(DistributionFault.BELOW_HELD, district, numbers))
    whole = total(now, targets)
    if whole > region.divisible:
        numbers = {"asked": whole, "possible": region.divisible}
        found.append(DistributionFinding(DistributionFault.ABOVE_REGION, params=numbers))
    if not found and not changes(now, targets):
        found.append(DistributionFinding(DistributionFault.NOTHING_CHANGES))
    return found


def total(now: Mapping[str, DistrictPlaces], targets: Mapping[str, int]) -> int:
    """Places of all districts after the division."""
    kept = {district: places.allocated for district, places in now.items()}
    return sum((kept | dict(targets)).values())


def changes(now: Mapping[str, DistrictPlaces], targets: Mapping[str, int]) -> dict[str, int]:
    """The targets that differ from what the district has."""
    return {
        district: persons
        for district, persons in targets.items()
        if persons != now.get(district, DistrictPlaces()).allocated
    }
