"""A change of the quota from proposal to force: one person proposes, another approves or rejects.

Proposals that were made together (the streams of one file) are a bundle and share one fate: approving, rejecting or
withdrawing one does it to all of them, all or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.quota_proposal import (
    ProposalClosedError,
    ProposalDraft,
    ProposalFaultError,
    ProposalKind,
    ProposalState,
    SamePersonError,
    check,
)
from app.domain.roles import SYSTEM, Actor
from app.i18n import local
from app.models import QuotaProposal
from app.policy import Permission
from app.services import audit, quota_notice
from app.services.quota_draft import written
from app.services.quota_in_force import examine, put_in_force

_PROPOSES = {ProposalKind.DISTRIBUTION: Permission.QUOTA_DISTRIBUTE}
_APPROVES = {ProposalKind.DISTRIBUTION: Permission.QUOTA_DISTRIBUTE_APPROVE}


def propose(session: Session, draft: ProposalDraft, *, actor: Actor, now: datetime) -> QuotaProposal:
    """Write the draft down for a second person; raises a ``DomainError`` where it could not be put into force now.

    An amendment is refused before the year's first order, an order after it.
    """
    [proposal] = propose_together(session, [draft], actor=actor, now=now)
    return proposal


def propose_together(
    session: Session, drafts: Sequence[ProposalDraft], *, actor: Actor, now: datetime
) -> list[QuotaProposal]:
    """Write several drafts down as a bundle, which is approved or rejected as one."""
    made: list[QuotaProposal] = []
    for draft in drafts:
        check(draft)
        _refuse_past(draft.kind, draft.year, now)
        _require(actor, draft, _PROPOSES.get(draft.kind, Permission.QUOTA_ORDER))
        proposal = written(session, draft, actor, now)
        proposal.bundle_id = made[0].id if made else (proposal.id if len(drafts) > 1 else None)
        made.append(proposal)
        _record(session, EventKey.QUOTA_PROPOSED, proposal, actor, now, reason=draft.reason.strip())
    session.flush()
    quota_notice.proposed(session, made, _approving(made[0]), now=now)
    return made


def approve(session: Session, proposal_id: int, *, actor: Actor, now: datetime) -> QuotaProposal:
    """Approve the proposal and those of its bundle; they are in force at once, or on their day by the daily job.

    Everything is checked again against the places of this moment, under locks.  Raises :class:`SamePersonError`,
    ``ProposalClosedError``, ``ProposalStaleError``, ``BelowHeldError``, ``BelowDistributedError``.
    """
    bundle = _locked(session, proposal_id)
    today = local(now).date()
    for proposal in bundle:
        _require_approver(actor, proposal)
        _require_state(proposal, ProposalState.PROPOSED)
        if proposal.proposed_by_id == actor.account_id:
            raise SamePersonError
        _refuse_past(ProposalKind(proposal.kind), proposal.year, now)
        if proposal.effective_on > today:
            examine(session, proposal)
        proposal.state = ProposalState.APPROVED
        proposal.approved_by_id, proposal.approved_at = actor.account_id, now
        session.flush()
        _record(session, EventKey.QUOTA_APPROVED, proposal, actor, now)
    for proposal in bundle:
        if proposal.effective_on <= today:
            put_in_force(session, proposal, actor=actor, now=now)
    session.flush()
    quota_notice.settled(session, bundle, now=now)
    return _chosen(bundle, proposal_id)


def reject(session: Session, proposal_id: int, reason: str, *, actor: Actor, now: datetime) -> QuotaProposal:
    """Say no to the proposal and its bundle, with a reason; also to an approved one whose day has not come."""
    if not reason.strip():
        raise ReasonRequiredError(action="reject")
    bundle = _locked(session, proposal_id)
    for proposal in bundle:
        _require_approver(actor, proposal)
        _require_state(proposal, ProposalState.PROPOSED, ProposalState.APPROVED)
        if proposal.proposed_by_id == actor.account_id:
            raise SamePersonError
        _end(proposal, ProposalState.REJECTED, reason, actor, now)
        session.flush()
        _record(session, EventKey.QUOTA_REJECTED, proposal, actor, now, reason=reason.strip())
    session.flush()
    quota_notice.settled(session, bundle, now=now)
    return _chosen(bundle, proposal_id)


def withdraw(session: Session, proposal_id: int, *, actor: Actor, now: datetime) -> QuotaProposal:
    """Take back one's own proposal, with its bundle, while nobody has decided on it."""
    bundle = _locked(session, proposal_id)
    for proposal in bundle:
        if proposal.proposed_by_id != actor.account_id:
            raise RoleNotAllowedError(action="withdraw", status=proposal.state)
        _require_state(proposal, ProposalState.PROPOSED)
        _end(proposal, ProposalState.WITHDRAWN, "", actor, now)
        session.flush()
        _record(session, EventKey.QUOTA_WITHDRAWN, proposal, actor, now)
    session.flush()
    return _chosen(bundle, proposal_id)


