"""Slowing down guesses: tries are counted in the database, so every worker knows of all of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.i18n import local
from app.models.account import SignInAttempt

WINDOW = timedelta(hours=1)
_KEPT_FOR = timedelta(days=1)
_LOCK_CLASS = 721_700


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries are free in an hour; then each has to wait ``first_wait``, twice as long each time, to a limit."""

    free: int
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(minutes=30)

    def wait_after(self, tries: int) -> timedelta:
        """How long to wait after that many tries."""
        if tries < self.free:
            return timedelta(0)
        doublings = min(tries - self.free, 20)
        return min(self.first_wait * (1 << doublings), self.longest_wait)


PER_ACCOUNT = Allowance(free=5)
# Many people share the address of a career centre.
PER_ADDRESS = Allowance(free=40)
CODES_PER_RECIPIENT = Allowance(free=1, longest_wait=timedelta(minutes=15))
CODES_PER_ADDRESS = Allowance(free=30)


class ThrottledError(DomainError):
    """Too many tries; param ``until`` is the time of day in Kazakhstan when the next is taken."""

    code = "throttled"

    def __init__(self, until: datetime) -> None:
        self.until = until
        # Rounded up: a person who waits until the minute shown must not be refused again.
        shown = local(until + timedelta(seconds=59))
        super().__init__(until=f"{shown:%H:%M}")


def bucket(kind: str, what: str) -> str:
    """Name of the count of tries about ``what``; an address typed by somebody is not stored in clear."""
    return f"{kind}:{hashlib.sha256(what.casefold().encode()).hexdigest()[:32]}"


def hold(session: Session, name: str) -> None:
    """Let one try at a time be judged, so that a hundred at once do not all pass before the first is counted."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big", signed=True)
    session.execute(select(func.pg_advisory_xact_lock(_LOCK_CLASS, number)))


def check(session: Session, name: str, allowance: Allowance, *, now: datetime) -> None:
    """Raise :class:`ThrottledError` while the count ``name`` has to wait."""
    until = waits_until(session, name, allowance, now=now)
    if until is not None:
        raise ThrottledError(until)


def waits_until(session: Session, name: str, allowance: Allowance, *, now: datetime) -> datetime | None:
    """When the next try is taken, or None for now; tries before the last success do not count."""
    last_success = (
        select(func.max(SignInAttempt.at))
        .where(SignInAttempt.bucket == name, SignInAttempt.succeeded)
        .scalar_subquery()
    )
    tries, last = session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(
            SignInAttempt.bucket == name,
            SignInAttempt.at > now - WINDOW,
            ~SignInAttempt.succeeded,
            SignInAttempt.at > func.coalesce(last_success, now - WINDOW),
        )
    ).one()
    if not tries:
        return None
    until: datetime = last + allowance.wait_after(tries)
    return until if until > now else None


def count(session: Session, name: str, *, succeeded: bool, now: datetime) -> None:
    """Count one try."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.bucket == name, SignInAttempt.at < now - _KEPT_FOR))
    session.add(SignInAttempt(bucket=name, at=now, succeeded=succeeded))
    session.flush()
