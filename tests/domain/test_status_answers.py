"""Answers about the kandas status: what is kept, what completes a step, every fault of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.answers import AnswerProblemCode as Code
from app.domain.answers import MalformedAnswerError, cleaned, fields_of, problems, row_fields, row_problems
from app.domain.programmes.definition import Step
from app.domain.status_fields import LONGEST_AUTOBIOGRAPHY, MOST_ROWS
from app.domain.stream import Stream
from app.labels.answers import answer_rows as shown
from app.labels.answers import problem_text, row_title
from app.labels.status_form import ROW_PAGES
from tests import factories

ON = date(2026, 11, 18)
A, C, X = Stream.STATUS_ASSIGNMENT, Stream.STATUS_CONSENT, Stream.STATUS_EXTENSION
GOOD = factories.status_answers_for(A)
SCHOOL = factories.SCHOOL


def _codes(step: Step, answers: dict[str, Any], stream: Stream = A) -> set[tuple[str, str]]:
    return {(problem.name, problem.code.value) for problem in problems(step, answers, stream, ON)}


@pytest.mark.parametrize("stream", [A, C, X])
def test_complete_answers_come_back_as_they_went_in(stream: Stream) -> None:
    for step, answers in factories.status_answers_for(stream).items():
        assert cleaned(step, answers, stream) == answers
        assert _codes(step, answers, stream) == set(), step


def _without(step: Step, *names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in GOOD[step].items() if name not in names} | more


@pytest.mark.parametrize(
    ("step", "answers", "found"),
    [
        (Step.APPLICANT, _without(Step.APPLICANT, "latin_name"), {("latin_name", Code.MISSING)}),
        (Step.APPLICANT, _without(Step.APPLICANT, latin_name="Айгүл"), {("latin_name", Code.NOT_LATIN)}),
        (Step.APPLICANT, _without(Step.APPLICANT, latin_name="ÖMER ŞAHİN-O'Neil"), set()),
        (Step.APPLICANT, _without(Step.APPLICANT, surname="Aigul"), {("surname", Code.NOT_CYRILLIC)}),
        # One Latin letter among Cyrillic ones looks right and is found by no search.
        (Step.APPLICANT, _without(Step.APPLICANT, given_name="Әciя"), {("given_name", Code.NOT_CYRILLIC)}),
        (Step.APPLICANT, _without(Step.APPLICANT, given_name="Әл-Фараби"), set()),
        (Step.PASSPORT, _without(Step.PASSPORT, "expires_on"), {("expires_on", Code.MISSING)}),
        (Step.PASSPORT, _without(Step.PASSPORT, "expires_on", kind="stateless_certificate"), set()),
        (Step.PASSPORT, _without(Step.PASSPORT, expires_on="2026-11-17"), {("expires_on", Code.EXPIRED)}),
        (Step.PASSPORT, _without(Step.PASSPORT, expires_on="2026-11-18"), set()),
        (Step.PASSPORT, _without(Step.PASSPORT, expires_on="2022-05-04"), {("expires_on", Code.ENDS_BEFORE_BEGIN)}),
        (Step.PASSPORT, _without(Step.PASSPORT, issued_on="2026-11-19"), {("issued_on", Code.IN_FUTURE)}),
        (
            Step.ORIGIN,
            _without(Step.ORIGIN, "left_on", "purpose"),
            {("left_on", Code.MISSING), ("purpose", Code.MISSING)},
        ),
        (Step.ORIGIN, _without(Step.ORIGIN, entered_on="2026-09-29"), {("entered_on", Code.ENTERED_BEFORE_LEAVING)}),
        (Step.NATIONALITY, {"nationality": "kazakh"}, {("proof", Code.MISSING)}),
        (
            Step.NATIONALITY,
            {"nationality": "other", "other_nationality": "Қырғыз", "proof": "passport"},
            {("nationality", Code.NOT_KAZAKH)},
        ),
        (
            Step.NATIONALITY,
            {"nationality": "kazakh", "proof": "recommendation"},
            {("recommendation_number", Code.MISSING), ("recommended_on", Code.MISSING)},
        ),
        (Step.NATIONALITY, {"nationality": "kazakh", "proof": "other_document"}, {("other_document", Code.MISSING)}),
        (Step.PAST, {"was_citizen": True, "was_refused": False}, {("citizenship_note", Code.MISSING)}),
        (Step.PAST, {"was_citizen": False, "was_refused": True}, {("refusal_note", Code.MISSING)}),
        (
            Step.KINSHIP,
            {"marital_status": "single", "has_relatives": True},
            {(name, Code.MISSING) for name in ("relative_name", "relative_degree", "relative_region")},
        ),
        (Step.CONTACT_PERSON, {"has_contact": True, "name": "Ерлан"}, {("phone", Code.MISSING)}),
        (Step.AUTOBIOGRAPHY, {}, {("text", Code.MISSING)}),
        (Step.SCHOOLING, {"rows": [SCHOOL]}, {("is_complete", Code.MISSING)}),
        (
            Step.SCHOOLING,
            {"rows": [SCHOOL, {"key": 2, "level": "higher"}], "is_complete": True},
            {("rows", Code.ROW_INCOMPLETE)},
        ),
        (Step.WORK, {"is_complete": True}, set()),
    ],
)
def test_what_is_wrong_with_a_step(step: Step, answers: dict[str, Any], found: set[tuple[str, str]]) -> None:
    assert _codes(step, answers) == found
    for problem in problems(step, answers, A, ON):
        assert "%(" not in problem_text(step, problem)


def test_only_a_doubt_does_not_stop_the_step() -> None:
    expired = problems(Step.PASSPORT, _without(Step.PASSPORT, expires_on="2026-11-17"), A, ON)
    other = problems(Step.NATIONALITY, {"nationality": "other", "other_nationality": "a", "proof": "passport"}, A, ON)
    assert [problem.is_error for problem in (*expired, *other)] == [False, False]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, set()),
        ({"to_year": None}, set()),
        ({"to_year": 2007}, {("to_year", Code.ENDS_BEFORE_BEGIN)}),
        ({"from_year": 2027, "to_year": None}, {("from_year", Code.YEAR_IN_FUTURE)}),
        ({"institution": None}, {("institution", Code.MISSING)}),
        ({"country": None}, {("country", Code.MISSING)}),
    ],
)
def test_what_is_wrong_with_a_row(changed: dict[str, Any], found: set[tuple[str, str]]) -> None:
    row = {name: value for name, value in (SCHOOL | changed).items() if value is not None and name != "key"}
    wrong = row_problems(row_fields(Step.SCHOOLING), row, A, ON)
    assert {(problem.name, problem.code.value) for problem in wrong} == found


@pytest.mark.parametrize(
    "rows",
    [
        "school",
        ["school"],
        [SCHOOL | {"key": 0}],
        [SCHOOL | {"key": True}],
        [SCHOOL, SCHOOL],
        [SCHOOL | {"from_year": 1899}],
        [SCHOOL | {"from_year": 2101}],
        [SCHOOL | {"from_year": "2004"}],
        [SCHOOL | {"level": "none"}],
        [SCHOOL | {"unknown": 1}],
        [{name: value for name, value in SCHOOL.items() if name != "key"}],
        [SCHOOL | {"key": number} for number in range(1, MOST_ROWS + 2)],
    ],
)
def test_rows_of_another_shape_are_not_kept(rows: Any) -> None:
    with pytest.raises(MalformedAnswerError):
        cleaned(Step.SCHOOLING, {"rows": rows}, A)


def test_an_autobiography_is_counted_as_people_count() -> None:
    text = "Мен\r\n" * (LONGEST_AUTOBIOGRAPHY // 4)
    assert len(text) > LONGEST_AUTOBIOGRAPHY
    kept = cleaned(Step.AUTOBIOGRAPHY, {"text": text}, A)["text"]
    assert "\r" not in kept
    with pytest.raises(MalformedAnswerError):
        cleaned(Step.AUTOBIOGRAPHY, {"text": "а" * (LONGEST_AUTOBIOGRAPHY + 1)}, A)


def test_each_stream_is_asked_its_own() -> None:
    asked = {stream: {field.name for field in fields_of(Step.ORIGIN, stream)} for stream in (A, C)}
    assert {"left_on", "entered_on"} <= asked[A]
    assert asked[A] ^ asked[C] == {"left_on", "entered_on", "planned_on"}
    assert {field.name for field in fields_of(Step.ADDRESS, C)} == {"region", "address_abroad"}
    passport_asked_once = {field.name for field in fields_of(Step.APPLICANT, A)}
    assert not passport_asked_once & {"foreign_document", "document_country"}


def test_rows_are_shown_with_their_years_first() -> None:
    rows = shown(Step.SCHOOLING, {"rows": [SCHOOL], "is_complete": True}, A, {})
    assert [key for key, _text in rows] == ["2008–2012"]
    assert "Ховд университеті" in rows[0][1]
    assert row_title(SCHOOL) == "Ховд университеті, 2008–2012"
    assert "2004" in row_title({"company": "Мектеп", "from_year": 2004})
    assert set(ROW_PAGES) == {Step.SCHOOLING, Step.WORK, Step.MILITARY}
