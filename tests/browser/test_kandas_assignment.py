"""For the kandas status without an IIN: a family that has come fills in everything; a mission files for one abroad."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.domain.answers import AnswerProblem, AnswerProblemCode
from app.domain.origin import NationalityProof, TripPurpose
from app.domain.programmes.definition import Step
from app.domain.roles import Role
from app.i18n import use_language
from app.labels.answers import problem_text
from app.labels.origin import NATIONALITY_PROOFS, TRIP_PURPOSES
from app.labels.programme import PROGRAMMES
from app.labels.status_form import ADD_WORDS, EMPTY_WORDS
from app.models import Application, db
from tests.browser import records
from tests.browser.conftest import PHONE
from tests.browser.people import Applicant, Officer, Person, absent, read_pdf
from tests.browser.records import pdf_sheet
from tests.browser.words import kk, kk_word, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
NAME = "Қабдолла Жұлдыз"
PASSPORT_NUMBER = "E07654321"
APPLICANT = {
    "surname": "Қабдолла",
    "given_name": "Жұлдыз",
    "latin_name": "KABDOLLA ZHULDYZ",
    "born_on": date(1991, 4, 18),
    "sex": "female",
    "citizenship": "MN",
}
PASSPORT = {
    "kind": "foreign_passport",
    "number": PASSPORT_NUMBER,
    "country": "MN",
    "issued_by": "Баян-Өлгий аймағының әділет басқармасы",
    "issued_on": date(2023, 2, 6),
    "expires_on": date(2033, 2, 5),
}
LIFE = "Мен Баян-Өлгий аймағында тудым.\nӘкем – Қабдолла, анам – Үрия, екеуі де қазақ.\nАтамекенге оралғым келеді."
NATIONALITY = {"nationality": "kazakh", "proof": "recommendation"}
RECOMMENDATION = {"recommendation_number": "17-Ұ", "recommended_on": date(2026, 10, 20)}
STEPS: dict[str, dict[str, Any]] = {
    "past": {"was_citizen": False, "was_refused": False},
    "kinship": {
        "marital_status": "single",
        "has_relatives": True,
        "relative_name": "Қабдолла Ерсін",
        "relative_degree": "sibling",
        "relative_region": "KZ-55",
    },
    "contact_person": {"has_contact": True, "name": "Қабдолла Ерсін", "phone": "8 701 234 56 78"},
    "autobiography": {"text": LIFE},
}
SCHOOL = {
    "level": "higher",
    "institution": "Ховд мемлекеттік университеті",
    "country": "MN",
    "from_year": "2009",
    "to_year": "2013",
    "speciality": "Математика мұғалімі",
}
JOB = {"company": "Өлгий № 2 мектебі", "post": "Мұғалім", "country": "MN", "from_year": "2013"}
CONSENT = {"is_truthful": True, "allows_processing": True, "family_agrees": True}


def test_a_kandas_without_an_iin_applies_from_a_phone(
    worker: LiveServer, applicant: Callable[..., Applicant], officer: Callable[..., Officer]
) -> None:
    person = applicant("zhuldyz@example.kz", **PHONE)
    application_id = person.begin("kandas_assignment")
    _who_applies(person, application_id)
    origin = {"country": "MN", "purpose": "relatives", "occupation": "Мұғалім"}
    person.fill_step(application_id, "origin", origin | {"left_on": date(2026, 9, 28), "entered_on": date(2026, 9, 30)})
    person.fill_step(application_id, "nationality", NATIONALITY | RECOMMENDATION)
    address = {"region": "KZ-55", "locality": "Павлодар қаласы", "address": "Торайғыров көшесі, 8-үй, 21-пәтер"}
    person.fill_step(application_id, "address", address)
    for step, answers in STEPS.items():
        person.fill_step(application_id, step, answers)
    _list_the_past(person, application_id)
    _confirm_the_household(person, application_id)
    _hand_in(person, application_id, 3)
    person.fill_step(application_id, "consent", CONSENT)
    number = _submit(person, application_id)
    assert absent(read_pdf(person.download(person.wait_for_paper())), [NAME, number]) == []
    _the_region_reads_it(officer(records.staff(worker, Role.CASE_WORKER)), number)


def test_a_mission_files_for_a_person_abroad(worker: LiveServer, officer: Callable[..., Officer]) -> None:
    at_mission = officer(records.staff(worker, Role.MISSION_OFFICER, None))
    at_mission.go("/applications/desk")
    assert said(PROGRAMMES["quota_kandas"]) not in at_mission.text
    at_mission.answer({"programme": "kandas_consent"})
    at_mission.press(kk("Begin"))
    application_id = int(at_mission.path.rsplit("/", 1)[-1])
    _who_applies(at_mission, application_id)
    _fill(at_mission, application_id, "origin", {"country": "MN", "purpose": "settle", "occupation": "Малшы"})
    _fill(at_mission, application_id, "nationality", {"nationality": "kazakh", "proof": "birth_certificate"})
    _fill(at_mission, application_id, "address", {"region": "KZ-55", "address_abroad": "Өлгий, 4-баг"})
    for step, answers in STEPS.items():
        _fill(at_mission, application_id, step, answers)
    _list_the_past(at_mission, application_id)
    _confirm_the_household(at_mission, application_id)
    _hand_in(at_mission, application_id, 2)
    _fill(at_mission, application_id, "consent", CONSENT)
    number = _submit(at_mission, application_id)
    at_mission.go("/applications/desk")
    assert number in at_mission.text
    with worker.app.app_context():
        filed = db.session.scalars(select(Application).where(Application.number == number)).one()
        assert (filed.channel, filed.account_id, filed.host_region) == ("mission", None, "KZ-55")


def _fill(person: Person, application_id: int, step: str, answers: Mapping[str, Any]) -> None:
    person.go(f"/applications/{application_id}/steps/{step}")
    person.answer(answers)
    person.press(kk("Save and continue"))
    assert person.errors() == []


def _who_applies(person: Person, application_id: int) -> None:
    """In both alphabets: the page says which letters belong where, and keeps what was typed."""
    person.go(f"/applications/{application_id}/steps/applicant")
    person.answer(APPLICANT | {"latin_name": "Жұлдыз", "language": "kk"})
    person.press(kk("Save and continue"))
    with use_language("kk"):
        fault = problem_text(Step.APPLICANT, AnswerProblem("latin_name", AnswerProblemCode.NOT_LATIN))
    assert person.errors() == [fault]
    assert (person.value("latin_name"), person.value("surname")) == ("Жұлдыз", APPLICANT["surname"])
    person.answer({"latin_name": APPLICANT["latin_name"]})
    person.press(kk("Save and continue"))
    assert person.errors() == []
    # The next page is the passport's; until it is filled in nobody can be listed.
    assert person.path.endswith("/steps/passport")
    person.go(f"/applications/{application_id}")
    assert kk("First say who applies, and with which passport.") in person.text
    _fill(person, application_id, "passport", PASSPORT)


def _list_the_past(person: Person, application_id: int) -> None:
    lists = f"/applications/{application_id}/lists"
    person.go(f"{lists}/schooling")
    person.follow(said(ADD_WORDS[Step.SCHOOLING]))
    person.answer(SCHOOL | {"to_year": "2003"})
    person.press(kk("Save"))
    assert len(person.errors()) == 1
    assert person.value("institution") == SCHOOL["institution"]
    person.answer({"to_year": SCHOOL["to_year"]})
    person.press(kk("Save"))
    assert absent(person.text, [f"{SCHOOL['institution']}, 2009–2013", SCHOOL["speciality"]]) == []
    person.press(kk("Everything is listed: continue"))
    # Straight on to the next list: two places of work, of which one was a mistake.
    assert person.path.endswith("/lists/work")
    for job in (JOB, JOB | {"company": "Қате жазба"}):
        person.go(f"{lists}/work")
        person.follow(said(ADD_WORDS[Step.WORK]))
        person.answer(job)
        person.press(kk("Save"))
    person.follow_to("/work/2/remove")
    person.press(kk("Remove"))
    assert JOB["company"] in person.text
    expect(person.main.locator(".govuk-summary-card")).to_have_count(1)
    person.press(kk("Everything is listed: continue"))
    person.press(said(EMPTY_WORDS[Step.MILITARY]))


def _confirm_the_household(person: Person, application_id: int) -> None:
    person.go(f"/applications/{application_id}/household")
    assert absent(person.text, [NAME, PASSPORT_NUMBER]) == []
    person.press(kk("Everybody is listed: continue"))


def _hand_in(person: Person, application_id: int, count: int) -> None:
    """Each document that is asked for, with the one that the form said proves the nationality."""
    documents = f"/applications/{application_id}/documents"
    person.go(documents)
    missing = person.page.locator(".govuk-task-list__status").filter(has_text=kk_word("document", "Needed"))
    asked = person.main.locator(".govuk-task-list__item").filter(has=missing).locator("a")
    expect(asked).to_have_count(count)
    hrefs = [asked.nth(number).get_attribute("href") or "" for number in range(count)]
    for number, href in enumerate(hrefs):
        person.go(href)
        person.upload(f"құжат {number}.pdf", pdf_sheet(), "application/pdf")
    person.go(documents)
    expect(missing).to_have_count(0)


def _submit(person: Person, application_id: int) -> str:
    """Read everything once more, submit, come to the receipt; the number of the application."""
    person.go(f"/applications/{application_id}/check")
    shown = [PASSPORT_NUMBER, APPLICANT["latin_name"], "2009–2013", "Өлгий № 2 мектебі", "Атамекенге оралғым келеді."]
    assert absent(person.text, [str(words) for words in shown]) == []
    assert "Қате жазба" not in person.text
    person.press(kk("Submit the application"))
    expect(person.page).to_have_url(re.compile(r"/receipt$"))
    return person.main.locator(".govuk-panel strong").inner_text()


def _the_region_reads_it(specialist: Officer, number: str) -> None:
    specialist.open_case(number)
    purpose, proof = (
        said(TRIP_PURPOSES[TripPurpose.RELATIVES]),
        said(NATIONALITY_PROOFS[NationalityProof.RECOMMENDATION]),
    )
    words = [PASSPORT_NUMBER, "KABDOLLA ZHULDYZ", purpose, proof, "17-Ұ", SCHOOL["institution"], "Үрия"]
    specialist.main.locator("summary", has_text=kk("All answers of the application")).click()
    assert absent(specialist.text, words) == []
    assert specialist.main.locator("h2#quota").count() == 0
