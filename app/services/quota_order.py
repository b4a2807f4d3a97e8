"""Putting an order into force: a version of the year's quota becomes movements of the ledger."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain import quota as rules
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.quota_order import OrderDraft
from app.domain.roles import Actor
from app.i18n import local
from app.models import LegalActRow, QuotaMovement, QuotaOrder, QuotaOrderLine, RegionalQuota
from app.services import audit


class OrderVersionError(DomainError):
    """The order is not the next version of its year and stream; params ``version``, ``expected``."""

    code = "order_version"


class OrderNotInForceError(DomainError):
    """The order changes this year's places from a later day; param ``day``."""

    code = "order_not_in_force"


class OrderBelowHeldError(DomainError):
    """The order gives a region fewer places than are reserved and used there."""

    code = "order_below_held"


def next_version(session: Session, year: int, stream: str) -> int:
    """The version that the next order of the year and stream must have."""
    highest = session.scalar(
        select(func.max(QuotaOrder.version)).where(QuotaOrder.year == year, QuotaOrder.stream == stream)
    )
    return (highest or 0) + 1


def apply_order(
    session: Session, draft: OrderDraft, *, actor: Actor, now: datetime, file_sha256: str | None = None
) -> QuotaOrder:
    """Put ``draft`` into force.  A region that an amendment leaves out keeps no free places: it gets 0, or an error.

    Raises :class:`OrderNotInForceError`, :class:`OrderVersionError` and :class:`OrderBelowHeldError`; nothing is
    half done.
    """
    today = local(now).date()
    # Next year's order may be entered before its day, since nobody can be given its places yet.
    if draft.effective_from > today and draft.year <= today.year:
        raise OrderNotInForceError(day=draft.effective_from.isoformat())
    # One order of a year and stream at a time, so that two ministry officers cannot both make version 2.
    session.execute(
        select(func.pg_advisory_xact_lock(721_590, draft.year * 10 + list(type(draft.stream)).index(draft.stream)))
    )
    expected = next_version(session, draft.year, draft.stream)
    if draft.version != expected:
        raise OrderVersionError(year=draft.year, stream=draft.stream, version=draft.version, expected=expected)
    order = _order_row(session, draft, actor, now, file_sha256)
    rows = _locked_quotas(session, draft)
    for region, row in rows.items():
        _move(session, row, draft.lines.get(region, 0), order, actor, now)
    session.flush()
    audit.record(
        session,
        EventKey.QUOTA_ORDER_LOADED,
        (SubjectKind.QUOTA, order.id),
        actor=actor,
        now=now,
        facts={
            "year": draft.year,
            "stream": draft.stream,
            "version": draft.version,
            "persons": draft.persons,
            "regions": len(draft.lines),
            "file_sha256": file_sha256,
        },
    )
    return order


def _order_row(session: Session, draft: OrderDraft, actor: Actor, now: datetime, file_sha256: str | None) -> QuotaOrder:
    act = session.get(LegalActRow, draft.act_code) if draft.act_code else None
    order = QuotaOrder(
        year=draft.year,
        stream=draft.stream,
        version=draft.version,
        act_code=act.code if act else None,
        act_number=draft.act_number or (act.number if act else ""),
        act_title=draft.act_title or (act.title_ru if act else ""),
        adopted_on=draft.adopted_on or (act.adopted_on if act else None),
        effective_from=draft.effective_from,
        source=draft.source,
        loaded_at=now,
        loaded_by_id=actor.account_id,
        file_sha256=file_sha256,
    )
    session.add(order)
    session.flush()
    session.add_all(
        QuotaOrderLine(order_id=order.id, region=region, persons=persons) for region, persons in draft.lines.items()
    )
    return order


def _locked_quotas(session: Session, draft: OrderDraft) -> dict[str, RegionalQuota]:
    """Quota rows of the year and stream, made where missing, locked in one order."""
    session.execute(
        insert(RegionalQuota)
        .values(
            [
                {
                    "year": draft.year,
                    "stream": draft.stream,
                    "region": region,
                    "version": 0,
                    "allocated": 0,
                    "reserved": 0,
                    "used": 0,
                }
                for region in sorted(draft.lines)
            ]
        )
        .on_conflict_do_nothing()
    )
    rows = session.scalars(
        select(RegionalQuota)
        .where(RegionalQuota.year == draft.year, RegionalQuota.stream == draft.stream)
        .order_by(RegionalQuota.region)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.region: row for row in rows}


def _move(session: Session, row: RegionalQuota, persons: int, order: QuotaOrder, actor: Actor, now: datetime) -> None:
    movement = rules.setting(row.balance, persons, first=order.version == 1)
    if persons < row.reserved + row.used:
        raise OrderBelowHeldError(
            region=row.region, asked=persons, held=row.reserved + row.used, year=order.year, stream=order.stream
        )
    session.add(
        QuotaMovement(
            quota_id=row.id,
            kind=movement.kind,
            allocated=movement.allocated,
            order_id=order.id,
            at=now,
            actor_id=actor.account_id,
        )
    )
    session.flush()
    session.expire(row)
