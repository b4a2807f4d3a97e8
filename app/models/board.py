"""Kept counters of the boards: a trigger adds a row a change, a job folds them, a figure is a short sum."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Numbered


class LoadDelta(Numbered, Base):
    """Open cases by region, officer (NULL: nobody's) and last day of the present step (NULL: it has none)."""

    __tablename__ = "load_deltas"

    region: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(BigInteger)
    due_on: Mapped[date | None]
    delta: Mapped[int]

    __table_args__ = (Index("ix_load_deltas_region", "region", "officer_id", "due_on", postgresql_include=["delta"]),)


class BreachDelta(Numbered, Base):
    """Missed terms by region and month in which they were found (its first day); explained ones apart."""

    __tablename__ = "breach_deltas"

    region: Mapped[str]
    month: Mapped[date]
    is_explained: Mapped[bool]
    delta: Mapped[int]

    __table_args__ = (Index("ix_breach_deltas_region", "region", "month"),)
