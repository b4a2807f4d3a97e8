"""Checking a file without a network, by the signed list of revoked papers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import SYSTEM
from app.domain.workflow import Status
from app.gateways.files import FileStore
from app.gateways.signing import DemoAuthority
from app.models import IssuedDocument, Rendering
from app.services import paper, revocation
from tests.factories import NOW, make_application


@pytest.fixture
def sheet(app: Flask, session: Session, tmp_path: Path) -> tuple[IssuedDocument, Path]:
    """A receipt of this installation, and its signed file."""
    application = make_application(session, Status.SUBMITTED)
    document = session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == application.id)).one()
    rendering = session.scalars(select(Rendering).where(Rendering.document_id == document.id)).one()
    store, keys = FileStore(tmp_path / "files"), _keys(app)
    paper.render(session, rendering.id, store=store, keys=keys, base_url="https://qonys.example.kz", now=NOW)
    assert rendering.store_key
    path = tmp_path / "receipt.pdf"
    path.write_bytes(store.read(rendering.store_key))
    session.commit()
    return document, path


def _keys(app: Flask) -> DemoAuthority:
    return DemoAuthority(Path(app.extensions["settings"].instance_dir) / "keys", NOW)


def _written(app: Flask, session: Session, path: Path, at: datetime) -> Path:
    path.write_text(revocation.signed_list(session, _keys(app), now=at), encoding="utf-8")
    return path


def _verify(app: Flask, pdf: Path, listed: Path, *more: str) -> tuple[int, dict[str, object]]:
    arguments = ["document", "verify", str(pdf), "--revocations", str(listed), "--json", *more]
    done = app.test_cli_runner().invoke(args=arguments)
    return done.exit_code, json.loads(done.output)


def test_a_file_is_checked_offline_by_a_list(
    app: Flask, session: Session, sheet: tuple[IssuedDocument, Path], tmp_path: Path
) -> None:
    document, pdf = sheet
    today = datetime.now(UTC)
    before = _written(app, session, tmp_path / "before.jws", today)
    code, answer = _verify(app, pdf, before)
    assert (code, answer["valid"], answer["revoked"], answer["list"]) == (0, True, False, "good")
    # The register is not asked: neither what it knows nor that it knows anything.
    assert answer["registered"] is None

    paper.revoke(session, document.id, "Қате", actor=SYSTEM, now=NOW)
    session.commit()
    assert _verify(app, pdf, before)[0] == 0
    after = _written(app, session, tmp_path / "after.jws", today)
    code, answer = _verify(app, pdf, after)
    assert (code, answer["problem"], answer["revoked"]) == (1, "revoked", True)
    assert answer["revoked_on"] == "2026-11-18"


def test_a_list_that_cannot_be_relied_on_says_so(
    app: Flask, session: Session, sheet: tuple[IssuedDocument, Path], tmp_path: Path
) -> None:
    _, pdf = sheet
    old = _written(app, session, tmp_path / "old.jws", datetime.now(UTC) - timedelta(days=8))
    code, answer = _verify(app, pdf, old)
    assert (code, answer["problem"], answer["revoked"], answer["list"]) == (1, "list_expired", None, "expired")
    header, content, signature = old.read_text(encoding="utf-8").split(".")
    forged = tmp_path / "forged.jws"
    forged.write_text(f"{header}.{content[:-4]}AAAA.{signature}", encoding="utf-8")
    assert _verify(app, pdf, forged)[1]["problem"] in {"list_bad_signature", "list_unreadable"}
    root = tmp_path / "other.crt"
    root.write_bytes(DemoAuthority(tmp_path / "other", NOW).prepare().read_bytes())
    code, answer = _verify(app, pdf, old, "--root", str(root))
    assert (code, answer["problem"], answer["list"]) == (1, "not_trusted", "not_trusted")


def test_an_old_list_still_tells_what_was_revoked(
    app: Flask, session: Session, sheet: tuple[IssuedDocument, Path], tmp_path: Path
) -> None:
    document, pdf = sheet
    paper.revoke(session, document.id, "Қате", actor=SYSTEM, now=NOW)
    session.commit()
    old = _written(app, session, tmp_path / "old.jws", datetime.now(UTC) - timedelta(days=30))
    code, answer = _verify(app, pdf, old)
    assert (code, answer["problem"], answer["revoked"]) == (1, "revoked", True)


def test_the_list_is_written_by_a_command(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "list.jws"
    done = app.test_cli_runner().invoke(args=["document", "revocations", str(path)])
    assert done.exit_code == 0
    assert path.read_text(encoding="utf-8").count(".") == 2
