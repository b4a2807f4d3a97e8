"""The queues of a person's regions, and one of them in order."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from app.domain.queue import DEFAULT_ORDER, NO_PRIORITY, NOT_WISHED, ORDER_SETTING, parts_of
from app.domain.workflow import Status
from app.i18n import local
from app.labels.application import STATUSES
from app.labels.legal import reference_text
from app.labels.queue import KEY_PARTS
from app.labels.region import name_order
from app.models import Queue, db
from app.policy import Permission, holds, regions_of
from app.queries import queue as queries
from app.queries.queue import WaitingRow
from app.services import reference
from app.web.access import current_actor, now, requires
from app.web.queue.blueprint import blueprint, queue_words, region_names, stream_words

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
    return render_template(
        "queue/index.html", rows=rows, order=order_in_force(), may_audit=holds(actor, Permission.QUEUE_AUDIT)
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


def order_in_force() -> dict[str, Any]:
    """What the order asks today, in words, with the act on which it rests and whether somebody has checked that."""
    book, on = reference.book(db.session), local(now()).date()
    found = book.find(ORDER_SETTING, on)
    parts = DEFAULT_ORDER if found is None else parts_of(str(found.value))
    return {
        "parts": [str(KEY_PARTS[part]) for part in parts],
        "basis": reference_text(found.legal_basis, book.acts.get(found.act_code)) if found else "",
        "verified": bool(found and found.is_verified),
    }


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
