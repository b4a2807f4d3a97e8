"""Profiles of places, each version kept, the list of professions they count by, and how many families stayed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.place_profile import FigureKind
from app.models.base import Base, Numbered, one_of


class ProfessionRow(Base):
    """A profession by which jobs are counted; ``spellings`` are those by which a free answer is recognised (a|b|c)."""

    __tablename__ = "professions"

    code: Mapped[str] = mapped_column(primary_key=True)
    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]
    spellings: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    verified_by: Mapped[str] = mapped_column(default="")
    verified_on: Mapped[date | None]
    edited_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name="verified_whole"),)


class PlaceProfile(Numbered, Base):
    """What a region (``district`` empty) or a district has on the day ``as_of``; a newer version replaces it."""

    __tablename__ = "place_profiles"

    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    district: Mapped[str | None]
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    replaced_at: Mapped[datetime | None]
    figures: Mapped[list[PlaceFigure]] = relationship(order_by="(PlaceFigure.kind, PlaceFigure.code)", lazy="selectin")

    __table_args__ = (
        ForeignKeyConstraint(["district", "region"], ["districts.code", "districts.region"]),
        Index(
            "uq_place_profiles_current",
            "region",
            text("COALESCE(district, '')"),
            unique=True,
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index("ix_place_profiles_place", "region", "district", "id"),
    )

    @property
    def place(self) -> str:
        """Code of the place: the district's, or the region's own."""
        return self.district or self.region


class PlaceFigure(Base):
    """One figure of a profile: jobs of a profession, school places in a language, homes of a size, a service."""

    __tablename__ = "place_figures"

    profile_id: Mapped[int] = mapped_column(ForeignKey("place_profiles.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int]

    __table_args__ = (
        one_of("kind", FigureKind),
        CheckConstraint("amount >= 0 AND (kind <> 'health' OR amount <= 1)", name="amount_possible"),
    )


class PlaceOutcome(Base):
    """Families that came to a place (a region or a district) before, and how many of them registered and are there.

    Counted anew from the record once a night; ``place`` is the code of the region or district.
    """

    __tablename__ = "place_outcomes"

    place: Mapped[str] = mapped_column(primary_key=True)
    families: Mapped[int]
    stayed: Mapped[int]
    counted_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("stayed >= 0 AND stayed <= families", name="share"),)
