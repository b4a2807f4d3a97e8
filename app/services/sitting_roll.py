"""The roll of a case: who is called to vote, who takes no part and why, and the dissents of those who voted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import commission as rules
from app.domain.audit import EventKey
from app.domain.commission import CaseBefore, Member, RecusalKind, RollCall, Rules, Seat, SittingState
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.roles import Actor
from app.models import AgendaItem, Application, Attendance, Recusal, Sitting, Vote
from app.policy import Permission
from app.services import commission, sitting

REASON_LENGTH = 4000
DISSENT_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Called:
    """The roll of a case: who is called, and who is not and why; ``alike`` bear a surname of the household."""

    roll: RollCall
    barred: Mapping[int, RecusalKind]
    reasons: Mapping[int, str]
    alike: frozenset[int]


def case_before(application: Application) -> CaseBefore:
    """What decides who may vote on ``application``."""
    officers = (application.prepared_by_id, application.assigned_to_id)
    return CaseBefore(
        iins=frozenset(member.iin for member in application.members if member.iin),
        officers=frozenset(number for number in officers if number is not None),
        surnames=frozenset(member.surname for member in application.members),
    )


def call_roll(
    session: Session, held: Sitting, item: AgendaItem, application: Application, members: Iterable[Member], by: Rules
) -> Called:
    """Who is called on the case of ``item``; recusals that the record itself shows count before anybody wrote them."""
    known = {member.id: member for member in members}
    sitting_here = session.scalars(
        select(Attendance.member_id)
        .where(Attendance.sitting_id == held.id, Attendance.left_at.is_(None))
        .order_by(Attendance.member_id)
    )
    present = tuple(known[number] for number in sitting_here if number in known)
    before = case_before(application)
    written = {row.member_id: row for row in session.scalars(select(Recusal).where(Recusal.item_id == item.id))}
    barred = {number: RecusalKind(row.kind) for number, row in written.items()}
    for member in known.values():
        kind = rules.bar_of(member, before)
        if kind is not None and member.id not in barred:
            barred[member.id] = kind
    chair = next((member.id for member in present if member.seat is Seat.CHAIR), None)
    seats = held.seats if held.seats is not None else 0
    return Called(
        roll=RollCall(present, frozenset(barred), seats, by, chair),
        barred=barred,
        reasons={number: row.reason for number, row in written.items()},
        alike=frozenset(member.id for member in present if rules.shares_surname(member, before)),
    )


def recuse(session: Session, item_id: int, member_id: int, reason: str, *, actor: Actor, now: datetime) -> Recusal:
    """Record that a member takes no part in the case: by the member's own account, or by the secretary."""
    held, item = locked_item(session, item_id)
    member = _member_of_sitting(session, held, member_id)
    if member.account_id is None or member.account_id != actor.account_id:
        commission.check(actor, Permission.SITTING_KEEP, held.region)
    if held.state not in {SittingState.PLANNED, SittingState.OPEN}:
        raise DomainError("sitting_not_in_state")
    if item.outcome is not None:
        raise DomainError("case_already_voted")
    if not reason.strip():
        raise ReasonRequiredError(action="recuse")
    found = session.get(Recusal, (item.id, member_id))
    if found is not None:
        return found
    application = session.get_one(Application, item.application_id)
    return _write_recusal(session, held, item, application, member, (RecusalKind.DECLARED, reason), actor, now)


def dissent(session: Session, item_id: int, words: str, *, actor: Actor, now: datetime) -> Vote:
    """Write or change the dissent of the acting member on a case on which they voted, until the minutes are signed."""
    held, item = locked_item(session, item_id)
    if held.state == SittingState.SIGNED:
        raise DomainError("sitting_not_in_state")
    own = {member.id for member in sitting.composition(session, held) if is_own(actor, member)}
    cast = session.scalar(select(Vote).where(Vote.item_id == item.id, Vote.member_id.in_(own)))
    if cast is None:
        raise RoleNotAllowedError("not_your_vote")
    cast.dissent = words.strip()
    session.flush()
    facts = {"case": _number(session, item), "dissent": bool(cast.dissent)}
    sitting.record(session, EventKey.SITTING_CHANGED, held, facts, actor=actor, now=now)
    return cast


def write_bars(
    session: Session,
    held: Sitting,
    item: AgendaItem,
    application: Application,
    called: Called,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the recusals that follow from the record itself, of those who sit."""
    for member in called.roll.present:
        kind = called.barred.get(member.id)
        if kind is not None and member.id not in called.reasons:
            _write_recusal(session, held, item, application, member, (kind, ""), actor, now)


def _write_recusal(
    session: Session,
    held: Sitting,
    item: AgendaItem,
    application: Application,
    member: Member,
    cause: tuple[RecusalKind, str],
    actor: Actor,
    now: datetime,
) -> Recusal:
    kind, reason = cause
    row = Recusal(
        item_id=item.id,
        member_id=member.id,
        kind=kind,
        reason=reason.strip(),
        recorded_at=now,
        recorded_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    facts = {"case": application.number, "person": member.name, "cause": kind.value}
    sitting.record(session, EventKey.MEMBER_RECUSED, held, facts, actor=actor, now=now)
    return row


def locked_item(session: Session, item_id: int) -> tuple[Sitting, AgendaItem]:
    """The item and its sitting, the sitting locked first, both as they stand now."""
    number = session.scalar(select(AgendaItem.sitting_id).where(AgendaItem.id == item_id))
    if number is None:
        raise DomainError("no_such_item")
    fresh: dict[str, Any] = {"populate_existing": True}
    held = session.scalars(
        select(Sitting).where(Sitting.id == number).with_for_update().execution_options(**fresh)
    ).one()
    item = session.scalars(select(AgendaItem).where(AgendaItem.id == item_id).execution_options(**fresh)).one_or_none()
    if item is None:
        raise DomainError("no_such_item")
    return held, item


def _member_of_sitting(session: Session, held: Sitting, member_id: int) -> Member:
    found = next((each for each in sitting.composition(session, held) if each.id == member_id), None)
    if found is None:
        raise DomainError("no_such_member")
    return found


def is_own(actor: Actor, member: Member) -> bool:
    """Whether the acting person is ``member``."""
    return member.account_id is not None and member.account_id == actor.account_id


def _number(session: Session, item: AgendaItem) -> str:
    return session.scalar(select(Application.number).where(Application.id == item.application_id)) or ""
