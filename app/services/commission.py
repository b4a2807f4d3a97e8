"""The composition of a region's commission: who sits on it from which day to which, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import SINGLE_SEATS, Member, NamedBody, Rules, Seat, rules_of
from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.identifiers import clean, iin_problem
from app.domain.roles import Actor, Role
from app.i18n import local
from app.models import Account, Commission, CommissionMember, RoleGrant
from app.policy import Permission
from app.services import audit, reference

_MEMBER_ROLES = (Role.COMMISSION_MEMBER, Role.COMMISSION_SECRETARY)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody for the commission, as typed; ``seat`` is not asked of a substitute, who takes the principal's."""

    name: str
    body: NamedBody
    from_on: date
    seat: Seat = Seat.MEMBER
    position_kk: str = ""
    position_ru: str = ""
    body_kk: str = ""
    body_ru: str = ""
    account_id: int | None = None
    iin: str = ""
    relatives: tuple[str, ...] = ()


def check(actor: Actor, permission: Permission, region: str) -> None:
    """Refuse whoever does not hold ``permission`` for ``region``."""
    regions = policy.regions_of(actor, permission)
    if regions is None or region not in regions:
        raise RoleNotAllowedError(action=permission, region=region)


def rules(session: Session, now: datetime) -> Rules:
    """The rules of quorum and votes as they stand today."""
    return rules_of(reference.book(session), local(now).date())


def member_of(row: CommissionMember) -> Member:
    """The person as the rules see them."""
    return Member(
        id=row.id,
        name=row.name,
        seat=Seat(row.seat),
        from_on=row.from_on,
        to_on=row.to_on,
        account_id=row.account_id,
        iin=row.iin,
        relatives=frozenset(row.relatives),
        stands_in_for=row.stands_in_for_id,
    )


def establish(
    session: Session, region: str, act_number: str, act_on: date, *, actor: Actor, now: datetime
) -> Commission:
    """Write the act that created the commission of ``region``, or the act that replaced it."""
    check(actor, Permission.COMMISSION_ADMIN, region)
    if not act_number.strip():
        raise DomainError("commission_act_missing")
    commission = _locked(session, region)
    if commission is None:
        commission = Commission(region=region, created_at=now, act_number="", act_on=act_on)
        session.add(commission)
    commission.act_number = act_number.strip()
    commission.act_on = act_on
    session.flush()
    facts = {"act": f"{act_on.isoformat()} № {commission.act_number}", "change": "act"}
    _record(session, commission, facts, actor=actor, now=now)
    return commission


