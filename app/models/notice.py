"""Messages to people, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Numbered, one_of


class Notice(Numbered, Base):
    """One message to one address; its words are made from ``template`` and ``facts`` in ``language`` when it is sent.

    ``sending`` is committed before the message leaves: after a crash in between it is ``uncertain``, not sent again.
    """

    __tablename__ = "notices"

    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    language: Mapped[str]
    template: Mapped[str]
    facts: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    sending_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("channel", ["email", "sms"]),
        one_of("language", ["kk", "ru", "en"]),
        one_of("state", ["queued", "sending", "sent", "failed", "uncertain"]),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        Index("ix_notices_state", "state", "id"),
    )
