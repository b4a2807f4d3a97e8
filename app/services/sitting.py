"""A sitting of the commission: called, given an agenda, opened when there is a quorum, and closed.

The row of the sitting is locked before any case is touched, so that two secretaries work one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import commission as rules
from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import SIGNING_SEATS, ItemOutcome, Member, SittingState
from app.domain.errors import DomainError
from app.domain.paper import format_document_number
from app.domain.roles import Actor
from app.domain.workflow import Action, Status, Through
from app.i18n import local
from app.models import AgendaItem, Application, Attendance, Commission, CommissionMember, Sitting
from app.policy import Permission
from app.services import audit, commission, journal, review
from app.services.motion import Motion

SITTING_JOURNAL = "S"


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where; ``recording`` is the address of the video recording, which is often known only afterwards."""

    starts_at: datetime
    place: str
    recording: str = ""


def call(session: Session, region: str, plan: Plan, *, actor: Actor, now: datetime) -> Sitting:
    """Call a sitting of the region's commission; it gets the next number of the year's journal of sittings."""
    commission.check(actor, Permission.SITTING_KEEP, region)
    found = session.scalar(select(Commission).where(Commission.region == region))
    if found is None:
        raise DomainError("commission_missing")
    _check_plan(plan)
    year = local(plan.starts_at).year
    sequence = journal.take_number(session, region, year, SITTING_JOURNAL)
    sitting = Sitting(
        commission_id=found.id,
        region=region,
        number=format_document_number(region.removeprefix("KZ-"), SITTING_JOURNAL, year, sequence),
        starts_at=plan.starts_at,
        place=plan.place.strip(),
        recording=plan.recording.strip(),
        state=SittingState.PLANNED,
        called_at=now,
        called_by_id=actor.account_id,
    )
    session.add(sitting)
    session.flush()
    facts = {"number": sitting.number, "starts_at": plan.starts_at.isoformat(), "place": sitting.place}
    record(session, EventKey.SITTING_CALLED, sitting, facts, actor=actor, now=now)
    return sitting


def change(session: Session, sitting_id: int, plan: Plan, *, actor: Actor, now: datetime) -> Sitting:
    """Change when and where, while it is planned; the recording until the minutes are signed."""
    sitting = locked(session, sitting_id, actor, states=frozenset(SittingState) - {SittingState.SIGNED})
    _check_plan(plan)
    if sitting.state == SittingState.PLANNED:
        sitting.starts_at = plan.starts_at
        sitting.place = plan.place.strip()
    sitting.recording = plan.recording.strip()
    session.flush()
    facts = {"starts_at": sitting.starts_at.isoformat(), "place": sitting.place, "recording": sitting.recording}
    record(session, EventKey.SITTING_CHANGED, sitting, facts, actor=actor, now=now)
    return sitting


def open_sitting(
    session: Session, sitting_id: int, present: Collection[int], *, actor: Actor, now: datetime
) -> Sitting:
    """Open the sitting with the members ``present``; refuses without an agenda, a quorum, or who must sign."""
    sitting = locked(session, sitting_id, actor, states=frozenset({SittingState.PLANNED}))
    on, by = local(now).date(), commission.rules(session, now)
    if local(sitting.starts_at).date() > on:
        raise DomainError("sitting_not_yet", day=f"{local(sitting.starts_at):%d.%m.%Y}")
    members = composition(session, sitting)
    if session.scalar(select(AgendaItem.id).where(AgendaItem.sitting_id == sitting.id).limit(1)) is None:
        raise DomainError("agenda_empty")
    sitting_here = _seated(members, present, on)
    seats = rules.voting_seats(members, by, on)
    rules.check_quorum(sum(1 for member in sitting_here if by.has_vote(member)), seats, by)
    _check_signers(sitting_here)
    session.add_all(
        Attendance(sitting_id=sitting.id, member_id=member.id, seat_id=member.seat_id, came_at=now)
        for member in sitting_here
    )
    sitting.state, sitting.opened_at = SittingState.OPEN, now
    sitting.seats, sitting.needed = seats, by.needed(seats)
    session.flush()
    facts = {"state": sitting.state, "present": [member.name for member in sitting_here], "needed": sitting.needed}
    record(session, EventKey.SITTING_CHANGED, sitting, facts, actor=actor, now=now)
    return sitting


def attend(session: Session, sitting_id: int, present: Collection[int], *, actor: Actor, now: datetime) -> None:
    """Note who came and who left while the sitting runs; votes already cast stay."""
    sitting = locked(session, sitting_id, actor, states=frozenset({SittingState.OPEN}))
    seated = {member.id: member for member in _seated(composition(session, sitting), present, local(now).date())}
    # A sitting goes on under its chair, or whoever stands in for them.
    _check_signers(seated.values())
    known = {row.member_id: row for row in attendance(session, sitting.id)}
    for number, row in known.items():
        if number not in seated:
            row.left_at = row.left_at or now
    session.flush()  # a seat is free before another sits on it
    for number, member in seated.items():
        if number in known:
            known[number].left_at = None
        else:
            session.add(Attendance(sitting_id=sitting.id, member_id=number, seat_id=member.seat_id, came_at=now))
    session.flush()
    facts = {"present": [member.name for member in seated.values()]}
    record(session, EventKey.SITTING_CHANGED, sitting, facts, actor=actor, now=now)


