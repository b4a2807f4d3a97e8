"""Districts are proposed for a sitting's cases; one is accepted, one chosen otherwise, by keyboard in Kazakh."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from app.domain.placement_choice import OverrideGround
from app.domain.roles import Role
from app.domain.workflow import Status
from app.labels.placement import GROUNDS
from app.models import Account, Application
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Applicant, Officer
from tests.browser.records import StaffLogin
from tests.browser.words import kk, kk_word, said
from tests.browsers import LiveServer
from tests.commissions import call_sitting, make_commission
from tests.factories import actor_of, make_account
from tests.placing import districts, family, profiled

pytestmark = pytest.mark.browser
REASON = "Отбасының туыстары сонда тұрады."


@dataclass(frozen=True)
class Scene:
    """A planned sitting with two cases, who works on them, the second family's address, and a district with jobs."""

    sitting_id: int
    cases: tuple[int, int]
    owner_email: str
    secretary: StaffLogin
    worker: StaffLogin
    town: str
    other: str


@pytest.fixture(scope="module")
def scene(worker: LiveServer, clock: RunningClock) -> Scene:
    secretary, officer = (records.staff(worker, role) for role in (Role.COMMISSION_SECRETARY, Role.CASE_WORKER))
    with records.writing(worker.app) as session:
        seated = make_commission(session, secretary=session.get_one(Account, secretary.account_id), now=clock())
        town, other, *_ = districts(session)
        profiled(session, town, job_teacher=4, home_2=5, home_4=5, home_6=5, home_9=5)
        owner = make_account(session)
        first = family(session, Status.REFERRED, persons=2, now=clock())
        second = family(session, Status.REFERRED, persons=1, owner=actor_of(owner), now=clock())
        held = call_sitting(session, seated, clock())
        assert owner.email is not None
        return Scene(held.id, (first.id, second.id), owner.email, secretary, officer, town, other)


def test_proposed_accepted_and_chosen_otherwise(
    scene: Scene,
    worker: LiveServer,
    officer: Callable[..., Officer],
    applicant: Callable[..., Applicant],
) -> None:
    secretary = officer(scene.secretary)
    secretary.go(f"/sittings/{scene.sitting_id}")
    _press_by_keyboard(secretary, kk("Propose districts for this sitting’s cases"))
    expect(secretary.page).to_have_url(re.compile(r"/placement/runs/\d+$"))
    expect(secretary.main.locator("#proposals-caption")).to_have_text(kk("Proposals"))
    assert secretary.text.count(kk_word("placement proposal", "Waits for a case worker")) == 2

    maman = officer(scene.worker)
    first, second = scene.cases
    maman.go(f"/cases/{first}")
    assert kk("the region named first") in maman.text
    _press_by_keyboard(maman, kk("Accept the proposed place"))
    assert kk_word("placement proposal", "Accepted") in maman.text

    maman.go(f"/cases/{second}")
    maman.follow(kk("Choose otherwise"))
    _choose_by_keyboard(maman.page, scene.other, OverrideGround.RELATIVES)
    _press_by_keyboard(maman, kk("Write the place down"))
    assert said(GROUNDS[OverrideGround.RELATIVES]) in maman.text

    with records.writing(worker.app) as session:
        assert session.get_one(Application, first).host_district == scene.town
        assert session.get_one(Application, second).host_district == scene.other
    maman.go("/placement")
    assert re.search(r"2\s+1\s+50\s*%", maman.main.locator("#rates-caption").locator("..").inner_text())

    family_page = applicant(scene.owner_email)
    family_page.go(f"/my/{second}")
    assert kk("Where you go") in family_page.text
    assert REASON in family_page.text


def _tab_to(page: Page, test: str, *given: str) -> None:
    """Press Tab until the focus is where ``test`` (JavaScript over the element and ``given``) says."""
    for _stop in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"given => (({test}))(document.activeElement, ...given)", list(given)):
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {given}")


def _press_by_keyboard(person: Officer, words: str) -> None:
    _tab_to(person.page, "(e, w) => e.tagName === 'BUTTON' && e.innerText.trim() === w", words)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.read_kazakh()


def _choose_by_keyboard(page: Page, place: str, ground: OverrideGround) -> None:
    _tab_to(page, "(e) => e.name === 'place'")
    for _step in range(30):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.value") == place:
            break
    _tab_to(page, "(e) => e.name === 'ground'")
    page.keyboard.press("Space")
    for _step in range(len(OverrideGround)):
        if page.evaluate("document.activeElement.value") == ground:
            break
        page.keyboard.press("ArrowDown")
    _tab_to(page, "(e) => e.name === 'reason'")
    page.keyboard.type(REASON)
