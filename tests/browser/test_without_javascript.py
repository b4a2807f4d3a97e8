"""The service without JavaScript: everything that people need goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.domain.roles import Role
from app.domain.workflow import Status
from app.labels.application import STATUSES
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Applicant, Officer
from tests.browser.words import kk, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser


def _is_without(page: Page) -> None:
    """Nothing of our scripts has run."""
    expect(page.locator("body")).not_to_have_class(re.compile("js-enabled"))


def test_a_step_of_the_form_is_saved(applicant: Callable[..., Applicant]) -> None:
    person = applicant("zhanar@example.kz", java_script_enabled=False)
    _is_without(person.page)
    application_id = person.begin("quota_relocatee")
    # Every question is on the page, those too that a script would show only under their answer.
    person.go(f"/applications/{application_id}/steps/residence")
    expect(person.main.locator("[name=actual_locality]")).to_be_visible()
    answers = {
        "registered_region": "KZ-61",
        "registered_locality": "Сайрам",
        "registered_address": "Абай көшесі, 5-үй",
        "registered_since": date(2015, 6, 1),
        "lives_there": True,
    }
    person.fill_step(application_id, "residence", answers)
    person.go(f"/applications/{application_id}/steps/residence")
    assert person.value("registered_address") == "Абай көшесі, 5-үй"
    assert person.chosen("lives_there") == ["yes"]


def test_the_worklist_is_filtered_and_approval_proposed(
    live_server: LiveServer, clock: RunningClock, officer: Callable[..., Officer]
) -> None:
    case = records.case(live_server, clock, persons=2, accepted=True)
    other = records.case(live_server, clock)
    specialist = officer(records.staff(live_server, Role.CASE_WORKER), java_script_enabled=False)
    _is_without(specialist.page)
    specialist.go("/worklist")
    assert case.number in specialist.text
    assert other.number in specialist.text
    specialist.open_case(case.number)
    specialist.take_step("propose_approval", {"reason": "Барлық талап орындалған."})
    assert said(STATUSES[Status.REFERRED]) in specialist.text

    specialist.go("/worklist")
    specialist.answer({"words": other.number})
    with specialist.page.expect_navigation():
        specialist.main.get_by_role("search").get_by_role("button", name=kk("Show"), exact=True).click()
    assert other.number in specialist.text
    assert case.number not in specialist.text
