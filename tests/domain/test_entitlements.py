from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.eligibility import Outcome
from app.domain.entitlements import Beneficiary, EntitlementLine, Situation, answer, entitlements
from app.domain.household import SettlementKind
from app.domain.money import mci_to_tenge, part_of_price, round_tenge
from app.domain.programmes.definition import CriterionCode, MeasureCode
from app.domain.reference import ReferenceBook
from app.domain.stream import Stream
from tests.domain.books import shipped, verified

M = MeasureCode
TOWN, VILLAGE = SettlementKind.TOWN, SettlementKind.VILLAGE
FAMILY_OF_FIVE = Situation(
    stream=Stream.RELOCATEE,
    household_size=5,
    is_citizen=True,
    is_registered_jobseeker=True,
    registration_months=30,
    was_included_before=False,
    departure_region="KZ-61",
    host_region="KZ-55",
    settlement=VILLAGE,
)


def line(measure: MeasureCode, situation: Situation = FAMILY_OF_FIVE, on: str = "2026-11-20") -> EntitlementLine:
    found = {row.measure: row for row in entitlements(situation, shipped(), date.fromisoformat(on))}
    return found[measure]


def whole(*amounts: Decimal | None) -> tuple[int | None, ...]:
    """Amounts as whole tenge; every one has to be whole."""
    assert all(amount is None or amount == int(amount) for amount in amounts)
    return tuple(None if amount is None else int(amount) for amount in amounts)


# day, indices, tenge for one unit from…to
AMOUNTS = [
    (M.RELOCATION_SUBSIDY, "2020-03-31", "35", 92_785, 92_785),
    (M.RELOCATION_SUBSIDY, "2020-04-01", "35", 97_230, 97_230),
    (M.RELOCATION_SUBSIDY, "2021-06-01", "70", 204_190, 204_190),
    (M.RELOCATION_SUBSIDY, "2023-06-30", "70", 241_500, 241_500),
    (M.RELOCATION_SUBSIDY, "2025-12-31", "70", 275_240, 275_240),
    (M.RELOCATION_SUBSIDY, "2026-01-01", "70", 302_750, 302_750),
    (M.RENT_UTILITIES, "2025-06-01", "15", 58_980, 117_960),
    (M.RENT_UTILITIES, "2026-06-01", "15", 64_875, 129_750),
    (M.EMPLOYER_SUBSIDY, "2025-06-01", "400", 1_572_800, 1_572_800),
    (M.EMPLOYER_SUBSIDY, "2026-06-01", "400", 1_730_000, 1_730_000),
    (M.BUSINESS_GRANT, "2022-06-01", "400", 1_225_200, 1_225_200),
    (M.BUSINESS_GRANT, "2024-06-01", "400", 1_476_800, 1_476_800),
    (M.BUSINESS_GRANT, "2026-06-01", "400", 1_730_000, 1_730_000),
]


@pytest.mark.parametrize(("measure", "on", "mci_low", "low", "high"), AMOUNTS)
def test_amounts_of_one_unit(measure: MeasureCode, on: str, mci_low: str, low: int, high: int) -> None:
    found = line(measure, on=on)
    assert found.mci_low == Decimal(mci_low)
    assert whole(found.tenge_low, found.tenge_high) == (low, high)


def test_a_family_of_five_in_2026() -> None:
    move, rent = line(M.RELOCATION_SUBSIDY), line(M.RENT_UTILITIES)
    assert (move.units, *whole(move.total_low, move.total_high)) == (5, 1_513_750, 1_513_750)
    assert (rent.units, *whole(rent.total_low, rent.total_high)) == (12, 778_500, 1_557_000)
    assert (move.months, rent.months) == (1, 12)


