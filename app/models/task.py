"""Steps of other bodies that belong to a case, and how far each is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.task import TaskKind, TaskState
from app.models.base import Base, Numbered, one_of


class CaseTask(Numbered, Base):
    """A step that the person takes at another body; evidence are attachments with its number.

    ``report`` are the person's words, ``answer`` those of the case worker: why it was returned, what they saw.
    """

    __tablename__ = "case_tasks"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=TaskState.OPEN)
    opened_at: Mapped[datetime]
    due_on: Mapped[date | None]
    report: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime | None]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        one_of("kind", TaskKind),
        one_of("state", TaskState),
        CheckConstraint("state <> 'reported' OR reported_at IS NOT NULL", name="reported"),
        CheckConstraint("state <> 'confirmed' OR answered_by_id IS NOT NULL", name="confirmed_by_somebody"),
        CheckConstraint("state IN ('open', 'reported') OR answered_at IS NOT NULL", name="closed_at"),
        Index("ix_case_tasks_application", "application_id", "id"),
        Index(
            "uq_case_tasks_living",
            "application_id",
            "kind",
            unique=True,
            postgresql_where=text("state <> 'not_needed'"),
        ),
        Index("ix_case_tasks_reported", "reported_at", "id", postgresql_where=text("state = 'reported'")),
    )
