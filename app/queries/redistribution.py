"""What a redistribution reads: whether one waits already, how cases ended lately, and numbers of cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.forecast_open import Record
from app.domain.quota_proposal import OPEN, ProposalKind
from app.domain.roles import Actor
from app.domain.statistic import Measure
from app.domain.stream import QUOTA_STREAMS, Stream
from app.models import Application, QuotaProposal
from app.models.statistic import StatisticDelta
from app.policy import visible_applications

_ENDED = (Measure.APPROVED, Measure.REFUSED, Measure.OTHERWISE)


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


def ended(session: Session, since: date, until: date) -> Mapping[tuple[Stream, str], Record]:
    """How cases ended in the months of these days, by stream and region, from the kept counters."""
    statement = (
        select(
            StatisticDelta.stream,
            StatisticDelta.region,
            func.sum(StatisticDelta.families).filter(StatisticDelta.measure == Measure.APPROVED),
            func.sum(StatisticDelta.families),
        )
        .where(
            StatisticDelta.stream.in_(QUOTA_STREAMS),
            StatisticDelta.measure.in_(_ENDED),
            StatisticDelta.month.between(since, until),
        )
        .group_by(StatisticDelta.stream, StatisticDelta.region)
    )
    return {
        (Stream(stream), region): Record(int(approved or 0), int(number))
        for stream, region, approved, number in session.execute(statement)
    }
