"""A transfer of places by keyboard, in Kazakh: forecast, suggestion, change by hand, simulation, two people, force."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from app.domain.roles import Role
from app.domain.workflow import Status
from app.models import RegionalQuota, db
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Officer
from tests.browser.words import kk
from tests.browsers import LiveServer
from tests.factories import make_application

pytestmark = pytest.mark.browser
_MOST_STOPS = 120
KARAGANDA, ULYTAU = "KZ-35", "KZ-62"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus."""
    for _stop in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: Tab does not lead there")


def press(officer: Officer, target: Locator) -> None:
    """Go to a link or a button with Tab and press Enter; the page that comes is in Kazakh."""
    tab_to(officer.page, target)
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    officer.read_kazakh()


def write(officer: Officer, name: str, text: str) -> None:
    """Go to the box with Tab, which selects what it holds, and type over it."""
    tab_to(officer.page, officer.main.locator(f'[name="{name}"]'))
    officer.page.keyboard.type(text)


def box(region: str) -> str:
    """Name of the box with the difference of relocatees' places."""
    return f"difference-relocatee-{region}"


def places(server: LiveServer) -> dict[str, tuple[int, int]]:
    """Version and places of the relocatees' quota of 2026, by region."""
    with server.app.app_context():
        rows = db.session.scalars(
            select(RegionalQuota).where(RegionalQuota.year == 2026, RegionalQuota.stream == "relocatee")
        )
        return {row.region: (row.version, row.allocated) for row in rows}


def full_karaganda(live_server: LiveServer, clock: RunningClock) -> str:
    """Three of its 37 places are left, and more families wait; the number of the first.  Ulytau has places enough."""
    with records.writing(live_server.app) as session:
        for _number in range(2):
            make_application(session, Status.PREPARED, region=KARAGANDA, persons=17, now=clock())
        number = make_application(session, Status.ACCEPTED, region=KARAGANDA, persons=4, now=clock()).number
        for _number in range(4):
            make_application(session, Status.ACCEPTED, region=KARAGANDA, persons=17, now=clock())
        make_application(session, Status.APPROVED, region=ULYTAU, persons=2, now=clock())
    return str(number)


def written_down(first: Officer, number: str, clock: RunningClock) -> str:
    """The officer changes the suggestion by hand, simulates and proposes; the path of the proposal."""
    write(first, box(KARAGANDA), "+12")
    write(first, box(ULYTAU), "-10")
    with first.page.expect_navigation():
        first.page.keyboard.press("Enter")
    first.read_kazakh()
    words = "The differences must add up to 0: a transfer moves places and makes none. Now they add up to %(sum)s."
    assert first.errors() == [kk(words, sum=2)]
    assert first.value(box(KARAGANDA)) == "+12"
    write(first, box(ULYTAU), "-12")
    press(first, first.main.locator("button[value=simulate]"))
    assert number in first.text
    assert "37 → 49" in first.text

    write(first, "reason", "Қарағандыда кезек бар, Ұлытауда орын қалады.")
    write(first, "act_number", "412-ө")
    for part, typed in (("day", clock().day), ("month", clock().month), ("year", clock().year)):
        write(first, f"adopted_on-{part}", str(typed))
    press(first, first.main.locator("button[value=propose]"))
    assert number in first.text, "the simulation stands beside the proposal"
    return first.path


def test_places_go_to_where_families_wait(
    live_server: LiveServer, clock: RunningClock, officer: Callable[..., Officer]
) -> None:
    number = full_karaganda(live_server, clock)
    before = places(live_server)
    first = officer(records.staff(live_server, Role.MINISTRY))
    first.go("/quota/forecast")
    press(first, first.main.locator('a[href*="/quota/redistribution"]'))

    # The suggestion stands in the boxes; other figures are typed over it.
    suggested = int(first.value(box(KARAGANDA)))
    assert suggested > 0
    assert int(first.value(box(ULYTAU))) == -suggested
    proposal = written_down(first, number, clock)

    # Whoever proposed cannot approve: there is nothing to press, and the page says why.
    assert first.main.locator('form[action$="/approve"]').count() == 0
    assert places(live_server) == before

    second = officer(records.staff(live_server, Role.MINISTRY))
    second.go(proposal)
    assert number in second.text
    assert "37 → 49" in second.text
    press(second, second.main.locator('form[action$="/approve"] button[type=submit]'))

    after = places(live_server)
    assert after[KARAGANDA] == (before[KARAGANDA][0] + 1, before[KARAGANDA][1] + 12)
    assert after[ULYTAU] == (before[ULYTAU][0] + 1, before[ULYTAU][1] - 12)
    assert sum(persons for _version, persons in after.values()) == sum(persons for _version, persons in before.values())
    second.go("/quota")
    assert "49" in second.text
