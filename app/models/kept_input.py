"""What a person typed into a page that could not be taken, kept until it can."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Numbered


class KeptInput(Numbered, Base):
    """The fields of one form (name → list of values) of one page; gone once sent again, or old.

    They are an account's, or a browser's that never signed in (the hash of a random token in its session).
    """

    __tablename__ = "kept_inputs"

    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    browser_hash: Mapped[str | None] = mapped_column(index=True)
    path: Mapped[str]
    fields: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (CheckConstraint("(account_id IS NULL) <> (browser_hash IS NULL)", name="one_owner"),)
