"""Forecasts of the quota's use to the end of the year, from kept counters only: never from the cases themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.forecast import Assumptions, Forecast, forecast
from app.domain.forecast_months import MonthlyUse, seasonal_shape
from app.domain.forecast_open import Lead, OpenCases, Record
from app.domain.reference import DatedValue, ReferenceBook, Unit
from app.domain.stream import QUOTA_STREAMS
from app.domain.workflow import FINAL, OPEN, Status
from app.models import ReferenceValue, RegionalQuota
from app.models.application import StatusDelta

_HISTORY_YEARS = 3
_PREFIX = "forecast."
_KEYS = ("range_share", "month_variation", "family_persons", "lead_days", "lead_days_ninetieth", "held_share")
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """Forecast of a region and stream, in persons at 31 December; ``open_persons``: those of every open case.

    ``uses``: this year's use month by month, which the forecast read.
    """

    quota_id: int
    stream: str
    region: str
    allocated: int
    used: int
    reserved: int
    open_persons: int
    forecast: Forecast
    uses: tuple[MonthlyUse, ...]

    @property
    def expected(self) -> int:
        """Expected use under the quota."""
        return self.forecast.expected

    @property
    def low(self) -> int:
        """The lower end of the range."""
        return self.forecast.low

    @property
    def high(self) -> int:
        """The upper end of the range, no more than the quota."""
        return self.forecast.high


@dataclass(frozen=True, slots=True)
class ForecastFigures:
    """The dated reference figures behind the forecasts, and whether somebody verified every one of them."""

    assumed: Assumptions
    held_share: float
    is_verified: bool


def figures(session: Session, today: date) -> ForecastFigures | None:
    """Reference figures of the day, None where one of them was not entered: then nothing can be forecast."""
    statement = select(ReferenceValue).where(ReferenceValue.key.startswith(_PREFIX, autoescape=True))
    rows = session.scalars(statement.order_by(ReferenceValue.id))
    book = ReferenceBook(
        values=tuple(
            DatedValue(
                key=row.key,
                value=Decimal(row.value),
                unit=Unit(row.unit),
                effective_from=row.effective_from,
                effective_to=row.effective_to,
                verified_by=row.verified_by,
                verified_on=row.verified_on,
            )
            for row in rows
        )
    )
    found = [book.find(_PREFIX + key, today) for key in _KEYS]
    known = [each for each in found if each is not None]
    if len(known) < len(_KEYS):
        return None
    share, variation, family, lead, ninetieth, held = (float(each.value) for each in known)
    assumed = Assumptions(share, variation, family, Lead(lead, ninetieth))
    return ForecastFigures(assumed, held, all(each.is_verified for each in known))


def forecasts(session: Session, year: int, today: date, *, regions: frozenset[str] | None = None) -> list[ForecastRow]:
    """Forecasts of ``year`` by stream and region, as seen on ``today``; ``regions`` None: the whole country.

    Empty where the reference figures of the day were not entered.
    """
    known = figures(session, today)
    if known is None:
        return []
    quotas = _quotas(session, year, regions)
    counts = _counts(session)
    sizes = _sizes(session, counts, known.assumed.family)
    country = _country(counts)
    rows = []
    for quota in quotas:
        key = (quota.stream, quota.region)
        numbers, size = counts.get(key, {}), sizes.get(key, known.assumed.family)
        cases = _open_cases(quota, numbers, size, country[quota.stream], known)
        rows.append(_row(quota, cases, _uses(quota, today), today, known))
    return rows


def _quotas(session: Session, year: int, regions: frozenset[str] | None) -> list[RegionalQuota]:
    statement = select(RegionalQuota).where(RegionalQuota.year == year)
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    return list(session.scalars(statement.order_by(RegionalQuota.stream, RegionalQuota.region)))


def _counts(session: Session) -> Mapping[_Key, Mapping[Status, int]]:
    """Cases by stream and region and status, of every year."""
    statement = (
        select(StatusDelta.stream, StatusDelta.host_region, StatusDelta.status, func.sum(StatusDelta.delta))
        .where(StatusDelta.stream.in_(QUOTA_STREAMS), StatusDelta.host_region.is_not(None))
        .group_by(StatusDelta.stream, StatusDelta.host_region, StatusDelta.status)
    )
    found: dict[_Key, dict[Status, int]] = defaultdict(dict)
    for stream, region, status, number in session.execute(statement):
        found[stream, str(region)][Status(status)] = int(number)
    return found


def _sizes(session: Session, counts: Mapping[_Key, Mapping[Status, int]], family: float) -> Mapping[_Key, float]:
    """Persons of a family, by stream and region: places used in all years over cases approved, drawn to ``family``."""
    statement = select(RegionalQuota.stream, RegionalQuota.region, func.sum(RegionalQuota.used)).group_by(
        RegionalQuota.stream, RegionalQuota.region
    )
    sizes = {}
    for stream, region, used in session.execute(statement):
        approved = counts.get((stream, region), {}).get(Status.APPROVED, 0)
        sizes[stream, region] = (int(used) + family) / (approved + 1) if approved else family
    return sizes


def _country(counts: Mapping[_Key, Mapping[Status, int]]) -> Mapping[str, Record]:
    """How cases of each stream ended in all regions together."""
    ended = {stream.value: [0, 0] for stream in QUOTA_STREAMS}
    for (stream, _region), numbers in counts.items():
        one = _record(numbers)
        ended[stream][0] += one.approved
        ended[stream][1] += one.ended
    return {stream: Record(approved, whole) for stream, (approved, whole) in ended.items()}


def _record(numbers: Mapping[Status, int]) -> Record:
    return Record(numbers.get(Status.APPROVED, 0), sum(numbers.get(status, 0) for status in FINAL))


def _open_cases(
    quota: RegionalQuota, numbers: Mapping[Status, int], size: float, country: Record, known: ForecastFigures
) -> OpenCases:
    families = sum(numbers.get(status, 0) for status in OPEN)
    waiting = max(0, round(families * size) - quota.reserved)
    return OpenCases(quota.reserved, waiting, _record(numbers), country, known.held_share)


def _uses(quota: RegionalQuota, today: date) -> tuple[MonthlyUse, ...]:
    """This year's use up to today."""
    first = date(quota.year, 1, 1)
    until = min(max(today, first + timedelta(days=1)), date(quota.year + 1, 1, 1))
    return (MonthlyUse(first, until, quota.used),)


def _row(
    quota: RegionalQuota, cases: OpenCases, uses: tuple[MonthlyUse, ...], today: date, known: ForecastFigures
) -> ForecastRow:
    outlook = forecast(
        quota.allocated,
        quota.used,
        uses,
        today,
        year=quota.year,
        shape=seasonal_shape(quota.year),
        open_cases=cases,
        assumed=known.assumed,
    )
    return ForecastRow(
        quota_id=quota.id,
        stream=quota.stream,
        region=quota.region,
        allocated=quota.allocated,
        used=quota.used,
        reserved=quota.reserved,
        open_persons=cases.persons,
        forecast=outlook,
        uses=uses,
    )
