"""Keep the fields of a form that could not be taken, for the one who typed them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, false, or_, select
from sqlalchemy.orm import Session

from app.models.kept_input import KeptInput

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose it is: an account, or a browser that never signed in (by a random token, of which the hash is stored)."""

    account_id: int | None = None
    browser: str | None = None

    @property
    def browser_hash(self) -> str | None:
        """SHA-256 of the browser's token."""
        return hashlib.sha256(self.browser.encode()).hexdigest() if self.browser else None


def keep(session: Session, owner: Owner, *, path: str, fields: Mapping[str, list[str]], now: datetime) -> int:
    """Keep ``fields`` of the page ``path`` for ``owner`` instead of what was kept there before; returns its number."""
    session.execute(delete(KeptInput).where(or_(KeptInput.kept_at < now - KEPT_FOR, _is(owner, path))))
    by_account = owner.account_id is not None
    kept = KeptInput(
        account_id=owner.account_id,
        browser_hash=None if by_account else owner.browser_hash,
        path=path,
        fields=dict(fields),
        kept_at=now,
    )
    session.add(kept)
    session.flush()
    return kept.id


def find(session: Session, number: int, *, path: str, owner: Owner) -> dict[str, Any] | None:
    """What was kept under ``number`` for this page, if it is ``owner``'s."""
    return session.scalar(select(KeptInput.fields).where(KeptInput.id == number, _is(owner, path)))


def drop(session: Session, number: int, *, path: str, owner: Owner) -> bool:
    """Forget it; whether there was any."""
    gone = session.scalar(delete(KeptInput).where(KeptInput.id == number, _is(owner, path)).returning(KeptInput.id))
    return gone is not None


def _is(owner: Owner, path: str) -> ColumnElement[bool]:
    """Condition for what ``owner`` left at ``path``; an account also finds what its browser left before sign-in."""
    ways: list[ColumnElement[bool]] = [false()]
    if owner.account_id is not None:
        ways.append(KeptInput.account_id == owner.account_id)
    if owner.browser_hash is not None:
        ways.append(KeptInput.browser_hash == owner.browser_hash)
    return or_(*ways) & (KeptInput.path == path)
