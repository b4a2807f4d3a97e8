"""Pages of the ground stated afterwards: the head of the body states, the auditor and the family read, nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.queue import Completeness
from app.domain.queue_overtaking import StatedGround
from app.domain.reference import Unit
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.i18n import LANGUAGES, use_language
from app.labels.queue import COMPLETE, STATED
from app.models import Account, QueueStatement, ReferenceValue
from app.services import queue_audit, reference
from tests.commissions import make_commission, referred
from tests.factories import NOW, make_account, make_application
from tests.services.queue_plants import REGION, WORDS, draw_only, overtaken, overtaken_and_answered
from tests.web.client import PageClient

SAID = {"ground": "mistake", "reason": WORDS}


def test_the_head_states_the_ground_and_the_auditor_reads_it(session: Session, page_client: PageClient) -> None:
    planted = overtaken(session)
    head = make_account(session, Role.SUPERVISOR, REGION)
    path = f"/queue/grounds/{planted.event_id}"
    browser = page_client.as_account(head).speaking("en")
    assert "1 without a ground" in browser.get("/queue").text
    assert path in browser.get("/queue/grounds").links()
    empty = browser.post(path, {"reason": WORDS}, status=422)
    assert empty.errors
    assert empty.value("reason") == WORDS
    named = browser.post(path, SAID | {"reason": f"Орнына {planted.second.number} қаралды"}, status=409)
    assert str(planted.second.number) in " ".join(named.errors)
    assert named.value("ground") == "mistake"
    browser.post(path, SAID, status=303)
    for only in ("", "?only=afterwards"):
        page = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en").get(f"/queue/audit{only}")
        assert "stated afterwards" in page.text
        assert head.full_name in page.text
        assert WORDS in page.text
        assert len(page.statements) <= 10
    auditor = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en")
    assert "Nobody was taken" in auditor.get("/queue/audit?only=unexplained").text
    assert auditor.get(path).value("reason") is None
    auditor.post(path, SAID, status=403)


def test_a_night_whose_audit_broke_off_is_not_in_order(session: Session, page_client: PageClient) -> None:
    auditor = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en")
    queue_audit.run(session, now=NOW - timedelta(days=2))
    session.flush()
    assert "In order" in auditor.get("/queue/audit").text
    queue_audit.begin(session, now=NOW - timedelta(days=1))
    page = auditor.get("/queue/audit")
    assert "Something was found" in page.text
    assert "Did not finish" in page.text
    queue_audit.run(session, now=NOW)
    session.flush()
    assert "Something was found" not in auditor.get("/queue/audit").text


def test_an_open_one_is_not_in_order_the_next_night_either(session: Session, page_client: PageClient) -> None:
    overtaken(session)
    auditor = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en")
    assert "Something was found" in auditor.get("/queue/audit").text
    assert "The body has not stated the ground yet." in auditor.get(auditor_link(auditor)).text


def auditor_link(auditor: PageClient) -> str:
    """The first overtaking of the auditor's list."""
    return next(link for link in auditor.get("/queue/audit").links() if link.startswith("/queue/grounds/"))


def test_it_is_not_there_for_another_region_and_closed_to_others(session: Session, page_client: PageClient) -> None:
    planted = overtaken(session)
    path = f"/queue/grounds/{planted.event_id}"
    elsewhere = page_client.as_account(make_account(session, Role.SUPERVISOR, "KZ-59")).speaking("en")
    assert path not in elsewhere.get("/queue/grounds").links()
    elsewhere.get(path, status=404)
    elsewhere.post(path, SAID, status=404)
    for role in (Role.CASE_WORKER, Role.COMMISSION_SECRETARY, Role.MINISTRY, Role.APPLICANT, Role.ADMINISTRATOR):
        person = page_client.as_account(make_account(session, role))
        person.get("/queue/grounds", status=403)
        person.get(path, status=403)
    assert session.scalars(select(QueueStatement)).all() == []


def test_who_took_the_decision_is_named_and_not_asked(session: Session, page_client: PageClient) -> None:
    planted = overtaken(session)
    chair = session.get_one(Account, planted.seated.chair.account_id)
    page = page_client.as_account(make_account(session, Role.SUPERVISOR, REGION)).speaking("en")
    assert chair.full_name in page.get(f"/queue/grounds/{planted.event_id}").text


def test_the_family_that_was_passed_reads_the_ground_without_names(session: Session, page_client: PageClient) -> None:
    planted = overtaken_and_answered(session)
    owner, other = (session.get_one(Account, case.account_id) for case in (planted.first, planted.second))
    worker = make_account(session, Role.CASE_WORKER, REGION)
    for language in LANGUAGES:
        page = page_client.as_account(owner).speaking(language).get(f"/my/{planted.first.id}")
        with use_language(language):
            assert str(STATED[StatedGround.MISTAKE]) in page.text
        assert WORDS in page.text
        for hidden in (planted.second.number, planted.second.applicant_name):
            assert str(hidden) not in page.text
    assert WORDS not in page_client.as_account(other).get(f"/my/{planted.second.id}").text
    case = page_client.as_account(worker).get(f"/queue/cases/{planted.first.id}")
    assert WORDS in case.text
    assert f"/queue/grounds/{planted.event_id}" not in case.links()


def _complete(session: Session, value: str) -> None:
    session.add(
        ReferenceValue(
            key="queue.complete", value=value, unit=Unit.TEXT, effective_from=NOW.date() - timedelta(days=1),
            provision="", source="test", verified_by="",
        )
    )  # fmt: skip
    session.flush()
    reference.mark_changed(session, NOW)


@pytest.mark.parametrize("rule", Completeness)
def test_what_completes_a_file_is_published_in_words(
    session: Session, page_client: PageClient, rule: Completeness
) -> None:
    _complete(session, rule)
    for language in LANGUAGES:
        page = page_client.speaking(language).get("/queue/chain")
        with use_language(language):
            for each, words in COMPLETE.items():
                assert (str(words) in page.text) is (each is rule)


@pytest.mark.parametrize(("rule", "warns"), [("last_reply", True), ("handing_in", False)])
def test_whoever_asks_for_documents_sees_what_it_does_to_the_place(
    session: Session, page_client: PageClient, rule: str, warns: bool
) -> None:
    _complete(session, rule)
    case = make_application(session, Status.ACCEPTED)
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, REGION)).speaking("en")
    page = worker.get(f"/cases/{case.id}/work/{Action.RETURN_FOR_DOCUMENTS}")
    assert ("may lose its place in the queue" in page.text) is warns
    assert "may lose its place" not in worker.get(f"/cases/{case.id}/work/{Action.PROPOSE_REFUSAL}").text


def test_who_opens_a_sitting_before_an_earlier_one_is_told_whom_it_passes(
    session: Session, page_client: PageClient
) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    draw_only(session, seated, first, NOW)
    held = draw_only(session, seated, second, NOW + timedelta(minutes=1))
    secretary = page_client.as_account(session.get_one(Account, seated.secretary.account_id)).speaking("en")
    page = secretary.get(f"/sittings/{held}/present")
    assert str(first.number) in page.text
    path = f"/sittings/{held}/agenda?opening=1"
    assert path in page.links()
    assert "Why do later cases go first?" in secretary.get(path).text
    said = {"do": "arrange", "ground": "sitting_order", "reason": "Бірінші отырыс кейінге қалды"}
    without = secretary.post(path, said | {"reason": " "}, status=422)
    assert without.value("ground") == "sitting_order"
    secretary.post(path, said, status=303)
    assert str(first.number) not in secretary.get(f"/sittings/{held}/present").text
