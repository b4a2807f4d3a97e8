"""The fairness audit for the auditor: the last run, what it found, and every overtaking with its ground."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, url_for

from app.domain.queue import Completeness
from app.labels.queue import FAULTS
from app.models import db
from app.policy import Permission
from app.queries import queue_audit as queries
from app.queries import queue_ground
from app.queries.queue_audit import PutBackRow
from app.web.access import now, requires
from app.web.queue.blueprint import blueprint, completeness_in_force, region_names, stream_words
from app.web.queue.grounds import before_asked, only_asked, overtaking_rows, state_asked

# A night's audit is done in minutes: one that has not finished by then broke off.
_LONGEST = timedelta(hours=1)


@blueprint.get("/audit")
@requires(Permission.QUEUE_AUDIT)
def audit() -> str:
    """What the last audit found, and the overtakings, the latest first."""
    session = db.session
    only, before = only_asked(), before_asked()
    rows, more = queue_ground.overtakings(session, before=before, state=state_asked())
    names, streams = region_names(), stream_words()
    audits = queries.audits(session)
    last = next((each for each in audits if each.finished_at is not None), None) or queries.last_audit(session)
    shown: dict[str, Any] = {"only": only} if only else {}
    return render_template(
        "queue/audit.html",
        last=last,
        audits=audits,
        broken={each.id for each in audits if each.finished_at is None and each.asked_at < now() - _LONGEST},
        counts=queue_ground.counts(session),
        faults=[
            {
                "queue": f"{names[row.region]}, {streams[row.stream]}",
                "words": str(FAULTS[row.code]),
                "about": number or ", ".join(f"{name}: {value}" for name, value in sorted(row.facts.items())),
            }
            for row, number in (queries.faults(session, last.id) if last else [])
        ],
        only=only,
        rows=overtaking_rows(rows),
        put_back=[_put_back(row, names, streams) for row in queries.put_back(session)],
        replies_count=completeness_in_force() is Completeness.LAST_REPLY,
        first=url_for(".audit", **shown) if before else None,
        next=url_for(".audit", **shown, before=more) if more else None,
    )


def _put_back(row: PutBackRow, names: dict[str, str], streams: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "queue": f"{names[row.region]}, {streams[row.stream]}",
        "href": url_for("review.case_page", application_id=row.application_id),
    }
