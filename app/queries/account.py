"""Accounts as pages need them: the one behind a request, and the administrator's list."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Grant, Role
from app.models.account import Account, RoleGrant


@dataclass(frozen=True, slots=True)
class SignedInRow:
    """An account with what it may do, as a session needs it; ``grants`` are (role, region)."""

    account_id: int
    full_name: str
    kind: str
    language: str
    epoch: int
    is_active: bool
    grants: tuple[tuple[str, str | None], ...]

    def actor(self) -> Actor:
        """The person as rules see them; an applicant has the applicant's role and no other."""
        if self.kind == "applicant":
            return Actor(self.account_id, self.full_name, frozenset({Grant(Role.APPLICANT)}))
        return Actor(
            self.account_id,
            self.full_name,
            frozenset(Grant(Role(role), region) for role, region in self.grants),
        )


def signed_in(session: Session, account_id: int) -> SignedInRow | None:
    """The account with its grants, by one statement."""
    rows = session.execute(
        select(
            Account.full_name,
            Account.kind,
            Account.language,
            Account.session_epoch,
            Account.is_active,
            RoleGrant.role,
            RoleGrant.region,
        )
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.id == account_id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    return SignedInRow(
        account_id=account_id,
        full_name=first.full_name,
        kind=first.kind,
        language=first.language,
        epoch=first.session_epoch,
        is_active=first.is_active,
        grants=tuple((row.role, row.region) for row in rows if row.role is not None),
    )