def close(session: Session, sitting_id: int, reason: str = "", *, actor: Actor, now: datetime) -> Sitting:
    """Close the sitting; cases not reached are deferred with ``reason``, those no longer here fell away."""
    sitting = locked(session, sitting_id, actor, states=frozenset({SittingState.OPEN}))
    left = session.execute(
        select(AgendaItem, Application.status)
        .join(Application, Application.id == AgendaItem.application_id)
        .where(AgendaItem.sitting_id == sitting.id, AgendaItem.outcome.is_(None))
        .order_by(AgendaItem.application_id)
    ).all()
    waiting = [item for item, status in left if status == Status.REFERRED]
    if waiting and not reason.strip():
        raise DomainError("cases_not_reached", count=len(waiting))
    for item, status in left:
        outcome = ItemOutcome.DEFERRED if status == Status.REFERRED else ItemOutcome.FELL_AWAY
        if outcome is ItemOutcome.DEFERRED:
            motion = Motion(Action.DEFER, reason=reason, through=Through.SITTING)
            review.perform(session, item.application_id, motion, actor=actor, now=now)
        _settle(item, outcome, reason, actor, now)
    sitting.state, sitting.closed_at, sitting.closed_by_id = SittingState.CLOSED, now, actor.account_id
    session.flush()
    record(session, EventKey.SITTING_CLOSED, sitting, {"deferred": len(waiting)}, actor=actor, now=now)
    return sitting


def locked(session: Session, sitting_id: int, actor: Actor, *, states: Collection[SittingState]) -> Sitting:
    """The sitting, locked; refuses whoever does not keep it, and a sitting that is in none of ``states``."""
    sitting = session.scalar(
        select(Sitting).where(Sitting.id == sitting_id).with_for_update().execution_options(populate_existing=True)
    )
    if sitting is None:
        raise DomainError("no_such_sitting")
    commission.check(actor, Permission.SITTING_KEEP, sitting.region)
    if SittingState(sitting.state) not in states:
        raise DomainError("sitting_not_in_state")
    return sitting


def composition(session: Session, sitting: Sitting) -> list[Member]:
    """Everybody who was ever on the commission of the sitting, in the order of their seats."""
    rows = session.scalars(
        select(CommissionMember)
        .where(CommissionMember.commission_id == sitting.commission_id)
        .order_by(CommissionMember.id)
    )
    return [commission.member_of(row) for row in rows]


def attendance(session: Session, sitting_id: int) -> list[Attendance]:
    """Who sat, in the order of the members."""
    return list(
        session.scalars(select(Attendance).where(Attendance.sitting_id == sitting_id).order_by(Attendance.member_id))
    )


def record(
    session: Session, key: EventKey, sitting: Sitting, facts: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    """Write an event of the sitting."""
    subject = (SubjectKind.SITTING, sitting.id)
    audit.record(session, key, subject, actor=actor, now=now, region=sitting.region, facts=facts)


def _check_plan(plan: Plan) -> None:
    if not plan.place.strip():
        raise DomainError("sitting_place_missing")
    if plan.recording.strip() and not plan.recording.strip().startswith(("https://", "http://")):
        raise DomainError("recording_wrong")


def _check_signers(sitting_here: Iterable[Member]) -> None:
    """Refuse a sitting without those who sign its minutes, each with an account to sign with."""
    signing = {member.seat: member for member in sitting_here}
    for seat in SIGNING_SEATS:
        signer = signing.get(seat)
        if signer is None:
            raise DomainError(f"{seat}_missing")
        if signer.account_id is None:
            raise DomainError("signer_without_account", name=signer.name)


def _seated(members: Collection[Member], present: Collection[int], on: date) -> list[Member]:
    """Those of ``present`` who are on the commission today; refuses two on one seat."""
    found = [member for member in members if member.id in present and member.sits_on(on)]
    seats: dict[int, Member] = {}
    for member in found:
        if member.seat_id in seats:
            raise DomainError("seat_taken", name=seats[member.seat_id].name, other=member.name)
        seats[member.seat_id] = member
    return found


def _settle(item: AgendaItem, outcome: ItemOutcome, reason: str, actor: Actor, now: datetime) -> None:
    item.outcome = outcome
    item.reason = reason.strip() if outcome is ItemOutcome.DEFERRED else ""
    item.decided_at = now
    item.decided_by_id = actor.account_id
