"""Putting an order into force: a version of the year's quota becomes movements of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain import quota as rules
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.quota import Authority, MovementKind, Unit
from app.domain.quota_order import OrderDraft
from app.domain.quota_proposal import BelowDistributedError
from app.domain.roles import Actor
from app.i18n import local
from app.models import LegalActRow, QuotaMovement, QuotaOrder, QuotaOrderLine, RegionalQuota
from app.services import audit
from app.services.quota_backdating import Taking, refuse_early


class OrderVersionError(DomainError):
    """The order is not the next version of its year and stream; params ``version``, ``expected``."""

    code = "order_version"


class OrderNotInForceError(DomainError):
    """The order changes this year's places from a later day; param ``day``."""

    code = "order_not_in_force"


class OrderBelowHeldError(DomainError):
    """The order gives a region fewer places than are reserved and used there."""

    code = "order_below_held"


class OrderUnitError(DomainError):
    """The year counts in another unit (persons or families) than the order; params ``year``, ``stream``."""

    code = "order_unit"


@dataclass(frozen=True, slots=True)
class Warrant:
    """Whose word puts a change into force, and what the ledger keeps of it; the default is the service's own."""

    authority: Authority = Authority.SERVICE
    proposed_by_id: int | None = None
    approved_by_id: int | None = None
    act: str = ""
    reason: str = ""
    proposal_id: int | None = None


OF_THE_SERVICE = Warrant()


def next_version(session: Session, year: int, stream: str) -> int:
    """The version that the next order of the year and stream must have."""
    highest = session.scalar(
        select(func.max(QuotaOrder.version)).where(QuotaOrder.year == year, QuotaOrder.stream == stream)
    )
    return (highest or 0) + 1


def apply_order(session: Session, draft: OrderDraft, *, actor: Actor, now: datetime) -> QuotaOrder:
    """Put a shipped order into force on the service's word; what people propose goes through ``quota_proposal``.

    A region that an amendment leaves out keeps no free places: it gets 0, or an error.  Raises
    :class:`OrderNotInForceError`, :class:`OrderVersionError`, :class:`OrderBelowHeldError` and ``BackdatedError``;
    nothing is half done.
    """
    today = local(now).date()
    # Next year's order may be entered before its day, since nobody can be given its places yet.
    if draft.effective_from > today and draft.year <= today.year:
        raise OrderNotInForceError(day=draft.effective_from.isoformat())
    rows = lock_quotas(session, draft.year, {draft.stream: draft.lines}, draft.unit)
    _refuse_early(session, draft, rows)
    order = new_version(session, draft, rows, actor=actor, now=now)
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
        },
    )
    return order


def _refuse_early(session: Session, draft: OrderDraft, rows: Iterable[RegionalQuota]) -> None:
    """A shipped amendment takes no places from a day on which families held them either."""
    fewer = ((row, row.allocated - draft.lines.get(row.region, 0)) for row in rows if row.stream == draft.stream)
    taken = [Taking(row, None, row.balance.undistributed, places) for row, places in fewer if places > 0]
    # Too few now is told in its own words.
    refuse_early(session, [one for one in taken if one.places <= one.free], draft.effective_from)


