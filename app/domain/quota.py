"""Arithmetic of a regional quota, in places: one place is one person.

Order of 15.01.2016 No. 20 and the yearly order that sets the regional quota.  A household takes as many places as it
has persons, or none.  Each movement has two sides (``docs/adr/0016``): what one account gives, another gets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import DomainError, QuotaExceededError


class MovementKind(StrEnum):
    """Why places move in the ledger."""

    ORDER = "order"
    AMENDMENT = "amendment"
    DISTRIBUTION = "distribution"
    TRANSFER = "transfer"
    RESERVATION = "reservation"
    RELEASE = "release"
    CONSUMPTION = "consumption"
    RETURN = "return"


class Authority(StrEnum):
    """Whose word moves places.

    ``EARLIER``: written before two people had to be named.  ``SERVICE``: shipped reference data, no person.
    ``OWN_WORD``: the family takes its application back, or one officer sets places free.  ``PREPARED``: held on an
    officer's proposal that another person has yet to decide (procedures without a commission).
    """

    TWO_PEOPLE = "two_people"
    SERVICE = "service"
    EARLIER = "earlier"
    OWN_WORD = "own_word"
    PREPARED = "prepared"


class Unit(StrEnum):
    """What an order counts: persons, or whole families as the orders of 2005-2007 did."""

    PERSONS = "persons"
    FAMILIES = "families"


class DistrictNotNamedError(QuotaExceededError):
    """Places are free, but all of them belong to districts and the case names none; params as of its base."""

    code = "quota_in_districts"


class DistrictFullError(QuotaExceededError):
    """The district that the case names has too few places; params ``asked``, ``available``, ``region``."""

    code = "district_full"


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the ledger: what it adds to each balance, in persons.

    ``distributed`` are places that go from the region's own to a district; ``in_district`` says that a family's places
    are those of a district.
    """

    kind: MovementKind
    allocated: int = 0
    reserved: int = 0
    used: int = 0
    distributed: int = 0
    in_district: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """Places of one year, stream and region (its districts included), or of one district.

    ``distributed`` of the allocated belong to districts; ``district_taken`` of the reserved and used are theirs.
    """

    allocated: int
    reserved: int = 0
    used: int = 0
    distributed: int = 0
    district_taken: int = 0

    @property
    def held(self) -> int:
        """Places that families have: reserved or used."""
        return self.reserved + self.used

    @property
    def bound(self) -> int:
        """Places that no change takes away: those of families, and those that districts were given."""
        return max(self.held, self.distributed + self.taken_outside)

    @property
    def available(self) -> int:
        """Places that may still be reserved, wherever in the region."""
        return self.allocated - self.held

    @property
    def taken_outside(self) -> int:
        """Places reserved or used that are of no district."""
        return self.held - self.district_taken

    @property
    def undistributed(self) -> int:
        """Free places that belong to no district: open to a case that names none."""
        return self.allocated - self.distributed - self.taken_outside

    def after(self, movement: Movement) -> Balance:
        """The balance that ``movement`` leaves; raises ``QuotaExceededError`` when too few are free."""
        taken = movement.reserved + movement.used
        result = Balance(
            self.allocated + movement.allocated,
            self.reserved + movement.reserved,
            self.used + movement.used,
            self.distributed + movement.distributed,
            self.district_taken + (taken if movement.in_district else 0),
        )
        asked = taken - movement.allocated
        if result.available < 0:
            raise QuotaExceededError(asked=asked, available=self.available)
        if result.undistributed < 0:
            raise DistrictNotNamedError(asked=asked + movement.distributed, available=max(self.undistributed, 0))
        if min(result.allocated, result.reserved, result.used, result.distributed, result.district_taken) < 0:
            raise DomainError("negative_balance")
        return result


def reservation(persons: int, *, in_district: bool = False) -> Movement:
    """``persons`` places held for a household whose approval is prepared."""
    return Movement(MovementKind.RESERVATION, reserved=_positive(persons), in_district=in_district)


def release(persons: int, *, in_district: bool = False) -> Movement:
    """Places held for a household become free again."""
    return Movement(MovementKind.RELEASE, reserved=-_positive(persons), in_district=in_district)


def consumption(persons: int, *, in_district: bool = False) -> Movement:
    """Places held for a household become its own on approval."""
    return Movement(MovementKind.CONSUMPTION, reserved=-_positive(persons), used=persons, in_district=in_district)


def giving_back(persons: int, *, in_district: bool = False) -> Movement:
    """Places that a household used become free again, because its decision no longer stands."""
    return Movement(MovementKind.RETURN, used=-_positive(persons), in_district=in_district)


def setting(balance: Balance, allocated: int, *, first: bool) -> Movement:
    """The movement by which an order brings ``balance`` to ``allocated`` places."""
    kind = MovementKind.ORDER if first else MovementKind.AMENDMENT
    return Movement(kind, allocated=allocated - balance.allocated)


def distribution(district: Balance, allocated: int) -> Movement:
    """The movement of the region by which a ``district`` comes to ``allocated`` places."""
    return Movement(MovementKind.DISTRIBUTION, distributed=allocated - district.allocated)


def _positive(persons: int) -> int:
    if persons <= 0:
        raise DomainError("no_persons")
    return persons
