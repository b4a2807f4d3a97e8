from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import add_months
from app.domain.kandas_status import EndReason
from app.domain.paper import DocumentKind, format_code
from app.domain.programmes.definition import GroundCode, Step
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.i18n import format_date, local
from app.models import Account, Application, IssuedDocument, KandasStatus
from app.queries.kandas_status_list import PAGE_SIZE
from app.services import kandas_status_register as register
from app.services import kandas_status_watch as watch
from app.services import submission
from tests.factories import NOW, actor_of, make_account, make_actor, make_application, make_draft
from tests.services.test_kandas_status import _as, act, asked, extended, given, terminated
from tests.web.client import PageClient

HERE, ELSEWHERE = "KZ-55", "KZ-59"
ENDS = add_months(local(NOW).date(), 12)


def _status(session: Session, application: Application, position: int = 0) -> KandasStatus:
    return session.scalars(
        select(KandasStatus).where(KandasStatus.application_id == application.id, KandasStatus.position == position)
    ).one()


@pytest.fixture
def owner(session: Session) -> Account:
    return make_account(session)


@pytest.fixture
def case(session: Session, owner: Account) -> Application:
    return make_application(
        session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, owner=actor_of(owner), persons=2, region=HERE
    )


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pages_open_in_every_language(
    session: Session, page_client: PageClient, owner: Account, case: Application, language: str
) -> None:
    status = _status(session, case)
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, HERE)).speaking(language)
    assert status.number in worker.get("/kandas-statuses").text
    assert status.number in worker.get(f"/kandas-statuses/{status.id}").h1
    worker.get(f"/kandas-statuses/{status.id}/termination")
    own = page_client.as_account(owner).speaking(language).get("/my/kandas-status")
    assert status.number in own.text
    assert format_date(ENDS) in own.text


def test_staff_see_their_region_and_the_ministry_everything(
    session: Session, page_client: PageClient, case: Application
) -> None:
    here = _status(session, case)
    there = given(session, region=ELSEWHERE).statuses(session)[0]
    expected = {
        Role.CASE_WORKER: {here.number},
        Role.SUPERVISOR: {here.number},
        Role.MINISTRY: {here.number, there.number},
        Role.AUDITOR: {here.number, there.number},
    }
    for role, numbers in expected.items():
        person = page_client.as_account(make_account(session, role, HERE))
        page = person.get("/kandas-statuses")
        assert {number for number in (here.number, there.number) if number in page.text} == numbers
        person.get(f"/kandas-statuses/{there.id}", 200 if there.number in numbers else 404)
    stranger = page_client.as_account(make_account(session, Role.ADMINISTRATOR))
    stranger.get("/kandas-statuses", 403)


def test_the_register_is_searched_and_filtered(session: Session, page_client: PageClient, case: Application) -> None:
    first, second = _status(session, case), _status(session, case, 1)
    other = given(session).statuses(session)[0]
    terminated(session, other, NOW, GroundCode.CITIZENSHIP_RECEIVED)
    account = make_account(session, Role.CASE_WORKER, HERE)

    def numbers(query: str, after: timedelta = timedelta()) -> set[str]:
        worker = page_client.at(NOW + after).as_account(account).speaking("en")
        text = worker.get(f"/kandas-statuses?{query}").text
        return {each.number for each in (first, second, other) if each.number in text}

    assert numbers("") == {first.number, second.number}
    assert numbers(f"words={first.number}") == {first.number}
    assert numbers(f"words={second.iin}") == {second.number}
    assert numbers(f"words={first.foreign_document}") == {first.number}
    assert first.number in numbers(f"words={first.surname} {first.given_name}")
    assert numbers("words=Жоқадам") == set()
    assert numbers("shown=ended") == {other.number}
    assert numbers("shown=expiring") == set()
    assert numbers("shown=expiring", after=timedelta(days=320)) == {first.number, second.number}
    assert numbers("shown=in_force", after=timedelta(days=320)) == {first.number, second.number}
    assert numbers("shown=nonsense&after=x.y&before=2026-13-01.5&words=%00") == {first.number, second.number}


def test_the_register_pages_by_key_there_and_back(session: Session, page_client: PageClient) -> None:
    make_application(session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, persons=PAGE_SIZE + 5)
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, HERE)).speaking("en")
    first = worker.get("/kandas-statuses")
    following = next(link for link in first.links() if "after=" in link)
    second = worker.get(following)
    back = worker.get(next(link for link in second.links() if "before=" in link))
    shown = [sum("/kandas-statuses/" in link for link in page.links()) for page in (first, second, back)]
    assert shown == [PAGE_SIZE, 5, PAGE_SIZE]
    assert [link for link in back.links() if "/kandas-statuses/" in link] == [
        link for link in first.links() if "/kandas-statuses/" in link
    ]


