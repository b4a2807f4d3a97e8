"""Arithmetic of a regional quota, in places: one place is one person.

Order of 15.01.2016 No. 20 and the yearly order that sets the regional quota.  A household takes as many places as it
has persons, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import DomainError, QuotaExceededError


class MovementKind(StrEnum):
    """Why places move in the ledger."""

    ORDER = "order"
    AMENDMENT = "amendment"
    RESERVATION = "reservation"
    RELEASE = "release"
    CONSUMPTION = "consumption"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the ledger: what it adds to each balance, in persons."""

    kind: MovementKind
    allocated: int = 0
    reserved: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """Places of one year, stream and region."""

    allocated: int
    reserved: int = 0
    used: int = 0

    @property
    def available(self) -> int:
        """Places that may still be reserved."""
        return self.allocated - self.reserved - self.used

    def after(self, movement: Movement) -> Balance:
        """The balance that ``movement`` leaves; raises ``QuotaExceededError`` when too few are free."""
        result = Balance(
            self.allocated + movement.allocated,
            self.reserved + movement.reserved,
            self.used + movement.used,
        )
        if result.available < 0:
            raise QuotaExceededError(
                asked=movement.reserved + movement.used - movement.allocated, available=self.available
            )
        if min(result.allocated, result.reserved, result.used) < 0:
            raise DomainError("negative_balance")
        return result


def reservation(persons: int) -> Movement:
    """``persons`` places held for a household whose approval is prepared."""
    return Movement(MovementKind.RESERVATION, reserved=_positive(persons))


def release(persons: int) -> Movement:
    """Places held for a household become free again."""
    return Movement(MovementKind.RELEASE, reserved=-_positive(persons))


def consumption(persons: int) -> Movement:
    """Places held for a household become its own on approval."""
    return Movement(MovementKind.CONSUMPTION, reserved=-_positive(persons), used=persons)


def giving_back(persons: int) -> Movement:
    """Places that a household used become free again, because its decision no longer stands."""
    return Movement(MovementKind.RETURN, used=-_positive(persons))


def setting(balance: Balance, allocated: int, *, first: bool) -> Movement:
    """The movement by which an order brings ``balance`` to ``allocated`` places."""
    kind = MovementKind.ORDER if first else MovementKind.AMENDMENT
    return Movement(kind, allocated=allocated - balance.allocated)


def _positive(persons: int) -> int:
    if persons <= 0:
        raise DomainError("no_persons")
    return persons
