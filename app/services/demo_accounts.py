"""Accounts behind synthetic cases: invented people without a password, so nobody signs in as an officer of them."""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.household import Sex
from app.domain.roles import SYSTEM, Actor, Grant, Role
from app.models import Account, RoleGrant
from app.services import audit
from app.services.demo_people import Person, full_name

_POSITIONS = {
    Role.CASE_WORKER: "Бас маман / Главный специалист / Chief specialist",
    Role.COMMISSION_SECRETARY: "Комиссия хатшысы / Секретарь комиссии / Secretary of the commission",
    Role.COMMISSION_MEMBER: "Комиссия мүшесі / Член комиссии / Member of the commission",
    Role.SUPERVISOR: "Басқарма басшысы / Руководитель управления / Head of the department",
}


def officer(session: Session, region: str, role: Role, now: datetime) -> Account:
    """The region's officer of the demonstration, made when there is none; the same name each time."""
    email = f"{role.replace('_', '.')}.{region.lower()}@example.kz"
    found = session.scalar(select(Account).where(Account.email == email))
    if found is not None:
        return found
    chance = random.Random(email)  # noqa: S311  a name, not a secret
    account = Account(
        kind="staff",
        email=email,
        full_name=full_name(chance, chance.choice(list(Sex))),
        language="kk",
        position=_POSITIONS[role],
        created_at=now,
        confirmed_at=now,
    )
    account.grants.append(RoleGrant(role=role, region=region, granted_at=now))
    return _kept(session, account, now, {"kind": account.kind, "role": role.value, "region": region, "demo": True})


def applicant(session: Session, person: Person, email: str, language: str, now: datetime) -> Account:
    """A family's account, confirmed by its e-mail."""
    account = Account(
        kind="applicant",
        email=email,
        full_name=person.full_name,
        language=language,
        created_at=now,
        confirmed_at=now,
    )
    return _kept(session, account, now, {"kind": account.kind, "demo": True})


def actor_of(account: Account) -> Actor:
    """The person of the account, as services want them."""
    if account.kind == "applicant":
        return Actor(account.id, account.full_name, frozenset({Grant(Role.APPLICANT)}))
    grants = frozenset(Grant(Role(grant.role), grant.region) for grant in account.grants)
    return Actor(account.id, account.full_name, grants)


def _kept(session: Session, account: Account, now: datetime, facts: dict[str, str | bool]) -> Account:
    session.add(account)
    session.flush()
    subject = (SubjectKind.ACCOUNT, account.id)
    audit.record(session, EventKey.ACCOUNT_CREATED, subject, actor=SYSTEM, now=now, facts=facts)
    return account
