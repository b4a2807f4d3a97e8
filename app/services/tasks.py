"""Steps of other bodies that follow a move: opened, reported with evidence, confirmed or returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError, StaleVersionError
from app.domain.notice import NoticeEvent
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.task import CLOSED, RULES, TaskKind, TaskRule, TaskState, lapses, opened_by
from app.models import Application, Attachment, CaseTask
from app.policy import standing
from app.services import attachment, audit, next_step, notice
from app.services.application import locked
from app.services.motion import Transition

LONGEST = 2000
_PERSON = frozenset({Role.APPLICANT, Role.CASE_WORKER, Role.MISSION_OFFICER})


class TaskClosedError(DomainError):
    """The step is confirmed, or not needed any more."""

    code = "task_closed"


class EvidenceMissingError(DomainError):
    """Neither a file nor a word says that the step is done."""

    code = "task_evidence_missing"


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """Open the steps that follow from the new status, and drop those whose ground has fallen away."""
    application, status = step.application, step.move.to
    if status is step.left:
        return
    stream = Stream(application.stream)
    mine = [rule for rule in RULES.values() if stream in rule.streams]
    if any(lapses(rule, status) and not lapses(rule, step.left) for rule in mine):
        _drop_lapsed(session, step, actor=actor, now=now)
    opened = opened_by(stream, status, has_iin=application.applicant_iin is not None)
    for rule in opened:
        _open(session, application, rule, actor=actor, now=now)
    if opened:
        _announce(session, application, opened, now)


def add_evidence(
    session: Session,
    application: Application,
    upload: attachment.Upload,
    intake: attachment.Intake,
    *,
    actor: Actor,
    now: datetime,
) -> Attachment:
    """Take in a file that proves the step ``upload.task_id``, while the step is open; by whoever may report it."""
    task = session.get_one(CaseTask, upload.task_id)

    def check(case: Application, person: Actor) -> None:
        session.refresh(task)
        if task.application_id != case.id or not standing(person, case).roles & _PERSON:
            raise RoleNotAllowedError(action="report_task")
        _require_open(task)

    return attachment.add(session, application, upload, intake, actor=actor, now=now, may_add=check)


def report(session: Session, application_id: int, task_id: int, words: str, *, actor: Actor, now: datetime) -> CaseTask:
    """Say that the step is done, with the files added to it, or in words, or both; EvidenceMissingError with neither.

    By the applicant, or by whoever writes down what the person says.
    """
    application, task = _locked(session, application_id, task_id)
    if not standing(actor, application).roles & _PERSON:
        raise RoleNotAllowedError(action="report_task")
    _require_open(task)
    has_files = session.scalar(select(exists().where(Attachment.task_id == task.id, Attachment.removed_at.is_(None))))
    if not words.strip() and not has_files:
        raise EvidenceMissingError()
    task.state = TaskState.REPORTED
    task.report = words.strip()
    task.reported_at, task.reported_by_id = now, actor.account_id
    _record(session, EventKey.TASK_REPORTED, application, task, actor=actor, now=now)
    return task


def confirm(
    session: Session, application_id: int, task_id: int, words: str, *, actor: Actor, now: datetime
) -> CaseTask:
    """Confirm that the step is done; what nobody reported is confirmed with a word on what was seen."""
    application, task = _theirs(session, application_id, task_id, actor)
    if task.state == TaskState.OPEN and not words.strip():
        raise ReasonRequiredError(action="confirm_task")
    _answer(task, TaskState.CONFIRMED, words, actor, now)
    _record(session, EventKey.TASK_CONFIRMED, application, task, actor=actor, now=now)
    return task


def send_back(
    session: Session, application_id: int, task_id: int, words: str, *, actor: Actor, now: datetime
) -> CaseTask:
    """Return a reported step with the reason; the person gets a message and reports anew."""
    application, task = _theirs(session, application_id, task_id, actor)
    if not words.strip():
        raise ReasonRequiredError(action="return_task")
    if task.state != TaskState.REPORTED:
        raise StaleVersionError()
    _answer(task, TaskState.OPEN, words, actor, now)
    _record(session, EventKey.TASK_RETURNED, application, task, actor=actor, now=now, reason=task.answer)
    _announce(session, application, (RULES[TaskKind(task.kind)],), now, reason=task.answer)
    return task


def drop(session: Session, application_id: int, task_id: int, words: str, *, actor: Actor, now: datetime) -> CaseTask:
    """Say with the reason that the step is not needed in this case."""
    application, task = _theirs(session, application_id, task_id, actor)
    if not words.strip():
        raise ReasonRequiredError(action="drop_task")
    _answer(task, TaskState.NOT_NEEDED, words, actor, now)
    _record(session, EventKey.TASK_DROPPED, application, task, actor=actor, now=now, reason=task.answer)
    return task


def drop_open(session: Session, application: Application, *, actor: Actor, now: datetime) -> None:
    """Drop what is not closed yet: the family has departed, and nothing is left for it to do.  The case is locked."""
    living = session.scalars(
        select(CaseTask)
        .where(CaseTask.application_id == application.id, CaseTask.state.not_in(sorted(CLOSED)))
        .order_by(CaseTask.id)
        .with_for_update()
    )
    for task in living:
        _answer(task, TaskState.NOT_NEEDED, "", actor, now)
        _record(session, EventKey.TASK_DROPPED, application, task, actor=actor, now=now)


def _open(session: Session, application: Application, rule: TaskRule, *, actor: Actor, now: datetime) -> None:
    due_on, _ = next_step.due_on(session, application, rule.term)
    task = CaseTask(application_id=application.id, kind=rule.kind, opened_at=now, due_on=due_on)
    session.add(task)
    session.flush()
    facts = {"due_on": due_on.isoformat()} if due_on else {}
    _record(session, EventKey.TASK_OPENED, application, task, actor=actor, now=now, **facts)


def _drop_lapsed(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    application = step.application
    living = session.scalars(
        select(CaseTask)
        .where(CaseTask.application_id == application.id, CaseTask.state != TaskState.NOT_NEEDED)
        .order_by(CaseTask.id)
        .with_for_update()
    )
    for task in living:
        if lapses(RULES[TaskKind(task.kind)], step.move.to):
            _answer(task, TaskState.NOT_NEEDED, "", actor, now)
            _record(session, EventKey.TASK_DROPPED, application, task, actor=actor, now=now)


def _locked(session: Session, application_id: int, task_id: int) -> tuple[Application, CaseTask]:
    """The application and its task, both locked in this order."""
    application = locked(session, application_id)
    task = session.scalar(
        select(CaseTask)
        .where(CaseTask.id == task_id, CaseTask.application_id == application_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if task is None:
        raise DomainError("task_unknown")
    return application, task


def _theirs(session: Session, application_id: int, task_id: int, actor: Actor) -> tuple[Application, CaseTask]:
    """The same for a case worker of the region, while the step is not closed."""
    application, task = _locked(session, application_id, task_id)
    if Role.CASE_WORKER not in standing(actor, application).roles:
        raise RoleNotAllowedError(action="confirm_task")
    if TaskState(task.state) in CLOSED:
        raise TaskClosedError()
    return application, task


def _require_open(task: CaseTask) -> None:
    if task.state != TaskState.OPEN:
        raise TaskClosedError()


def _answer(task: CaseTask, state: TaskState, words: str, actor: Actor, now: datetime) -> None:
    task.state = state
    task.answer = words.strip()
    task.answered_at, task.answered_by_id = now, actor.account_id


def _announce(
    session: Session, application: Application, rules: tuple[TaskRule, ...], now: datetime, **facts: Any
) -> None:
    notice.announce(
        session, application, NoticeEvent.TASK_GIVEN, now=now, tasks=[rule.kind.value for rule in rules], **facts
    )


def _record(
    session: Session,
    key: EventKey,
    application: Application,
    task: CaseTask,
    *,
    actor: Actor,
    now: datetime,
    **facts: str,
) -> None:
    session.flush()
    about: Mapping[str, Any] = {"task": task.id, "kind": task.kind} | facts
    audit.record(
        session,
        key,
        (SubjectKind.APPLICATION, application.id),
        actor=actor,
        now=now,
        region=application.host_region,
        facts=about,
    )
