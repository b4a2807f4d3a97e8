"""Pages of the queue: staff in order, the public chain without names, the check of a receipt, the auditor's list."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.paper_json import from_json
from app.domain.queue import DEFAULT_ORDER
from app.domain.queue_overtaking import StatedGround
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.i18n import use_language
from app.labels.queue import KEY_PARTS
from app.models import Account, IssuedDocument, QueueEvent
from app.services import queue_audit, queue_publish, review, sitting, sitting_agenda
from app.services.sitting_agenda import Explanation
from app.web.queue import staff
from tests.commissions import call_sitting, items_of, make_commission, referred, vote_all
from tests.factories import NOW, actor_of, make_account, make_actor, make_application, motion_for
from tests.web.client import Page, PageClient

REGION = "KZ-55"


def _proof(session: Session, application_id: int) -> dict[str, object]:
    stored = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == application_id)).one()
    written: dict[str, object] = stored.facts["queue"]
    assert from_json(stored.facts).queue is not None
    return written


def test_staff_see_the_queue_in_order(session: Session, page_client: PageClient) -> None:
    first, second = make_application(session), make_application(session, now=NOW + timedelta(minutes=5))
    make_application(session, region="KZ-59")
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, REGION))
    for language in ("kk", "ru", "en"):
        index = worker.speaking(language).get("/queue")
        assert f"/queue/{REGION}/relocatee" in index.links()
        assert "/queue/KZ-59/relocatee" not in index.links()
        page = worker.get(f"/queue/{REGION}/relocatee")
        assert len(page.statements) <= 6
        assert page.text.index(first.number or "") < page.text.index(second.number or "")
    worker.get("/queue/KZ-59/relocatee", status=404)
    worker.get("/queue/KZ-55/status_assignment", status=404)
    worker.get("/queue/KZ-99/relocatee", status=404)


def test_a_queue_pages_by_key(session: Session, page_client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "PAGE_SIZE", 2)
    numbers = [make_application(session, now=NOW + timedelta(minutes=n)).number for n in range(5)]
    head = page_client.as_account(make_account(session, Role.SUPERVISOR, REGION)).speaking("en")
    seen, path = [], f"/queue/{REGION}/relocatee"
    while path:
        page = head.get(path)
        seen += [number for number in numbers if number and number in page.text]
        path = next((link for link in page.links() if "after=" in link), "")
    assert seen == numbers


def test_a_secretary_reads_the_order_but_not_every_file(session: Session, page_client: PageClient) -> None:
    application = make_application(session)
    secretary = page_client.as_account(make_account(session, Role.COMMISSION_SECRETARY, REGION)).speaking("en")
    page = secretary.get(f"/queue/{REGION}/relocatee")
    assert str(application.number) in page.text
    assert application.applicant_name not in page.text
    assert f"/cases/{application.id}" not in page.links()


def test_the_family_reads_its_place_and_what_changed_it(session: Session, page_client: PageClient) -> None:
    owner, other = make_account(session, Role.APPLICANT), make_actor(session)
    ahead = make_application(session, owner=other)
    own = make_application(session, owner=actor_of(owner), now=NOW + timedelta(minutes=1))
    review.perform(session, ahead.id, motion_for(Action.WITHDRAW, ahead), actor=other, now=NOW + timedelta(minutes=2))
    session.flush()
    browser = page_client.as_account(owner)
    said = {"kk": "1 отбасы", "ru": "1 семья", "en": "1 family ahead left the queue: withdrawn by the family"}
    for language, words in said.items():
        page = browser.speaking(language).get(f"/my/{own.id}")
        assert words in page.text
        assert str(ahead.number) not in page.text
        assert ahead.applicant_name not in page.text
    case = page_client.as_account(make_account(session, Role.CASE_WORKER, REGION)).speaking("en")
    assert "Place in the queue: 1 of 1" in case.get(f"/cases/{own.id}").text
    assert "1 place forward" in case.get(f"/queue/cases/{own.id}").text


def test_the_public_chain_shows_hashes_and_nobody(session: Session, page_client: PageClient) -> None:
    application = make_application(session)
    queue_publish.write_heads(session, now=NOW + timedelta(days=2))
    session.flush()
    day = f"{NOW:%Y-%m-%d}"
    event = session.scalars(select(QueueEvent).where(QueueEvent.application_id == application.id)).one()
    visitor = page_client.at(NOW + timedelta(days=2)).speaking("en")
    pages = [
        visitor.get(path) for path in ("/queue/chain", f"/queue/chain?day={day}", f"/queue/chain/KZ-55/relocatee/{day}")
    ]
    told = visitor.client.get(f"/queue/chain/KZ-55/relocatee/{day}.json").get_json()
    assert event.commitment in pages[2].text
    assert told["entries"][-1] == {"sequence": event.sequence, "commitment": event.commitment, "hash": event.hash}
    assert told["head"] == event.hash
    table = visitor.client.get(f"/queue/chain/KZ-55/relocatee/{day}.csv").get_data(as_text=True)
    assert f"{event.sequence},{event.commitment},{event.hash}" in table
    for text in (*(page.html for page in pages), json.dumps(told), table):
        assert str(application.number) not in text
        assert application.applicant_name not in text
        assert event.nonce not in text
    for path in (
        "KZ-55/relocatee/nonsense",
        "KZ-55/relocatee/1990-01-01",
        "KZ-55/x/2026-11-18",
        "nowhere/x/2026-11-18",
    ):
        visitor.get(f"/queue/chain/{path}", status=404)


def test_a_receipt_is_checked_by_its_file_and_by_what_it_prints(session: Session, page_client: PageClient) -> None:
    application = make_application(session, persons=2)
    proof = _proof(session, application.id)
    visitor = page_client.speaking("en")
    stored = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == application.id)).one()
    for written in (proof, stored.facts):
        page = _sent(visitor, json.dumps(written).encode())
        assert "Genuine" in page.text
        assert f"{proof['place']} of {proof['length']}" in page.text
    typed = {"queue": proof["queue"], "sequence": str(proof["sequence"]), "hash": f" {proof['hash']} "}
    assert "Genuine" in visitor.post("/queue/check", typed, status=200).text
    assert "Genuine" in visitor.get("/queue/check", query_string=typed).text
    assert "another entry" in visitor.post("/queue/check", typed | {"hash": "a" * 64}, status=200).text
    assert "no such entry" in visitor.post("/queue/check", typed | {"sequence": "999999"}, status=200).text
    wrong = visitor.post("/queue/check", typed | {"sequence": "x", "hash": "y"}, status=422)
    assert len(wrong.errors) == 2
    assert wrong.value("hash") == "y"
    found = visitor.get(f"/verify/{stored.code}")
    assert any(link.startswith("/queue/check?") for link in found.links())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"place": 1}, "contradicts itself"),
        ({"hash": "b" * 64}, "contradicts itself"),
        ({"queue": "KZ-59/relocatee"}, "contradicts itself"),
        ({"body": "{}"}, "contradicts itself"),
        ({"extra": 1}, "no proof"),
        ({"sequence": "1"}, "no proof"),
        # What no text in UTF-8 can hold, and a number that no chain reaches.
        ({"body": "\ud800"}, "no proof"),
        ({"queue": "\ud800"}, "no proof"),
        ({"previous": "\ud800"}, "no proof"),
        ({"sequence": 10**4000, "place": 10**4000}, "no proof"),
    ],
)
def test_a_proof_that_was_changed_is_refused(
    session: Session, page_client: PageClient, change: dict[str, object], words: str
) -> None:
    make_application(session)
    application = make_application(session)
    page = _sent(page_client.speaking("en"), json.dumps(_proof(session, application.id) | change).encode())
    assert "Not genuine" in page.text
    assert words in page.text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 nothing",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"schema": 1}',
        b'{"schema": 1, "amounts": [{"mci": "x"}]}',
        b"null",
    ],
)
def test_whatever_is_sent_gets_an_answer(session: Session, page_client: PageClient, content: bytes) -> None:
    page_client.speaking("en")
    page = _sent(page_client, content, status=200)
    assert page.errors or "no proof" in page.text


def test_the_auditor_reads_every_overtaking_with_its_ground(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = call_sitting(session, seated, draws=False)
    said = Explanation(StatedGround.URGENT, "Баспанасы өртенді")
    sitting_agenda.draw(session, held.id, [second.id], said, actor=seated.secretary, now=NOW)
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=NOW)
    vote_all(session, seated, held)
    auditor = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en")
    assert "No audit has been made yet" in auditor.get("/queue/audit").text
    queue_audit.run(session, now=NOW)
    session.flush()
    page = auditor.get("/queue/audit")
    assert "In order" in page.text
    assert "Баспанасы өртенді" in page.text
    assert str(first.number) in page.text
    assert "Nobody was taken" in auditor.get("/queue/audit?only=unexplained").text
    for role in (Role.CASE_WORKER, Role.MINISTRY, Role.APPLICANT):
        page_client.as_account(make_account(session, role)).get("/queue/audit", status=403)


def test_the_auditor_sees_whom_a_request_for_documents_put_back(session: Session, page_client: PageClient) -> None:
    auditor = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en")
    first = make_application(session, Status.DOCUMENTS_REQUESTED)
    make_application(session, now=NOW + timedelta(minutes=5))
    assert "No family was put back." in auditor.get("/queue/audit").text
    clerk = make_actor(session, Role.CASE_WORKER, REGION)
    reply = motion_for(Action.REPLY, first)
    review.perform(session, first.id, reply, actor=clerk, now=NOW + timedelta(days=2))
    session.flush()
    page = auditor.get("/queue/audit")
    assert "No family was put back." not in page.text
    assert str(first.number) in page.text
    assert "2 of 2" in page.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_rules_of_the_order_are_published(page_client: PageClient, language: str) -> None:
    page = page_client.speaking(language).get("/queue/chain")
    with use_language(language):
        asked = [str(KEY_PARTS[part]) for part in DEFAULT_ORDER]
    assert all(part in page.text for part in asked)
    assert sorted(asked, key=page.text.index) == asked


def _sent(browser: PageClient, content: bytes, status: int = 200) -> Page:
    return browser.post("/queue/check", {"file": (io.BytesIO(content), "receipt.json")}, status=status)


def test_the_agenda_shows_places_and_asks_for_the_ground(session: Session, page_client: PageClient) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = call_sitting(session, seated, draws=False)
    account = session.get_one(Account, seated.secretary.account_id)
    browser = page_client.as_account(account).speaking("en")
    path = f"/sittings/{held.id}/agenda"
    page = browser.get(path)
    assert page.text.index(first.number or "") < page.text.index(second.number or "")
    assert "Why do later cases go first?" not in page.text
    refused = browser.post(path, {"do": "draw", "case": [str(second.id)]}, status=422)
    assert str(first.number) in " ".join(refused.errors)
    ticked = [
        box.get("value") for box in refused.tree.iter("input") if box.get("name") == "case" and "checked" in box.attrib
    ]
    assert ticked == [str(second.id)]
    without = browser.post(path, {"do": "draw", "case": [str(second.id)], "ground": "urgent"}, status=422)
    assert without.errors
    assert without.value("ground") == "urgent"
    said = {"do": "draw", "case": [str(second.id)], "ground": "urgent", "reason": "Баспанасы өртенді"}
    for forged in ({"case": "9" * 5000}, {"do": "arrange", f"position_{'9' * 5000}": "1"}):
        browser.post(path, said | forged)
        assert not items_of(session, held)
    browser.post(path, said)
    taken = browser.get(path)
    assert f"off-{items_of(session, held)[0].id}" in taken.html
