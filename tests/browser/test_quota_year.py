"""The quota's year by keyboard in Kazakh: asked, returned, asked again, ordered by two, divided by two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.domain.quota_proposal import ProposalState
from app.domain.quota_request import RequestState
from app.domain.roles import Role
from app.labels.quota_request import STATES
from app.models import DistrictQuota, QuotaProposal, QuotaRequest, QuotaRequestVersion, RegionalQuota
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Officer
from tests.browser.records import StaffLogin
from tests.browser.words import kk, said
from tests.browsers import LiveServer

pytestmark = pytest.mark.browser
YEAR = 2027
REGION, TOWN, BAYANAUYL = "KZ-55", "551000000", "553600000"
RETURNED = "Дайын үйлердің саны аз көрсетілген."
REASON = "Өңірлердің өтінімдері бойынша."
DIVIDED = "Баянауылда үйлер дайын."
_MOST_STOPS = 200


@dataclass(frozen=True)
class Scene:
    """Logins of two heads of the region and two officers of the ministry."""

    head: StaffLogin
    deputy: StaffLogin
    expert: StaffLogin
    director: StaffLogin


@pytest.fixture(scope="module")
def scene(live_server: LiveServer, clock: RunningClock) -> Scene:
    assert clock().year == YEAR - 1
    heads = [records.staff(live_server, Role.SUPERVISOR, REGION) for _ in range(2)]
    ministry = [records.staff(live_server, Role.MINISTRY, None) for _ in range(2)]
    return Scene(*heads, *ministry)


def test_the_year_of_a_quota(scene: Scene, live_server: LiveServer, officer: Callable[..., Officer]) -> None:
    head, expert = officer(scene.head), officer(scene.expert)
    number = _ask(head, live_server)
    _return(expert, number)
    _ask_again(head, number)
    proposal = _order(expert, live_server)
    _approve(officer(scene.director), proposal)
    quota = _new_year(head, live_server)
    division = _divide(head, live_server, quota)
    _approve(officer(scene.deputy), division)
    _districts(head, live_server, quota)


def _ask(head: Officer, server: LiveServer) -> int:
    """The head begins a request, fills it in, adds lines, is told what is doubtful, and files it."""
    head.go("/quota/requests")
    page = head.page
    _tab_to_button(page, kk("Begin the request"), last=True)
    _enter(page)
    with records.writing(server.app) as session:
        [number] = session.scalars(select(QuotaRequest.id).where(QuotaRequest.stream == "relocatee"))
    assert head.path == f"/quota/requests/{number}/edit"
    _type(page, "persons", "1 700")
    _type(page, "working_age", "60")
    for name, text in {"profession": "Тракторшы", "employer": "«Шалдай Агро» ЖШС", "jobs": "50"}.items():
        _type(page, f"jobs-0-{name}", text)
    _tab_to_button(page, kk("Save and add lines"))
    _enter(page)
    head.read_kazakh()
    assert head.value("jobs-0-employer") == "«Шалдай Агро» ЖШС"
    assert head.value("persons") == "1700"
    _type(page, "jobs-1-profession", "Мұғалім")
    _type(page, "jobs-1-jobs", "4")
    _type(page, "homes_2", "30")
    _type(page, "school_kk", "400")
    _type(page, "kindergarten", "90")
    _tab_to(page, "districts", TOWN)
    page.keyboard.press("Space")
    _tab_to(page, "districts", BAYANAUYL)
    page.keyboard.press("Space")
    _tab_to_button(page, kk("Save and check"))
    _enter(page)
    head.read_kazakh()
    assert kk("Doubtful in this request") in head.text
    _tab_to_button(page, kk("File the request"))
    _enter(page)
    assert head.errors() == [kk("Explain what is doubtful in the request.")]
    _type(page, "justification", "Көктемде тағы алты орын ашылады.")
    _tab_to_button(page, kk("File the request"))
    _enter(page)
    head.read_kazakh()
    assert said(STATES[RequestState.FILED]) in head.text
    return int(number)


def _return(expert: Officer, number: int) -> None:
    """The ministry reads it in the comparison and sends it back."""
    expert.go(f"/quota/drafting/{YEAR}")
    expert.follow_to(f"/quota/requests/{number}")
    assert "Тракторшы" in expert.text
    page = expert.page
    _tab_to_link(page, kk("Return to the region"))
    _enter(page)
    _type(page, "reason", RETURNED)
    page.keyboard.press("Tab")
    _enter(page)
    expert.read_kazakh()
    assert said(STATES[RequestState.RETURNED]) in expert.text


def _ask_again(head: Officer, number: int) -> None:
    """The region reads why, changes its figures and files the second version; the first stays to be read."""
    head.go(f"/quota/requests/{number}")
    assert RETURNED in head.text
    page = head.page
    _tab_to_link(page, kk("Change the figures and file again"))
    _enter(page)
    assert head.value("justification" if "check" in head.path else "persons") == "1700"
    _type(page, "homes_2", "280")
    _type(page, "jobs-1-jobs", "14")
    _tab_to_button(page, kk("Save and check"))
    _enter(page)
    assert kk("Doubtful in this request") not in head.text
    _tab_to_button(page, kk("File the request"))
    _enter(page)
    head.follow_to("/versions/1")
    assert RETURNED in head.text
    assert "30" in head.text


def _order(expert: Officer, server: LiveServer) -> int:
    """The ministry's figures begin with what was asked; the order is proposed after its warnings were read."""
    with records.writing(server.app) as session:
        versions = session.scalars(select(QuotaRequestVersion.version).order_by(QuotaRequestVersion.version)).all()
    assert list(versions) == [1, 2]
    expert.go(f"/quota/drafting/{YEAR}")
    page = expert.page
    assert expert.value(f"relocatee_{REGION}") == "1700"
    _type(page, f"relocatee_{REGION}", "1 600")
    _type(page, "relocatee_KZ-59", "2800")
    _tab_to_button(page, kk("Save and propose the order"))
    _enter(page)
    expert.read_kazakh()
    _type(page, "act_number", "497")
    _tab_to(page, "effective_on-day")
    today = expert.clock()
    for part in (today.day, today.month, today.year):
        page.keyboard.press("Control+A")
        page.keyboard.type(str(part))
        page.keyboard.press("Tab")
    page.keyboard.type(REASON)
    _tab_to_button(page, kk("Propose the order"))
    _enter(page)
    assert expert.errors() == [kk("Read the warnings and confirm that the order is proposed all the same.")]
    assert expert.value("reason") == REASON
    _tab_to(page, "confirmed")
    page.keyboard.press("Space")
    _tab_to_button(page, kk("Propose the order"))
    _enter(page)
    expert.read_kazakh()
    return _last_proposal(server, ProposalState.PROPOSED)


