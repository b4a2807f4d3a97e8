"""Complaints: filed, forwarded, decided, with what each result does to the case, its places and its papers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.appeal import AppealAction, AppealGround, AppealResult, AppealStatus
from app.domain.errors import (
    DomainError,
    MoveNotAllowedError,
    QuotaExceededError,
    ReasonRequiredError,
    RoleNotAllowedError,
    StaleVersionError,
)
from app.domain.paper import DocumentKind, PaperFacts
from app.domain.paper_json import from_json
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.models import (
    Appeal,
    AppealFile,
    Application,
    Attachment,
    AuditEvent,
    IssuedDocument,
    MovedDay,
    Notice,
    PlaceClaim,
    RegionalQuota,
    Rendering,
    Term,
)
from app.services import appeal, appeal_filing, clock_recount, reference, review
from app.services.appeal import AppealMotion
from app.services.appeal_filing import Complaint, Representative
from app.services.attachment import Intake
from tests import factories
from tests.factories import NOW, actor_of, make_account, make_actor, make_application

SOON = NOW + timedelta(days=1)
POINTS = ("Құжаттар толық тапсырылды.", "Тыңдауға шақырылмадым.")
REASON = "Істің материалдары қайта зерделенді."


def refused_case(session: Session, *, persons: int = 2, **more: Any) -> tuple[Application, Actor, IssuedDocument]:
    return case_in(session, Status.REFUSED, DocumentKind.REFUSAL, persons=persons, **more)


def approved_case(session: Session, *, persons: int = 2, **more: Any) -> tuple[Application, Actor, IssuedDocument]:
    return case_in(session, Status.APPROVED, DocumentKind.APPROVAL, persons=persons, **more)


def case_in(
    session: Session, status: Status, kind: DocumentKind, **more: Any
) -> tuple[Application, Actor, IssuedDocument]:
    owner = actor_of(make_account(session))
    application = make_application(session, status, owner=owner, **more)
    return application, owner, paper_of(session, application, kind)


def paper_of(session: Session, application: Application, kind: DocumentKind) -> IssuedDocument:
    return session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.application_id == application.id, IssuedDocument.kind == kind)
        .order_by(IssuedDocument.id.desc())
    ).first() or pytest.fail(f"no {kind}")


def filed(session: Session, case: tuple[Application, Actor, IssuedDocument], now: datetime = SOON) -> Appeal:
    application, owner, document = case
    return appeal_filing.file(session, application.id, document.id, Complaint(POINTS), actor=owner, now=now)


def forwarded(session: Session, case: tuple[Application, Actor, IssuedDocument]) -> Appeal:
    made = filed(session, case)
    worker = make_actor(session, Role.CASE_WORKER, case[0].host_region)
    return appeal.perform(session, made.id, AppealMotion(AppealAction.FORWARD), actor=worker, now=SOON)


def decision(action: AppealAction, **more: Any) -> AppealMotion:
    ground = AppealGround.LAWFUL if action is AppealAction.UPHOLD else AppealGround.PROCEDURE_BREACHED
    fields: dict[str, Any] = {
        "reason": REASON,
        "grounds": (ground.value,),
        "answers": ("Дәлел расталды.", "Шақыру жіберілмеген."),
    }
    return AppealMotion(action, **fields | more)


def quota_of(session: Session, application: Application) -> tuple[int, int]:
    row = session.scalars(
        select(RegionalQuota).where(
            RegionalQuota.year == 2026,
            RegionalQuota.stream == application.stream,
            RegionalQuota.region == application.host_region,
        )
    ).one()
    session.refresh(row)
    return row.reserved, row.used


def events(session: Session, application: Application) -> list[str]:
    session.flush()
    found = select(AuditEvent.key).where(
        AuditEvent.subject_kind == "application", AuditEvent.subject_id == application.id
    )
    return list(session.scalars(found.order_by(AuditEvent.sequence)))


def told(session: Session, application: Application) -> list[str]:
    found = select(Notice.template).where(Notice.application_id == application.id).order_by(Notice.id)
    return list(session.scalars(found))


def open_terms(session: Session, made: Appeal) -> list[str]:
    session.flush()
    return list(session.scalars(select(Term.stage).where(Term.appeal_id == made.id, Term.ended_on.is_(None))))


def test_a_complaint_is_registered_with_its_points_its_files_and_its_term(session: Session, tmp_path: Path) -> None:
    application, owner, document = refused_case(session)
    intake = Intake(FileStore(tmp_path), 1_000_000)
    upload = appeal_filing.upload_of("дәлел.pdf", BytesIO(b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"))
    made = appeal_filing.file(
        session,
        application.id,
        document.id,
        Complaint(POINTS, asks="Шешімнің күшін жою"),
        uploads=[upload],
        intake=intake,
        actor=owner,
        now=SOON,
    )
    assert made.number == "55-C-2026-00001"
    assert (made.status, made.channel, made.is_late) == (AppealStatus.FILED, "online", False)
    assert [point.body for point in made.points] == list(POINTS)
    # Thursday 19 November; three working days on: Tuesday.
    assert str(made.due_on) == "2026-11-24"
    assert str(made.term_ended_on) == "2027-02-18"
    assert open_terms(session, made) == ["appeal_forwarding"]
    files = select(Attachment.filename).join(AppealFile).where(AppealFile.appeal_id == made.id)
    assert session.scalars(files).all() == ["дәлел.pdf"]
    assert events(session, application)[-1] == "appeal.filed"
    assert told(session, application)[-1] == "appeal_received"


def test_a_representative_needs_a_name_and_a_document(session: Session) -> None:
    application, _, document = refused_case(session)
    worker = make_actor(session, Role.CASE_WORKER, "KZ-55")
    without = Complaint(POINTS, representative=Representative("Сейітов Қанат", " "))
    with pytest.raises(ReasonRequiredError) as refused:
        appeal_filing.file(session, application.id, document.id, without, actor=worker, now=SOON)
    assert refused.value.code == "representative_incomplete"
    whole = Complaint(POINTS, representative=Representative("Сейітов Қанат", "сенімхат № 17", "+7 701 000 00 00"))
    made = appeal_filing.file(session, application.id, document.id, whole, actor=worker, now=SOON)
    assert (made.channel, made.representative_name, made.authority) == ("desk", "Сейітов Қанат", "сенімхат № 17")


def test_a_complaint_without_a_point_or_by_a_stranger_is_none(session: Session) -> None:
    application, owner, document = refused_case(session)
    with pytest.raises(ReasonRequiredError):
        appeal_filing.file(session, application.id, document.id, Complaint((" ", "")), actor=owner, now=SOON)
    stranger = make_actor(session)
    with pytest.raises(RoleNotAllowedError):
        appeal_filing.file(session, application.id, document.id, Complaint(POINTS), actor=stranger, now=SOON)


def test_only_decisions_that_still_count_can_be_complained_of(session: Session) -> None:
    application, owner, document = refused_case(session)
    receipt = paper_of(session, application, DocumentKind.RECEIPT)
    with pytest.raises(DomainError) as refused:
        appeal_filing.file(session, application.id, receipt.id, Complaint(POINTS), actor=owner, now=SOON)
    assert refused.value.code == "paper_not_appealable"
    document.revoked_at, document.revoked_reason = NOW, "қате"
    session.flush()
    with pytest.raises(DomainError) as refused:
        appeal_filing.file(session, application.id, document.id, Complaint(POINTS), actor=owner, now=SOON)
    assert refused.value.code == "appeal_paper_revoked"


def test_a_paper_is_complained_of_once(session: Session) -> None:
    case = refused_case(session)
    first = filed(session, case)
    with pytest.raises(DomainError) as refused:
        filed(session, case)
    assert (refused.value.code, refused.value.params["number"]) == ("appealed_before", first.number)
    # The record holds it too, whoever writes.
    twin = Appeal(
        number="55-C-2026-99999",
        application_id=first.application_id,
        document_id=first.document_id,
        region=first.region,
        status=AppealStatus.FILED,
        filed_at=SOON,
        term_ended_on=first.term_ended_on,
        due_on=first.due_on,
        grounds=[],
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(twin)
        session.flush()


def test_a_withdrawn_complaint_may_be_brought_again(session: Session) -> None:
    case = refused_case(session)
    made = filed(session, case)
    appeal.perform(session, made.id, AppealMotion(AppealAction.WITHDRAW), actor=case[1], now=SOON)
    assert (made.status, made.due_on, made.result) == (AppealStatus.WITHDRAWN, None, None)
    assert open_terms(session, made) == []
    assert filed(session, case).status == AppealStatus.FILED


LATE = NOW + timedelta(days=100)


def test_a_late_complaint_needs_a_reason_and_waits_for_the_term(session: Session) -> None:
    application, owner, document = refused_case(session)
    with pytest.raises(ReasonRequiredError) as refused:
        appeal_filing.file(session, application.id, document.id, Complaint(POINTS), actor=owner, now=LATE)
    assert (refused.value.code, refused.value.params["until"]) == ("appeal_late_reason", "2027-02-18")
    made = appeal_filing.file(
        session, application.id, document.id, Complaint(POINTS, late_reason="Ауруханада жаттым"), actor=owner, now=LATE
    )
    assert (made.status, made.is_late) == (AppealStatus.LATE, True)
    worker = make_actor(session, Role.CASE_WORKER, "KZ-55")
    with pytest.raises(MoveNotAllowedError):
        appeal.perform(session, made.id, AppealMotion(AppealAction.FORWARD), actor=worker, now=LATE)


def late(session: Session) -> Appeal:
    application, owner, document = refused_case(session)
    return appeal_filing.file(
        session, application.id, document.id, Complaint(POINTS, late_reason="Ауруханада жаттым"), actor=owner, now=LATE
    )


def test_the_term_is_restored_and_counts_anew(session: Session) -> None:
    made = late(session)
    head = make_actor(session, Role.SUPERVISOR, "KZ-55")
    motion = AppealMotion(AppealAction.RESTORE_TERM, reason="Анықтама қоса берілген")
    appeal.perform(session, made.id, motion, actor=head, now=LATE + timedelta(days=3))
    assert made.status == AppealStatus.FILED
    assert made.term_restored_at == LATE + timedelta(days=3)
    assert open_terms(session, made) == ["appeal_forwarding"]


def test_a_late_complaint_is_left_by_the_superior_body_only_with_a_reply(session: Session) -> None:
    made = late(session)
    motion = AppealMotion(AppealAction.LEAVE, reason="Себеп дәлелденбеді")
    with pytest.raises(RoleNotAllowedError):
        appeal.perform(session, made.id, motion, actor=make_actor(session, Role.SUPERVISOR, "KZ-55"), now=LATE)
    appeal.perform(session, made.id, motion, actor=make_actor(session, Role.MINISTRY), now=LATE)
    assert (made.status, made.result) == (AppealStatus.NOT_CONSIDERED, None)
    reply = facts_of(session, made)
    assert reply.kind is DocumentKind.APPEAL_REPLY
    assert "without consideration" in reply.complaint.outcome.en  # type: ignore[union-attr]  # the kind demands it
    application = session.get_one(Application, made.application_id)
    assert application.status == Status.REFUSED
    assert told(session, application)[-1] == "appeal_decided"


def facts_of(session: Session, made: Appeal) -> PaperFacts:
    assert made.reply_id is not None
    return from_json(session.get_one(IssuedDocument, made.reply_id).facts)


def test_forwarding_hands_over_with_the_superior_bodys_own_term(session: Session) -> None:
    case = refused_case(session)
    made = forwarded(session, case)
    assert made.status == AppealStatus.FORWARDED
    assert open_terms(session, made) == ["appeal_decision"]
    # Twenty working days on, the day of independence (16 December) left out.
    assert str(made.due_on) == "2026-12-18"
    assert told(session, case[0])[-1] == "appeal_forwarded"


def test_a_changed_calendar_moves_the_day_of_a_complaint(session: Session) -> None:
    made = filed(session, refused_case(session))
    before = made.due_on
    # The Government makes the last day one of rest.
    session.add(MovedDay(rest_day=date(2026, 11, 28), moved_to=date(2026, 11, 24), act_code=None))
    session.flush()
    reference.mark_changed(session, SOON)
    recount = clock_recount.ask(session, actor=make_actor(session, Role.ADMINISTRATOR), now=SOON)
    while clock_recount.step(session, recount.id, now=SOON):
        pass
    session.refresh(made)
    assert str(before) == "2026-11-24"
    assert str(made.due_on) == "2026-11-25"


def test_upholding_changes_nothing_and_shows_the_way_to_court(session: Session) -> None:
    application, owner, document = case = refused_case(session)
    made = forwarded(session, case)
    appeal.perform(session, made.id, decision(AppealAction.UPHOLD), actor=make_actor(session, Role.MINISTRY), now=SOON)
    assert (made.status, made.result) == (AppealStatus.UPHELD, AppealResult.UPHELD)
    assert application.status == Status.REFUSED
    assert document.revoked_at is None
    reply = facts_of(session, made)
    assert reply.body.code == "00"
    assert reply.complaint is not None
    assert [row.answer.kk for row in reply.complaint.answers] == ["Дәлел расталды.", "Шақыру жіберілмеген."]
    assert reply.grounds[0].norm.article.kk
    assert reply.appeal is not None
    assert "court" in reply.appeal.text.en
    assert events(session, application)[-2:] == ["document.issued", "appeal.moved"]
    # After the superior body the court: no second complaint against the same paper.
    with pytest.raises(DomainError):
        filed(session, (application, owner, document))


def test_a_refusal_changed_takes_the_places_and_revokes_the_paper(session: Session) -> None:
    application, _, document = case = refused_case(session, persons=3)
    before = quota_of(session, application)
    made = forwarded(session, case)
    appeal.perform(session, made.id, decision(AppealAction.CHANGE), actor=make_actor(session, Role.MINISTRY), now=SOON)
    assert made.status == AppealStatus.CHANGED
    assert application.status == Status.APPROVED
    assert quota_of(session, application) == (before[0], before[1] + 3)
    approval = paper_of(session, application, DocumentKind.APPROVAL)
    reply = session.get_one(IssuedDocument, made.reply_id)
    assert document.revoked_at == SOON
    assert document.replaced_by_id == approval.id
    assert reply.number in document.revoked_reason
    on_appeal = from_json(approval.facts).on_appeal
    assert on_appeal is not None
    assert on_appeal.number == made.number


def test_a_refusal_cancelled_reopens_the_case(session: Session) -> None:
    application, _, document = case = refused_case(session)
    made = forwarded(session, case)
    appeal.perform(session, made.id, decision(AppealAction.CANCEL), actor=make_actor(session, Role.MINISTRY), now=SOON)
    assert (application.status, application.decided_at) == (Status.ACCEPTED, None)
    assert document.revoked_at is not None
    assert application.due_on is not None


def test_a_case_sent_back_goes_the_whole_way_again(session: Session) -> None:
    application, owner, _ = case = approved_case(session)
    used = quota_of(session, application)[1]
    made = forwarded(session, case)
    ministry = make_actor(session, Role.MINISTRY)
    appeal.perform(session, made.id, decision(AppealAction.RETURN_CASE), actor=ministry, now=SOON)
    assert (made.status, application.status) == (AppealStatus.SENT_BACK, Status.ACCEPTED)
    assert quota_of(session, application)[1] == used - 2
    for role, action in factories.PATHS[Status.APPROVED][1:]:
        actor = make_actor(session, role, "KZ-55")
        review.perform(session, application.id, factories.motion_for(action, application), actor=actor, now=SOON)
    assert application.status == Status.APPROVED
    second = paper_of(session, application, DocumentKind.APPROVAL)
    assert filed(session, (application, owner, second)).status == AppealStatus.FILED


def test_an_approval_cancelled_gives_the_places_back(session: Session) -> None:
    application, _, document = case = approved_case(session, persons=4)
    reserved, used = quota_of(session, application)
    made = forwarded(session, case)
    appeal.perform(session, made.id, decision(AppealAction.CANCEL), actor=make_actor(session, Role.MINISTRY), now=SOON)
    assert application.status == Status.ANNULLED
    assert quota_of(session, application) == (reserved, used - 4)
    claims = select(PlaceClaim).where(PlaceClaim.application_id == application.id, PlaceClaim.released_at.is_(None))
    assert session.scalars(claims).all() == []
    assert document.revoked_at == SOON
    # The file of the revoked paper is still made: what was issued can be shown, and says by itself that it was.
    asked = select(Rendering.state).where(Rendering.document_id == document.id)
    assert session.scalars(asked).one() == "queued"


def test_a_refusal_to_accept_is_reopened(session: Session) -> None:
    case = case_in(session, Status.REFUSED_TO_ACCEPT, DocumentKind.REFUSAL_TO_ACCEPT)
    made = forwarded(session, case)
    appeal.perform(session, made.id, decision(AppealAction.CHANGE), actor=make_actor(session, Role.MINISTRY), now=SOON)
    assert case[0].status == Status.ACCEPTED
    assert case[2].revoked_at is not None


def test_too_few_places_refuse_the_change_and_the_case_can_be_sent_back(session: Session) -> None:
    # 37 places for relocatees there in 2026.
    application, _, document = case = refused_case(session, persons=5, region="KZ-35")
    made = forwarded(session, case)
    for _number in range(2):
        make_application(session, Status.APPROVED, persons=17, region="KZ-35")
    ministry = make_actor(session, Role.MINISTRY)
    with pytest.raises(QuotaExceededError), session.begin_nested():
        appeal.perform(session, made.id, decision(AppealAction.CHANGE), actor=ministry, now=SOON)
    session.expire_all()
    assert (made.status, application.status) == (AppealStatus.FORWARDED, Status.REFUSED)
    assert document.revoked_at is None
    assert [point.answer for point in made.points] == ["", ""]
    appeal.perform(session, made.id, decision(AppealAction.RETURN_CASE), actor=ministry, now=SOON)
    assert application.status == Status.ACCEPTED


def test_whoever_decided_does_not_judge_it_above(session: Session) -> None:
    case = refused_case(session)
    document = case[2]
    made = forwarded(session, case)
    signer = document.signed_by_id
    assert signer is not None
    promoted = Actor(signer, "Бұрынғы басшы", make_actor(session, Role.MINISTRY).grants)
    with pytest.raises(RoleNotAllowedError) as refused:
        appeal.perform(session, made.id, decision(AppealAction.UPHOLD), actor=promoted, now=SOON)
    assert refused.value.code == "appeal_own_decision"


def test_the_head_may_put_it_right_at_once_and_nothing_else(session: Session) -> None:
    application, _, document = case = refused_case(session)
    made = filed(session, case)
    head = Actor(document.signed_by_id, "Басшы", make_actor(session, Role.SUPERVISOR, "KZ-55").grants)
    with pytest.raises(MoveNotAllowedError):
        appeal.perform(session, made.id, decision(AppealAction.UPHOLD), actor=head, now=SOON)
    with pytest.raises(DomainError) as refused:
        appeal.perform(session, made.id, decision(AppealAction.SATISFY), actor=head, now=SOON)
    assert refused.value.code == "result_not_possible"
    motion = decision(AppealAction.SATISFY, result=AppealResult.CHANGED)
    appeal.perform(session, made.id, motion, actor=head, now=SOON)
    assert (made.status, made.result) == (AppealStatus.SATISFIED, AppealResult.CHANGED)
    assert application.status == Status.APPROVED
    assert document.revoked_at is not None
    assert facts_of(session, made).body.code == "55"


@pytest.mark.parametrize("answers", [(), ("Бір ғана жауап",), ("Жауап", " ")])
def test_every_point_is_answered(session: Session, answers: tuple[str, ...]) -> None:
    made = forwarded(session, refused_case(session))
    motion = decision(AppealAction.UPHOLD, answers=answers)
    with pytest.raises(DomainError) as refused:
        appeal.perform(session, made.id, motion, actor=make_actor(session, Role.MINISTRY), now=SOON)
    assert refused.value.code == "points_unanswered"


def test_a_ground_is_one_of_the_list_and_a_stale_page_decides_nothing(session: Session) -> None:
    made = forwarded(session, refused_case(session))
    ministry = make_actor(session, Role.MINISTRY)
    with pytest.raises(DomainError) as refused:
        appeal.perform(session, made.id, decision(AppealAction.UPHOLD, grounds=("mood",)), actor=ministry, now=SOON)
    assert refused.value.code == "unknown_ground"
    # What speaks against the decision does not uphold it.
    wrong = decision(AppealAction.UPHOLD, grounds=(AppealGround.NORM_MISAPPLIED.value,))
    with pytest.raises(DomainError) as refused:
        appeal.perform(session, made.id, wrong, actor=ministry, now=SOON)
    assert refused.value.code == "unknown_ground"
    stale = decision(AppealAction.UPHOLD, expected_version=made.version - 1)
    with pytest.raises(StaleVersionError):
        appeal.perform(session, made.id, stale, actor=ministry, now=SOON)
