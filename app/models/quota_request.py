"""Requests of the regions for a year's quota, every filed version of each, and the ministry's draft of the order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.quota_request import RequestState
from app.domain.stream import QUOTA_STREAMS
from app.models.base import Base, Numbered, one_of


class QuotaRequest(Numbered, Base):
    """A region's request for a year and stream; ``content`` is what the region works on, filed or not.

    ``version``: the last filed one, 0 before.  ``revision`` counts every saving, so that two people do not overwrite
    each other.
    """

    __tablename__ = "quota_requests"

    year: Mapped[int]
    stream: Mapped[str]
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)
    content: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        one_of("state", RequestState),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_when"),
        CheckConstraint("state NOT IN ('filed', 'returned') OR version > 0", name="filed_in_versions"),
        CheckConstraint("state <> 'draft' OR version = 0", name="draft_unfiled"),
        Index(
            "uq_quota_requests_living",
            "year",
            "stream",
            "region",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_quota_requests_region", "region", "year", "id"),
    )


class QuotaRequestVersion(Numbered, Base):
    """What a region filed; a trigger keeps it as it was filed.  The sums stand beside the whole for comparing regions.

    ``reason``: why the ministry returned it, empty while it has not.
    """

    __tablename__ = "quota_request_versions"

    request_id: Mapped[int] = mapped_column(ForeignKey("quota_requests.id"))
    version: Mapped[int]
    persons: Mapped[int]
    working_age: Mapped[int]
    jobs: Mapped[int]
    homes: Mapped[int]
    school: Mapped[int]
    kindergarten: Mapped[int]
    content: Mapped[dict[str, Any]]
    justification: Mapped[str] = mapped_column(default="")
    filed_at: Mapped[datetime]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    returned_at: Mapped[datetime | None]
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("request_id", "version"),
        CheckConstraint("version > 0 AND persons > 0", name="asks_for_somebody"),
        CheckConstraint("working_age BETWEEN 0 AND persons", name="working_age_within"),
        CheckConstraint("least(jobs, homes, school, kindergarten) >= 0", name="not_negative"),
        CheckConstraint("(returned_at IS NULL) = (reason = '')", name="returned_with_reason"),
    )


class QuotaDraft(Numbered, Base):
    """The ministry's draft of a year's order: ``persons`` is ``{stream: {region: persons}}``.

    ``revision`` counts every saving.
    """

    __tablename__ = "quota_drafts"

    year: Mapped[int] = mapped_column(unique=True)
    persons: Mapped[dict[str, Any]]
    act_number: Mapped[str] = mapped_column(default="")
    act_title: Mapped[str] = mapped_column(default="")
    adopted_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
