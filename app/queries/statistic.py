"""Kept counters for the office that closes a month, and what was published for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.quota import Unit
from app.domain.statistic import FLOWS, STREAMS, Measure
from app.models import (
    QuotaMonth,
    RegionalQuota,
    StatisticDelta,
    StatisticDuration,
    StatisticFigure,
    StatisticGround,
    StatisticRelease,
)


@dataclass(frozen=True, slots=True)
class CountedRow:
    """What a month (its first day) added to a measure; ``part`` is the ground, or the days, where there is one."""

    month: date
    stream: str
    region: str
    measure: str
    part: str
    families: int
    persons: int


@dataclass(frozen=True, slots=True)
class DaysRow:
    """Days that were shown last, and how many families stood behind them then."""

    stream: str
    region: str | None
    measure: str
    days: int
    basis: int


@dataclass(frozen=True, slots=True)
class TakenRow:
    """Published refusals of a region by ground, and how many of them were not told by ground yet."""

    stream: str
    region: str
    ground: str
    families: int
    untold: int


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A closed month: its last day, when it was published, and the smallest crowd that was shown."""

    as_of: date
    made_at: datetime
    smallest: int
    is_verified: bool


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A published figure; ``region`` None: of the whole country.  It has families, persons or days."""

    as_of: date
    stream: str
    region: str | None
    measure: str
    ground: str | None
    families: int | None
    persons: int | None
    days: int | None


def counted(session: Session) -> list[CountedRow]:
    """Everything that was ever counted in the published streams, by month; exact, so never shown to the public."""
    return [row for rows in (_deltas(session), _durations(session), _grounds(session)) for row in rows]


def _deltas(session: Session) -> Iterable[CountedRow]:
    key = (StatisticDelta.month, StatisticDelta.stream, StatisticDelta.region, StatisticDelta.measure)
    statement = select(*key, func.sum(StatisticDelta.families), func.sum(StatisticDelta.persons))
    rows = session.execute(statement.where(StatisticDelta.stream.in_(STREAMS)).group_by(*key).order_by(*key))
    for month, stream, region, measure, families, persons in rows:
        yield CountedRow(month, stream, region, measure, "", int(families), int(persons))


def _durations(session: Session) -> Iterable[CountedRow]:
    key = (StatisticDuration.month, StatisticDuration.stream, StatisticDuration.region, StatisticDuration.days)
    statement = select(*key, func.sum(StatisticDuration.families))
    rows = session.execute(statement.where(StatisticDuration.stream.in_(STREAMS)).group_by(*key).order_by(*key))
    for month, stream, region, days, families in rows:
        yield CountedRow(month, stream, region, Measure.MEDIAN_DAYS, str(days), int(families), 0)


def _grounds(session: Session) -> Iterable[CountedRow]:
    key = (StatisticGround.month, StatisticGround.stream, StatisticGround.region, StatisticGround.ground)
    statement = select(*key, func.sum(StatisticGround.families))
    rows = session.execute(statement.where(StatisticGround.stream.in_(STREAMS)).group_by(*key).order_by(*key))
    for month, stream, region, ground, families in rows:
        yield CountedRow(month, stream, region, Measure.GROUND, ground, int(families), 0)


def allocated(session: Session) -> list[CountedRow]:
    """Places (persons) by order, as they changed by month; of each year's quota on its own (``part`` is the year)."""
    key = (QuotaMonth.month, RegionalQuota.stream, RegionalQuota.region, RegionalQuota.year)
    statement = (
        select(*key, QuotaMonth.allocated)
        .join(RegionalQuota, RegionalQuota.id == QuotaMonth.quota_id)
        .where(RegionalQuota.unit == Unit.PERSONS, QuotaMonth.allocated != 0)
        .order_by(*key)
    )
    return [
        CountedRow(month, stream, region, Measure.ALLOCATED, str(year), 0, persons)
        for month, stream, region, year, persons in session.execute(statement)
    ]


