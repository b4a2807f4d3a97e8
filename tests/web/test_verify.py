"""The public check of a document."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.payload import sign_payload
from app.domain.paper import format_code
from app.domain.paper_json import from_json
from app.domain.roles import Role
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.gateways.signing import DemoAuthority
from app.i18n import LANGUAGES
from app.models import IssuedDocument, Rendering
from app.services import paper
from tests import factories
from tests.factories import NOW
from tests.web.client import PageClient


@pytest.fixture
def keys(app: Flask) -> DemoAuthority:
    return DemoAuthority(Path(app.extensions["settings"].instance_dir) / "keys", NOW)


@pytest.fixture
def document(session: Session) -> IssuedDocument:
    application = factories.make_application(session, Status.APPROVED, persons=2)
    return session.scalars(
        select(IssuedDocument).where(IssuedDocument.application_id == application.id, IssuedDocument.kind == "approval")
    ).one()


def rendered(session: Session, document: IssuedDocument, keys: DemoAuthority, folder: Path) -> bytes:
    rendering = session.scalars(select(Rendering).where(Rendering.document_id == document.id)).one()
    store = FileStore(folder)
    paper.render(session, rendering.id, store=store, keys=keys, base_url="https://qonys.example.kz", now=NOW)
    assert rendering.store_key
    return store.read(rendering.store_key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_sees_that_a_document_counts_and_no_name(
    page_client: PageClient, document: IssuedDocument, language: str
) -> None:
    facts = from_json(document.facts)
    page = page_client.speaking(language).get(f"/verify/{format_code(document.code)}")

    assert page.status == 200
    assert document.number in page.text
    assert facts.body.name.text(language) in page.text
    assert facts.addressee is not None
    assert not any(part in page.text for part in facts.addressee.name.split())
    assert facts.addressee.iin not in page.text


def test_a_typed_code_leads_to_the_page(page_client: PageClient, document: IssuedDocument) -> None:
    typed = format_code(document.code).lower().replace("-", " ")
    page = page_client.post("/verify", {"code": typed})
    assert page.location.endswith(f"/verify/{format_code(document.code)}")


@pytest.mark.parametrize("typed", ["", "12345", "ЖЖЖЖ-ЖЖЖЖ-ЖЖЖЖ"])
def test_what_cannot_be_a_code_is_said_at_the_field(page_client: PageClient, typed: str) -> None:
    page = page_client.post("/verify", {"code": typed}, status=200)
    assert len(page.errors) == 1


def test_an_unknown_code_is_not_found(page_client: PageClient) -> None:
    assert page_client.get("/verify/0000-0000-0000", status=404).status == 404
    assert page_client.get("/verify/nonsense", status=404).status == 404


def test_a_revoked_document_says_so(page_client: PageClient, session: Session, document: IssuedDocument) -> None:
    before = page_client.speaking("en").get(f"/verify/{document.code}").text
    actor = factories.make_actor(session, Role.SUPERVISOR, "KZ-55")
    paper.revoke(session, document.id, "қате", actor=actor, now=NOW)
    session.flush()  # the event too: the page that is read next must find nothing left to write
    after = page_client.get(f"/verify/{document.code}").text
    assert "revoked" not in before
    assert "revoked" in after


def test_the_payload_of_the_qr_code_is_checked(
    page_client: PageClient, document: IssuedDocument, keys: DemoAuthority
) -> None:
    facts = from_json(document.facts)
    payload = sign_payload(facts, keys.signer_for(facts.body))
    page_client.speaking("en")
    address = f"/verify/{document.code}"

    assert "QR code is genuine: it was signed" in page_client.get(f"{address}?p={payload}").text
    broken = payload[:20] + ("A" if payload[20] != "A" else "B") + payload[21:]
    assert "genuine: it was signed" not in page_client.get(f"{address}?p={broken}").text
    assert "does not hold what it should" in page_client.get(f"{address}?p=%00%00").text


def test_a_file_is_checked_against_signature_and_register(
    page_client: PageClient, session: Session, document: IssuedDocument, keys: DemoAuthority, tmp_path: Path
) -> None:
    pdf = rendered(session, document, keys, tmp_path)
    page_client.speaking("en")

    good = page_client.post("/verify", {"code": "", "file": (BytesIO(pdf), "decision.pdf")}, status=200)
    assert "unchanged, signed by the body, and counts" in good.text
    position = pdf.index(b"stream") + 40
    changed = pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]
    bad = page_client.post("/verify", {"code": "", "file": (BytesIO(changed), "decision.pdf")}, status=200)
    assert "Not valid" in bad.text
    nonsense = page_client.post("/verify", {"code": "", "file": (BytesIO(b"%PDF-1.7 x"), "x.pdf")}, status=200)
    assert "cannot be read" in nonsense.text


def test_the_root_of_trust_can_be_taken_along(page_client: PageClient) -> None:
    response = page_client.get("/verify/root.crt").response
    assert response.data.startswith(b"-----BEGIN CERTIFICATE-----")
    assert "attachment" in response.headers["Content-Disposition"]
