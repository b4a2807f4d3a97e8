"""The case worker asks for documents; the family gets the mail, uploads, replies; the case is back at the worker."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.domain.document_types import DocumentType
from app.domain.notice import NoticeEvent
from app.domain.roles import Role
from app.domain.workflow import Status
from app.labels.application import STATUSES
from app.labels.notice import WORDS
from app.labels.programme import DOCUMENT_TYPES
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.conftest import PHONE
from tests.browser.people import Applicant, Officer, absent, read_pdf
from tests.browser.words import kk, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
REASON = "Жеке куәліктің мерзімі өтіп кеткен, жаңасын жіберіңіз."
NOTE = "Екі беті де көрінсін"
REPLY = "Жаңа куәлікті кеше алдым."


def test_documents_are_asked_for_and_sent(
    worker: LiveServer,
    clock: RunningClock,
    applicant: Callable[..., Applicant],
    officer: Callable[..., Officer],
) -> None:
    case = records.case(worker, clock, persons=2)
    specialist = officer(records.staff(worker, Role.CASE_WORKER))
    _ask(specialist, case)
    family = applicant(case.owner_email, **PHONE)
    _reply(family, case)
    _back_at_the_worker(specialist, case)


def _ask(specialist: Officer, case: records.Case) -> None:
    specialist.open_case(case.number)
    specialist.take_step("accept", {})
    specialist.take_step(
        "return_for_documents",
        {"documents": [DocumentType.IDENTITY], f"note_{DocumentType.IDENTITY}": NOTE, "reason": REASON},
    )
    assert kk("The request for documents is sent.") in specialist.text
    assert said(STATUSES[Status.DOCUMENTS_REQUESTED]) in specialist.text


def _reply(family: Applicant, case: records.Case) -> None:
    letter = family.outbox.letter_about(
        case.owner_email, said(WORDS[NoticeEvent.DOCUMENTS_REQUESTED].subject, number=case.number)
    )
    link = re.search(r"https?://\S+/my/\d+", letter)
    assert link is not None, letter
    family.go(link.group())
    asked = said(DOCUMENT_TYPES[DocumentType.IDENTITY])
    assert absent(family.text, [kk("We need something from you"), REASON, f"{asked}: {NOTE}"]) == []
    paper = read_pdf(family.download(family.wait_for_paper()))
    assert absent(paper, [case.number, asked, NOTE]) == []

    family.follow(kk("Reply"))
    family.follow_to(f"?kind={DocumentType.IDENTITY}")
    family.upload("жаңа куәлік.png", records.png_sheet(), "image/png")
    assert "жаңа куәлік" in family.text
    family.answer({"words": REPLY})
    family.press(kk("Send the reply"))
    assert kk("Your reply is sent.") in family.text
    assert kk("We need something from you") not in family.text


def _back_at_the_worker(specialist: Officer, case: records.Case) -> None:
    specialist.open_case(case.number)
    assert said(STATUSES[Status.ACCEPTED]) in specialist.text
    documents = specialist.part("documents")
    expect(documents.locator("tr").filter(has_text="жаңа куәлік")).to_have_count(1)
    # What was asked and answered is folded up.
    documents.locator("summary").click()
    expect(documents.get_by_text(REPLY)).to_be_visible()
