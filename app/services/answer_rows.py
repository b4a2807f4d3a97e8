"""Rows of a step that is a list (education, work, military service): add, change, remove; kept in the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.answers import MalformedAnswerError, cleaned_fields, row_fields
from app.domain.errors import DomainError
from app.domain.programmes.definition import Step
from app.domain.roles import Actor
from app.domain.status_fields import MOST_ROWS
from app.models.application import Application
from app.services.application import TYPED, locked_draft, save_step

Row = Mapping[str, Any]


class RowUnknownError(DomainError):
    """The list has no such row (any more)."""

    code = "row_unknown"


def rows_of(application: Application, step: Step) -> tuple[Row, ...]:
    """The rows of the step in the order in which they were added."""
    return tuple(application.answers.get(step, {}).get("rows", ()))


def typed_key(step: Step, key: int | None) -> str:
    """Where what was typed into the page of a row waits (``None``: of a new one)."""
    return f"row-{step}-{key or 'new'}"


def save_row(
    session: Session,
    application: Application,
    place: tuple[Step, int | None],
    answers: Row,
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Application:
    """Add a row (``place``: the step and None) or change the one with the key; ``answers``: the row's own fields."""
    step, key = place
    kept = locked_draft(session, application.id, actor, expected_version)
    rows = list(rows_of(kept, step))
    row = cleaned_fields(row_fields(step), answers)
    if not row:
        raise MalformedAnswerError(field="rows")
    if key is None:
        if len(rows) >= MOST_ROWS:
            raise DomainError("too_many_rows", limit=MOST_ROWS)
        rows.append({"key": max((each["key"] for each in rows), default=0) + 1, **row})
    else:
        rows[_position(rows, key)] = {"key": key, **row}
    return _keep(session, kept, (step, key), rows, actor=actor, now=now)


def remove_row(
    session: Session, application: Application, step: Step, key: int, *, actor: Actor, now: datetime
) -> Application:
    """Take the row off the list; RowUnknownError where it is gone already."""
    kept = locked_draft(session, application.id, actor)
    rows = list(rows_of(kept, step))
    del rows[_position(rows, key)]
    return _keep(session, kept, (step, key), rows, actor=actor, now=now)


def complete(session: Session, application: Application, step: Step, *, actor: Actor, now: datetime) -> Application:
    """Keep the person's word that the list is whole, be it empty."""
    kept = locked_draft(session, application.id, actor)
    answers = {"rows": list(rows_of(kept, step)), "is_complete": True}
    return save_step(session, kept, step, answers, actor=actor, now=now)


def _position(rows: list[Row], key: int) -> int:
    for position, row in enumerate(rows):
        if row["key"] == key:
            return position
    raise RowUnknownError()


def _keep(
    session: Session,
    kept: Application,
    place: tuple[Step, int | None],
    rows: list[Row],
    *,
    actor: Actor,
    now: datetime,
) -> Application:
    """The list as it is now; what was typed into the page of the row has become the row."""
    step, key = place
    raw = {name: value for name, value in kept.answers.get(TYPED, {}).items() if name != typed_key(step, key)}
    kept.answers = {**kept.answers, TYPED: raw}
    answers = {**kept.answers.get(step, {}), "rows": rows}
    return save_step(session, kept, step, answers, actor=actor, now=now)
