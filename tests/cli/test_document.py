"""Commands about issued documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.paper import make_pdf
from app.domain.paper import DocumentKind, Variant
from app.domain.paper_json import from_json
from app.domain.workflow import Status
from app.gateways.signing import DemoAuthority
from app.models import IssuedDocument
from app.services import paper
from tests.documents.paper_samples import SAMPLES
from tests.factories import NOW, make_actor, make_application


def test_a_document_is_revoked_once_and_with_a_reason(app: Flask, session: Session) -> None:
    application = make_application(session, Status.SUBMITTED)
    document = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == application.id)).one()
    session.commit()
    run = app.test_cli_runner().invoke
    assert run(args=["document", "revoke", document.number]).exit_code == 2
    assert run(args=["document", "revoke", "55-R-1999-00001", "--reason", "x"]).exit_code == 1
    done = run(args=["document", "revoke", document.number, "--reason", "Қате берілген"])
    assert (done.exit_code, done.output) == (0, f"{document.number} is revoked\n")
    session.expire_all()
    assert document.revoked_reason == "Қате берілген"
    again = run(args=["document", "revoke", document.number, "--reason", "Қате берілген"])
    assert again.exit_code == 1
    assert "already_revoked" in again.output


@pytest.mark.parametrize(
    "kind",
    [
        DocumentKind.COMMISSION_MINUTES,
        DocumentKind.PRELIMINARY_DECISION,
        DocumentKind.STATUS_CERTIFICATE,
        DocumentKind.APPEAL_REPLY,
        DocumentKind.CORRECTION,
    ],
)
def test_a_file_of_a_new_kind_is_checked_against_the_register(
    app: Flask, session: Session, tmp_path: Path, kind: DocumentKind
) -> None:
    document = paper.issue(session, SAMPLES[kind], series="SA", application_id=None, actor=make_actor(session), now=NOW)
    facts = from_json(document.facts)
    keys = DemoAuthority(Path(app.extensions["settings"].instance_dir) / "keys", NOW)
    file = tmp_path / "paper.pdf"
    file.write_bytes(make_pdf(facts, Variant.OFFICIAL, keys.signer_for(facts.body), "https://qonys.example.kz"))
    session.commit()

    run = app.test_cli_runner().invoke
    good = run(args=["document", "verify", str(file), "--json"])
    answer = json.loads(good.output)
    assert good.exit_code == 0
    assert (answer["valid"], answer["kind"], answer["number"]) == (True, kind, document.number)
    run(args=["document", "revoke", document.number, "--reason", "Түзетілді"])
    bad = run(args=["document", "verify", str(file), "--json"])
    assert bad.exit_code == 1
    assert json.loads(bad.output)["problem"] == "revoked"
