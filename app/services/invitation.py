"""Staff come in by an invitation: a link that is valid once and for some days, and sets a password."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.roles import Actor
from app.models.account import Account, Invitation
from app.policy import Permission
from app.services import address, audit, notice, password

VALID_FOR = timedelta(days=3)
LinkMaker = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Who is invited: name and position as they stand on papers, the e-mail address, language of the message."""

    full_name: str
    email: str
    position: str
    language: str


def invite(session: Session, person: NewStaff, *, link_for: LinkMaker, actor: Actor, now: datetime) -> Account:
    """Make an account without a password and send its link (``link_for`` a token).

    Refusals: ``address_taken``, ``email_wrong``.
    """
    _check(actor)
    email = address.email(person.email)
    account = Account(
        kind="staff",
        email=email,
        full_name=" ".join(person.full_name.split()),
        position=person.position.strip(),
        language=person.language,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise DomainError("address_taken") from None
    subject = (SubjectKind.ACCOUNT, account.id)
    audit.record(session, EventKey.ACCOUNT_CREATED, subject, actor=actor, now=now, facts={"kind": "staff"})
    _send(session, account, link_for, actor=actor, now=now)
    return account


def invite_again(session: Session, account_id: int, *, link_for: LinkMaker, actor: Actor, now: datetime) -> Account:
    """Send a new link, for a lost one or a forgotten password; links sent before no longer open anything."""
    _check(actor)
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    if account.kind != "staff":
        raise DomainError("not_staff")
    session.execute(
        update(Invitation)
        .where(Invitation.account_id == account_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=now)
    )
    _send(session, account, link_for, actor=actor, now=now)
    return account


def invited(session: Session, token: str, *, now: datetime) -> Account:
    """Whose link it is; ``invitation_gone`` where it is unknown, used or too old."""
    return session.get_one(Account, _open(session, token, now, is_locked=False).account_id)


def accept(session: Session, token: str, wanted: str, *, now: datetime) -> Account:
    """Set the password by the link, once; it ends every session of the account.  Raises a weakness of the password."""
    invitation = _open(session, token, now, is_locked=True)
    account = session.get_one(Account, invitation.account_id, with_for_update=True, populate_existing=True)
    password.check(wanted, account)
    account.password_hash = password.hashed(wanted)
    account.session_epoch += 1
    account.confirmed_at = account.confirmed_at or now
    invitation.used_at = now
    audit.record(
        session,
        EventKey.ACCOUNT_CHANGED,
        (SubjectKind.ACCOUNT, account.id),
        actor=Actor(account.id, account.full_name),
        now=now,
        facts={"changed": ["password"], "by": "invitation"},
    )
    return account


def _open(session: Session, token: str, now: datetime, is_locked: bool) -> Invitation:
    """The invitation that the link still opens."""
    query = (
        select(Invitation)
        .join(Account, Account.id == Invitation.account_id)
        .where(
            Invitation.token_hash == _hash(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Account.is_active,
        )
    )
    if is_locked:
        query = query.with_for_update(of=Invitation).execution_options(populate_existing=True)
    invitation = session.scalar(query)
    if invitation is None:
        raise DomainError("invitation_gone")
    return invitation


def _send(session: Session, account: Account, link_for: LinkMaker, *, actor: Actor, now: datetime) -> None:
    """Write the invitation and its message."""
    token = secrets.token_urlsafe(32)
    expires_at = now + VALID_FOR
    session.add(
        Invitation(
            account_id=account.id,
            token_hash=_hash(token),
            created_at=now,
            expires_at=expires_at,
            invited_by_id=actor.account_id,
        )
    )
    session.flush()
    subject = (SubjectKind.ACCOUNT, account.id)
    audit.record(session, EventKey.ACCOUNT_INVITED, subject, actor=actor, now=now)
    notice.invite(session, account, link=link_for(token), expires_at=expires_at, now=now)


def _check(actor: Actor) -> None:
    if not policy.holds(actor, Permission.ACCOUNT_ADMIN):
        raise RoleNotAllowedError()


def _hash(token: str) -> str:
    """SHA-256 (hex); the token is long and random, so it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
