"""The administrator's changes to accounts of staff: roles, closing and opening, the second factor.

Nobody changes their own account here, and one active administrator remains.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.roles import REGIONAL_ROLES, STAFF_ROLES, Actor, Role
from app.models.account import Account, RoleGrant
from app.policy import Permission
from app.services import audit

# One at a time: two administrators must not remove each other at once.
_LOCK = 721_710


def grant_role(
    session: Session, account_id: int, role: Role, region: str | None, *, actor: Actor, now: datetime
) -> None:
    """Give ``role`` (for ``region`` where it is regional) to a member of staff."""
    account = _changeable(session, account_id, actor)
    if role not in STAFF_ROLES:
        raise DomainError("not_staff")
    if role in REGIONAL_ROLES and not region:
        raise DomainError("role_needs_region")
    if role not in REGIONAL_ROLES and region:
        raise DomainError("role_without_region")
    if any(grant.role == role and grant.region == region for grant in account.grants):
        raise DomainError("role_held")
    account.grants.append(RoleGrant(role=role, region=region, granted_by_id=actor.account_id, granted_at=now))
    session.flush()
    facts = {"role": role.value, "region": region}
    _record(session, EventKey.ROLE_GRANTED, account, facts, actor=actor, now=now)


def revoke_role(session: Session, account_id: int, grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a role away; it ends with the next request of the person."""
    account = _changeable(session, account_id, actor)
    grant = next((grant for grant in account.grants if grant.id == grant_id), None)
    if grant is None:
        return
    if grant.role == Role.ADMINISTRATOR:
        _another_administrator(session, account_id)
    facts = {"role": str(grant.role), "region": grant.region}
    account.grants.remove(grant)
    session.flush()
    _record(session, EventKey.ROLE_REVOKED, account, facts, actor=actor, now=now)


def deactivate(session: Session, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Close an account: its sessions end, its links and codes open nothing."""
    account = _changeable(session, account_id, actor)
    if not account.is_active:
        return
    if any(grant.role == Role.ADMINISTRATOR for grant in account.grants):
        _another_administrator(session, account_id)
    account.is_active = False
    account.session_epoch += 1
    _record(session, EventKey.ACCOUNT_CHANGED, account, {"changed": ["is_active"], "to": False}, actor=actor, now=now)


def activate(session: Session, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Open a closed account again, with the roles it has."""
    account = _changeable(session, account_id, actor)
    if account.is_active:
        return
    account.is_active = True
    _record(session, EventKey.ACCOUNT_CHANGED, account, {"changed": ["is_active"], "to": True}, actor=actor, now=now)


def reset_second_factor(session: Session, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Forget the authenticator app, for a lost phone; sessions end, and the next sign-in sets up another."""
    account = _changeable(session, account_id, actor)
    account.totp_secret = account.totp_last_counter = None
    account.session_epoch += 1
    facts = {"changed": ["second_factor"], "reset": True}
    _record(session, EventKey.ACCOUNT_CHANGED, account, facts, actor=actor, now=now)


def _changeable(session: Session, account_id: int, actor: Actor) -> Account:
    """The account, locked, if the actor is an administrator and it is another's, of staff."""
    if not policy.holds(actor, Permission.ACCOUNT_ADMIN):
        raise RoleNotAllowedError()
    if account_id == actor.account_id:
        raise DomainError("own_account")
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None or account.kind != "staff":
        raise DomainError("not_staff")
    return account


def _another_administrator(session: Session, account_id: int) -> None:
    """Refuse to leave the service without an administrator who can sign in."""
    others = session.scalar(
        select(func.count())
        .select_from(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, Account.is_active, Account.id != account_id)
    )
    if not others:
        raise DomainError("last_administrator")


def _record(
    session: Session, key: EventKey, account: Account, facts: Mapping[str, object], *, actor: Actor, now: datetime
) -> None:
    region = facts.get("region")
    audit.record(
        session,
        key,
        (SubjectKind.ACCOUNT, account.id),
        actor=actor,
        now=now,
        region=region if isinstance(region, str) else None,
        facts=facts,
    )
