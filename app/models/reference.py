"""Reference data: regions, acts, and every figure of the law as a dated row with its act and who verified it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.stream import Stream
from app.models.base import Base, Numbered, one_of


class Region(Base):
    """An oblast or a city of republican significance; ``code`` is ISO 3166-2."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(primary_key=True)
    kato: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_ru_prepositional: Mapped[str]
    name_en: Mapped[str]

    __table_args__ = (one_of("kind", ["oblast", "city"]),)


class LegalActRow(Base):
    """A legal act that rules and figures refer to."""

    __tablename__ = "legal_acts"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[str]
    adopted_on: Mapped[date | None]
    title_kk: Mapped[str]
    title_ru: Mapped[str]
    title_en: Mapped[str]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]


class Dated:
    """The period in which a figure holds, the provision that sets it, and who compared it with the act."""

    effective_from: Mapped[date] = mapped_column(sort_order=90)
    effective_to: Mapped[date | None] = mapped_column(sort_order=91)
    act_code: Mapped[str | None] = mapped_column(ForeignKey("legal_acts.code"), sort_order=92)
    provision: Mapped[str] = mapped_column(default="", sort_order=93)
    source: Mapped[str] = mapped_column(default="", sort_order=94)
    verified_by: Mapped[str] = mapped_column(default="", sort_order=95)
    verified_on: Mapped[date | None] = mapped_column(sort_order=96)


_PERIOD = CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="period")
_VERIFIED = CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name="verified_whole")


class ReferenceValue(Numbered, Dated, Base):
    """One figure or text of the law by key: the MCI, a time limit, a clause of a paper."""

    __tablename__ = "reference_values"

    key: Mapped[str]
    value: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("key", "effective_from"), _PERIOD.copy(), _VERIFIED.copy())


class MeasureRate(Numbered, Dated, Base):
    """The size of a measure of support: MCI from…to, or a cap in tenge, or a share of the price."""

    __tablename__ = "measure_rates"

    code: Mapped[str]
    unit: Mapped[str]
    settlement: Mapped[str] = mapped_column(default="")
    persons_from: Mapped[int | None]
    persons_to: Mapped[int | None]
    mci_low: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    mci_high: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    cap_tenge: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    price_share: Mapped[Decimal | None] = mapped_column(Numeric(6, 4))
    months: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint(
            "code",
            "settlement",
            "persons_from",
            "effective_from",
            postgresql_nulls_not_distinct=True,
        ),
        _PERIOD.copy(),
        _VERIFIED.copy(),
    )


class HostRegion(Numbered, Dated, Base):
    """A region that takes households of a stream."""

    __tablename__ = "host_regions"

    stream: Mapped[str]
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))

    __table_args__ = (
        one_of("stream", Stream),
        UniqueConstraint("stream", "region", "effective_from"),
        Index("ix_host_regions_region", "region"),
        _PERIOD.copy(),
        _VERIFIED.copy(),
    )


class MovedDay(Base):
    """A day off that is worked, or a working day that is off, by an act of the Government."""

    __tablename__ = "moved_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    act: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    verified_by: Mapped[str] = mapped_column(default="")
