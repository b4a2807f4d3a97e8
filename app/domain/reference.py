"""Dated reference data: every figure of the law with its days, its act and who verified it.

The rules get one immutable :class:`ReferenceBook` and a day, and never ask anything else.  A figure without
``verified_by`` and ``verified_on`` is shown to people as not verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from app.domain.household import HouseholdLimits, SettlementKind
from app.domain.legal import LegalAct, LegalReference
from app.domain.programmes.definition import MeasureCode
from app.domain.stream import Stream

MCI = "mci"


class NoValueError(LookupError):
    """Nobody has entered a value of ``key`` for the day ``on``."""

    def __init__(self, key: str, on: date) -> None:
        self.key = key
        self.on = on
        super().__init__(f"no value of {key} on {on.isoformat()}")


class Unit(StrEnum):
    """Units of settings and figures."""

    TENGE = "tenge"
    MCI = "mci"
    PERSONS = "persons"
    YEARS = "years"
    MONTHS = "months"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    TIMES = "times"
    SHARE = "share"
    TEXT = "text"


class PaidPer(StrEnum):
    """For whom a measure is counted once."""

    PERSON = "person"
    FAMILY = "family"
    FAMILY_MONTH = "family_month"
    CASE = "case"


class DecidingDate(StrEnum):
    """Which day's figures apply to a measure."""

    APPLICATION = "application"
    DECISION = "decision"
    PAYMENT = "payment"


class ListRole(StrEnum):
    """What a region is to a stream: it takes people in, or they leave it."""

    HOST = "host"
    DEPARTURE = "departure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Days of force (both inclusive, None: open) and where the entry comes from."""

    effective_from: date
    effective_to: date | None = None
    act_code: str = ""
    provision: str = ""
    source: str = ""
    verified_by: str = ""
    verified_on: date | None = None

    @property
    def is_verified(self) -> bool:
        """Whether a named person has compared the entry with the act."""
        return bool(self.verified_by) and self.verified_on is not None

    @property
    def legal_basis(self) -> LegalReference:
        """Act and provision of the entry."""
        return LegalReference(self.act_code, self.provision)

    def covers(self, on: date) -> bool:
        """Whether the entry is in force on the day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedValue(Dated):
    """A figure or a text of the law: ``limit.decision`` = 10 working days."""

    key: str
    value: Decimal | str
    unit: Unit

    @property
    def number(self) -> int:
        """The value as a whole number; TypeError for a text."""
        if isinstance(self.value, str):
            raise TypeError(self.key)
        return int(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Dated):
    """A measure of support: ``mci_low``…``mci_high`` indices, or ``cap_tenge``; ``price_share`` of a price.

    ``months``: how many times a monthly measure is paid (1 for a single payment).
    """

    code: MeasureCode
    paid_per: PaidPer
    mci_low: Decimal | None = None
    mci_high: Decimal | None = None
    cap_tenge: Decimal | None = None
    price_share: Decimal | None = None
    months: int = 1
    deciding_date: DecidingDate = DecidingDate.DECISION


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionListing(Dated):
    """A region in a stream's list of host regions, or of regions of departure, between two days."""

    stream: Stream
    role: ListRole
    region_iso: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RentStep(Dated):
    """A step of the rent scale: indices a month for families of ``persons_from`` to ``persons_to`` persons."""

    settlement: SettlementKind
    persons_from: int
    persons_to: int | None
    mci: Decimal

    def fits(self, settlement: SettlementKind, persons: int) -> bool:
        """Whether the step is meant for such a family."""
        below_top = self.persons_to is None or persons <= self.persons_to
        return self.settlement is settlement and self.persons_from <= persons and below_top


_DatedRow = TypeVar("_DatedRow", bound=Dated)


def _in_force(rows: Iterable[_DatedRow], on: date) -> _DatedRow | None:
    """The row of the day; of several the one that began last: a newer act displaces one left open."""
    return max((row for row in rows if row.covers(on)), key=lambda row: row.effective_from, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceBook:
    """Everything that the rules may know of the law's figures; immutable, made once from the stored rows."""

    values: tuple[DatedValue, ...] = ()
    measures: tuple[Measure, ...] = ()
    regions: tuple[RegionListing, ...] = ()
    rent_scale: tuple[RentStep, ...] = ()
    acts: Mapping[str, LegalAct] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, key: str, on: date) -> DatedValue | None:
        """The value of ``key`` on the day, or None."""
        return _in_force((row for row in self.values if row.key == key), on)

    def value(self, key: str, on: date) -> DatedValue:
        """The value of ``key`` on the day; NoValueError where nobody has entered one."""
        found = self.find(key, on)
        if found is None:
            raise NoValueError(key, on)
        return found

    def mci(self, on: date) -> DatedValue:
        """Tenge in one monthly calculation index on the day; NoValueError for a day without one."""
        return self.value(MCI, on)

    def find_measure(self, code: MeasureCode, on: date) -> Measure | None:
        """The measure as it stands on the day, or None."""
        return _in_force((row for row in self.measures if row.code is code), on)

    def measure(self, code: MeasureCode, on: date) -> Measure:
        """The measure as it stands on the day; NoValueError where there is none."""
        found = self.find_measure(code, on)
        if found is None:
            raise NoValueError(f"measure.{code}", on)
        return found

    def listings(self, stream: Stream, role: ListRole, on: date) -> Mapping[str, RegionListing]:
        """Regions of the list by ISO code; empty where no list is known for the day."""
        rows = (row for row in self.regions if row.stream is stream and row.role is role and row.covers(on))
        return MappingProxyType({row.region_iso: row for row in rows})

    def host_regions(self, stream: Stream, on: date) -> tuple[str, ...]:
        """ISO codes of the regions that take the stream's people on the day, in order."""
        return tuple(sorted(self.listings(stream, ListRole.HOST, on)))

    def rent_step(self, settlement: SettlementKind, persons: int, on: date) -> RentStep | None:
        """The step of the rent scale for a family, or None where the scale is not known."""
        return _in_force((row for row in self.rent_scale if row.fits(settlement, persons)), on)

    def household_limits(self, on: date) -> HouseholdLimits:
        """Ages that the household checks need; NoValueError where one is not entered for the day."""
        return HouseholdLimits(
            adult_age=self.value("household.adult_age", on).number,
            marriage_age=self.value("household.marriage_age", on).number,
            marriage_age_reduced=self.value("household.marriage_age_reduced", on).number,
        )
