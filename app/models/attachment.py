"""Files that people hand in, and what staff found of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Numbered, one_of


class Attachment(Numbered, Base):
    """An uploaded document; the bytes lie in the file store under ``store_key``, outside the web root.

    ``removed_at`` hides a file that the person took back before submitting; nothing is deleted.  ``task_id``: evidence
    of a step of another body, no document of the application itself.
    """

    __tablename__ = "attachments"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("household_members.id", ondelete="SET NULL"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("case_tasks.id"))
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    store_key: Mapped[str]
    scan: Mapped[str]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    removed_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="unchecked")
    state_reason: Mapped[str] = mapped_column(default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    __table_args__ = (
        one_of("state", ["unchecked", "verified", "rejected"]),
        one_of("scan", ["clean", "not_configured"]),
        CheckConstraint("(state = 'unchecked') = (reviewed_at IS NULL)", name="reviewed"),
        CheckConstraint("state <> 'rejected' OR state_reason <> ''", name="rejected_with_reason"),
        CheckConstraint("size > 0", name="not_empty"),
        Index("ix_attachments_application", "application_id", "id"),
    )
