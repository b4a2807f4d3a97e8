"""Reference data: regions, acts, and every figure of the law as a dated row with its act and who verified it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.household import SettlementKind
from app.domain.reference import DecidingDate, ListRole, PaidPer
from app.domain.stream import QUOTA_STREAMS
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
    edited_at: Mapped[datetime | None]

    __table_args__ = (one_of("kind", ["oblast", "city"]),)


class District(Base):
    """A district of a region, or a town of the region's own: ``code`` is its number in the classifier KATO."""

    __tablename__ = "districts"

    code: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    kind: Mapped[str]
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    verified_by: Mapped[str] = mapped_column(default="")
    verified_on: Mapped[date | None]
    edited_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("kind", ["district", "town"]),
        # What belongs to a district belongs to its region: other tables point at both.
        UniqueConstraint("code", "region"),
        CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name="verified_whole"),
    )


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
    registration_number: Mapped[str] = mapped_column(default="")
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    verified_by: Mapped[str] = mapped_column(default="")
    verified_on: Mapped[date | None]
    edited_at: Mapped[datetime | None]


class Dated:
    """The period in which a figure holds, the provision that sets it, and who compared it with the act.

    ``edited_at`` is set where an administrator changed the row: the shipped files no longer overwrite it then.
    """

    effective_from: Mapped[date] = mapped_column(sort_order=90)
    effective_to: Mapped[date | None] = mapped_column(sort_order=91)
    act_code: Mapped[str | None] = mapped_column(ForeignKey("legal_acts.code"), sort_order=92)
    provision: Mapped[str] = mapped_column(default="", sort_order=93)
    source: Mapped[str] = mapped_column(default="", sort_order=94)
    verified_by: Mapped[str] = mapped_column(default="", sort_order=95)
    verified_on: Mapped[date | None] = mapped_column(sort_order=96)
    edited_at: Mapped[datetime | None] = mapped_column(sort_order=97)


def _period() -> CheckConstraint:
    return CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="period")


def _verified() -> CheckConstraint:
    return CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name="verified_whole")


class ReferenceValue(Numbered, Dated, Base):
    """One figure or text of the law by key: the MCI, a time limit, a clause of a paper."""

    __tablename__ = "reference_values"

    key: Mapped[str]
    value: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("key", "effective_from"), _period(), _verified())


class MeasureRate(Numbered, Dated, Base):
    """The size of a measure of support: MCI from…to, or a cap in tenge, or a share of the price."""

    __tablename__ = "measure_rates"

    code: Mapped[str]
    paid_per: Mapped[str]
    mci_low: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    mci_high: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    cap_tenge: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    price_share: Mapped[Decimal | None] = mapped_column(Numeric(6, 4))
    months: Mapped[int] = mapped_column(default=1)
    deciding_date: Mapped[str] = mapped_column(default="decision")

    __table_args__ = (
        one_of("paid_per", PaidPer),
        one_of("deciding_date", DecidingDate),
        UniqueConstraint("code", "effective_from"),
        _period(),
        _verified(),
    )


class RentStepRow(Numbered, Dated, Base):
    """A step of the rent scale: indices a month for a family of so many persons in a town or a village."""

    __tablename__ = "rent_steps"

    settlement: Mapped[str]
    persons_from: Mapped[int]
    persons_to: Mapped[int | None]
    mci: Mapped[Decimal] = mapped_column(Numeric(12, 2))

    __table_args__ = (
        one_of("settlement", SettlementKind),
        UniqueConstraint("settlement", "persons_from", "effective_from"),
        _period(),
        _verified(),
    )


class RegionListingRow(Numbered, Dated, Base):
    """A region that takes households of a stream (``host``), or that they leave (``departure``)."""

    __tablename__ = "region_listings"

    stream: Mapped[str]
    role: Mapped[str]
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        one_of("role", ListRole),
        UniqueConstraint("stream", "role", "region", "effective_from"),
        _period(),
        _verified(),
    )


class MovedDay(Base):
    """A day off (``rest_day``) that is worked in exchange for ``moved_to``, by an act of the Government."""

    __tablename__ = "moved_days"

    rest_day: Mapped[date] = mapped_column(primary_key=True)
    moved_to: Mapped[date]
    act_code: Mapped[str | None] = mapped_column(ForeignKey("legal_acts.code"))
    source: Mapped[str] = mapped_column(default="")
    verified_by: Mapped[str] = mapped_column(default="")
    verified_on: Mapped[date | None]
    edited_at: Mapped[datetime | None]
