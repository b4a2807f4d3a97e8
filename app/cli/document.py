"""``flask --app wsgi document …``: is a file what a body issued, does it still count, and saying that it does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from cryptography import x509
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import DomainError
from app.domain.roles import SYSTEM
from app.gateways.signing import DemoAuthority
from app.models import IssuedDocument, db
from app.services import paper, revocation
from app.services.paper_check import CheckedFile, check_file, check_offline

group = AppGroup("document", help="Issued documents.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("verify")
@click.argument("file", type=_FILE)
@click.option("--revocations", type=_FILE, help="A signed list of revoked papers (/verify/revocations.jws).")
@click.option("--root", type=_FILE, help="The root certificate to trust (/verify/root.crt), if not this service's own.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of lines.")
@click.pass_context
def verify(context: click.Context, file: Path, revocations: Path | None, root: Path | None, as_json: bool) -> None:
    """Check signature, integrity, signer, number and revocation of FILE; exit 1 where it is not valid.

    Without a database the file is checked by itself, and ``revoked`` is unknown.  With --revocations neither database
    nor network is asked: the list says what was revoked, if it is signed by the ministry and not too old.
    """
    moment = datetime.now(UTC)
    roots = x509.load_pem_x509_certificates(root.read_bytes()) if root else _own_roots(moment)
    content = file.read_bytes()
    if revocations is not None:
        checked = check_offline(content, revocations.read_text("utf-8", "replace"), roots, now=moment)
    else:
        checked = _against_register(content, roots)
    answer = _answer(file, checked)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for name, value in answer.items():
            click.echo(f"{name}: {_shown(value)}")
    context.exit(0 if answer["valid"] else 1)


@group.command("revocations")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
def revocations(output: Path) -> None:
    """Write the signed list of revoked papers to OUTPUT, as anybody downloads it at /verify/revocations.jws."""
    moment = datetime.now(UTC)
    folder = Path(current_app.extensions["settings"].instance_dir) / "keys"
    output.write_text(revocation.signed_list(db.session, DemoAuthority(folder, moment), now=moment), "utf-8")
    click.echo(f"written: {output}")


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


def _own_roots(moment: datetime) -> Sequence[x509.Certificate]:
    folder = Path(current_app.extensions["settings"].instance_dir) / "keys"
    return DemoAuthority(folder, moment).roots()


def _against_register(content: bytes, roots: Sequence[x509.Certificate]) -> CheckedFile:
    try:
        return check_file(db.session, content, roots)
    except SQLAlchemyError:
        db.session.rollback()
        return check_file(None, content, roots)


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
        "revoked_on": checked.revoked_on.isoformat() if checked.revoked_on else None,
        "replaced_by": checked.replaced_by,
        "ended_on": checked.ended_on.isoformat() if checked.ended_on else None,
    } | _of_list(checked)


def _of_list(checked: CheckedFile) -> dict[str, Any]:
    """What is to be known of the list, where one was given."""
    if checked.listed is None:
        return {}
    content = checked.listed.content
    return {
        "list": checked.listed.problem.removeprefix("list_") or "good",
        "list_issued_at": content.issued_at.isoformat() if content else None,
        "list_next_update": content.next_update.isoformat() if content else None,
    }


def _shown(value: Any) -> str:
    words = {True: "yes", False: "no", None: "unknown", "": "-"}
    return words[value] if value in words else str(value)