def lock_quotas(
    session: Session,
    year: int,
    regions: Mapping[str, Iterable[str]],
    unit: Unit = Unit.PERSONS,
    *,
    makes_missing: bool = True,
) -> list[RegionalQuota]:
    """Quota rows of the year and the streams of ``regions``, locked by number; ``makes_missing``: made where missing.

    One change of a year and stream at a time, so that two officers cannot both make version 2.  What only looks makes
    no row: a proposal that comes to nothing must not settle what a year counts.
    """
    streams = sorted(regions)
    for stream in streams:
        session.execute(select(func.pg_advisory_xact_lock(721_590, year * 10 + _PLACE_OF_STREAM[stream])))
    wanted = [
        {"year": year, "stream": stream, "region": region, "unit": unit, "version": 0}
        | dict.fromkeys(("allocated", "reserved", "used", "distributed", "district_taken"), 0)
        for stream in streams
        for region in sorted(regions[stream])
    ]
    if wanted and makes_missing:
        session.execute(insert(RegionalQuota).values(wanted).on_conflict_do_nothing())
    rows = session.scalars(
        select(RegionalQuota)
        .where(RegionalQuota.year == year, RegionalQuota.stream.in_(streams))
        .order_by(RegionalQuota.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        if row.unit != unit:
            raise OrderUnitError(year=year, stream=row.stream)
    return list(rows)


_PLACE_OF_STREAM = {"kandas": 0, "relocatee": 1}


def new_version(
    session: Session,
    draft: OrderDraft,
    rows: Iterable[RegionalQuota],
    *,
    actor: Actor,
    now: datetime,
    warrant: Warrant = OF_THE_SERVICE,
    kind: MovementKind | None = None,
    file_sha256: str | None = None,
) -> QuotaOrder:
    """The next version of the order, and its movements; ``rows`` are locked by :func:`lock_quotas`.

    ``kind`` is by default that of a first order or of an amendment.
    """
    expected = next_version(session, draft.year, draft.stream)
    if draft.version != expected:
        raise OrderVersionError(year=draft.year, stream=draft.stream, version=draft.version, expected=expected)
    order = _order_row(session, draft, actor, now, warrant, file_sha256)
    act = warrant.act or order.act_number or order.act_title or draft.act_code
    for row in rows:
        if row.stream == draft.stream:
            movement = _movement(row, draft, order, now, kind)
            movement.authority, movement.reason, movement.act = warrant.authority, warrant.reason, act
            movement.proposed_by_id, movement.approved_by_id = warrant.proposed_by_id, warrant.approved_by_id
            movement.proposal_id = warrant.proposal_id
            session.add(movement)
            session.flush()
            session.expire(row)
    return order


def _order_row(
    session: Session, draft: OrderDraft, actor: Actor, now: datetime, warrant: Warrant, file_sha256: str | None
) -> QuotaOrder:
    act = session.get(LegalActRow, draft.act_code) if draft.act_code else None
    order = QuotaOrder(
        year=draft.year,
        stream=draft.stream,
        version=draft.version,
        unit=draft.unit,
        act_code=act.code if act else None,
        act_number=draft.act_number or (act.number if act else ""),
        act_title=draft.act_title or (act.title_ru if act else ""),
        adopted_on=draft.adopted_on or (act.adopted_on if act else None),
        effective_from=draft.effective_from,
        source=draft.source,
        loaded_at=now,
        loaded_by_id=warrant.proposed_by_id or actor.account_id,
        file_sha256=file_sha256,
        proposal_id=warrant.proposal_id,
    )
    session.add(order)
    session.flush()
    session.add_all(
        QuotaOrderLine(order_id=order.id, region=region, persons=persons) for region, persons in draft.lines.items()
    )
    return order


def _movement(
    row: RegionalQuota, draft: OrderDraft, order: QuotaOrder, now: datetime, kind: MovementKind | None
) -> QuotaMovement:
    """What brings ``row`` to its places in ``draft``; a region without a change gets a line of the version too."""
    persons, balance = draft.lines.get(row.region, 0), row.balance
    place: dict[str, str | int] = {"region": row.region, "asked": persons, "year": order.year, "stream": order.stream}
    if persons < balance.held:
        raise OrderBelowHeldError(None, held=balance.held, **place)
    if persons < balance.bound:
        raise BelowDistributedError(None, held=balance.bound, **place)
    movement = rules.setting(balance, persons, first=order.version == 1)
    return QuotaMovement(
        quota_id=row.id,
        kind=kind or movement.kind,
        allocated=movement.allocated,
        order_id=order.id,
        at=now,
        effective_on=draft.effective_from,
    )
