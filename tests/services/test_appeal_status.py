"""Complaints and corrections about the status of kandas: the register follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appeal import AppealAction, AppealGround, AppealStatus
from app.domain.paper import DocumentKind
from app.domain.paper_json import from_json
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import Application, IssuedDocument, KandasStatus
from app.services import appeal, appeal_filing, correction
from app.services.appeal import AppealMotion
from app.services.appeal_filing import Complaint
from app.services.correction import RightPerson, RightValues
from app.services.correction_record import PersonNames
from tests.factories import NOW, actor_of, make_account, make_actor, make_application

SOON = NOW + timedelta(days=1)


def paper(session: Session, application: Application, kind: DocumentKind) -> IssuedDocument:
    return session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.application_id == application.id, IssuedDocument.kind == kind)
        .order_by(IssuedDocument.id.desc())
    ).all()[0]


def status_of(session: Session, application: Application) -> KandasStatus:
    return session.scalars(select(KandasStatus).where(KandasStatus.application_id == application.id)).all()[0]


@pytest.mark.parametrize(
    ("action", "to"), [(AppealAction.CANCEL, Status.ANNULLED), (AppealAction.RETURN_CASE, Status.ACCEPTED)]
)
def test_a_status_given_falls_with_its_certificate(session: Session, action: AppealAction, to: Status) -> None:
    owner = actor_of(make_account(session))
    application = make_application(session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, owner=owner)
    certificate = paper(session, application, DocumentKind.STATUS_CERTIFICATE)
    assert status_of(session, application).ended_on is None
    made = appeal_filing.file(session, application.id, certificate.id, Complaint(("x",)), actor=owner, now=SOON)
    worker, ministry = make_actor(session, Role.CASE_WORKER, "KZ-55"), make_actor(session, Role.MINISTRY)
    appeal.perform(session, made.id, AppealMotion(AppealAction.FORWARD), actor=worker, now=SOON)
    motion = AppealMotion(action, "Деректер расталмады", (AppealGround.FALSE_DATA.value,), ("Иә",))
    appeal.perform(session, made.id, motion, actor=ministry, now=SOON)
    session.flush()
    session.expire_all()
    assert application.status == to
    assert status_of(session, application).ended_on is not None
    assert certificate.revoked_at == SOON


def test_a_refused_status_is_given_on_a_complaint(session: Session) -> None:
    owner = actor_of(make_account(session))
    application = make_application(session, Status.REFUSED, stream=Stream.STATUS_ASSIGNMENT, owner=owner)
    refusal = paper(session, application, DocumentKind.REFUSAL)
    made = appeal_filing.file(session, application.id, refusal.id, Complaint(("x",)), actor=owner, now=SOON)
    worker, ministry = make_actor(session, Role.CASE_WORKER, "KZ-55"), make_actor(session, Role.MINISTRY)
    appeal.perform(session, made.id, AppealMotion(AppealAction.FORWARD), actor=worker, now=SOON)
    motion = AppealMotion(AppealAction.CHANGE, "Дәлелденді", (AppealGround.NEW_EVIDENCE.value,), ("Иә",))
    appeal.perform(session, made.id, motion, actor=ministry, now=SOON)
    assert (made.status, application.status) == (AppealStatus.CHANGED, Status.APPROVED)
    certificate = paper(session, application, DocumentKind.STATUS_CERTIFICATE)
    assert refusal.replaced_by_id == certificate.id
    assert status_of(session, application).ended_on is None


def test_a_name_on_a_certificate_is_mended_in_the_register_too(session: Session) -> None:
    application = make_application(session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT)
    certificate = paper(session, application, DocumentKind.STATUS_CERTIFICATE)
    names = PersonNames("Ибраимов", "Ерлан", "", "IBRAIMOV YERLAN")
    head = make_actor(session, Role.SUPERVISOR, "KZ-55")
    right = RightValues(people=(RightPerson(0, names),))
    row = correction.issue(session, application.id, certificate.id, right, "Қате", actor=head, now=SOON)
    session.flush()
    session.expire_all()
    held = status_of(session, application)
    assert (held.full_name, held.latin_name) == ("Ибраимов Ерлан", "IBRAIMOV YERLAN")
    said = from_json(session.get_one(IssuedDocument, row.copy_id).facts)
    assert said.status is not None
    assert said.status.persons[0].name == "Ибраимов Ерлан"
    assert said.status.persons[0].name_latin == "IBRAIMOV YERLAN"
    assert {change["field"] for change in row.changes} == {"name", "name_latin"}
