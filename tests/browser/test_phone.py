"""On a phone: the menu behind its button, tables that are no needless stops, and parts that links unfold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.domain.roles import Role
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.conftest import PHONE
from tests.browser.people import Officer
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser


def test_menu_and_folded_parts_of_a_case(
    live_server: LiveServer, clock: RunningClock, officer: Callable[..., Officer]
) -> None:
    case = records.case(live_server, clock)
    specialist = officer(records.staff(live_server, Role.CASE_WORKER), **PHONE)
    page = specialist.page
    specialist.go(f"/cases/{case.application_id}")

    menu, button = page.locator("#menu"), page.locator("button[aria-controls=menu]")
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu.locator("a").first).to_be_focused()
    button.click()
    expect(menu).to_be_hidden()

    answers = page.locator("#answers + details")
    expect(answers).not_to_have_attribute("open", "")
    page.locator('.q-contents a[href="#answers"]').click()
    expect(answers).to_have_attribute("open", "")

    # As cards the tables of the household and the documents fit: nothing to scroll, nothing to stop at.
    expect(page.locator('.q-table-scroll[aria-labelledby="household-caption"]')).not_to_have_attribute("tabindex", "0")
