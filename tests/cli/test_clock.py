"""``clock due`` and ``clock explain`` as operators read them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.models import MovedDay
from app.services import reference, review
from tests.factories import make_actor, make_application, motion_for

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def due(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["clock", "due", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_working_days_are_counted_over_nauryz(app: Flask, session: Session) -> None:
    code, output = due(app, "--from", "2026-03-19", "--days", "2", "--kind", "working")
    assert code == 0
    assert output.splitlines() == [
        "2026-03-19\tThu\tstart\t",
        "2026-03-20\tFri\tcounted\t1",
        "2026-03-21\tSat\tholiday\t",
        "2026-03-22\tSun\tholiday\t",
        "2026-03-23\tMon\tholiday\t",
        "2026-03-24\tTue\tholiday\t",
        "2026-03-25\tWed\tholiday\t",
        "2026-03-26\tThu\tcounted\t2\tlast day",
        "due\t2026-03-26",
    ]


def test_a_moved_day_of_the_record_counts(app: Flask, session: Session) -> None:
    session.add(MovedDay(rest_day=date(2026, 11, 7), moved_to=date(2026, 11, 6)))
    reference.mark_changed(session, MONDAY)
    session.commit()
    code, output = due(app, "--from", "2026-11-05", "--days", "1", "--kind", "working", "--json")
    assert code == 0
    found = json.loads(output)
    assert {name: found[name] for name in ("from", "days", "kind", "due")} == {
        "from": "2026-11-05",
        "days": 1,
        "kind": "working",
        "due": "2026-11-07",
    }
    assert [(day["mark"], day["number"]) for day in found["counting"]] == [
        ("start", None),
        ("day_off_instead", None),
        ("worked_instead", 1),
    ]


def test_calendar_days_that_end_on_a_day_off_are_carried(app: Flask, session: Session) -> None:
    code, output = due(app, "--from", "2026-11-18", "--days", "3", "--kind", "calendar")
    assert (code, output.splitlines()[-1]) == (0, "due\t2026-11-23")
    assert "2026-11-23\tMon\tcarried\t\tlast day" in output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "2026-02-30", "--days", "2", "--kind", "working"),
        ("--from", "yesterday", "--days", "2", "--kind", "working"),
        ("--from", "2026-03-19", "--days", "-1", "--kind", "working"),
        ("--from", "2026-03-19", "--days", "many", "--kind", "working"),
        ("--from", "2026-03-19", "--days", "2", "--kind", "banking"),
        ("--from", "9999-12-31", "--days", "3660", "--kind", "calendar"),
        ("--from", "1990-01-01", "--days", "2", "--kind", "working"),
        ("--days", "2", "--kind", "working"),
    ],
)
def test_bad_input_is_a_word_and_no_traceback(app: Flask, session: Session, arguments: tuple[str, ...]) -> None:
    code, output = due(app, *arguments)
    assert code == 2
    assert "Error" in output
    assert "Traceback" not in output


def test_explaining_a_case_shows_each_term_with_its_stops(app: Flask, session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    for action, number in ((Action.RETURN_FOR_DOCUMENTS, 4), (Action.REPLY, 10)):
        actor = make_actor(session, Role.CASE_WORKER, "KZ-55")
        at = datetime(2026, 11, number, 5, 0, tzinfo=UTC)
        review.perform(session, application.id, motion_for(action, application), actor=actor, now=at)
    session.commit()
    assert application.number is not None
    result = app.test_cli_runner().invoke(args=["clock", "explain", application.number])
    assert result.exit_code == 0
    terms = [part.splitlines() for part in result.output.split("\n\n")]
    assert [lines[0].split(":")[0] for lines in terms] == ["whole", "completeness", "study", "documents_reply"]
    whole = terms[0]
    assert whole[0] == "whole: 10 working_days (limit.decision order_20_2016, not verified)"
    assert whole[1] == "stopped 2026-11-04, resumed 2026-11-10: documents"
    assert whole[2] == "due 2026-11-20"
    assert "2026-11-05\tThu\tstopped\t" in whole
    assert whole[-1] == "2026-11-20\tFri\tcounted\t10\tlast day"

    told = json.loads(app.test_cli_runner().invoke(args=["clock", "explain", application.number, "--json"]).output)
    assert told["terms"][0]["due"] == "2026-11-20"
    assert told["terms"][0]["stops"] == [{"reason": "documents", "stopped": "2026-11-04", "resumed": "2026-11-10"}]
    assert sum(day["number"] is not None for day in told["terms"][0]["counting"]) == 10


@pytest.mark.parametrize("number", ["55-A-2026-99999", "", "'; DROP TABLE terms"])
def test_an_unknown_case_is_a_word(app: Flask, session: Session, number: str) -> None:
    result = app.test_cli_runner().invoke(args=["clock", "explain", number])
    assert (result.exit_code, result.output) == (1, f"Error: there is no case {number}\n")


def test_a_term_that_ended_while_it_stood_still_is_counted_to_its_end(app: Flask, session: Session) -> None:
    application = make_application(session, Status.HEARD, now=MONDAY)
    session.commit()
    told = json.loads(app.test_cli_runner().invoke(args=["clock", "explain", application.number, "--json"]).output)
    # The head's term stood still for the hearing, and its status never came back.
    head = next(term for term in told["terms"] if term["stage"] == "decision")
    assert [(day["day"], day["mark"]) for day in head["counting"]] == [("2026-11-02", "start")]
