"""Pages of the steps at other offices: the person's with its evidence, the officer's answer."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.task import TaskKind, TaskState
from app.domain.workflow import Status
from app.models import Account, Application, CaseTask, KandasStatus
from tests import factories
from tests.factories import actor_of
from tests.services.test_attachment import pdf
from tests.web.client import PageClient

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def owner(session: Session) -> Account:
    return factories.make_account(session)


@pytest.fixture
def case(session: Session, owner: Account) -> Application:
    return factories.make_application(session, Status.APPROVED, owner=actor_of(owner))


@pytest.fixture
def task(session: Session, case: Application) -> CaseTask:
    return session.scalars(select(CaseTask).where(CaseTask.application_id == case.id)).one()


def _send(browser: PageClient, case: Application, task: CaseTask, words: str = "") -> None:
    path = f"/my/{case.id}/tasks/{task.id}"
    files = {"file": (io.BytesIO(pdf()), "anyqtama.pdf")}
    browser.post(f"{path}/files", files, content_type="multipart/form-data")
    browser.post(path, {"words": words})


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_pages_open_in_every_state(
    session: Session, page_client: PageClient, owner: Account, case: Application, task: CaseTask, language: str
) -> None:
    person = page_client.as_account(owner).speaking(language)
    officer = page_client.as_account(factories.make_account(session, Role.CASE_WORKER)).speaking(language)
    for page in (person.get(f"/my/{case.id}/tasks/{task.id}"), officer.get(f"/cases/{case.id}/tasks/{task.id}")):
        assert "30.11.2026" in page.text
    _send(person, case, task, "Тіркелдік")
    assert "anyqtama.pdf" in person.get(f"/my/{case.id}/tasks/{task.id}").text
    shown = officer.get(f"/cases/{case.id}/tasks/{task.id}")
    assert "Тіркелдік" in shown.text
    officer.post(f"/cases/{case.id}/tasks/{task.id}", {"verdict": "confirm", "words": "", "state": "reported"})
    person.get(f"/my/{case.id}/tasks/{task.id}")
    officer.get(f"/cases/{case.id}/tasks/{task.id}")
    assert f"/my/{case.id}/tasks/{task.id}" in person.get(f"/my/{case.id}").html
    assert f"/cases/{case.id}/tasks/{task.id}" in officer.get(f"/cases/{case.id}").html


def test_a_wrong_file_is_taken_back_before_it_is_sent(
    page_client: PageClient, session: Session, owner: Account, case: Application, task: CaseTask
) -> None:
    person = page_client.as_account(owner).speaking("en")
    path = f"/my/{case.id}/tasks/{task.id}"
    person.post(f"{path}/files", {"file": (io.BytesIO(pdf()), "wrong.pdf")}, content_type="multipart/form-data")
    page = person.get(path)
    remove = next(part for part in page.html.split('"') if part.endswith("/remove"))
    person.post(remove)
    assert "wrong.pdf" not in person.get(path).text
    refused = person.post(path, {"words": " "}, 422)
    assert refused.errors == ["Add a file, or write how it stands."]
    nothing = person.post(f"{path}/files", {}, 422)
    assert nothing.errors == ["Choose a file."]


def test_a_returned_step_says_why_to_the_person(
    page_client: PageClient, session: Session, owner: Account, case: Application, task: CaseTask
) -> None:
    person = page_client.as_account(owner).speaking("en")
    officer = page_client.as_account(factories.make_account(session, Role.CASE_WORKER)).speaking("en")
    _send(person, case, task)
    path = f"/cases/{case.id}/tasks/{task.id}"
    empty = officer.post(path, {"verdict": "return", "words": "", "state": "reported"}, 422)
    assert empty.errors == ["Give a reason."]
    officer.post(path, {"verdict": "return", "words": "Мекенжай басқа", "state": "reported"})
    page = person.get(f"/my/{case.id}/tasks/{task.id}")
    assert "It was returned to you" in page.text
    assert "Мекенжай басқа" in page.text
    assert "A step was returned to you" in person.get(f"/my/{case.id}").text


def test_an_officer_who_saw_another_state_decides_anew(
    page_client: PageClient, session: Session, owner: Account, case: Application, task: CaseTask
) -> None:
    officer = page_client.as_account(factories.make_account(session, Role.CASE_WORKER)).speaking("en")
    path = f"/cases/{case.id}/tasks/{task.id}"
    _send(page_client.as_account(owner), case, task)
    page = officer.post(path, {"verdict": "drop", "words": "керек емес", "state": "open"}, 409)
    assert "Somebody else has changed this" in page.errors[0]
    session.refresh(task)
    assert task.state == TaskState.REPORTED


def test_a_step_belongs_to_its_case(
    page_client: PageClient, session: Session, owner: Account, case: Application, task: CaseTask
) -> None:
    other = factories.make_application(session, Status.APPROVED, owner=actor_of(owner))
    page_client.as_account(owner).get(f"/my/{other.id}/tasks/{task.id}", 404)
    page_client.as_account(factories.make_account(session)).get(f"/my/{case.id}/tasks/{task.id}", 404)
    elsewhere = page_client.as_account(factories.make_account(session, Role.CASE_WORKER, "KZ-59"))
    elsewhere.get(f"/cases/{case.id}/tasks/{task.id}", 404)


def test_confirmed_citizenship_leads_to_the_end_of_the_status(
    page_client: PageClient, session: Session, owner: Account
) -> None:
    given = factories.make_application(session, Status.APPROVED, owner=actor_of(owner), stream=Stream.STATUS_ASSIGNMENT)
    task_id = session.scalars(
        select(CaseTask.id).where(CaseTask.application_id == given.id, CaseTask.kind == TaskKind.CITIZENSHIP)
    ).one()
    status_id = session.scalars(select(KandasStatus.id).where(KandasStatus.application_id == given.id)).one()
    officer = page_client.as_account(factories.make_account(session, Role.CASE_WORKER))
    path = f"/cases/{given.id}/tasks/{task_id}"
    assert f"/kandas-statuses/{status_id}" not in officer.get(path).html
    officer.post(path, {"verdict": "confirm", "words": "Жеке куәлігі көрінді", "state": "open"})
    assert f"/kandas-statuses/{status_id}" in officer.get(path).html


def test_a_step_whose_last_day_lies_behind_says_so(
    session: Session, page_client: PageClient, owner: Account, case: Application, task: CaseTask
) -> None:
    assert task.due_on is not None
    last_hour = datetime.combine(task.due_on, time(18, 30), tzinfo=UTC)  # 23:30 on the country's clock
    for moment, has_passed in ((last_hour, False), (last_hour + timedelta(hours=1), True)):
        person = page_client.at(moment).as_account(owner).speaking("en")
        assert ("The term has passed." in person.get(f"/my/{case.id}/tasks/{task.id}").text) == has_passed
