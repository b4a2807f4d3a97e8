"""Statutory terms of a case: each with its limit, its stops, its end; breaches with their cause; recounts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.stages import StageCode
from app.domain.time_limits import LIMIT_UNITS
from app.domain.workflow import StopReason
from app.models.base import Base, Numbered, one_of

_APPLICANTS = "stage NOT IN ('documents_reply', 'position')"
_RUNS = text("ended_on IS NULL")
# What the watch looks for: the body's terms that may have run out and that nobody was told of.
WATCHED = text(
    f"breached_at IS NULL AND due_on IS NOT NULL AND (ended_on IS NULL OR ended_on > due_on) AND {_APPLICANTS}"
)
_BREACHED = text("breached_at IS NOT NULL")


class Term(Numbered, Base):
    """A term of a case (``appeal_id``: of the complaint against its decision).

    ``amount`` and ``unit`` are those of the limit on the day on which the term began.  While the term stands still
    ``due_on`` is NULL and ``days_left`` says what is left; one that ran out before it was stopped keeps its day.
    ``breach_status`` and ``breach_officer_id``: where the case stood and whose it was when the term was found broken.
    Whoever writes here holds the lock of the application.
    """

    __tablename__ = "terms"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeals.id"))
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    stage: Mapped[str]
    limit_key: Mapped[str]
    amount: Mapped[int]
    unit: Mapped[str]
    started_on: Mapped[date]
    stopped_on: Mapped[date | None]
    stop_reason: Mapped[str | None]
    days_left: Mapped[int | None]
    due_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    breach_status: Mapped[str | None]
    breach_officer_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    explanation: Mapped[str] = mapped_column(default="")
    explained_at: Mapped[datetime | None]
    explained_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    stops: Mapped[list[TermStop]] = relationship(order_by="TermStop.id", lazy="raise_on_sql", passive_deletes=True)

    __table_args__ = (
        one_of("stage", StageCode),
        one_of("unit", sorted(LIMIT_UNITS)),
        one_of("stop_reason", StopReason),
        CheckConstraint("amount >= 0 AND days_left >= 0", name="not_negative"),
        CheckConstraint("(stopped_on IS NULL) = (stop_reason IS NULL)", name="stopped_for_a_reason"),
        CheckConstraint("(due_on IS NULL) = (days_left IS NOT NULL)", name="due_or_left"),
        CheckConstraint("due_on IS NOT NULL OR stopped_on IS NOT NULL", name="due_unless_stopped"),
        CheckConstraint("(breached_at IS NULL) = (breach_status IS NULL)", name="breach_whole"),
        CheckConstraint("breached_at IS NULL OR due_on IS NOT NULL", name="breach_of_a_day"),
        CheckConstraint(
            "(explained_at IS NULL) = (explanation = '') AND (explained_at IS NULL) = (explained_by_id IS NULL)"
            " AND (explained_at IS NULL OR breached_at IS NOT NULL)",
            name="explanation_whole",
        ),
        Index("ix_terms_application", "application_id", "id"),
        Index(
            "uq_terms_running",
            "application_id",
            "stage",
            "appeal_id",
            unique=True,
            postgresql_where=_RUNS,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_terms_watched", "due_on", "id", postgresql_where=WATCHED),
        Index("ix_terms_breached", "breached_at", "id", postgresql_where=_BREACHED),
        Index("ix_terms_region_breached", "region", "breached_at", "id", postgresql_where=_BREACHED),
    )


class TermStop(Numbered, Base):
    """A stretch in which a term stood still: after ``stopped_on`` up to and including ``resumed_on`` (NULL: still)."""

    __tablename__ = "term_stops"

    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"))
    reason: Mapped[str]
    stopped_on: Mapped[date]
    resumed_on: Mapped[date | None]

    __table_args__ = (
        one_of("reason", StopReason),
        CheckConstraint("resumed_on >= stopped_on", name="order"),
        Index("ix_term_stops_term", "term_id", "id"),
        Index("uq_term_stops_open", "term_id", unique=True, postgresql_where=text("resumed_on IS NULL")),
    )


class Recount(Numbered, Base):
    """The counting of all running terms anew because the calendar changed; ``reached``: the last case that is done."""

    __tablename__ = "recounts"

    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reached: Mapped[int] = mapped_column(BigInteger, default=0)
    counted: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class RecountMove(Base):
    """A term whose last day a recount moved; ``left_before`` and ``left_after`` where it stood still.

    One change of the calendar writes as many rows as there are open cases, so there are two indexes and no more.
    """

    __tablename__ = "recount_moves"

    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"), primary_key=True)
    recount_id: Mapped[int] = mapped_column(ForeignKey("recounts.id", ondelete="CASCADE"), primary_key=True)
    region: Mapped[str]
    due_before: Mapped[date | None]
    due_after: Mapped[date | None]
    left_before: Mapped[int | None]
    left_after: Mapped[int | None]

    __table_args__ = (Index("ix_recount_moves_region", "recount_id", "region", "term_id"),)
