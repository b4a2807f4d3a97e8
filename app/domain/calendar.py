"""Working days of the country and the counting of time limits.

A limit is counted from the day after the event (Administrative Procedural and Process-Related Code); what is
filed outside working hours or on a day off counts as filed on the next working day.  Akimats work five days a
week; the Government moves rest days by its decrees, which the calendar takes as data.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta, timezone

# The whole country keeps UTC+5 since 1 March 2024.
COUNTRY_TIME = timezone(timedelta(hours=5), "UTC+5")
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later (earlier if negative), or that month's last day.

    What would lie beyond the calendar is its first or last day: a mistyped year must not stop a page.
    """
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.min if year < MINYEAR else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_months_between(start: date, end: date) -> int:
    """Full months from ``start`` to ``end``: the greatest n with ``add_months(start, n) <= end``."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening and closing on the country's clock."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Days off beyond weekends, and weekend days that were made working days in exchange.

    ``moved_off`` says which of ``holidays`` are days off in exchange; counting does not ask.  Counting costs the same
    whatever the distance: the weekdays between two days are arithmetic, the rest a search in two short lists.
    """

    holidays: frozenset[date] = frozenset()
    moved_working: frozenset[date] = frozenset()
    moved_off: frozenset[date] = frozenset()
    _lost: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())
    _won: tuple[int, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Weekdays on which nobody works and weekend days on which people do, as sorted day numbers."""
        lost = sorted(day.toordinal() for day in self.holidays - self.moved_working if day.weekday() < _SATURDAY)
        won = sorted(day.toordinal() for day in self.moved_working if day.weekday() >= _SATURDAY)
        object.__setattr__(self, "_lost", tuple(lost))
        object.__setattr__(self, "_won", tuple(won))

    def is_working(self, day: date) -> bool:
        """Whether offices work on the day; a day moved to work wins over everything."""
        if day in self.moved_working:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """``day`` itself if it is a working day, else the first one after it."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, start: date, days: int) -> date:
        """The ``days``-th working day after ``start``; the start itself never counts, zero gives the start.

        OverflowError where that day lies beyond the calendar.
        """
        number = start.toordinal()
        wanted = self._worked(number) + days
        # A day is at most one working day, so a step of what is missing never goes past the day that is looked for.
        while days > 0:
            number += days
            days = wanted - self._worked(number)
        if number > date.max.toordinal():
            raise OverflowError("beyond the calendar")
        return date.fromordinal(number)

    def add_calendar_days(self, start: date, days: int) -> date:
        """The ``days``-th day after ``start``; an end on a day off moves to the next working day."""
        return self.next_working_day(start + timedelta(days=days)) if days else start

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        return self._worked(end.toordinal()) - self._worked(start.toordinal())

    def filed_on(self, instant: datetime, hours: OfficeHours) -> date:
        """Day on which something handed in at ``instant`` (aware) counts as filed."""
        if instant.tzinfo is None:
            raise ValueError("instant without a time zone")
        local = instant.astimezone(COUNTRY_TIME)
        day = local.date()
        if local.time() >= hours.closes:
            day += _ONE_DAY
        return self.next_working_day(day)

    def _worked(self, number: int) -> int:
        """Working days from the calendar's first day, a Monday, to day ``number``."""
        weeks, rest = divmod(number, 7)
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._lost, number) + bisect_right(self._won, number)
