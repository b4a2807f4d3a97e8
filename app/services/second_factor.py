"""One-time codes of an authenticator app (TOTP): each is taken once, a half minute early or late."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

from app.models.account import Account

ISSUER = "Qonys"
_STEP_SECONDS = 30
_DRIFT = (-1, 0, 1)


def new_secret() -> str:
    """A secret to be shared with the app (base32)."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, account: Account) -> str:
    """What the QR code of the enrolment page holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email or account.full_name, issuer_name=ISSUER)


def accepted_counter(secret: str, code: str, *, after: int | None, now: datetime) -> int | None:
    """The time step that ``code`` belongs to, or None; steps up to ``after`` were used and are refused."""
    typed = "".join(code.split())
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // _STEP_SECONDS
    found = None
    for drift in _DRIFT:
        step = current + drift
        # Every step is compared, so that the time of the answer says nothing.
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()) and step > (after or 0):
            found = step
    return found
