"""When a departure may be recorded, and when it may be confirmed: nobody loses a place unheard."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.departure import DepartureError, Heard, check_day, check_heard, is_included
from app.domain.stream import Stream
from app.domain.workflow import Status

TODAY = date(2026, 11, 18)
BEFORE, AFTER = date(2026, 11, 17), date(2026, 11, 19)


@pytest.mark.parametrize(
    ("heard", "refused"),
    [
        # own word, answered itself, told, last day of the term
        (Heard(True, False, False, AFTER), None),
        (Heard(False, True, False, AFTER), None),
        (Heard(False, True, True, AFTER), None),
        (Heard(False, False, True, BEFORE), None),
        (Heard(False, False, True, TODAY), "departure_term_runs"),
        (Heard(False, False, True, AFTER), "departure_term_runs"),
        (Heard(False, False, False, BEFORE), "departure_untold"),
        (Heard(False, False, False, AFTER), "departure_untold"),
    ],
)
def test_a_family_is_heard_before_it_loses_its_place(heard: Heard, refused: str | None) -> None:
    if refused is None:
        check_heard(heard, TODAY)
        return
    with pytest.raises(DepartureError) as error:
        check_heard(heard, TODAY)
    assert error.value.code == refused


@pytest.mark.parametrize(
    ("day", "refused"),
    [(BEFORE, None), (TODAY, None), (AFTER, "departure_in_future"), (date(2026, 10, 31), "departure_too_early")],
)
def test_the_day_lies_between_the_inclusion_and_today(day: date, refused: str | None) -> None:
    included_on = date(2026, 11, 1)
    if refused is None:
        check_day(day, included_on, TODAY)
        return
    with pytest.raises(DepartureError) as error:
        check_day(day, included_on, TODAY)
    assert error.value.code == refused


@pytest.mark.parametrize("stream", Stream)
@pytest.mark.parametrize("status", Status)
def test_only_an_included_family_can_depart(stream: Stream, status: Status) -> None:
    expected = stream in {Stream.KANDAS, Stream.RELOCATEE} and status is Status.APPROVED
    assert is_included(stream, status, None) is expected
    assert not is_included(stream, status, BEFORE)
