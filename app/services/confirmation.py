"""Confirmation codes: a six-digit code goes to an address, and whoever types it back reads that address.

Asking is the same whether the address has an account or not, so nobody learns who is registered.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.models.account import ConfirmationCode
from app.services import notice, throttle

VALID_FOR = timedelta(minutes=10)
TRIES_MAX = 5


class Purpose(StrEnum):
    """What a code is for."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    CHANGE_CONTACT = "change_contact"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a code goes: ``channel`` (``email``, ``sms``), address in stored form, language of the message."""

    channel: str
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """How codes are hashed (the installation's secret) and where the request came from (network address)."""

    secret: str
    origin: str = ""


def check_pace(session: Session, recipient: Recipient, pledge: Pledge, *, now: datetime) -> None:
    """Count one message to the address; :class:`~app.services.throttle.ThrottledError` when they come too fast."""
    counts = (
        (throttle.bucket("send", recipient.address), throttle.CODES_PER_RECIPIENT),
        (throttle.bucket("send_from", pledge.origin), throttle.CODES_PER_ADDRESS),
    )
    throttle.hold(session, counts[0][0])
    for name, allowance in counts:
        throttle.check(session, name, allowance, now=now)
    for name, _ in counts:
        throttle.count(session, name, succeeded=False, now=now)


def send(
    session: Session,
    recipient: Recipient,
    purpose: Purpose,
    pledge: Pledge,
    *,
    now: datetime,
    account_id: int | None = None,
    is_delivered: bool = True,
) -> None:
    """Send a fresh code to the recipient; the one before it no longer counts.

    ``is_delivered=False`` for an address that may not use codes: all looks the same, but nothing is sent.
    """
    code = f"{secrets.randbelow(1_000_000):06d}"
    session.add(
        ConfirmationCode(
            address=recipient.address,
            purpose=purpose,
            code_hash=_hash(pledge, recipient.address, code),
            account_id=account_id,
            created_at=now,
            expires_at=now + VALID_FOR,
            attempts=0,
        )
    )
    session.flush()
    if not is_delivered:
        return
    notice.send_code(
        session,
        address=recipient.address,
        channel=recipient.channel,
        language=recipient.language,
        code=code,
        purpose=purpose,
        now=now,
        account_id=account_id,
    )


def refusal_of(
    session: Session,
    address: str,
    typed: str,
    purposes: tuple[Purpose, ...],
    pledge: Pledge,
    *,
    now: datetime,
    account_id: int | None = None,
) -> DomainError | None:
    """None if ``typed`` is the code last sent to ``address`` (used up by this), else why it is refused.

    A refusal is counted: the caller commits it.
    """
    sent = session.scalar(
        select(ConfirmationCode)
        .where(
            ConfirmationCode.address == address,
            ConfirmationCode.purpose.in_(purposes),
            *([ConfirmationCode.account_id == account_id] if account_id is not None else []),
        )
        .order_by(ConfirmationCode.created_at.desc(), ConfirmationCode.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if sent is None or sent.used_at is not None or sent.expires_at <= now:
        return DomainError("code_wrong")
    if sent.attempts >= TRIES_MAX:
        return DomainError("code_exhausted")
    sent.attempts += 1
    is_right = hmac.compare_digest(sent.code_hash, _hash(pledge, address, "".join(typed.split())))
    if is_right:
        sent.used_at = now
    session.flush()
    return None if is_right else DomainError("code_wrong")


def _hash(pledge: Pledge, address: str, code: str) -> str:
    """HMAC-SHA256 (hex): six digits need a secret that is not in the database."""
    return hmac.new(pledge.secret.encode(), f"{address}|{code}".encode(), "sha256").hexdigest()
