"""The fairness audit for the auditor: the last run, what it found, and every overtaking with its ground."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from app.domain.queue_overtaking import OvertakingGround, StatedGround
from app.labels.queue import FAULTS, OVERTAKING, STATED
from app.models import db
from app.policy import Permission
from app.queries import queue_audit as queries
from app.queries.queue_audit import OvertakingRow, PutBackRow
from app.web.access import requires
from app.web.queue.blueprint import blueprint, region_names, stream_words


@blueprint.get("/audit")
@requires(Permission.QUEUE_AUDIT)
def audit() -> str:
    """What the last audit found, and the overtakings, the latest first."""
    session = db.session
    only = request.args.get("only") == "unexplained"
    text = request.args.get("before", "")
    before = int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
    rows, more = queries.overtakings(session, before=before, only_unexplained=only)
    names, streams = region_names(), stream_words()
    last = queries.last_audit(session)
    shown: dict[str, Any] = {"only": "unexplained"} if only else {}
    return render_template(
        "queue/audit.html",
        last=last,
        audits=queries.audits(session),
        unexplained=queries.unexplained(session),
        faults=[
            {
                "queue": f"{names[row.region]}, {streams[row.stream]}",
                "words": str(FAULTS[row.code]),
                "about": number or ", ".join(f"{name}: {value}" for name, value in sorted(row.facts.items())),
            }
            for row, number in (queries.faults(session, last.id) if last else [])
        ],
        only=only,
        rows=[_row(row, names, streams) for row in rows],
        put_back=[_put_back(row, names, streams) for row in queries.put_back(session)],
        first=url_for(".audit", **shown) if before else None,
        next=url_for(".audit", **shown, before=more) if more else None,
    )


def _put_back(row: PutBackRow, names: dict[str, str], streams: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "queue": f"{names[row.region]}, {streams[row.stream]}",
        "href": url_for("review.case_page", application_id=row.application_id),
    }


def _row(row: OvertakingRow, names: dict[str, str], streams: dict[str, str]) -> dict[str, Any]:
    return {
        "at": row.at,
        "queue": f"{names[row.region]}, {streams[row.stream]}",
        "number": row.number,
        "href": url_for("review.case_page", application_id=row.application_id),
        "place": row.place,
        "grounds": [(str(OVERTAKING[OvertakingGround(code)]), count) for code, count in sorted(row.grounds.items())],
        "unexplained": row.unexplained,
        "left": row.left,
        "stated": [
            {
                "ground": str(STATED[StatedGround(each["ground"])]),
                "reason": each["reason"],
                "passed": ", ".join(each["passed"]),
            }
            for each in row.stated
        ],
    }
