"""Published figures as tables and charts of the page; a sign stands where a group is too small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain.names import sort_key
from app.domain.statistic import FLOWS, Measure, same_day_before
from app.i18n import current_language, format_date, format_month, format_number, format_percent
from app.i18n import gettext as _
from app.labels.programme import STREAMS
from app.labels.statistic import ground_words
from app.queries.statistic_year import Place, StreamYear, Year
from app.web.charts.line_chart import LineChart, Series, Style, line_chart
from app.web.charts.tile_map import TileMap, TileValue, tile_map

SIGN = "•"


@dataclass(frozen=True, slots=True)
class Part:
    """A stream on the page; rows are cells in the order of their table's head, the country last."""

    code: str
    title: str
    is_quota: bool
    has_figures: bool
    figures: dict[str, str]
    regions: list[list[str]]
    country: list[str]
    months: list[list[str]]
    year_sum: list[str]
    by_month: list[tuple[str, str, list[list[str]], list[str]]]
    days: list[list[str]]
    grounds: list[list[str]]
    chart: LineChart | None
    map: TileMap | None


def parts(year: Year, names: Mapping[str, str]) -> list[Part]:
    """Each stream of the year; ``names``: regions in the language in use."""
    return [_part(year, each, names) for each in year.streams]


def _part(year: Year, each: StreamYear, names: Mapping[str, str]) -> Part:
    places = _in_order(each.regions, names)
    used = each.country.total(Measure.APPROVED, year.as_of)
    return Part(
        code=each.stream.value,
        title=str(STREAMS[each.stream]),
        is_quota=each.is_quota,
        has_figures=each.has_figures,
        figures={
            "quota": _number(each.country.allocated.get(year.as_of)),
            "used": _some(used.persons),
            "share": _share(used.persons, each.country.allocated.get(year.as_of)),
            "filed": _some(each.country.total(Measure.FILED, year.as_of).families),
            "waiting": _waiting(year, each.country)[0],
        },
        regions=[_region_row(year, each, place, names[place.code or ""]) for place in places],
        country=_region_row(year, each, each.country, _("Whole country")),
        months=[[format_month(month), *_flow_cells(each.country, month)] for month in year.months],
        year_sum=[
            _("Since 1 January"),
            *(_some(each.country.total(measure, year.as_of).families) for measure in FLOWS),
        ],
        by_month=_by_month(year, each, places, names),
        days=[
            [names.get(place.code or "", _("Whole country")), *(_number(d) for d in _days(year, place))]
            for place in (*places, each.country)
            if any(found is not None for found in _days(year, place))
        ],
        grounds=[
            [ground_words(name), format_number(each.ground_total(name, year.as_of))] for name in each.ground_names()
        ],
        chart=_chart(year, each) if each.is_quota else None,
        map=_map(year, each, names) if each.is_quota else None,
    )


def _in_order(places: tuple[Place, ...], names: Mapping[str, str]) -> list[Place]:
    def key(place: Place) -> str:
        name = names[place.code or ""]
        return name if current_language() == "en" else sort_key(name)

    return sorted(places, key=key)


def _region_row(year: Year, each: StreamYear, place: Place, name: str) -> list[str]:
    used = place.total(Measure.APPROVED, year.as_of)
    past = each.earlier.get(place.code)
    before = past.total(Measure.APPROVED, same_day_before(year.as_of)) if past else None
    waiting = _waiting(year, place)
    if not each.is_quota:
        return [name, *(_some(place.total(measure, year.as_of).families) for measure in FLOWS), waiting[0]]
    quota, held = place.allocated.get(year.as_of), place.held.get(year.as_of)
    return [
        name,
        _number(quota),
        _some(used.persons),
        _share(used.persons, quota),
        _some(held.persons if held else 0),
        *waiting,
        _some(before.persons if before else 0),
    ]


def _flow_cells(place: Place, month: date) -> list[str]:
    return [_some(place.flows[month, name].families if (month, name) in place.flows else 0) for name in FLOWS]


