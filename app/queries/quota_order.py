"""The orders that set the quota, their versions and their places by region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.models import Account, QuotaOrder, QuotaOrderLine, QuotaProposal
from app.models.reference import LegalActRow

_approver = aliased(Account)


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
    unit: str
    proposal_id: int | None
    approved_by: str | None

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
            QuotaOrder.unit,
            QuotaOrder.proposal_id,
            _approver.full_name,
        )
        .outerjoin(Account, Account.id == QuotaOrder.loaded_by_id)
        .outerjoin(QuotaProposal, QuotaProposal.id == QuotaOrder.proposal_id)
        .outerjoin(_approver, _approver.id == QuotaProposal.approved_by_id)
        .outerjoin(LegalActRow, LegalActRow.code == QuotaOrder.act_code)
    )
