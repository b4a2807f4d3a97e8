"""Putting an approved proposal into force: its lines become movements of the ledger, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.quota import Authority, Balance, MovementKind, Unit
from app.domain.quota_order import OrderDraft
from app.domain.quota_proposal import (
    OPEN,
    Account,
    LineChange,
    ProposalDraft,
    ProposalFaultError,
    ProposalKind,
    ProposalLine,
    ProposalStaleError,
    ProposalState,
    changes,
    check_changes,
)
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.models import DistrictQuota, QuotaMovement, QuotaProposal, RegionalQuota
from app.services import audit
from app.services.quota_backdating import refuse_early, takings
from app.services.quota_order import Warrant, lock_quotas, new_version, next_version

_KINDS = {ProposalKind.TRANSFER: MovementKind.TRANSFER}


def put_in_force(session: Session, proposal: QuotaProposal, *, actor: Actor, now: datetime) -> None:
    """Make the movements of an approved ``proposal``; ``actor`` is who approves, or the service on its day.

    Raises what :func:`examine` does; nothing is half done once the caller rolls back.
    """
    rows, found = examine(session, proposal, makes_missing=True)
    if proposal.kind == ProposalKind.DISTRIBUTION:
        _distribute(session, proposal, rows[0], found, now)
    else:
        _make_versions(session, proposal, rows, found, actor, now)
    proposal.state, proposal.in_force_at = ProposalState.IN_FORCE, now
    session.flush()
    audit.record(
        session,
        EventKey.QUOTA_IN_FORCE,
        (SubjectKind.QUOTA_PROPOSAL, proposal.id),
        actor=actor,
        now=now,
        region=proposal.region,
        facts={"kind": proposal.kind, "year": proposal.year, "effective_on": proposal.effective_on.isoformat()},
    )


def examine(
    session: Session, proposal: QuotaProposal, *, makes_missing: bool = False
) -> tuple[list[RegionalQuota], tuple[LineChange, ...]]:
    """What the proposal would change now, with the quota rows locked; ``makes_missing``: and made where missing.

    Raises ``ProposalStaleError`` where it was made on other places than these, ``BelowHeldError`` and
    ``BelowDistributedError`` where the balances no longer allow it, ``BackdatedError`` where those of a day since the
    one from which it holds do not.
    """
    lines = lines_of(proposal)
    if proposal.kind == ProposalKind.DISTRIBUTION:
        rows = _regions(session, proposal.year, lines[:1], is_locked=True)
    else:
        regions: dict[str, set[str]] = {}
        for line in lines:
            regions.setdefault(line.stream, set()).add(line.region)
        rows = lock_quotas(session, proposal.year, regions, Unit(proposal.unit), makes_missing=makes_missing)
    found = _changes(session, proposal, rows)
    _refuse(session, proposal, rows, found)
    return rows, found


def outlook(session: Session, proposal: QuotaProposal) -> tuple[tuple[LineChange, ...], DomainError | None]:
    """For showing, nothing locked: what the proposal changes as things stand, and what stands against it.

    Of a settled one: what it changed, or would have changed, when it was made.
    """
    lines = lines_of(proposal)
    if proposal.state not in OPEN:
        before = {(Stream(row.stream), row.region, row.district): Balance(row.before) for row in proposal.lines}
        return changes(ProposalKind(proposal.kind), lines, before), None
    whole = proposal.kind != ProposalKind.DISTRIBUTION
    try:
        rows = _regions(session, proposal.year, lines if whole else lines[:1], is_locked=False)
    except DomainError as error:
        return (), error
    found = _changes(session, proposal, rows)
    try:
        _refuse(session, proposal, rows, found)
    except DomainError as error:
        return found, error
    return found, None


def _changes(session: Session, proposal: QuotaProposal, rows: Sequence[RegionalQuota]) -> tuple[LineChange, ...]:
    lines, kind = lines_of(proposal), ProposalKind(proposal.kind)
    if kind is ProposalKind.DISTRIBUTION:
        return changes(kind, lines, district_accounts(session, rows[0], lines))
    return changes(kind, lines, region_accounts(rows))


def _refuse(
    session: Session, proposal: QuotaProposal, rows: Sequence[RegionalQuota], found: Sequence[LineChange]
) -> None:
    if proposal.kind == ProposalKind.DISTRIBUTION:
        _refuse_other_places(proposal, found)
        check_changes(found)
        _check_sum(rows[0], found)
    else:
        _refuse_other_versions(session, proposal)
        check_changes(found)
    refuse_early(session, takings(rows, found), proposal.effective_on)


def lines_of(proposal: QuotaProposal) -> tuple[ProposalLine, ...]:
    """The lines as the rules see them."""
    return tuple(ProposalLine(Stream(row.stream), row.region, row.persons, row.district) for row in proposal.lines)


def region_accounts(rows: Sequence[RegionalQuota]) -> dict[Account, Balance]:
    """Balances of whole regions by account."""
    return {(Stream(row.stream), row.region, None): row.balance for row in rows}


def district_accounts(session: Session, row: RegionalQuota, lines: Sequence[ProposalLine]) -> dict[Account, Balance]:
    """Balances of the districts that ``lines`` name, 0 where nothing was distributed yet."""
    known = {
        account.district: account.balance
        for account in session.scalars(
            select(DistrictQuota).where(DistrictQuota.quota_id == row.id).execution_options(populate_existing=True)
        )
    }
    return {line.account: known.get(line.district or "", Balance(0)) for line in lines}


def versions(session: Session, draft: ProposalDraft) -> dict[str, int]:
    """The version that each stream of the draft stands at now, 0 before the first order."""
    return {stream.value: next_version(session, draft.year, stream) - 1 for stream in draft.streams}


def _regions(session: Session, year: int, lines: Sequence[ProposalLine], *, is_locked: bool) -> list[RegionalQuota]:
    """Quota rows of the one region that is distributed, or (to look at) of every region of the streams."""
    statement = (
        select(RegionalQuota)
        .where(RegionalQuota.year == year, RegionalQuota.stream.in_({line.stream for line in lines}))
        .order_by(RegionalQuota.id)
        .execution_options(populate_existing=True)
    )
    if lines[0].district is not None:
        statement = statement.where(RegionalQuota.region == lines[0].region, RegionalQuota.unit == Unit.PERSONS)
    rows = session.scalars(statement.with_for_update() if is_locked else statement).all()
    if lines[0].district is not None and not rows:
        raise ProposalFaultError("proposal_no_quota", year=year)
    return list(rows)


def _refuse_other_places(proposal: QuotaProposal, found: Sequence[LineChange]) -> None:
    """A division between districts was made on what each had; another one since then is not undone unseen."""
    before = {(row.stream, row.region, row.district): row.before for row in proposal.lines}
    for change in found:
        if before[change.stream, change.region, change.district] != change.before:
            raise ProposalStaleError(region=change.region, district=change.district or "")


def _refuse_other_versions(session: Session, proposal: QuotaProposal) -> None:
    for stream, version in proposal.based_on.items():
        if next_version(session, proposal.year, stream) - 1 != version:
            raise ProposalStaleError(stream=stream, version=version)


def _check_sum(row: RegionalQuota, found: Sequence[LineChange]) -> None:
    """A region distributes no more than it has beside what families without a district hold."""
    balance = row.balance
    more = sum(change.difference for change in found)
    if more > balance.undistributed:
        raise ProposalFaultError(
            "distributed_too_much", region=row.region, asked=more, available=max(balance.undistributed, 0)
        )


def _warrant(proposal: QuotaProposal) -> Warrant:
    return Warrant(
        Authority.TWO_PEOPLE,
        proposal.proposed_by_id,
        proposal.approved_by_id,
        proposal.act_number or proposal.act_title or proposal.act_code or f"P-{proposal.id}",
        proposal.reason,
        proposal.id,
    )


def _make_versions(
    session: Session,
    proposal: QuotaProposal,
    rows: Sequence[RegionalQuota],
    found: Sequence[LineChange],
    actor: Actor,
    now: datetime,
) -> None:
    kind, warrant = ProposalKind(proposal.kind), _warrant(proposal)
    for stream in sorted(proposal.based_on):
        # Every region of the stream stands in the version; those that nobody named keep what they have.
        whole = {row.region: row.allocated for row in rows if row.stream == stream and row.allocated}
        draft = OrderDraft(
            proposal.year,
            Stream(stream),
            int(proposal.based_on[stream]) + 1,
            proposal.effective_on,
            whole | {change.region: change.after for change in found if change.stream == stream},
            act_code=proposal.act_code or "",
            act_number=proposal.act_number,
            act_title=proposal.act_title,
            adopted_on=proposal.adopted_on,
            source=proposal.source,
            unit=Unit(proposal.unit),
        )
        new_version(
            session,
            draft,
            rows,
            actor=actor,
            now=now,
            warrant=warrant,
            kind=_KINDS.get(kind),
            file_sha256=proposal.file_sha256,
        )


def _distribute(
    session: Session, proposal: QuotaProposal, row: RegionalQuota, found: Sequence[LineChange], now: datetime
) -> None:
    warrant = _warrant(proposal)
    # What is taken from one district first, so that no moment distributes more than the region has.
    for change in sorted(found, key=lambda one: one.difference):
        if change.difference:
            session.add(
                QuotaMovement(
                    quota_id=row.id,
                    kind=MovementKind.DISTRIBUTION,
                    distributed=change.difference,
                    district=change.district,
                    proposal_id=proposal.id,
                    at=now,
                    effective_on=proposal.effective_on,
                    authority=warrant.authority,
                    proposed_by_id=warrant.proposed_by_id,
                    approved_by_id=warrant.approved_by_id,
                    act=warrant.act,
                    reason=warrant.reason,
                )
            )
            session.flush()
    session.expire(row)
