"""Pages of proposed changes: who sees and decides what, in every language, and what is said where it cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.quota_backdating import BackdatedError
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.i18n import LANGUAGES, use_language
from app.labels.errors import refusal
from app.models import QuotaProposal
from app.queries.quota import balances
from app.services import quota_proposal, quota_recount, review
from app.web.quota.routes import district_names, region_names, said
from tests.factories import NOW, make_account, make_actor, make_application, motion_for
from tests.services.test_quota_backdating import AFTER, HELD, amendment, held_and_freed
from tests.services.test_quota_proposal import (
    TODAY,
    K,
    R,
    distribution,
    districts_of,
    in_force,
    put_due,
    quota_row,
    transfer,
)
from tests.web.client import PageClient


@pytest.fixture
def waiting(session: Session) -> QuotaProposal:
    """A transfer that waits for a second person."""
    draft = transfer((R, "KZ-55", -20), (K, "KZ-10", 20))
    return quota_proposal.propose(session, draft, actor=make_actor(session, Role.MINISTRY), now=NOW)


@pytest.fixture
def second(page_client: PageClient, session: Session) -> PageClient:
    """Another officer of the ministry."""
    return page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.SUPERVISOR, Role.MINISTRY, Role.AUDITOR])
def test_readers_see_the_changes_of_the_country(
    page_client: PageClient, session: Session, waiting: QuotaProposal, role: Role, language: str
) -> None:
    reader = page_client.as_account(make_account(session, role, "KZ-62", language=language)).speaking(language)
    assert f"/quota/proposals/{waiting.id}" in reader.get("/quota/proposals").links()
    page = reader.get(f"/quota/proposals/{waiting.id}")
    assert "Игерілмеген орындар бар" in page.text
    assert len(reader.get("/quota/proposals?state=settled").tree.findall(".//table")) == 0
    reader.post(f"/quota/proposals/{waiting.id}/withdraw", status=409)
    if role is not Role.MINISTRY:
        reader.post(f"/quota/proposals/{waiting.id}/approve", status=409)
        reader.post(f"/quota/proposals/{waiting.id}/reject", {"reason": "x"}, status=409)
    assert quota_row(session, R, "KZ-55").allocated == 1655


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.ADMINISTRATOR, Role.COMMISSION_MEMBER])
def test_others_are_turned_away(page_client: PageClient, session: Session, waiting: QuotaProposal, role: Role) -> None:
    other = page_client.as_account(make_account(session, role, "KZ-55"))
    for path in ("/quota/proposals", f"/quota/proposals/{waiting.id}"):
        other.get(path, 403)
    for action in ("approve", "reject", "withdraw"):
        other.post(f"/quota/proposals/{waiting.id}/{action}", {"reason": "x"}, status=403)


def test_a_division_is_seen_in_its_region_only(page_client: PageClient, session: Session) -> None:
    proposal = in_force(session, distribution(session, "KZ-62", 40, 50))
    path = f"/quota/proposals/{proposal.id}"
    here = page_client.as_account(make_account(session, Role.CASE_WORKER, "KZ-62", language="en")).speaking("en")
    assert "Distribution to districts" in here.get(path).text
    index = here.get("/quota?year=2026").text
    assert "not distributed" in index and "35" in index
    elsewhere = page_client.as_account(make_account(session, Role.CASE_WORKER, "KZ-10"))
    elsewhere.get(path, 404)
    elsewhere.post(f"{path}/approve", status=404)
    assert path not in elsewhere.get("/quota/proposals").links()
    ledger = here.get(f"/quota/{quota_row(session, R, 'KZ-62').id}").text
    assert "Distribution to a district" in ledger and "Жұмыс орындары бойынша" in ledger and "approved:" in ledger


def test_the_second_person_approves(second: PageClient, session: Session, waiting: QuotaProposal) -> None:
    path = f"/quota/proposals/{waiting.id}"
    assert "1,655" in second.get(path).text and "1,635" in second.get(path).text
    done = second.follow(second.post(f"{path}/approve"))
    assert "the change is in force" in done.banners[0]
    assert "In force since" in done.text and "Approved by" in done.text
    assert quota_row(session, R, "KZ-55").allocated == 1635
    assert "decided or withdrawn" in second.post(f"{path}/approve", status=409).errors[0]


def test_a_rejection_needs_its_reason_and_keeps_what_was_typed(
    second: PageClient, session: Session, waiting: QuotaProposal
) -> None:
    path = f"/quota/proposals/{waiting.id}"
    assert second.post(f"{path}/reject", {"reason": " "}, status=422).errors == ["Give a reason."]
    page = second.follow(second.post(f"{path}/reject", {"reason": "No housing is ready there"}))
    assert "Nothing has changed" in page.banners[0] and "No housing is ready there" in page.text
    assert quota_row(session, R, "KZ-55").allocated == 1655


def test_an_obstacle_is_said_before_anybody_tries(second: PageClient, session: Session) -> None:
    free = quota_row(session, R, "KZ-62").balance.available
    draft = transfer((R, "KZ-62", -free), (R, "KZ-55", free))
    proposal = quota_proposal.propose(session, draft, actor=make_actor(session, Role.MINISTRY), now=NOW)
    make_application(session, Status.PREPARED, region="KZ-62", persons=2)
    page = second.get(f"/quota/proposals/{proposal.id}")
    assert "Ulytau Region: 0 places would be left where families hold 2." in page.text
    assert "fewer than held" in page.text and "cannot be approved as things stand" in page.text
    page = second.post(f"/quota/proposals/{proposal.id}/approve", status=409)
    assert page.errors == ["Ulytau Region: 0 places would be left where families hold 2."]


def test_a_failed_change_tells_why(second: PageClient, session: Session) -> None:
    draft = transfer((R, "KZ-62", -125), (R, "KZ-55", 125), on=date(2026, 11, 20))
    proposal = quota_proposal.propose(session, draft, actor=make_actor(session, Role.MINISTRY), now=NOW)
    second.post(f"/quota/proposals/{proposal.id}/approve")
    make_application(session, Status.PREPARED, region="KZ-62", persons=2)
    put_due(session, NOW.replace(day=21))
    page = second.get(f"/quota/proposals/{proposal.id}")
    assert "Could not come into force" in page.text and "families hold 2" in page.text


def test_the_balance_of_two_days(second: PageClient, session: Session) -> None:
    in_force(session, transfer((R, "KZ-62", -25), (R, "KZ-55", 25)))
    now = second.get("/quota?year=2026")
    then = second.get("/quota?year=2026&on=01.10.2026&known=03.10.2026")
    assert "1,680" in now.text and "1,680" not in then.text and "1,655" in then.text
    assert "Balances on 01.10.2026, as they were known at the end of 03.10.2026." in then.text
    wrong = second.get("/quota?year=2026&on=31.02.2026&known=2026-10-03")
    assert "Enter a real date." in wrong.text and wrong.value("on") == "31.02.2026"
    assert wrong.value("known") == "2026-10-03"


def test_differences_of_the_night_are_shown(second: PageClient, session: Session) -> None:
    assert "nightly recount" not in second.get("/quota").text
    session.execute(text("ALTER TABLE quota_months DISABLE TRIGGER USER"))
    session.execute(text("DELETE FROM quota_months WHERE quota_id = (SELECT min(quota_id) FROM quota_months)"))
    quota_recount.watch(session, now=NOW)
    assert "nightly recount found" in second.get("/quota").text


def test_the_pages_ask_little_of_the_database(second: PageClient, session: Session) -> None:
    for _ in range(3):
        draft = transfer((R, "KZ-55", -20), (K, "KZ-10", 20))
        proposal = quota_proposal.propose(session, draft, actor=make_actor(session, Role.MINISTRY), now=NOW)
    for path in ("/quota/proposals", f"/quota/proposals/{proposal.id}"):
        second.get(path)
        assert len(second.get(path).statements) <= 11


def test_an_amendment_is_simulated_on_the_cases_of_this_moment(second: PageClient, session: Session) -> None:
    make_application(session, Status.PREPARED, region="KZ-35", persons=17)
    first = make_application(session, Status.ACCEPTED, region="KZ-35", persons=18)
    other = make_application(session, Status.ACCEPTED, region="KZ-35", persons=4)
    lines = tuple(
        ProposalLine(R, row.region, row.allocated + (10 if row.region == "KZ-35" else 0))
        for row in balances(session, 2026, stream=R)
    )
    draft = ProposalDraft(ProposalKind.AMENDMENT, 2026, lines, "Көбейту", TODAY, act_number="7")
    made = quota_proposal.propose(session, draft, actor=make_actor(session, Role.MINISTRY), now=NOW)
    page = second.get(f"/quota/proposals/{made.id}")
    assert "Families that would get a place" in page.text
    assert str(other.number) in page.text
    assert str(first.number) not in page.text, "has a place either way"
    assert "Relocation subsidy, Subsidy for rent and utilities" in page.text
    assert "Grant for a new business idea" in page.text, "named among what is not counted"
    quota_proposal.reject(session, made.id, "x", actor=make_actor(session, Role.MINISTRY), now=NOW)
    assert "Families that would get a place" not in second.get(f"/quota/proposals/{made.id}").text


def test_a_day_on_which_the_places_were_held_is_named(second: PageClient, session: Session) -> None:
    held_and_freed(session)
    early = amendment(session, 30, date(2026, 11, 20))
    made = quota_proposal.propose(session, early, actor=make_actor(session, Role.MINISTRY), now=AFTER)
    case = make_application(session, Status.PREPARED, region="KZ-35", persons=20, now=HELD)
    review.perform(
        session,
        case.id,
        motion_for(Action.SEND_BACK, case),
        actor=make_actor(session, Role.SUPERVISOR, "KZ-35"),
        now=AFTER,
    )
    page = second.get(f"/quota/proposals/{made.id}")
    assert "could not come into force" in page.text
    assert "The first day possible is" in page.text
    assert second.post(f"/quota/proposals/{made.id}/approve", status=409).errors


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_the_place_that_it_is_about(app: Flask, session: Session, language: str) -> None:
    """Of a transfer between many regions, the officer learns which of them stands in the way."""
    told: dict[str, str | int] = {
        "asked": 3,
        "available": 1,
        "before_on": "2026-11-23",
        "first_on": "2026-11-24",
        "region": "KZ-35",
    }
    district = districts_of(session, "KZ-35")[0]
    with app.test_request_context(), use_language(language):
        name, of_district = region_names()["KZ-35"], district_names()[district]
        assert said(BackdatedError(None, **told | {"district": ""})).startswith(f"{name}: ")
        assert said(BackdatedError(None, **told | {"district": district})).startswith(f"{of_district}: ")
        # Words that begin with the name need it no second time.
        assert said(DomainError("order_below_held", region="KZ-35", asked=1, held=2)).count(name) == 1
        assert said(DomainError("proposal_stale")) == refusal(DomainError("proposal_stale"))
