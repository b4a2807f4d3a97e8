"""A family applies: fills in half at a desk, goes on with a phone, hands in files, submits, gets a receipt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.domain.household import Sex
from app.domain.identifiers import IdentifierProblem, synthetic_iin
from app.labels.errors import refusal
from app.labels.household import IDENTIFIER_PROBLEMS
from app.models import Account, Application, db
from app.services.attachment_content import FileRefusedError
from tests.browser.conftest import PHONE
from tests.browser.people import Applicant, absent, read_pdf
from tests.browser.records import executable, pdf_sheet, png_sheet
from tests.browser.words import kk, kk_word, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
ADDRESS = "saule@example.kz"
BORN = date(1988, 7, 14)
IIN = synthetic_iin(BORN, Sex.FEMALE, 411)
APPLICANT = {
    "iin": IIN,
    "surname": "Сейітқалиева",
    "given_name": "Сәуле",
    "patronymic": "Өмірбекқызы",
    "latin_name": "SEITKALIYEVA SAULE",
    "born_on": BORN,
    "sex": "female",
    "citizenship": "KZ",
}
RESIDENCE = {
    "registered_region": "KZ-61",
    "registered_locality": "Сарыағаш ауданы, Көктерек",
    "registered_address": "Абай көшесі, 12-үй",
    "registered_since": date(2014, 3, 2),
    "lives_there": False,
    "actual_region": "KZ-79",
    "actual_locality": "Шымкент қаласы",
    "actual_address": "Тәуке хан даңғылы, 7-үй, 15-пәтер",
}
LATER_STEPS: dict[str, dict[str, Any]] = {
    "education": {"level": "vocational", "graduate_grant": "none", "kazakh": "native", "russian": "b1"},
    "wishes": {"region": "KZ-55", "reasons": ["relatives", "job_offer"], "settlement": "town"},
    "housing": {"need": "rent", "owns_housing": False},
    "needs": {"needs": ["none"]},
    "marital": {"status": "married", "change": "none"},
    "earlier": {"was_included": False},
}
CONSENT = {"is_truthful": True, "allows_processing": True, "family_agrees": True}


def _member(relation: str, given_name: str, born_on: date, sex: Sex) -> dict[str, Any]:
    return {
        "relation": relation,
        "iin": synthetic_iin(born_on, sex, born_on.toordinal() % 9000),
        "surname": "Сейітқалиев" if sex is Sex.MALE else "Сейітқалиева",
        "given_name": given_name,
        "born_on": born_on,
        "sex": sex.value,
        "citizenship": "KZ",
    }


FAMILY = (
    _member("spouse", "Ерлан", date(1986, 2, 3), Sex.MALE),
    _member("child", "Нұрай", date(2011, 9, 30), Sex.FEMALE),
    _member("child", "Әли", date(2014, 12, 5), Sex.MALE),
    _member("child", "Гүлнәр", date(2021, 5, 19), Sex.FEMALE),
)


def test_a_family_applies_in_kazakh(worker: LiveServer, applicant: Callable[..., Applicant]) -> None:
    at_desk = applicant(ADDRESS, viewport={"width": 1280, "height": 900})
    application_id = at_desk.begin("quota_relocatee")
    _fill_first_half(at_desk, application_id)
    on_phone = applicant(ADDRESS, **PHONE)
    _find_it_again(on_phone, application_id)
    _fill_second_half(on_phone, application_id)
    _hand_in_documents(on_phone, application_id)
    _consent_check_and_submit(on_phone, application_id)
    _one_application_was_made(worker, on_phone)
    _read_receipt(on_phone)
    _see_where_it_stands(on_phone)


def _fill_first_half(person: Applicant, application_id: int) -> None:
    wrong = IIN[:-1] + str((int(IIN[-1]) + 1) % 10)
    person.go(f"/applications/{application_id}/steps/applicant")
    person.answer({**APPLICANT, "iin": wrong, "language": "kk"})
    person.press(kk("Save and continue"))
    assert person.errors() == [said(IDENTIFIER_PROBLEMS[IdentifierProblem.WRONG_CHECK_DIGIT])]
    assert person.page.title().startswith(kk("Error"))
    # The error names its field, and nothing typed is lost.
    person.page.locator(".govuk-error-summary a").click()
    expect(person.main.locator("[name=iin]")).to_be_focused()
    assert person.value("iin") == wrong
    assert person.value("patronymic") == APPLICANT["patronymic"]
    assert person.value("born_on-year") == "1988"
    person.answer({"iin": IIN})
    person.press(kk("Save and continue"))
    assert person.errors() == []

    for member in FAMILY[:2]:
        person.add_member(application_id, member)
    person.fill_step(application_id, "residence", RESIDENCE)
    # In the middle of a step: kept, though it is not complete.
    person.go(f"/applications/{application_id}/steps/employment")
    person.answer({"status": "registered_unemployed", "profession": "Тігінші"})
    person.press(kk("Save and come back later"))


def _find_it_again(person: Applicant, application_id: int) -> None:
    """Another device, another day: everything is there."""
    person.follow_to(f"/{application_id}")
    assert f"{APPLICANT['surname']} {APPLICANT['given_name']}" in person.text
    person.go(f"/applications/{application_id}/steps/residence")
    assert person.value("registered_address") == RESIDENCE["registered_address"]
    assert person.value("registered_since-month") == "3"
    assert person.chosen("lives_there") == ["no"]
    assert person.value("actual_region") == "KZ-79"
    person.go(f"/applications/{application_id}/steps/employment")
    assert person.value("profession") == "Тігінші"
    assert person.chosen("status") == ["registered_unemployed"]
    person.go(f"/applications/{application_id}/household")
    assert absent(person.text, ["Сәуле", "Ерлан", "Нұрай", IIN]) == []


def _fill_second_half(person: Applicant, application_id: int) -> None:
    employment = {"jobseeker_since": date(2026, 4, 6), "has_worked": True, "last_work": "Ателье", "years_worked": "9"}
    person.fill_step(application_id, "employment", employment)
    for member in FAMILY[2:]:
        person.add_member(application_id, member)
    person.go(f"/applications/{application_id}/household")
    person.press(kk("Everybody is listed: continue"))
    for step, answers in LATER_STEPS.items():
        person.fill_step(application_id, step, answers)


def _hand_in_documents(person: Applicant, application_id: int) -> None:
    documents = f"/applications/{application_id}/documents"
    person.go(documents)
    needed = kk_word("document", "Needed")
    missing = person.page.locator(".govuk-task-list__status").filter(has_text=needed)
    asked = person.main.locator(".govuk-task-list__item").filter(has=missing).locator("a")
    expect(asked.first).to_be_visible()
    hrefs = [asked.nth(number).get_attribute("href") or "" for number in range(asked.count())]
    # An identity document of each of the five, a birth certificate of each child.
    assert len(hrefs) == 8

    person.go(hrefs[0])
    person.upload("жеке куәлік.pdf", executable(), "application/pdf")
    assert person.errors() == [said(refusal(FileRefusedError("file_type")))]
    for number, href in enumerate(hrefs):
        person.go(href)
        if number % 2:
            person.upload(f"құжат {number}.png", png_sheet(), "image/png")
        else:
            person.upload(f"құжат {number}.pdf", pdf_sheet(), "application/pdf")
        assert kk("Added: %(name)s", name=f"құжат {number}") in person.text
    person.go(documents)
    expect(missing).to_have_count(0)
    # The refused file left nothing behind, and took nothing with it.
    assert "жеке куәлік" not in person.text
    person.go(f"/applications/{application_id}/household")
    assert absent(person.text, [member["given_name"] for member in FAMILY]) == []


def _consent_check_and_submit(person: Applicant, application_id: int) -> None:
    person.fill_step(application_id, "consent", CONSENT)
    person.go(f"/applications/{application_id}/check")
    shown = [IIN, "Тігінші", "Ателье", "Тәуке хан даңғылы, 7-үй, 15-пәтер", "құжат 7"]
    assert absent(person.text, [*shown, *(member["iin"] for member in FAMILY)]) == []
    with person.page.expect_navigation(url=re.compile(r"/receipt$")):
        person.main.get_by_role("button", name=kk("Submit the application"), exact=True).dblclick()
    person.read_kazakh()


def _one_application_was_made(server: LiveServer, person: Applicant) -> None:
    with server.app.app_context():
        owner = select(Account.id).where(Account.email == ADDRESS)
        made = db.session.scalars(select(Application).where(Application.account_id.in_(owner))).all()
        assert [application.status for application in made] == ["submitted"]
        assert made[0].household_size == 5
        assert made[0].number
        assert made[0].number in person.text


def _read_receipt(person: Applicant) -> None:
    number = person.main.locator(".govuk-panel strong").inner_text()
    text = read_pdf(person.download(person.wait_for_paper()))
    names = [f"{member['surname']} {member['given_name']}" for member in (APPLICANT, *FAMILY)]
    assert absent(text, [number, *names, IIN]) == []
    # The day in the official form of both languages.
    assert absent(text, ["2026 жылғы 18 қараша", "18 ноября 2026 года"]) == []
    letter = person.outbox.letter_about(ADDRESS, number)
    assert "/my/" in letter


def _see_where_it_stands(person: Applicant) -> None:
    person.follow(kk("See where the application stands"))
    assert absent(person.text, [kk("What happens next"), kk("Who has it now"), kk("By when")]) == []
    person.go("/my")
    expect(person.main.locator('a[href^="/my/"]')).to_have_count(1)
