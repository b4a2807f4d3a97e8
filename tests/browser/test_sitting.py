"""A secretary takes sixty cases through one sitting on one page by keyboard; chair and secretary sign; the minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.domain.commission import Choice, ItemOutcome
from app.domain.roles import Role
from app.domain.workflow import Status
from app.labels.commission import OUTCOMES
from app.models import Account, AgendaItem, Application, QuotaMovement, Sitting
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import PAPER_MILLISECONDS, Officer, absent, read_pdf
from tests.browser.records import StaffLogin
from tests.browser.words import kk, kk_word, said
from tests.browsers import LiveServer
from tests.commissions import Seated, call_sitting, make_commission, referred
from tests.factories import actor_of

pytestmark = pytest.mark.browser
CASES = 60
DISSENT = "Тұрғын үйі қысқа дайын емес."
AGAINST, DEFERRED = 7, 12


@dataclass(frozen=True)
class Scene:
    """A planned sitting with its agenda, and the logins of its secretary and its chair."""

    sitting_id: int
    number: str
    cases: tuple[str, ...]
    voters: tuple[int, ...]
    secretary: StaffLogin
    chair: StaffLogin


@pytest.fixture(scope="module")
def scene(worker: LiveServer, clock: RunningClock) -> Scene:
    secretary = records.staff(worker, Role.COMMISSION_SECRETARY)
    chair = records.staff(worker, Role.COMMISSION_MEMBER)
    with records.writing(worker.app) as session:
        seated: Seated = make_commission(session, members=5)
        for name, login in (("secretary", secretary), ("chair", chair)):
            seated.members[name].account_id = login.account_id
        seated.secretary = actor_of(session.get_one(Account, secretary.account_id))
        referred(session, CASES)
        held = call_sitting(session, seated, clock())
        numbers = session.scalars(
            select(Application.number)
            .join(AgendaItem, AgendaItem.application_id == Application.id)
            .order_by(AgendaItem.position)
        )
        return Scene(held.id, held.number, tuple(str(n) for n in numbers), tuple(seated.voters), secretary, chair)


def test_sixty_cases_by_keyboard_and_the_minutes(
    scene: Scene, worker: LiveServer, officer: Callable[..., Officer]
) -> None:
    secretary = officer(scene.secretary)
    _open(secretary, scene)
    for place in range(1, CASES + 1):
        assert scene.cases[place - 1] in secretary.main.locator("#case").inner_text()
        if place == DEFERRED:
            _defer(secretary)
            continue
        if place == AGAINST:
            _one_against_with_a_dissent(secretary.page)
        else:
            _tab_to(secretary.page, "vote_")
        _enter(secretary.page)
    _close(secretary, scene)
    _check_the_record(worker, scene)
    chair = officer(scene.chair)
    text = _sign(secretary, chair, scene)
    _read(text, scene)
    with records.writing(worker.app) as session:
        assert session.get_one(Sitting, scene.sitting_id).document_id is not None


def _open(secretary: Officer, scene: Scene) -> None:
    secretary.go("/sittings")
    secretary.follow(scene.number)
    secretary.follow(kk("Open the sitting"))
    secretary.press(kk("Open the sitting"))
    expect(secretary.main.locator(".q-agenda__link")).to_have_count(CASES)
    assert secretary.path.endswith("#case")


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until a control whose name begins so has the focus."""
    for _stop in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("name => (document.activeElement.name || '').startsWith(name)", name):
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {name}")


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _one_against_with_a_dissent(page: Page) -> None:
    """The first member after the chair votes against, and says why."""
    _tab_to(page, "vote_")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == Choice.AGAINST
    while page.evaluate("document.activeElement.tagName") != "SUMMARY":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _tab_to(page, "dissent_")
    page.keyboard.press("Tab")
    page.keyboard.type(DISSENT)
    # Back to a vote, where Enter takes the roll-call down.
    for _stop in range(10):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("(document.activeElement.name || '').startsWith('vote_')"):
            break


def _defer(secretary: Officer) -> None:
    page = secretary.page
    while page.evaluate("document.activeElement.textContent.trim()") != kk("Defer the case or send it back"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _tab_to(page, "wait_reason")
    page.keyboard.type("Анықтама күтілуде.")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "defer"
    _enter(page)


def _close(secretary: Officer, scene: Scene) -> None:
    assert secretary.path == f"/sittings/{scene.sitting_id}"
    secretary.read_kazakh()
    secretary.follow(kk("Close the sitting"))
    secretary.press(kk("Close the sitting"))


def _check_the_record(server: LiveServer, scene: Scene) -> None:
    with records.writing(server.app) as session:
        items = session.scalars(
            select(AgendaItem).where(AgendaItem.sitting_id == scene.sitting_id).order_by(AgendaItem.position)
        ).all()
        deferred = [item.position for item in items if item.outcome == ItemOutcome.DEFERRED]
        assert deferred == [DEFERRED]
        recommended = [item for item in items if item.outcome == ItemOutcome.APPROVAL]
        assert len(recommended) == CASES - 1
        spent = [session.get_one(QuotaMovement, item.movement_id) for item in recommended]
        assert {line.application_id for line in spent} == {item.application_id for item in recommended}
        statuses = set(session.scalars(select(Application.status)))
        assert statuses == {Status.PREPARED, Status.REFERRED}


def _sign(secretary: Officer, chair: Officer, scene: Scene) -> str:
    secretary.press(kk("Sign the minutes"))
    chair.go(f"/sittings/{scene.sitting_id}")
    chair.press(kk("Sign the minutes"))
    link = chair.main.locator('a[href$="/minutes"]')
    expect(link).to_be_visible(timeout=PAPER_MILLISECONDS)
    return read_pdf(chair.download(link))


def _read(text: str, scene: Scene) -> None:
    assert absent(text, [scene.number, *scene.cases]) == []
    assert text.count(DISSENT) == 2, "in Kazakh and in Russian"
    assert len(re.findall(re.escape(said(OUTCOMES[ItemOutcome.DEFERRED])), text)) >= 1
    assert kk_word("minutes", "For") in text
