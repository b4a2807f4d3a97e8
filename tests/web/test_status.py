from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.models import Account, Attachment, DocumentRequest, IssuedDocument, Rendering
from tests import factories
from tests.factories import NOW, actor_of
from tests.services.test_attachment import pdf
from tests.web.client import PageClient


@pytest.fixture
def owner(session: Session) -> Account:
    return factories.make_account(session)


@pytest.fixture
def browser_of(page_client: PageClient, owner: Account) -> PageClient:
    return page_client.as_account(owner).speaking("en")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("status", list(factories.PATHS))
def test_the_status_page_opens_in_every_state(
    session: Session, browser_of: PageClient, owner: Account, status: Status, language: str
) -> None:
    application = factories.make_application(session, status, owner=actor_of(owner))
    browser_of.speaking(language).get("/my")
    if status is Status.DRAFT:
        assert browser_of.get(f"/my/{application.id}", 303).location == f"/applications/{application.id}"
        return
    page = browser_of.get(f"/my/{application.id}")
    assert (application.number or "") in page.h1


def test_the_status_page_says_who_has_it_and_by_when_without_names(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    application = factories.make_application(session, Status.PREPARED, owner=actor_of(owner))
    page = browser_of.get(f"/my/{application.id}")
    assert "Head of the local executive body’s office" in page.text
    assert "working day" in page.text
    for officer in session.scalars(select(Account).where(Account.kind == "staff", Account.created_at == NOW)):
        assert officer.full_name not in page.text
    assert "Approval was proposed" not in page.text
    assert "The application was submitted" in page.text


def test_the_family_replies_to_a_request_with_a_file(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = factories.make_application(session, Status.DOCUMENTS_REQUESTED, owner=actor_of(owner))
    browser_of.at(NOW + timedelta(hours=1))
    status_page = browser_of.get(f"/my/{application.id}")
    assert "We need something from you" in status_page.text
    reply = browser_of.get(f"/my/{application.id}/reply")
    upload = next(link for link in reply.links() if "documents/new" in link)
    files = {"file": (io.BytesIO(pdf()), "new.pdf")}
    back = browser_of.post(upload, files, content_type="multipart/form-data")
    assert back.location == f"/my/{application.id}/reply"
    again = browser_of.follow(back)
    assert "new.pdf" in again.text
    browser_of.post(f"/my/{application.id}/reply", {"words": "Мі\x00не", "version": again.value("version")})
    session.refresh(application)
    assert application.status == Status.ACCEPTED
    asked = session.scalars(select(DocumentRequest).where(DocumentRequest.application_id == application.id)).one()
    assert asked.reply == "Міне"
    # What was handed in cannot be taken back.
    sent = session.scalars(select(Attachment).where(Attachment.filename == "new.pdf")).one()
    browser_of.post(f"/applications/{application.id}/documents/{sent.id}/remove", status=409)


def test_an_empty_reply_is_refused(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = factories.make_application(session, Status.DOCUMENTS_REQUESTED, owner=actor_of(owner))
    version = browser_of.get(f"/my/{application.id}/reply").value("version")
    page = browser_of.post(f"/my/{application.id}/reply", {"words": " ", "version": version}, 422)
    assert page.errors == ["Add a document, or write why you cannot send it."]


def test_a_second_reply_finds_nothing_asked(session: Session, browser_of: PageClient, owner: Account) -> None:
    application = factories.make_application(session, Status.ACCEPTED, owner=actor_of(owner))
    assert browser_of.post(f"/my/{application.id}/reply", {"words": "x"}).location == f"/my/{application.id}"


def test_withdrawing_needs_a_reason_and_releases_the_places(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    application = factories.make_application(session, Status.PREPARED, owner=actor_of(owner), persons=3)
    path = f"/my/{application.id}/withdraw"
    version = browser_of.get(path).value("version")
    page = browser_of.post(path, {"reason": "", "version": version}, 422)
    assert page.errors == ["Give a reason."]
    browser_of.post(path, {"reason": "Жоспар өзгерді", "version": version})
    session.refresh(application)
    assert (application.status, application.places_reserved) == (Status.WITHDRAWN, 0)
    assert browser_of.get(path, 303).location == f"/my/{application.id}"


def test_a_case_that_moved_meanwhile_is_not_withdrawn_unseen(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    application = factories.make_application(session, Status.SUBMITTED, owner=actor_of(owner))
    path = f"/my/{application.id}/withdraw"
    version = int(browser_of.get(path).value("version") or 0)
    page = browser_of.post(path, {"reason": "Жоспар", "version": str(version - 1)}, 409)
    assert "Somebody else has changed this" in page.errors[0]
    assert page.value("reason") == "Жоспар"


def test_a_draft_is_given_up_without_a_reason(session: Session, browser_of: PageClient, owner: Account) -> None:
    draft = factories.make_draft(session, owner=actor_of(owner))
    version = browser_of.get(f"/my/{draft.id}/withdraw").value("version")
    browser_of.post(f"/my/{draft.id}/withdraw", {"version": version})
    session.refresh(draft)
    assert draft.status == Status.WITHDRAWN
    browser_of.get(f"/my/{draft.id}")


def _make_ready(app: Flask, session: Session, rendering: Rendering) -> bytes:
    content = pdf(b"% a decision\n")
    stored = FileStore(app.extensions["settings"].files_dir).put(content)
    rendering.state, rendering.store_key, rendering.ready_at = "ready", stored.key, NOW
    rendering.sha256, rendering.size = stored.sha256, stored.size
    session.flush()
    return content


def test_papers_show_progress_then_the_file_and_the_translation(
    app: Flask, session: Session, browser_of: PageClient, page_client: PageClient, owner: Account
) -> None:
    application = factories.make_application(session, Status.SUBMITTED, owner=actor_of(owner))
    page = browser_of.get(f"/my/{application.id}")
    assert f'data-poll-url="/applications/{application.id}/papers"' in page.html
    assert "Refresh" in page.text
    paper = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == application.id)).one()
    content = _make_ready(app, session, paper.renderings[0])
    fragment = browser_of.get(f"/applications/{application.id}/papers")
    assert "data-poll-url" not in fragment.html
    link = next(link for link in fragment.links() if link.startswith(f"/applications/{application.id}/papers/"))
    sent = browser_of.get(link, buffered=True)
    assert sent.response.data == content
    assert sent.response.headers["Content-Disposition"].startswith("attachment")
    page_client.as_account(factories.make_account(session)).get(link, 404)
    browser_of.post(f"/applications/{application.id}/papers/{paper.id}/english")
    session.refresh(paper)
    assert {rendering.variant for rendering in paper.renderings} == {"official", "unofficial_en"}
    assert "Unofficial translation into English" in browser_of.get(f"/my/{application.id}").text


def test_the_page_costs_a_bounded_number_of_statements(
    session: Session, browser_of: PageClient, owner: Account
) -> None:
    small = factories.make_application(session, Status.APPROVED, owner=actor_of(owner))
    large = factories.make_application(session, Status.APPROVED, owner=actor_of(owner), persons=6)
    counts = [len(browser_of.get(f"/my/{application.id}").statements) for application in (small, large)]
    assert counts[0] == counts[1] <= 14


def test_others_have_no_status_page(session: Session, page_client: PageClient, browser_of: PageClient) -> None:
    other = factories.make_application(session, Status.SUBMITTED)
    browser_of.get(f"/my/{other.id}", 404)
    browser_of.get(f"/my/{other.id}/withdraw", 404)
    worker = page_client.as_account(factories.make_account(session, Role.CASE_WORKER, "KZ-59"))
    worker.get(f"/my/{other.id}/withdraw", 404)
    assert "sign-in" in page_client.get("/my", 303).location
