"""Forecasts of the quota's use to the end of the year, from kept counters only: never from the cases themselves.

Six statements for the country: reference figures, balances, months, what was filed and ended, queues, days to a
decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import extract, func, or_, select
from sqlalchemy.orm import Session

from app.domain.forecast import Forecast, forecast
from app.domain.forecast_months import MONTHS, MonthlyUse, seasonal_shape
from app.domain.forecast_open import OpenCases, Record, lead_of
from app.domain.quota import Unit
from app.domain.statistic import FLOWS, Count, Measure
from app.domain.stream import QUOTA_STREAMS
from app.models import QuotaMonth, RegionalQuota
from app.models.statistic import StatisticDelta, StatisticDuration
from app.queries import queue
from app.queries.forecast_figures import ForecastFigures, figures

_HISTORY_YEARS = 3
# Decisions of this many days before today tell how long a case takes.
_RECENT_DAYS = 365
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """Forecast of a region and stream, in persons at 31 December.

    ``open_persons``: those of every open case; ``bound``: places that families hold or districts have; ``uses``:
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
class _Counters:
    """What is kept of every region and stream, by (stream, region); ``country``: by stream.

    ``undecided``: persons of every open case; ``held_before``: those with places in the quota of another year.
    """

    months: Mapping[_Key, Mapping[date, int]]
    records: Mapping[_Key, Record]
    country: Mapping[str, Record]
    undecided: Mapping[_Key, int]
    held_before: Mapping[_Key, int]
    waiting: Mapping[_Key, int]
    days: Mapping[_Key, Mapping[int, int]]


def forecasts(session: Session, year: int, today: date, *, regions: frozenset[str] | None = None) -> list[ForecastRow]:
    """Forecasts of ``year`` by stream and region, as seen on ``today``; ``regions`` None: the whole country.

    Empty where the reference figures of the day were not entered.
    """
    known = figures(session, today)
    if known is None:
        return []
    every = _quotas(session, year, regions)
    quotas = [quota for quota in every if quota.year == year]
    if not quotas:
        return []
    held_before: dict[_Key, int] = defaultdict(int)
    for quota in every:
        held_before[quota.stream, quota.region] += quota.reserved if quota.year != year else 0
    counters = _counters(session, year, today, held_before)
    return [_row(quota, counters, today, known) for quota in quotas]


def _quotas(session: Session, year: int, regions: frozenset[str] | None) -> list[RegionalQuota]:
    """Quotas of the year, and those of other years in which places are held still."""
    statement = select(RegionalQuota).where(
        RegionalQuota.unit == Unit.PERSONS, or_(RegionalQuota.year == year, RegionalQuota.reserved > 0)
    )
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    return list(session.scalars(statement.order_by(RegionalQuota.stream, RegionalQuota.region)))


def _counters(session: Session, year: int, today: date, held_before: Mapping[_Key, int]) -> _Counters:
    flows = _flows(session)
    records = {key: _record(of) for key, of in flows.items()}
    country = {
        stream.value: Record(
            sum(one.approved for key, one in records.items() if key[0] == stream),
            sum(one.ended for key, one in records.items() if key[0] == stream),
        )
        for stream in QUOTA_STREAMS
    }
    return _Counters(
        months=_months(session, year),
        records=records,
        country=country,
        undecided={key: _open_persons(of) for key, of in flows.items()},
        held_before=held_before,
        waiting={(stream, region): persons for (region, stream), (_, persons) in queue.lengths(session).items()},
        days=_days(session, today),
    )


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


def _flows(session: Session) -> Mapping[_Key, Mapping[str, Count]]:
    """Families and persons that filed, and how their cases ended, of every year."""
    statement = (
        select(
            StatisticDelta.stream,
            StatisticDelta.region,
            StatisticDelta.measure,
            func.sum(StatisticDelta.families),
            func.sum(StatisticDelta.persons),
        )
        .where(StatisticDelta.stream.in_(QUOTA_STREAMS), StatisticDelta.measure.in_(FLOWS))
        .group_by(StatisticDelta.stream, StatisticDelta.region, StatisticDelta.measure)
    )
    found: dict[_Key, dict[str, Count]] = defaultdict(dict)
    for stream, region, measure, families, persons in session.execute(statement):
        found[stream, region][measure] = Count(int(families), int(persons))
    return found


def _record(flows: Mapping[str, Count]) -> Record:
    ended = [max(0, flows.get(measure, Count()).families) for measure in FLOWS if measure is not Measure.FILED]
    return Record(max(0, flows.get(Measure.APPROVED, Count()).families), sum(ended))


def _open_persons(flows: Mapping[str, Count]) -> int:
    """Persons of the cases that were filed and have not ended."""
    ended = sum((flows.get(measure, Count()) for measure in FLOWS if measure is not Measure.FILED), Count())
    return max(0, (flows.get(Measure.FILED, Count()) - ended).persons)


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
    waiting = counters.waiting.get(key, 0)
    placed = quota.reserved + counters.held_before.get(key, 0)
    cases = OpenCases(
        held=quota.reserved,
        waiting=waiting,
        own=counters.records.get(key, Record(0, 0)),
        country=counters.country[quota.stream],
        held_share=known.held_share,
        # Left the queue and hold nothing: a refusal is proposed or announced, or they are heard before it.
        heard=max(0, counters.undecided.get(key, 0) - waiting - placed),
        heard_share=known.heard_share,
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
