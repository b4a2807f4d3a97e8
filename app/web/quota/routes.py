"""Balances by stream and region, the ledger of each, and the orders that set them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app.domain.errors import DomainError
from app.domain.quota import Unit
from app.domain.stream import Stream
from app.i18n import current_language, local
from app.labels.application import ACTIONS_DONE
from app.labels.departure import LEDGER_ACTS
from app.labels.errors import refusal
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.quota import AUTHORITIES, MOVEMENTS, UNITS
from app.labels.region import district_name, region_name
from app.models import db
from app.policy import holds, regions_of
from app.queries import quota as queries
from app.queries import quota_as_of as as_of_queries
from app.queries import quota_ledger
from app.queries import quota_order as order_queries
from app.queries import quota_proposal as proposal_queries
from app.queries.quota import BalanceRow, DistrictBalanceRow
from app.queries.quota_order import OrderRow
from app.services import reference
from app.web.access import Permission, current_actor, now, requires
from app.web.quota import as_of
from app.web.quota.as_of import AsOf
from app.web.quota.forms import YearForm

blueprint = Blueprint("quota", __name__, url_prefix="/quota")


@dataclass(frozen=True, slots=True)
class _Sum:
    """Places of one stream, or of the whole year, in persons."""

    allocated: int
    reserved: int
    used: int
    available: int


def region_names() -> dict[str, str]:
    """Names of the regions in the language in use, by code."""
    return {code: region_name(row) for code, row in reference.regions(db.session).items()}


def district_names() -> dict[str, str]:
    """Names of the districts in the language in use, by code."""
    return {code: district_name(row) for code, row in reference.districts(db.session).items()}


def said(error: DomainError) -> str:
    """The refusal in the language in use, with the name of the region or district that it is about."""
    names = region_names() if error.params.get("region") else {}
    places = names | (district_names() if error.params.get("district") else {})
    place = places.get(str(error.params.get("district"))) or names.get(str(error.params.get("region")), "")
    error.params = {name: places.get(str(value), value) for name, value in error.params.items()}
    words = refusal(error)
    return words if not place or words.startswith(place) else f"{place}: {words}"


def order_title(row: OrderRow) -> str:
    """The title of the order's act in the language in use, or as it was typed."""
    titles = {"kk": row.title_kk, "ru": row.title_ru, "en": row.title_en}
    return titles[current_language()] or row.act_title


@blueprint.get("")
@requires(Permission.QUOTA_READ)
def index() -> str:
    """Balances of a year, in the regions that the person may see; of this moment, or of a day as known on another."""
    actor = current_actor()
    years = queries.years(db.session)
    year, days = _chosen_year(years), as_of.asked()
    rows, districts = _balances(year, days, regions_of(actor, Permission.QUOTA_READ))
    persons = [row for row in rows if row.unit == Unit.PERSONS]
    waiting, differences = proposal_queries.standing(db.session, actor)
    return render_template(
        "quota/index.html",
        year=year,
        years=years,
        form=YearForm(years, year),
        days=days,
        streams=[stream for stream in _streams(rows, districts) if stream["rows"]],
        whole=_sum(persons) if persons else None,
        regions=region_names(),
        districts=district_names() if districts else {},
        is_national=regions_of(actor, Permission.QUOTA_READ) is None,
        may_load=holds(actor, Permission.QUOTA_ORDER),
        waiting=waiting,
        differences=differences,
    )


def _balances(
    year: int, days: AsOf, regions: frozenset[str] | None
) -> tuple[list[BalanceRow], list[DistrictBalanceRow]]:
    if days.on is None or days.known is None:
        rows = queries.balances(db.session, year, regions=regions, unit=None)
        return rows, queries.district_balances(db.session, year, regions=regions)
    on, known = days.on, days.known
    rows = as_of_queries.balances_as_of(db.session, year, on=on, known=known, regions=regions, unit=None)
    return rows, as_of_queries.district_balances_as_of(db.session, year, on=on, known=known, regions=regions)


def _streams(rows: list[BalanceRow], districts: list[DistrictBalanceRow]) -> list[dict[str, Any]]:
    """Regions and districts of each stream and unit: what is counted in families stands apart."""
    return [
        {
            "code": stream.value if unit is Unit.PERSONS else f"{stream.value}-{unit.value}",
            "title": str(words) if unit is Unit.PERSONS else f"{words}, {UNITS[unit]}",
            "in_families": unit is Unit.FAMILIES,
            "rows": [row for row in rows if row.stream == stream and row.unit == unit],
            "sum": _sum([row for row in rows if row.stream == stream and row.unit == unit]),
            "districts": [row for row in districts if row.stream == stream and unit is Unit.PERSONS],
        }
        for unit in Unit
        for stream, words in QUOTA_STREAM_WORDS.items()
    ]


@blueprint.get("/<int:quota_id>")
@requires(Permission.QUOTA_READ)
def ledger(quota_id: int) -> str:
    """Every movement of one quota, the latest first."""
    actor = current_actor()
    row = queries.balance(db.session, quota_id, actor)
    if row is None:
        abort(404)
    before = request.args.get("before", type=int)
    movements, has_more = quota_ledger.ledger(db.session, quota_id, actor, before=before)
    last = movements[-1].id if movements else None
    return render_template(
        "quota/ledger.html",
        row=row,
        quota_id=quota_id,
        stream=QUOTA_STREAM_WORDS[Stream(row.stream)],
        region=region_names()[row.region],
        movements=movements,
        words={kind.value: words for kind, words in MOVEMENTS.items()},
        acts={action.value: words for action, words in ACTIONS_DONE.items()} | LEDGER_ACTS,
        authorities={kind.value: words for kind, words in AUTHORITIES.items()},
        units={unit.value: words for unit, words in UNITS.items()},
        districts=district_names(),
        first_href=url_for(".ledger", quota_id=quota_id) if before else None,
        next_href=url_for(".ledger", quota_id=quota_id, before=last) if has_more else None,
    )


@blueprint.get("/orders")
@requires(Permission.QUOTA_READ)
def orders() -> str:
    """Orders of every year with their versions."""
    return render_template(
        "quota/orders.html",
        orders=order_queries.orders(db.session),
        order_title=order_title,
        streams={stream.value: words for stream, words in QUOTA_STREAM_WORDS.items()},
        units={unit.value: words for unit, words in UNITS.items()},
        may_load=holds(current_actor(), Permission.QUOTA_ORDER),
    )


@blueprint.get("/orders/<int:order_id>")
@requires(Permission.QUOTA_READ)
def order(order_id: int) -> str:
    """One order: its places by region, against the version before."""
    row = order_queries.order(db.session, order_id)
    if row is None:
        abort(404)
    lines = order_queries.order_lines(db.session, row)
    return render_template(
        "quota/order.html",
        order=row,
        title=order_title(row),
        lines=lines,
        persons_before=sum(line.before for line in lines),
        stream=QUOTA_STREAM_WORDS[Stream(row.stream)],
        units={unit.value: words for unit, words in UNITS.items()},
        regions=region_names(),
    )


def _chosen_year(years: list[int]) -> int:
    """The year asked for, else this one, else the latest that has a quota."""
    asked = request.args.get("year", type=int)
    if asked in years:
        return asked
    this = local(now()).year
    return this if this in years or not years else years[0]


def _sum(rows: list[BalanceRow]) -> _Sum:
    return _Sum(
        sum(row.allocated for row in rows),
        sum(row.reserved for row in rows),
        sum(row.used for row in rows),
        sum(row.available for row in rows),
    )
