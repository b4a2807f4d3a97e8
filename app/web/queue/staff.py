"""The queues of a person's regions, and one of them in order."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from app.domain.queue import NO_PRIORITY, NOT_WISHED
from app.domain.workflow import Status
from app.labels.application import STATUSES
from app.labels.region import name_order
from app.models import Queue, db
from app.policy import Permission, holds, regions_of
from app.queries import queue as queries
from app.queries import queue_ground
from app.queries.queue import WaitingRow
from app.web.access import current_actor, requires
from app.web.queue.blueprint import blueprint, order_in_force, queue_words, region_names, stream_words

PAGE_SIZE = 50
_KEY_LENGTH = 120


@blueprint.get("")
@requires(Permission.QUEUE_READ)
def index() -> str:
    """The queues of the regions that the person reads, with their lengths."""
    actor = current_actor()
    names, streams = region_names(), stream_words()
    lengths = queries.lengths(db.session, regions_of(actor, Permission.QUEUE_READ))
    rows = [
        {
            "region": names[region],
            "stream": streams[stream],
            "families": families,
            "persons": persons,
            "href": url_for(".waiting", region=region, stream=stream),
        }
        for (region, stream), (families, persons) in lengths.items()
    ]
    rows.sort(key=lambda row: (name_order(str(row["region"])), name_order(str(row["stream"]))))
    counts = None
    if holds(actor, Permission.OVERTAKING_READ):
        counts = queue_ground.counts(db.session, regions_of(actor, Permission.OVERTAKING_READ))
    return render_template(
        "queue/index.html",
        rows=rows,
        order=order_in_force(),
        may_audit=holds(actor, Permission.QUEUE_AUDIT),
        counts=counts,
    )


@blueprint.get("/<region>/<stream>")
@requires(Permission.QUEUE_READ)
def waiting(region: str, stream: str) -> str:
    """One queue in its order."""
    actor, title = current_actor(), queue_words(region, stream)
    readable = regions_of(actor, Permission.QUEUE_READ)
    queue = db.session.get(Queue, (region, stream))
    if queue is None or (readable is not None and region not in readable):
        abort(404)
    after = request.args.get("after", "").replace("\x00", "")[:_KEY_LENGTH] or None
    rows = queries.waiting(db.session, region, stream, limit=PAGE_SIZE + 1, after=after)
    shown = rows[:PAGE_SIZE]
    # A commission's secretary reads the order, not every file of the region.
    worklist = regions_of(actor, Permission.WORKLIST)
    reads_cases = holds(actor, Permission.WORKLIST) and (worklist is None or region in worklist)
    return render_template(
        "queue/waiting.html",
        title=title,
        queue=queue,
        rows=[_row(row, reads_cases=reads_cases) for row in shown],
        order=order_in_force(),
        has_priority=any(row.priority != NO_PRIORITY for row in shown),
        first=url_for(".waiting", region=region, stream=stream) if after else None,
        next=url_for(".waiting", region=region, stream=stream, after=shown[-1].key) if len(rows) > PAGE_SIZE else None,
    )


def _row(row: WaitingRow, *, reads_cases: bool) -> dict[str, Any]:
    return {
        "place": row.place,
        "number": row.number,
        "name": row.applicant_name if reads_cases else "",
        "href": url_for("review.case_page", application_id=row.application_id) if reads_cases else None,
        "persons": row.persons,
        "complete_at": row.complete_at,
        "priority": row.priority if row.priority != NO_PRIORITY else None,
        "wish": row.wish if row.wish != NOT_WISHED else None,
        "status": str(STATUSES[Status(row.status)]),
    }
