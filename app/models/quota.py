"""The regional quota: orders, balances in persons, and the ledger of every movement of places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.quota import Authority, Balance, MovementKind, Unit
from app.domain.stream import QUOTA_STREAMS
from app.i18n import local
from app.models.base import Base, Numbered, one_of


class QuotaOrder(Numbered, Base):
    """A version of the year's quota for one stream: the first order, or an amendment of it.

    ``loaded_by_id`` proposed it; who approved it stands in the proposal.
    """

    __tablename__ = "quota_orders"

    year: Mapped[int]
    stream: Mapped[str]
    version: Mapped[int]
    unit: Mapped[str] = mapped_column(default=Unit.PERSONS)
    act_code: Mapped[str | None] = mapped_column(ForeignKey("legal_acts.code"))
    act_number: Mapped[str] = mapped_column(default="")
    act_title: Mapped[str] = mapped_column(default="")
    adopted_on: Mapped[date | None]
    effective_from: Mapped[date]
    source: Mapped[str] = mapped_column(default="")
    loaded_at: Mapped[datetime]
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    file_sha256: Mapped[str | None]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("quota_proposals.id"))
    lines: Mapped[list[QuotaOrderLine]] = relationship(back_populates="order", order_by="QuotaOrderLine.region")

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        one_of("unit", Unit),
        UniqueConstraint("year", "stream", "version"),
        CheckConstraint("version > 0", name="version_positive"),
    )


class QuotaOrderLine(Numbered, Base):
    """Places (persons) that an order gives one region."""

    __tablename__ = "quota_order_lines"

    order_id: Mapped[int] = mapped_column(ForeignKey("quota_orders.id"))
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    persons: Mapped[int]
    order: Mapped[QuotaOrder] = relationship(back_populates="lines")

    __table_args__ = (
        UniqueConstraint("order_id", "region"),
        CheckConstraint("persons >= 0", name="persons_not_negative"),
    )


class RegionalQuota(Numbered, Base):
    """Balances of a year, stream and host region, its districts included.

    The columns are moved by a trigger on ``quota_movements`` only, so that they are the ledger's sums; the CHECKs below
    are what makes overselling impossible: of the region, and of the places that it gave to districts.
    """

    __tablename__ = "regional_quotas"

    year: Mapped[int]
    stream: Mapped[str]
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    unit: Mapped[str] = mapped_column(default=Unit.PERSONS)
    version: Mapped[int] = mapped_column(default=0)
    allocated: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)
    distributed: Mapped[int] = mapped_column(default=0)
    district_taken: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        one_of("unit", Unit),
        UniqueConstraint("year", "stream", "region"),
        CheckConstraint("reserved + used <= allocated", name="never_oversold"),
        CheckConstraint(
            "(reserved + used - district_taken) + distributed <= allocated", name="undistributed_not_oversold"
        ),
        CheckConstraint("allocated >= 0 AND reserved >= 0 AND used >= 0", name="not_negative"),
        CheckConstraint(
            "distributed >= 0 AND district_taken BETWEEN 0 AND LEAST(distributed, reserved + used)",
            name="districts_within",
        ),
        # An order in families is history: no person is ever counted in it.
        CheckConstraint(
            "unit = 'persons' OR (reserved = 0 AND used = 0 AND distributed = 0)", name="families_only_told"
        ),
    )

    @property
    def balance(self) -> Balance:
        """The balances as the rules see them."""
        return Balance(self.allocated, self.reserved, self.used, self.distributed, self.district_taken)


class DistrictQuota(Base):
    """Balances of a district within its region's quota, moved by the same trigger.  No row: nothing was distributed."""

    __tablename__ = "district_quotas"

    quota_id: Mapped[int] = mapped_column(ForeignKey("regional_quotas.id"), primary_key=True)
    district: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str]
    allocated: Mapped[int]
    reserved: Mapped[int]
    used: Mapped[int]

    __table_args__ = (
        # The trigger writes the region of the quota: a district of another region is refused here.
        ForeignKeyConstraint(["district", "region"], ["districts.code", "districts.region"]),
        CheckConstraint("reserved + used <= allocated", name="never_oversold"),
        CheckConstraint("allocated >= 0 AND reserved >= 0 AND used >= 0", name="not_negative"),
    )

    @property
    def balance(self) -> Balance:
        """The balances as the rules see them."""
        return Balance(self.allocated, self.reserved, self.used)


