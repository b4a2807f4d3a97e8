"""The auditor's pages: the trail under filters, page by page; its verification; nobody else gets in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.roles import SYSTEM, Role
from app.domain.workflow import Status
from app.i18n import LANGUAGES
from app.jobs import Work
from app.jobs.audit import verify as verify_job
from app.labels.audit import EVENT_KEYS, FAULTS, SUBJECT_KINDS
from app.models import Account, AuditVerification
from app.queries import audit as queries
from app.services import audit
from app.services.audit_verification import Fault
from tests.factories import NOW, actor_of, make_account, make_application
from tests.web.client import PageClient


@pytest.fixture
def auditor(session: Session) -> Account:
    return make_account(session, Role.AUDITOR)


def write(session: Session, count: int, subject: int = 800_001) -> None:
    for position in range(count):
        audit.record(
            session,
            EventKey.NOTE_ADDED,
            (SubjectKind.APPLICATION, subject),
            actor=SYSTEM,
            now=NOW + timedelta(minutes=position),
            region="KZ-55",
            facts={"note": position, "odd <b>": ["x", True, None, {"a": 1}]},
        )
    session.flush()


def test_every_key_kind_and_fault_has_words() -> None:
    assert set(EVENT_KEYS) == set(EventKey)
    assert set(SUBJECT_KINDS) == set(SubjectKind)
    assert set(FAULTS) == set(Fault)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_auditor_reads_the_trail(page_client: PageClient, session: Session, auditor: Account, language: str) -> None:
    application = make_application(session, status=Status.APPROVED)
    person = page_client.as_account(auditor).speaking(language)
    page = person.get("/audit")
    assert application.number is not None
    assert application.number in page.text
    assert len(page.statements) <= 6
    write(session, 3)
    assert "odd <b>" in person.get("/audit?key=note.added").text


def test_pages_of_the_trail_hold_each_event_once(session: Session, page_client: PageClient, auditor: Account) -> None:
    write(session, 2 * queries.PAGE_SIZE + 5)
    filters = queries.Filters(key=EventKey.NOTE_ADDED)
    first = queries.page(session, filters)
    second = queries.page(session, filters, before=first.older)
    third = queries.page(session, filters, before=second.older)
    assert first.newer is None
    assert third.older is None
    numbers = [row.id for page in (first, second, third) for row in page.rows]
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) == 2 * queries.PAGE_SIZE + 5
    back = queries.page(session, filters, after=third.newer)
    assert back.rows == second.rows
    person = page_client.as_account(auditor)
    older = next(link for link in person.get("/audit?key=note.added").links() if "before=" in link)
    assert "key=note.added" in older
    person.get(older)


def test_filters_narrow_the_trail(session: Session) -> None:
    officer = make_account(session, Role.CASE_WORKER, "KZ-10")
    application = make_application(session, status=Status.SUBMITTED)
    audit.record(
        session,
        EventKey.NOTE_ADDED,
        (SubjectKind.APPLICATION, application.id),
        actor=actor_of(officer),
        now=NOW + timedelta(days=40),
        region="KZ-10",
    )
    session.flush()

    def found(**asked: object) -> list[str]:
        return [row.key for row in queries.page(session, queries.Filters(**asked)).rows]  # type: ignore[arg-type]  # names of fields

    assert found(actor=officer.email) == ["note.added"]
    assert found(actor=officer.email.upper() if officer.email else "") == ["note.added"]
    assert found(actor="nobody@example.kz") == []
    assert "application.moved" in found(number=application.number)
    assert found(number="no such number") == []
    assert found(region="KZ-10", since=NOW + timedelta(days=39)) == ["note.added"]
    assert found(since=NOW + timedelta(days=41)) == []
    assert "note.added" not in found(until=NOW + timedelta(days=40), number=application.number)


def test_nonsense_in_the_address_filters_nothing_and_is_said(
    page_client: PageClient, session: Session, auditor: Account
) -> None:
    write(session, 1)
    person = page_client.as_account(auditor)
    page = person.get("/audit?since=31.02.2026&until=x&key=nothing&before=abc&actor=%00&region=KZ-99'")
    assert page.html.count("govuk-error-message") == 2
    person.get("/audit?since=01.01.0001&until=31.12.9999&before=99999999999999999999")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.AUDITOR)])
def test_nobody_else_reads_it(page_client: PageClient, session: Session, role: Role | None) -> None:
    person = page_client.as_account(make_account(session, role)) if role else page_client
    for path in ("/audit", "/audit/verification"):
        person.get(path, status=403 if role else 303)
    person.post("/audit/verification", status=403 if role else 303)
    assert session.scalars(select(AuditVerification)).all() == []


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_verification_is_asked_for_once_and_shows_what_it_found(
    page_client: PageClient, session: Session, auditor: Account, is_broken: bool
) -> None:
    write(session, 3)
    if is_broken:
        session.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
        session.execute(text("UPDATE audit_events SET region = 'KZ-10' WHERE subject_id = 800001 AND sequence = 2"))
    person = page_client.as_account(auditor).speaking("en")
    person.get("/audit/verification")
    person.post("/audit/verification")
    person.post("/audit/verification")
    (asked,) = session.scalars(select(AuditVerification)).all()
    assert "running" in person.get("/audit/verification").text
    verify_job(Work(page_client.app), verification_id=asked.id)
    page = person.get("/audit/verification")
    assert ("The trail is broken." in page.text) is is_broken
    assert ("The trail is unbroken." in page.text) is not is_broken
    assert "running" not in page.text


def test_codes_among_the_facts_are_words(page_client: PageClient, session: Session, auditor: Account) -> None:
    make_application(session, status=Status.DOCUMENTS_REQUESTED)
    text_of_page = page_client.as_account(auditor).speaking("en").get("/audit?key=application.moved").text
    assert "Action: Request documents" in text_of_page
    assert "To: Documents requested" in text_of_page
    assert "2026-" not in text_of_page.replace("-2026-", ""), "days are written as people write them"
