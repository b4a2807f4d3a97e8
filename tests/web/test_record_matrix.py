"""Every address of a record × everybody who might try it: it is there for whom it should be, and for nobody else.

The addresses are read from the application, so a new page is in the matrix from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.domain.appeal import APPEALABLE
from app.domain.roles import Role
from app.domain.workflow import Status
from app.models import Account, Application, Attachment, CaseTask, Hearing, IssuedDocument, Rendering
from app.policy import HOLDERS, Permission
from app.services import appeal_filing
from app.services.appeal_filing import Complaint
from tests.factories import NOW, actor_of, make_account, make_application
from tests.web.client import PageClient

HERE, ELSEWHERE = "KZ-55", "KZ-59"
STAFF_PAGES = (
    Permission.APPLICATION_READ,
    Permission.APPLICATION_WORK,
    Permission.APPLICATION_DECIDE,
    Permission.DEPARTURE_READ,
    Permission.DEPARTURE_RECORD,
)
READ_ONLY = (Role.MINISTRY, Role.AUDITOR)


def _values(session: Session, application: Application) -> dict[str, object]:
    """A number of this application for each kind of record that an address may name."""
    document = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == application.id)).first()
    assert document is not None
    return {
        "application_id": application.id,
        "attachment_id": session.scalars(
            select(Attachment.id).where(Attachment.application_id == application.id)
        ).first(),
        "document_id": document.id,
        "rendering_id": session.scalars(select(Rendering.id).where(Rendering.document_id == document.id)).first(),
        "member_id": application.members[-1].id,
        "action": "accept",
        "step": "residence",
        "key": 1,
        "task_id": session.scalars(select(CaseTask.id).where(CaseTask.application_id == application.id)).first(),
        "appeal_id": _complaint(session, application),
    }


def _complaint(session: Session, application: Application) -> int:
    """The number of a complaint against the decision of the application; 0 where there is none."""
    contested = session.scalars(
        select(IssuedDocument.id).where(
            IssuedDocument.application_id == application.id, IssuedDocument.kind.in_(sorted(APPEALABLE))
        )
    ).first()
    if contested is None or application.account_id is None:
        return 0
    owner = actor_of(session.get_one(Account, application.account_id))
    made = appeal_filing.file(session, application.id, contested, Complaint(("x",)), actor=owner, now=NOW)
    session.flush()
    return made.id


def _doors(app: Flask, values: dict[str, object]) -> Iterator[tuple[str, str, Permission]]:
    """Method, address and permission of every page about an application."""
    for rule in app.url_map.iter_rules():
        if "application_id" in rule.arguments:
            permission = vars(app.view_functions[rule.endpoint])["permission"]
            path = _path(app, rule, values)
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                yield method, path, permission


def _path(app: Flask, rule: Rule, values: dict[str, object]) -> str:
    given = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, given, force_external=False)


def _status(person: PageClient, method: str, path: str) -> int:
    token = {"csrf_token": person.token()} if method == "POST" else None
    response = person.client.open(path, method=method, headers={"Origin": "http://localhost"}, data=token)
    return response.status_code


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.APPROVED])
def test_a_record_of_others_is_not_there(app: Flask, session: Session, page_client: PageClient, status: Status) -> None:
    case = make_application(session, Status.APPROVED, region=HERE, persons=2)
    values = _values(session, case)
    if status is not Status.APPROVED:
        other = make_application(session, status, region=HERE, persons=2)
        values |= {"application_id": other.id, "member_id": other.members[-1].id}
    strangers = {
        "another applicant": make_account(session),
        "worker elsewhere": make_account(session, Role.CASE_WORKER, ELSEWHERE),
        "head elsewhere": make_account(session, Role.SUPERVISOR, ELSEWHERE),
        "administrator": make_account(session, Role.ADMINISTRATOR),
    }
    leaks = {}
    for name, account in strangers.items():
        person = page_client.as_account(account)
        roles = {grant.role for grant in actor_of(account).grants}
        for method, path, permission in _doors(app, values):
            expected = 404 if roles & HOLDERS[permission] else 403
            found = _status(person, method, path)
            if found != expected:
                leaks[name, method, path] = (found, expected)
    assert leaks == {}


@pytest.mark.parametrize("role", READ_ONLY)
def test_who_only_reads_changes_nothing(app: Flask, session: Session, page_client: PageClient, role: Role) -> None:
    case = make_application(session, Status.APPROVED, region=HERE, persons=2)
    person = page_client.as_account(make_account(session, role))
    before = case.version
    open_doors = {
        path: found
        for method, path, _ in _doors(app, _values(session, case))
        if method == "POST" and (found := _status(person, method, path)) not in {403, 404, 405}
    }
    assert open_doors == {}
    session.refresh(case)
    assert case.version == before


def test_the_family_and_its_region_find_the_record(app: Flask, session: Session, page_client: PageClient) -> None:
    owner = make_account(session)
    case = make_application(session, Status.APPROVED, region=HERE, owner=actor_of(owner))
    # Approved after a hearing, whose pages are there for the same people.
    session.add(
        Hearing(
            application_id=case.id,
            intends="refusal",
            reason="x",
            grounds=["expired_documents"],
            announced_at=NOW,
            position_until=NOW.date(),
            appoint_until=NOW.date(),
            ended="no_objections",
            ended_at=NOW,
        )
    )
    values = _values(session, case)
    people = {
        Role.APPLICANT: owner,
        Role.CASE_WORKER: make_account(session, Role.CASE_WORKER, HERE),
        Role.SUPERVISOR: make_account(session, Role.SUPERVISOR, HERE),
        Role.MINISTRY: make_account(session, Role.MINISTRY),
        Role.AUDITOR: make_account(session, Role.AUDITOR),
    }
    # A file of the factories has no bytes, a paper that no worker has made is waited for, nobody decides to accept.
    # Lists of rows belong to the form about the kandas status (test_status_application.py).
    without_bytes = ("/lists/", "/file", "/download", "/files/", "/papers/", "/decide/accept")
    missed = {}
    for role, account in people.items():
        person = page_client.as_account(account)
        for method, path, permission in _doors(app, values):
            reaches = role in HOLDERS[permission] and not (role is Role.CASE_WORKER and permission not in STAFF_PAGES)
            if method == "GET" and reaches and not any(part in path for part in without_bytes):
                found = _status(person, method, path)
                if found in {403, 404, 500}:
                    missed[role, path] = found
    assert missed == {}
