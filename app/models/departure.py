"""Departures of included families: who said so, what the family answered, what the head decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.departure import DepartureAnswer, DepartureKind, DepartureSource, DepartureState
from app.domain.hearing_delivery import HandedBy
from app.models.base import Base, Numbered, one_of


class Departure(Numbered, Base):
    """A departure of the family of an application; once it is closed it is history (a trigger holds it).

    ``departed_on``: the day from which the family is gone.  ``is_own_word``: recorded by the family itself.
    ``objection_until``: last day of its term, counted from the recording or from the handing over on paper.
    ``is_from_desk``: an officer wrote the answer down.  ``places``: how many came back; ``closed_at``: when it was
    decided, taken back or lapsed.
    """

    __tablename__ = "departures"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    kind: Mapped[str]
    departed_on: Mapped[date]
    source: Mapped[str]
    words: Mapped[str]
    is_own_word: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=DepartureState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    objection_until: Mapped[date]
    handed_on: Mapped[date | None]
    handed_how: Mapped[str | None]
    handed_number: Mapped[str] = mapped_column(default="")
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    answer: Mapped[str | None]
    answer_words: Mapped[str] = mapped_column(default="")
    is_from_desk: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(default="")
    places: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own attribute)
    __table_args__ = (
        one_of("kind", DepartureKind),
        one_of("source", DepartureSource),
        one_of("state", DepartureState),
        one_of("answer", DepartureAnswer),
        one_of("handed_how", HandedBy),
        CheckConstraint("NOT is_own_word OR source = 'own_statement'", name="own_word_is_a_statement"),
        CheckConstraint("is_own_word OR words <> ''", name="said_why"),
        CheckConstraint("(handed_on IS NULL) = (handed_how IS NULL)", name="handed_whole"),
        CheckConstraint("handed_how <> 'post' OR handed_number <> ''", name="posted_with_number"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name="answered_whole",
        ),
        # An officer writes down what a family objects, never that it agrees.
        CheckConstraint("NOT is_from_desk OR answer = 'objects'", name="agrees_itself"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_when"),
        CheckConstraint(
            "(state IN ('confirmed', 'dropped')) = (decided_by_id IS NOT NULL)"
            " AND (decided_by_id IS NULL OR reason <> '')",
            name="decided_with_reason",
        ),
        CheckConstraint("decided_by_id IS DISTINCT FROM recorded_by_id", name="four_eyes"),
        CheckConstraint("(state = 'confirmed') = (places > 0)", name="places_come_back"),
        CheckConstraint("state <> 'taken_back' OR is_own_word", name="taken_back_by_the_family"),
        Index("ix_departures_application", "application_id", "id"),
        Index("uq_departures_open", "application_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_departures_open", "region", "objection_until", "id", postgresql_where=text("state = 'open'")),
        Index("ix_departures_closed", "region", "id", postgresql_where=text("state <> 'open'")),
    )
