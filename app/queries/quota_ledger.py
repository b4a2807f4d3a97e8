"""The ledger of a quota: every movement of places with its act, its people and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, select
from sqlalchemy.orm import Session, aliased

from app.domain.roles import Actor
from app.models import Account, Application, QuotaMovement, QuotaOrder
from app.policy import visible_applications

PAGE_SIZE = 25
_proposer, _approver = aliased(Account), aliased(Account)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One movement with its act, reason and people.

    ``number`` is None where the reader may not reach the application, or there is none; its ``reason`` is empty then.
    """

    id: int
    kind: str
    allocated: int
    reserved: int
    used: int
    distributed: int
    district: str | None
    at: datetime
    effective_on: date
    authority: str
    proposed_by: str | None
    approved_by: str | None
    act: str
    reason: str
    order_id: int | None
    order_version: int | None
    proposal_id: int | None
    application_id: int | None
    number: str | None


def ledger(session: Session, quota_id: int, actor: Actor, *, before: int | None = None) -> tuple[list[LedgerRow], bool]:
    """Movements of a quota, the latest first, after ``before`` (an id); and whether there are older ones."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            QuotaMovement.id,
            QuotaMovement.kind,
            QuotaMovement.allocated,
            QuotaMovement.reserved,
            QuotaMovement.used,
            QuotaMovement.distributed,
            QuotaMovement.district,
            QuotaMovement.at,
            QuotaMovement.effective_on,
            QuotaMovement.authority,
            _proposer.full_name,
            _approver.full_name,
            QuotaMovement.act,
            # What is said of a family is for those who may read its case.
            case(
                (and_(QuotaMovement.application_id.is_not(None), Application.id.is_(None)), ""),
                else_=QuotaMovement.reason,
            ),
            QuotaMovement.order_id,
            QuotaOrder.version,
            QuotaMovement.proposal_id,
            Application.id,
            Application.number,
        )
        .outerjoin(_proposer, _proposer.id == QuotaMovement.proposed_by_id)
        .outerjoin(_approver, _approver.id == QuotaMovement.approved_by_id)
        .outerjoin(QuotaOrder, QuotaOrder.id == QuotaMovement.order_id)
        .outerjoin(Application, and_(Application.id == QuotaMovement.application_id, visible_applications(actor)))
        .where(QuotaMovement.quota_id == quota_id)
        .order_by(QuotaMovement.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is not None:
        statement = statement.where(QuotaMovement.id < before)
    rows = [LedgerRow(*row) for row in session.execute(statement)]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
