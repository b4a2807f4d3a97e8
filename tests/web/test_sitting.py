"""The pages of the commission: composition, sittings, the roll-call of a case, the minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.commission import Choice, ItemOutcome, SittingState
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.models import Account, Commission, CommissionMember, IssuedDocument, Recusal, Sitting, Vote
from app.services import minutes, review, sitting, sitting_roll, sitting_vote
from app.services.motion import Motion
from tests.commissions import (
    Seated,
    ballot,
    call_sitting,
    items_of,
    make_commission,
    open_one,
    referred,
    vote_all,
)
from tests.factories import NOW, make_account, make_actor, make_application
from tests.web.client import PageClient, watched


def as_actor(page_client: PageClient, session: Session, account_id: int | None) -> PageClient:
    """The browser of the account."""
    return page_client.as_account(session.get_one(Account, account_id))


def roll(seated: Seated, choice: str = "for", **more: str) -> dict[str, str]:
    """What the page sends for a roll-call in which everybody votes alike."""
    return {f"vote_{number}": choice for number in seated.voters} | {"reason": "Сәйкес", "do": "vote"} | more


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_of_the_secretary(session: Session, page_client: PageClient, language: str) -> None:
    seated = make_commission(session)
    referred(session, 3, persons=2)
    held = open_one(session, seated)
    planned = call_sitting(session, seated, NOW + timedelta(days=1))
    item = items_of(session, held)[0]
    browser = as_actor(page_client, session, seated.secretary.account_id).speaking(language)
    for path in (
        "/sittings",
        "/sittings/call",
        "/commission",
        "/commission/KZ-55",
        f"/sittings/{planned.id}",
        f"/sittings/{planned.id}/agenda",
        f"/sittings/{planned.id}/present",
        f"/sittings/{planned.id}/change",
        f"/sittings/{held.id}",
        f"/sittings/{held.id}/agenda",
        f"/sittings/{held.id}/present",
        f"/sittings/{held.id}/close",
        f"/sittings/{held.id}/cases/{item.id}",
    ):
        page = browser.get(path)
        assert page.h1
    vote_all(session, seated, held)
    sitting.close(session, held.id, actor=seated.secretary, now=NOW)
    session.flush()
    assert held.number in browser.get(f"/sittings/{held.id}").text
    assert "5" in browser.get(f"/sittings/{held.id}/cases/{item.id}").text


def test_a_supervisor_composes_the_commission(session: Session, page_client: PageClient) -> None:
    head = make_account(session, Role.SUPERVISOR, "KZ-55")
    account = make_account(session, Role.COMMISSION_MEMBER, "KZ-55")
    browser = page_client.as_account(head).speaking("en")
    assert "no commission yet" in browser.get("/commission/KZ-55").text
    day = {"act_on-day": "10", "act_on-month": "1", "act_on-year": "2026"}
    browser.post("/commission/KZ-55/act", {"number": "12-қ", **day})
    since = {"from_on-day": "11", "from_on-month": "1", "from_on-year": "2026"}
    person = {"name": "Бейсенов Қайрат", "seat": "chair", "body": "executive_body", "account": str(account.id)}
    browser.post("/commission/KZ-55/members/add", {**person, **since})
    again = browser.post("/commission/KZ-55/members/add", {**person, "name": "Басқа Адам", **since}, status=409)
    assert "Бейсенов Қайрат" in again.errors[0]
    assert again.value("name") == "Басқа Адам"
    chair = session.scalars(select(CommissionMember)).one()
    assert (chair.seat, chair.account_id) == ("chair", account.id)
    stand_in = {"name": "Орынбасар Нұр", "body": "other", "body_kk": "Қор", "body_ru": "Фонд", "account": "", **since}
    browser.post(f"/commission/members/{chair.id}/substitute", stand_in)
    substitute = session.scalars(select(CommissionMember).order_by(CommissionMember.id.desc()).limit(1)).one()
    assert (substitute.seat, substitute.stands_in_for_id) == ("chair", chair.id)
    browser.post(f"/commission/members/{substitute.id}/relatives", {"relatives": "123"}, status=409)
    text = browser.get("/commission/KZ-55").text
    assert "Орынбасар Нұр" in text
    assert "stands in for Бейсенов Қайрат" in text
    last = {"to_on-day": "18", "to_on-month": "11", "to_on-year": "2026"}
    browser.post(f"/commission/members/{chair.id}/end", last)
    session.expire_all()
    assert chair.to_on == substitute.to_on
    assert session.scalars(select(Commission)).one().act_number == "12-қ"


def test_a_secretary_works_through_a_sitting(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    browser = as_actor(page_client, session, seated.secretary.account_id)
    when = {"day-day": "18", "day-month": "11", "day-year": "2026", "time": "15:00", "place": "301", "region": "KZ-55"}
    agenda = browser.follow(browser.post("/sittings/call", when))
    held = session.scalars(select(Sitting)).one()
    browser.post(f"/sittings/{held.id}/agenda", {"do": "draw", "case": [str(first.id), str(second.id)]})
    one, two = items_of(session, held)
    browser.post(f"/sittings/{held.id}/agenda", {"do": "arrange", f"position_{one.id}": "2", f"position_{two.id}": "1"})
    assert agenda.h1
    opened = browser.post(f"/sittings/{held.id}/present", {"present": [str(number) for number in seated.everybody]})
    assert opened.location.endswith(f"/cases/{two.id}#case")
    page = browser.get(opened.location.partition("#")[0])
    assert page.value(f"vote_{seated.voters[0]}") == "for"
    assert page.value("reason") == "Құжаттар тексерілді"
    onwards = browser.post(f"/sittings/{held.id}/cases/{two.id}", roll(seated))
    assert onwards.location.endswith(f"/cases/{one.id}#case")
    dissenter = seated.voters[1]
    sent = roll(seated, "against", grounds="requirements_not_met") | {f"dissent_{dissenter}": "Келіспеймін"}
    done = browser.post(f"/sittings/{held.id}/cases/{one.id}", sent)
    assert done.location.endswith(f"/sittings/{held.id}")
    session.expire_all()
    assert [item.outcome for item in (one, two)] == [ItemOutcome.REFUSAL, ItemOutcome.APPROVAL]
    assert session.get_one(Vote, (one.id, dissenter)).dissent == "Келіспеймін"
    browser.post(f"/sittings/{held.id}/close")
    browser.post(f"/sittings/{held.id}/sign")
    chair = as_actor(page_client, session, seated.chair.account_id)
    chair.post(f"/sittings/{held.id}/sign")
    session.expire_all()
    assert held.state == SittingState.SIGNED
    browser.get(f"/sittings/{held.id}/minutes", status=404)  # no worker has made the file yet


def test_nothing_typed_is_lost_when_the_service_says_no(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    referred(session)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    browser = as_actor(page_client, session, seated.secretary.account_id).speaking("en")
    voter = seated.voters[2]
    sent = roll(seated, reason="Менің сөзім") | {f"vote_{voter}": "abstain", f"dissent_{voter}": "Ойым бар"}
    # Somebody recused themselves after the page was opened.
    sitting_roll.recuse(session, item.id, seated.voters[1], "Көрші", actor=seated.secretary, now=NOW)
    page = browser.post(f"/sittings/{held.id}/cases/{item.id}", sent, status=409)
    assert "takes no part" in page.errors[0]
    assert page.value("reason") == "Менің сөзім"
    assert page.value(f"vote_{voter}") == "abstain"
    assert page.value(f"dissent_{voter}") == "Ойым бар"
    assert page.value(f"vote_{seated.voters[1]}") is None
    assert session.scalar(select(Vote)) is None
    page = browser.post(f"/sittings/{held.id}/cases/{item.id}", {**sent, "do": "defer"}, status=409)
    assert page.value("reason") == "Менің сөзім"


def test_a_vote_that_somebody_took_down_meanwhile_is_said(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    referred(session, 2)
    held = open_one(session, seated)
    item, other = items_of(session, held)
    colleague = make_actor(session, Role.COMMISSION_SECRETARY, "KZ-55")
    sitting_vote.vote(session, item.id, ballot(seated), actor=colleague, now=NOW)
    browser = as_actor(page_client, session, seated.secretary.account_id).speaking("en")
    page = browser.post(f"/sittings/{held.id}/cases/{item.id}", roll(seated), status=409)
    assert "already" in page.errors[0]
    # One's own vote sent twice is simply done.
    browser.post(f"/sittings/{held.id}/cases/{other.id}", roll(seated))
    browser.post(f"/sittings/{held.id}/cases/{other.id}", roll(seated))
    assert len(session.scalars(select(Vote).where(Vote.item_id == other.id)).all()) == 4


def test_a_withdrawn_case_is_noted_and_passed(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    owner = make_actor(session)
    case = make_application(session, Status.REFERRED, owner=owner)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    review.perform(session, case.id, Motion(Action.WITHDRAW, reason="Көшпейміз"), actor=owner, now=NOW)
    browser = as_actor(page_client, session, seated.secretary.account_id).speaking("en")
    assert "no longer before the commission" in browser.get(f"/sittings/{held.id}/cases/{item.id}").text
    browser.post(f"/sittings/{held.id}/cases/{item.id}", {"do": "let_fall"})
    session.expire_all()
    assert item.outcome == ItemOutcome.FELL_AWAY


def test_a_member_recuses_themselves_and_dissents(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    referred(session, 2)
    held = open_one(session, seated)
    first, second = items_of(session, held)
    member = seated.members["member1"]
    browser = as_actor(page_client, session, member.account_id).speaking("en")
    page = browser.get(f"/sittings/{held.id}/cases/{first.id}")
    assert "Record the vote" not in page.text
    browser.post(f"/sittings/{held.id}/cases/{first.id}/declare", {"declared": ""}, status=422)
    browser.post(f"/sittings/{held.id}/cases/{first.id}/declare", {"declared": "Досым"})
    assert session.get_one(Recusal, (first.id, member.id)).reason == "Досым"
    sitting_vote.vote(session, second.id, ballot(seated), actor=seated.secretary, now=NOW)
    browser.post(f"/sittings/{held.id}/cases/{second.id}/dissent", {"words": "Үйі жоқ"})
    assert session.get_one(Vote, (second.id, member.id)).dissent == "Үйі жоқ"
    browser.post(f"/sittings/{held.id}/cases/{first.id}", roll(seated), status=403)


def test_a_namesake_is_a_warning_and_no_bar(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    (case,) = referred(session)
    seated.members["member1"].name = f"{case.members[0].surname} Әли"
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    browser = as_actor(page_client, session, seated.secretary.account_id).speaking("en")
    page = browser.get(f"/sittings/{held.id}/cases/{item.id}")
    assert "ask whether they are related" in page.text
    assert page.value(f"vote_{seated.members['member1'].id}") == Choice.FOR


def test_a_sitting_of_others_is_not_there(app: Flask, session: Session, page_client: PageClient) -> None:
    """Every address of a sitting, of its cases and of a membership × who must not find it."""
    seated = make_commission(session)
    referred(session)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    values = {
        "sitting_id": held.id,
        "item_id": item.id,
        "member_id": seated.members["member2"].id,
        "region": "KZ-55",
    }
    strangers = {
        "applicant": (make_account(session), 403),
        "administrator": (make_account(session, Role.ADMINISTRATOR), 403),
        "secretary elsewhere": (make_account(session, Role.COMMISSION_SECRETARY, "KZ-59"), 404),
        "member elsewhere": (make_account(session, Role.COMMISSION_MEMBER, "KZ-59"), 404),
        "head elsewhere": (make_account(session, Role.SUPERVISOR, "KZ-59"), 404),
    }
    leaks = {}
    doors = 0
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("commission.") or not rule.arguments:
            continue
        path = app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for method in sorted({"GET", "POST"} & set(rule.methods or ())):
            doors += 1
            for name, (account, refusal) in strangers.items():
                person = page_client.as_account(account)
                token = {"csrf_token": person.token()} if method == "POST" else None
                headers = {"Origin": "http://localhost"}
                found = person.client.open(path, method=method, headers=headers, data=token).status_code
                if found not in {refusal, 403}:
                    leaks[name, method, path] = found
    assert doors > 20
    assert leaks == {}


def test_a_sitting_costs_the_same_whatever_its_agenda_holds(
    app: Flask, session: Session, page_client: PageClient
) -> None:
    seated = make_commission(session)
    referred(session, 1, persons=2)
    small = open_one(session, seated)
    browser = as_actor(page_client, session, seated.secretary.account_id)
    costs = [_costs(app, session, browser, small)]
    vote_all(session, seated, small)
    sitting.close(session, small.id, actor=seated.secretary, now=NOW)
    referred(session, 25, persons=2)
    large = open_one(session, seated, NOW + timedelta(hours=1))
    costs.append(_costs(app, session, browser, large))
    assert costs[0] == costs[1]
    assert max(costs[1]) <= 18, costs


def _costs(app: Flask, session: Session, browser: PageClient, held: Sitting) -> list[int]:
    """Statements of the sitting as a whole, of its first case and of its agenda."""
    item = items_of(session, held)[0]
    found = []
    for path in (f"/sittings/{held.id}", f"/sittings/{held.id}/cases/{item.id}", f"/sittings/{held.id}/agenda"):
        for _ in range(2):
            with watched(app) as seen:
                assert browser.client.get(path).status_code == 200
        found.append(len(seen.statements))
    return found


def test_the_case_page_says_what_the_commission_said(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    (case,) = referred(session)
    held = open_one(session, seated)
    vote_all(session, seated, held)
    worker = make_account(session, Role.CASE_WORKER, "KZ-55")
    page = page_client.as_account(worker).speaking("en").get(f"/cases/{case.id}")
    assert held.number in page.text
    assert "for 4, against 0, abstained 0" in page.text
    (item,) = items_of(session, held)
    assert f"/sittings/{held.id}/cases/{item.id}#case" in page.links()


def test_the_public_can_check_the_minutes_and_learns_no_name(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    (case,) = referred(session)
    held = open_one(session, seated)
    vote_all(session, seated, held)
    sitting.close(session, held.id, actor=seated.secretary, now=NOW)
    for signer in (seated.chair, seated.secretary):
        minutes.sign(session, held.id, actor=signer, now=NOW)
    session.flush()
    document = session.get_one(IssuedDocument, held.document_id)
    page = page_client.speaking("en").get(f"/verify/{document.code}")
    assert document.number in page.text
    assert case.applicant_name not in page.text
    assert seated.members["chair"].name not in page.text
