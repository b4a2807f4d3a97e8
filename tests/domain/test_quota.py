"""Arithmetic of places, and the file of an order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError, QuotaExceededError
from app.domain.quota import Balance, consumption, release, reservation, setting
from app.domain.quota_order import OrderFaultsError, drafts_from_rows
from app.domain.stream import Stream


def test_a_household_of_five_takes_five_places() -> None:
    balance = Balance(allocated=977, reserved=3, used=10).after(reservation(5))
    assert balance == Balance(977, 8, 10)
    assert balance.available == 959
    assert balance.after(consumption(5)) == Balance(977, 3, 15)
    assert balance.after(release(5)) == Balance(977, 3, 10)


def test_the_last_places_go_to_a_household_that_fits_and_to_no_other() -> None:
    balance = Balance(allocated=10, reserved=2, used=4)
    assert balance.after(reservation(4)).available == 0
    with pytest.raises(QuotaExceededError) as refusal:
        balance.after(reservation(5))
    assert refusal.value.params == {"asked": 5, "available": 4}


@pytest.mark.parametrize("move", [reservation, release, consumption])
@pytest.mark.parametrize("persons", [0, -1])
def test_a_movement_without_persons_is_none(move: object, persons: int) -> None:
    with pytest.raises(DomainError):
        move(persons)  # type: ignore[operator]


def test_an_amendment_never_goes_below_what_is_held() -> None:
    balance = Balance(allocated=100, reserved=10, used=60)
    assert balance.after(setting(balance, 70, first=False)).available == 0
    with pytest.raises(QuotaExceededError):
        balance.after(setting(balance, 69, first=False))


@given(st.integers(0, 50), st.lists(st.tuples(st.sampled_from(["reserve", "release", "consume"]), st.integers(1, 9))))
def test_no_order_of_movements_oversells(allocated: int, movements: list[tuple[str, int]]) -> None:
    balance = Balance(allocated)
    build = {"reserve": reservation, "release": release, "consume": consumption}
    for name, persons in movements:
        try:
            balance = balance.after(build[name](persons))
        except DomainError:
            continue
        assert 0 <= balance.reserved + balance.used <= balance.allocated
        assert balance.reserved >= 0


ROW = {
    "year": "2026",
    "stream": "kandas",
    "region_iso": "KZ-55",
    "persons": "977",
    "version": "1",
    "effective_from": "2025-12-24",
    "act_code": "",
    "source": "",
}


def test_a_file_becomes_orders_by_year_stream_and_version() -> None:
    drafts = drafts_from_rows([ROW, {**ROW, "region_iso": "KZ-59", "persons": "200"}, {**ROW, "stream": "relocatee"}])
    assert [(draft.year, draft.stream, draft.version, draft.persons) for draft in drafts] == [
        (2026, Stream.KANDAS, 1, 1177),
        (2026, Stream.RELOCATEE, 1, 977),
    ]
    assert drafts[0].effective_from == date(2025, 12, 24)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"persons": "9,5"}, "not_a_whole_number"),
        ({"persons": "-3"}, "not_a_whole_number"),
        ({"persons": ""}, "missing"),
        ({"persons": "99999999"}, "out_of_range"),
        ({"year": "26"}, "out_of_range"),
        ({"stream": "tourist"}, "unknown_stream"),
        # What spends no places has no order.
        ({"stream": "status_assignment"}, "unknown_stream"),
        ({"effective_from": "24.12.2025"}, "not_a_day"),
        ({"region_iso": "KZ-99"}, "unknown_region"),
    ],
)
def test_a_faulty_cell_is_named(change: dict[str, str], fault: str) -> None:
    with pytest.raises(OrderFaultsError) as refusal:
        drafts_from_rows([ROW, {**ROW, "region_iso": "KZ-59", **change}], frozenset({"KZ-55", "KZ-59"}))
    assert [(found.line, found.column, found.code) for found in refusal.value.faults] == [
        (2, next(iter(change)), fault)
    ]


def test_a_region_twice_and_an_empty_file_are_faults() -> None:
    with pytest.raises(OrderFaultsError) as refusal:
        drafts_from_rows([ROW, ROW])
    assert refusal.value.faults[0].code == "region_twice"
    with pytest.raises(OrderFaultsError) as refusal:
        drafts_from_rows([])
    assert refusal.value.faults[0].code == "empty_file"
