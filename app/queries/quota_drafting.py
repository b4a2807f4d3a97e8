"""What the ministry sees when it drafts a year's order: each region's request beside its quotas and their use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain.quota_proposal import OPEN, ProposalKind
from app.models import QuotaProposal
from app.queries import quota, quota_request
from app.queries.forecast import ForecastRow
from app.queries.quota import BalanceRow
from app.queries.quota_request import RequestRow


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A region in the drafting of the order: its request, this year's and last year's quota, what is expected."""

    stream: str
    region: str
    is_host: bool
    request: RequestRow | None
    this_year: BalanceRow | None
    last_year: BalanceRow | None
    forecast: ForecastRow | None

    @property
    def asked(self) -> int | None:
        """Persons that the region asks for; None where no request is filed."""
        found = self.request.asked if self.request else None
        return found.persons if found else None


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """An order or amendment of the year that waits for a second person, or for its day."""

    id: int
    kind: str
    state: str
    effective_on: date
    streams: tuple[str, ...]


def comparison(
    session: Session, year: int, hosts: Mapping[str, Sequence[str]], forecasts: Sequence[ForecastRow]
) -> list[ComparisonRow]:
    """Regions of each stream: hosts of the list, those that asked, and those with a quota in the year before."""
    requests = quota_request.living(quota_request.requests(session, year, regions=None))
    now = {(row.stream, row.region): row for row in quota.balances(session, year - 1)}
    before = {(row.stream, row.region): row for row in quota.balances(session, year - 2)}
    expected = {(row.stream, row.region): row for row in forecasts}
    listed = {(stream, region) for stream, regions in hosts.items() for region in regions}
    keys = sorted({*requests, *now, *listed})
    return [
        ComparisonRow(
            stream=stream,
            region=region,
            is_host=(stream, region) in listed,
            request=requests.get((stream, region)),
            this_year=now.get((stream, region)),
            last_year=before.get((stream, region)),
            forecast=expected.get((stream, region)),
        )
        for stream, region in keys
    ]


def open_orders(session: Session, year: int) -> list[OpenProposal]:
    """Orders and amendments of the year that are not in force yet, the latest first."""
    rows = session.scalars(
        select(QuotaProposal)
        .options(selectinload(QuotaProposal.lines))
        .where(
            QuotaProposal.year == year,
            QuotaProposal.kind.in_([ProposalKind.ORDER, ProposalKind.AMENDMENT]),
            QuotaProposal.state.in_(sorted(OPEN)),
        )
        .order_by(QuotaProposal.id.desc())
    ).all()
    return [
        OpenProposal(row.id, row.kind, row.state, row.effective_on, tuple(sorted({line.stream for line in row.lines})))
        for row in rows
    ]


def open_distributions(session: Session, year: int, stream: str, region: str) -> list[int]:
    """Proposals that divide this quota and wait for another head, the latest first."""
    rows = session.scalars(
        select(QuotaProposal)
        .options(selectinload(QuotaProposal.lines))
        .where(
            QuotaProposal.year == year,
            QuotaProposal.region == region,
            QuotaProposal.kind == ProposalKind.DISTRIBUTION,
            QuotaProposal.state.in_(sorted(OPEN)),
        )
        .order_by(QuotaProposal.id.desc())
    ).all()
    return [row.id for row in rows if any(line.stream == stream for line in row.lines)]
