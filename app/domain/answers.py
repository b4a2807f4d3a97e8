"""The answers of the application form: which fields each step has, what each may hold, and when it must be filled.

An application keeps ``{step: {field: value}}``; a value is text, a number, true or false, a list of codes, or a day as
ISO text, so that it is JSON as it stands.  What is empty is left out.  A draft may lack anything; a step is complete
when :func:`problems` finds no error.  The fields of the steps stand in ``answer_fields.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.domain.answer_fields import FIELDS, Answers, Asked, Field, Kind
from app.domain.errors import DomainError
from app.domain.household import Sex
from app.domain.identifiers import clean, iin_disagreements, iin_problem
from app.domain.problems import Severity
from app.domain.programmes.definition import Step
from app.domain.stream import Stream

_REGION = re.compile(r"KZ-[0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+[1-9][0-9]{9,14}")


class AnswerProblemCode(StrEnum):
    """What can be wrong with an answer that is well-formed."""

    MISSING = "answer_missing"
    IN_FUTURE = "answer_in_future"
    TOO_LONG_AGO = "answer_too_long_ago"
    NOT_AGREED = "answer_not_agreed"
    SAME_REGION_TWICE = "answer_same_region_twice"
    REGION_CLOSED = "answer_region_closed"
    ENDS_BEFORE_BEGIN = "answer_ends_before_begin"
    BIRTH_DATE_DISAGREES = "birth_date_disagrees"
    SEX_DISAGREES = "sex_disagrees"


class MalformedAnswerError(DomainError):
    """A value that the field cannot hold; param ``field``."""

    code = "answer_malformed"


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


def fields_of(step: Step, stream: Stream) -> tuple[Field, ...]:
    """Fields that the step has for the stream, in the order of the page."""
    return tuple(item for item in FIELDS.get(step, ()) if item.stream in (None, stream))


def cleaned(step: Step, given: Mapping[str, Any], stream: Stream) -> Answers:
    """``given`` in the shape in which it is kept: known fields only, nothing empty.

    Raises :class:`MalformedAnswerError` for a field that the step does not have and for a value of the wrong shape.
    """
    return cleaned_fields(fields_of(step, stream), given)


def cleaned_fields(fields: Iterable[Field], given: Mapping[str, Any]) -> Answers:
    """The same for the fields of a page that is no step (a member of the household)."""
    known = {item.name: item for item in fields}
    kept: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise MalformedAnswerError(field=name)
        if value is None or value in ("", []):
            continue
        try:
            kept[name] = _SHAPES[known[name].kind](known[name], value)
        except (TypeError, ValueError) as error:
            raise MalformedAnswerError(field=name) from error
    return kept


def problems(step: Step, answers: Answers, stream: Stream, on: date) -> tuple[AnswerProblem, ...]:
    """Everything that keeps the step from being complete (errors), or that an officer will look at (warnings)."""
    found = field_problems(fields_of(step, stream), answers, stream, on)
    if step is Step.APPLICANT:
        found += person_warnings(answers)
    if step is Step.WISHES:
        found += _wish_problems(answers)
    if step is Step.KANDAS:
        found += _validity_problems(answers)
    return tuple(found)


def field_problems(fields: Iterable[Field], answers: Answers, stream: Stream, on: date) -> list[AnswerProblem]:
    """What each field by itself lacks: it is needed and empty, its day cannot be, or the person does not agree."""
    asked = Asked(answers, stream)
    found = []
    for item in fields:
        if item.is_needed(asked) and item.name not in answers:
            found.append(AnswerProblem(item.name, AnswerProblemCode.MISSING))
        found += _day_problems(item, answers, on)
        if item.must_agree and answers.get(item.name) is False:
            found.append(AnswerProblem(item.name, AnswerProblemCode.NOT_AGREED))
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


def normal_phone(text: str) -> str | None:
    """A phone number as ``+77011234567``, from how people in Kazakhstan write it; None where it cannot be one."""
    digits = re.sub(r"[\s()\-.‑–]", "", text)
    if re.fullmatch(r"8[0-9]{10}", digits):
        digits = "+7" + digits[1:]
    if re.fullmatch(r"[1-9][0-9]{10,14}", digits):
        digits = "+" + digits
    return digits if _PHONE.fullmatch(digits) else None


def is_email(text: str) -> bool:
    """Whether the text looks like an address; only a message that arrives proves it."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


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


def _wish_problems(answers: Answers) -> list[AnswerProblem]:
    seen: set[str] = set()
    found = []
    for name in ("region", "region_2", "region_3"):
        region = answers.get(name)
        if region and region in seen:
            found.append(AnswerProblem(name, AnswerProblemCode.SAME_REGION_TWICE))
        seen.add(region or "")
    return found


def _validity_problems(answers: Answers) -> list[AnswerProblem]:
    granted_on, until = day_of(answers, "granted_on"), day_of(answers, "valid_until")
    if granted_on and until and until < granted_on:
        return [AnswerProblem("valid_until", AnswerProblemCode.ENDS_BEFORE_BEGIN)]
    return []


def _text(item: Field, value: Any) -> str:
    if not isinstance(value, str) or len(value) > item.max_length or "\x00" in value:
        raise ValueError(value)
    return value.strip()


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(value)
    return value


def _choice(item: Field, value: Any) -> str:
    if value not in item.choices:
        raise ValueError(value)
    return str(value)


def _choices(item: Field, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(value)
    return [_choice(item, each) for each in dict.fromkeys(value)]


def _yes_no(_item: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _number(item: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= item.max_length:
        raise ValueError(value)
    return value


def _day(_item: Field, value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def _iin(_item: Field, value: Any) -> str:
    if iin_problem(value) is not None:
        raise ValueError(value)
    return clean(value)


def _email(_item: Field, value: Any) -> str:
    if not isinstance(value, str) or not is_email(value):
        raise ValueError(value)
    return value.lower()


def _phone(_item: Field, value: Any) -> str:
    number = normal_phone(value)
    if number is None:
        raise ValueError(value)
    return number


_SHAPES: Mapping[Kind, Callable[[Field, Any], Any]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.LONG_TEXT: _text,
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choices,
        Kind.YES_NO: _yes_no,
        Kind.NUMBER: _number,
        Kind.DAY: _day,
        Kind.IIN: _iin,
        Kind.EMAIL: _email,
        Kind.PHONE: _phone,
        Kind.REGION: lambda _item, value: _matching(_REGION, value),
        Kind.COUNTRY: lambda _item, value: _matching(_COUNTRY, value),
    }
)