def _by_month(
    year: Year, each: StreamYear, places: list[Place], names: Mapping[str, str]
) -> list[tuple[str, str, list[list[str]], list[str]]]:
    """Regions by months: (id, caption, rows, row of the country), for what is asked of most."""
    tables = [
        ("filed", _("Applications filed by region and month, families")),
        (
            "approved",
            _("Approved by region and month, persons")
            if each.is_quota
            else _("Approved by region and month, families"),
        ),
        ("refused", _("Refused by region and month, families")),
        ("waiting", _("Waiting by region at the end of the month, about, families")),
    ]
    if each.is_quota:
        tables.append(("held", _("Held by region at the end of the month, persons")))
    return [
        (
            code,
            caption,
            [[names[place.code or ""], *_row(year, each, place, code)] for place in places],
            [_("Whole country"), *_row(year, each, each.country, code)],
        )
        for code, caption in tables
    ]


def _row(year: Year, each: StreamYear, place: Place, code: str) -> list[str]:
    return [_month_cell(year, each, place, code, month) for month in year.months]


def _month_cell(year: Year, each: StreamYear, place: Place, code: str, month: date) -> str:
    if code == "waiting":
        waiting = place.waiting(month, year.release.smallest)
        return _some(waiting.families if waiting else 0)
    if code == "held":
        held = place.held.get(month)
        return _some(held.persons if held else 0)
    count = place.flows.get((month, code))
    if count is None:
        return SIGN
    return _some(count.persons if code == "approved" and each.is_quota else count.families)


def _waiting(year: Year, place: Place) -> list[str]:
    """Families and persons who wait on the last closed day."""
    count = place.waiting(year.as_of, year.release.smallest)
    return [_some(count.families), _some(count.persons)] if count else [SIGN, SIGN]


def _days(year: Year, place: Place) -> tuple[int | None, int | None]:
    found = place.days
    return found.get((year.as_of, Measure.MEDIAN_DAYS)), found.get((year.as_of, Measure.NINETIETH_DAYS))


def _chart(year: Year, each: StreamYear) -> LineChart | None:
    """Use of the quota since 1 January, beside the year before and the quota itself."""
    if not each.has_figures:
        return None
    start = date(year.year, 1, 1)
    past = each.earlier[None]
    used = [(start, 0.0)] + [(m, float(each.country.total(Measure.APPROVED, m).persons)) for m in year.months]
    before = [
        (month, float(past.total(Measure.APPROVED, same_day_before(month)).persons))
        for month in year.months
        if past.flows
    ]
    quota = [(month.replace(day=1), float(each.country.allocated[month])) for month in year.months
             if month in each.country.allocated]  # fmt: skip
    series = [Series(str(year.year), used, Style.SOLID)]
    if before:
        series.append(Series(str(year.year - 1), [(start, 0.0), *before], Style.DASHED))
    if quota:
        series.append(Series(_("Quota"), quota, Style.STEP))
    return line_chart(series, until=max(year.as_of, date(year.year, 12, 31)), unit=_("persons"))


def _map(year: Year, each: StreamYear, names: Mapping[str, str]) -> TileMap | None:
    """Share of the quota that is used, by region."""
    values: dict[str, TileValue] = {}
    for place in each.regions:
        quota = place.allocated.get(year.as_of)
        if place.code is None or not quota:
            continue
        used = place.total(Measure.APPROVED, year.as_of).persons
        name = names[place.code]
        if used:
            title = _("%(region)s: %(used)s of %(all)s places used", region=name, used=format_number(used),
                      all=format_number(quota))  # fmt: skip
            values[place.code] = TileValue(used / quota, format_percent(used / quota), title)
        else:
            values[place.code] = TileValue(None, SIGN, _("%(region)s: too few to be shown", region=name))
    return tile_map(values, names=dict(names)) if values else None


def _share(used: int, quota: int | None) -> str:
    return format_percent(used / quota) if quota and used else (SIGN if quota else "—")


def _some(number: int) -> str:
    """A figure, or the sign of a group that is too small to be shown; nobody and a few look alike."""
    return format_number(number) if number > 0 else SIGN


def _number(number: int | None) -> str:
    return "—" if number is None else format_number(number)


def as_of_words(day: date) -> str:
    """The day after the last closed one, as reports say it: as of the 1st."""
    return format_date(day + timedelta(days=1))


def year_heads(year: Year) -> list[Any]:
    """Heads of tables by month."""
    return [{"text": format_month(month), "numeric": True} for month in year.months]
