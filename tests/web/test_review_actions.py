"""The steps of the procedure: each with its page, two officers at once, a quota that ran out, four eyes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.procedures.quota import QUOTA_2
from app.domain.programmes.definition import Step
from app.domain.quota import setting
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Proposal, Status, Through
from app.labels.errors import WORDS
from app.models import (
    Account,
    Application,
    AuditEvent,
    DocumentRequest,
    IssuedDocument,
    Notice,
    QuotaMovement,
    QuotaOrder,
    RegionalQuota,
    RoleGrant,
)
from app.services import review
from app.services.motion import Motion
from tests.factories import NOW, actor_of, make_account, make_actor, make_application
from tests.web.client import Page, PageClient
from tests.web.test_review import DECIDE, WORK

REASON = "Барлық құжат тексерілді; отбасы талаптарға сай.\nЕкінші жол"


@pytest.fixture
def worker(session: Session) -> Account:
    return make_account(session, Role.CASE_WORKER)


@pytest.fixture
def head(session: Session) -> Account:
    return make_account(session, Role.SUPERVISOR)


def address(application: Application, action: str) -> str:
    return f"/cases/{application.id}/{'decide' if action in DECIDE else 'work'}/{action}"


def form_of(page: Page, **typed: object) -> dict[str, object]:
    """What the opened page would send back, with what the officer typed."""
    return {"version": page.value("version"), "seen": page.value("seen"), **typed}


def recommend(
    session: Session,
    application: Application,
    action: Action,
    *,
    reason: str = "Комиссия қарады",
    grounds: tuple[str, ...] = (),
) -> None:
    """What the commission recommends, as its sitting would record it."""
    secretary = make_actor(session, Role.COMMISSION_SECRETARY, application.host_region)
    motion = Motion(action, reason=reason, grounds=grounds, through=Through.SITTING)
    review.perform(session, application.id, motion, actor=secretary, now=NOW)
    session.flush()


def fields_for(action: str, application: Application) -> dict[str, object]:
    refuses = action in {"refuse_to_accept", "propose_refusal", "announce_refusal"}
    return {
        "reason": REASON,
        "reply": REASON,
        **({"grounds": ["incomplete_package"]} if refuses else {}),
        **({"documents": ["identity", "other"], "note_other": "Анықтама"} if action == "return_for_documents" else {}),
    }


@pytest.mark.parametrize("status", sorted(QUOTA_2.statuses - {Status.DRAFT}))
def test_every_step_from_every_state(
    session: Session, page_client: PageClient, worker: Account, head: Account, status: Status
) -> None:
    application = make_application(session, status)
    clients = {"work": page_client.as_account(worker), "decide": page_client.as_account(head)}
    shown = {
        kind: [link for link in client.get(f"/cases/{application.id}").links() if f"/{kind}/" in link]
        for kind, client in clients.items()
    }
    for action in (*WORK, *DECIDE):
        move = QUOTA_2.table.get((status, Action(action)))
        kind = "decide" if action in DECIDE else "work"
        path = address(application, action)
        is_open = move is not None and move.through is None and move.requires in {None, application.before_head}
        # The family has an account: only its own word takes the application back.
        is_open = is_open and move is not None and not move.own_word
        assert (path in shown[kind]) == is_open, action
        page = clients[kind].get(path, status=200 if is_open else 409)
        if not is_open:
            answer = clients[kind].post(path, form_of(page, **fields_for(action, application)), status=409)
            assert answer.errors
    session.expire_all()
    assert application.status == status


@pytest.mark.parametrize(
    ("status", "action"),
    [
        (at.value, doing.value)
        for (at, doing), move in QUOTA_2.table.items()
        if at is not Status.DRAFT
        and move.through is None
        and move.requires is not Proposal.REFUSAL
        and not move.own_word
    ],
)
def test_each_step_is_done_from_its_page(
    session: Session, page_client: PageClient, worker: Account, head: Account, status: str, action: str
) -> None:
    application = make_application(session, Status(status), persons=2)
    client = page_client.as_account(head if action in DECIDE else worker).speaking("kk")
    page = client.get(address(application, action))
    done = client.post(address(application, action), form_of(page, **fields_for(action, application)))
    assert done.location == f"/cases/{application.id}"
    assert client.follow(done).banners
    session.expire_all()
    assert application.status == QUOTA_2.table[Status(status), Action(action)].to


def test_an_officer_withdraws_what_a_person_without_an_account_takes_back(
    session: Session, page_client: PageClient, worker: Account
) -> None:
    application = make_application(session, Status.ACCEPTED, persons=2)
    client = page_client.as_account(worker)
    assert address(application, "withdraw") not in client.get(f"/cases/{application.id}").links()
    application.account_id = None
    session.flush()
    page = client.get(address(application, "withdraw"))
    client.post(address(application, "withdraw"), form_of(page, reason=""), status=422)
    client.post(address(application, "withdraw"), form_of(page, reason=REASON))
    session.expire_all()
    assert application.status == Status.WITHDRAWN


def test_unknown_actions_are_no_pages(
    session: Session, page_client: PageClient, worker: Account, head: Account
) -> None:
    application = make_application(session)
    officer, boss = page_client.as_account(worker), page_client.as_account(head)
    for action in ("submit", "approve", "nonsense"):
        officer.get(f"/cases/{application.id}/work/{action}", status=404)
    for action in ("accept", "submit", "nonsense"):
        boss.get(f"/cases/{application.id}/decide/{action}", status=404)


@pytest.mark.parametrize(
    ("action", "left_out", "message"),
    [
        ("propose_refusal", "grounds", "Choose at least one ground."),
        ("propose_refusal", "reason", "Give a reason."),
        ("propose_approval", "reason", "Give a reason."),
        ("return_for_documents", "documents", "Choose at least one document."),
    ],
)
def test_what_a_step_needs_is_asked_for(
    session: Session, page_client: PageClient, worker: Account, action: str, left_out: str, message: str
) -> None:
    application = make_application(session, Status.ACCEPTED)
    client = page_client.as_account(worker).speaking("en")
    page = client.get(address(application, action))
    typed = {name: value for name, value in fields_for(action, application).items() if name != left_out}
    answer = client.post(address(application, action), form_of(page, **typed), status=422)
    assert message in answer.errors
    if left_out != "reason":
        assert "Екінші жол" in (answer.value("reason") or "")
    session.expire_all()
    assert application.status == Status.ACCEPTED


def test_request_names_each_document_with_its_note(session: Session, page_client: PageClient, worker: Account) -> None:
    application = make_application(session, Status.ACCEPTED)
    client = page_client.as_account(worker)
    page = client.get(address(application, "return_for_documents"))
    client.post(
        address(application, "return_for_documents"), form_of(page, **fields_for("return_for_documents", application))
    )
    request = session.scalars(select(DocumentRequest).where(DocumentRequest.application_id == application.id)).one()
    assert request.items == [{"kind": "identity", "note": ""}, {"kind": "other", "note": "Анықтама"}]
    text = client.get(f"/cases/{application.id}").text
    assert "Анықтама" in text
    assert "Анықтама" in client.get(address(application, "reply")).text


def test_grounds_of_findings_not_met_are_chosen_beforehand(
    session: Session, page_client: PageClient, worker: Account
) -> None:
    changes: dict[Step, dict[str, Any]] = {
        Step.EMPLOYMENT: {"status": "employed"},
        Step.EARLIER: {"was_included": True, "year": 2020, "note": "Иә"},
    }
    application = make_application(session, Status.ACCEPTED, changes=changes)
    page = page_client.as_account(worker).get(address(application, "propose_refusal"))
    chosen = [
        box.get("value") for box in page.tree.iter("input") if box.get("name") == "grounds" and "checked" in box.attrib
    ]
    assert chosen == ["jobseeker", "not_included_before"]


def test_the_preliminary_decision_starts_from_what_was_recommended(
    session: Session, page_client: PageClient, worker: Account, head: Account
) -> None:
    application = make_application(session, Status.ACCEPTED)
    client = page_client.as_account(worker)
    page = client.get(address(application, "propose_refusal"))
    client.post(address(application, "propose_refusal"), form_of(page, reason="Маман", grounds=["expired_documents"]))
    recommend(session, application, Action.RECOMMEND_REFUSAL, reason=REASON, grounds=("false_data",))
    opened = page_client.as_account(head).get(address(application, "announce_refusal"))
    assert "Екінші жол" in (opened.value("reason") or "")
    assert opened.value("grounds") == "false_data"


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (13, True)])
def test_an_announcement_late_in_the_term_says_so(
    session: Session, page_client: PageClient, head: Account, days: int, is_late: bool
) -> None:
    application = make_application(session, Status.REFERRED)
    recommend(session, application, Action.RECOMMEND_REFUSAL, grounds=("false_data",))
    later = NOW + timedelta(days=days)
    client = page_client.at(later).as_account(head).speaking("en")
    page = client.get(address(application, "announce_refusal"))
    assert ("3 working days before 02.12.2026" in page.text) == is_late
    assert "The commission recommends: Refusal" in page.text


def test_two_officers_on_one_case(session: Session, page_client: PageClient, worker: Account) -> None:
    """The second is told who did what, keeps what was typed, and nothing of the first is overwritten."""
    application = make_application(session, Status.ACCEPTED)
    colleague = make_account(session, Role.CASE_WORKER)
    first, second = page_client.as_account(worker), page_client.as_account(colleague).speaking("en")
    opened = second.get(address(application, "propose_approval"))
    page = first.get(address(application, "return_for_documents"))
    first.post(
        address(application, "return_for_documents"), form_of(page, **fields_for("return_for_documents", application))
    )
    session.expire_all()
    version, events = application.version, count(session, AuditEvent, AuditEvent.subject_id == application.id)
    answer = second.post(
        address(application, "propose_approval"), form_of(opened, reason="Менің негіздемем"), status=409
    )
    assert "changed this in the meantime" in answer.errors[0]
    assert worker.full_name in answer.text
    assert "Documents were requested" in answer.text
    assert "Менің негіздемем" in (answer.value("reason") or "")
    session.expire_all()
    assert (application.version, application.status) == (version, Status.DOCUMENTS_REQUESTED)
    assert count(session, AuditEvent, AuditEvent.subject_id == application.id) == events


def test_after_being_told_the_officer_can_go_on(
    session: Session, page_client: PageClient, worker: Account, head: Account
) -> None:
    application = make_application(session, Status.ACCEPTED)
    client = page_client.as_account(worker).speaking("en")
    opened = client.get(address(application, "propose_approval"))
    review.assign(session, application.id, worker.id, actor=actor_of(head), now=NOW)
    told = client.post(address(application, "propose_approval"), form_of(opened, reason=REASON), status=409)
    assert head.full_name in told.text and worker.full_name in told.text
    client.post(address(application, "propose_approval"), form_of(told, reason=told.value("reason")))
    session.expire_all()
    assert application.status == Status.REFERRED


def test_a_form_sent_twice_is_done_once(session: Session, page_client: PageClient, head: Account) -> None:
    application = make_application(session, Status.PREPARED, persons=3)
    client = page_client.as_account(head)
    sent = form_of(client.get(address(application, "approve")))
    client.post(address(application, "approve"), sent)
    again = client.post(address(application, "approve"), sent)
    assert again.location == f"/cases/{application.id}"
    assert (
        count(
            session, IssuedDocument, IssuedDocument.application_id == application.id, IssuedDocument.kind == "approval"
        )
        == 1
    )
    kinds = session.scalars(select(QuotaMovement.kind).where(QuotaMovement.application_id == application.id)).all()
    assert kinds == ["reservation", "consumption"]


def test_two_heads_approve_at_once(session: Session, page_client: PageClient, head: Account) -> None:
    application = make_application(session, Status.PREPARED, persons=3)
    first, second = (
        page_client.as_account(head),
        page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking("en"),
    )
    mine, theirs = (
        form_of(first.get(address(application, "approve"))),
        form_of(second.get(address(application, "approve"))),
    )
    first.post(address(application, "approve"), mine)
    told = second.post(address(application, "approve"), theirs, status=409)
    assert head.full_name in told.text
    assert "The application was approved" in told.text
    session.expire_all()
    assert application.decided_by_id == head.id
    assert application.places_used == 3


@pytest.mark.parametrize("missing", ["version", "seen"])
def test_a_form_without_its_marks_still_asks_the_table(
    session: Session, page_client: PageClient, head: Account, missing: str
) -> None:
    application = make_application(session, Status.APPROVED)
    client = page_client.as_account(head)
    sent = {name: value for name, value in {"version": "1", "seen": "x"}.items() if name != missing}
    client.post(address(application, "approve"), sent, status=409)
    session.expire_all()
    assert application.places_used == 1


def test_quota_used_up_between_opening_and_overruling(
    session: Session, page_client: PageClient, head: Account, set_quota: Callable[[int], None]
) -> None:
    set_quota(6)
    rival = make_application(session, Status.REFERRED, persons=3)
    application = make_application(session, Status.REFERRED, persons=5)
    recommend(session, application, Action.RECOMMEND_REFUSAL, grounds=("false_data",))
    client = page_client.as_account(head).speaking("en")
    opened = client.get(address(application, "overrule"))
    recommend(session, rival, Action.RECOMMEND_APPROVAL)
    before = snapshot(session, application)
    answer = client.post(address(application, "overrule"), form_of(opened, reason=REASON), status=409)
    assert answer.errors == ["The quota of the region does not suffice: 5 places are needed, 3 are available."]
    assert "Екінші жол" in (answer.value("reason") or "")
    assert snapshot(session, application) == before


def test_nobody_decides_on_their_own_preparation(session: Session, page_client: PageClient) -> None:
    officer = make_account(session, Role.CASE_WORKER)
    session.add(RoleGrant(account_id=officer.id, role=Role.SUPERVISOR, region="KZ-55", granted_at=NOW))
    application = make_application(session, Status.ACCEPTED)
    session.flush()
    client = page_client.as_account(officer).speaking("en")
    page = client.get(address(application, "propose_approval"))
    client.post(address(application, "propose_approval"), form_of(page, reason=REASON))
    recommend(session, application, Action.RECOMMEND_APPROVAL)
    case = client.get(f"/cases/{application.id}")
    assert "You prepared this case yourself" in case.text
    assert [link for link in case.links() if "/decide/" in link] == []
    for action in ("send_back", "approve", "announce_refusal"):
        opened = client.get(address(application, action), status=409)
        before = snapshot(session, application)
        answer = client.post(
            address(application, action), form_of(opened, **fields_for(action, application)), status=409
        )
        assert answer.errors == ["You prepared this case yourself, so another head of the region decides on it."]
        assert snapshot(session, application) == before


def test_a_person_with_a_place_elsewhere_gets_no_second_one(
    session: Session, page_client: PageClient, head: Account
) -> None:
    first = make_application(session, Status.PREPARED, region="KZ-59")
    again: dict[Step, dict[str, Any]] = {Step.APPLICANT: {"iin": first.applicant_iin}}
    second = make_application(session, Status.REFERRED, changes=again)
    recommend(session, second, Action.RECOMMEND_REFUSAL, grounds=("false_data",))
    client = page_client.as_account(head).speaking("en")
    page = client.get(address(second, "overrule"))
    before = snapshot(session, second)
    answer = client.post(address(second, "overrule"), form_of(page, reason=REASON), status=409)
    assert f"through another application: {first.number}" in answer.errors[0]
    assert snapshot(session, second) == before


def test_every_refusal_of_a_step_has_words_of_its_own() -> None:
    codes = {
        "own_preparation", "grounds_required", "unknown_ground", "nothing_requested", "place_already_held",
        "no_places_held", "case_closed", "not_case_worker_here", "no_such_application", "no_such_attachment",
        "note_empty", "note_too_long", "stale_version", "quota_exceeded", "move_not_allowed", "role_not_allowed",
        "reason_required",
    }  # fmt: skip
    said = {code: str(WORDS[code]) for code in codes}
    assert str(WORDS["not_allowed"]) not in said.values()
    assert len(set(said.values())) == len(codes)


def test_an_officers_own_application_is_no_work_of_theirs(session: Session, page_client: PageClient) -> None:
    officer = make_account(session, Role.CASE_WORKER)
    application = make_application(session)
    application.account_id = officer.id
    session.flush()
    client = page_client.as_account(officer)
    assert [link for link in client.get(f"/cases/{application.id}").links() if "/work/" in link] == []
    client.get(address(application, "accept"), status=409)
    client.post(address(application, "accept"), status=409)
    session.expire_all()
    assert application.status == Status.SUBMITTED


def test_assigning_one_case(session: Session, page_client: PageClient, worker: Account, head: Account) -> None:
    application = make_application(session)
    stranger = make_account(session, Role.CASE_WORKER, "KZ-59")
    client = page_client.as_account(head).speaking("en")
    path = f"/cases/{application.id}/assign"
    page = client.get(path)
    offered = [option.get("value") for option in page.tree.iter("option")]
    assert str(worker.id) in offered and str(stranger.id) not in offered
    client.post(path, {"version": page.value("version"), "officer": str(stranger.id)}, status=422)
    client.post(path, {"version": page.value("version"), "officer": str(worker.id)})
    session.expire_all()
    assert application.assigned_to_id == worker.id
    stale = client.post(path, {"version": page.value("version"), "officer": ""}, status=409)
    assert "changed this in the meantime" in stale.errors[0]
    client.post(path, {"version": stale.value("version"), "officer": ""})
    session.expire_all()
    assert application.assigned_to_id is None


def test_an_unofficial_retry_is_only_for_files_of_the_case(
    session: Session, page_client: PageClient, worker: Account
) -> None:
    application, other = make_application(session), make_application(session)
    document = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == application.id)).one()
    rendering = document.renderings[0]
    rendering.state = "failed"
    session.flush()
    client = page_client.as_account(worker)
    client.post(f"/cases/{other.id}/papers/{rendering.id}/retry", status=404)
    page = client.get(f"/cases/{application.id}")
    assert f"/cases/{application.id}/papers/{rendering.id}/retry" in page.html
    client.post(f"/cases/{application.id}/papers/{rendering.id}/retry")
    session.expire_all()
    assert rendering.state == "queued"


@pytest.fixture
def set_quota(session: Session) -> Callable[[int], None]:
    """Bring this year's quota of KZ-55 for relocatees to so many places."""

    def bring(places: int) -> None:
        row = session.scalars(
            select(RegionalQuota).where(
                RegionalQuota.year == 2026, RegionalQuota.stream == Stream.RELOCATEE, RegionalQuota.region == "KZ-55"
            )
        ).one()
        version = 1 + (
            session.scalar(
                select(func.max(QuotaOrder.version)).where(QuotaOrder.stream == row.stream, QuotaOrder.year == 2026)
            )
            or 0
        )
        order = QuotaOrder(year=2026, stream=row.stream, version=version, effective_from=NOW.date(), loaded_at=NOW)
        session.add(order)
        session.flush()
        movement = setting(row.balance, places, first=False)
        session.add(
            QuotaMovement(quota_id=row.id, kind=movement.kind, allocated=movement.allocated, order_id=order.id, at=NOW)
        )
        session.flush()
        session.expire(row)

    return bring


def count(session: Session, model: type, *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]  # SQL


def snapshot(session: Session, application: Application) -> tuple[object, ...]:
    """Everything that a step that was refused must leave as it is."""
    session.expire_all()
    quotas = session.execute(
        select(RegionalQuota.id, RegionalQuota.reserved, RegionalQuota.used).order_by(RegionalQuota.id)
    )
    return (
        application.version,
        application.status,
        application.places_reserved,
        tuple(tuple(row) for row in quotas),
        count(session, AuditEvent),
        count(session, IssuedDocument),
        count(session, Notice),
        count(session, QuotaMovement),
    )
