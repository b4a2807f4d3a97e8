"""Time limits of the procedure: working days, calendar days or months, read from the dated settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.calendar import WorkingCalendar
from app.domain.deadlines import last_day
from app.domain.legal import LegalReference
from app.domain.reference import ReferenceBook, Unit

LIMIT_UNITS = frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS})


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit with its legal basis; ``unit`` is one of :data:`LIMIT_UNITS`."""

    key: str
    amount: int
    unit: Unit
    legal_basis: LegalReference
    is_verified: bool

    def due_on(self, start: date, calendar: WorkingCalendar) -> date:
        """Last day of the limit that began with an event on ``start``."""
        return last_day(self.amount, self.unit, start, calendar)


def time_limit(key: str, reference: ReferenceBook, on: date) -> TimeLimit:
    """The limit ``key`` as it stands on the day; NoValueError if none, ValueError if its unit is no time."""
    row = reference.value(key, on)
    if row.unit not in LIMIT_UNITS:
        raise ValueError(f"{key} is in {row.unit}")
    return TimeLimit(key, row.number, row.unit, row.legal_basis, row.is_verified)
