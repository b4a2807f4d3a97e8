"""Commands about issued documents."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.workflow import Status
from app.models import IssuedDocument
from tests.factories import make_application


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
