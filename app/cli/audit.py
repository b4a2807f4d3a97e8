"""``flask --app wsgi audit verify``: walk the audit trail."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import AppGroup

from app.models import db
from app.services.audit_verification import Break, Fault, verify

group = AppGroup("audit", help="The audit trail.")
_SAID = {
    Fault.GAP: "an event before it is missing",
    Fault.LINK: "it does not follow the event before it",
    Fault.HASH: "its content was changed",
    Fault.SEAL: "events were changed, added or removed under a seal",
    Fault.SEAL_LINK: "a seal is missing or was rewritten",
}


@group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of words.")
def verify_trail(as_json: bool) -> None:
    """Check every event and seal; exit code 1 and the first broken one where the trail is broken."""
    report = verify(db.session)
    db.session.rollback()
    if as_json:
        click.echo(json.dumps({"unbroken": report.broken is None, **report.as_json()}, indent=2))
    elif report.broken is None:
        click.echo(
            f"unbroken: {report.events} events of {report.subjects} subjects; "
            f"{report.sealed_events} of them under {report.seals} seals, the last {report.last_seal}"
        )
    else:
        click.echo(f"BROKEN at {_where(report.broken)}: {_SAID[report.broken.fault]}")
    if report.broken is not None:
        sys.exit(1)


def _where(found: Break) -> str:
    """The event, or the range of the seal."""
    if found.seal_id is not None:
        return f"seal {found.seal_id} (events {found.event_id} to {found.last_event_id})"
    return f"event {found.event_id} ({found.subject_kind} {found.subject_id}, number {found.sequence} of its chain)"