def test_the_case_page_leads_to_the_register_and_names_a_consent(session: Session, page_client: PageClient) -> None:
    mission = make_actor(session, Role.MISSION_OFFICER)
    consent = make_draft(session, owner=mission, stream=Stream.STATUS_CONSENT, channel="mission")
    submission.submit(session, consent.id, actor=mission, now=NOW)
    for role, action in (
        (Role.CASE_WORKER, Action.ACCEPT),
        (Role.CASE_WORKER, Action.PROPOSE_APPROVAL),
        (Role.COMMISSION_SECRETARY, Action.RECOMMEND_APPROVAL),
        (Role.SUPERVISOR, Action.APPROVE),
    ):
        act(session, consent, role, action, NOW)
    person = consent.members[0]
    passport = {"number": person.foreign_document, "country": person.document_country}
    arrived = make_application(
        session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, changes={Step.PASSPORT: passport}
    )
    status = _status(session, arrived)
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, HERE)).speaking("en")
    page = worker.get(f"/cases/{arrived.id}")
    assert f"/kandas-statuses/{status.id}" in page.links()
    assert consent.number is not None
    assert consent.number in page.text


def test_a_person_asks_for_an_extension_from_their_page(
    session: Session, page_client: PageClient, owner: Account, case: Application
) -> None:
    status = _status(session, case)
    person = page_client.at(NOW + timedelta(days=330)).as_account(owner).speaking("en")
    assert "35 days left" in person.get("/my/kandas-status").text
    assert "/my/kandas-status" in person.get("/my").links()
    begun = person.post(f"/my/kandas-status/{status.id}/extension")
    draft = session.scalars(select(Application).where(Application.stream == Stream.STATUS_EXTENSION.value)).one()
    assert begun.location == f"/applications/{draft.id}"
    step = person.get(f"/applications/{draft.id}/steps/status")
    assert status.number in step.text
    assert step.value("status_number") is None
    page = person.post(
        f"/applications/{draft.id}/steps/status", {"reason": "Azamattyq", "version": step.value("version")}
    )
    assert page.status == 303
    check = person.get(f"/applications/{draft.id}/check")
    assert status.number in check.text
    again = person.post(f"/my/kandas-status/{status.id}/extension")
    assert again.location == begun.location


def test_an_extension_that_is_open_is_shown_and_not_offered_again(session: Session, page_client: PageClient) -> None:
    account = make_account(session)
    family = given(session)
    family.application.account_id = account.id
    family.owner = actor_of(account)
    session.flush()
    application = asked(session, family, NOW + timedelta(days=360))
    person = page_client.at(NOW + timedelta(days=370)).as_account(account).speaking("en")
    page = person.get("/my/kandas-status")
    assert f"/my/{application.id}" in page.links()
    assert "is being considered" in page.text
    assert "Apply for an extension" not in page.text
    status = family.statuses(session)[0]
    refused = person.follow(person.post(f"/my/kandas-status/{status.id}/extension"))
    assert refused.banners
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, HERE)).speaking("en")
    shown = worker.get(f"/kandas-statuses/{status.id}")
    assert "gives no rights" in shown.text
    assert status.number in worker.get("/kandas-statuses?shown=lapsed").text


def test_a_status_of_others_cannot_be_reached(session: Session, page_client: PageClient, case: Application) -> None:
    status = _status(session, case)
    stranger = page_client.as_account(make_account(session)).speaking("en")
    assert status.number not in stranger.get("/my/kandas-status").text
    stranger.post(f"/my/kandas-status/{status.id}/extension", status=404)
    stranger.get(f"/kandas-statuses/{status.id}", 403)
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, ELSEWHERE))
    worker.get(f"/kandas-statuses/{status.id}/termination", 404)
    worker.post(f"/kandas-statuses/{status.id}/extension", status=404)
    ministry = page_client.as_account(make_account(session, Role.MINISTRY))
    ministry.get(f"/kandas-statuses/{status.id}/termination", 403)
    assert session.scalars(select(Application).where(Application.stream == Stream.STATUS_EXTENSION.value)).all() == []


def test_a_case_worker_opens_a_termination_with_its_ground(
    session: Session, page_client: PageClient, owner: Account, case: Application
) -> None:
    status = _status(session, case)
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, HERE)).speaking("en")
    path = f"/kandas-statuses/{status.id}/termination"
    assert path in worker.get(f"/kandas-statuses/{status.id}").links()
    empty = worker.post(path, {}, status=422)
    assert len(empty.errors) == 2
    typed = {"grounds": [GroundCode.FALSE_DATA], "reason": "Тексеру актісі"}
    opened = worker.post(path, typed)
    made = session.scalars(select(Application).where(Application.stream == Stream.STATUS_TERMINATION.value)).one()
    assert opened.location == f"/cases/{made.id}"
    assert (made.status, made.account_id, made.applicant_name) == (Status.ACCEPTED, owner.id, status.full_name)
    worker.get(f"/cases/{made.id}")
    page_client.as_account(owner).speaking("kk").get(f"/my/{made.id}")
    twice = worker.post(path, typed, status=409)
    assert "already" in twice.text
    assert path not in worker.get(f"/kandas-statuses/{status.id}").links()


