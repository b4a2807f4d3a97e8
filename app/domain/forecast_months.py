"""Months of a year as a forecast sees them: the use of each, and how much of a year's use is usual in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 12
# Weight, in years, of the calendar before any year was seen.
_CALENDAR_YEARS = 1.0

Shape = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MonthlyUse:
    """Persons that took places from ``since`` to the day before ``until``: a month, or any stretch of the year."""

    since: date
    until: date
    persons: int


def seasonal_shape(year: int, earlier: Iterable[Sequence[int]] = ()) -> Shape:
    """Weights of the months of ``year``, 12 in sum; ``earlier``: persons month by month of each earlier year.

    A year in which nobody took a place says nothing.  Without earlier years the weights follow the calendar.
    """
    days = [_days(year, month) for month in range(1, MONTHS + 1)]
    calendar = [day * MONTHS / sum(days) for day in days]
    told = [[max(0, persons) for persons in one] for one in earlier if sum(max(0, each) for each in one) > 0]
    weights = [
        _CALENDAR_YEARS * calendar[month] + sum(one[month] * MONTHS / sum(one) for one in told)
        for month in range(MONTHS)
    ]
    return tuple(weight / (_CALENDAR_YEARS + len(told)) for weight in weights)


def weight(shape: Shape, since: date, until: date) -> float:
    """Months of ordinary weight between two days of one year, ``until`` not included (1 January of the next: whole)."""
    total = 0.0
    for month, value in enumerate(shape, start=1):
        first = date(since.year, month, 1)
        days = _days(since.year, month)
        inside = (min(until, first + timedelta(days=days)) - max(since, first)).days
        total += value * max(0, inside) / days
    return total


def _days(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
