"""A refusal: proposed with a ground, decided by the head, read by the family with the way to complain."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.domain.programmes.definition import GroundCode
from app.domain.roles import Role
from app.domain.workflow import Status
from app.i18n import use_language
from app.labels.application import STATUSES
from app.labels.review import ground_text
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Applicant, Officer, absent, read_pdf
from tests.browser.words import kk, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
PROPOSED = "Отбасы 2023 жылы бағдарламаға қатысқан."
DECIDED = "Тізілім бойынша отбасы 2023 жылғы квотаға енгізілген."


def test_a_refusal_reaches_the_family(
    worker: LiveServer,
    clock: RunningClock,
    applicant: Callable[..., Applicant],
    officer: Callable[..., Officer],
) -> None:
    case = records.case(worker, clock, persons=3, accepted=True)
    specialist = officer(records.staff(worker, Role.CASE_WORKER))
    specialist.open_case(case.number)
    specialist.take_step("propose_refusal", {"grounds": [GroundCode.EARLIER_PARTICIPATION], "reason": PROPOSED})
    _ground(specialist)
    assert PROPOSED in specialist.text

    head = officer(records.staff(worker, Role.SUPERVISOR))
    head.open_case(case.number)
    _ground(head)
    with head.page.expect_navigation():
        head.page.locator('a[href$="/decide/refuse"]').first.click()
    # What was proposed is filled in already.
    assert head.chosen("grounds") == [GroundCode.EARLIER_PARTICIPATION]
    assert head.value("reason") == PROPOSED
    head.answer({"reason": DECIDED})
    head.send()
    assert said(STATUSES[Status.REFUSED]) in head.text
    figures = head.figures(head.part("quota"))
    assert (figures[kk("Reserved")], figures[kk("Used")]) == ("0", "0")
    _the_family_reads(applicant(case.owner_email), case)


def _ground(person: Officer) -> None:
    with use_language("kk"):
        proposal = person.main.locator(".govuk-inset-text li")
        expect(proposal).to_have_text(ground_text(GroundCode.EARLIER_PARTICIPATION))


def _the_family_reads(family: Applicant, case: records.Case) -> None:
    family.follow_to(f"/my/{case.application_id}")
    assert said(STATUSES[Status.REFUSED]) in family.text
    text = read_pdf(family.download(family.wait_for_paper()))
    assert absent(text, [case.number, *case.names, DECIDED]) == []
    for language, how in (("kk", "Шағымдану"), ("ru", "обжал")):
        with use_language(language):
            assert absent(text, [ground_text(GroundCode.EARLIER_PARTICIPATION)]) == []
        assert how.lower() in text.lower()
    # The ground stands with its act.
    assert "№ 20" in text
