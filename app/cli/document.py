"""``flask --app wsgi document …``: is a file what a body issued, does it still count, and saying that it does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import DomainError
from app.domain.roles import SYSTEM
from app.gateways.signing import DemoAuthority
from app.models import IssuedDocument, db
from app.services import paper
from app.services.paper_check import CheckedFile, check_file

group = AppGroup("document", help="Issued documents.")


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of lines.")
@click.pass_context
def verify(context: click.Context, file: Path, as_json: bool) -> None:
    """Check signature, integrity, signer, number and revocation of FILE; exit 1 where it is not valid.

    Without a database the file is checked by itself, and ``revoked`` is unknown.
    """
    folder = Path(current_app.extensions["settings"].instance_dir) / "keys"
    roots = DemoAuthority(folder, datetime.now(UTC)).roots()
    content = file.read_bytes()
    try:
        checked = check_file(db.session, content, roots)
    except SQLAlchemyError:
        db.session.rollback()
        checked = check_file(None, content, roots)
    answer = _answer(file, checked)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for name, value in answer.items():
            click.echo(f"{name}: {_shown(value)}")
    context.exit(0 if answer["valid"] else 1)


@group.command("revoke")
@click.argument("number")
@click.option("--reason", required=True, help="Why the document no longer counts; shown to whoever checks it.")
def revoke(number: str, reason: str) -> None:
    """Say that the document NUMBER no longer counts; its file stays, and every check of it says so from now on."""
    found = db.session.scalar(select(IssuedDocument.id).where(IssuedDocument.number == number))
    if found is None:
        raise click.ClickException(f"no document has the number {number}")
    try:
        paper.revoke(db.session, found, reason, actor=SYSTEM, now=datetime.now(UTC))
    except DomainError as error:
        db.session.rollback()
        raise click.ClickException(f"{number}: {error.code}") from error
    db.session.commit()
    click.echo(f"{number} is revoked")


def _answer(file: Path, checked: CheckedFile) -> dict[str, Any]:
    report = checked.report
    return {
        "file": file.name,
        "valid": not checked.problem,
        "problem": checked.problem,
        "integrity": report.is_intact,
        "signature": report.is_signature_valid,
        "trusted": report.is_trusted,
        "signer": report.signer,
        "serial": report.serial,
        "signed_at": report.signed_at.isoformat() if report.signed_at else None,
        "kind": report.kind,
        "number": report.number,
        "digest": report.digest,
        "registered": checked.registered is not None if checked.was_asked else None,
        "revoked": checked.is_revoked,
    }


def _shown(value: Any) -> str:
    words = {True: "yes", False: "no", None: "unknown", "": "-"}
    return words[value] if value in words else str(value)
