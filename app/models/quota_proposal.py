"""Proposed changes of the quota, and the two people behind each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.quota import Unit
from app.domain.quota_proposal import ProposalKind, ProposalState
from app.domain.stream import QUOTA_STREAMS
from app.models.base import Base, Numbered, one_of


class QuotaProposal(Numbered, Base):
    """A change of the quota from proposal to force; those of one file share ``bundle_id`` and one fate.

    ``based_on`` holds the version of the order by stream on which it was made.  ``ended_*``: rejected, withdrawn, or
    failed on its day, then ``failure`` has the code and params of the refusal.
    """

    __tablename__ = "quota_proposals"

    kind: Mapped[str]
    year: Mapped[int]
    state: Mapped[str] = mapped_column(default=ProposalState.PROPOSED)
    bundle_id: Mapped[int | None] = mapped_column(ForeignKey("quota_proposals.id"), index=True)
    region: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    unit: Mapped[str] = mapped_column(default=Unit.PERSONS)
    reason: Mapped[str]
    effective_on: Mapped[date]
    act_number: Mapped[str] = mapped_column(default="")
    act_title: Mapped[str] = mapped_column(default="")
    adopted_on: Mapped[date | None]
    act_code: Mapped[str | None] = mapped_column(ForeignKey("legal_acts.code"))
    source: Mapped[str] = mapped_column(default="")
    file_sha256: Mapped[str | None]
    based_on: Mapped[dict[str, Any]] = mapped_column(default=dict)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None]
    in_force_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")
    failure: Mapped[dict[str, Any] | None]
    lines: Mapped[list[QuotaProposalLine]] = relationship(back_populates="proposal", order_by="QuotaProposalLine.id")

    __table_args__ = (
        one_of("kind", ProposalKind),
        one_of("state", ProposalState),
        one_of("unit", Unit),
        CheckConstraint("approved_by_id <> proposed_by_id", name="four_eyes"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("(kind = 'distribution') = (region IS NOT NULL)", name="region_of_distribution"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approver"),
        CheckConstraint(
            "CASE WHEN state IN ('approved', 'in_force', 'failed') THEN approved_at IS NOT NULL"
            " WHEN state IN ('proposed', 'withdrawn') THEN approved_at IS NULL ELSE true END",
            name="approved",
        ),
        CheckConstraint("(state = 'in_force') = (in_force_at IS NOT NULL)", name="in_force"),
        CheckConstraint("(state IN ('rejected', 'withdrawn', 'failed')) = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint(
            "CASE state WHEN 'rejected' THEN COALESCE(ended_by_id <> proposed_by_id, false) AND end_reason <> ''"
            " WHEN 'withdrawn' THEN COALESCE(ended_by_id = proposed_by_id, false)"
            " ELSE ended_by_id IS NULL END",
            name="ended_by",
        ),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failure_told"),
        Index("ix_quota_proposals_open", "effective_on", postgresql_where=text("state IN ('proposed', 'approved')")),
        Index("ix_quota_proposals_year", "year", "id"),
    )


class QuotaProposalLine(Numbered, Base):
    """Places of one account in a proposal; ``before`` is what the account had when it was proposed."""

    __tablename__ = "quota_proposal_lines"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("quota_proposals.id"))
    stream: Mapped[str]
    region: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    district: Mapped[str | None]
    persons: Mapped[int]
    before: Mapped[int]
    proposal: Mapped[QuotaProposal] = relationship(back_populates="lines")

    __table_args__ = (
        one_of("stream", QUOTA_STREAMS),
        ForeignKeyConstraint(["district", "region"], ["districts.code", "districts.region"]),
        UniqueConstraint("proposal_id", "stream", "region", "district", postgresql_nulls_not_distinct=True),
    )
