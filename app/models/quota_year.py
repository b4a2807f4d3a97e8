"""The quota's use as others published it, for years of which the ledger knows nothing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.stream import QUOTA_STREAMS
from app.models.base import Base, Numbered, one_of


class PublishedUse(Numbered, Base):
    """Persons included since the year began, as told for a day.

    ``stream`` NULL: both together; ``region`` NULL: the whole country.
    """

    __tablename__ = "published_uses"

    year: Mapped[int]
    stream: Mapped[str | None]
    region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    told_on: Mapped[date]
    persons: Mapped[int]
    source: Mapped[str] = mapped_column(default="")
    verified_by: Mapped[str] = mapped_column(default="")
    verified_on: Mapped[date | None]
    edited_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        CheckConstraint("persons >= 0", name="persons_not_negative"),
        CheckConstraint("EXTRACT(year FROM told_on) = year", name="told_in_its_year"),
        CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name="verified_whole"),
        Index(
            "uq_published_uses",
            "year",
            "stream",
            "region",
            "told_on",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )
