"""Redistribution of unused places: what is suggested, what it would do to the families that wait, and the proposal.

The simulation is kept as a file that the proposal names by its digest, so that the second person sees what the first
one saw.  One transfer of a year is open at a time: a second one would be made on places that the first may move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine, ProposalStaleError
from app.domain.redistribution import Account, Suggestion, TransferOpenError, suggest
from app.domain.reference import DatedValue
from app.domain.roles import Actor
from app.gateways.files import FileStore
from app.models import QuotaProposal
from app.queries import redistribution as queries
from app.queries.forecast import ForecastRow
from app.services import quota_proposal, reference
from app.services.quota_in_force import versions
from app.services.redistribution_simulation import positions, simulate, written

MARGIN = "redistribution.margin_share"
_LOCK = 721_591


@dataclass(frozen=True, slots=True)
class Transfer:
    """Differences as they are proposed, with the reason and the act; ``seen``: version by stream on the page."""

    year: int
    differences: Mapping[Account, int]
    reason: str
    effective_on: date
    act_number: str = ""
    act_title: str = ""
    adopted_on: date | None = None
    seen: Mapping[str, int] | None = None


def suggestion(session: Session, rows: Sequence[ForecastRow], *, today: date) -> tuple[Suggestion, ...]:
    """What is suggested by the forecasts ``rows`` and the margin of the day."""
    margin = margin_of(session, today)
    # Where nobody entered a margin nothing is spared, so that nothing is suggested.
    return suggest(positions(rows), margin=float(margin.value) if margin else 1.0)


def margin_of(session: Session, today: date) -> DatedValue | None:
    """The share of its places that a donor keeps beyond its range; None where nobody entered one."""
    return reference.book(session).find(MARGIN, today)


def propose(session: Session, transfer: Transfer, *, store: FileStore, actor: Actor, now: datetime) -> QuotaProposal:
    """Simulate the transfer, keep the simulation, and write the proposal down for a second person.

    Raises :class:`TransferFaultsError`, ``YearClosedError``, ``TransferOpenError`` while another transfer of the year
    waits, and what ``quota_proposal.propose`` does.
    """
    session.execute(select(func.pg_advisory_xact_lock(_LOCK, transfer.year)))
    waiting = queries.open_transfer(session, transfer.year)
    if waiting is not None:
        raise TransferOpenError(proposal=waiting)
    lines = [
        ProposalLine(stream, region, places)
        for (stream, region), places in sorted(transfer.differences.items())
        if places
    ]
    streams = {line.stream.value for line in lines}
    draft = ProposalDraft(
        kind=ProposalKind.TRANSFER,
        year=transfer.year,
        lines=lines,
        reason=transfer.reason,
        effective_on=transfer.effective_on,
        act_number=transfer.act_number,
        act_title=transfer.act_title,
        adopted_on=transfer.adopted_on,
        based_on=None if transfer.seen is None else {name: transfer.seen.get(name, 0) for name in streams},
    )
    if draft.based_on is not None and draft.based_on != versions(session, draft):
        raise ProposalStaleError
    kept = store.put(written(simulate(session, transfer.year, transfer.differences, now=now)))
    draft = replace(draft, file_sha256=kept.sha256)
    return quota_proposal.propose(session, draft, actor=actor, now=now)