def releases(session: Session) -> list[ReleaseRow]:
    """Every closed month, the latest first."""
    columns = (
        StatisticRelease.as_of,
        StatisticRelease.made_at,
        StatisticRelease.smallest,
        StatisticRelease.is_verified,
    )
    return [ReleaseRow(*row) for row in session.execute(select(*columns).order_by(StatisticRelease.as_of.desc()))]


def published(session: Session, first: date, last: date) -> list[FigureRow]:
    """Figures of the months that were closed from ``first`` to ``last``, in the order of their cells."""
    figure = StatisticFigure
    statement = (
        select(
            figure.as_of,
            figure.stream,
            figure.region,
            figure.measure,
            figure.ground,
            figure.families,
            figure.persons,
            figure.days,
        )
        .where(figure.as_of.between(first, last), _is_public())
        .order_by(figure.as_of, figure.stream, figure.region.asc().nulls_first(), figure.measure, figure.ground)
    )
    return [FigureRow(*row) for row in session.execute(statement)]


def published_before(session: Session, day: date) -> list[FigureRow]:
    """What was published of each flow before ``day``, summed up: what is known of the queue from earlier years."""
    key = (StatisticFigure.stream, StatisticFigure.region, StatisticFigure.measure)
    statement = (
        select(*key, func.sum(StatisticFigure.families), func.sum(StatisticFigure.persons))
        .where(
            StatisticFigure.as_of < day,
            StatisticFigure.measure.in_(FLOWS),
        )
        .group_by(*key)
        .order_by(*key)
    )
    return [
        FigureRow(day, stream, region, measure, None, int(families or 0), int(persons or 0), None)
        for stream, region, measure, families, persons in session.execute(statement)
    ]


def latest_days(session: Session) -> list[DaysRow]:
    """Days as the latest release has them."""
    figure = StatisticFigure
    latest = select(func.max(StatisticRelease.as_of)).scalar_subquery()
    statement = (
        select(figure.stream, figure.region, figure.measure, figure.days, figure.basis)
        .where(figure.as_of == latest, figure.days.is_not(None), figure.basis.is_not(None))
        .order_by(figure.id)
    )
    return [DaysRow(stream, region, measure, days or 0, basis or 0) for stream, region, measure, days, basis in
            session.execute(statement)]  # fmt: skip


def refused_untold(session: Session) -> dict[str, int]:
    """Published refusals (families) by stream since grounds were told last."""
    figure = StatisticFigure
    statement = (
        select(figure.stream, func.sum(figure.families))
        .where(figure.measure == Measure.REFUSED, _is_untold())
        .group_by(figure.stream)
    )
    return {stream: int(families or 0) for stream, families in session.execute(statement)}


def grounds_taken(session: Session) -> list[TakenRow]:
    """What stands behind the published refusals, by ground: the office's own rows."""
    figure = StatisticFigure
    untold = func.coalesce(func.sum(figure.basis).filter(_is_untold()), 0)
    key = (figure.stream, figure.region, figure.ground)
    statement = (
        select(*key, func.sum(figure.basis), untold).where(~_is_public()).group_by(*key, figure.stream).order_by(*key)
    )
    return [
        TakenRow(stream, region or "", ground or "", int(families or 0), int(rest or 0))
        for stream, region, ground, families, rest in session.execute(statement)
    ]


def _is_untold() -> ColumnElement[bool]:
    """Published since grounds of the figure's stream were told last."""
    told = aliased(StatisticFigure)
    last = (
        select(func.max(told.as_of))
        .where(told.measure == Measure.GROUND, told.region.is_(None), told.stream == StatisticFigure.stream)
        .correlate(StatisticFigure)
        .scalar_subquery()
    )
    return or_(last.is_(None), StatisticFigure.as_of > last)


def _is_public() -> ColumnElement[bool]:
    """Grounds by region are kept for the next quarter, and published for the country only."""
    return or_(StatisticFigure.measure != Measure.GROUND, StatisticFigure.region.is_(None))
