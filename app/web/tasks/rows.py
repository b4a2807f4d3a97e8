"""Steps of other bodies in words, for the status page and for the case page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.domain.legal import LegalReference
from app.domain.stream import Stream
from app.domain.task import RULES, TaskState, may_have
from app.domain.workflow import Status
from app.i18n import format_date, local
from app.i18n import gettext as _
from app.labels.legal import reference_text
from app.labels.task import TASK_BODIES, TASK_COLOURS, TASK_INSTRUCTIONS, TASK_KINDS, TASK_STATES
from app.models import Application
from app.queries.task import TaskRow, of_case
from app.services import reference
from app.web.access import now
from app.web.attachment.sizes import size_text


def task_list(session: Session, application: Application, endpoint: str) -> list[dict[str, Any]]:
    """Items of the task list macro, each leading to ``endpoint`` (the person's page or the officer's)."""
    if not may_have(Stream(application.stream), Status(application.status)):
        return []
    return task_items(application, of_case(session, application.id), endpoint)


def task_items(application: Application, rows: Iterable[TaskRow], endpoint: str) -> list[dict[str, Any]]:
    """The same of steps that are read already."""
    return [
        {
            "text": str(TASK_KINDS[row.kind]),
            "hint": _hint(row),
            "href": url_for(endpoint, application_id=application.id, task_id=row.id),
            "status": str(TASK_STATES[row.state]),
            "colour": None if row.state is TaskState.CONFIRMED else TASK_COLOURS[row.state],
        }
        for row in rows
    ]


def _hint(row: TaskRow) -> str:
    """Where the step is taken, and by when while it is open."""
    body = str(TASK_BODIES[RULES[row.kind].body])
    if row.state is not TaskState.OPEN or row.due_on is None:
        return body
    return _("%(body)s, by %(day)s", body=body, day=format_date(row.due_on))


def task_words(session: Session, application_id: int, row: TaskRow, file_endpoint: str) -> dict[str, Any]:
    """One step with everything that its page says; files lead to ``file_endpoint``."""
    rule = RULES[row.kind]
    return {
        "row": row,
        "title": str(TASK_KINDS[row.kind]),
        "instruction": str(TASK_INSTRUCTIONS[row.kind]),
        "body": str(TASK_BODIES[rule.body]),
        "state": str(TASK_STATES[row.state]),
        "colour": TASK_COLOURS[row.state],
        "basis": {"text": _basis(session, rule.legal_basis), "verified": rule.is_verified},
        "is_open": row.state is TaskState.OPEN,
        "is_past": row.due_on is not None and row.due_on < local(now()).date(),
        "is_reported": row.state is TaskState.REPORTED,
        "files": [
            {
                "id": each.id,
                "name": each.filename,
                "size": size_text(each.size),
                "href": url_for(file_endpoint, application_id=application_id, attachment_id=each.id),
            }
            for each in row.files
        ],
    }


def _basis(session: Session, basis: LegalReference) -> str:
    return reference_text(basis, reference.book(session).acts.get(basis.act_code))
