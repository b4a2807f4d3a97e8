"""The ministry's board: the whole country, each region in a line, with the ways down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, url_for

from app.i18n import format_number, format_percent, local
from app.i18n import gettext as _
from app.labels.region import name_order, region_name
from app.models import db
from app.policy import Permission
from app.queries import country, forecast_figures
from app.queries.country import RegionRow
from app.services import reference
from app.web.access import now, requires
from app.web.charts.axis import figure
from app.web.charts.tile_map import TileValue
from app.web.quota_year.figures import quarter_map

blueprint = Blueprint("country", __name__, url_prefix="/country")


@blueprint.get("")
@requires(Permission.COUNTRY_BOARD)
def index() -> str:
    """Quota, queue, forecast, missed terms and load of every region."""
    today = local(now()).date()
    names = {code: region_name(row) for code, row in reference.regions(db.session).items()}
    rows = country.regions(db.session, today)
    rows.sort(key=lambda row: name_order(names.get(row.region, row.region)))
    total = country.total(rows)
    known = forecast_figures.figures(db.session, today) if total.expected is not None else None
    return render_template(
        "country/index.html",
        year=today.year,
        today=today,
        total=total,
        share=_share(total),
        map=quarter_map(_tiles(rows), names),
        places=[_places(row, names) for row in rows if row.allocated],
        all_places=_places(total, {"": _("The whole country")}),
        work=[_work(row, names) for row in rows],
        all_work=_work(total, {"": _("The whole country")}),
        is_forecast_verified=known is not None and known.is_verified,
    )


def _tiles(rows: Sequence[RegionRow]) -> dict[str, TileValue]:
    """The share that each region used, for the map."""
    tiles = {}
    for row in rows:
        if row.share_used is not None:
            said = _("%(used)s of %(all)s places used", used=format_number(row.used), all=format_number(row.allocated))
            tiles[row.region] = TileValue(row.share_used, _share(row), said)
    return tiles


def _share(row: RegionRow) -> str:
    return "—" if row.share_used is None else format_percent(round(row.share_used, 3))


def _places(row: RegionRow, names: dict[str, str]) -> dict[str, Any]:
    """Places of a region and what is expected of them."""
    left = None if row.expected is None else max(row.allocated - row.expected, 0)
    return {
        "name": names.get(row.region, row.region),
        "href": url_for("redistribution.forecast", region=row.region) if row.region else None,
        "cells": [
            *(format_number(number) for number in (row.allocated, row.reserved, row.used, row.available)),
            _share(row),
            figure(row.expected),
            f"{figure(row.low)} – {figure(row.high)}" if row.low is not None else "—",
            figure(left),
        ],
    }


def _work(row: RegionRow, names: dict[str, str]) -> dict[str, Any]:
    """Who waits in a region, and how its offices keep up."""
    return {
        "name": names.get(row.region, row.region),
        "cases_href": url_for("worklist.index", region=row.region) if row.region else None,
        "clock_href": url_for("clock.index", region=row.region) if row.region else None,
        "breaches": format_number(row.breaches),
        "cells": [format_number(row.families), format_number(row.persons), format_number(row.open),
                  format_number(row.overdue)],
        "after": [format_number(row.unexplained), format_number(row.officers), figure(row.open_each)],
    }  # fmt: skip
