"""Pages of the forecast and of a transfer: who sees what, what is typed wrongly, and when it may be proposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import Status
from app.models import QuotaProposal, ReferenceValue
from tests.factories import make_account, make_application
from tests.web.client import Page, PageClient

READERS = [Role.CASE_WORKER, Role.SUPERVISOR, Role.MINISTRY, Role.AUDITOR]
ULYTAU, KARAGANDA = "difference-relocatee-KZ-62", "difference-relocatee-KZ-35"
ACT = {
    "reason": "There is a queue in Karaganda",
    "act_number": "77",
    "adopted_on-day": "16",
    "adopted_on-month": "11",
    "adopted_on-year": "2026",
    "effective_on-day": "18",
    "effective_on-month": "11",
    "effective_on-year": "2026",
    "act_title": "",
}


@pytest.fixture
def officer(page_client: PageClient, session: Session) -> PageClient:
    """An officer of the ministry who reads English."""
    return page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")


def send(officer: PageClient, page: Page, act: str, status: int, changes: Mapping[str, Any]) -> Page:
    """Send the form of ``page``, all that it holds, with ``changes``."""
    held = {
        control.get("name", ""): control.get("value", "")
        for control in page.tree.iter("input")
        if (control.get("name") or "").startswith(("difference-", "simulated", "versions"))
    }
    return officer.post("/quota/redistribution?year=2026", held | {"act": act} | dict(changes), status)


def proposals(session: Session) -> list[QuotaProposal]:
    """Transfers that were proposed."""
    return list(session.scalars(select(QuotaProposal).where(QuotaProposal.kind == "transfer")))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("role", READERS)
def test_readers_see_the_forecast_and_the_ministry_the_transfer(
    page_client: PageClient, session: Session, role: Role, language: str
) -> None:
    make_application(session, Status.APPROVED, region="KZ-55")
    reader = page_client.as_account(make_account(session, role, "KZ-55", language=language)).speaking(language)
    assert reader.get("/quota/forecast").tree.get("lang") == language
    assert reader.get("/quota/forecast?year=2024&region=KZ-55").tree.get("lang") == language
    reader.get("/quota/redistribution", 200 if role is Role.MINISTRY else 403)


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.ADMINISTRATOR, Role.COMMISSION_MEMBER])
def test_others_are_turned_away(page_client: PageClient, session: Session, role: Role) -> None:
    other = page_client.as_account(make_account(session, role))
    other.get("/quota/forecast", 403)
    other.get("/quota/redistribution", 403)
    other.post("/quota/redistribution", {"act": "simulate"}, 403)


def test_a_supervisor_sees_the_own_region_only(page_client: PageClient, session: Session) -> None:
    head = page_client.as_account(make_account(session, Role.SUPERVISOR, "KZ-55", language="en")).speaking("en")
    page = head.get("/quota/forecast?region=KZ-62")
    assert "Pavlodar Region" in page.text
    assert "Ulytau" not in page.text
    assert "/quota/redistribution" not in " ".join(page.links())


def test_the_forecast_says_what_it_rests_on(officer: PageClient, session: Session) -> None:
    assert "no records yet: the range is the whole quota" in officer.get("/quota/forecast").text
    make_application(session, Status.APPROVED, region="KZ-62", persons=4)
    page = officer.get("/quota/forecast?region=KZ-62")
    assert "this year’s pace and open cases" in page.text
    assert "not verified" in page.text
    assert 'role="img"' in page.html, "a chart"
    assert "The year has ended" in officer.get("/quota/forecast?year=2025").text


def test_without_reference_figures_there_is_nothing_to_forecast(officer: PageClient, session: Session) -> None:
    session.execute(delete(ReferenceValue).where(ReferenceValue.key.startswith("forecast.")))
    assert "There is nothing to forecast" in officer.get("/quota/forecast").text
    assert "There is nothing to forecast" in officer.get("/quota/redistribution").text


def test_a_transfer_is_simulated_and_then_proposed(officer: PageClient, session: Session) -> None:
    for _number in range(2):
        make_application(session, Status.PREPARED, region="KZ-35", persons=17)
    waiting = make_application(session, Status.ACCEPTED, region="KZ-35", persons=4)
    first = officer.get("/quota/redistribution")
    assert "Propose the transfer" not in first.text, "nobody proposes what was not simulated"
    changes = {ULYTAU: "−10", KARAGANDA: "+ 10"}
    simulated = send(officer, first, "simulate", 200, changes)
    assert str(waiting.number) in simulated.text
    assert waiting.applicant_name not in simulated.text
    assert "37 → 47" in simulated.text
    assert proposals(session) == []
    done = send(officer, simulated, "propose", 303, changes | ACT)
    [proposal] = proposals(session)
    assert done.location.endswith(f"/quota/proposals/{proposal.id}")
    assert {(line.region, line.persons) for line in proposal.lines} == {("KZ-62", -10), ("KZ-35", 10)}
    assert proposal.adopted_on == date(2026, 11, 16)
    assert proposal.file_sha256


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({ULYTAU: "-10", KARAGANDA: "9"}, "The differences must add up to 0"),
        ({ULYTAU: "", KARAGANDA: "0"}, "Nothing is moved"),
        ({ULYTAU: "ten", KARAGANDA: "10"}, "Enter a whole number such as 20 or -20."),
        ({ULYTAU: "-1.5", KARAGANDA: "1"}, "Enter a whole number such as 20 or -20."),
        ({ULYTAU: "99999999999", KARAGANDA: "1"}, "Enter a whole number such as 20 or -20."),
        ({ULYTAU: "-126", KARAGANDA: "126"}, "-1 places would be left, but families hold or districts have 0."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    officer: PageClient, session: Session, changes: dict[str, str], words: str
) -> None:
    page = send(officer, officer.get("/quota/redistribution"), "simulate", 422, changes)
    assert any(words in error for error in page.errors), page.errors
    summary = [link for link in page.links() if link.startswith("#difference-")]
    assert summary, "the error leads to a box"
    assert {name: page.value(name) for name in changes} == changes
    assert proposals(session) == []


def test_a_proposal_needs_its_reason_and_act(officer: PageClient, session: Session) -> None:
    changes = {ULYTAU: "-10", KARAGANDA: "10"}
    simulated = send(officer, officer.get("/quota/redistribution"), "simulate", 200, changes)
    page = send(officer, simulated, "propose", 422, changes | ACT | {"reason": " ", "act_number": ""})
    assert page.errors[:2] == ["Give a reason.", "Enter the number of the order"]
    assert page.value(ULYTAU) == "-10"
    backwards = changes | ACT | {"effective_on-day": "1"}
    assert (
        "The order cannot be in force before its own date."
        in send(officer, simulated, "propose", 422, backwards).errors
    )
    assert proposals(session) == []


def test_what_was_changed_after_the_simulation_is_not_proposed(officer: PageClient, session: Session) -> None:
    changes = {ULYTAU: "-10", KARAGANDA: "10"}
    simulated = send(officer, officer.get("/quota/redistribution"), "simulate", 200, changes)
    other = {ULYTAU: "-20", KARAGANDA: "20"}
    page = send(officer, simulated, "propose", 422, other | ACT)
    assert "The differences were changed after the simulation" in page.errors[0]
    assert "37 → 57" in page.text
    assert proposals(session) == []
    assert send(officer, page, "propose", 303, other | ACT).location


def test_a_second_transfer_waits_for_the_first(officer: PageClient, session: Session) -> None:
    changes = {ULYTAU: "-10", KARAGANDA: "10"}
    simulated = send(officer, officer.get("/quota/redistribution"), "simulate", 200, changes)
    send(officer, simulated, "propose", 303, changes | ACT)
    twice = send(officer, simulated, "propose", 409, changes | ACT)
    assert "Only one can be open at a time" in twice.errors[0]
    assert len(proposals(session)) == 1
    assert "Another transfer of this year is open" in officer.get("/quota/redistribution").text


def test_a_page_older_than_the_order_is_refused(officer: PageClient, session: Session) -> None:
    changes = {ULYTAU: "-10", KARAGANDA: "10"}
    simulated = send(officer, officer.get("/quota/redistribution"), "simulate", 200, changes)
    page = send(officer, simulated, "propose", 409, changes | ACT | {"versions": "kandas:1 relocatee:0"})
    assert page.errors
    assert proposals(session) == []


def test_a_year_that_has_ended_is_closed(officer: PageClient, session: Session) -> None:
    page = officer.get("/quota/redistribution?year=2025")
    assert "The year 2025 has ended" in page.text
    answer = officer.post(
        "/quota/redistribution?year=2025", {"act": "propose", ULYTAU: "-10", KARAGANDA: "10"} | ACT, 422
    )
    assert any("has ended" in error for error in answer.errors)
    assert proposals(session) == []


def test_the_country_is_read_with_few_statements(officer: PageClient, session: Session) -> None:
    make_application(session, Status.APPROVED, region="KZ-62", persons=4)
    officer.get("/quota/forecast")
    assert len(officer.get("/quota/forecast").statements) <= 11
    assert len(officer.get("/quota/redistribution").statements) <= 10


def test_a_mistyped_difference_loses_nothing_said_about_the_order(officer: PageClient, session: Session) -> None:
    page = officer.get("/quota/redistribution?year=2026")
    wrong = send(officer, page, "simulate", 422, {ULYTAU: "-1o", KARAGANDA: "10", **ACT})
    assert (wrong.value("reason"), wrong.value("act_number"), wrong.value(ULYTAU)) == (ACT["reason"], "77", "-1o")
    right = send(officer, wrong, "simulate", 200, {ULYTAU: "-10", KARAGANDA: "10", **ACT})
    first = send(officer, right, "propose", 303, {ULYTAU: "-10", KARAGANDA: "10", **ACT})
    assert first.location.startswith("/quota/proposals/")
    # Somebody else was quicker: what was typed is still there to be copied or sent later.
    beaten = send(officer, right, "propose", 409, {ULYTAU: "-10", KARAGANDA: "10", **ACT})
    assert beaten.value("reason") == ACT["reason"]
    assert len(proposals(session)) == 1


@pytest.mark.parametrize("versions", ["relocatee:" + "9" * 5000, "relocatee:²", "relocatee", ":::"])
def test_a_meddled_hidden_box_is_a_stale_page(officer: PageClient, session: Session, versions: str) -> None:
    page = officer.get("/quota/redistribution?year=2026")
    right = send(officer, page, "simulate", 200, {ULYTAU: "-10", KARAGANDA: "10", **ACT})
    send(officer, right, "propose", 409, {ULYTAU: "-10", KARAGANDA: "10", "versions": versions, **ACT})
    assert proposals(session) == []
