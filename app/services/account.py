"""Applicants register and sign in by a code, and keep their own details up to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.roles import Actor
from app.domain.workflow import OPEN
from app.models.account import Account
from app.models.application import Application
from app.services import address, audit, confirmation, password, sign_in, throttle
from app.services.confirmation import Pledge, Purpose, Recipient

_ENTRY = (Purpose.REGISTER, Purpose.SIGN_IN)


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says of themselves: name in one line, and the language in which we write to them."""

    full_name: str
    language: str


def request_code(session: Session, typed: str, language: str, pledge: Pledge, *, now: datetime) -> Recipient:
    """Send a code to the typed e-mail address or phone number, to register or to sign in.

    Raises ``AddressError`` or ``ThrottledError``; otherwise nothing tells whether the address has an account.
    """
    channel, where = address.parse(typed)
    recipient = Recipient(channel, where, language)
    confirmation.check_pace(session, recipient, pledge, now=now)
    account = session.scalar(select(Account).where(_has(where)))
    confirmation.send(
        session,
        recipient,
        Purpose.SIGN_IN if account else Purpose.REGISTER,
        pledge,
        now=now,
        account_id=account.id if account else None,
        # Staff sign in by password, and a closed account not at all.
        is_delivered=account is None or (account.kind == "applicant" and account.is_active),
    )
    return recipient


def enter(session: Session, recipient: Recipient, typed: str, pledge: Pledge, *, now: datetime) -> sign_in.Outcome:
    """Sign in, or register, with the code; a refusal has been counted, so the caller commits it too."""
    where = recipient.address
    refusal = confirmation.refusal_of(session, where, typed, _ENTRY, pledge, now=now)
    account = session.scalar(select(Account).where(_has(where)))
    if refusal is None and account is not None and not (account.kind == "applicant" and account.is_active):
        refusal = DomainError("code_wrong")
    if refusal is not None:
        return sign_in.Outcome(refusal=refusal)
    if account is None:
        account = _registered(session, recipient, now)
    throttle.count(session, throttle.bucket("send", where), succeeded=True, now=now)
    sign_in.succeeded(session, account, way="code", address=pledge.origin, now=now)
    return sign_in.Outcome(account.id)


def change_details(session: Session, details: Details, *, actor: Actor, now: datetime) -> Account:
    """Change name and language of the actor's own account; staff names are the administrator's to change."""
    account = _own(session, actor)
    changed = []
    name = " ".join(details.full_name.split())
    if account.kind == "applicant" and account.full_name != name:
        account.full_name = name
        changed.append("full_name")
    if account.language != details.language:
        account.language = details.language
        changed.append("language")
    if changed:
        _record_change(session, account, changed, actor=actor, now=now)
    return account


def request_contact(
    session: Session, channel: str, typed: str, pledge: Pledge, *, actor: Actor, now: datetime
) -> Recipient:
    """Send a code to the new e-mail address or phone number of the actor; it counts once confirmed."""
    account = _own(session, actor)
    _only_applicant(account)
    where = address.email(typed) if channel == address.EMAIL else address.phone(typed)
    recipient = Recipient(channel, where, account.language)
    confirmation.check_pace(session, recipient, pledge, now=now)
    confirmation.send(session, recipient, Purpose.CHANGE_CONTACT, pledge, now=now, account_id=account.id)
    return recipient


def confirm_contact(
    session: Session, recipient: Recipient, typed: str, pledge: Pledge, *, actor: Actor, now: datetime
) -> DomainError | None:
    """Take the new address over, for open applications too; a refusal has been counted, so the caller commits it."""
    account = _own(session, actor)
    _only_applicant(account)
    purposes = (Purpose.CHANGE_CONTACT,)
    refusal = confirmation.refusal_of(
        session, recipient.address, typed, purposes, pledge, now=now, account_id=account.id
    )
    if refusal is not None:
        return refusal
    try:
        with session.begin_nested():
            _set_contact(session, account, recipient.channel, recipient.address, actor=actor, now=now)
    except IntegrityError:
        # Only who reads the address learns that it has an account.
        return DomainError("address_taken")
    return None


def remove_contact(session: Session, channel: str, *, actor: Actor, now: datetime) -> None:
    """Forget one of two addresses; one must remain (``last_address``)."""
    account = _own(session, actor)
    _only_applicant(account)
    if account.email is None or account.phone is None:
        raise DomainError("last_address")
    _set_contact(session, account, channel, None, actor=actor, now=now)


def change_password(session: Session, current: str, wanted: str, *, actor: Actor, now: datetime) -> Account:
    """Change the actor's own password, which ends their other sessions; ``password_current_wrong`` or a weakness."""
    account = _own(session, actor)
    if not password.matches(account.password_hash, current):
        raise DomainError("password_current_wrong")
    password.check(wanted, account)
    account.password_hash = password.hashed(wanted)
    account.session_epoch += 1
    _record_change(session, account, ["password"], actor=actor, now=now)
    return account


def _registered(session: Session, recipient: Recipient, now: datetime) -> Account:
    """A new applicant's account with the confirmed address."""
    is_email = recipient.channel == address.EMAIL
    account = Account(
        kind="applicant",
        email=recipient.address if is_email else None,
        phone=None if is_email else recipient.address,
        full_name="",
        language=recipient.language,
        created_at=now,
        confirmed_at=now,
    )
    session.add(account)
    session.flush()
    audit.record(
        session,
        EventKey.ACCOUNT_CREATED,
        (SubjectKind.ACCOUNT, account.id),
        actor=Actor(account.id, ""),
        now=now,
        facts={"kind": "applicant", "channel": recipient.channel},
    )
    return account


def _set_contact(
    session: Session, account: Account, channel: str, where: str | None, *, actor: Actor, now: datetime
) -> None:
    """Write the address to the account and to its open applications that used the old one."""
    name, on_application = ("email", "contact_email") if channel == address.EMAIL else ("phone", "contact_phone")
    old = getattr(account, name)
    column = Application.contact_email if channel == address.EMAIL else Application.contact_phone
    applications = session.scalars(
        select(Application)
        .where(Application.account_id == account.id, Application.status.in_(sorted(OPEN)), column == old)
        .order_by(Application.id)
        .with_for_update()
    ).all()
    setattr(account, name, where)
    for application in applications:
        setattr(application, on_application, where)
    # The address itself is personal data, and the trail is for ever: it says which changed, not to what.
    facts = {"channel": channel, "removed": where is None, "applications": [row.id for row in applications]}
    subject = (SubjectKind.ACCOUNT, account.id)
    audit.record(session, EventKey.CONTACT_CHANGED, subject, actor=actor, now=now, facts=facts)


def _own(session: Session, actor: Actor) -> Account:
    """The actor's account, locked."""
    if actor.account_id is None:
        raise ValueError("the service itself has no account")
    # "No key": an officer who holds the application refers to this account in the notice, and we wait for that row.
    return session.get_one(Account, actor.account_id, with_for_update={"key_share": True}, populate_existing=True)


def _only_applicant(account: Account) -> None:
    """Addresses of staff are set by the administrator."""
    if account.kind != "applicant":
        raise DomainError("role_not_allowed")


def _has(where: str) -> ColumnElement[bool]:
    """Condition for the account that is reached at ``where``."""
    return (Account.phone if where.startswith("+") else Account.email) == where


def _record_change(session: Session, account: Account, changed: list[str], *, actor: Actor, now: datetime) -> None:
    subject = (SubjectKind.ACCOUNT, account.id)
    audit.record(session, EventKey.ACCOUNT_CHANGED, subject, actor=actor, now=now, facts={"changed": changed})
