"""Between a form and the answers: what can be read of a page, what cannot and why, and filling a form again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from app.domain.answer_fields import Answers, Field, Kind
from app.domain.answers import AnswerProblem, MalformedAnswerError, cleaned_fields
from app.domain.identifiers import iin_problem
from app.i18n import gettext as _
from app.labels.answers import problem_text, question
from app.labels.household import IDENTIFIER_PROBLEMS
from app.web.fields import PARTS
from app.web.forms import PageForm
from app.web.kept_input import kept_fields

_NOT_ANSWERS = frozenset({"csrf_token", "version", "action"})
# Three times what the longest field takes: what is beyond is no slip of the pen.
_LONGEST_TYPED = 30_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a page: the well-formed answers, and everything as it was typed if something was not."""

    answers: Answers
    typed: Mapping[str, Sequence[str]] | None


def read(page: str, form: PageForm, fields: Iterable[Field]) -> Reading:
    """Read the posted ``form``; a field that cannot be read gets an error that says why."""
    answers: dict[str, Any] = {}
    is_whole = True
    for field in fields:
        bound = form[field.name]
        if bound.errors or getattr(bound, "process_errors", None):
            bound.errors = list(bound.errors or bound.process_errors)
            is_whole = False
            continue
        value = _value(field, bound.data)
        try:
            answers |= cleaned_fields([field], {field.name: value})
        except MalformedAnswerError:
            bound.errors = [_malformed(page, field, value)]
            is_whole = False
    return Reading(answers, None if is_whole else typed_fields(form))


def typed_fields(form: PageForm) -> dict[str, list[str]]:
    """The posted fields of the form as they came; a zero byte, which no database keeps as text, is left out."""
    names = {field.name for field in form} - _NOT_ANSWERS
    days = {f"{name}-{part}" for name in names for part in PARTS}
    return {
        name: [value.replace("\x00", "")[:_LONGEST_TYPED] for value in values]
        for name, values in request.form.lists()
        if name in names | days
    }


def show_problems(page: str, form: PageForm, problems: Iterable[AnswerProblem]) -> None:
    """Put each error beside its field, unless the field has one already."""
    for problem in problems:
        if problem.is_error and problem.name in form and not form[problem.name].errors:
            form[problem.name].errors = [problem_text(page, problem)]


def filled(
    form_type: type[PageForm], answers: Answers, typed: Mapping[str, Sequence[str]] | None, version: int
) -> PageForm:
    """The form as the person left it: with what they typed where that could not be read, else with the answers."""
    shown = {name: _shown(value) for name, value in answers.items()} | {"version": str(version)}
    # What was kept when the session ended is newer than what the draft holds.
    if request.method == "POST" or not typed or kept_fields():
        return form_type(data=shown)
    form = form_type(formdata=MultiDict([(name, value) for name, values in typed.items() for value in values]))
    form["version"].data = str(version)
    return form


def expected_version(form: PageForm) -> int | None:
    """The version of the application that the page was made from."""
    text = form["version"].data or ""
    return int(text) if text.isascii() and text.isdecimal() else None


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else value


def _value(field: Field, data: Any) -> Any:
    """What the control holds, in the shape of the answer."""
    if field.must_agree:
        return bool(data)
    if field.kind is Kind.YES_NO:
        return {"yes": True, "no": False}.get(data, data or None)
    if field.kind in {Kind.NUMBER, Kind.YEAR}:
        text = (data or "").strip()
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
    return data.strip() if isinstance(data, str) else data


def _malformed(page: str, field: Field, value: Any) -> str:
    if field.kind is Kind.IIN:
        problem = iin_problem(str(value))
        if problem is not None:
            return str(IDENTIFIER_PROBLEMS[problem])
    words = {
        Kind.EMAIL: _("Enter an e-mail address such as name@example.kz."),
        Kind.PHONE: _("Enter a phone number such as +7 701 123 45 67."),
        Kind.NUMBER: _("Enter a whole number from 0 to %(greatest)s.", greatest=field.max_length),
        Kind.YEAR: _("Enter a year in four digits, for example 2004."),
        Kind.TEXT: _("This is longer than %(length)s characters.", length=field.max_length),
        Kind.LONG_TEXT: _("This is longer than %(length)s characters.", length=field.max_length),
    }
    return words.get(field.kind) or _("“%(question)s”: choose an answer", question=question(page, field.name))
