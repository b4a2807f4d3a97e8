"""Nobody is refused unheard: over the tables of every procedure, and over the rules of one hearing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.calendar import WorkingCalendar
from app.domain.hearing import (
    Acquaintance,
    Appointment,
    HearingEnd,
    HearingError,
    HearingWay,
    Minutes,
    Participant,
    Position,
    check_appointment,
    check_final,
    check_minutes,
    earliest_day,
    end_without_hearing,
    may_end_itself,
)
from app.domain.procedures import PROCEDURES
from app.domain.workflow import Action, Procedure, Status, Through

UNTIL = date(2026, 11, 20)
NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
CALENDAR = WorkingCalendar(holidays=frozenset({date(2026, 12, 16)}))
AGAINST = (Status.REFUSED, Status.TERMINATED)
EVERY = pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda p: f"{p.code}-{p.version}")


def ways(
    procedure: Procedure, at: Status = Status.DRAFT, seen: tuple[Status, ...] = ()
) -> Iterator[tuple[Status, ...]]:
    """Every way without a circle from a draft through the statuses of the table."""
    way = (*seen, at)
    yield way
    for (status, _), move in procedure.table.items():
        if status is at and move.to not in way:
            yield from ways(procedure, move.to, way)


@EVERY
def test_every_way_against_the_person_leads_through_a_hearing(procedure: Procedure) -> None:
    adverse = [way for way in ways(procedure) if way[-1] in AGAINST]
    assert adverse
    for way in adverse:
        assert way[-3:-1] == (Status.HEARING, Status.HEARD), way


@EVERY
def test_nothing_else_moves_into_a_refusal(procedure: Procedure) -> None:
    into = {(status, action): move.through for (status, action), move in procedure.table.items() if move.to in AGAINST}
    assert into
    for (status, action), through in into.items():
        assert status is Status.HEARD, action
        assert through is Through.HEARING, action
    for (status, action), move in procedure.table.items():
        if move.to is Status.HEARD:
            assert (status, move.through) == (Status.HEARING, Through.HEARING), action
        if move.to is Status.HEARING and status is not Status.HEARING:
            assert action in {Action.ANNOUNCE_REFUSAL, Action.ANNOUNCE_TERMINATION}
            assert move.needs_grounds
            assert move.needs_reason


def test_only_the_services_of_the_hearing_make_its_moves() -> None:
    """Any other code that named the record could skip what they check."""
    root = Path(__file__).parents[2] / "app"
    making = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"through=Through\.HEARING\b", path.read_text(encoding="utf-8"))
    }
    rules = {name for name in making if name.startswith("domain/")}
    assert making - rules == {
        "services/hearing_decision.py",
        "services/hearing_minutes.py",
        "services/hearing_position.py",
    }


@pytest.mark.parametrize(
    ("position", "today", "end"),
    [
        (Position(UNTIL), UNTIL + timedelta(days=1), HearingEnd.SILENCE),
        (Position(UNTIL, objections=2), UNTIL + timedelta(days=1), HearingEnd.WRITTEN),
        (Position(UNTIL, objections=2, is_all=True), UNTIL - timedelta(days=1), HearingEnd.WRITTEN),
        (Position(UNTIL, has_none=True), UNTIL - timedelta(days=1), HearingEnd.NO_OBJECTIONS),
        # Nothing more to say also gives up a hearing that was appointed.
        (Position(UNTIL, 1, is_all=True, appointed_on=UNTIL + timedelta(days=5)), UNTIL, HearingEnd.WRITTEN),
    ],
)
def test_how_it_ends(position: Position, today: date, end: HearingEnd) -> None:
    assert end_without_hearing(position, today) is end


@pytest.mark.parametrize(
    ("position", "today", "code"),
    [
        (Position(UNTIL), UNTIL, "position_open"),
        (Position(UNTIL, objections=1), UNTIL, "position_open"),
        (Position(UNTIL, is_all=True), UNTIL, "position_open"),  # silence stays silence
        (Position(UNTIL, asked=True), UNTIL + timedelta(days=30), "hearing_asked"),
        (Position(UNTIL, appointed_on=UNTIL + timedelta(days=2)), UNTIL + timedelta(days=30), "hearing_appointed"),
    ],
)
def test_it_does_not_end_yet(position: Position, today: date, code: str) -> None:
    with pytest.raises(HearingError, check=lambda error: error.code == code):
        end_without_hearing(position, today)


def test_the_service_ends_it_after_the_last_day_only() -> None:
    day = timedelta(days=1)
    assert not may_end_itself(Position(UNTIL), UNTIL)
    assert may_end_itself(Position(UNTIL), UNTIL + day)
    assert not may_end_itself(Position(UNTIL, asked=True), UNTIL + day)
    assert not may_end_itself(Position(UNTIL, appointed_on=UNTIL), UNTIL + day)
    assert not may_end_itself(Position(UNTIL, has_none=True), UNTIL)


def test_the_term_lasts_until_the_hearing() -> None:
    assert Position(UNTIL).last_day == UNTIL
    assert Position(UNTIL, appointed_on=UNTIL + timedelta(days=4)).last_day == UNTIL + timedelta(days=4)
    assert Position(UNTIL, appointed_on=UNTIL - timedelta(days=1)).last_day == UNTIL


@pytest.mark.parametrize(
    ("noticed", "days", "first"),
    [
        (date(2026, 11, 18), 3, date(2026, 11, 23)),  # Wednesday: Thursday, Friday, Monday
        (date(2026, 12, 14), 3, date(2026, 12, 18)),  # the 16th is a holiday
        (date(2026, 11, 21), 0, date(2026, 11, 23)),  # a Saturday is never a day of a hearing
    ],
)
def test_the_first_day_of_a_hearing(noticed: date, days: int, first: date) -> None:
    assert earliest_day(noticed, days, CALENDAR) == first


def _appointment(**changes: Any) -> Appointment:
    values: dict[str, Any] = {
        "starts_at": datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
        "on": date(2026, 11, 23),
        "way": HearingWay.ROOM,
        "place": "12",
        "presiding_id": 1,
        "secretary_id": 2,
    }
    return Appointment(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_at": NOW}, "hearing_in_past"),
        ({"on": date(2026, 11, 28)}, "hearing_day_off"),
        ({"on": date(2026, 12, 16)}, "hearing_day_off"),
        ({"on": date(2026, 11, 20)}, "hearing_too_early"),
        ({"on": date(2026, 11, 20), "statement_id": 3}, "hearing_too_early"),
        ({"secretary_id": 1}, "hearing_same_person"),
        ({"place": " "}, "hearing_place_missing"),
    ],
)
def test_no_such_appointment(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(HearingError, check=lambda error: error.code == code):
        check_appointment(_appointment(**changes), NOW, date(2026, 11, 23), CALENDAR)


def test_appointments_that_stand() -> None:
    check_appointment(_appointment(), NOW, date(2026, 11, 23), CALENDAR)
    early = _appointment(on=date(2026, 11, 20))
    check_appointment(early, NOW, date(2026, 11, 23), CALENDAR, is_agreed=True)


def test_minutes_hold_what_the_code_demands() -> None:
    began = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    whole: dict[str, Any] = {
        "place": "12",
        "way": HearingWay.ROOM,
        "began_at": began,
        "ended_at": began + timedelta(hours=1),
        "held_on": date(2026, 11, 23),
        "presiding_id": 1,
        "secretary_id": 2,
        "participants": (Participant("A"),),
        "question": "Q",
        "explanations": "E",
        "acquaintance": Acquaintance.READ,
    }
    after = began + timedelta(hours=2)
    check_minutes(Minutes(**whole), date(2026, 11, 23), after)
    for name, nothing in (("place", ""), ("participants", ()), ("question", ""), ("explanations", " ")):
        with pytest.raises(HearingError) as caught:
            check_minutes(Minutes(**(whole | {name: nothing})), date(2026, 11, 23), after)
        assert caught.value.params == {"what": name}
    check_minutes(Minutes(**(whole | {"is_absent": True, "absence": "told on the 18th"})), date(2026, 11, 23), after)


def test_the_final_decision_answers_and_stays_within_what_was_heard() -> None:
    check_final(Action.REFUSE, ("a",), ("a", "b"), [(1, "yes")])
    check_final(Action.APPROVE, (), ("a",), [])
    with pytest.raises(HearingError, check=lambda error: error.params == {"numbers": "1, 3"}):
        check_final(Action.APPROVE, (), ("a",), [(1, " "), (2, "yes"), (3, "")])
    for action in (Action.REFUSE, Action.TERMINATE):
        with pytest.raises(HearingError, check=lambda error: error.code == "ground_not_heard"):
            check_final(action, ("a", "c"), ("a", "b"), [])
