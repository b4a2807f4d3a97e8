"""Balances of the regional quota, their ledger, and the orders behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.models import Account, Application, QuotaMovement, QuotaOrder, QuotaOrderLine, RegionalQuota
from app.models.reference import LegalActRow
from app.policy import Permission, regions_of, visible_applications

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """Places (persons) of one year, stream and region under the current version of the order."""

    year: int
    stream: str
    region: str
    version: int
    allocated: int
    reserved: int
    used: int

    @property
    def available(self) -> int:
        """Places that may still be reserved."""
        return self.allocated - self.reserved - self.used


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One movement; ``number`` is None where the reader may not reach the application, or there is none."""

    id: int
    kind: str
    allocated: int
    reserved: int
    used: int
    at: datetime
    actor_name: str | None
    order_id: int | None
    order_version: int | None
    application_id: int | None
    number: str | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A version of a year's quota, with the act and who loaded it; ``persons`` are its places in all."""

    id: int
    year: int
    stream: str
    version: int
    act_number: str
    act_title: str
    adopted_on: date | None
    effective_from: date
    source: str
    verified_by: str
    loaded_at: datetime
    loaded_by: str | None
    persons: int
    title_kk: str | None
    title_ru: str | None
    title_en: str | None

    @property
    def is_verified(self) -> bool:
        """Whether somebody compared the act that it names with its text."""
        return bool(self.verified_by)


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    """Places of a region in an order, and in the version before it (0 where it was not in that)."""

    region: str
    persons: int
    before: int

    @property
    def after(self) -> int:
        """What the region has by the order."""
        return self.persons

    @property
    def difference(self) -> int:
        """What the order added."""
        return self.persons - self.before


def balances(
    session: Session, year: int, *, stream: str | None = None, regions: frozenset[str] | None = None
) -> list[BalanceRow]:
    """Balances of ``year`` by stream and region code; ``regions`` None means the whole country."""
    statement = _balance_columns().where(RegionalQuota.year == year)
    if stream is not None:
        statement = statement.where(RegionalQuota.stream == stream)
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    statement = statement.order_by(RegionalQuota.stream, RegionalQuota.region)
    return [_balance(row) for row in session.execute(statement)]


def numbered_balances(session: Session, year: int, actor: Actor) -> list[tuple[int, BalanceRow]]:
    """Balances of ``year`` in the regions that ``actor`` may see, each with the number of its ledger."""
    statement = _balance_columns().where(RegionalQuota.year == year)
    regions = regions_of(actor, Permission.QUOTA_READ)
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    statement = statement.order_by(RegionalQuota.stream, RegionalQuota.region)
    return [(row.id, _balance(row)) for row in session.execute(statement)]


def balance(session: Session, quota_id: int, actor: Actor) -> BalanceRow | None:
    """The balance with this number, None where there is none or it belongs to a region that ``actor`` may not see."""
    row = session.execute(_balance_columns().where(RegionalQuota.id == quota_id)).one_or_none()
    if row is None:
        return None
    regions = regions_of(actor, Permission.QUOTA_READ)
    found = _balance(row)
    return found if regions is None or found.region in regions else None


def years(session: Session) -> list[int]:
    """Years that have a quota, the latest first."""
    return list(session.scalars(select(RegionalQuota.year).distinct().order_by(RegionalQuota.year.desc())))


def ledger(session: Session, quota_id: int, actor: Actor, *, before: int | None = None) -> tuple[list[LedgerRow], bool]:
    """Movements of a quota, the latest first, after ``before`` (an id); and whether there are older ones."""
    statement = (
        select(
            QuotaMovement.id,
            QuotaMovement.kind,
            QuotaMovement.allocated,
            QuotaMovement.reserved,
            QuotaMovement.used,
            QuotaMovement.at,
            Account.full_name,
            QuotaMovement.order_id,
            QuotaOrder.version,
            Application.id,
            Application.number,
        )
        .outerjoin(Account, Account.id == QuotaMovement.approved_by_id)
        .outerjoin(QuotaOrder, QuotaOrder.id == QuotaMovement.order_id)
        .outerjoin(Application, and_(Application.id == QuotaMovement.application_id, visible_applications(actor)))
        .where(QuotaMovement.quota_id == quota_id)
        .order_by(QuotaMovement.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if before is not None:
        statement = statement.where(QuotaMovement.id < before)
    rows = [LedgerRow(*row) for row in session.execute(statement)]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def orders(session: Session, year: int | None = None) -> list[OrderRow]:
    """Orders of the year (None: of every year), the latest year and version first."""
    statement = _order_columns()
    if year is not None:
        statement = statement.where(QuotaOrder.year == year)
    statement = statement.order_by(QuotaOrder.year.desc(), QuotaOrder.stream, QuotaOrder.version.desc())
    return [OrderRow(*row) for row in session.execute(statement)]


def order(session: Session, order_id: int) -> OrderRow | None:
    """One order, or None."""
    row = session.execute(_order_columns().where(QuotaOrder.id == order_id)).one_or_none()
    return OrderRow(*row) if row else None


def order_lines(session: Session, row: OrderRow) -> list[OrderLineRow]:
    """Regions of the order and of the version before it, by code."""
    now: dict[str, int] = {}
    then: dict[str, int] = {}
    statement = (
        select(QuotaOrder.version, QuotaOrderLine.region, QuotaOrderLine.persons)
        .join(QuotaOrderLine, QuotaOrderLine.order_id == QuotaOrder.id)
        .where(
            QuotaOrder.year == row.year,
            QuotaOrder.stream == row.stream,
            QuotaOrder.version.in_([row.version, row.version - 1]),
        )
    )
    for version, region, persons in session.execute(statement):
        (now if version == row.version else then)[region] = persons
    return [OrderLineRow(region, now.get(region, 0), then.get(region, 0)) for region in sorted(set(now) | set(then))]


def _balance(row: Row[*tuple[Any, ...]]) -> BalanceRow:
    return BalanceRow(row.year, row.stream, row.region, row.version, row.allocated, row.reserved, row.used)


def _balance_columns() -> Select[int, int, str, str, int, int, int, int]:
    return select(
        RegionalQuota.id,
        RegionalQuota.year,
        RegionalQuota.stream,
        RegionalQuota.region,
        RegionalQuota.version,
        RegionalQuota.allocated,
        RegionalQuota.reserved,
        RegionalQuota.used,
    )


def _order_columns() -> Select[*tuple[Any, ...]]:
    persons = (
        select(func.coalesce(func.sum(QuotaOrderLine.persons), 0))
        .where(QuotaOrderLine.order_id == QuotaOrder.id)
        .scalar_subquery()
    )
    return (
        select(
            QuotaOrder.id,
            QuotaOrder.year,
            QuotaOrder.stream,
            QuotaOrder.version,
            QuotaOrder.act_number,
            QuotaOrder.act_title,
            QuotaOrder.adopted_on,
            QuotaOrder.effective_from,
            QuotaOrder.source,
            func.coalesce(LegalActRow.verified_by, ""),
            QuotaOrder.loaded_at,
            Account.full_name,
            persons,
            LegalActRow.title_kk,
            LegalActRow.title_ru,
            LegalActRow.title_en,
        )
        .outerjoin(Account, Account.id == QuotaOrder.loaded_by_id)
        .outerjoin(LegalActRow, LegalActRow.code == QuotaOrder.act_code)
    )
