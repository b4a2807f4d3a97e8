"""Writing a proposal down: what it says is known here, and it could be put into force as things stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quota_proposal import (
    OPEN,
    Account,
    ProposalDraft,
    ProposalFaultError,
    ProposalKind,
    ProposalStaleError,
)
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.models import (
    District,
    DistrictQuota,
    LegalActRow,
    QuotaOrder,
    QuotaProposal,
    QuotaProposalLine,
    Region,
    RegionalQuota,
)
from app.services.quota_in_force import examine, versions

_PROPOSING = 721_591


def _check_known(session: Session, draft: ProposalDraft) -> None:
    """Regions, districts and the act are those of the reference data."""
    regions = {line.region for line in draft.lines}
    if regions - set(session.scalars(select(Region.code).where(Region.code.in_(regions)))):
        raise ProposalFaultError("proposal_region")
    districts = {(line.district, line.region) for line in draft.lines if line.district}
    if districts:
        codes = [code for code, _region in districts]
        known = session.execute(select(District.code, District.region).where(District.code.in_(codes)))
        if districts - {(row.code, row.region) for row in known}:
            raise ProposalFaultError("proposal_district")
    if draft.act_code and session.get(LegalActRow, draft.act_code) is None:
        raise ProposalFaultError("proposal_act")


def written(session: Session, draft: ProposalDraft, actor: Actor, now: datetime) -> QuotaProposal:
    """The proposal with its lines, written once it could be put into force as things stand.

    Raises a ``DomainError`` otherwise; the caller has checked the draft in itself and who proposes.
    """
    _check_known(session, draft)
    _refuse_repeated(session, draft)
    based_on = {} if draft.kind is ProposalKind.DISTRIBUTION else versions(session, draft)
    if draft.based_on is not None and based_on and dict(draft.based_on) != based_on:
        raise ProposalStaleError
    _check_first(draft, based_on)
    _check_day(session, draft)
    proposal = QuotaProposal(
        kind=draft.kind,
        year=draft.year,
        region=draft.lines[0].region if draft.kind is ProposalKind.DISTRIBUTION else None,
        unit=draft.unit,
        reason=draft.reason.strip(),
        effective_on=draft.effective_on,
        act_number=draft.act_number.strip(),
        act_title=draft.act_title.strip(),
        adopted_on=draft.adopted_on,
        act_code=draft.act_code or None,
        source=draft.source,
        file_sha256=draft.file_sha256,
        based_on=based_on,
        proposed_by_id=actor.account_id,
        proposed_at=now,
    )
    proposal.lines = _lines(session, draft)
    session.add(proposal)
    session.flush()
    _rows, found = examine(session, proposal)
    if draft.kind is ProposalKind.DISTRIBUTION and not any(change.difference for change in found):
        raise ProposalFaultError("proposal_empty")
    return proposal


def _lines(session: Session, draft: ProposalDraft) -> list[QuotaProposalLine]:
    """The draft's lines with what each account has before them."""
    before = _before(session, draft)
    return [
        QuotaProposalLine(
            stream=line.stream,
            region=line.region,
            district=line.district,
            persons=line.persons,
            before=before.get(line.account, 0),
        )
        for line in draft.lines
    ]


def _refuse_repeated(session: Session, draft: ProposalDraft) -> None:
    """The same file is not proposed twice by a double press: one after the other, by the lock of the year."""
    if draft.file_sha256 is None or draft.kind is ProposalKind.TRANSFER:
        return
    session.execute(select(func.pg_advisory_xact_lock(_PROPOSING, draft.year)))
    repeated = session.scalar(
        select(QuotaProposal.id)
        .join(QuotaProposalLine, QuotaProposalLine.proposal_id == QuotaProposal.id)
        .where(
            QuotaProposal.file_sha256 == draft.file_sha256,
            QuotaProposal.year == draft.year,
            QuotaProposal.state.in_(sorted(OPEN)),
            QuotaProposalLine.stream.in_(draft.streams),
        )
        .limit(1)
    )
    if repeated is not None:
        raise ProposalFaultError("proposal_repeated", proposal=repeated)


def _check_first(draft: ProposalDraft, based_on: dict[str, int]) -> None:
    """The year's first order comes once; what changes it needs one that is there."""
    if draft.kind is ProposalKind.ORDER and any(based_on.values()):
        raise ProposalFaultError("proposal_order_exists", year=draft.year)
    if draft.kind in (ProposalKind.AMENDMENT, ProposalKind.TRANSFER) and not all(based_on.values()):
        raise ProposalFaultError("proposal_no_order", year=draft.year)


def _check_day(session: Session, draft: ProposalDraft) -> None:
    """What changes the year's places does not hold before there were any: no day would have less than nothing."""
    first = session.scalar(
        select(func.max(QuotaOrder.effective_from)).where(
            QuotaOrder.year == draft.year, QuotaOrder.stream.in_(draft.streams), QuotaOrder.version == 1
        )
    )
    if draft.kind is not ProposalKind.ORDER and first is not None and draft.effective_on < first:
        raise ProposalFaultError("proposal_before_order", year=draft.year)


def _before(session: Session, draft: ProposalDraft) -> dict[Account, int]:
    """What each account has now; looked at again, under locks, before anything is decided."""
    quotas = session.execute(
        select(RegionalQuota.id, RegionalQuota.stream, RegionalQuota.region, RegionalQuota.allocated).where(
            RegionalQuota.year == draft.year
        )
    ).all()
    found: dict[Account, int] = {(Stream(row.stream), row.region, None): row.allocated for row in quotas}
    if draft.kind is ProposalKind.DISTRIBUTION:
        accounts = {row.id: (Stream(row.stream), row.region) for row in quotas}
        rows = select(DistrictQuota).where(DistrictQuota.quota_id.in_(accounts))
        found = {(*accounts[row.quota_id], row.district): row.allocated for row in session.scalars(rows)}
    return found
