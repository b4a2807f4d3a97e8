"""The supervisor's board: what waits for a decision, what is late, who has how much, and how many places are left."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for

from app.domain.stream import Stream
from app.i18n import format_number, local
from app.labels.application import PROPOSALS, STATUSES
from app.labels.programme import STREAMS
from app.labels.region import region_name
from app.labels.review import STATUS_COLOURS
from app.models import db
from app.policy import Permission, regions_of
from app.queries import board, quota
from app.services import reference
from app.web.access import current_actor, now, requires

blueprint = Blueprint("board", __name__, url_prefix="/board")


@blueprint.get("")
@requires(Permission.REGION_BOARD)
def index() -> str:
    """The board of the regions that the person heads."""
    actor, today = current_actor(), local(now()).date()
    regions = regions_of(actor, Permission.REGION_BOARD) or frozenset()
    names = {code: region_name(region) for code, region in reference.regions(db.session).items()}
    waiting = board.waiting_for_decision(db.session, regions)
    return render_template(
        "board/index.html",
        year=today.year,
        here=[names.get(code, code) for code in sorted(regions)],
        several=len(regions) > 1,
        balances=[_balance(row, names) for row in quota.balances(db.session, today.year, regions=regions)],
        load=[_load(row) for row in board.load(db.session, regions, today)],
        waiting=[_case(row, today, actor.account_id) for row in waiting],
        late=[_case(row, today, actor.account_id) for row in board.near_deadline(db.session, regions, today)],
        today=today,
    )


def _balance(row: quota.BalanceRow, names: dict[str, str]) -> dict[str, Any]:
    return {
        "stream": str(STREAMS[Stream(row.stream)]),
        "region": names.get(row.region, row.region),
        "version": row.version,
        "allocated": format_number(row.allocated),
        "reserved": format_number(row.reserved),
        "used": format_number(row.used),
        "available": format_number(row.available),
        "taken": row.reserved + row.used,
        "whole": row.allocated,
    }


def _load(row: board.LoadRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "is_nobody": row.id is None,
        "open": format_number(row.open),
        "overdue": row.overdue,
        "soon": row.soon,
        "href": url_for("worklist.index", holder="nobody") if row.id is None else None,
    }


def _case(row: board.DeadlineRow, today: Any, account_id: int | None) -> dict[str, Any]:
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
