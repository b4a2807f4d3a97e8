"""Correcting and revoking papers from the case page, and what a check of them says afterwards."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.revocation import read_list
from app.domain.paper import DocumentKind
from app.domain.paper_json import from_json
from app.domain.roles import Role
from app.domain.workflow import Status
from app.gateways.signing import DemoAuthority
from app.i18n import LANGUAGES
from app.models import Application, Correction, IssuedDocument
from tests.factories import NOW, make_account, make_application
from tests.web.client import PageClient


@pytest.fixture
def case(session: Session) -> Application:
    return make_application(session, Status.APPROVED, persons=2)


@pytest.fixture
def document(session: Session, case: Application) -> IssuedDocument:
    return session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.application_id == case.id, IssuedDocument.kind == DocumentKind.APPROVAL
        )
    ).one()


@pytest.fixture
def receipt(session: Session, case: Application) -> IssuedDocument:
    return session.scalars(
        select(IssuedDocument).where(
            IssuedDocument.application_id == case.id, IssuedDocument.kind == DocumentKind.RECEIPT
        )
    ).one()


def head(page_client: PageClient, session: Session) -> PageClient:
    return page_client.as_account(make_account(session, Role.SUPERVISOR, "KZ-55")).speaking("en")


def typed(client: PageClient, path: str) -> dict[str, str]:
    """Everything that the form holds when it is opened."""
    page = client.get(path)
    names = [control.get("name") or "" for control in page.tree.iter() if control.tag in {"input", "textarea"}]
    return {name: page.value(name) or "" for name in names if name and name != "csrf_token"}


def test_the_head_corrects_a_name_and_every_check_says_so(
    page_client: PageClient, session: Session, case: Application, document: IssuedDocument
) -> None:
    client = head(page_client, session)
    path = f"/cases/{case.id}/papers/{document.id}/correct"
    assert path in client.get(f"/cases/{case.id}").links()
    form = typed(client, path)
    assert form["surname_0"] == case.members[0].surname
    client.post(path, form | {"surname_0": "Әбдірахманова", "reason": "Әріп қатесі"})
    session.expire_all()
    row = session.scalars(select(Correction)).one()
    copy = session.get_one(IssuedDocument, row.copy_id)
    assert case.applicant_name.startswith("Әбдірахманова ")
    assert case.members[0].surname == "Әбдірахманова"

    public = page_client.speaking("en")
    old = public.get(f"/verify/{document.code}").text
    assert "revoked" in old
    assert copy.number in old
    assert "revoked" not in public.get(f"/verify/{copy.code}").text
    assert "Valid" in public.get(f"/verify/{session.get_one(IssuedDocument, row.act_id).code}").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_changed_and_a_day_that_is_none_are_said(
    page_client: PageClient, session: Session, case: Application, document: IssuedDocument, language: str
) -> None:
    client = head(page_client, session).speaking(language)
    path = f"/cases/{case.id}/papers/{document.id}/correct"
    form = typed(client, path)
    assert len(client.post(path, form | {"reason": "x"}, status=409).errors) == 1
    assert len(client.post(path, form, status=422).errors) == 1
    assert len(client.post(path, form | {"reason": "x", "born_on_1-day": "41"}, status=422).errors) == 1
    assert session.scalars(select(Correction)).all() == []


def test_a_paper_is_revoked_on_a_page_once(
    page_client: PageClient, session: Session, case: Application, receipt: IssuedDocument
) -> None:
    client = head(page_client, session)
    path = f"/cases/{case.id}/papers/{receipt.id}/revoke"
    assert len(client.post(path, {"reason": ""}, status=422).errors) == 1
    client.post(path, {"reason": "Қате берілген"})
    session.refresh(receipt)
    assert receipt.revoked_reason == "Қате берілген"
    client.get(path, status=303)
    client.get(f"/cases/{case.id}/papers/{receipt.id}/correct", status=303)


def test_a_decision_is_not_revoked_by_hand(
    page_client: PageClient, session: Session, case: Application, document: IssuedDocument
) -> None:
    client = head(page_client, session)
    path = f"/cases/{case.id}/papers/{document.id}/revoke"
    assert path not in client.get(f"/cases/{case.id}").links()
    client.get(path, status=303)
    client.post(path, {"reason": "Қате берілген"})
    session.refresh(document)
    assert document.revoked_at is None


@pytest.mark.parametrize("page", ["correct", "revoke"])
def test_only_the_head_of_the_region(
    page_client: PageClient, session: Session, case: Application, document: IssuedDocument, page: str
) -> None:
    path = f"/cases/{case.id}/papers/{document.id}/{page}"
    page_client.as_account(make_account(session, Role.CASE_WORKER, "KZ-55")).get(path, status=403)
    page_client.as_account(make_account(session, Role.MINISTRY)).get(path, status=403)
    page_client.as_account(make_account(session, Role.SUPERVISOR, "KZ-59")).get(path, status=404)
    other = make_application(session, Status.SUBMITTED)
    head(page_client, session).get(f"/cases/{other.id}/papers/{document.id}/{page}", status=404)


def test_the_list_of_revoked_papers_can_be_taken_along(
    app: Flask, page_client: PageClient, session: Session, case: Application, receipt: IssuedDocument
) -> None:
    client = head(page_client, session)
    client.post(f"/cases/{case.id}/papers/{receipt.id}/revoke", {"reason": "Қате берілген"})
    response = page_client.get("/verify/revocations.jws").response
    assert response.mimetype == "application/jose"
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.get_data(as_text=True)
    content = json.loads(urlsafe_b64decode(text.split(".")[1] + "==="))
    assert [row["number"] for row in content["papers"]] == [receipt.number]
    assert receipt.code not in text
    keys = DemoAuthority(Path(app.extensions["settings"].instance_dir) / "keys", NOW)
    assert read_list(text, keys.roots()).find(receipt.number) is not None
    assert "/verify/revocations.jws" in page_client.get("/verify").links()


def test_the_copy_says_in_place_of_which_paper_it_stands(
    page_client: PageClient, session: Session, case: Application, document: IssuedDocument
) -> None:
    client = head(page_client, session)
    path = f"/cases/{case.id}/papers/{document.id}/correct"
    form = typed(client, path)
    client.post(path, form | {"executor_phone": "+7 718 200 00 00", "reason": "Телефон қате"})
    row = session.scalars(select(Correction)).one()
    facts = from_json(session.get_one(IssuedDocument, row.copy_id).facts)
    assert facts.executor.phone == "+7 718 200 00 00"
    assert document.number in facts.statements[-1].value.ru
