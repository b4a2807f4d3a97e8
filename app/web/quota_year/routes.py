"""A year of the quota: map, lines of use against the quota, the table behind them, and the workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, render_template, send_file, url_for
from werkzeug.wrappers import Response

from app.domain.quota import Unit
from app.domain.stream import QUOTA_STREAMS
from app.i18n import format_number, format_percent, local
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.quota_year import UNITS
from app.labels.region import name_order, region_name
from app.models import db
from app.policy import Permission, regions_of
from app.queries import forecast, forecast_figures, quota, quota_year
from app.queries.quota import BalanceRow
from app.services import quota_export, reference
from app.web.access import current_actor, now, requires
from app.web.quota_year.figures import YearFigures, last_told, share_map, use_chart

blueprint = Blueprint("quota_year", __name__, url_prefix="/quota/year")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<int:year>")
@requires(Permission.QUOTA_READ)
def index(year: int) -> str:
    """The year's page, of the regions that the person may see."""
    years = quota.years(db.session)
    if year not in years:
        abort(404)
    actor, today = current_actor(), local(now()).date()
    regions = regions_of(actor, Permission.QUOTA_READ)
    numbered = quota.numbered_balances(db.session, year, actor)
    forecasts = forecast.forecasts(db.session, year, today, regions=regions) if year == today.year else []
    unit = Unit(numbered[0][1].unit) if numbered else Unit.PERSONS
    figures = YearFigures(
        year=year,
        today=today,
        unit=str(UNITS[unit]),
        is_national=regions is None,
        balances=[row for _number, row in numbered],
        months=quota.monthly(db.session, [year - 1, year], regions=regions, unit=unit),
        published=quota_year.published(db.session, [year - 1, year], regions=regions),
        forecasts=forecasts,
    )
    names = {code: region_name(row) for code, row in reference.regions(db.session).items()}
    streams = [stream for stream in QUOTA_STREAMS if any(row.stream == stream for row in figures.balances)]
    return render_template(
        "quota_year/index.html",
        year=year,
        today=today,
        is_running=year == today.year,
        figures=figures,
        map=share_map(figures, names) if regions is None or len(regions) > 1 else None,
        together=use_chart(figures, None),
        charts=[(stream, QUOTA_STREAM_WORDS[stream], use_chart(figures, stream)) for stream in streams],
        rows=_rows(numbered, figures, names),
        total=_sums([row for _number, row in numbered]),
        sources=sorted({row.source for row in figures.published if not row.is_verified}),
        is_forecast_verified=_is_verified(today) if forecasts else True,
        previous_year=max((each for each in years if each < year), default=None),
        next_year=min((each for each in years if each > year), default=None),
        here=[names.get(code, code) for code in sorted(regions or ())],
    )


@blueprint.post("/<int:year>/xlsx")
@requires(Permission.QUOTA_READ)
def workbook(year: int) -> Response:
    """The year as a workbook; posting makes it, because it leaves a trace in the audit trail."""
    if year not in quota.years(db.session):
        abort(404)
    file = quota_export.export(db.session, year, actor=current_actor(), now=now())
    db.session.commit()
    return send_file(file, mimetype=_XLSX, as_attachment=True, download_name=f"qonys-quota-{year}.xlsx")


def _is_verified(today: Any) -> bool:
    known = forecast_figures.figures(db.session, today)
    return known is not None and known.is_verified


def _rows(
    numbered: Sequence[tuple[int, BalanceRow]], figures: YearFigures, names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """A row a region: each stream with the address of its ledger, and both together."""
    told = last_told(figures) if figures.is_told_only else {}
    rows = []
    listed = {row.region for _number, row in numbered}
    for region in sorted(listed, key=lambda code: name_order(names.get(code, code))):
        own = [(number, row) for number, row in numbered if row.region == region]
        rows.append(
            {
                "name": names.get(region, region),
                "streams": {row.stream: (row, url_for("quota.ledger", quota_id=number)) for number, row in own},
                "sums": _sums([row for _number, row in own]),
                "told": told.get(region),
            }
        )
    return rows


def _sums(rows: Sequence[BalanceRow]) -> dict[str, str]:
    allocated, reserved, used = (sum(getattr(row, name) for row in rows) for name in ("allocated", "reserved", "used"))
    return {
        "allocated": format_number(allocated),
        "reserved": format_number(reserved),
        "used": format_number(used),
        "available": format_number(allocated - reserved - used),
        "share": format_percent(round(used / allocated, 3)) if allocated else "—",
    }
