"""The case page: what officers of each kind read there, notes, documents, and who may not come."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.document_types import DocumentType
from app.domain.procedures.quota import QUOTA_2
from app.domain.programmes.definition import Step
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.models import Application, Attachment, AuditEvent, CaseNote, IssuedDocument
from app.services import casework
from tests.factories import NOW, actor_of, attachment, make_account, make_application
from tests.web.client import PageClient

LANGUAGES = ("kk", "ru", "en")
READERS = (Role.CASE_WORKER, Role.SUPERVISOR, Role.MINISTRY, Role.AUDITOR)
# With the sign-in; the language, the case, its parts.
CASE_STATEMENTS = 18


@pytest.mark.parametrize("status", sorted(QUOTA_2.statuses - {Status.DRAFT}))
def test_case_page_in_every_state_and_language(session: Session, page_client: PageClient, status: Status) -> None:
    application = make_application(session, status, persons=3, stream=Stream.KANDAS, region="KZ-59")
    officer = make_account(session, Role.CASE_WORKER, "KZ-59")
    for language in LANGUAGES:
        page = page_client.as_account(officer).speaking(language).get(f"/cases/{application.id}")
        assert page.h1 == f"{application.number} {application.applicant_name}"
        for member in application.members:
            assert member.full_name in page.text
            assert (member.iin or member.foreign_document or "") in page.text
        assert len(page.statements) <= CASE_STATEMENTS, page.statements


@pytest.mark.parametrize("persons", [1, 9])
def test_statements_do_not_grow_with_the_household(session: Session, page_client: PageClient, persons: int) -> None:
    application = make_application(session, Status.DOCUMENTS_REQUESTED, persons=persons)
    page = page_client.as_account(make_account(session, Role.SUPERVISOR)).get(f"/cases/{application.id}")
    assert len(page.statements) <= CASE_STATEMENTS


@pytest.mark.parametrize("role", READERS)
def test_readers_see_the_case_and_only_regional_staff_write(
    session: Session, page_client: PageClient, role: Role
) -> None:
    application = make_application(session)
    page = page_client.as_account(make_account(session, role)).get(f"/cases/{application.id}")
    writes = role in {Role.CASE_WORKER, Role.SUPERVISOR}
    assert (page.value("body") is not None) == writes
    actions = [link for link in page.links() if "/work/" in link or "/decide/" in link]
    assert bool(actions) == (role is Role.CASE_WORKER)


def paths(application: Application, document: Attachment) -> list[tuple[str, str]]:
    """Every address of the case, with its method."""
    case = f"/cases/{application.id}"
    one = f"{case}/documents/{document.id}"
    return [
        ("GET", case),
        ("POST", f"{case}/notes"),
        ("GET", f"{case}/papers"),
        ("GET", f"{case}/papers/1"),
        ("POST", f"{case}/papers/1/retry"),
        ("GET", one),
        ("POST", one),
        ("GET", f"{one}/file"),
        ("GET", f"{one}/download"),
        *((method, f"{case}/work/{action}") for action in WORK for method in ("GET", "POST")),
        *((method, f"{case}/decide/{action}") for action in DECIDE for method in ("GET", "POST")),
        ("GET", f"{case}/assign"),
        ("POST", f"{case}/assign"),
    ]


WORK = (
    "accept",
    "refuse_to_accept",
    "return_for_documents",
    "reply",
    "propose_approval",
    "propose_refusal",
    "propose_termination",
    "withdraw",
)
DECIDE = ("send_back", "approve", "overrule", "announce_refusal", "announce_termination")


def opened(client: PageClient, method: str, path: str, status: int) -> None:
    (client.get if method == "GET" else client.post)(path, status=status)


def test_every_address_of_the_case_is_tried_here(app: Flask, session: Session) -> None:
    application = make_application(session)
    document = session.scalars(select(Attachment).where(Attachment.application_id == application.id)).first()
    assert document is not None
    adapter = app.url_map.bind("localhost")
    tried = {(adapter.match(path, method=method)[0], method) for method, path in paths(application, document)}
    rules = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("review.")
        for method in rule.methods or ()
        if method in {"GET", "POST"}
    }
    assert tried == rules


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED, Status.PREPARED, Status.APPROVED])
def test_another_regions_case_does_not_exist(session: Session, page_client: PageClient, status: Status) -> None:
    application = make_application(session, status, region="KZ-55")
    document = session.scalars(select(Attachment).where(Attachment.application_id == application.id)).first()
    assert document is not None
    strangers = {role: page_client.as_account(make_account(session, role, "KZ-59")) for role in READERS[:2]}
    events = session.scalars(select(AuditEvent.id).where(AuditEvent.subject_id == application.id)).all()
    for role, client in strangers.items():
        for method, path in paths(application, document):
            mine = "/decide/" in path or path.endswith("/assign")
            theirs = "/work/" in path or (method == "POST" and "/documents/" in path)
            allowed = (role is Role.SUPERVISOR and not theirs) or (role is Role.CASE_WORKER and not mine)
            opened(client, method, path, 404 if allowed else 403)
    assert session.scalars(select(AuditEvent.id).where(AuditEvent.subject_id == application.id)).all() == events


def test_nobody_else_comes_in(session: Session, page_client: PageClient) -> None:
    application = make_application(session)
    document = session.scalars(select(Attachment).where(Attachment.application_id == application.id)).first()
    assert document is not None
    for role in (Role.ADMINISTRATOR, Role.APPLICANT):
        client = page_client.as_account(make_account(session, role))
        for method, path in paths(application, document):
            opened(client, method, path, 403)
    for method, path in paths(application, document):
        opened(page_client, method, path, 303)
    ministry = page_client.as_account(make_account(session, Role.MINISTRY))
    ministry.post(f"/cases/{application.id}/notes", {"body": "x"}, status=403)
    ministry.post(f"/cases/{application.id}/papers/1/retry", status=403)


def test_a_draft_is_no_case(session: Session, page_client: PageClient) -> None:
    application = make_application(session, Status.DRAFT)
    for role in READERS:
        page_client.as_account(make_account(session, role)).get(f"/cases/{application.id}", status=404)
    page_client.as_account(make_account(session, Role.AUDITOR)).get("/cases/999999999", status=404)


def test_note_is_written_once_and_kept_when_empty(session: Session, page_client: PageClient) -> None:
    application = make_application(session)
    officer = make_account(session, Role.CASE_WORKER)
    client = page_client.as_account(officer).speaking("en")
    page = client.post(f"/cases/{application.id}/notes", {"body": "  "}, status=422)
    assert page.errors == ["Write the note."]
    long = client.post(f"/cases/{application.id}/notes", {"body": "қ" * 4001}, status=422)
    assert (
        long.value(
            "body",
        )
        is not None
        and len(long.value("body") or "") >= 4001
    )
    done = client.follow(client.post(f"/cases/{application.id}/notes", {"body": "Звонил\n<b>Айгүл</b>"}))
    assert "<b>Айгүл" not in done.html
    notes = session.scalars(select(CaseNote).where(CaseNote.application_id == application.id)).all()
    assert [(note.author_id, note.body.replace("\r", "")) for note in notes] == [(officer.id, "Звонил\n<b>Айгүл</b>")]
    told = session.scalars(select(AuditEvent.key).where(AuditEvent.subject_id == application.id)).all()
    assert told.count(EventKey.NOTE_ADDED) == 1


def stored(session: Session, app: Flask, application: Application, content: bytes, kind: str) -> Attachment:
    """A document of the case with its bytes in the store."""
    row = attachment(application, DocumentType.OTHER)
    kept = FileStore(app.extensions["settings"].files_dir).put(content)
    row.store_key, row.sha256, row.size, row.content_type = kept.key, kept.sha256, kept.size, kind
    session.add(row)
    session.flush()
    return row


@pytest.mark.parametrize(
    ("kind", "in_place"),
    [
        ("application/pdf", True),
        ("image/png", True),
        ("image/jpeg", True),
        ("image/svg+xml", False),
        ("text/html", False),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", False),
    ],
)
def test_document_is_shown_in_place_or_only_handed_out(
    app: Flask, session: Session, page_client: PageClient, kind: str, in_place: bool
) -> None:
    application = make_application(session)
    row = stored(session, app, application, b"<script>alert(1)</script>", kind)
    client = page_client.as_account(make_account(session, Role.CASE_WORKER))
    path = f"/cases/{application.id}/documents/{row.id}"
    page = client.get(path)
    frames = [element for element in page.tree.iter() if element.tag in {"iframe", "img"} and element.get("src")]
    assert bool([frame for frame in frames if str(frame.get("src")).endswith("/file")]) == in_place
    answer = client.get(f"{path}/file").response
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.mimetype == (kind if in_place else "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("inline" if in_place else "attachment")
    download = client.get(f"{path}/download").response
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.mimetype == "application/octet-stream"
    assert download.get_data() == b"<script>alert(1)</script>"
    for each in (answer, download):
        each.close()


def test_a_document_of_another_case_is_not_found(session: Session, page_client: PageClient, app: Flask) -> None:
    mine, other = make_application(session), make_application(session)
    row = stored(session, app, other, b"%PDF-1.7", "application/pdf")
    client = page_client.as_account(make_account(session, Role.CASE_WORKER))
    for path in ("", "/file", "/download"):
        client.get(f"/cases/{mine.id}/documents/{row.id}{path}", status=404)
    client.post(f"/cases/{mine.id}/documents/{row.id}", {"verdict": "verified"}, status=404)
    row.removed_at = NOW
    session.flush()
    client.get(f"/cases/{other.id}/documents/{row.id}/file", status=404)


def test_documents_are_marked_one_after_the_other(session: Session, page_client: PageClient) -> None:
    application = make_application(session, persons=2)
    rows = session.scalars(
        select(Attachment).where(Attachment.application_id == application.id).order_by(Attachment.id)
    ).all()
    client = page_client.as_account(make_account(session, Role.CASE_WORKER)).speaking("en")
    path = f"/cases/{application.id}/documents/"
    page = client.post(f"{path}{rows[0].id}", {"verdict": "rejected", "reason": " ", "state": "unchecked"}, status=422)
    assert page.errors == ["Say why the document is rejected."]
    assert client.post(f"{path}{rows[0].id}", {}, status=422).errors
    for number, row in enumerate(rows):
        answer = client.post(
            f"{path}{row.id}",
            {"verdict": "rejected" if number == 0 else "verified", "reason": "Бұлыңғыр", "state": "unchecked"},
        )
        last = number == len(rows) - 1
        assert answer.location == (f"/cases/{application.id}#documents" if last else f"{path}{rows[number + 1].id}")
    session.expire_all()
    assert [(row.state, row.state_reason) for row in rows] == [
        ("rejected", "Бұлыңғыр"),
        *[("verified", "")] * (len(rows) - 1),
    ]
    assert "Бұлыңғыр" in client.get(f"/cases/{application.id}").text


def test_the_second_officer_on_a_document_is_told(session: Session, page_client: PageClient) -> None:
    application = make_application(session)
    row = session.scalars(select(Attachment).where(Attachment.application_id == application.id)).first()
    assert row is not None
    first, second = make_account(session, Role.CASE_WORKER), make_account(session, Role.CASE_WORKER)
    casework.review_attachment(
        session, application.id, row.id, casework.Verdict.VERIFIED, actor=actor_of(first), now=NOW
    )
    client = page_client.as_account(second).speaking("en")
    typed = {"verdict": "rejected", "reason": "Мөрі жоқ", "state": "unchecked"}
    page = client.post(f"/cases/{application.id}/documents/{row.id}", typed, status=409)
    assert "changed this in the meantime" in page.errors[0]
    assert page.value("reason") is not None and "Мөрі жоқ" in (page.value("reason") or "")
    assert page.value("state") == "verified"
    session.expire_all()
    assert (row.state, row.reviewed_by_id) == ("verified", first.id)


def test_documents_before_the_head_are_as_they_were(session: Session, page_client: PageClient) -> None:
    application = make_application(session, Status.PREPARED)
    row = session.scalars(select(Attachment).where(Attachment.application_id == application.id)).first()
    assert row is not None
    client = page_client.as_account(make_account(session, Role.CASE_WORKER))
    assert client.get(f"/cases/{application.id}/documents/{row.id}").value("state") is None
    client.post(f"/cases/{application.id}/documents/{row.id}", {"verdict": "verified"}, status=409)
    session.expire_all()
    assert row.state == "unchecked"


def test_the_same_person_elsewhere_is_shown_by_number_region_and_status_only(
    session: Session, page_client: PageClient
) -> None:
    first = make_application(session, region="KZ-59")
    again = {"iin": first.applicant_iin, "surname": "Басқаша"}
    second = make_application(session, region="KZ-55", changes={Step.APPLICANT: again})
    client = page_client.as_account(make_account(session, Role.CASE_WORKER, "KZ-55")).speaking("en")
    page = client.get(f"/cases/{second.id}")
    assert first.number is not None and first.number in page.text
    assert first.applicant_name not in page.text
    assert f"/cases/{first.id}" not in page.links()
    auditor = page_client.as_account(make_account(session, Role.AUDITOR))
    assert f"/cases/{first.id}" in auditor.get(f"/cases/{second.id}").links()


@pytest.mark.parametrize("role", READERS)
def test_papers_are_waited_for_and_downloaded(
    session: Session, page_client: PageClient, app: Flask, role: Role
) -> None:
    application, other = make_application(session), make_application(session)
    document = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == application.id)).one()
    rendering = document.renderings[0]
    client = page_client.as_account(make_account(session, role))
    path = f"/cases/{application.id}/papers"
    for page in (client.get(f"/cases/{application.id}"), client.get(path)):
        assert f'data-poll-url="{path}"' in page.html
        assert f"{path}/{rendering.id}" not in page.links()
    client.get(f"{path}/{rendering.id}", status=404)
    kept = FileStore(app.extensions["settings"].files_dir).put(b"%PDF-1.7 paper")
    rendering.state, rendering.store_key, rendering.ready_at = "ready", kept.key, NOW
    session.flush()
    for page in (client.get(f"/cases/{application.id}"), client.get(path)):
        assert "data-poll-url" not in page.html
        assert f"{path}/{rendering.id}" in page.links()
    answer = client.get(f"{path}/{rendering.id}").response
    assert answer.get_data() == b"%PDF-1.7 paper"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
    client.get(f"/cases/{other.id}/papers/{rendering.id}", status=404)
