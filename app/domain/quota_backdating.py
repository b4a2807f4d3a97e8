"""Changes that hold from a day in the past: they take no place that was not free on each day since.

A change of the quota names the day from which it holds, which may be earlier than the day on which it is approved
(ADR 0016).  Places that are free today may have been held then; taking them from that day on would leave less than
nothing on the days between.  So the day is refused, and the first possible one is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.errors import DomainError


class BackdatedError(DomainError):
    """The places were not free on every day since; params ``asked``, ``available``, ``before_on``, ``first_on``.

    Days are ISO text.  ``available`` were free on ``before_on``, the day before the first one possible.
    """

    code = "quota_backdated"


@dataclass(frozen=True, slots=True)
class FirstDay:
    """The first day from which the places can be taken; ``available``: those that were free on the day before it."""

    on: date
    available: int


def first_day(free: int, moved: Mapping[date, int], taken: int, wanted: date) -> FirstDay | None:
    """The first day from which ``taken`` places can be taken away; None where ``wanted`` is possible.

    ``free``: places free after everything; ``moved``: what was added to them on each day after ``wanted``, at least.
    """
    for day in sorted((day for day in moved if day > wanted), reverse=True):
        free -= moved[day]
        if free < taken:
            return FirstDay(day, free)
    return None
