"""Balances as they were on a day, as far as they were known on another.

Each movement has two times: the day from which it holds (``effective_on``) and the instant from which it is known
(``at``).  So an order that is entered in January for December is in December's balance as known in January, and not in
December's balance as known in December.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.domain.quota import Unit
from app.i18n import ALMATY
from app.models import QuotaMovement, QuotaOrder, RegionalQuota
from app.queries.quota import BalanceRow, DistrictBalanceRow, district_rows

_TAKEN = QuotaMovement.reserved + QuotaMovement.used


def balances_as_of(
    session: Session,
    year: int,
    *,
    on: date,
    known: date,
    regions: frozenset[str] | None = None,
    unit: str | None = Unit.PERSONS,
) -> list[BalanceRow]:
    """Balances of ``year`` on the day ``on`` (its movements included), from what was written by the end of ``known``.

    By stream and region code; quotas of which nothing was known then are left out, and
    ``unit`` None gives every unit.
    """
    statement = (
        select(
            RegionalQuota.year,
            RegionalQuota.stream,
            RegionalQuota.region,
            func.coalesce(func.max(QuotaOrder.version), 0),
            func.sum(QuotaMovement.allocated),
            func.sum(QuotaMovement.reserved),
            func.sum(QuotaMovement.used),
            RegionalQuota.unit,
            func.sum(QuotaMovement.distributed),
            func.sum(case((QuotaMovement.district.is_not(None), _TAKEN), else_=0)),
            RegionalQuota.id,
        )
        .select_from(QuotaMovement)
        .join(RegionalQuota, RegionalQuota.id == QuotaMovement.quota_id)
        .outerjoin(QuotaOrder, QuotaOrder.id == QuotaMovement.order_id)
        .where(RegionalQuota.year == year, *_told(on, known))
        .group_by(RegionalQuota.id)
        .order_by(RegionalQuota.stream, RegionalQuota.region)
    )
    if unit is not None:
        statement = statement.where(RegionalQuota.unit == unit)
    if regions is not None:
        statement = statement.where(RegionalQuota.region.in_(sorted(regions)))
    return [BalanceRow(*row) for row in session.execute(statement)]


def district_balances_as_of(
    session: Session, year: int, *, on: date, known: date, regions: frozenset[str] | None = None
) -> list[DistrictBalanceRow]:
    """The same for districts, by stream, region and district code."""
    columns = (
        QuotaMovement.district,
        func.sum(QuotaMovement.distributed),
        func.sum(QuotaMovement.reserved),
        func.sum(QuotaMovement.used),
    )
    conditions = (QuotaMovement.district.is_not(None), *_told(on, known))
    return district_rows(session, QuotaMovement, columns, year, regions, *conditions)


def _told(on: date, known: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Movements that held on ``on`` and were written before the day after ``known``."""
    # The last day of the calendar has none after it.
    end = datetime.combine(min(known, date.max - timedelta(days=2)) + timedelta(days=1), time(), tzinfo=ALMATY)
    return (QuotaMovement.effective_on <= on, QuotaMovement.at < end)