# day, price of the house (None: not given), what is paid from…to
CERTIFICATES: list[tuple[str, int | None, int | None, int]] = [
    ("2026-06-01", None, None, 7_028_125),
    ("2026-06-01", 5_000_000, 5_000_000, 5_000_000),  # the house costs less: its price
    ("2026-06-01", 7_028_125, 7_028_125, 7_028_125),
    ("2026-06-01", 9_000_000, 7_028_125, 7_028_125),
    ("2025-06-01", None, None, 4_561_120),
    ("2025-06-01", 8_000_000, 4_000_000, 4_000_000),  # half of the price
    ("2025-06-01", 12_000_000, 4_561_120, 4_561_120),
    ("2024-06-01", 8_000_000, 4_000_000, 4_000_000),
    ("2024-06-01", 9_000_000, 4_200_000, 4_200_000),
    ("2023-06-01", 9_000_000, 4_000_000, 4_000_000),
    ("2025-06-01", 1_000_001, 500_001, 500_001),  # a half is rounded upwards
]


@pytest.mark.parametrize(("on", "price", "low", "high"), CERTIFICATES)
def test_the_economic_mobility_certificate(on: str, price: int | None, low: int | None, high: int) -> None:
    situation = replace(FAMILY_OF_FIVE, house_price=None if price is None else Decimal(price))
    found = line(M.MOBILITY_CERTIFICATE, situation, on)
    assert whole(found.tenge_low, found.tenge_high) == (low, high)
    assert whole(found.total_low, found.total_high) == (low, high)


def test_there_was_no_certificate_before_march_2023() -> None:
    lines = entitlements(FAMILY_OF_FIVE, shipped(), date(2023, 2, 28))
    assert M.MOBILITY_CERTIFICATE not in {row.measure for row in lines}


@pytest.mark.parametrize(
    ("settlement", "persons", "mci", "tenge"),
    [
        (VILLAGE, 1, 15, 64_875),
        (VILLAGE, 2, 18, 77_850),
        (VILLAGE, 4, 18, 77_850),
        (VILLAGE, 5, 21, 90_825),
        (TOWN, 1, 20, 86_500),
        (TOWN, 4, 25, 108_125),
        (TOWN, 9, 30, 129_750),
        (None, 4, None, None),
    ],
)
def test_the_scale_narrows_the_rent_and_is_unverified(
    settlement: SettlementKind | None, persons: int, mci: int | None, tenge: int | None
) -> None:
    found = line(M.RENT_UTILITIES, replace(FAMILY_OF_FIVE, settlement=settlement, household_size=persons))
    assert whole(found.likely_mci, found.likely_tenge) == (mci, tenge)
    assert whole(found.tenge_low, found.tenge_high) == (64_875, 129_750)
    assert not found.verified


def test_without_an_index_for_the_day_no_amount_is_invented() -> None:
    lines = entitlements(FAMILY_OF_FIVE, shipped(), date(2027, 1, 1))
    assert [row.measure for row in lines] == list(MeasureCode)
    assert {row.tenge_low for row in lines} == {row.tenge_high for row in lines} == {None}
    assert lines[0].mci_low == 70
    assert answer(FAMILY_OF_FIVE, shipped(), date(2027, 1, 1)).mci is None


def test_nothing_is_verified_until_every_figure_is() -> None:
    on = date(2026, 11, 20)
    assert not any(row.verified for row in entitlements(FAMILY_OF_FIVE, shipped(), on))
    assert all(row.verified for row in entitlements(FAMILY_OF_FIVE, verified(), on))
    mixed = replace(verified(), rent_scale=shipped().rent_scale)
    verdicts = {row.measure: row.verified for row in entitlements(FAMILY_OF_FIVE, mixed, on)}
    assert verdicts == {measure: measure is not M.RENT_UTILITIES for measure in MeasureCode}


def test_each_line_names_its_act_and_whom_it_is_for() -> None:
    lines = entitlements(FAMILY_OF_FIVE, shipped(), date(2026, 11, 20))
    assert all(row.legal_basis.act_code in shipped().acts and row.source for row in lines)
    employers = [row.measure for row in lines if row.beneficiary is Beneficiary.EMPLOYER]
    assert employers == [M.EMPLOYER_SUBSIDY]


