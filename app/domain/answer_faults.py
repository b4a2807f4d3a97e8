"""What is wrong with an answer that is well-formed: it is missing, it cannot be true, or an officer will doubt it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.answer_kinds import Answers, Asked, Field, Kind, Script
from app.domain.household import Sex
from app.domain.identifiers import iin_disagreements, iin_problem
from app.domain.origin import Nationality
from app.domain.problems import Severity
from app.domain.programmes.definition import Step
from app.domain.stream import NEW_STATUS_STREAMS, Stream


class AnswerProblemCode(StrEnum):
    """What can be wrong with an answer that is well-formed."""

    MISSING = "answer_missing"
    IN_FUTURE = "answer_in_future"
    TOO_LONG_AGO = "answer_too_long_ago"
    NOT_AGREED = "answer_not_agreed"
    SAME_REGION_TWICE = "answer_same_region_twice"
    REGION_CLOSED = "answer_region_closed"
    ENDS_BEFORE_BEGIN = "answer_ends_before_begin"
    YEAR_IN_FUTURE = "answer_year_in_future"
    ENTERED_BEFORE_LEAVING = "answer_entered_before_leaving"
    EXPIRED = "answer_expired"
    NOT_LATIN = "answer_not_latin"
    NOT_CYRILLIC = "answer_not_cyrillic"
    NOT_KAZAKH = "answer_not_kazakh"
    ROW_INCOMPLETE = "answer_row_incomplete"
    BIRTH_DATE_DISAGREES = "birth_date_disagrees"
    SEX_DISAGREES = "sex_disagrees"


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One thing that is wrong with a step: the name of the field, a code, how grave it is."""

    name: str
    code: AnswerProblemCode
    severity: Severity = Severity.ERROR
    params: Mapping[str, int | str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_error(self) -> bool:
        """Whether the step is incomplete because of it."""
        return self.severity is Severity.ERROR


def field_problems(fields: Iterable[Field], answers: Answers, stream: Stream, on: date) -> list[AnswerProblem]:
    """What each field by itself lacks: it is needed and empty, its day cannot be, or the person does not agree."""
    asked = Asked(answers, stream)
    found = []
    for item in fields:
        if item.is_needed(asked) and item.name not in answers:
            found.append(AnswerProblem(item.name, AnswerProblemCode.MISSING))
        found += _value_problems(item, answers, stream, on)
        if item.must_agree and answers.get(item.name) is False:
            found.append(AnswerProblem(item.name, AnswerProblemCode.NOT_AGREED))
    return found


def row_problems(fields: Iterable[Field], answers: Answers, stream: Stream, on: date) -> list[AnswerProblem]:
    """The same for one row, whose years must also be in order."""
    found = field_problems(fields, answers, stream, on)
    begun, ended = answers.get("from_year"), answers.get("to_year")
    if begun and ended and ended < begun:
        found.append(AnswerProblem("to_year", AnswerProblemCode.ENDS_BEFORE_BEGIN))
    return found


def person_warnings(answers: Answers) -> list[AnswerProblem]:
    """Where the IIN says otherwise than the birth date and the sex given (fields ``iin``, ``born_on``, ``sex``)."""
    iin = answers.get("iin")
    if not iin or iin_problem(iin) is not None:
        return []
    born_on = day_of(answers, "born_on")
    sex = Sex(answers["sex"]) if answers.get("sex") else None
    return [
        AnswerProblem("iin", AnswerProblemCode(disagreement), Severity.WARNING)
        for disagreement in iin_disagreements(iin, born_on, sex)
    ]


def day_of(answers: Answers, name: str) -> date | None:
    """The day in the field, or None."""
    value = answers.get(name)
    return date.fromisoformat(value) if value else None


def step_problems(step: Step, answers: Answers, on: date) -> list[AnswerProblem]:
    """What the answers of a step are wrong about together."""
    check = _TOGETHER.get(step)
    return check(answers, on) if check is not None else []


def _value_problems(item: Field, answers: Answers, stream: Stream, on: date) -> list[AnswerProblem]:
    if item.name not in answers:
        return []
    if item.kind is Kind.YEAR and item.is_past and answers[item.name] > on.year:
        return [AnswerProblem(item.name, AnswerProblemCode.YEAR_IN_FUTURE)]
    if item.kind is Kind.ROWS:
        return [
            AnswerProblem(item.name, AnswerProblemCode.ROW_INCOMPLETE, params={"number": number})
            for number, row in enumerate(answers[item.name], start=1)
            if any(problem.is_error for problem in row_problems(item.row, row, stream, on))
        ]
    return _day_problems(item, answers, on) + _script_problems(item, answers[item.name], stream)


def _script_problems(item: Field, text: str, stream: Stream) -> list[AnswerProblem]:
    """A name in letters of the other alphabet; in Cyrillic it has to be where a passport is compared with it."""
    letters = [unicodedata.name(sign, "") for sign in text if sign.isalpha()] if item.script else []
    if item.script is Script.LATIN and any(not name.startswith("LATIN") for name in letters):
        return [AnswerProblem(item.name, AnswerProblemCode.NOT_LATIN)]
    compared = item.script is Script.CYRILLIC and stream in NEW_STATUS_STREAMS
    if compared and any(not name.startswith("CYRILLIC") for name in letters):
        return [AnswerProblem(item.name, AnswerProblemCode.NOT_CYRILLIC)]
    return []


def _day_problems(item: Field, answers: Answers, on: date) -> list[AnswerProblem]:
    """A day of the past that lies in the future, or further back than anybody lives."""
    day = day_of(answers, item.name) if item.kind is Kind.DAY else None
    if day is None or not item.is_past:
        return []
    if day > on:
        return [AnswerProblem(item.name, AnswerProblemCode.IN_FUTURE)]
    if on.year - day.year > 120:
        return [AnswerProblem(item.name, AnswerProblemCode.TOO_LONG_AGO, params={"years": 120})]
    return []


def _wish_problems(answers: Answers, _on: date) -> list[AnswerProblem]:
    seen: set[str] = set()
    found = []
    for name in ("region", "region_2", "region_3"):
        region = answers.get(name)
        if region and region in seen:
            found.append(AnswerProblem(name, AnswerProblemCode.SAME_REGION_TWICE))
        seen.add(region or "")
    return found


def _validity_problems(answers: Answers, _on: date) -> list[AnswerProblem]:
    granted_on, until = day_of(answers, "granted_on"), day_of(answers, "valid_until")
    if granted_on and until and until < granted_on:
        return [AnswerProblem("valid_until", AnswerProblemCode.ENDS_BEFORE_BEGIN)]
    return []


def _passport_problems(answers: Answers, on: date) -> list[AnswerProblem]:
    issued_on, expires_on = day_of(answers, "issued_on"), day_of(answers, "expires_on")
    if issued_on and expires_on and expires_on <= issued_on:
        return [AnswerProblem("expires_on", AnswerProblemCode.ENDS_BEFORE_BEGIN)]
    if expires_on and expires_on < on:
        return [AnswerProblem("expires_on", AnswerProblemCode.EXPIRED, Severity.WARNING)]
    return []


def _journey_problems(answers: Answers, _on: date) -> list[AnswerProblem]:
    left_on, entered_on = day_of(answers, "left_on"), day_of(answers, "entered_on")
    if left_on and entered_on and entered_on < left_on:
        return [AnswerProblem("entered_on", AnswerProblemCode.ENTERED_BEFORE_LEAVING)]
    return []


def _nationality_problems(answers: Answers, _on: date) -> list[AnswerProblem]:
    if answers.get("nationality") == Nationality.OTHER:
        return [AnswerProblem("nationality", AnswerProblemCode.NOT_KAZAKH, Severity.WARNING)]
    return []


_TOGETHER: Mapping[Step, Callable[[Answers, date], list[AnswerProblem]]] = MappingProxyType(
    {
        Step.APPLICANT: lambda answers, _on: person_warnings(answers),
        Step.WISHES: _wish_problems,
        Step.KANDAS: _validity_problems,
        Step.STATUS: _validity_problems,
        Step.PASSPORT: _passport_problems,
        Step.ORIGIN: _journey_problems,
        Step.NATIONALITY: _nationality_problems,
    }
)
