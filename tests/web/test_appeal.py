"""Pages of complaints: brought by the family or at the desk, sent on, decided; lists; who may come."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appeal import AppealAction, AppealStatus
from app.domain.paper import DocumentKind
from app.domain.roles import Role
from app.domain.workflow import Status
from app.i18n import LANGUAGES
from app.models import Account, Appeal, Application, IssuedDocument
from app.services import appeal, appeal_filing
from app.services.appeal import AppealMotion
from app.services.appeal_filing import Complaint
from tests.factories import NOW, actor_of, make_account, make_application
from tests.web.client import PageClient

SOON = NOW + timedelta(days=1)
POINT = "Құжаттар толық тапсырылды."


@pytest.fixture(autouse=True)
def moment(page_client: PageClient) -> None:
    page_client.at(SOON)


class Case:
    """A refused (or approved) case with its people."""

    def __init__(self, session: Session, status: Status = Status.REFUSED) -> None:
        self.session = session
        self.owner = make_account(session)
        self.application: Application = make_application(session, status, owner=actor_of(self.owner), persons=2)
        kind = {Status.REFUSED: DocumentKind.REFUSAL, Status.APPROVED: DocumentKind.APPROVAL}[status]
        self.document = session.scalars(
            select(IssuedDocument).where(
                IssuedDocument.application_id == self.application.id, IssuedDocument.kind == kind
            )
        ).one()
        self.worker = make_account(session, Role.CASE_WORKER, "KZ-55")
        self.head = make_account(session, Role.SUPERVISOR, "KZ-55")
        self.ministry = make_account(session, Role.MINISTRY)

    @property
    def complain(self) -> str:
        return f"/applications/{self.application.id}/papers/{self.document.id}/complaint"

    def filed(self, now: datetime = SOON, **more: Any) -> Appeal:
        made = appeal_filing.file(
            self.session,
            self.application.id,
            self.document.id,
            Complaint((POINT,), **more),
            actor=actor_of(self.owner),
            now=now,
        )
        self.session.flush()
        return made

    def forwarded(self) -> Appeal:
        made = self.filed()
        appeal.perform(self.session, made.id, AppealMotion(AppealAction.FORWARD), actor=actor_of(self.worker), now=SOON)
        self.session.flush()
        return made


def newest(session: Session) -> Appeal:
    return session.scalars(select(Appeal).order_by(Appeal.id.desc())).first() or pytest.fail("no complaint")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_family_complains_from_its_status_page(page_client: PageClient, session: Session, language: str) -> None:
    case = Case(session)
    family = page_client.as_account(case.owner).speaking(language)
    assert case.complain in family.get(f"/my/{case.application.id}").links()
    page = family.get(case.complain)
    assert case.document.number in page.text
    sent = family.post(
        case.complain,
        {
            "boxes": "2",
            "point_1": POINT,
            "point_2": "Тыңдауға шақырылмадым.",
            "asks": "Шешімнің күшін жою",
            "who": "applicant",
            "files": (BytesIO(b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"), "дәлел.pdf"),
        },
    )
    track = family.follow(sent)
    made = newest(session)
    assert made.number in track.h1
    assert POINT in track.text
    assert "дәлел.pdf" in track.text
    assert (
        f"/applications/{case.application.id}/complaints/{made.id}" in family.get(f"/my/{case.application.id}").links()
    )
    # There is one: the page does not offer another.
    assert case.complain not in family.get(f"/my/{case.application.id}").links()


def test_another_box_loses_nothing_and_an_empty_complaint_is_said_at_its_box(
    page_client: PageClient, session: Session
) -> None:
    case = Case(session)
    family = page_client.as_account(case.owner)
    page = family.post(case.complain, {"boxes": "1", "point_1": POINT, "who": "applicant", "add": "1"}, status=200)
    assert page.value("point_1") == POINT
    assert page.value("point_2") == ""
    assert page.value("boxes") == "2"
    assert session.scalars(select(Appeal)).all() == []
    empty = family.post(case.complain, {"boxes": "1", "point_1": " ", "who": "applicant"}, status=422)
    assert len(empty.errors) == 1
    half = {"boxes": "1", "point_1": POINT, "who": "representative", "name": "Сейітов Қанат"}
    assert len(family.post(case.complain, half, status=422).errors) == 1


def test_a_bad_file_keeps_the_words_and_nothing_is_written(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    family = page_client.as_account(case.owner)
    data = {"boxes": "1", "point_1": POINT, "who": "applicant", "files": (BytesIO(b"MZ" + bytes(500)), "x.pdf")}
    page = family.post(case.complain, data, status=422)
    assert page.value("point_1") == POINT
    assert len(page.errors) == 1
    assert session.scalars(select(Appeal)).all() == []


def test_at_the_desk_a_representative_is_written_down(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    desk = page_client.as_account(case.worker)
    assert case.complain in desk.get(f"/cases/{case.application.id}").links()
    data = {
        "boxes": "1",
        "point_1": POINT,
        "who": "representative",
        "name": "Сейітов Қанат",
        "authority": "сенімхат № 17",
    }
    desk.post(case.complain, data)
    made = newest(session)
    assert (made.channel, made.representative_name) == ("desk", "Сейітов Қанат")


def test_late_is_said_before_and_needs_a_reason(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    late = page_client.at(NOW + timedelta(days=120)).as_account(case.owner).speaking("en")
    assert "The term for complaints ended on 18.02.2027" in late.get(case.complain).text
    data = {"boxes": "1", "point_1": POINT, "who": "applicant"}
    assert "18.02.2027" in late.post(case.complain, data, status=422).errors[0]
    late.post(case.complain, data | {"late_reason": "Ауруханада жаттым"})
    assert newest(session).status == AppealStatus.LATE


def test_a_receipt_cannot_be_complained_of(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    receipt = session.scalars(
        select(IssuedDocument.id).where(
            IssuedDocument.application_id == case.application.id, IssuedDocument.kind == DocumentKind.RECEIPT
        )
    ).one()
    page_client.as_account(case.owner).get(
        f"/applications/{case.application.id}/papers/{receipt}/complaint", status=303
    )


def test_the_complaint_is_withdrawn_after_a_question(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    made = case.filed()
    family = page_client.as_account(case.owner)
    path = f"/applications/{case.application.id}/complaints/{made.id}/withdraw"
    version = family.get(path).value("version")
    family.post(path, {"version": version})
    session.refresh(made)
    assert made.status == AppealStatus.WITHDRAWN


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_case_worker_sends_it_on_and_the_ministry_decides(
    page_client: PageClient, session: Session, language: str
) -> None:
    case = Case(session)
    made = case.filed()
    desk = page_client.as_account(case.worker).speaking(language)
    view = desk.get(f"/appeals/{made.id}")
    forward = f"/appeals/{made.id}/work/forward"
    assert forward in view.links()
    assert f"/appeals/{made.id}/work/satisfy" not in view.links()
    desk.post(forward, {"version": desk.get(forward).value("version"), "reason": "Шешім негізді."})
    assert f"/appeals/{made.id}" in desk.get(f"/cases/{case.application.id}").links()
    above = page_client.as_account(case.ministry).speaking(language)
    assert made.number in above.get("/appeals").text
    path = f"/appeals/{made.id}/decide/change"
    page = above.get(path)
    assert POINT in page.text
    data = {"version": page.value("version"), "reason": "Тыңдау өткізілмеген.", "grounds": "procedure_breached"}
    incomplete = above.post(path, data, status=422)
    assert len(incomplete.errors) == 1
    above.post(path, data | {"answer_1": "Расталды."})
    session.refresh(made)
    session.refresh(case.application)
    assert (made.status, case.application.status) == (AppealStatus.CHANGED, Status.APPROVED)
    family = page_client.as_account(case.owner).speaking(language)
    track = family.get(f"/applications/{case.application.id}/complaints/{made.id}")
    assert "Расталды." in track.text
    assert made.number in above.get("/appeals?closed=1").text
    for page_of in (family.get(f"/my/{case.application.id}"), above.get(f"/cases/{case.application.id}")):
        assert page_of.status == 200


def test_who_decided_sees_why_they_may_not(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    made = case.forwarded()
    signer = session.get_one(Account, case.document.signed_by_id)
    signer.grants.clear()
    session.flush()
    signer.grants.extend(make_account(session, Role.MINISTRY).grants)
    session.flush()
    person = page_client.as_account(signer).speaking("en")
    assert "took part in the decision" in person.get(f"/appeals/{made.id}").text
    path = f"/appeals/{made.id}/decide/uphold"
    assert "took part in the decision" in person.get(path).text
    data = {"version": str(made.version), "reason": "x", "grounds": "lawful", "answer_1": "x"}
    refused = person.post(path, data, status=409)
    assert "took part in the decision" in refused.errors[0]


def test_the_head_satisfies_with_a_choice_of_what_is_done(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    made = case.filed()
    head = page_client.as_account(case.head)
    path = f"/appeals/{made.id}/work/satisfy"
    data = {
        "version": head.get(path).value("version"),
        "reason": "Қате болған.",
        "grounds": "new_evidence",
        "answer_1": "Иә.",
    }
    assert len(head.post(path, data, status=422).errors) == 1
    # The summary of errors has the order of the page.
    empty = head.post(path, {"version": data["version"]}, status=422)
    wrong = [link for link in empty.links() if link in {"#answer_1", "#result", "#reason"}]
    assert wrong == ["#answer_1", "#result", "#reason"]
    head.post(path, data | {"result": "cancelled"})
    session.refresh(made)
    session.refresh(case.application)
    assert (made.status, case.application.status) == (AppealStatus.SATISFIED, Status.ACCEPTED)


def test_a_second_press_and_an_old_page_change_nothing(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    made = case.forwarded()
    above = page_client.as_account(case.ministry)
    path = f"/appeals/{made.id}/decide/uphold"
    data = {"version": "1", "reason": "x", "grounds": "lawful", "answer_1": "x"}
    above.post(path, data, status=409)
    session.refresh(made)
    assert made.status == AppealStatus.FORWARDED
    above.post(path, data | {"version": str(made.version)})
    above.get(path, status=409)
    above.post(path, data, status=409)


def test_doors(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    made = case.filed()
    elsewhere = page_client.as_account(make_account(session, Role.SUPERVISOR, "KZ-59"))
    elsewhere.get(f"/appeals/{made.id}", status=404)
    elsewhere.get(f"/appeals/{made.id}/work/forward", status=404)
    assert made.number not in elsewhere.get("/appeals").text
    stranger = page_client.as_account(make_account(session))
    stranger.get(f"/applications/{case.application.id}/complaints/{made.id}", status=404)
    stranger.get("/appeals", status=403)
    auditor = page_client.as_account(make_account(session, Role.AUDITOR))
    auditor.get(f"/appeals/{made.id}")
    auditor.get(f"/appeals/{made.id}/work/forward", status=403)
    worker = page_client.as_account(case.worker)
    worker.get(f"/appeals/{made.id}/decide/uphold", status=403)
    worker.get(f"/appeals/{made.id}/work/uphold", status=404)
    worker.get(f"/appeals/{made.id}/work/nonsense", status=404)
    other = Case(session)
    page_client.as_account(other.owner).get(f"/applications/{other.application.id}/complaints/{made.id}", status=404)


def test_the_list_pages_by_key_both_ways(page_client: PageClient, session: Session) -> None:
    case = Case(session)
    made = case.filed()
    session.expunge(made)
    for number in range(2, 32):
        session.add(
            Appeal(
                number=f"55-C-2026-{number:05}",
                application_id=case.application.id,
                document_id=case.document.id,
                region="KZ-55",
                status="withdrawn",
                filed_at=SOON,
                term_ended_on=made.term_ended_on,
                closed_at=SOON,
                grounds=[],
            )
        )
    session.flush()
    head = page_client.as_account(case.head)
    first = head.get("/appeals?closed=1")
    assert "55-C-2026-00031" in first.text
    assert "55-C-2026-00006" not in first.text
    onward = next(link for link in first.links() if "after=" in link)
    second = head.get(onward)
    assert "55-C-2026-00002" in second.text
    assert "55-C-2026-00007" not in second.text
    back = head.get(next(link for link in second.links() if "before=" in link))
    assert "55-C-2026-00031" in back.text
    assert head.get("/appeals?closed=1&status=upheld&after=nonsense").status == 200
    assert "55-C-2026-00001" in head.get("/appeals").text
