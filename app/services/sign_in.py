"""Staff sign in with password and one-time code; every outcome is counted and recorded.

The functions return an :class:`Outcome` and do not raise: a refusal has been counted, so the caller commits it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.roles import SYSTEM, Actor
from app.models.account import Account
from app.services import audit, password, second_factor, throttle


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed, and the network address it came from."""

    email: str
    password: str
    one_time_code: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whose sign-in it is, or why it is refused.

    ``must_enrol``: the password is right, but the second factor that this installation asks for is not set up yet.
    """

    account_id: int | None = None
    refusal: DomainError | None = None
    must_enrol: bool = False


def with_password(session: Session, given: Credentials, *, second_factor_required: bool, now: datetime) -> Outcome:
    """Judge one try to sign in as a member of staff."""
    by_account = throttle.bucket("staff", given.email.strip())
    by_address = throttle.bucket("address", given.address)
    throttle.hold(session, by_account)
    try:
        throttle.check(session, by_account, throttle.PER_ACCOUNT, now=now)
        throttle.check(session, by_address, throttle.PER_ADDRESS, now=now)
    except throttle.ThrottledError as error:
        return Outcome(refusal=error)
    account = _staff_account(session, given.email)
    is_right = password.matches(account.password_hash if account else None, given.password)
    if account is None or not is_right or not _second_factor_fits(account, given.one_time_code, now):
        return _refused(session, account, (by_account, by_address), given, now=now)
    throttle.count(session, by_account, succeeded=True, now=now)
    if password.is_outdated(account.password_hash or ""):
        account.password_hash = password.hashed(given.password)
    if second_factor_required and account.totp_secret is None:
        session.flush()
        return Outcome(account.id, must_enrol=True)
    succeeded(session, account, way="password", address=given.address, now=now)
    return Outcome(account.id)


def succeeded(session: Session, account: Account, *, way: str, address: str, now: datetime) -> None:
    """Record that ``account`` signed in, and how (``password``, ``code``, ``invitation``)."""
    audit.record(
        session,
        EventKey.SIGN_IN_SUCCEEDED,
        (SubjectKind.ACCOUNT, account.id),
        actor=Actor(account.id, account.full_name),
        now=now,
        facts={"way": way, "address": address},
    )


def end(session: Session, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Sign out: every session of the account ends, a copied cookie's too."""
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    account.session_epoch += 1
    audit.record(session, EventKey.SIGNED_OUT, (SubjectKind.ACCOUNT, account_id), actor=actor, now=now)


def enrol(session: Session, account_id: int, *, secret: str, code: str, address: str, now: datetime) -> bool:
    """Set up the second factor if ``code`` shows that the app has the ``secret``; it counts as a sign-in."""
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    if account.totp_secret is not None or not account.is_active:
        return False
    counter = second_factor.accepted_counter(secret, code, after=None, now=now)
    if counter is None:
        return False
    account.totp_secret, account.totp_last_counter = secret, counter
    person = Actor(account.id, account.full_name)
    subject = (SubjectKind.ACCOUNT, account.id)
    audit.record(
        session, EventKey.ACCOUNT_CHANGED, subject, actor=person, now=now, facts={"changed": ["second_factor"]}
    )
    succeeded(session, account, way="second_factor", address=address, now=now)
    return True


def _staff_account(session: Session, email: str) -> Account | None:
    """The active account, locked: a one-time code must not be taken by two tries at once."""
    return session.scalar(
        select(Account)
        .where(Account.email == email.strip().lower(), Account.kind == "staff", Account.is_active)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _second_factor_fits(account: Account, code: str, now: datetime) -> bool:
    """Whether the code is right and fresh; an account without a second factor needs none here."""
    if account.totp_secret is None:
        return True
    counter = second_factor.accepted_counter(account.totp_secret, code, after=account.totp_last_counter, now=now)
    if counter is None:
        return False
    account.totp_last_counter = counter
    return True


def _refused(
    session: Session, account: Account | None, buckets: tuple[str, str], given: Credentials, *, now: datetime
) -> Outcome:
    """Count the failure and record it; say when the next try is taken if it has to wait."""
    for name in buckets:
        throttle.count(session, name, succeeded=False, now=now)
    # What was typed for an account that does not exist may be a password: it is recorded nowhere.
    subject = (SubjectKind.ACCOUNT, account.id) if account else (SubjectKind.SERVICE, 0)
    facts = {"address": given.address}
    audit.record(session, EventKey.SIGN_IN_FAILED, subject, actor=SYSTEM, now=now, facts=facts)
    until = throttle.waits_until(session, buckets[0], throttle.PER_ACCOUNT, now=now)
    if until is None:
        return Outcome(refusal=DomainError("sign_in_refused"))
    facts = facts | {"until": until.isoformat()}
    audit.record(session, EventKey.SIGN_IN_THROTTLED, subject, actor=SYSTEM, now=now, facts=facts)
    return Outcome(refusal=throttle.ThrottledError(until))
