"""With the keyboard alone: Tab, Enter, Space; and always to be seen where one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.labels.application import STATUSES
from app.labels.review import ACTION_LINKS, ACTION_PAGES
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Officer
from tests.browser.records import PASSWORD
from tests.browser.words import kk, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
_MOST_STOPS = 80
# Whether the element that has the focus is on the screen and looks otherwise than without it (or its label does).
_SHOWS_FOCUS = """() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const parts = [[e, null]].concat(e.labels && e.labels[0] ? [[e.labels[0], "::before"]] : []);
  const look = () => parts.map(([part, pseudo]) => {
    const s = getComputedStyle(part, pseudo);
    return [s.outline, s.boxShadow, s.backgroundColor, s.borderColor].join();
  }).join();
  const focused = look();
  e.blur();
  const plain = look();
  e.focus({ focusVisible: true });
  return box.width > 0 && box.bottom > 0 && box.top < innerHeight && focused !== plain;
}"""


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; at every stop on the way the focus can be seen."""
    target = page.locator(selector).first
    for _stop in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        # From the last stop the focus goes to the browser's own bar.
        assert page.evaluate("document.activeElement !== document.body"), f"{page.url}: Tab does not lead to {selector}"
        assert page.evaluate(_SHOWS_FOCUS), f"{page.url}: the focus cannot be seen at {where}"
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {selector}")


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_skip_link_is_first_and_leads_to_the_content(live_server: LiveServer, page: Page) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    expect(link).to_have_text(kk("Skip to main content"))
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


def test_an_officer_signs_in_and_accepts_a_case(
    live_server: LiveServer, clock: RunningClock, officer: Callable[..., Officer]
) -> None:
    case = records.case(live_server, clock)
    login = records.staff(live_server, Role.CASE_WORKER)
    specialist = officer()
    page = specialist.page

    specialist.go("/account/staff-sign-in")
    for language in ("ru", "kk"):
        _tab_to(page, f'header a[hreflang="{language}"]')
        _enter(page)
        expect(page.locator("html")).to_have_attribute("lang", language)
    assert specialist.path == "/account/staff-sign-in"

    for name, typed in {
        "email": login.email,
        "password": PASSWORD,
        "one_time_code": specialist.one_time_code(login),
    }.items():
        _tab_to(page, f"main [name={name}]")
        page.keyboard.type(typed)
    _enter(page)
    assert specialist.path == "/worklist"

    _tab_to(page, f'main a[href="/cases/{case.application_id}"]')
    _enter(page)
    _tab_to(page, f'main a[href$="/work/{Action.ACCEPT}"]')
    expect(page.locator(":focus")).to_have_text(said(ACTION_LINKS[Action.ACCEPT]))
    # Space presses what looks like a button, a link too.
    with page.expect_navigation():
        page.keyboard.press("Space")
    _tab_to(page, "main form button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Space")
    specialist.read_kazakh()
    assert said(ACTION_PAGES[Action.ACCEPT].done) in specialist.text
    assert said(STATUSES[Status.ACCEPTED]) in specialist.text
