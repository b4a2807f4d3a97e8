"""The quota through its year: use that adds up month by month, and what places are held until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

Points = tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What moved in a month (its first day), in persons: places given by orders, and places used."""

    month: date
    allocated: int
    used: int


def last_day(year: int) -> date:
    """The day on which the year's quota ends: what is held or free after it is lost."""
    return date(year, 12, 31)


def running_use(months: Iterable[MonthFigures], year: int, until: date) -> Points:
    """Places used since the year began, on the first of each month and on ``until`` (not after the year's last day).

    What moved before the year began counts on its first day; what is given back after its end is not of this picture.
    Empty where nothing was ever used.
    """
    rows = [row for row in months if row.month <= until]
    if not any(row.used for row in rows):
        return ()
    until = min(until, last_day(year))
    begin = date(year, 1, 1)
    total = sum(row.used for row in rows if row.month < begin)
    points = [(begin, total)]
    by_month = {row.month: row.used for row in _merged(rows)}
    month = begin
    while month <= until and month.year == year:
        total += by_month.get(month, 0)
        following = date(year + month.month // 12, month.month % 12 + 1, 1)
        points.append((min(following, until), total))
        month = following
    # On the first day of the year, or of a month, two points fall on one day: the later one knows more.
    return tuple(dict(points).items())


def quota_steps(months: Iterable[MonthFigures], year: int, until: date) -> Points:
    """Places of the orders in force: on the first day of the year, and in each month in which they changed."""
    begin = date(year, 1, 1)
    rows = _merged(row for row in months if row.month <= until)
    total = sum(row.allocated for row in rows if row.month <= begin)
    points = [(begin, total)]
    for row in rows:
        if begin < row.month <= last_day(year) and row.allocated:
            total += row.allocated
            points.append((row.month, total))
    return tuple(points) if any(value for _day, value in points) else ()


def on_axis_of(points: Sequence[tuple[date, int]], year: int) -> Points:
    """The points of another year on the days of ``year``, so that both stand over each other."""
    return tuple((_same_day(day, year), value) for day, value in points)


def lapse_day(year: int, due_on: date | None) -> date:
    """Until when a place of the year's quota is held: the head's term, and never past the year's last day."""
    return last_day(year) if due_on is None else min(due_on, last_day(year))


def _same_day(day: date, year: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(year, 3, 1)
    return day.replace(year=year)


def _merged(rows: Iterable[MonthFigures]) -> list[MonthFigures]:
    """One row a month, in order, whatever streams and regions the rows are of."""
    sums: dict[date, list[int]] = {}
    for row in rows:
        both = sums.setdefault(row.month, [0, 0])
        both[0] += row.allocated
        both[1] += row.used
    return [MonthFigures(month, *sums[month]) for month in sorted(sums)]
