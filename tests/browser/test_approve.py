"""From the check of a document to the approved decision, its PDF, and its check by the QR code."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from app.domain.commission import Choice
from app.domain.paper import RenderingStatus, Variant
from app.domain.roles import Role
from app.domain.workflow import Status
from app.labels.application import STATUSES
from app.labels.paper import RENDERING_STATUSES, VARIANTS
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.conftest import start_worker
from tests.browser.people import PAPER_MILLISECONDS, Applicant, Officer, absent, read_pdf
from tests.browser.words import kk, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
REASON = "Барлық талап орындалған, құжаттар тексерілді."


def test_a_case_is_approved_and_its_decision_verified(
    worker: LiveServer,
    clock: RunningClock,
    applicant: Callable[..., Applicant],
    officer: Callable[..., Officer],
    new_page: Callable[..., Page],
) -> None:
    case = records.case(worker, clock, persons=5)
    family = applicant(case.owner_email)
    specialist = officer(records.staff(worker, Role.CASE_WORKER))
    head = officer(records.staff(worker, Role.SUPERVISOR))
    _verify_a_document(specialist, case)
    _propose(specialist)
    records.sit(worker, clock, Choice.FOR, case)
    _places_are_held(specialist, case)
    # Nobody makes papers now, so that the family sees the decision while it is being made.
    worker.stop_workers()
    _approve(head, case)
    text, code_address = _watch_the_decision_come(worker, family, case)
    _read(text, case)
    _check_by_qr(new_page(), code_address, case)
    _ask_for_english(family)


def _verify_a_document(specialist: Officer, case: records.Case) -> None:
    specialist.open_case(case.number)
    specialist.take_step("accept", {})
    documents = specialist.part("documents")
    with specialist.page.expect_navigation():
        documents.locator("tr").filter(has_text="Мекенжай анықтамасы").locator("a").click()
    frame = specialist.main.locator("iframe.q-viewer")
    expect(frame).to_be_visible()
    shown = specialist.page.request.get(frame.get_attribute("src") or "")
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.body() == records.pdf_sheet()
    here = specialist.path
    specialist.answer({"verdict": "verified"})
    specialist.press(kk("Save"))
    assert specialist.path != here
    specialist.open_case(case.number)
    row = specialist.part("documents").locator("tr").filter(has_text="Мекенжай анықтамасы")
    expect(row.locator(".govuk-tag--green")).to_be_visible()


def _propose(specialist: Officer) -> None:
    before = specialist.figures(specialist.part("quota"))
    assert before[kk("This household")] == "5"
    assert before[kk("Reserved")] == "0"
    specialist.take_step("propose_approval", {"reason": REASON})
    assert said(STATUSES[Status.REFERRED]) in specialist.text
    # An opinion holds nothing: the commission's vote does.
    assert specialist.figures(specialist.part("quota")) == before


def _places_are_held(specialist: Officer, case: records.Case) -> None:
    before = specialist.figures(specialist.part("quota"))
    specialist.open_case(case.number)
    after = specialist.figures(specialist.part("quota"))
    assert after[kk("Reserved")] == "5"
    assert _number(after[kk("Available")]) == _number(before[kk("Available")]) - 5
    assert said(STATUSES[Status.PREPARED]) in specialist.text


def _approve(head: Officer, case: records.Case) -> None:
    head.open_case(case.number)
    assert REASON in head.text
    head.take_step("approve", {})
    assert said(STATUSES[Status.APPROVED]) in head.text
    figures = head.figures(head.part("quota"))
    assert figures[kk("Reserved")] == "0"
    assert figures[kk("Used")] == "5"
    head.go("/quota")
    assert "1 650" in head.text.replace("\xa0", " ").replace("\u202f", " ")


def _watch_the_decision_come(server: LiveServer, family: Applicant, case: records.Case) -> tuple[str, str]:
    family.go(f"/my/{case.application_id}")
    assert said(STATUSES[Status.APPROVED]) in family.text
    waiting = said(RENDERING_STATUSES[RenderingStatus.QUEUED])
    expect(family.page.locator("#paper-list .q-poll__wait").first).to_contain_text(waiting)
    family.page.evaluate("window.untouched = true")
    ready = family.page.locator("#paper-list li").first.locator('a[href*="/papers/"]')
    expect(ready).to_have_count(0)
    start_worker(server, family.clock)
    expect(ready).to_be_visible(timeout=PAPER_MILLISECONDS)
    assert family.page.evaluate("window.untouched") is True
    family.read_kazakh()
    content = family.download(ready)
    assert family.download(ready) == content
    return read_pdf(content), _qr_of(content)


def _read(text: str, case: records.Case) -> None:
    assert absent(text, [case.number, *case.names]) == []
    # The subsidy for the move of each person, and the certificate of economic mobility.
    sums = ("үш жүз екі мың жеті жүз елу", "жеті миллион жиырма сегіз мың жүз жиырма бес")
    kazakh = ["2026 жылғы 18 қараша", *(f"({words}) теңге" for words in sums), "Павлодар облысы"]
    sums = ("триста две тысячи семьсот пятьдесят", "семь миллионов двадцать восемь тысяч сто двадцать пять")
    russian = ["18 ноября 2026 года", *(f"({words}) тенге" for words in sums), "Павлодарская область"]
    assert absent(text, kazakh) == []
    assert absent(text, russian) == []
    # 70 indices of 4 325 tenge for each person.
    assert len(re.findall(r"302\s750", text)) == 2
    assert len(re.findall(r"7\s028\s125", text)) == 2
    assert text.index(kazakh[0]) < text.index(russian[0])


def _check_by_qr(page: Page, address: str, case: records.Case) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/verify/\S+", address)
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok
    expect(page.locator("html")).to_have_attribute("lang", "kk")
    expect(page.locator("main .govuk-tag--green")).to_contain_text(kk("Valid"))
    main = page.locator("main")
    expect(main).to_contain_text(kk("The QR code is genuine: it was signed by the body for this document."))
    # The public learns no name.
    assert not [name for name in case.names if name in main.inner_text()]


def _ask_for_english(family: Applicant) -> None:
    with family.page.expect_navigation():
        family.page.locator('form[action$="/english"] button').first.click()
    title = said(VARIANTS[Variant.UNOFFICIAL_EN])
    link = family.page.locator("#paper-list li").first.locator("a").filter(has_text=title)
    expect(link).to_be_visible(timeout=PAPER_MILLISECONDS)
    text = read_pdf(family.download(link))
    assert absent(text, ["302,750", "18 November 2026"]) == []
    assert "unofficial" in text.lower()


def _qr_of(content: bytes) -> str:
    """What the QR code says that a reader finds on the rendered pages."""
    document = pypdfium2.PdfDocument(content)
    try:
        for sheet in document:
            found = zxingcpp.read_barcodes(sheet.render(scale=3).to_pil())
            if found:
                return str(found[0].text)
    finally:
        document.close()
    raise AssertionError("no QR code can be read")


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))
