"""A session that ends while a person is writing: after the sign-in the words are there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.domain.roles import Role
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Applicant, Officer
from tests.browser.words import kk
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
ADDRESS = "nurlan@example.kz"
KEPT = "You were signed out because you were away for long. Sign in: what you typed is kept."


def test_what_an_applicant_typed_comes_back(clock: RunningClock, applicant: Callable[..., Applicant]) -> None:
    person = applicant(ADDRESS)
    application_id = person.begin("quota_relocatee")
    step = f"/applications/{application_id}/steps/employment"
    person.go(step)
    person.answer({"status": "student", "profession": "Дәнекерлеуші", "has_worked": True, "last_work": "Құрылыс"})
    clock.forward(hours=3)
    person.press(kk("Save and continue"))
    assert person.path.startswith("/account/sign-in")
    assert kk(KEPT) in person.text
    person.enter_code(ADDRESS)
    assert person.path == step
    assert person.value("profession") == "Дәнекерлеуші"
    assert person.value("last_work") == "Құрылыс"
    assert person.chosen("status") == ["student"]
    person.press(kk("Save and continue"))
    person.go(step)
    assert person.value("profession") == "Дәнекерлеуші"


def test_what_an_officer_typed_comes_back(
    live_server: LiveServer, clock: RunningClock, officer: Callable[..., Officer]
) -> None:
    case = records.case(live_server, clock, accepted=True)
    login = records.staff(live_server, Role.CASE_WORKER)
    specialist = officer(login)
    page = f"/cases/{case.application_id}/work/propose_approval"
    specialist.go(page)
    reason = "Отбасы барлық талапқа сай.\nКуәліктер түпнұсқамен салыстырылды."
    specialist.answer({"reason": reason})
    clock.forward(hours=1)
    specialist.send()
    assert specialist.path.startswith("/account/staff-sign-in")
    assert kk(KEPT) in specialist.text
    specialist.enter(login)
    assert specialist.path == page
    expect(specialist.main.locator("[name=reason]")).to_have_value(reason)
