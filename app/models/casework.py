"""What staff write while they work on a case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Numbered


class CaseNote(Numbered, Base):
    """A note for colleagues; never shown to the applicant, never changed."""

    __tablename__ = "case_notes"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    written_at: Mapped[datetime]
    body: Mapped[str]

    __table_args__ = (CheckConstraint("body <> ''", name="not_empty"),)


class DocumentRequest(Numbered, Base):
    """A request for documents: ``items`` are ``{"kind": document code, "note": words}``; open until answered."""

    __tablename__ = "document_requests"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"))
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    due_on: Mapped[date | None]
    reason: Mapped[str]
    items: Mapped[list[Any]]
    closed_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index("ix_document_requests_application", "application_id", "id"),
        Index(
            "uq_document_requests_open",
            "application_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


# Names the state of the reference data among the marks of ``Progress``.
REFERENCE_MARK = "reference"


class Progress(Base):
    """How far a periodic job came (name → mark), e.g. when a worker last gave a sign of life."""

    __tablename__ = "progress"

    name: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
