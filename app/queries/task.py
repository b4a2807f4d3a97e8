"""Reads of the steps of other bodies: those of a case, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.orm import Session

from app.domain.task import TaskKind, TaskState
from app.models.account import Account
from app.models.attachment import Attachment
from app.models.task import CaseTask


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A file that proves a step."""

    id: int
    filename: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A step of another body; ``officer``: who answered; instants are UTC."""

    id: int
    kind: TaskKind
    state: TaskState
    opened_at: datetime
    due_on: date | None
    report: str
    reported_at: datetime | None
    answer: str
    answered_at: datetime | None
    officer: str | None
    files: tuple[EvidenceRow, ...]


TASKS = (
    select(
        CaseTask.id,
        CaseTask.kind,
        CaseTask.state,
        CaseTask.opened_at,
        CaseTask.due_on,
        CaseTask.report,
        CaseTask.reported_at,
        CaseTask.answer,
        CaseTask.answered_at,
        Account.full_name,
    )
    .outerjoin(Account, Account.id == CaseTask.answered_by_id)
    .where(CaseTask.application_id == bindparam("case", type_=BigInteger))
    .order_by(CaseTask.id)
)


def of_case(session: Session, application_id: int, *, with_files: bool = False) -> tuple[TaskRow, ...]:
    """Steps of the case in the order in which they opened; ``with_files``: each with its evidence, one read more."""
    rows = session.execute(TASKS, {"case": application_id}).all()
    files = _evidence(session, application_id) if rows and with_files else {}
    return tuple(row_of(task, files.get(task.id, ())) for task in rows)


def find(session: Session, application_id: int, task_id: int) -> TaskRow | None:
    """One step of the case with its evidence, or None."""
    return next((row for row in of_case(session, application_id, with_files=True) if row.id == task_id), None)


def _evidence(session: Session, application_id: int) -> dict[int, tuple[EvidenceRow, ...]]:
    found: dict[int, tuple[EvidenceRow, ...]] = {}
    rows = session.execute(
        select(Attachment.task_id, Attachment.id, Attachment.filename, Attachment.size, Attachment.uploaded_at)
        .where(
            Attachment.application_id == application_id,
            Attachment.task_id.is_not(None),
            Attachment.removed_at.is_(None),
        )
        .order_by(Attachment.id)
    )
    for row in rows:
        evidence = EvidenceRow(row.id, row.filename, row.size, row.uploaded_at)
        found[row.task_id] = (*found.get(row.task_id, ()), evidence)
    return found


def row_of(task: Any, files: tuple[EvidenceRow, ...] = ()) -> TaskRow:
    """A row of ``TASKS``."""
    return TaskRow(
        id=task.id,
        kind=TaskKind(task.kind),
        state=TaskState(task.state),
        opened_at=task.opened_at,
        due_on=task.due_on,
        report=task.report,
        reported_at=task.reported_at,
        answer=task.answer,
        answered_at=task.answered_at,
        officer=task.full_name,
        files=files,
    )