def test_an_extension_is_begun_at_the_desk(session: Session, page_client: PageClient, case: Application) -> None:
    status = _status(session, case)
    account = make_account(session, Role.CASE_WORKER, HERE)
    worker = page_client.as_account(account).speaking("en")
    begun = worker.post(f"/kandas-statuses/{status.id}/extension")
    draft = session.scalars(select(Application).where(Application.stream == Stream.STATUS_EXTENSION.value)).one()
    assert (draft.account_id, draft.entered_by_id, draft.channel) == (None, account.id, "desk")
    worker.get(begun.location)


def test_the_history_names_who_did_what(session: Session, page_client: PageClient) -> None:
    family = given(session)
    application = extended(session, family, NOW + timedelta(days=300))
    status = family.statuses(session)[0]
    watch.expire(session, now=NOW + timedelta(days=800))
    worker = page_client.as_account(make_account(session, Role.CASE_WORKER, HERE)).speaking("en")
    page = worker.get(f"/kandas-statuses/{status.id}")
    assert application.number is not None
    assert application.number in page.text
    assert "The status was extended" in page.text
    assert "The term is over" in page.text
    assert family.statuses(session)[0].end_reason == EndReason.EXPIRED


def test_the_public_check_tells_what_the_status_is_today_and_no_more(
    session: Session, page_client: PageClient, case: Application
) -> None:
    status = _status(session, case)
    paper = session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.application_id == case.id, IssuedDocument.kind == DocumentKind.STATUS_CERTIFICATE.value
        )
    ).one()
    visitor = page_client.speaking("en")
    page = visitor.get(f"/verify/{format_code(paper.code)}")
    assert status.number in page.text
    assert f"until {format_date(ENDS)}" in page.text
    terminated(session, status, NOW + timedelta(days=30), GroundCode.CITIZENSHIP_RECEIVED)
    page = visitor.at(NOW + timedelta(days=31)).get(f"/verify/{format_code(paper.code)}")
    assert f"not in force from {format_date(local(NOW).date() + timedelta(days=30))}" in page.text
    assert f"until {format_date(ENDS)}" in page.text  # the other member's
    assert status.surname not in page.text
    assert "itizenship" not in page.text
    receipt = session.scalars(select(IssuedDocument).where(IssuedDocument.kind == DocumentKind.RECEIPT.value)).first()
    assert receipt is not None
    assert status.number not in visitor.get(f"/verify/{format_code(receipt.code)}").text


def test_the_quota_form_shows_the_register_and_asks_only_the_rest(
    session: Session, page_client: PageClient, owner: Account, case: Application
) -> None:
    status = _status(session, case)
    draft = make_draft(session, owner=actor_of(owner), stream=Stream.KANDAS, changes=_as(case.members[0], typed=False))
    person = page_client.as_account(owner).speaking("en")
    page = person.get(f"/applications/{draft.id}/steps/kandas")
    assert status.number in page.text
    assert page.value("status_number") is None
    assert "granted_on-day" not in page.html
    # Whatever is sent beside the page does not get in.
    answers = {
        "origin_country": "MN",
        "entered_on-day": "2",
        "entered_on-month": "10",
        "entered_on-year": "2026",
        "is_family_of_included": "no",
        "status_number": "FALSE-1",
        "version": page.value("version") or "",
    }
    person.post(f"/applications/{draft.id}/steps/kandas", answers)
    session.refresh(draft)
    assert "status_number" not in draft.answers[Step.KANDAS]
    assert status.number in person.get(f"/applications/{draft.id}/check").text
    documents = person.get(f"/applications/{draft.id}/documents").html
    assert "kind=kandas_status" not in documents


def test_terms_that_nobody_verified_are_marked(session: Session, page_client: PageClient, owner: Account) -> None:
    make_application(session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, owner=actor_of(owner))
    assert register.terms(session, local(NOW).date()).is_verified is False
    page = page_client.as_account(owner).speaking("en").get("/my/kandas-status")
    assert "not verified" in page.text.lower()


def test_a_visitor_signs_in_first(page_client: PageClient) -> None:
    assert "/account/sign-in" in page_client.get("/my/kandas-status", 303).location
    assert "/account/staff-sign-in" in page_client.get("/kandas-statuses", 303).location
