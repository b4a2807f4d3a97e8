"""Who took the decision by which a family went before others: whoever did states no ground for it afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CompoundSelect, Select, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import Seat
from app.models import Account, AgendaItem, Attendance, AuditEvent, CommissionMember


def accounts(session: Session, application_id: int, decided_at: datetime, sitting_id: int | None) -> frozenset[int]:
    """Accounts that took the decision by which the family went first, as far as the record knows them.

    At a sitting: who put the case on its agenda, who kept the vote, and the chair; without one, who made the step.
    """
    if sitting_id is None:
        return _known(session, _step(application_id, decided_at))
    agenda = select(AuditEvent.actor_id).where(
        AuditEvent.subject_kind == SubjectKind.SITTING,
        AuditEvent.subject_id == sitting_id,
        AuditEvent.key == EventKey.AGENDA_CHANGED,
        AuditEvent.facts["added"].contains([application_id]),
    )
    keeper = select(AgendaItem.decided_by_id).where(
        AgendaItem.sitting_id == sitting_id, AgendaItem.application_id == application_id
    )
    chair = (
        select(CommissionMember.account_id)
        .join(Attendance, Attendance.member_id == CommissionMember.id)
        .where(Attendance.sitting_id == sitting_id, CommissionMember.seat == Seat.CHAIR)
    )
    return _known(session, agenda.union(keeper, chair))


def _step(application_id: int, decided_at: datetime) -> Select[int | None]:
    return (
        select(AuditEvent.actor_id)
        .where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id == application_id,
            AuditEvent.key == EventKey.APPLICATION_MOVED,
            AuditEvent.at <= decided_at,
        )
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    )


def _known(session: Session, accounts: Select[int | None] | CompoundSelect[int | None]) -> frozenset[int]:
    return frozenset(number for number in session.scalars(accounts) if number is not None)


def names(session: Session, account_ids: Iterable[int]) -> list[str]:
    """Full names of the accounts, in the order of their numbers."""
    numbers = sorted(set(account_ids))
    return list(session.scalars(select(Account.full_name).where(Account.id.in_(numbers)).order_by(Account.id)))