def _approve(second: Officer, number: int) -> None:
    """A second person reads the proposal and approves it."""
    second.go(f"/quota/proposals/{number}")
    assert REASON in second.text or DIVIDED in second.text
    page = second.page
    _tab_to_button(page, kk("Approve"))
    _enter(page)
    second.read_kazakh()


def _new_year(head: Officer, server: LiveServer) -> int:
    """The new year has its places."""
    with records.writing(server.app) as session:
        quota = session.scalars(select(RegionalQuota).filter_by(year=YEAR, stream="relocatee", region=REGION)).one()
        assert (quota.allocated, quota.version) == (1600, 1)
        number = quota.id
    head.go(f"/quota?year={YEAR}")
    assert "1 600" in head.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return int(number)


def _divide(head: Officer, server: LiveServer, quota: int) -> int:
    """More than the region has is refused with everything typed; what can be is proposed."""
    head.go(f"/quota/districts/{quota}")
    page = head.page
    _type(page, f"district_{TOWN}", "1500")
    _type(page, f"district_{BAYANAUYL}", "101")
    _type(page, "reason", DIVIDED)
    page.keyboard.press("Tab")
    _enter(page)
    assert len(head.errors()) == 1
    assert (head.value(f"district_{TOWN}"), head.value("reason")) == ("1500", DIVIDED)
    _type(page, f"district_{TOWN}", "700")
    _tab_to_button(page, kk("Propose the division"))
    _enter(page)
    head.read_kazakh()
    return _last_proposal(server, ProposalState.PROPOSED)


def _districts(head: Officer, server: LiveServer, quota: int) -> None:
    with records.writing(server.app) as session:
        rows = session.scalars(select(DistrictQuota).where(DistrictQuota.quota_id == quota))
        assert {row.district: row.allocated for row in rows} == {TOWN: 700, BAYANAUYL: 101}
        states = set(session.scalars(select(QuotaProposal.state)))
        assert states == {ProposalState.IN_FORCE}
    head.go(f"/quota/districts/{quota}")
    assert "799" in head.text, "what is left to the region"


def _last_proposal(server: LiveServer, state: ProposalState) -> int:
    with records.writing(server.app) as session:
        return int(session.scalars(select(QuotaProposal.id).where(QuotaProposal.state == state)).one())


# -- the keyboard ----------------------------------------------------------------------------------------------------


def _tab_to(page: Page, name: str, value: str | None = None) -> None:
    """Press Tab until the control with this name (and value) has the focus."""
    _tab_until(
        page,
        "([name, value]) => document.activeElement.name === name"
        " && (value === null || document.activeElement.value === value)",
        [name, value],
    )


def _tab_to_button(page: Page, words: str, *, last: bool = False) -> None:
    """Press Tab until the (last) button with these words has the focus."""
    _tab_until(
        page,
        "([words, last]) => { const all = [...document.querySelectorAll('main button')]"
        ".filter(e => e.textContent.trim() === words); const e = document.activeElement;"
        " return all.includes(e) && (!last || e === all[all.length - 1]); }",
        [words, last],
    )


def _tab_to_link(page: Page, words: str) -> None:
    """Press Tab until the link with these words has the focus."""
    _tab_until(page, "([words]) => document.activeElement.textContent.trim() === words", [words])


def _tab_until(page: Page, found: str, values: list[object]) -> None:
    for _stop in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(found, values):
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {values}")


def _type(page: Page, name: str, text: str) -> None:
    """Go to the box and write over what stands in it."""
    _tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")
