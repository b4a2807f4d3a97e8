"""Complaints against papers, point by point, and corrections of clerical errors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.appeal import DECIDED, OPEN, AppealResult, AppealStatus
from app.models.base import Base, Numbered, one_of

_OPEN = ", ".join(f"'{status}'" for status in sorted(OPEN))
_DECIDED = ", ".join(f"'{status}'" for status in sorted(DECIDED))


class Appeal(Numbered, Base):
    """A complaint against one paper, from filing to its end; ``status`` is written by ``services/appeal.py`` only.

    ``region`` is the body whose act it is.  ``due_on`` is the last day of the step that runs, None when it is over.
    ``authority`` is the document that gives the representative their power, in words and number.
    """

    __tablename__ = "appeals"

    number: Mapped[str] = mapped_column(unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_documents.id"))
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    status: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str] = mapped_column(default="online")
    filed_at: Mapped[datetime]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    asks: Mapped[str] = mapped_column(default="")
    representative_name: Mapped[str] = mapped_column(default="")
    authority: Mapped[str] = mapped_column(default="")
    representative_contact: Mapped[str] = mapped_column(default="")
    term_ended_on: Mapped[date]
    is_late: Mapped[bool] = mapped_column(default=False)
    late_reason: Mapped[str] = mapped_column(default="")
    term_restored_at: Mapped[datetime | None]
    term_restored_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    term_reason: Mapped[str] = mapped_column(default="")
    forwarded_at: Mapped[datetime | None]
    forwarded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opinion: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    result: Mapped[str | None]
    reasoning: Mapped[str] = mapped_column(default="")
    grounds: Mapped[list[Any]] = mapped_column(default=list)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("issued_documents.id"))
    points: Mapped[list[AppealPoint]] = relationship(
        back_populates="appeal", order_by="AppealPoint.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy's own attribute)
    __table_args__ = (
        one_of("status", AppealStatus),
        one_of("result", AppealResult),
        one_of("channel", ["online", "desk"]),
        CheckConstraint(f"(status IN ({_OPEN})) = (closed_at IS NULL)", name="closed"),
        CheckConstraint(f"(status IN ({_OPEN})) = (due_on IS NOT NULL)", name="open_has_day"),
        CheckConstraint(f"(status IN ({_DECIDED})) = (result IS NOT NULL)", name="decided_with_result"),
        CheckConstraint(f"status NOT IN ({_DECIDED}) OR reply_id IS NOT NULL", name="decided_with_reply"),
        CheckConstraint("NOT is_late OR late_reason <> ''", name="late_with_reason"),
        CheckConstraint("status <> 'late' OR is_late", name="late"),
        CheckConstraint(
            "NOT is_late OR status IN ('late', 'not_considered', 'withdrawn') OR term_restored_at IS NOT NULL",
            name="late_only_restored",
        ),
        CheckConstraint("(representative_name = '') = (authority = '')", name="representative_with_authority"),
        # A paper is complained against once; what was withdrawn, or left unconsidered, may be brought again.
        Index(
            "uq_appeals_document",
            "document_id",
            unique=True,
            postgresql_where=text("status NOT IN ('withdrawn', 'not_considered')"),
        ),
        Index("ix_appeals_application", "application_id", "id"),
        Index("ix_appeals_open", "due_on", "id", postgresql_where=text(f"status IN ({_OPEN})")),
        Index("ix_appeals_region", "region", "id"),
    )


class AppealPoint(Numbered, Base):
    """What the complaint says under one point, as it was typed, and what the decision answers to it."""

    __tablename__ = "appeal_points"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id", ondelete="CASCADE"))
    position: Mapped[int]
    body: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    appeal: Mapped[Appeal] = relationship(back_populates="points")

    __table_args__ = (
        UniqueConstraint("appeal_id", "position"),
        CheckConstraint("body <> ''", name="not_empty"),
    )


class AppealFile(Base):
    """A file that came with a complaint: one of the files of the application."""

    __tablename__ = "appeal_files"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), index=True)


class Correction(Numbered, Base):
    """A clerical error corrected: the paper, the correcting act, the corrected copy, and what was changed.

    ``changes`` are ``{"field", "person", "old", "new"}``.  ``record_before``: what the record said of each member (by
    number) whom it changed.  ``undone_at``: the correcting act was cancelled on appeal.
    """

    __tablename__ = "corrections"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_documents.id"), unique=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("issued_documents.id"), unique=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey("issued_documents.id"), unique=True)
    reason: Mapped[str]
    changes: Mapped[list[Any]]
    record_before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("reason <> ''", name="with_reason"),)
