"""What an administrator may write into the reference data: tables, checks of values, and periods without overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from app.domain.errors import DomainError
from app.domain.queue import COMPLETE_SETTING, ORDER_SETTING, Completeness, parts_of
from app.domain.reference import MCI, Unit

_WHOLE_UNITS = frozenset({Unit.PERSONS, Unit.YEARS, Unit.MONTHS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.TIMES})
_LARGEST = Decimal(10) ** 12


class ReferenceTable(StrEnum):
    """The tables of reference data, as they stand in addresses."""

    VALUES = "values"
    MEASURES = "measures"
    RENT = "rent"
    REGION_LISTS = "region-lists"
    ACTS = "acts"
    MOVED_DAYS = "moved-days"
    REGIONS = "regions"
    DISTRICTS = "districts"
    PROFESSIONS = "professions"


class PeriodOverlapError(DomainError):
    """Two rows about the same thing would hold on the same day; params ``start`` and ``end`` (ISO, or empty)."""

    code = "period_overlaps"


class ReferenceValueError(DomainError):
    """A value that cannot be; ``field`` is the column it stands in."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.field = field


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a row, both inclusive; ``end`` None: open."""

    start: date
    end: date | None

    def meets(self, other: Span) -> bool:
        """Whether the two have a day in common."""
        starts_in_time = other.end is None or self.start <= other.end
        return starts_in_time and (self.end is None or other.start <= self.end)


def check_span(span: Span, others: Iterable[Span]) -> None:
    """Refuse days that run backwards (``ReferenceValueError``) or meet another row's (:class:`PeriodOverlapError`)."""
    if span.end is not None and span.end < span.start:
        raise ReferenceValueError("period_reversed", "effective_to")
    for other in others:
        if span.meets(other):
            raise PeriodOverlapError(start=other.start.isoformat(), end=other.end.isoformat() if other.end else "")


def day_before(day: date) -> date:
    """The last day of a row that another one follows on ``day``."""
    return day - timedelta(days=1)


def check_setting(key: str, unit: Unit, text: str) -> str:
    """The value of a setting as it is stored; ``ReferenceValueError`` on the field ``value`` where it cannot be."""
    text = text.strip()
    if not text:
        raise ReferenceValueError("value_missing", "value")
    if unit is Unit.TEXT:
        return _checked_text(key, text)
    number = _number(text)
    if unit in _WHOLE_UNITS and number != number.to_integral_value():
        raise ReferenceValueError("value_not_whole", "value")
    if unit is Unit.SHARE and number > 1:
        raise ReferenceValueError("value_not_share", "value")
    if key == MCI and number == 0:
        raise ReferenceValueError("value_not_number", "value")
    return format(number.normalize(), "f")


def check_measure(
    mci_low: Decimal | None, mci_high: Decimal | None, cap_tenge: Decimal | None, price_share: Decimal | None
) -> None:
    """Refuse a measure without any size, with a range that runs backwards, or with more than the whole price."""
    if (mci_low is None) != (mci_high is None):
        raise ReferenceValueError("measure_range_half", "mci_high" if mci_high is None else "mci_low")
    if mci_low is None and cap_tenge is None and price_share is None:
        raise ReferenceValueError("measure_without_size", "mci_low")
    if mci_low is not None and mci_high is not None and mci_low > mci_high:
        raise ReferenceValueError("range_reversed", "mci_high")
    if price_share is not None and price_share > 1:
        raise ReferenceValueError("value_not_share", "price_share")


def check_persons(persons_from: int, persons_to: int | None) -> None:
    """Refuse a step of the rent scale whose family sizes run backwards."""
    if persons_to is not None and persons_to < persons_from:
        raise ReferenceValueError("range_reversed", "persons_to")


def check_verification(by: str, on: date, today: date, act_code: str | None) -> None:
    """A verification names its person and a day that has come, and the row names the act it was compared with."""
    if not by.strip():
        raise ReferenceValueError("verifier_missing", "verified_by")
    if on > today:
        raise ReferenceValueError("verified_in_future", "verified_on")
    if not act_code:
        raise DomainError("verification_needs_act")


def _number(text: str) -> Decimal:
    plain = re.sub(r"[\s\N{NO-BREAK SPACE}]", "", text).replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise ReferenceValueError("value_not_number", "value") from error
    if not number.is_finite() or not 0 <= number < _LARGEST:
        raise ReferenceValueError("value_not_number", "value")
    return number


def _checked_text(key: str, text: str) -> str:
    if key.startswith("office."):
        try:
            return time.fromisoformat(text).isoformat("minutes")
        except ValueError as error:
            raise ReferenceValueError("value_not_time", "value") from error
    if key == "quota_request.due_day":
        try:
            # A day of any year: 29 February is none.
            return date.fromisoformat(f"2025-{text}").strftime("%m-%d")
        except ValueError as error:
            raise ReferenceValueError("value_not_month_day", "value") from error
    if key == "kandas_status.reminder_days":
        days = [part.strip() for part in text.split(",")]
        if not all(part.isascii() and part.isdigit() and 0 < int(part) < 1000 for part in days):
            raise ReferenceValueError("value_not_days", "value")
        return ",".join(days)
    return _checked_rule(key, text)


def _checked_rule(key: str, text: str) -> str:
    """A rule of the queue says nothing but what the queue knows: every filing reads it."""
    try:
        if key == ORDER_SETTING:
            return ", ".join(parts_of(text))
        if key == COMPLETE_SETTING:
            return Completeness(text)
    except ValueError as error:
        raise ReferenceValueError(f"value_not_{key.replace('.', '_')}", "value") from error
    return text
