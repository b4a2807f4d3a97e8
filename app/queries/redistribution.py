"""What a redistribution reads: whether one waits already, who stands in the queues, and numbers of cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.quota_proposal import OPEN, ProposalKind
from app.domain.roles import Actor
from app.models import Application, QuotaProposal
from app.policy import visible_applications


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A proposed transfer: how far it came, and the file that its simulation lies in."""

    id: int
    year: int
    state: str
    proposed_at: datetime
    file_sha256: str | None


def open_transfer(session: Session, year: int) -> int | None:
    """The transfer of ``year`` that waits for its approval or its day; None where there is none."""
    return session.scalar(
        select(QuotaProposal.id)
        .where(QuotaProposal.kind == ProposalKind.TRANSFER, QuotaProposal.year == year, QuotaProposal.state.in_(OPEN))
        .order_by(QuotaProposal.id)
        .limit(1)
    )


def transfer(session: Session, proposal_id: int) -> TransferRow | None:
    """The proposal with this number, None where there is none or it is no transfer."""
    row = session.execute(
        select(
            QuotaProposal.id,
            QuotaProposal.year,
            QuotaProposal.state,
            QuotaProposal.proposed_at,
            QuotaProposal.file_sha256,
        ).where(QuotaProposal.id == proposal_id, QuotaProposal.kind == ProposalKind.TRANSFER)
    ).one_or_none()
    return TransferRow(*row) if row else None


def numbers(session: Session, application_ids: Collection[int], actor: Actor) -> Mapping[int, str]:
    """Numbers of those of the applications that ``actor`` may reach."""
    rows = session.execute(
        select(Application.id, Application.number).where(
            Application.id.in_(sorted(application_ids)), visible_applications(actor)
        )
    )
    return {row.id: row.number or "" for row in rows}
