"""Forecasts of the quota's use to the end of the year, from kept counters only: never from the cases themselves.

Six statements for the country: reference figures, balances, months, numbers by status, queues, days to a decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from app.domain.forecast import Assumptions, Forecast, forecast
from app.domain.forecast_months import MONTHS, MonthlyUse, seasonal_shape
from app.domain.forecast_open import Lead, OpenCases, Record, lead_of
from app.domain.quota import Unit as QuotaUnit
from app.domain.reference import DatedValue, ReferenceBook, Unit
from app.domain.stream import QUOTA_STREAMS
from app.domain.workflow import FINAL, Status
from app.models import QuotaMonth, ReferenceValue, RegionalQuota
from app.models.application import StatusDelta
from app.models.statistic import StatisticDuration
from app.queries import queue

_HISTORY_YEARS = 3
# Decisions of this many days before today tell how long a case takes.
_RECENT_DAYS = 365
_PREFIX = "forecast."
_KEYS = ("range_share", "month_variation", "family_persons", "lead_days", "lead_days_ninetieth", "held_share")
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """Forecast of a region and stream, in persons at 31 December.

    ``open_persons``: those who wait or hold places; ``bound``: places that families hold or districts have; ``uses``:
    this year's use month by month, which the forecast read.
    """

    quota_id: int
    stream: str
    region: str
    version: int
    allocated: int
    used: int
    reserved: int
    bound: int
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


@dataclass(frozen=True, slots=True)
class _Counters:
    """What is kept of every region and stream, by (stream, region); ``country``: by stream."""

    months: Mapping[_Key, Mapping[date, int]]
    records: Mapping[_Key, Record]
    country: Mapping[str, Record]
    waiting: Mapping[_Key, int]
    days: Mapping[_Key, Mapping[int, int]]


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
    known = [found for key in _KEYS if (found := book.find(_PREFIX + key, today)) is not None]
    if len(known) < len(_KEYS):
        return None
    share, variation, family, lead, ninetieth, held = (float(each.value) for each in known)
    # What an administrator enters may be anything: a range of no width or of every number tells nothing.
    assumed = Assumptions(
        share=min(max(share, 0.5), 0.99),
        variation=max(variation, 0.0),
        family=max(family, 1.0),
        lead=Lead(max(lead, 1.0), max(ninetieth, lead, 1.0)),
    )
    return ForecastFigures(assumed, min(max(held, 0.0), 1.0), all(each.is_verified for each in known))


def forecasts(session: Session, year: int, today: date, *, regions: frozenset[str] | None = None) -> list[ForecastRow]:
    """Forecasts of ``year`` by stream and region, as seen on ``today``; ``regions`` None: the whole country.

    Empty where the reference figures of the day were not entered.
    """
    known = figures(session, today)
    quotas = _quotas(session, year, regions) if known else []
    if known is None or not quotas:
        return []
    counters = _counters(session, year, today)
    return [_row(quota, counters, today, known) for quota in quotas]


def _quotas(session: Session, year: int, regions: frozenset[str] | None) -> list[RegionalQuota]:
    statement = select(RegionalQuota).where(RegionalQuota.year == year, RegionalQuota.unit == QuotaUnit.PERSONS)
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    return list(session.scalars(statement.order_by(RegionalQuota.stream, RegionalQuota.region)))


def _counters(session: Session, year: int, today: date) -> _Counters:
    records = _records(session)
    country = {
        stream.value: Record(
            sum(one.approved for key, one in records.items() if key[0] == stream),
            sum(one.ended for key, one in records.items() if key[0] == stream),
        )
        for stream in QUOTA_STREAMS
    }
    waiting = {(stream, region): persons for (region, stream), (_, persons) in queue.lengths(session).items()}
    return _Counters(_months(session, year), records, country, waiting, _days(session, today))


def _months(session: Session, year: int) -> Mapping[_Key, Mapping[date, int]]:
    """Places used by month, of ``year`` and of those before it, as the ledger kept them."""
    statement = (
        select(RegionalQuota.stream, RegionalQuota.region, QuotaMonth.month, func.sum(QuotaMonth.used))
        .join(RegionalQuota, RegionalQuota.id == QuotaMonth.quota_id)
        .where(
            RegionalQuota.year.between(year - _HISTORY_YEARS, year),
            # What becomes the family's in January of places held in December is of the quota before.
            extract("year", QuotaMonth.month) == RegionalQuota.year,
        )
        .group_by(RegionalQuota.stream, RegionalQuota.region, QuotaMonth.month)
    )
    found: dict[_Key, dict[date, int]] = defaultdict(dict)
    for stream, region, month, used in session.execute(statement):
        found[stream, region][month] = int(used)
    return found


def _records(session: Session) -> Mapping[_Key, Record]:
    """How cases ended, of every year."""
    statement = (
        select(StatusDelta.stream, StatusDelta.host_region, StatusDelta.status, func.sum(StatusDelta.delta))
        .where(StatusDelta.stream.in_(QUOTA_STREAMS), StatusDelta.status.in_(FINAL), StatusDelta.host_region != "")
        .group_by(StatusDelta.stream, StatusDelta.host_region, StatusDelta.status)
    )
    found: dict[_Key, dict[Status, int]] = defaultdict(dict)
    for stream, region, status, number in session.execute(statement):
        found[stream, str(region)][Status(status)] = max(0, int(number))
    return {key: Record(numbers.get(Status.APPROVED, 0), sum(numbers.values())) for key, numbers in found.items()}


def _days(session: Session, today: date) -> Mapping[_Key, Mapping[int, int]]:
    """Cases decided lately by the days that they took from filing to decision."""
    statement = (
        select(
            StatisticDuration.stream,
            StatisticDuration.region,
            StatisticDuration.days,
            func.sum(StatisticDuration.families),
        )
        .where(
            StatisticDuration.stream.in_(QUOTA_STREAMS), StatisticDuration.month >= today - timedelta(days=_RECENT_DAYS)
        )
        .group_by(StatisticDuration.stream, StatisticDuration.region, StatisticDuration.days)
    )
    found: dict[_Key, dict[int, int]] = defaultdict(dict)
    for stream, region, days, families in session.execute(statement):
        found[stream, region][days] = max(0, int(families))
    return found


def _row(quota: RegionalQuota, counters: _Counters, today: date, known: ForecastFigures) -> ForecastRow:
    key = (quota.stream, quota.region)
    months = counters.months.get(key, {})
    uses = _uses(quota.year, months, today)
    cases = OpenCases(
        held=quota.reserved,
        waiting=counters.waiting.get(key, 0),
        own=counters.records.get(key, Record(0, 0)),
        country=counters.country[quota.stream],
        held_share=known.held_share,
    )
    earlier = range(quota.year - _HISTORY_YEARS, quota.year)
    assumed = known.assumed.led_by(lead_of(counters.days.get(key, {}), known.assumed.lead))
    outlook = forecast(
        quota.allocated,
        quota.used,
        uses,
        today,
        year=quota.year,
        shape=seasonal_shape(quota.year, [_by_month(months, year) for year in earlier]),
        open_cases=cases,
        assumed=assumed,
    )
    return _as_row(quota, cases, outlook, uses)


def _as_row(quota: RegionalQuota, cases: OpenCases, outlook: Forecast, uses: tuple[MonthlyUse, ...]) -> ForecastRow:
    return ForecastRow(
        quota_id=quota.id,
        stream=quota.stream,
        region=quota.region,
        version=quota.version,
        allocated=quota.allocated,
        used=quota.used,
        reserved=quota.reserved,
        bound=quota.balance.bound,
        open_persons=cases.persons,
        forecast=outlook,
        uses=uses,
    )


def _by_month(months: Mapping[date, int], year: int) -> Sequence[int]:
    return [months.get(date(year, month, 1), 0) for month in range(1, MONTHS + 1)]


def _uses(year: int, months: Mapping[date, int], today: date) -> tuple[MonthlyUse, ...]:
    """This year's use, month by month up to today; the day itself counts as gone."""
    end = min(today + timedelta(days=1), date(year + 1, 1, 1))
    starts = [date(year, month, 1) for month in range(1, MONTHS + 1)]
    return tuple(
        MonthlyUse(first, min(end, date(year + first.month // MONTHS, first.month % MONTHS + 1, 1)), persons)
        for first, persons in zip(starts, _by_month(months, year), strict=True)
        if first < end
    )
