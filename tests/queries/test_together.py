"""Reads that share a statement give what each would give alone."""

from __future__ import annotations

import pytest
from sqlalchemy import Integer, Numeric, bindparam, cast, literal, select
from sqlalchemy.orm import Session

from app.domain.workflow import Status
from app.models import Application, AuditEvent, HouseholdMember
from app.queries import case, case_page
from app.queries.together import Together
from tests.factories import actor_of, make_account, make_application

CASE = bindparam("case", type_=Integer)
MEMBERS = (
    select(HouseholdMember.position, HouseholdMember.surname)
    .where(HouseholdMember.application_id == CASE)
    .order_by(HouseholdMember.position.desc())
)
CASES = select(Application.id, Application.submitted_at, Application.due_on, Application.answers).where(
    Application.id == CASE
)
EVENTS = (
    select(AuditEvent.sequence, AuditEvent.at, AuditEvent.facts)
    .where(AuditEvent.subject_id == CASE, AuditEvent.subject_kind == "application")
    .order_by(AuditEvent.sequence)
)


def test_rows_are_those_of_statements_of_their_own(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, persons=4)
    given = {"case": application.id}
    found = Together(members=MEMBERS, cases=CASES, events=EVENTS).rows(session, given)
    for name, statement in (("members", MEMBERS), ("cases", CASES), ("events", EVENTS)):
        assert [tuple(row) for row in found[name]] == [tuple(row) for row in session.execute(statement, given)]
    assert found["cases"][0].submitted_at == application.submitted_at
    assert len(found["members"]) == 4
    assert found["events"]


def test_a_part_without_rows_is_empty(session: Session) -> None:
    assert Together(members=MEMBERS, cases=CASES).rows(session, {"case": 0}) == {"members": [], "cases": []}


def test_what_json_has_no_exact_word_for_is_refused() -> None:
    with pytest.raises(TypeError, match="does not travel"):
        Together(money=select(cast(literal(1), Numeric).label("sum")))


def test_the_parts_of_a_case_are_what_their_own_reads_give(session: Session) -> None:
    owner = actor_of(make_account(session))
    application = make_application(session, Status.DOCUMENTS_REQUESTED, owner=owner, persons=3)
    found = case_page.parts(session, application, 2026)
    assert found.people == case.people(session, application.id, 2026)
    assert found.attachments == case.attachments(session, application.id)
    assert found.attachments
    assert found.papers == case.papers(session, application.id)
    assert found.papers
    assert found.requests == case.requests(session, application.id)
    assert found.requests
