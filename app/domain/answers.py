"""The answers of the application form: which fields each step has, what each may hold, and when it must be filled.

An application keeps ``{step: {field: value}}``; a value is text, a number, true or false, a list of codes, a list of
rows, or a day as ISO text, so that it is JSON as it stands.  What is empty is left out.  A draft may lack anything; a
step is complete when :func:`problems` finds no error.  The fields of the steps stand in ``answer_fields.py``, the
shapes of values in ``answer_shapes.py``, what can be wrong with them in ``answer_faults.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.answer_faults import (
    AnswerProblem,
    AnswerProblemCode,
    day_of,
    field_problems,
    person_warnings,
    row_problems,
    step_problems,
)
from app.domain.answer_fields import FIELDS
from app.domain.answer_kinds import Answers, Field, Kind
from app.domain.answer_shapes import MalformedAnswerError, cleaned_fields, is_email, normal_phone
from app.domain.programmes.definition import Step
from app.domain.stream import Stream

__all__ = [
    "AnswerProblem",
    "AnswerProblemCode",
    "MalformedAnswerError",
    "cleaned",
    "cleaned_fields",
    "day_of",
    "field_problems",
    "fields_of",
    "is_email",
    "normal_phone",
    "person_warnings",
    "problems",
    "row_fields",
    "row_problems",
]


def fields_of(step: Step, stream: Stream) -> tuple[Field, ...]:
    """Fields that the step has for the stream, in the order of the page."""
    return tuple(item for item in FIELDS.get(step, ()) if stream in item.streams)


def row_fields(step: Step) -> tuple[Field, ...]:
    """Fields of each row of a step that is a list of rows; empty for any other step."""
    return next((item.row for item in FIELDS.get(step, ()) if item.kind is Kind.ROWS), ())


def cleaned(step: Step, given: Mapping[str, Any], stream: Stream) -> Answers:
    """``given`` in the shape in which it is kept: known fields only, nothing empty.

    Raises :class:`MalformedAnswerError` for a field that the step does not have and for a value of the wrong shape.
    """
    return cleaned_fields(fields_of(step, stream), given)


def problems(step: Step, answers: Answers, stream: Stream, on: date) -> tuple[AnswerProblem, ...]:
    """Everything that keeps the step from being complete (errors), or that an officer will look at (warnings)."""
    return (*field_problems(fields_of(step, stream), answers, stream, on), *step_problems(step, answers, on))
