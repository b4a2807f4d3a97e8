"""Balances of the regional quota, of its districts, their months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, select
from sqlalchemy.orm import Session

from app.domain.quota import Unit
from app.domain.roles import Actor
from app.models import DistrictQuota, QuotaMonth, QuotaMovement, RegionalQuota
from app.policy import Permission, regions_of


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """Places of one year, stream and region (its districts included) under the current version of the order.

    They are persons, but in an order of 2005-2007 families (``unit``).  ``distributed`` of the allocated belong to
    districts, ``district_taken`` of the held and used are theirs.
    """

    year: int
    stream: str
    region: str
    version: int
    allocated: int
    reserved: int
    used: int
    unit: str = Unit.PERSONS
    distributed: int = 0
    district_taken: int = 0
    quota_id: int = 0

    @property
    def available(self) -> int:
        """Places that may still be reserved."""
        return self.allocated - self.reserved - self.used

    @property
    def undistributed(self) -> int:
        """Free places that belong to no district."""
        return self.available - (self.distributed - self.district_taken)


@dataclass(frozen=True, slots=True)
class DistrictBalanceRow:
    """Places (persons) of one district within the quota of its region."""

    quota_id: int
    year: int
    stream: str
    region: str
    district: str
    allocated: int
    reserved: int
    used: int

    @property
    def available(self) -> int:
        """Places that may still be reserved."""
        return self.allocated - self.reserved - self.used


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What moved in a month (``month``: its first day) in the quota of a year, stream and region, in persons."""

    year: int
    stream: str
    region: str
    month: date
    allocated: int
    reserved: int
    used: int


def balances(
    session: Session,
    year: int,
    *,
    stream: str | None = None,
    regions: frozenset[str] | None = None,
    unit: str | None = Unit.PERSONS,
) -> list[BalanceRow]:
    """Balances of ``year`` in one ``unit`` by stream and region code; ``regions`` None means the whole country.

    ``unit`` None gives every unit: whoever asks for that tells them apart and never adds them up.
    """
    statement = _balance_columns().where(RegionalQuota.year == year)
    if unit is not None:
        statement = statement.where(RegionalQuota.unit == unit)
    if stream is not None:
        statement = statement.where(RegionalQuota.stream == stream)
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    statement = statement.order_by(RegionalQuota.stream, RegionalQuota.region)
    return [_balance(row) for row in session.execute(statement)]


def numbered_balances(session: Session, year: int, actor: Actor) -> list[tuple[int, BalanceRow]]:
    """Balances of ``year`` in the regions that ``actor`` may see, each with the number of its ledger.

    In persons; of a year whose orders counted nothing but families, in families.  Never both.
    """
    rows = balances(session, year, regions=regions_of(actor, Permission.QUOTA_READ), unit=None)
    persons = [row for row in rows if row.unit == Unit.PERSONS]
    return [(row.quota_id, row) for row in persons or rows]


def balance(session: Session, quota_id: int, actor: Actor) -> BalanceRow | None:
    """The balance with this number, None where there is none or it belongs to a region that ``actor`` may not see."""
    row = session.execute(_balance_columns().where(RegionalQuota.id == quota_id)).one_or_none()
    if row is None:
        return None
    regions = regions_of(actor, Permission.QUOTA_READ)
    found = _balance(row)
    return found if regions is None or found.region in regions else None


def district_balances(
    session: Session, year: int, *, regions: frozenset[str] | None = None
) -> list[DistrictBalanceRow]:
    """Balances of the districts to which places of ``year`` were distributed, by stream, region and district code."""
    columns = (DistrictQuota.district, DistrictQuota.allocated, DistrictQuota.reserved, DistrictQuota.used)
    return district_rows(session, DistrictQuota, columns, year, regions)


def district_rows(
    session: Session,
    kept: type[DistrictQuota | QuotaMovement],
    columns: tuple[SQLColumnExpression[Any], ...],
    year: int,
    regions: frozenset[str] | None,
    *conditions: ColumnElement[bool],
) -> list[DistrictBalanceRow]:
    """Rows of districts from where they are ``kept``: ``columns`` are district, allocated, reserved and used."""
    of_quota = (RegionalQuota.id, RegionalQuota.year, RegionalQuota.stream, RegionalQuota.region)
    statement = (
        select(*of_quota, *columns)
        .join(kept, kept.quota_id == RegionalQuota.id)
        .where(RegionalQuota.year == year, *conditions)
        .order_by(RegionalQuota.stream, RegionalQuota.region, columns[0])
    )
    if kept is QuotaMovement:
        # The ledger's sums: the key of the quota determines the rest of it.
        statement = statement.group_by(RegionalQuota.id, columns[0])
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    return [DistrictBalanceRow(*row) for row in session.execute(statement)]


def monthly(
    session: Session, years: Iterable[int], *, regions: frozenset[str] | None = None, unit: str = Unit.PERSONS
) -> list[MonthRow]:
    """What moved in each month in the quotas of ``years`` in one ``unit``, by year, stream, region and month.

    A month before the year's January holds the year's order, signed in the December before.
    """
    statement = (
        select(
            RegionalQuota.year,
            RegionalQuota.stream,
            RegionalQuota.region,
            QuotaMonth.month,
            QuotaMonth.allocated,
            QuotaMonth.reserved,
            QuotaMonth.used,
        )
        .join(QuotaMonth, QuotaMonth.quota_id == RegionalQuota.id)
        .where(RegionalQuota.year.in_(sorted(set(years))), RegionalQuota.unit == unit)
        .order_by(RegionalQuota.year, RegionalQuota.stream, RegionalQuota.region, QuotaMonth.month)
    )
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    return [MonthRow(*row) for row in session.execute(statement)]


def years(session: Session) -> list[int]:
    """Years that have a quota, the latest first."""
    return list(session.scalars(select(RegionalQuota.year).distinct().order_by(RegionalQuota.year.desc())))


def _balance(row: Row[*tuple[Any, ...]]) -> BalanceRow:
    return BalanceRow(*row)


def _balance_columns() -> Select[*tuple[Any, ...]]:
    return select(
        RegionalQuota.year,
        RegionalQuota.stream,
        RegionalQuota.region,
        RegionalQuota.version,
        RegionalQuota.allocated,
        RegionalQuota.reserved,
        RegionalQuota.used,
        RegionalQuota.unit,
        RegionalQuota.distributed,
        RegionalQuota.district_taken,
        RegionalQuota.id,
    )
