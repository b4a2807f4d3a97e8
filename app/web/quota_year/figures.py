"""What the page of a year draws: the lines of use by stream, and the share that each region used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.quota_year import MonthFigures, last_day, on_axis_of, quota_steps, running_use
from app.i18n import format_date, format_number, format_percent
from app.i18n import gettext as _
from app.labels.quota_year import QUARTERS, class_words
from app.queries.forecast import ForecastRow
from app.queries.quota import BalanceRow, MonthRow
from app.queries.quota_year import PublishedRow
from app.web.charts.line_chart import LineChart, Point, Series, Style, line_chart
from app.web.charts.tile_map import TileMap, TileValue, ValueClass, tile_map


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Everything known of a year and the one before, for the regions that the reader may see.

    ``is_national``: the whole country, so that figures published for it are comparable.
    """

    year: int
    today: date
    unit: str
    is_national: bool
    balances: Sequence[BalanceRow]
    months: Sequence[MonthRow]
    published: Sequence[PublishedRow]
    forecasts: Sequence[ForecastRow] = field(default_factory=tuple)

    @property
    def until(self) -> date:
        """The last day of which anything can be known."""
        return min(self.today, last_day(self.year))

    @property
    def is_told_only(self) -> bool:
        """Whether the ledger knows no use of the year, while something was published about it."""
        return not any(row.used for row in self.balances) and any(row.year == self.year for row in self.published)


def use_chart(figures: YearFigures, stream: str | None) -> LineChart:
    """Use of ``stream`` (None: of both) against the quota, beside the year before."""
    year = figures.year
    series = [
        *_forecast(figures, stream),
        *_use(figures, stream, year, Style.SOLID, Style.DASHDOT),
        *_use(figures, stream, year - 1, Style.DOTTED, Style.DOTTED),
    ]
    steps = quota_steps(_of(figures, stream, year), year, last_day(year))
    if steps:
        series.append(Series(_("Quota of %(year)s", year=year), _floats(steps), Style.STEP))
    return line_chart(series, until=last_day(year), unit=figures.unit)


def _of(figures: YearFigures, stream: str | None, year: int) -> list[MonthFigures]:
    """Months of the year's quotas of the stream."""
    rows = [row for row in figures.months if row.year == year and stream in (None, row.stream)]
    return [MonthFigures(row.month, row.allocated, row.used) for row in rows]


def _use(figures: YearFigures, stream: str | None, year: int, known: Style, told: Style) -> list[Series]:
    """The line of a year: of the ledger, else of what was published."""
    points = running_use(_of(figures, stream, year), year, min(figures.today, last_day(year)))
    lines = (
        [Series(_("Used in %(year)s", year=year), _floats(on_axis_of(points, figures.year)), known)] if points else []
    )
    said = _told(figures, stream, year)
    # Beside the ledger's own line there is room for another one only once nothing is forecast any more.
    if not said or (points and (known == told or figures.forecasts)):
        return lines
    name = _("Used in %(year)s, as published", year=year)
    if not all(row.is_verified for row in said):
        name = _("Used in %(year)s, as published (not verified)", year=year)
    points = tuple((row.told_on, row.persons) for row in said)
    return [*lines, Series(name, _floats(on_axis_of(points, figures.year)), told)]


def _told(figures: YearFigures, stream: str | None, year: int) -> list[PublishedRow]:
    """What was published of the year for the very places that the page shows."""
    rows = [row for row in figures.published if row.year == year and row.stream == stream]
    if figures.is_national:
        return [row for row in rows if row.region is None]
    regions = {row.region for row in rows}
    return rows if len(regions) == 1 else []


def _forecast(figures: YearFigures, stream: str | None) -> list[Series]:
    """What is expected of the rest of the year, and its range."""
    rows = [row for row in figures.forecasts if stream is None or row.stream == stream]
    if not rows or figures.today >= last_day(figures.year):
        return []
    used, expected, low, high = (
        sum(getattr(row, name) for row in rows) for name in ("used", "expected", "low", "high")
    )
    end = last_day(figures.year)

    def line(value: int) -> list[Point]:
        return [(figures.today, float(used)), (end, float(value))]

    return [
        Series(_("Range of the forecast"), line(low), Style.RANGE, upper=line(high)),
        Series(_("Expected"), line(expected), Style.DASHED),
    ]


def _floats(points: Sequence[tuple[date, int]]) -> list[Point]:
    return [(day, float(value)) for day, value in points]


def shares(figures: YearFigures) -> Mapping[str, TileValue]:
    """Share of the quota that each region used, both streams; where the ledger knows none, the last one published."""
    allocated: dict[str, int] = {}
    used: dict[str, int] = {}
    for row in figures.balances:
        allocated[row.region] = allocated.get(row.region, 0) + row.allocated
        used[row.region] = used.get(row.region, 0) + row.used
    told = last_told(figures) if figures.is_told_only else {}
    values = {}
    for region, places in allocated.items():
        row_told = told.get(region)
        if figures.is_told_only and row_told is None:
            continue
        number = row_told.persons if row_told else used[region]
        if not places:
            continue
        share = number / places
        text = format_percent(round(share, 3))
        title = _("%(used)s of %(all)s places used", used=format_number(number), all=format_number(places))
        if row_told:
            title = _("%(said)s, as published for %(day)s", said=title, day=format_date(row_told.told_on))
        values[region] = TileValue(share, text, title)
    return values


def last_told(figures: YearFigures) -> dict[str, PublishedRow]:
    """The latest published figure of each region for both streams together."""
    rows = [row for row in figures.published if row.year == figures.year and row.region and row.stream is None]
    return {str(row.region): row for row in sorted(rows, key=lambda row: row.told_on)}


def share_map(figures: YearFigures, names: Mapping[str, str]) -> TileMap:
    """The map of :func:`shares`, shaded by quarters of the quota."""
    return quarter_map(shares(figures), names)


def quarter_map(values: Mapping[str, TileValue], names: Mapping[str, str]) -> TileMap:
    """A map of shares of the quota, shaded by quarters."""
    titled = {
        code: TileValue(one.value, one.text, f"{names.get(code, code)}: {one.title}") for code, one in values.items()
    }
    classes = [ValueClass(low, class_words(number)) for number, low in enumerate(QUARTERS)]
    return tile_map(titled, names=names, classes=classes)
