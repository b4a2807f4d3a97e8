"""Clerical errors corrected: the act, the copy, the revoked paper, the record; and a correction taken back."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.verification import verify
from app.domain.appeal import AppealAction, AppealGround
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.paper import DocumentKind, PaperFacts
from app.domain.paper_json import from_json
from app.domain.programmes.definition import Step
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.gateways.signing import DemoAuthority
from app.models import Application, AuditEvent, Correction, IssuedDocument, Notice, Rendering
from app.services import appeal, appeal_filing, correction, paper
from app.services.appeal import AppealMotion
from app.services.appeal_filing import Complaint
from app.services.correction import RightPerson, RightValues
from app.services.correction_record import PersonNames
from tests.factories import NOW, actor_of, make_account, make_actor, make_application

SOON = NOW + timedelta(days=1)
REASON = "Тегінде әріп қатесі бар."
RIGHT_NAME = PersonNames("Әбдірахманова", "Айгүл", "Ерланқызы", "Aigul Abdirakhmanova")


def approved(session: Session, persons: int = 2) -> tuple[Application, Actor, IssuedDocument]:
    owner = actor_of(make_account(session))
    application = make_application(session, Status.APPROVED, owner=owner, persons=persons)
    return application, owner, newest(session, application, DocumentKind.APPROVAL)


def newest(session: Session, application: Application, kind: DocumentKind) -> IssuedDocument:
    return session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.application_id == application.id, IssuedDocument.kind == kind)
        .order_by(IssuedDocument.id.desc())
    ).first() or pytest.fail(f"no {kind}")


def renamed(place: int = 0, names: PersonNames = RIGHT_NAME, born_on: date | None = None) -> RightValues:
    return RightValues(people=(RightPerson(place, names, born_on),))


def facts(document: IssuedDocument) -> PaperFacts:
    return from_json(document.facts)


def head(session: Session, region: str = "KZ-55") -> Actor:
    return make_actor(session, Role.SUPERVISOR, region)


def corrected(session: Session, application: Application, document: IssuedDocument) -> Correction:
    return correction.issue(session, application.id, document.id, renamed(), REASON, actor=head(session), now=SOON)


def test_the_act_names_what_stood_and_what_is_right_and_the_copy_stands_in_place(session: Session) -> None:
    application, _, document = approved(session)
    wrong = application.applicant_name
    row = corrected(session, application, document)
    act, copy = (session.get_one(IssuedDocument, number) for number in (row.act_id, row.copy_id))
    session.refresh(document)

    assert (document.revoked_at, document.replaced_by_id) == (SOON, copy.id)
    assert act.number in document.revoked_reason
    about = facts(act).correction
    assert about is not None
    assert about.replacement is not None
    assert (about.corrected.number, about.replacement.number) == (document.number, copy.number)
    assert [(field.before.kk, field.after.kk) for field in about.fields] == [(wrong, RIGHT_NAME.full_name)]
    said, stood = facts(copy), facts(document)
    assert copy.kind == document.kind
    assert copy.number != document.number
    assert copy.code != document.code
    assert said.addressee is not None
    assert said.addressee.name == said.household[0].name == RIGHT_NAME.full_name
    assert document.number in said.statements[-1].value.kk
    # Nothing but the name, who signs and the note differs.
    assert (said.quota, said.grounds, said.amounts, said.household[1:]) == (
        stood.quota,
        stood.grounds,
        stood.amounts,
        stood.household[1:],
    )


def test_the_record_is_mended_with_the_paper(session: Session) -> None:
    application, _, document = approved(session)
    corrected(session, application, document)
    session.flush()
    session.expire_all()
    member = application.members[0]
    assert member.full_name == application.applicant_name == RIGHT_NAME.full_name
    assert member.latin_name == RIGHT_NAME.latin_name
    assert application.answers[Step.APPLICANT]["patronymic"] == "Ерланқызы"
    assert application.answers[Step.APPLICANT]["iin"] == member.iin
    event = session.scalars(select(AuditEvent).where(AuditEvent.key == "correction.issued")).one()
    assert (event.subject_id, event.facts["record"], event.facts["document"]) == (application.id, True, document.number)
    assert "Әбдірахманова Айгүл Ерланқызы" in event.facts["corrected"][0]
    templates = select(Notice.template).where(Notice.application_id == application.id)
    assert "corrected" in set(session.scalars(templates))


def test_a_day_of_birth_of_another_member_and_the_telephone(session: Session) -> None:
    application, _, document = approved(session)
    child = application.members[1]
    names = PersonNames(child.surname, child.given_name, child.patronymic, child.latin_name)
    right = RightValues(
        people=(RightPerson(1, names, date(2013, 2, 3)),),
        filed_on=date(2026, 11, 17),
        executor_name="Қ. Сейітов",
        executor_phone="+7 718 200 00 00",
    )
    row = correction.issue(session, application.id, document.id, right, REASON, actor=head(session), now=SOON)
    said = facts(session.get_one(IssuedDocument, row.copy_id))
    assert said.household[1].born_on == date(2013, 2, 3)
    assert (said.filed_on, said.executor.name, said.executor.phone) == (
        date(2026, 11, 17),
        "Қ. Сейітов",
        "+7 718 200 00 00",
    )
    session.refresh(child)
    assert child.birth_on == date(2013, 2, 3)
    # The day of filing is corrected on the paper; the record knows the instant.
    assert application.submitted_at == NOW


def test_only_the_head_of_the_region_corrects_with_a_reason_and_a_change(session: Session) -> None:
    application, owner, document = approved(session)
    for stranger in (owner, make_actor(session, Role.CASE_WORKER, "KZ-55"), head(session, "KZ-59")):
        with pytest.raises(RoleNotAllowedError):
            correction.issue(session, application.id, document.id, renamed(), REASON, actor=stranger, now=SOON)
    with pytest.raises(ReasonRequiredError):
        correction.issue(session, application.id, document.id, renamed(), " ", actor=head(session), now=SOON)
    member = application.members[0]
    same = PersonNames(member.surname, member.given_name, member.patronymic, member.latin_name)
    with pytest.raises(DomainError) as refused:
        correction.issue(session, application.id, document.id, renamed(names=same), "x", actor=head(session), now=SOON)
    assert refused.value.code == "nothing_to_correct"
    empty = RightValues(executor_name="  ")
    with pytest.raises(DomainError) as refused:
        correction.issue(session, application.id, document.id, empty, "x", actor=head(session), now=SOON)
    assert refused.value.code == "correction_empty"
    with pytest.raises(DomainError) as refused:
        correction.issue(session, application.id, document.id, renamed(9), "x", actor=head(session), now=SOON)
    assert refused.value.code == "not_correctable"


def test_a_revoked_paper_and_an_act_are_not_corrected(session: Session) -> None:
    application, _, document = approved(session)
    row = corrected(session, application, document)
    for number, code in ((document.id, "already_revoked"), (row.act_id, "not_correctable")):
        with pytest.raises(DomainError) as refused:
            correction.issue(session, application.id, number, renamed(), REASON, actor=head(session), now=SOON)
        assert refused.value.code == code


def test_a_paper_complained_of_waits_for_the_decision(session: Session) -> None:
    application, owner, document = approved(session)
    made = appeal_filing.file(session, application.id, document.id, Complaint(("Қате",)), actor=owner, now=SOON)
    with pytest.raises(DomainError) as refused:
        corrected(session, application, document)
    assert (refused.value.code, refused.value.params["number"]) == ("paper_contested", made.number)


def test_a_copy_is_corrected_again_and_its_complaints_term_runs_from_the_first_paper(session: Session) -> None:
    application, owner, document = approved(session)
    first = corrected(session, application, document)
    much_later = SOON + timedelta(days=60)
    right = renamed(names=PersonNames("Әбдірахманова", "Айгүл", "Ерланұлы қызы", "Aigul Abdirakhmanova"))
    second = correction.issue(
        session, application.id, first.copy_id, right, REASON, actor=head(session), now=much_later
    )
    said = facts(session.get_one(IssuedDocument, second.copy_id))
    # One note only, about the paper in place of which it stands.
    assert len([each for each in said.statements if "-QR-2026-" in each.value.kk]) == 1
    late = NOW + timedelta(days=100)
    with pytest.raises(ReasonRequiredError):
        appeal_filing.file(session, application.id, second.copy_id, Complaint(("Қате",)), actor=owner, now=late)


def test_a_copy_opens_no_second_complaint_about_the_same_decision(session: Session) -> None:
    application, owner, document = approved(session)
    worker, ministry = make_actor(session, Role.CASE_WORKER, "KZ-55"), make_actor(session, Role.MINISTRY)
    made = appeal_filing.file(session, application.id, document.id, Complaint(("Бізге аз",)), actor=owner, now=SOON)
    appeal.perform(session, made.id, AppealMotion(AppealAction.FORWARD), actor=worker, now=SOON)
    upheld = AppealMotion(AppealAction.UPHOLD, "Шешім заңды", (AppealGround.LAWFUL.value,), ("Расталмады",))
    appeal.perform(session, made.id, upheld, actor=ministry, now=SOON)
    row = corrected(session, application, document)
    with pytest.raises(DomainError) as refused:
        appeal_filing.file(session, application.id, row.copy_id, Complaint(("Тағы",)), actor=owner, now=SOON)
    assert refused.value.code == "appealed_before"


def test_a_correction_cancelled_on_appeal_is_taken_back(session: Session) -> None:
    application, owner, document = approved(session)
    wrong = application.applicant_name
    row = corrected(session, application, document)
    act = session.get_one(IssuedDocument, row.act_id)
    made = appeal_filing.file(session, application.id, act.id, Complaint(("Атым дұрыс еді",)), actor=owner, now=SOON)
    worker, ministry = make_actor(session, Role.CASE_WORKER, "KZ-55"), make_actor(session, Role.MINISTRY)
    appeal.perform(session, made.id, AppealMotion(AppealAction.FORWARD), actor=worker, now=SOON)
    motion = AppealMotion(
        AppealAction.CANCEL, "Қате болмаған", (AppealGround.FACTS_NOT_ESTABLISHED.value,), ("Расталды",)
    )
    appeal.perform(session, made.id, motion, actor=ministry, now=SOON)
    session.flush()
    session.expire_all()
    again = newest(session, application, DocumentKind.APPROVAL)
    copy = session.get_one(IssuedDocument, row.copy_id)
    assert row.undone_at == SOON
    assert act.revoked_at is not None
    assert copy.replaced_by_id == again.id
    assert again.revoked_at is None
    assert facts(again).household[0].name == wrong == application.applicant_name
    assert application.members[0].full_name == wrong
    assert application.status == Status.APPROVED


def test_a_paper_is_not_revoked_twice(session: Session) -> None:
    application, _, document = approved(session)
    corrected(session, application, document)
    with pytest.raises(paper.AlreadyRevokedError):
        paper.revoke(session, document.id, "тағы", actor=head(session), now=SOON)


def test_the_act_and_the_copy_become_signed_files(session: Session, tmp_path: Path) -> None:
    application, _, document = approved(session)
    row = corrected(session, application, document)
    store, keys = FileStore(tmp_path / "files"), DemoAuthority(tmp_path / "keys", NOW)
    for number in (row.act_id, row.copy_id):
        rendering = session.scalars(select(Rendering).where(Rendering.document_id == number)).one()
        paper.render(session, rendering.id, store=store, keys=keys, base_url="https://qonys.example.kz", now=SOON)
        assert rendering.store_key
        pdf = store.read(rendering.store_key)
        assert verify(pdf, keys.roots()).problem == ""
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        assert document.number in " ".join(text.split())
