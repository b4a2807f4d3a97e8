"""Steps of other bodies: when they open, and how they are reported, confirmed, returned and dropped."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.document_types import DocumentType
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.notice import NoticeEvent
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.task import RULES, TaskKind, TaskState, lapses, may_have, opened_by
from app.domain.workflow import Action, Status
from app.gateways.files import FileStore
from app.models import Application, AuditEvent, CaseTask, KandasStatus, Notice
from app.queries.task import of_case
from app.services import attachment, review, tasks
from tests.factories import NOW, make_actor, make_application, motion_for
from tests.services.test_attachment import pdf


@pytest.fixture
def owner(session: Session) -> Actor:
    return make_actor(session)


@pytest.fixture
def worker(session: Session) -> Actor:
    return make_actor(session, Role.CASE_WORKER, "KZ-55")


@pytest.fixture
def case(session: Session, owner: Actor) -> Application:
    return make_application(session, Status.APPROVED, owner=owner)


def _tasks(session: Session, application: Application) -> list[CaseTask]:
    statement = select(CaseTask).where(CaseTask.application_id == application.id).order_by(CaseTask.id)
    return list(session.scalars(statement))


def _only(session: Session, application: Application) -> CaseTask:
    (task,) = _tasks(session, application)
    return task


def _keys(session: Session, application: Application) -> list[str]:
    statement = select(AuditEvent.key).where(AuditEvent.subject_id == application.id, AuditEvent.key.like("task.%"))
    return list(session.scalars(statement.order_by(AuditEvent.sequence)))


def test_an_approval_opens_the_registration_at_the_new_place(session: Session, case: Application) -> None:
    task = _only(session, case)
    assert (task.kind, task.state) == (TaskKind.REGISTRATION, TaskState.OPEN)
    assert task.due_on == date(2026, 11, 30)
    assert _keys(session, case) == [EventKey.TASK_OPENED]
    notice = session.scalars(
        select(Notice).where(Notice.application_id == case.id, Notice.template == NoticeEvent.TASK_GIVEN)
    ).all()
    assert len(notice) == 1


def test_an_assignment_opens_permit_and_citizenship_for_as_long_as_the_status_lasts(
    session: Session, owner: Actor
) -> None:
    given = make_application(session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, owner=owner)
    last_day = session.scalars(select(KandasStatus.expires_on).where(KandasStatus.application_id == given.id)).one()
    found = {task.kind: task for task in _tasks(session, given)}
    assert set(found) == {TaskKind.IIN, TaskKind.RESIDENCE_PERMIT, TaskKind.CITIZENSHIP}
    assert found[TaskKind.CITIZENSHIP].due_on == found[TaskKind.RESIDENCE_PERMIT].due_on == last_day
    assert found[TaskKind.IIN].due_on is None


def test_the_number_of_the_person_is_asked_for_at_the_start_and_only_where_there_is_none(
    session: Session, owner: Actor
) -> None:
    abroad = make_application(session, Status.SUBMITTED, stream=Stream.STATUS_CONSENT, owner=owner)
    assert abroad.applicant_iin is None
    assert [task.kind for task in _tasks(session, abroad)] == [TaskKind.IIN]
    assert opened_by(Stream.STATUS_CONSENT, Status.SUBMITTED, has_iin=True) == ()
    at_home = make_application(session, Status.SUBMITTED, owner=make_actor(session))
    assert _tasks(session, at_home) == []


def test_a_decision_set_aside_drops_its_steps_and_another_opens_them_anew(session: Session, case: Application) -> None:
    ministry = make_actor(session, Role.MINISTRY)
    review.perform(session, case.id, motion_for(Action.REOPEN, case), actor=ministry, now=NOW)
    assert _only(session, case).state == TaskState.NOT_NEEDED
    assert _keys(session, case) == [EventKey.TASK_OPENED, EventKey.TASK_DROPPED]
    for role, action in (
        (Role.CASE_WORKER, Action.PROPOSE_APPROVAL),
        (Role.COMMISSION_SECRETARY, Action.RECOMMEND_APPROVAL),
        (Role.SUPERVISOR, Action.APPROVE),
    ):
        actor = make_actor(session, role, "KZ-55")
        review.perform(session, case.id, motion_for(action, case), actor=actor, now=NOW)
    assert [task.state for task in _tasks(session, case)] == [TaskState.NOT_NEEDED, TaskState.OPEN]


def test_a_withdrawal_drops_what_was_asked_for_at_the_start(session: Session, owner: Actor) -> None:
    abroad = make_application(session, Status.SUBMITTED, stream=Stream.STATUS_CONSENT, owner=owner)
    review.perform(session, abroad.id, motion_for(Action.WITHDRAW, abroad), actor=owner, now=NOW)
    assert _only(session, abroad).state == TaskState.NOT_NEEDED


def _add(session: Session, case: Application, task: CaseTask, store: FileStore, actor: Actor) -> int:
    upload = attachment.Upload(DocumentType.REGISTRATION_PROOF, "тіркеу.pdf", io.BytesIO(pdf()), task_id=task.id)
    return tasks.add_evidence(session, case, upload, attachment.Intake(store, 10_000_000), actor=actor, now=NOW).id


def test_evidence_is_added_reported_and_confirmed(
    session: Session, case: Application, owner: Actor, worker: Actor, tmp_path: object
) -> None:
    task = _only(session, case)
    before = len(attachment.listed(session, case.id))
    _add(session, case, task, FileStore(str(tmp_path)), owner)
    assert len(attachment.listed(session, case.id)) == before, "evidence is no document of the application"
    tasks.report(session, case.id, task.id, " Тіркелдік ", actor=owner, now=NOW)
    assert (task.state, task.report) == (TaskState.REPORTED, "Тіркелдік")
    with pytest.raises(tasks.TaskClosedError):
        _add(session, case, task, FileStore(str(tmp_path)), owner)
    tasks.confirm(session, case.id, task.id, "", actor=worker, now=NOW)
    assert (task.state, task.answered_by_id) == (TaskState.CONFIRMED, worker.account_id)
    assert _keys(session, case) == [EventKey.TASK_OPENED, EventKey.TASK_REPORTED, EventKey.TASK_CONFIRMED]
    (row,) = of_case(session, case.id, with_files=True)
    assert [each.filename for each in row.files] == ["тіркеу.pdf"]
    with pytest.raises(DomainError) as refusal:
        tasks.drop(session, case.id, task.id, "кеш", actor=worker, now=NOW)
    assert refusal.value.code == "task_closed"


def test_nothing_is_reported_without_a_file_or_a_word(session: Session, case: Application, owner: Actor) -> None:
    with pytest.raises(DomainError) as refusal:
        tasks.report(session, case.id, _only(session, case).id, "  ", actor=owner, now=NOW)
    assert refusal.value.code == "task_evidence_missing"


def test_a_returned_step_is_told_with_its_reason_and_reported_anew(
    session: Session, case: Application, owner: Actor, worker: Actor
) -> None:
    task = _only(session, case)
    with pytest.raises(DomainError):
        tasks.send_back(session, case.id, task.id, "Анық емес", actor=worker, now=NOW)
    tasks.report(session, case.id, task.id, "Болды", actor=owner, now=NOW)
    with pytest.raises(ReasonRequiredError):
        tasks.send_back(session, case.id, task.id, " ", actor=worker, now=NOW)
    tasks.send_back(session, case.id, task.id, "Анық емес", actor=worker, now=NOW)
    assert (task.state, task.answer) == (TaskState.OPEN, "Анық емес")
    tasks.report(session, case.id, task.id, "Енді анық", actor=owner, now=NOW)
    assert task.state == TaskState.REPORTED
    assert _keys(session, case)[-3:] == [EventKey.TASK_REPORTED, EventKey.TASK_RETURNED, EventKey.TASK_REPORTED]


def test_what_nobody_reported_is_confirmed_with_a_word(session: Session, case: Application, worker: Actor) -> None:
    task = _only(session, case)
    with pytest.raises(ReasonRequiredError):
        tasks.confirm(session, case.id, task.id, "", actor=worker, now=NOW)
    tasks.confirm(session, case.id, task.id, "Тіркеу базадан көрінді", actor=worker, now=NOW)
    assert task.state == TaskState.CONFIRMED


def test_who_may_do_what(session: Session, case: Application, owner: Actor) -> None:
    task = _only(session, case)
    elsewhere = make_actor(session, Role.CASE_WORKER, "KZ-59")
    head = make_actor(session, Role.SUPERVISOR, "KZ-55")
    for actor in (make_actor(session), elsewhere, head):
        with pytest.raises(RoleNotAllowedError):
            tasks.report(session, case.id, task.id, "x", actor=actor, now=NOW)
    for actor in (owner, elsewhere, head):
        with pytest.raises(RoleNotAllowedError):
            tasks.confirm(session, case.id, task.id, "x", actor=actor, now=NOW)
        with pytest.raises(RoleNotAllowedError):
            tasks.drop(session, case.id, task.id, "x", actor=actor, now=NOW)
    other = make_application(session, Status.APPROVED)
    with pytest.raises(DomainError) as refusal:
        tasks.report(session, other.id, task.id, "x", actor=owner, now=NOW)
    assert refusal.value.code in {"task_unknown", "role_not_allowed"}


def test_the_rules_agree_with_each_other() -> None:
    for rule in RULES.values():
        assert not lapses(rule, rule.opens_at)
        assert all(may_have(stream, rule.opens_at) for stream in rule.streams)
    assert not may_have(Stream.RELOCATEE, Status.SUBMITTED)
    assert not may_have(Stream.STATUS_TERMINATION, Status.ACCEPTED)
