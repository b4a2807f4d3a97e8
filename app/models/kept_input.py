"""What a person typed into a page that could not be taken, kept until it can."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Numbered


class KeptInput(Numbered, Base):
    """The fields of one form (name → list of values), for one account and one page; gone once shown or old."""

    __tablename__ = "kept_inputs"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    path: Mapped[str]
    fields: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime] = mapped_column(index=True)
