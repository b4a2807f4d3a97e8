"""A line chart of figures by day: at most four lines, each with its own dash and marker, and ranges as bands.

The geometry is made twice, for a wide page (names beside the ends of the lines) and for a phone (names in the legend
above), so that letters keep their size on both.  Everything that is drawn also stands in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.i18n import format_date, format_month
from app.i18n import gettext as _
from app.web.charts.axis import Tick, figure, first_of_months, round_ticks
from app.web.charts.label_places import Placed, spread, wrapped

Point = tuple[date, float | None]
LINES_MAX = 4
MARKERS_MAX = 40


class Style(StrEnum):
    """How a series is drawn; one chart uses each but the range once, so that no two lines look alike in grey."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    DASHDOT = "dashdot"
    # What holds until it is changed, like a quota: level, then a step.
    STEP = "step"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of figures in the order of days; None leaves a gap.  Of a range ``points`` are the lower edge."""

    name: str
    points: Sequence[Point]
    style: str = Style.SOLID
    upper: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A series in the drawing: its path, the places of its markers, and its name at the end."""

    name: str
    style: str
    path: str
    markers: tuple[tuple[float, float, str], ...]
    end: tuple[float, float] | None
    label: Placed | None


@dataclass(frozen=True, slots=True)
class View:
    """The drawing at one width; ``left`` to ``right`` and ``top`` to ``bottom`` bound the plot."""

    kind: str
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    days: tuple[Tick, ...]
    figures: tuple[Tick, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart as plain values: two drawings, what they say in words, and the table behind them."""

    views: tuple[View, ...]
    unit: str
    description: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """Room for the plot, and where a day and a figure lie in it."""

    kind: str
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    since: date
    until: date
    highest: float

    def x(self, day: date) -> float:
        span = max((self.until - self.since).days, 1)
        return round(self.left + (self.right - self.left) * (day - self.since).days / span, 1)

    def y(self, value: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * value / self.highest, 1)


def line_chart(series: Sequence[Series], *, until: date, unit: str) -> LineChart:
    """The chart of ``series`` to the day ``until``, its figures in ``unit`` (a word such as «persons»).

    Days after ``until`` are left out.  More than four lines, or one look for two of them, is an error of the caller.
    """
    series = [_cut(one, until) for one in series]
    _check(series)
    days = sorted({day for one in series for day, _value in (*one.points, *one.upper)})
    since = days[0].replace(day=1) if days else date(until.year, 1, 1)
    values = [value for one in series for _day, value in (*one.points, *one.upper) if value is not None]
    ticks = round_ticks(max(values, default=0))
    frames = (
        _Frame("wide", 760, 380, 62, 570, 28, 340, since, until, ticks[-1]),
        _Frame("narrow", 345, 300, 48, 333, 26, 268, since, until, ticks[-1]),
    )
    return LineChart(
        views=tuple(_view(frame, series, ticks) for frame in frames),
        unit=unit,
        description=_description(series, unit),
        head=(_("Day"), *(name for one in series for name in _columns(one))),
        rows=_rows(series, days),
        is_empty=not values,
    )


def _cut(one: Series, until: date) -> Series:
    """The series without what lies after the axis, in the order of days."""
    upper = {day: value for day, value in one.upper if day <= until}
    points = sorted((point for point in one.points if point[0] <= until), key=lambda point: point[0])
    return Series(str(one.name), tuple(points), Style(one.style), tuple(sorted(upper.items())))


def _check(series: Sequence[Series]) -> None:
    styles = [one.style for one in series if one.style != Style.RANGE]
    if len(styles) > LINES_MAX:
        raise ValueError(f"a chart holds {LINES_MAX} lines, not {len(styles)}")
    if len(set(styles)) != len(styles):
        raise ValueError("two lines of a chart look alike")


def _view(frame: _Frame, series: Sequence[Series], ticks: Sequence[float]) -> View:
    lines = [_line(frame, one) for one in series]
    if frame.kind == "wide":
        lines = _with_names(frame, lines)
    months = tuple(first_of_months(frame.since, frame.until))
    # Beyond a year of months there is room for every third name only.
    every = 1 if len(months) <= 13 else 3
    return View(
        frame.kind, frame.width, frame.height, frame.left, frame.right, frame.top, frame.bottom,
        days=tuple(
            Tick(frame.x(day), format_month(day) if place % every == 0 else "", minor=place % (2 * every) != 0)
            for place, day in enumerate(months)
        ),
        figures=tuple(Tick(frame.y(value), figure(value)) for value in ticks),
        lines=tuple(lines),
    )  # fmt: skip


def _line(frame: _Frame, one: Series) -> Line:
    known = [(frame.x(day), frame.y(value), f"{format_date(day)}: {figure(value)}") for day, value in _known(one)]
    end = known[-1][:2] if known else None
    if one.style == Style.RANGE:
        return Line(one.name, one.style, _band(frame, one), (), end, None)
    path = " ".join(_stroke(run, is_step=one.style == Style.STEP) for run in _runs(frame, one.points))
    if one.style == Style.STEP and known:
        # What holds, holds to the end of the axis.
        end = (frame.right, known[-1][1])
        path += f" H{frame.right:g}"
    shown = known if len(known) <= MARKERS_MAX and one.style != Style.STEP else []
    return Line(one.name, one.style, path, tuple(shown), end, None)


def _known(one: Series) -> list[tuple[date, float]]:
    """Days with a figure; of a range its middle, beside which its name stands."""
    if one.style != Style.RANGE:
        return [(day, value) for day, value in one.points if value is not None]
    upper = dict(one.upper)
    return [
        (day, (low + high) / 2) for day, low in one.points if low is not None and (high := upper.get(day)) is not None
    ]


def _runs(frame: _Frame, points: Sequence[Point]) -> list[list[tuple[float, float]]]:
    """Points in the drawing, cut where a figure is missing."""
    runs: list[list[tuple[float, float]]] = [[]]
    for day, value in points:
        if value is None:
            runs.append([])
        else:
            runs[-1].append((frame.x(day), frame.y(value)))
    return [run for run in runs if run]


def _stroke(run: Sequence[tuple[float, float]], *, is_step: bool) -> str:
    (x, y), *rest = run
    between = " ".join(f"H{x:g} V{y:g}" if is_step else f"L{x:g},{y:g}" for x, y in rest)
    return f"M{x:g},{y:g} {between}".strip()


def _band(frame: _Frame, one: Series) -> str:
    """The closed outline of a range: along the lower edge, back along the upper one."""
    upper = dict(one.upper)
    both = [(day, low, high) for day, low in one.points if low is not None and (high := upper.get(day)) is not None]
    if not both:
        return ""
    there = [f"{frame.x(day):g},{frame.y(low):g}" for day, low, _high in both]
    back = [f"{frame.x(day):g},{frame.y(high):g}" for day, _low, high in reversed(both)]
    return f"M{' L'.join(there + back)} Z"


def _with_names(frame: _Frame, lines: Sequence[Line]) -> list[Line]:
    """The lines with their names beside the plot, none over another."""
    wanted = [(line.end[1], wrapped(line.name)) for line in lines if line.end]
    places = iter(spread(wanted, frame.right + 14, frame.top, frame.bottom))
    return [
        Line(line.name, line.style, line.path, line.markers, line.end, next(places) if line.end else None)
        for line in lines
    ]


def _columns(one: Series) -> tuple[str, ...]:
    if one.style != Style.RANGE:
        return (one.name,)
    return _("%(name)s, from", name=one.name), _("%(name)s, to", name=one.name)


def _rows(series: Sequence[Series], days: Sequence[date]) -> tuple[tuple[str, ...], ...]:
    columns = [
        dict(points)
        for one in series
        for points in ((one.points, one.upper) if one.style == Style.RANGE else (one.points,))
    ]
    return tuple((format_date(day), *(figure(column.get(day)) for column in columns)) for day in days)


def _description(series: Sequence[Series], unit: str) -> str:
    """What the lines say, in words: each from its first to its last figure."""
    sentences = []
    for one in series:
        known = [(day, value) for day, value in one.points if value is not None]
        if not known:
            sentences.append(_("%(name)s: no figures yet.", name=one.name))
            continue
        (first_day, first), (last_day, last) = known[0], known[-1]
        if one.style == Style.RANGE:
            high = dict(one.upper).get(last_day)
            text = _("%(name)s: from %(low)s to %(high)s (%(unit)s) on %(day)s.", name=one.name, low=figure(last),
                     high=figure(high), unit=unit, day=format_date(last_day))  # fmt: skip
        elif first_day == last_day:
            text = _("%(name)s: %(value)s (%(unit)s) on %(day)s.", name=one.name, value=figure(last), unit=unit,
                     day=format_date(last_day))  # fmt: skip
        else:
            text = _("%(name)s: %(first)s on %(since)s, %(last)s on %(until)s (%(unit)s).", name=one.name,
                     first=figure(first), since=format_date(first_day), last=figure(last),
                     until=format_date(last_day), unit=unit)  # fmt: skip
        sentences.append(text)
    return " ".join(sentences)
