"""Dividing a region's quota: what a district keeps, what the districts may have together, and what is left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.quota_distribution import (
    DistributionFault,
    DistributionFinding,
    DistrictPlaces,
    RegionPlaces,
    changes,
    check,
    total,
)

REGION = RegionPlaces(allocated=1000, taken_without_district=300)
NOW = {"a": DistrictPlaces(200, reserved=20, used=30), "b": DistrictPlaces(100)}


def found(targets: dict[str, int]) -> list[tuple[DistributionFault, str]]:
    return [(each.code, each.district) for each in check(REGION, NOW, targets)]


def test_a_district_keeps_what_is_held_in_it() -> None:
    assert found({"a": 50}) == []
    assert check(REGION, NOW, {"a": 49}) == [
        DistributionFinding(DistributionFault.BELOW_HELD, "a", {"asked": 49, "held": 50})
    ]


def test_cases_without_a_district_leave_the_rest_to_divide() -> None:
    assert REGION.divisible == 700
    assert found({"a": 400, "c": 200}) == [], "100 stay with b, which nobody named"
    assert check(REGION, NOW, {"a": 400, "c": 201}) == [
        DistributionFinding(DistributionFault.ABOVE_REGION, params={"asked": 701, "possible": 700})
    ]


def test_every_fault_is_told_at_once_and_nothing_new_is_one() -> None:
    assert found({"a": 10, "b": -1, "c": 800}) == [
        (DistributionFault.BELOW_HELD, "a"),
        (DistributionFault.NEGATIVE, "b"),
        (DistributionFault.ABOVE_REGION, ""),
    ]
    assert found({"a": 200, "c": 0}) == [(DistributionFault.NOTHING_CHANGES, "")]
    assert found({}) == [(DistributionFault.NOTHING_CHANGES, "")]


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 900)))
def test_a_division_without_faults_never_takes_what_is_held(targets: dict[str, int]) -> None:
    if check(REGION, NOW, targets):
        return
    after = {district: places.allocated for district, places in NOW.items()} | targets
    assert sum(after.values()) == total(NOW, targets) <= REGION.divisible
    assert all(after[district] >= places.taken for district, places in NOW.items())
    assert set(changes(NOW, targets)) <= set(targets)