class QuotaMonth(Base):
    """What moved in a month (its first day; by the day from which a movement holds), kept by the same trigger."""

    __tablename__ = "quota_months"

    quota_id: Mapped[int] = mapped_column(ForeignKey("regional_quotas.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    allocated: Mapped[int]
    reserved: Mapped[int]
    used: Mapped[int]

    __table_args__ = (CheckConstraint("EXTRACT(day FROM month) = 1", name="first_day"),)


def _own_day(context: Any) -> date:
    """A movement holds from the day on which it is written, where nothing else is said."""
    return local(context.get_current_parameters()["at"]).date()


class QuotaMovement(Numbered, Base):
    """One line of the ledger; never changed, never deleted (a trigger forbids it).

    ``effective_on`` is the day from which it holds, ``at`` the instant from which it is known.
    """

    __tablename__ = "quota_movements"

    quota_id: Mapped[int] = mapped_column(ForeignKey("regional_quotas.id"))
    kind: Mapped[str]
    allocated: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)
    distributed: Mapped[int] = mapped_column(default=0)
    district: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("quota_orders.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("quota_proposals.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))
    at: Mapped[datetime]
    effective_on: Mapped[date] = mapped_column(default=_own_day)
    authority: Mapped[str] = mapped_column(default=Authority.SERVICE)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    act: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("kind", MovementKind),
        one_of("authority", Authority),
        CheckConstraint(
            "CASE kind"
            " WHEN 'reservation' THEN allocated = 0 AND reserved > 0 AND used = 0"
            " WHEN 'release' THEN allocated = 0 AND reserved < 0 AND used = 0"
            " WHEN 'consumption' THEN allocated = 0 AND reserved < 0 AND used = -reserved"
            " WHEN 'return' THEN allocated = 0 AND reserved = 0 AND used < 0"
            " WHEN 'distribution' THEN allocated = 0 AND reserved = 0 AND used = 0 AND district IS NOT NULL"
            " ELSE reserved = 0 AND used = 0 AND district IS NULL END",
            name="shape",
        ),
        CheckConstraint("(kind = 'distribution') = (distributed <> 0)", name="distributes"),
        CheckConstraint(
            "(kind IN ('order', 'amendment', 'transfer')) = (order_id IS NOT NULL)", name="names_its_order"
        ),
        CheckConstraint(
            "(kind IN ('order', 'amendment', 'transfer', 'distribution')) = (application_id IS NULL)",
            name="names_its_application",
        ),
        CheckConstraint(
            "CASE WHEN application_id IS NOT NULL THEN proposal_id IS NULL"
            " WHEN kind IN ('distribution', 'transfer') OR authority = 'two_people' THEN proposal_id IS NOT NULL"
            " ELSE true END",
            name="names_its_proposal",
        ),
        CheckConstraint(
            "CASE authority"
            " WHEN 'two_people' THEN COALESCE(proposed_by_id <> approved_by_id, false) AND act <> '' AND reason <> ''"
            " WHEN 'service' THEN proposed_by_id IS NULL AND approved_by_id IS NULL"
            " WHEN 'own_word' THEN kind IN ('release', 'return') AND proposed_by_id IS NULL"
            " AND approved_by_id IS NOT NULL"
            " WHEN 'prepared' THEN kind = 'reservation' AND proposed_by_id IS NOT NULL AND approved_by_id IS NULL"
            " ELSE true END",
            name="two_people",
        ),
        Index("ix_quota_movements_quota", "quota_id", "id"),
        Index("ix_quota_movements_application", "application_id", "id"),
        Index("ix_quota_movements_proposal", "proposal_id", postgresql_where=text("proposal_id IS NOT NULL")),
    )