def due(session: Session, *, now: datetime) -> list[int]:
    """Numbers of the approved proposals whose day has come, in the order in which they hold."""
    return list(
        session.scalars(
            select(QuotaProposal.id)
            .where(QuotaProposal.state == ProposalState.APPROVED, QuotaProposal.effective_on <= local(now).date())
            .order_by(QuotaProposal.effective_on, QuotaProposal.id)
        )
    )


def put_due(session: Session, proposal_id: int, *, now: datetime) -> list[QuotaProposal]:
    """Put an approved proposal and its bundle into force; what is impossible by now is written as failed.

    Each in a transaction of its own: one after another under the same locks would wait for those who approve
    meanwhile, and they for it.  Returns the proposals that came to an end by it, failed ones among them.
    """
    bundle = _locked(session, proposal_id)
    if any(proposal.state != ProposalState.APPROVED for proposal in bundle):
        return []
    try:
        with session.begin_nested():
            for proposal in bundle:
                put_in_force(session, proposal, actor=SYSTEM, now=now)
    except DomainError as error:
        for proposal in bundle:
            _fail(session, proposal, error, now)
    session.flush()
    quota_notice.settled(session, bundle, now=now)
    return bundle


def may_approve(actor: Actor, proposal: QuotaProposal) -> bool:
    """Whether ``actor`` holds what approving this proposal asks for; whoever proposed it may not all the same."""
    permission = _approving(proposal)
    return policy.holds(actor, permission) and _covers(actor, permission, proposal.region)


def _approving(proposal: QuotaProposal) -> Permission:
    return _APPROVES.get(ProposalKind(proposal.kind), Permission.QUOTA_APPROVE)


def _covers(actor: Actor, permission: Permission, region: str | None) -> bool:
    regions = policy.regions_of(actor, permission)
    return regions is None or region in regions


def _require(actor: Actor, draft: ProposalDraft, permission: Permission) -> None:
    region = draft.lines[0].region if draft.kind is ProposalKind.DISTRIBUTION else None
    if actor.account_id is None or not policy.holds(actor, permission) or not _covers(actor, permission, region):
        raise RoleNotAllowedError(action="propose", status=draft.kind)


def _require_approver(actor: Actor, proposal: QuotaProposal) -> None:
    if actor.account_id is None or not may_approve(actor, proposal):
        raise RoleNotAllowedError(action="approve", status=proposal.state)


def _refuse_past(kind: ProposalKind, year: int, now: datetime) -> None:
    """Places of a year that is over can be told as its orders gave them, but no longer moved or divided."""
    if kind in (ProposalKind.TRANSFER, ProposalKind.DISTRIBUTION) and year < local(now).year:
        raise ProposalFaultError("proposal_year_over", year=year)


def _require_state(proposal: QuotaProposal, *states: ProposalState) -> None:
    if proposal.state not in states:
        raise ProposalClosedError(state=proposal.state)


def _locked(session: Session, proposal_id: int) -> list[QuotaProposal]:
    """The proposal and its bundle, locked by number."""
    bundle = select(func.coalesce(QuotaProposal.bundle_id, -1)).where(QuotaProposal.id == proposal_id)
    rows = session.scalars(
        select(QuotaProposal)
        .where(or_(QuotaProposal.id == proposal_id, QuotaProposal.bundle_id == bundle.scalar_subquery()))
        .order_by(QuotaProposal.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        raise ProposalFaultError("proposal_unknown")
    return list(rows)


def _chosen(bundle: Sequence[QuotaProposal], proposal_id: int) -> QuotaProposal:
    return next(proposal for proposal in bundle if proposal.id == proposal_id)


def _end(proposal: QuotaProposal, state: ProposalState, reason: str, actor: Actor, now: datetime) -> None:
    proposal.state, proposal.end_reason = state, reason.strip()
    proposal.ended_by_id, proposal.ended_at = actor.account_id, now


def _fail(session: Session, proposal: QuotaProposal, error: DomainError, now: datetime) -> None:
    """Write down that the service could not put the proposal into force, and why."""
    _end(proposal, ProposalState.FAILED, "", SYSTEM, now)
    proposal.failure = {"code": error.code, "params": error.params}
    session.flush()
    _record(session, EventKey.QUOTA_REJECTED, proposal, SYSTEM, now, failed=error.code)


def _record(
    session: Session, key: EventKey, proposal: QuotaProposal, actor: Actor, now: datetime, **facts: str
) -> None:
    audit.record(
        session,
        key,
        (SubjectKind.QUOTA_PROPOSAL, proposal.id),
        actor=actor,
        now=now,
        region=proposal.region,
        facts={"kind": proposal.kind, "year": proposal.year, "act": proposal.act_number} | facts,
    )
