"""Telling officers about changes of the quota: whoever may approve, whoever proposed, whoever filed a request.

Letters name the number of the record and lead to its page; who proposed and why stands there, for those who may see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.notice import NoticeEvent
from app.domain.quota_proposal import ProposalState
from app.models import Account, QuotaProposal, QuotaRequest, RoleGrant
from app.policy import HOLDERS, Permission
from app.services import notice

_OUTCOMES = {
    ProposalState.APPROVED: NoticeEvent.QUOTA_APPROVED,
    ProposalState.REJECTED: NoticeEvent.QUOTA_REJECTED,
    ProposalState.IN_FORCE: NoticeEvent.QUOTA_IN_FORCE,
    ProposalState.FAILED: NoticeEvent.QUOTA_FAILED,
}


def proposed(session: Session, bundle: Sequence[QuotaProposal], permission: Permission, *, now: datetime) -> None:
    """Tell everybody who holds ``permission`` there, but who proposed; one letter for a bundle."""
    for account in _holders(session, permission, bundle[0].region):
        if account.id != bundle[0].proposed_by_id:
            _tell(session, account, NoticeEvent.QUOTA_PROPOSED, bundle[0], now)


def settled(session: Session, bundle: Sequence[QuotaProposal], *, now: datetime) -> None:
    """Tell who proposed the bundle what became of it; who took it back knows.

    What was approved and could not come into force is told to who approved it too: nobody was there when it failed.
    """
    event = _OUTCOMES.get(ProposalState(bundle[0].state))
    if event is None:
        return
    told = [bundle[0].proposed_by_id]
    if event is NoticeEvent.QUOTA_FAILED and bundle[0].approved_by_id is not None:
        told.append(bundle[0].approved_by_id)
    for account in (session.get_one(Account, number) for number in told):
        if account.is_active:
            _tell(session, account, event, bundle[0], now)


def returned(session: Session, request: QuotaRequest, filed_by_id: int | None, *, now: datetime) -> None:
    """Tell who filed the request; where they have left, the heads of the region."""
    filer = session.get(Account, filed_by_id) if filed_by_id else None
    told = [filer] if filer is not None and filer.is_active else []
    for account in told or _holders(session, Permission.QUOTA_REQUEST, request.region):
        notice.tell_office(
            session,
            account,
            NoticeEvent.QUOTA_REQUEST_RETURNED,
            f"/quota/requests/{request.id}",
            now=now,
            number=str(request.id),
        )


def _holders(session: Session, permission: Permission, region: str | None) -> Sequence[Account]:
    """Active officers with a role that holds ``permission``, of the region where the role is regional."""
    granted = RoleGrant.role.in_(sorted(HOLDERS[permission])) & or_(
        RoleGrant.region.is_(None), RoleGrant.region == region
    )
    statement = select(Account).where(Account.is_active, Account.id.in_(select(RoleGrant.account_id).where(granted)))
    return session.scalars(statement.order_by(Account.id)).all()


def _tell(session: Session, account: Account, event: NoticeEvent, proposal: QuotaProposal, now: datetime) -> None:
    notice.tell_office(
        session,
        account,
        event,
        f"/quota/proposals/{proposal.id}",
        now=now,
        number=str(proposal.id),
        due_on=proposal.effective_on,
    )
