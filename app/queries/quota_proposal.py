"""Proposed changes of the quota, for their list and their page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.quota_proposal import OPEN
from app.domain.roles import Actor
from app.models import Account, QuotaProposal, QuotaProposalLine
from app.models.casework import Progress
from app.policy import Permission, regions_of

PAGE_SIZE = 30
RECOUNT_MARK = "quota:differences"
_proposer, _approver, _ender = aliased(Account), aliased(Account), aliased(Account)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal with the names of its people; ``moved`` are the places that its lines name, in all."""

    id: int
    kind: str
    year: int
    state: str
    bundle_id: int | None
    region: str | None
    unit: str
    reason: str
    effective_on: date
    act_number: str
    act_title: str
    adopted_on: date | None
    source: str
    based_on: dict[str, int]
    proposed_by_id: int
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    in_force_at: datetime | None
    ended_by: str | None
    ended_at: datetime | None
    end_reason: str
    failure: dict[str, Any] | None
    streams: list[str]
    moved: int

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a person or for its day."""
        return self.state in OPEN


def proposals(
    session: Session, actor: Actor, *, is_open: bool | None = None, before: int | None = None
) -> tuple[list[ProposalRow], bool]:
    """Proposals that ``actor`` may see, the latest first, below ``before`` (an id); and whether there are older ones.

    ``is_open``: only those that wait (True) or are settled (False).
    """
    statement = _columns().where(reachable(actor)).order_by(QuotaProposal.id.desc()).limit(PAGE_SIZE + 1)
    if is_open is not None:
        waits = QuotaProposal.state.in_(sorted(OPEN))
        statement = statement.where(waits if is_open else ~waits)
    if before is not None:
        statement = statement.where(QuotaProposal.id < before)
    rows = [ProposalRow(*row) for row in session.execute(statement)]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def proposal(session: Session, proposal_id: int, actor: Actor) -> ProposalRow | None:
    """One proposal, None where there is none or ``actor`` may not see it."""
    row = session.execute(_columns().where(QuotaProposal.id == proposal_id, reachable(actor))).one_or_none()
    return ProposalRow(*row) if row else None


def bundled(session: Session, row: ProposalRow) -> list[int]:
    """Numbers of the other proposals of the same file."""
    if row.bundle_id is None:
        return []
    statement = select(QuotaProposal.id).where(QuotaProposal.bundle_id == row.bundle_id, QuotaProposal.id != row.id)
    return list(session.scalars(statement.order_by(QuotaProposal.id)))


def standing(session: Session, actor: Actor) -> tuple[int, int]:
    """Proposals that ``actor`` may see and that wait, and differences that the last nightly recount found."""
    waiting = select(func.count()).where(QuotaProposal.state.in_(sorted(OPEN)), reachable(actor)).scalar_subquery()
    differences = select(Progress.mark).where(Progress.name == RECOUNT_MARK).scalar_subquery()
    row = session.execute(select(waiting, func.coalesce(differences, 0))).one()
    return int(row[0]), int(row[1])


def reachable(actor: Actor) -> ColumnElement[bool]:
    """Condition: changes of the whole country, and distributions in the regions whose quota ``actor`` may read."""
    regions = regions_of(actor, Permission.QUOTA_READ)
    if regions is None:
        return QuotaProposal.id.is_not(None)
    return or_(QuotaProposal.region.is_(None), QuotaProposal.region.in_(sorted(regions)))


def _columns() -> Select[*tuple[Any, ...]]:
    of_it = QuotaProposalLine.proposal_id == QuotaProposal.id
    streams = select(func.array_agg(QuotaProposalLine.stream.distinct())).where(of_it).scalar_subquery()
    moved = select(func.sum(func.greatest(QuotaProposalLine.persons, 0))).where(of_it).scalar_subquery()
    return (
        select(
            QuotaProposal.id,
            QuotaProposal.kind,
            QuotaProposal.year,
            QuotaProposal.state,
            QuotaProposal.bundle_id,
            QuotaProposal.region,
            QuotaProposal.unit,
            QuotaProposal.reason,
            QuotaProposal.effective_on,
            QuotaProposal.act_number,
            QuotaProposal.act_title,
            QuotaProposal.adopted_on,
            QuotaProposal.source,
            QuotaProposal.based_on,
            QuotaProposal.proposed_by_id,
            _proposer.full_name,
            QuotaProposal.proposed_at,
            _approver.full_name,
            QuotaProposal.approved_at,
            QuotaProposal.in_force_at,
            _ender.full_name,
            QuotaProposal.ended_at,
            QuotaProposal.end_reason,
            QuotaProposal.failure,
            streams,
            moved,
        )
        .join(_proposer, _proposer.id == QuotaProposal.proposed_by_id)
        .outerjoin(_approver, _approver.id == QuotaProposal.approved_by_id)
        .outerjoin(_ender, _ender.id == QuotaProposal.ended_by_id)
    )
