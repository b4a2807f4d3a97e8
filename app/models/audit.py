"""The audit trail: one row an event, chained by hash within its subject, sealed over all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.audit import EventKey, SubjectKind
from app.models.base import Base, Numbered, one_of


class AuditEvent(Numbered, Base):
    """Something that happened; ``facts`` hold keys and values, never a sentence.  Append-only (a trigger holds it)."""

    __tablename__ = "audit_events"

    subject_kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    region: Mapped[str | None]
    key: Mapped[str]
    facts: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (
        one_of("subject_kind", SubjectKind),
        one_of("key", EventKey),
        UniqueConstraint("subject_kind", "subject_id", "sequence"),
        Index("ix_audit_events_actor", "actor_id", "id"),
        Index("ix_audit_events_key", "key", "id"),
    )


class AuditSeal(Numbered, Base):
    """Events ``first_event_id``…``last_event_id`` as they stood: a cut-off or rewritten chain no longer fits it."""

    __tablename__ = "audit_seals"

    first_event_id: Mapped[int] = mapped_column(BigInteger)
    last_event_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    digest: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]
    sealed_at: Mapped[datetime]


class AuditVerification(Numbered, Base):
    """A walk along the whole trail that an auditor asked for; ``report`` is what it found, once it is finished."""

    __tablename__ = "audit_verifications"

    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    is_unbroken: Mapped[bool | None]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (CheckConstraint("(finished_at IS NULL) = (is_unbroken IS NULL)", name="finished_with_result"),)
