"""Rows of the supervisor's board in words and figures of the language in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for

from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import format_number
from app.labels.application import PROPOSALS, STATUSES
from app.labels.programme import STREAMS
from app.labels.region import district_name
from app.labels.review import STATUS_COLOURS
from app.models import District
from app.queries import board, held, quota
from app.queries.forecast import ForecastRow
from app.queries.queue import WaitingRow

Names = Mapping[str, str]


def balance(row: quota.BalanceRow, names: Names) -> dict[str, Any]:
    """Places of a stream and region."""
    return {
        "stream": str(STREAMS[Stream(row.stream)]),
        "region": names.get(row.region, row.region),
        "version": row.version,
        "allocated": format_number(row.allocated),
        "reserved": format_number(row.reserved),
        "used": format_number(row.used),
        "available": format_number(row.available),
        "left": row.available,
        "taken": row.reserved + row.used,
        "whole": row.allocated,
    }


def district(row: quota.DistrictBalanceRow, districts: Mapping[str, District]) -> list[str]:
    """Places of a district, cell by cell."""
    named = districts.get(row.district)
    return [
        district_name(named) if named else row.district,
        str(STREAMS[Stream(row.stream)]),
        *(format_number(figure) for figure in (row.allocated, row.reserved, row.used)),
        format_number(row.allocated - row.reserved - row.used),
    ]


def load(row: board.LoadRow) -> dict[str, Any]:
    """What one officer has, or nobody."""
    return {
        "name": row.name,
        "is_nobody": row.id is None,
        "open": format_number(row.open),
        "overdue": row.overdue,
        "soon": row.soon,
        "href": url_for("worklist.index", holder="nobody") if row.id is None else None,
    }


def case(row: board.DeadlineRow, today: date, account_id: int | None) -> dict[str, Any]:
    """A case with its day; ``is_own``: the reader prepared it."""
    return {
        "row": row,
        "href": url_for("review.case_page", application_id=row.id),
        "status": str(STATUSES[row.status]),
        "colour": STATUS_COLOURS[row.status],
        "stream": str(STREAMS[row.stream]),
        "proposal": str(PROPOSALS[row.proposal]) if row.proposal else "",
        "is_overdue": row.due_on is not None and row.due_on < today,
        "is_own": row.prepared_by_id is not None and row.prepared_by_id == account_id,
    }


def holding(row: held.HeldRow, today: date) -> dict[str, Any]:
    """A case whose places lapse, with the days left (below 0: past)."""
    return {
        "row": row,
        "href": url_for("review.case_page", application_id=row.id),
        "stream": str(STREAMS[row.stream]),
        "days": (row.lapses_on - today).days,
        "is_year_end": row.due_on is None or row.lapses_on < row.due_on,
    }


def forecast(row: ForecastRow, names: Names) -> list[str]:
    """What is expected of a stream and region, cell by cell."""
    return [
        str(STREAMS[Stream(row.stream)]),
        names.get(row.region, row.region),
        *(format_number(figure) for figure in (row.allocated, row.used, row.expected)),
        f"{format_number(row.low)} – {format_number(row.high)}",
        format_number(max(row.allocated - row.expected, 0)),
    ]


def queues(
    lengths: Mapping[tuple[str, str], tuple[int, int]],
    first: Mapping[tuple[str, str], Sequence[WaitingRow]],
    names: Names,
) -> list[dict[str, Any]]:
    """Each queue with its length and the families at its head."""
    shown = []
    for (region, stream), rows in first.items():
        families, persons = lengths.get((region, stream), (0, 0))
        shown.append(
            {
                "stream": str(STREAMS[Stream(stream)]),
                "region": names.get(region, region),
                "families": families,
                "persons": persons,
                "first": rows,
                "href": url_for("queue.waiting", region=region, stream=stream),
                "key": f"{region}-{stream}",
            }
        )
    return shown


def queue_keys(regions: Sequence[str]) -> list[tuple[str, str]]:
    """Queues of the regions, in the order in which they are shown."""
    return [(region, stream.value) for region in regions for stream in QUOTA_STREAMS]
