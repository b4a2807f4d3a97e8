"""The published chain: its heads by day and queue, and the entries of a day as a page, CSV and JSON.  No login."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, abort, render_template, request, url_for

from app.domain.queue import queue_code
from app.models import db
from app.policy import Permission
from app.queries import queue_chain as queries
from app.queries.queue_chain import DayRow
from app.web.access import requires
from app.web.export.tables import csv_pieces
from app.web.queue.blueprint import blueprint, order_in_force, queue_words, region_names, stream_words

DAYS = 31
ENTRIES = 100
COLUMNS = ("sequence", "commitment", "hash")


@blueprint.get("/chain")
@requires(Permission.PUBLIC)
def chain() -> str:
    """The heads of one day, and the days that can be chosen."""
    before = _day(request.args.get("before", ""))
    days = queries.days(db.session, limit=DAYS + 1, before=before)
    chosen = _day(request.args.get("day", "")) or (days[0] if days else None)
    names, streams = region_names(), stream_words()
    rows = queries.heads(db.session, chosen) if chosen else []
    return render_template(
        "queue/chain.html",
        chosen=chosen,
        order=order_in_force(),
        days=days[:DAYS],
        older=url_for(".chain", before=days[DAYS - 1].isoformat()) if len(days) > DAYS else None,
        newest=url_for(".chain") if before else None,
        rows=[
            {
                "head": row,
                "region": names[row.region],
                "stream": streams[row.stream],
                "href": url_for(".chain_day", region=row.region, stream=row.stream, day=row.day.isoformat()),
            }
            for row in rows
        ],
    )


@blueprint.get("/chain/<region>/<stream>/<day>")
@requires(Permission.PUBLIC)
def chain_day(region: str, stream: str, day: str) -> str:
    """The entries of a day: numbers and hashes, nothing else."""
    title, found = queue_words(region, stream), _reach(region, stream, day)
    after = request.args.get("after", "")
    last = int(after) if after.isascii() and after.isdecimal() and len(after) < 16 else None
    rows = queries.entries(db.session, found, after=last, limit=ENTRIES + 1)
    shown = rows[:ENTRIES]
    here: dict[str, Any] = {"region": region, "stream": stream, "day": found.head.day.isoformat()}
    return render_template(
        "queue/chain_day.html",
        title=title,
        found=found,
        rows=shown,
        csv_href=url_for(".chain_csv", **here),
        json_href=url_for(".chain_json", **here),
        first=url_for(".chain_day", **here) if last else None,
        next=url_for(".chain_day", **here, after=shown[-1].sequence) if len(rows) > ENTRIES else None,
    )


@blueprint.get("/chain/<region>/<stream>/<day>.csv")
@requires(Permission.PUBLIC)
def chain_csv(region: str, stream: str, day: str) -> Response:
    """The whole day as CSV."""
    queue_words(region, stream)
    found = _reach(region, stream, day)
    lines = ((link.sequence, link.commitment, link.hash) for link in queries.all_entries(db.session, found))
    response = Response(csv_pieces(COLUMNS, list(lines)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.csv"'
    return response


@blueprint.get("/chain/<region>/<stream>/<day>.json")
@requires(Permission.PUBLIC)
def chain_json(region: str, stream: str, day: str) -> Response:
    """The whole day as JSON, with the hash before its first entry."""
    queue_words(region, stream)
    found = _reach(region, stream, day)
    response = Response("".join(_json_pieces(found)), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.json"'
    return response


def _json_pieces(found: DayRow) -> Iterator[str]:
    head = {
        "queue": queue_code(found.head.region, found.head.stream),
        "day": found.head.day.isoformat(),
        "previous": found.previous,
        "head": found.head.hash,
    }
    yield json.dumps(head)[:-1] + ', "entries": ['
    for position, link in enumerate(queries.all_entries(db.session, found)):
        entry = {"sequence": link.sequence, "commitment": link.commitment, "hash": link.hash}
        yield (",\n" if position else "\n") + json.dumps(entry)
    yield "\n]}\n"


def _reach(region: str, stream: str, text: str) -> DayRow:
    on = _day(text)
    found = queries.day(db.session, region, stream, on) if on else None
    if found is None:
        abort(404)
    return found


def _file_name(found: DayRow) -> str:
    return f"qonys-queue-{found.head.region}-{found.head.stream}-{found.head.day.isoformat()}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
