from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kandas_status import (
    EndReason,
    HeldStatus,
    NotExtendableError,
    StatusState,
    Terms,
    check_extendable,
    extended_last_day,
    first_day_without,
    is_extendable,
    last_day,
    reminder_due,
    reminder_windows,
    terms_on,
)
from app.domain.reference import DatedValue, NoValueError, ReferenceBook, Unit

TERMS = Terms(validity_months=12, extension_months=6, extensions=1, reminder_days=(10, 30, 60))
GRANTED = date(2026, 11, 22)
ENDS = date(2027, 11, 22)


def held(**changes: object) -> HeldStatus:
    values: dict[str, object] = {"number": "55-KR-2026-00001", "granted_on": GRANTED, "expires_on": ENDS}
    return HeldStatus(**values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("granted", "ends", "extended"),
    [
        (date(2026, 11, 22), date(2027, 11, 22), date(2028, 5, 22)),
        (date(2026, 1, 1), date(2027, 1, 1), date(2027, 7, 1)),
        # February has no 29th, but the half year after it is counted from the 29th.
        (date(2024, 2, 29), date(2025, 2, 28), date(2025, 8, 29)),
        (date(2026, 8, 31), date(2027, 8, 31), date(2028, 2, 29)),
    ],
)
def test_a_status_lasts_a_year_and_its_extension_half_a_year(granted: date, ends: date, extended: date) -> None:
    assert last_day(granted, TERMS) == ends
    assert extended_last_day(granted, ends, TERMS) == extended


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_an_extension_never_loses_a_day_of_eighteen_months(granted: date) -> None:
    eighteen = Terms(validity_months=18, extension_months=0, extensions=0, reminder_days=())
    assert extended_last_day(granted, last_day(granted, TERMS), TERMS) == last_day(granted, eighteen)


@pytest.mark.parametrize(
    ("changes", "on", "state", "in_force"),
    [
        ({}, GRANTED - timedelta(days=1), StatusState.IN_FORCE, False),
        ({}, GRANTED, StatusState.IN_FORCE, True),
        ({}, ENDS, StatusState.IN_FORCE, True),
        ({}, ENDS + timedelta(days=1), StatusState.EXPIRED, False),
        ({"is_extension_open": True}, ENDS + timedelta(days=1), StatusState.LAPSED, False),
        ({"extensions": 1, "extended_on": ENDS, "expires_on": date(2028, 5, 22)}, ENDS, StatusState.EXTENDED, True),
        (
            {"ended_on": first_day_without(ENDS), "end_reason": EndReason.EXPIRED},
            ENDS,
            StatusState.IN_FORCE,
            True,
        ),
        (
            {"ended_on": first_day_without(ENDS), "end_reason": EndReason.EXPIRED},
            ENDS + timedelta(days=1),
            StatusState.EXPIRED,
            False,
        ),
        (
            {"ended_on": date(2027, 3, 1), "end_reason": EndReason.CITIZENSHIP},
            date(2027, 3, 1),
            StatusState.ENDED,
            False,
        ),
        (
            {"ended_on": date(2027, 3, 1), "end_reason": EndReason.CITIZENSHIP},
            date(2027, 2, 28),
            StatusState.IN_FORCE,
            True,
        ),
    ],
)
def test_the_state_of_a_day(changes: dict[str, object], on: date, state: StatusState, in_force: bool) -> None:
    status = held(**changes)
    assert (status.state(on) if on >= GRANTED else StatusState.IN_FORCE) is state
    assert status.is_in_force(on) is in_force


@pytest.mark.parametrize(
    ("changes", "on", "refusal"),
    [
        ({}, ENDS, None),
        ({}, ENDS + timedelta(days=1), "kandas_status_not_extendable"),
        ({"extensions": 1}, ENDS, "kandas_status_extended_before"),
        ({"ended_on": GRANTED, "end_reason": EndReason.CITIZENSHIP}, ENDS, "kandas_status_ended"),
    ],
)
def test_who_may_ask_for_an_extension(changes: dict[str, object], on: date, refusal: str | None) -> None:
    status = held(**changes)
    assert is_extendable(status, TERMS, on) is (refusal is None)
    if refusal is not None:
        with pytest.raises(NotExtendableError) as refused:
            check_extendable(status, TERMS, on)
        assert refused.value.code == refusal


@pytest.mark.parametrize(
    ("left", "sent", "due"),
    [
        (61, None, None),
        (60, None, 60),
        (60, 60, None),
        (31, 60, None),
        (30, 60, 30),
        (30, 30, None),
        (10, 30, 10),
        (0, 30, 10),
        (0, 10, None),
        (-1, None, None),
        # Nothing ran for weeks: the nearest one only.
        (25, None, 30),
        (5, None, 10),
        (5, 60, 10),
    ],
)
def test_reminders_are_sent_once_and_only_the_nearest(left: int, sent: int | None, due: int | None) -> None:
    assert reminder_due(ENDS, sent, TERMS.reminder_days, ENDS - timedelta(days=left)) == due


@given(st.integers(-5, 80), st.sets(st.integers(1, 70), min_size=1, max_size=5))
def test_windows_and_reminders_agree(left: int, days: set[int]) -> None:
    on = ENDS - timedelta(days=left)
    ordered = tuple(sorted(days))
    found = [day for day, (first, last) in reminder_windows(ordered, on).items() if first <= ENDS <= last]
    due = reminder_due(ENDS, None, ordered, on)
    assert found == ([] if due is None else [due])


def _figure(key: str, value: Decimal | str, unit: Unit, *, verified: bool) -> DatedValue:
    return DatedValue(
        key=f"kandas_status.{key}",
        value=value,
        unit=unit,
        effective_from=date(2021, 1, 1),
        verified_by="Заңгер" if verified else "",
        verified_on=date(2026, 1, 1) if verified else None,
    )


def test_terms_come_from_the_figures_of_the_day() -> None:
    rows = (
        _figure("validity_months", Decimal(12), Unit.MONTHS, verified=True),
        _figure("extension_months", Decimal(6), Unit.MONTHS, verified=True),
        _figure("extensions", Decimal(1), Unit.TIMES, verified=False),
        _figure("reminder_days", "60,30,10", Unit.TEXT, verified=False),
    )
    terms = terms_on(ReferenceBook(values=rows), GRANTED)
    assert (terms.validity_months, terms.extension_months, terms.extensions) == (12, 6, 1)
    assert terms.reminder_days == (10, 30, 60)
    assert terms.is_verified is False
    with pytest.raises(NoValueError):
        terms_on(ReferenceBook(values=rows[:3]), GRANTED)
