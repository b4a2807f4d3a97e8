"""What is counted for the public: measures, closed months, and the time that decisions took.

The cuts are those in which the ministry reports: as of a day, cumulative from 1 January, beside the same period of the
year before, by region and stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from app.domain.stream import QUOTA_STREAMS, Stream

# Proceedings that an office begins against a family, and consents abroad, are few and not published.
STREAMS = (*QUOTA_STREAMS, Stream.STATUS_ASSIGNMENT, Stream.STATUS_EXTENSION)
MEDIAN, NINETIETH = Fraction(1, 2), Fraction(9, 10)
# The setting that says how small a group may be shown, counted in families.
SMALLEST = "statistics.smallest"


class Measure(StrEnum):
    """What a figure counts.

    ``OTHERWISE``: left the queue without approval or refusal (not accepted, withdrawn, annulled).  A decision that is
    set aside is counted back in the month in which it was made.
    """

    FILED = "filed"
    APPROVED = "approved"
    REFUSED = "refused"
    OTHERWISE = "otherwise"
    HELD = "held"
    ALLOCATED = "allocated"
    GROUND = "ground"
    MEDIAN_DAYS = "median_days"
    NINETIETH_DAYS = "ninetieth_days"


# What happens in a month; the rest is what there is on a day.
FLOWS = (Measure.FILED, Measure.APPROVED, Measure.REFUSED, Measure.OTHERWISE)
KEPT = (*FLOWS, Measure.HELD)
SHARES: Mapping[Measure, Fraction] = {Measure.MEDIAN_DAYS: MEDIAN, Measure.NINETIETH_DAYS: NINETIETH}


@dataclass(frozen=True, slots=True)
class Count:
    """Families and their persons."""

    families: int = 0
    persons: int = 0

    def __add__(self, other: Count) -> Count:
        """Both together."""
        return Count(self.families + other.families, self.persons + other.persons)

    def __sub__(self, other: Count) -> Count:
        """What remains without the other; below nothing where more was counted back than came."""
        return Count(self.families - other.families, self.persons - other.persons)


def last_day(month: date) -> date:
    """The last day of the month of ``month``."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)


def closed_months(first: date, today: date) -> Iterator[date]:
    """Last days of the months from that of ``first`` to the last that is over on ``today``."""
    end = last_day(first)
    while end < today:
        yield end
        end = last_day(end + timedelta(days=1))


def same_day_before(as_of: date) -> date:
    """The end of the same month a year before."""
    return last_day(date(as_of.year - 1, as_of.month, 1))


def percentile(histogram: Mapping[int, int], share: Fraction) -> int:
    """Days within which ``share`` of the families had their decision: the nearest rank, no days that nobody waited.

    ``histogram``: families by days; ValueError for nobody.
    """
    wanted = rank(sum(histogram.values()), share)
    passed = 0
    for days in sorted(histogram):
        passed += histogram[days]
        if passed >= wanted:
            return days
    raise ValueError("nobody was decided")


def rank(families: int, share: Fraction) -> int:
    """Which of so many families, the fastest first, stands at ``share``; at least the first."""
    return max(1, ceil(share * families))
