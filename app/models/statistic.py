"""Kept counters of what happened by month, and the releases: what was published of it, never changed.

The counters are added to by triggers on applications, on the ledger of places and on the audit trail; a job folds them.
Nobody outside the office reads them: the public reads releases only.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.statistic import KEPT, Measure
from app.models.base import Base, Numbered, one_of


class _Counted(Numbered):
    """Where and when it happened: ``month`` is the first day of the month on the country's clock."""

    month: Mapped[date]
    region: Mapped[str]
    stream: Mapped[str]


class StatisticDelta(_Counted, Base):
    """Families and persons by month and measure, added or taken away; a total is a sum."""

    __tablename__ = "statistic_deltas"

    measure: Mapped[str]
    families: Mapped[int]
    persons: Mapped[int]

    __table_args__ = (one_of("measure", KEPT),)


class StatisticDuration(_Counted, Base):
    """Families decided in the month, by calendar days from filing to decision."""

    __tablename__ = "statistic_durations"

    days: Mapped[int]
    families: Mapped[int]


class StatisticGround(_Counted, Base):
    """Families refused in the month, by ground; who is refused on two grounds stands under both."""

    __tablename__ = "statistic_grounds"

    ground: Mapped[str]
    families: Mapped[int]


class StatisticRelease(Base):
    """A month that was closed and published; ``as_of`` is its last day, ``smallest`` the smallest crowd shown."""

    __tablename__ = "statistic_releases"

    as_of: Mapped[date] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    smallest: Mapped[int]
    is_verified: Mapped[bool]

    __table_args__ = (CheckConstraint("smallest > 1", name="smallest_is_a_crowd"),)


class StatisticFigure(Numbered, Base):
    """A figure of a release: of a region, or (None) of the country.  What is too small has no row at all.

    Filed, approved, refused, otherwise and ground: what is added in this release.  Held and allocated: what there is on
    the day.  Days: of the year up to the day; ``basis`` families stand behind them, which is never published.
    """

    __tablename__ = "statistic_figures"

    as_of: Mapped[date] = mapped_column(ForeignKey("statistic_releases.as_of"))
    stream: Mapped[str]
    region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    measure: Mapped[str]
    ground: Mapped[str | None]
    families: Mapped[int | None]
    persons: Mapped[int | None]
    days: Mapped[int | None]
    basis: Mapped[int | None]

    __table_args__ = (
        one_of("measure", Measure),
        CheckConstraint("(measure = 'ground') = (ground IS NOT NULL)", name="ground_named"),
        Index(
            "uq_statistic_figures_cell",
            "as_of",
            "stream",
            "region",
            "measure",
            "ground",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )
