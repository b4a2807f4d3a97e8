"""Papers that were issued: their facts, their numbers, and their stored renderings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.paper import DocumentKind
from app.models.base import Base, Numbered, one_of


class JournalCounter(Base):
    """The last number given in a body's journal of a year; locked while a number is taken, so there are no gaps."""

    __tablename__ = "journal_counters"

    body: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    journal: Mapped[str] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)


class IssuedDocument(Numbered, Base):
    """The paper: its facts as they were when signed; the words are made from them per language."""

    __tablename__ = "issued_documents"

    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[str]
    body: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    year: Mapped[int]
    journal: Mapped[str]
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(unique=True)
    signed_at: Mapped[datetime]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    facts: Mapped[dict[str, Any]]
    digest: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("issued_documents.id"), unique=True)
    renderings: Mapped[list[Rendering]] = relationship(back_populates="document", order_by="Rendering.id")

    __table_args__ = (
        one_of("kind", DocumentKind),
        UniqueConstraint("body", "year", "journal", "sequence"),
        CheckConstraint("revoked_at IS NULL OR revoked_reason <> ''", name="revoked_with_reason"),
        CheckConstraint("replaced_by_id IS NULL OR revoked_at IS NOT NULL", name="replaced_is_revoked"),
        Index("ix_issued_documents_revoked", "revoked_at", "id", postgresql_where=text("revoked_at IS NOT NULL")),
        Index("ix_issued_documents_application", "application_id", "id"),
    )


class Rendering(Numbered, Base):
    """One file of a document: the official one (kk and ru) or the unofficial English one; written once."""

    __tablename__ = "renderings"

    document_id: Mapped[int] = mapped_column(ForeignKey("issued_documents.id"))
    variant: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    store_key: Mapped[str | None]
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    document: Mapped[IssuedDocument] = relationship(back_populates="renderings")

    __table_args__ = (
        one_of("variant", ["official", "unofficial_en"]),
        one_of("state", ["queued", "rendering", "ready", "failed"]),
        UniqueConstraint("document_id", "variant"),
        CheckConstraint("(state = 'ready') = (store_key IS NOT NULL)", name="ready_is_stored"),
        CheckConstraint("(state = 'ready') = (ready_at IS NOT NULL)", name="ready_has_time"),
        Index("ix_renderings_unready", "id", postgresql_where=text("state <> 'ready'")),
    )
