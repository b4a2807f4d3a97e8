"""A family complains against its own inclusion; the superior body cancels it, and the places are free again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.domain.appeal import AppealAction, AppealStatus
from app.domain.paper import DocumentKind, format_code
from app.domain.roles import Role
from app.domain.workflow import Status
from app.labels.appeal import ACTIONS
from app.labels.appeal import STATUSES as APPEAL_STATUSES
from app.labels.application import STATUSES
from app.labels.paper import DOCUMENT_KINDS
from app.models import Account, Appeal, db
from tests.browser import complaints, records
from tests.browser.clock import RunningClock
from tests.browser.people import PAPER_MILLISECONDS, Applicant, Officer, absent, read_pdf
from tests.browser.words import kk, said
from tests.browsers import LiveServer
from tests.factories import actor_of, make_account, make_application

pytestmark = pytest.mark.browser
PERSONS = 4
POINT = "Біз басқа өңірді таңдаған едік."
ANSWER = "Өтініште басқа өңір көрсетілгені расталды."
REASON = "Шешім отбасының таңдауына қайшы қабылданған."


def test_an_inclusion_is_cancelled_on_a_complaint_and_its_places_are_free(
    worker: LiveServer,
    clock: RunningClock,
    applicant: Callable[..., Applicant],
    officer: Callable[..., Officer],
    new_page: Callable[..., Page],
) -> None:
    application_id, email, code = _included(worker, clock)
    ministry = officer(records.staff(worker, Role.MINISTRY, None))
    before = _used(ministry)

    family = applicant(email)
    number = _complain(family, application_id)
    specialist = officer(records.staff(worker, Role.CASE_WORKER))
    _send_on(specialist, number)
    _cancel(ministry, number)

    assert _used(ministry) == before - PERSONS
    _learn(family, application_id, number)
    _check_revoked(new_page(), code)
    with worker.app.app_context():
        assert db.session.scalars(select(Appeal.status)).all() == [AppealStatus.CANCELLED]


def _included(server: LiveServer, clock: RunningClock) -> tuple[int, str, str]:
    """A family that was included: the number of its application, its address, the code of its decision."""
    with records.writing(server.app) as session:
        owner: Account = make_account(session)
        made = make_application(session, Status.APPROVED, owner=actor_of(owner), persons=PERSONS, now=clock())
        made.contact_email = owner.email
        decision = complaints.paper(session, made, DocumentKind.APPROVAL)
        assert owner.email is not None
        return made.id, owner.email, decision.code


def _used(ministry: Officer) -> int:
    """Places used in Pavlodar Region, as the quota page shows them."""
    ministry.go("/quota")
    table = ministry.main.locator('[aria-labelledby="balance-relocatee-caption"]')
    cells = table.locator("tr").filter(has_text="Павлодар облысы").first.locator("td").all_inner_texts()
    return int(re.sub(r"\D", "", cells[3]))


def _complain(family: Applicant, application_id: int) -> str:
    family.go(f"/my/{application_id}")
    family.follow_to("/complaint")
    family.answer({"point_1": POINT})
    family.press(kk("Add another point"))
    assert family.value("point_1") == POINT
    family.answer({"point_2": "Көшуге мүмкіндігіміз жоқ.", "asks": "Шешімнің күшін жою", "who": "applicant"})
    family.press(kk("Send the complaint"))
    assert family.errors() == []
    assert said(APPEAL_STATUSES[AppealStatus.FILED]) in family.text
    found = re.search(r"55-C-2026-\d{5}", family.text)
    assert found is not None
    return found.group(0)


def _send_on(specialist: Officer, number: str) -> None:
    specialist.go("/appeals")
    specialist.follow(number)
    assert POINT in specialist.text
    specialist.follow_to("/work/forward")
    specialist.answer({"reason": "Өңір өтініш бойынша белгіленген."})
    specialist.press(said(ACTIONS[AppealAction.FORWARD]))
    assert said(APPEAL_STATUSES[AppealStatus.FORWARDED]) in specialist.text


def _cancel(ministry: Officer, number: str) -> None:
    ministry.go("/appeals")
    ministry.follow(number)
    ministry.follow(kk("The whole case"))
    assert said(STATUSES[Status.APPROVED]) in ministry.text
    ministry.go("/appeals")
    ministry.follow(number)
    ministry.follow_to("/decide/cancel")
    ministry.answer(
        {"answer_1": ANSWER, "answer_2": "Ескерілді.", "grounds": ["facts_not_established"], "reason": REASON}
    )
    ministry.press(said(ACTIONS[AppealAction.CANCEL]))
    assert ministry.errors() == []
    assert said(APPEAL_STATUSES[AppealStatus.CANCELLED]) in ministry.text


def _learn(family: Applicant, application_id: int, number: str) -> None:
    family.go(f"/my/{application_id}")
    assert said(STATUSES[Status.ANNULLED]) in family.text
    expect(family.page.locator("#paper-list .govuk-tag--red").first).to_contain_text(kk("Revoked"))
    reply = family.page.locator("#paper-list li").filter(has_text=said(DOCUMENT_KINDS[DocumentKind.APPEAL_REPLY]))
    link = reply.locator('a[href*="/papers/"]').first
    expect(link).to_be_visible(timeout=PAPER_MILLISECONDS)
    text = read_pdf(family.download(link))
    assert absent(text, [number, POINT, ANSWER, REASON, "Көші-қон комитеті", "Комитет по миграции"]) == []
    family.go(f"/my/{application_id}")
    family.follow_to(family.page.locator('a[href*="/complaints/"]').first.get_attribute("href") or "")
    assert ANSWER in family.text


def _check_revoked(page: Page, code: str) -> None:
    answer = page.goto(f"/verify/{format_code(code)}")
    assert answer is not None
    assert answer.ok
    expect(page.locator("main .govuk-tag--red")).to_contain_text(kk("Revoked"))
