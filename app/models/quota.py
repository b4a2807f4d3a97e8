"""The regional quota: orders, balances in persons, and the ledger of every movement of places."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.quota import Balance, MovementKind
from app.domain.stream import QUOTA_STREAMS
from app.models.base import Base, Numbered, one_of


class QuotaOrder(Numbered, Base):
    """A version of the year's quota for one stream: the first order, or an amendment of it."""

    __tablename__ = "quota_orders"

    year: Mapped[int]
    stream: Mapped[str]
    version: Mapped[int]
    act_code: Mapped[str | None] = mapped_column(ForeignKey("legal_acts.code"))
    act_number: Mapped[str] = mapped_column(default="")
    act_title: Mapped[str] = mapped_column(default="")
    adopted_on: Mapped[date | None]
    effective_from: Mapped[date]
    source: Mapped[str] = mapped_column(default="")
    loaded_at: Mapped[datetime]
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    file_sha256: Mapped[str | None]
    lines: Mapped[list[QuotaOrderLine]] = relationship(back_populates="order", order_by="QuotaOrderLine.region")

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
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
    """Balances of a year, stream and host region.

    The columns are moved by a trigger on ``quota_movements`` only, so that they are the ledger's sums; the CHECK below
    is what makes overselling impossible.
    """

    __tablename__ = "regional_quotas"

    year: Mapped[int]
    stream: Mapped[str]
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    version: Mapped[int] = mapped_column(default=0)
    allocated: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        UniqueConstraint("year", "stream", "region"),
        CheckConstraint("reserved + used <= allocated", name="never_oversold"),
        CheckConstraint("allocated >= 0 AND reserved >= 0 AND used >= 0", name="not_negative"),
    )

    @property
    def balance(self) -> Balance:
        """The balances as the rules see them."""
        return Balance(self.allocated, self.reserved, self.used)


class QuotaMovement(Numbered, Base):
    """One line of the ledger; never changed, never deleted (a trigger forbids it)."""

    __tablename__ = "quota_movements"

    quota_id: Mapped[int] = mapped_column(ForeignKey("regional_quotas.id"))
    kind: Mapped[str]
    allocated: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("quota_orders.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        one_of("kind", MovementKind),
        CheckConstraint(
            "CASE kind"
            " WHEN 'reservation' THEN allocated = 0 AND reserved > 0 AND used = 0"
            " WHEN 'release' THEN allocated = 0 AND reserved < 0 AND used = 0"
            " WHEN 'consumption' THEN allocated = 0 AND reserved < 0 AND used = -reserved"
            " WHEN 'return' THEN allocated = 0 AND reserved = 0 AND used < 0"
            " ELSE reserved = 0 AND used = 0 END",
            name="shape",
        ),
        CheckConstraint("(kind IN ('order', 'amendment')) = (order_id IS NOT NULL)", name="names_its_order"),
        CheckConstraint("(kind IN ('order', 'amendment')) = (application_id IS NULL)", name="names_its_application"),
        Index("ix_quota_movements_quota", "quota_id", "id"),
        Index("ix_quota_movements_application", "application_id", "id"),
    )
