"""The supervisor's board: what waits for a decision, what is late, who has how much, and what becomes of the places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, render_template

from app.i18n import local
from app.labels.region import region_name
from app.models import db
from app.policy import Permission, regions_of
from app.queries import board, forecast, forecast_figures, queue_ground, quota
from app.queries import departure as departures
from app.queries import held as held_places
from app.queries import queue as queues
from app.services import reference
from app.web.access import current_actor, now, requires
from app.web.board import presentation

blueprint = Blueprint("board", __name__, url_prefix="/board")
WARNING_DAYS = "board.lapse_warning_days"
_FIRST = 5


@blueprint.get("")
@requires(Permission.REGION_BOARD)
def index() -> str:
    """The board of the regions that the person heads."""
    actor, today = current_actor(), local(now()).date()
    regions = regions_of(actor, Permission.REGION_BOARD) or frozenset()
    listed = sorted(regions)
    names = {code: region_name(region) for code, region in reference.regions(db.session).items()}
    waiting = board.waiting_for_decision(db.session, regions)
    warning = reference.book(db.session).value(WARNING_DAYS, today)
    until = today + timedelta(days=int(warning.value))
    held = held_places.held(db.session, regions, today, until)
    forecasts = forecast.forecasts(db.session, today.year, today, regions=regions)
    known = forecast_figures.figures(db.session, today) if forecasts else None
    districts = reference.districts(db.session)
    return render_template(
        "board/index.html",
        year=today.year,
        today=today,
        here=[names.get(code, code) for code in listed],
        several=len(regions) > 1,
        balances=[presentation.balance(row, names) for row in quota.balances(db.session, today.year, regions=regions)],
        districts=[
            presentation.district(row, districts)
            for row in quota.district_balances(db.session, today.year, regions=regions)
        ],
        held=held,
        departing=departures.waiting(db.session, regions, today),
        holding=[presentation.holding(row, today) for row in held.rows],
        warning_days=int(warning.value),
        is_warning_verified=warning.is_verified,
        forecasts=[presentation.forecast(row, names) for row in forecasts],
        is_forecast_verified=known is not None and known.is_verified,
        overtakings=queue_ground.counts(db.session, regions),
        queues=presentation.queues(queues.lengths(db.session, regions), _first_of_queues(listed), names),
        load=[presentation.load(row) for row in board.load(db.session, regions, today)],
        waiting=[presentation.case(row, today, actor.account_id) for row in waiting],
        late=[
            presentation.case(row, today, actor.account_id) for row in board.near_deadline(db.session, regions, today)
        ],
    )


def _first_of_queues(regions: Sequence[str]) -> dict[tuple[str, str], list[queues.WaitingRow]]:
    """The families at the head of each queue of the regions."""
    return {
        (region, stream): queues.waiting(db.session, region, stream, limit=_FIRST)
        for region, stream in presentation.queue_keys(regions)
    }
