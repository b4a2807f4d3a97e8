"""Answers of the form: what is kept, what completes a step, what is only doubtful."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from app.domain.answer_fields import FIELDS, Kind
from app.domain.answers import cleaned, fields_of, normal_phone, problems
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import Step
from app.domain.stream import Stream

ON = date(2026, 11, 18)
R, K = Stream.RELOCATEE, Stream.KANDAS
PERSON = {
    "iin": "900327400002",
    "surname": "Әбіш",
    "given_name": "Ұлпан",
    "born_on": "1990-03-27",
    "sex": "female",
    "citizenship": "KZ",
    "language": "kk",
}


def _codes(step: Step, answers: dict[str, Any], stream: Stream = R) -> set[tuple[str, str]]:
    return {(problem.name, problem.code.value) for problem in problems(step, answers, stream, ON)}


@pytest.mark.parametrize(
    ("step", "answers", "stream", "found"),
    [
        (Step.APPLICANT, PERSON, R, set()),
        (Step.APPLICANT, {**PERSON, "born_on": "1990-03-28"}, R, {("iin", "birth_date_disagrees")}),
        (Step.APPLICANT, {**PERSON, "sex": "male"}, R, {("iin", "sex_disagrees")}),
        (
            Step.APPLICANT,
            {**PERSON, "born_on": "2026-11-19"},
            R,
            {("born_on", "answer_in_future"), ("iin", "birth_date_disagrees")},
        ),
        (Step.APPLICANT, {n: v for n, v in PERSON.items() if n != "iin"}, R, {("iin", "answer_missing")}),
        # A foreign document stands for the IIN, and then its country is asked for.
        (
            Step.APPLICANT,
            {n: v for n, v in PERSON.items() if n != "iin"} | {"foreign_document": "E1"},
            K,
            {("document_country", "answer_missing")},
        ),
        (Step.RESIDENCE, {"lives_there": True}, K, set()),
        (
            Step.RESIDENCE,
            {"lives_there": False, "actual_region": "KZ-10", "actual_locality": "a"},
            K,
            {("actual_address", "answer_missing")},
        ),
        (
            Step.RESIDENCE,
            {"lives_there": True, "registered_region": "KZ-61", "registered_locality": "a", "registered_address": "b"},
            R,
            {("registered_since", "answer_missing")},
        ),
        (
            Step.EMPLOYMENT,
            {"status": "registered_unemployed", "profession": "a", "has_worked": False},
            R,
            {("jobseeker_since", "answer_missing")},
        ),
        (Step.EMPLOYMENT, {"status": "employed", "profession": "a", "has_worked": True}, R, set()),
        (
            Step.EDUCATION,
            {"level": "higher", "kazakh": "native", "russian": "b1", "graduate_grant": "serpin"},
            R,
            {("graduated_on", "answer_missing")},
        ),
        (Step.EDUCATION, {"level": "higher", "kazakh": "native", "russian": "b1"}, K, set()),
        (
            Step.WISHES,
            {"region": "KZ-55", "reasons": ["school"], "region_2": "KZ-55", "settlement": "town"},
            R,
            {("region_2", "answer_same_region_twice"), ("reasons_2", "answer_missing")},
        ),
        (Step.NEEDS, {"needs": ["none"]}, R, set()),
        (Step.NEEDS, {"needs": ["pregnancy"]}, R, {("note", "answer_missing")}),
        (Step.NEEDS, {}, R, {("needs", "answer_missing")}),
        (Step.MARITAL, {"status": "divorced", "change": "divorce"}, R, {("changed_on", "answer_missing")}),
        (Step.MARITAL, {"status": "single", "change": "none"}, R, set()),
        (Step.EARLIER, {"was_included": True}, R, {("year", "answer_missing"), ("note", "answer_missing")}),
        (
            Step.KANDAS,
            {
                "status_number": "1",
                "granted_on": "2026-05-12",
                "valid_until": "2026-05-11",
                "is_extended": False,
                "origin_country": "MN",
                "entered_on": "2026-04-02",
                "is_family_of_included": False,
            },
            K,
            {("valid_until", "answer_ends_before_begin")},
        ),
        (
            Step.CONSENT,
            {"is_truthful": True, "allows_processing": False, "family_agrees": True},
            R,
            {("allows_processing", "answer_not_agreed")},
        ),
    ],
)
def test_what_is_wrong_with_a_step(
    step: Step, answers: dict[str, Any], stream: Stream, found: set[tuple[str, str]]
) -> None:
    assert _codes(step, answers, stream) == found


def test_a_disagreement_with_the_iin_never_stops_a_step() -> None:
    doubtful = problems(Step.APPLICANT, {**PERSON, "sex": "male", "born_on": "1990-03-28"}, R, ON)
    assert len(doubtful) == 2
    assert not any(problem.is_error for problem in doubtful)


def test_every_step_of_every_programme_has_fields_or_pages_of_its_own() -> None:
    for programme in PROGRAMMES.values():
        for step in programme.steps:
            assert step is Step.DOCUMENTS or fields_of(step, programme.stream), step


def test_names_of_fields_are_unique_within_a_step() -> None:
    for step, stream in itertools.product(FIELDS, Stream):
        names = [field.name for field in fields_of(step, stream)]
        assert len(names) == len(set(names)), (step, stream)
        for field in fields_of(step, stream):
            assert field.choices or field.kind not in {Kind.CHOICE, Kind.CHOICES}, (step, field.name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+7 701 123 45 67", "+77011234567"),
        ("8 (701) 123-45-67", "+77011234567"),
        ("77011234567", "+77011234567"),
        ("+976 9911 2233", "+97699112233"),
        ("12345", None),
        ("+7 701 123 45 6x", None),
        ("٨٧٠١١٢٣٤٥٦٧", None),
        ("", None),
    ],
)
def test_phone_numbers_as_people_write_them(typed: str, kept: str | None) -> None:
    assert normal_phone(typed) == kept


def test_what_is_empty_is_left_out_and_the_rest_is_normal() -> None:
    given = {"iin": " 900327-400002 ", "surname": "  Әбіш ", "patronymic": "", "email": "A@Example.KZ", "phone": None}
    kept = cleaned(Step.APPLICANT, given, R)
    assert kept == {"iin": "900327400002", "surname": "Әбіш", "email": "a@example.kz"}
