"""Dividing a region's quota among its districts: checked here, then proposed to another head of the region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import quota_distribution as rules
from app.domain.errors import DomainError
from app.domain.quota_distribution import DistributionFinding, DistrictPlaces, RegionPlaces
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.models import DistrictQuota, QuotaProposal, RegionalQuota
from app.services import quota_proposal


class DistributionRefusedError(DomainError):
    """The targets cannot be; ``findings`` say why, district by district."""

    code = "distribution_refused"

    def __init__(self, findings: Sequence[DistributionFinding]) -> None:
        super().__init__()
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Division:
    """How a region's quota is divided now."""

    region: RegionPlaces
    districts: Mapping[str, DistrictPlaces]

    @property
    def undivided(self) -> int:
        """Places that no district has and that no case without a district holds."""
        return self.region.divisible - rules.total(self.districts, {})


def division(session: Session, quota: RegionalQuota) -> Division:
    """The districts of the quota that have places, and what the region has beside them."""
    rows = session.scalars(select(DistrictQuota).where(DistrictQuota.quota_id == quota.id))
    return Division(
        RegionPlaces(quota.allocated, quota.reserved + quota.used - quota.district_taken),
        {row.district: DistrictPlaces(row.allocated, row.reserved, row.used) for row in rows},
    )


def propose(
    session: Session,
    quota: RegionalQuota,
    targets: Mapping[str, int],
    reason: str,
    effective_on: date,
    *,
    actor: Actor,
    now: datetime,
) -> QuotaProposal:
    """Propose the targets (persons by district) that differ from what the districts have.

    Raises :class:`DistributionRefusedError` and whatever the proposal itself refuses; the second person's approval
    checks everything again under locks.
    """
    found = division(session, quota)
    findings = rules.check(found.region, found.districts, targets)
    if findings:
        raise DistributionRefusedError(findings)
    changed = rules.changes(found.districts, targets)
    stream = Stream(quota.stream)
    draft = ProposalDraft(
        kind=ProposalKind.DISTRIBUTION,
        year=quota.year,
        lines=[ProposalLine(stream, quota.region, persons, code) for code, persons in sorted(changed.items())],
        reason=reason,
        effective_on=effective_on,
    )
    return quota_proposal.propose(session, draft, actor=actor, now=now)
