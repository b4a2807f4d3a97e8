"""Dividing a region's quota among its districts: checked here, then proposed to another head of the region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import quota_distribution as rules
from app.domain.errors import DomainError, StaleVersionError
from app.domain.quota_distribution import DistributionFinding, DistrictPlaces, RegionPlaces
from app.domain.quota_proposal import OPEN, ProposalDraft, ProposalFaultError, ProposalKind, ProposalLine
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.models import DistrictQuota, QuotaProposal, QuotaProposalLine, RegionalQuota
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

    @property
    def mark(self) -> str:
        """What each district has, in a line: whoever divides anew says by it what they saw."""
        return " ".join(f"{code}:{places.allocated}" for code, places in sorted(self.districts.items()))


def division(session: Session, quota: RegionalQuota) -> Division:
    """The districts of the quota that have places, and what the region has beside them."""
    rows = session.scalars(
        select(DistrictQuota).where(DistrictQuota.quota_id == quota.id).execution_options(populate_existing=True)
    )
    return Division(
        RegionPlaces(quota.allocated, quota.balance.taken_outside),
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
    seen: str | None = None,
) -> QuotaProposal:
    """Propose the targets (persons by district) that differ from what the districts have.

    ``seen``: the mark of the division that the person saw, None where no page was seen.  Raises
    :class:`DistributionRefusedError`, ``StaleVersionError`` where another division came into force since,
    ``proposal_same_waits`` and whatever the proposal itself refuses; the second person's approval checks everything
    again under locks.
    """
    # One after another, so that a double press finds what the first press made.
    session.refresh(quota, with_for_update=True)
    found = division(session, quota)
    if seen is not None and seen != found.mark:
        raise StaleVersionError
    findings = rules.check(found.region, found.districts, targets)
    if findings:
        raise DistributionRefusedError(findings)
    changed = rules.changes(found.districts, targets)
    stream = Stream(quota.stream)
    _refuse_repeated(session, quota, changed)
    draft = ProposalDraft(
        kind=ProposalKind.DISTRIBUTION,
        year=quota.year,
        lines=[ProposalLine(stream, quota.region, persons, code) for code, persons in sorted(changed.items())],
        reason=reason,
        effective_on=effective_on,
    )
    return quota_proposal.propose(session, draft, actor=actor, now=now)


def _refuse_repeated(session: Session, quota: RegionalQuota, changed: Mapping[str, int]) -> None:
    """The same targets are not proposed twice: of two, the second would only be stale one day."""
    lines = session.execute(
        select(QuotaProposal.id, QuotaProposalLine.district, QuotaProposalLine.persons)
        .join(QuotaProposalLine, QuotaProposalLine.proposal_id == QuotaProposal.id)
        .where(
            QuotaProposal.kind == ProposalKind.DISTRIBUTION,
            QuotaProposal.year == quota.year,
            QuotaProposal.region == quota.region,
            QuotaProposal.state.in_(sorted(OPEN)),
            QuotaProposalLine.stream == quota.stream,
        )
    )
    waiting: dict[int, dict[str | None, int]] = {}
    for number, district, persons in lines:
        waiting.setdefault(number, {})[district] = persons
    for number, targets in sorted(waiting.items()):
        if targets == changed:
            raise ProposalFaultError("proposal_same_waits", proposal=number)