def test_the_answer_joins_findings_and_lines() -> None:
    given = answer(FAMILY_OF_FIVE, shipped(), date(2026, 11, 20))
    assert given.overall is Outcome.NEEDS_CHECK
    outcomes = {finding.criterion_code: finding.outcome for finding in given.findings}
    assert outcomes[CriterionCode.REGISTERED_RESIDENCE] is Outcome.MET
    assert outcomes[CriterionCode.HOST_REGION] is Outcome.MET
    assert Outcome.UNKNOWN not in outcomes.values()
    assert len(given.lines) == 5
    assert given.mci is not None
    assert given.mci.value == 4325


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"registration_months": 12}, Outcome.NEEDS_CHECK),
        ({"registration_months": 11}, Outcome.NOT_MET),
        ({"registration_months": None}, Outcome.UNKNOWN),
        ({"is_citizen": False}, Outcome.NOT_MET),
        ({"is_citizen": None}, Outcome.UNKNOWN),
        ({"is_registered_jobseeker": False}, Outcome.NOT_MET),
        ({"is_registered_jobseeker": None}, Outcome.UNKNOWN),
        ({"host_region": "KZ-75"}, Outcome.NOT_MET),
        ({"was_included_before": True}, Outcome.NOT_MET),
    ],
)
def test_an_answer_of_a_relocatee(changes: dict[str, object], expected: Outcome) -> None:
    situation = replace(FAMILY_OF_FIVE, **changes)  # type: ignore[arg-type]  # each row names real fields
    assert answer(situation, shipped(), date(2026, 11, 20)).overall is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Outcome.NEEDS_CHECK),
        ({"has_kandas_status": False}, Outcome.NOT_MET),
        ({"has_kandas_status": None}, Outcome.UNKNOWN),
        ({"kandas_status_granted_on": date(2024, 1, 1)}, Outcome.NOT_MET),
        ({"is_citizen": True}, Outcome.NOT_MET),
        ({"is_citizen": None}, Outcome.UNKNOWN),
        ({"host_region": "KZ-62"}, Outcome.NOT_MET),
    ],
)
def test_an_answer_of_a_kandas(changes: dict[str, object], expected: Outcome) -> None:
    kandas = Situation(
        stream=Stream.KANDAS,
        household_size=3,
        is_citizen=False,
        has_kandas_status=True,
        kandas_status_granted_on=date(2026, 3, 1),
        was_included_before=False,
        host_region="KZ-11",
    )
    situation = replace(kandas, **changes)  # type: ignore[arg-type]  # each row names real fields
    assert answer(situation, shipped(), date(2026, 11, 20)).overall is expected


def test_before_the_programme_there_is_nothing_to_find() -> None:
    given = answer(FAMILY_OF_FIVE, shipped(), date(2025, 12, 31))
    assert given.findings == ()
    assert given.overall is Outcome.NEEDS_CHECK


def test_an_empty_book_promises_nothing() -> None:
    assert entitlements(FAMILY_OF_FIVE, ReferenceBook(), date(2026, 11, 20)) == ()


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.49", "0"), ("0.5", "1"), ("1.5", "2"), ("2.5", "3"), ("302750", "302750")]
)
def test_rounding_has_one_rule(amount: str, rounded: str) -> None:
    assert round_tenge(Decimal(amount)) == Decimal(rounded)


def test_money_is_counted_in_whole_tenge() -> None:
    assert mci_to_tenge(Decimal("0.5"), Decimal(4325)) == Decimal(2163)
    assert part_of_price(Decimal(101), Decimal("0.5"), Decimal(1000)) == Decimal(51)
    assert part_of_price(Decimal(101), Decimal("0.5"), Decimal(50)) == Decimal(50)
