"""``flask --app wsgi queue audit``: is the order of every queue what it should be, and every overtaking explained?"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.domain.queue import queue_code
from app.domain.queue_overtaking import GroundState
from app.models import QueueFault, db
from app.queries import queue_ground
from app.services import queue_audit, queue_publish

group = AppGroup("queue", help="The queue of each host region and stream.")


@group.command("audit")
@click.option("--full", is_flag=True, help="Look at every overtaking again, not only at those since the last audit.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object instead of lines.")
def audit(full: bool, as_json: bool) -> None:
    """Audit every queue; exit 1 when a chain is broken, a place differs, or an overtaking has no ground.

    One whose ground was stated afterwards is listed, and does not make the exit 1.
    """
    now = datetime.now(UTC)
    number = queue_audit.begin(db.session, now=now, full=full).id
    db.session.commit()
    for region, stream in queue_audit.queues(db.session):
        queue_audit.step(db.session, number, region, stream)
        db.session.commit()
    record = queue_audit.finish(db.session, number, now=now)
    db.session.commit()
    found: dict[str, Any] = {"audit": record.id, "clean": record.is_clean, **record.counts}
    found["faults_found"], found["without_ground"] = _faults(number), _overtakings(GroundState.OPEN)
    found["stated_afterwards"] = _overtakings(GroundState.AFTERWARDS)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _print(found)
    if found["faults"] or found["without_ground"]:
        sys.exit(1)


@group.command("publish")
def publish() -> None:
    """Write the heads of every day up to yesterday that has none yet (a nightly job does it, too)."""
    written = queue_publish.write_heads(db.session, now=datetime.now(UTC))
    db.session.commit()
    click.echo(f"{written} heads written")


def _faults(number: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(select(QueueFault).where(QueueFault.audit_id == number).order_by(QueueFault.id))
    return [{"queue": queue_code(row.region, row.stream), "code": row.code, **row.facts} for row in rows]


def _overtakings(state: GroundState) -> list[dict[str, Any]]:
    rows, _ = queue_ground.overtakings(db.session, state=state, limit=None)
    return [
        {
            "queue": queue_code(row.region, row.stream),
            "at": row.at.isoformat(),
            "served": row.number,
            "place": row.place,
            "unexplained": row.unexplained,
            "left": row.left,
            "stated": [
                {"at": said.stated_at.isoformat(), "by": said.stated_by, "ground": said.ground, "reason": said.reason}
                for said in row.statements
            ],
        }
        for row in reversed(rows)
    ]


def _print(found: dict[str, Any]) -> None:
    for name in ("queues", "events", "waiting", "overtakings", "faults"):
        click.echo(f"{name}\t{found[name]}")
    for fault in found["faults_found"]:
        click.echo("fault\t" + "\t".join(str(value) for value in fault.values()))
    for name, rows in (("without ground", found["without_ground"]), ("afterwards", found["stated_afterwards"])):
        for row in rows:
            said = "".join(f"\t{each['ground']}, {each['at']}" for each in row["stated"])
            passed = f"{row['served']} (place {row['place']}) before {', '.join(row['left'])}"
            click.echo(f"{name}\t{row['queue']}\t{row['at']}\t{passed}{said}")
    click.echo("clean" if not found["faults"] and not found["without_ground"] else "not clean")