def appoint(
    session: Session, region: str, person: Person, *, actor: Actor, now: datetime, stands_in_for: int | None = None
) -> CommissionMember:
    """Add ``person`` to the commission of ``region``, or as the substitute of the member ``stands_in_for``."""
    check(actor, Permission.COMMISSION_ADMIN, region)
    commission = _locked(session, region)
    if commission is None:
        raise DomainError("commission_missing")
    principal = _principal(commission, stands_in_for) if stands_in_for is not None else None
    if principal is not None and principal.to_on is not None and person.from_on > principal.to_on:
        raise DomainError("member_ended")
    seat = Seat(principal.seat) if principal else person.seat
    _check_person(session, commission, person, seat, is_substitute=principal is not None)
    row = CommissionMember(
        commission_id=commission.id,
        seat=seat,
        name=" ".join(person.name.split()),
        position_kk=person.position_kk.strip(),
        position_ru=person.position_ru.strip(),
        body=person.body,
        body_kk=person.body_kk.strip(),
        body_ru=person.body_ru.strip(),
        account_id=person.account_id,
        iin=clean(person.iin) or None,
        relatives=_iins(person.relatives),
        from_on=person.from_on,
        to_on=principal.to_on if principal else None,
        stands_in_for_id=principal.id if principal else None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.expire(commission, ["members"])
    facts = {"change": "substituted" if principal else "appointed", "person": row.name, "seat": seat.value}
    _record(session, commission, facts | {"from_on": row.from_on.isoformat()}, actor=actor, now=now)
    return row


def end(session: Session, member_id: int, to_on: date, *, actor: Actor, now: datetime) -> CommissionMember:
    """End a membership with the day ``to_on``, and with it that of the substitutes on the seat."""
    row = _member(session, member_id)
    check(actor, Permission.COMMISSION_ADMIN, row.commission.region)
    if row.to_on is not None and row.to_on <= to_on:
        raise DomainError("member_ended")
    ending = [row, *(other for other in row.commission.members if other.stands_in_for_id == row.id)]
    for each in ending:
        if to_on < each.from_on and each is row:
            raise DomainError("period_reversed")
        each.to_on = max(each.from_on, min(to_on, each.to_on or to_on))
    session.flush()
    facts = {"change": "ended", "person": row.name, "seat": row.seat, "to_on": to_on.isoformat()}
    _record(session, row.commission, facts, actor=actor, now=now)
    return row


def declare_relatives(
    session: Session, member_id: int, iins: Iterable[str], *, actor: Actor, now: datetime
) -> CommissionMember:
    """Write the IINs of a member's relatives: by the member's own account, or by the supervisor of the region."""
    row = _member(session, member_id)
    if row.account_id is None or row.account_id != actor.account_id:
        check(actor, Permission.COMMISSION_ADMIN, row.commission.region)
    row.relatives = _iins(iins)
    session.flush()
    facts = {"change": "relatives_declared", "person": row.name, "count": len(row.relatives)}
    _record(session, row.commission, facts, actor=actor, now=now)
    return row


def _check_person(session: Session, commission: Commission, person: Person, seat: Seat, *, is_substitute: bool) -> None:
    if not person.name.strip():
        raise DomainError("member_unnamed")
    if person.body is NamedBody.OTHER and not (person.body_kk.strip() and person.body_ru.strip()):
        raise DomainError("body_unnamed")
    if clean(person.iin) and iin_problem(clean(person.iin)) is not None:
        raise DomainError("iin_wrong", iin=clean(person.iin))
    _iins(person.relatives)
    others = [row for row in commission.members if row.to_on is None or row.to_on >= person.from_on]
    if seat in SINGLE_SEATS and not is_substitute:
        held = next((row for row in others if row.seat == seat and row.stands_in_for_id is None), None)
        if held is not None:
            raise DomainError("seat_occupied", name=held.name)
    if person.account_id is not None:
        _check_account(session, person.account_id, commission.region, others)


def _check_account(session: Session, account_id: int, region: str, others: Iterable[CommissionMember]) -> None:
    """Refuse an account that is on the commission already, or has no role of it."""
    if any(row.account_id == account_id for row in others):
        raise DomainError("account_on_commission")
    if not _may_sit(session, account_id, region):
        raise DomainError("account_not_of_commission")


def _iins(typed: Iterable[str]) -> list[str]:
    """IINs as digits, each once; refuses what is none."""
    found = list(dict.fromkeys(clean(each) for each in typed if clean(each)))
    for iin in found:
        if iin_problem(iin) is not None:
            raise DomainError("iin_wrong", iin=iin)
    return found


def _may_sit(session: Session, account_id: int, region: str) -> bool:
    """Whether the account is active and has a role of the commission of ``region``."""
    found = session.scalar(
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.account_id == account_id,
            RoleGrant.region == region,
            or_(*(RoleGrant.role == role for role in _MEMBER_ROLES)),
            Account.is_active,
        )
        .limit(1)
    )
    return found is not None


def _principal(commission: Commission, member_id: int) -> CommissionMember:
    found = next((row for row in commission.members if row.id == member_id), None)
    if found is None or found.stands_in_for_id is not None:
        raise DomainError("no_such_member")
    return found


def _locked(session: Session, region: str) -> Commission | None:
    return session.scalar(
        select(Commission)
        .where(Commission.region == region)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _member(session: Session, member_id: int) -> CommissionMember:
    """The member, with the commission locked: changes of one composition wait for each other."""
    row = session.get(CommissionMember, member_id)
    if row is None:
        raise DomainError("no_such_member")
    _locked(session, row.commission.region)
    session.refresh(row)
    return row


def _record(session: Session, commission: Commission, facts: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    audit.record(
        session,
        EventKey.COMMISSION_CHANGED,
        (SubjectKind.COMMISSION, commission.id),
        actor=actor,
        now=now,
        region=commission.region,
        facts=facts,
    )
