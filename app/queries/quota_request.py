"""Requests of the regions: who asked for what, every version of each, and what the ministry compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from app.domain.quota_drafting import Asked
from app.domain.quota_request import RequestState
from app.domain.roles import Actor
from app.models import Account, QuotaDraft, QuotaRequest, QuotaRequestVersion
from app.policy import Permission, holds, regions_of


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in a list; the figures are those of its last filed version, None before it was filed."""

    id: int
    year: int
    stream: str
    region: str
    state: str
    version: int
    saved_at: datetime
    persons: int | None
    jobs: int | None
    homes: int | None
    school: int | None
    filed_at: datetime | None

    @property
    def asked(self) -> Asked | None:
        """What counts in the comparison: a request that is filed and was neither returned nor withdrawn."""
        if self.state != RequestState.FILED or self.persons is None:
            return None
        return Asked(self.persons, self.jobs or 0, self.homes or 0, self.school or 0)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A filed version with the people behind it; ``reason``: why the ministry returned it."""

    version: int
    persons: int
    content: dict[str, Any]
    justification: str
    filed_at: datetime
    filed_by: str | None
    returned_at: datetime | None
    returned_by: str | None
    reason: str


def request(session: Session, request_id: int, actor: Actor, permission: Permission) -> QuotaRequest | None:
    """The request, where ``actor`` holds ``permission`` in its region; a draft is the region's own."""
    row = session.get(QuotaRequest, request_id)
    regions = regions_of(actor, permission)
    if row is None or (regions is not None and row.region not in regions):
        return None
    return row if row.version or may_see_drafts(actor, row.region) else None


def may_see_drafts(actor: Actor, region: str) -> bool:
    """Whether ``actor`` works on the region's requests; the ministry sees what was filed."""
    writes = holds(actor, Permission.QUOTA_REQUEST) and region in (regions_of(actor, Permission.QUOTA_REQUEST) or ())
    reads = regions_of(actor, Permission.QUOTA_READ)
    return writes or (reads is not None and region in reads)


def requests(session: Session, year: int, *, regions: frozenset[str] | None) -> list[RequestRow]:
    """Requests for ``year``, by stream, region and age; of ``regions``, or what the whole country has filed."""
    statement = _columns().where(QuotaRequest.year == year)
    if regions is None:
        statement = statement.where(QuotaRequest.version > 0)
    else:
        statement = statement.where(QuotaRequest.region.in_(sorted(regions)))
    statement = statement.order_by(QuotaRequest.stream, QuotaRequest.region, QuotaRequest.id)
    return [RequestRow(*row) for row in session.execute(statement)]


def living(rows: list[RequestRow]) -> dict[tuple[str, str], RequestRow]:
    """The request of each stream and region that was not withdrawn."""
    return {(row.stream, row.region): row for row in rows if row.state != RequestState.WITHDRAWN}


def years(session: Session) -> list[int]:
    """Years that were asked for, the latest first."""
    return list(session.scalars(select(QuotaRequest.year).distinct().order_by(QuotaRequest.year.desc())))


def versions(session: Session, request_id: int) -> list[VersionRow]:
    """Everything that was filed under the request, the latest first."""
    returner = aliased(Account)
    statement = (
        select(
            QuotaRequestVersion.version,
            QuotaRequestVersion.persons,
            QuotaRequestVersion.content,
            QuotaRequestVersion.justification,
            QuotaRequestVersion.filed_at,
            Account.full_name,
            QuotaRequestVersion.returned_at,
            returner.full_name,
            QuotaRequestVersion.reason,
        )
        .outerjoin(Account, Account.id == QuotaRequestVersion.filed_by_id)
        .outerjoin(returner, returner.id == QuotaRequestVersion.returned_by_id)
        .where(QuotaRequestVersion.request_id == request_id)
        .order_by(QuotaRequestVersion.version.desc())
    )
    return [VersionRow(*row) for row in session.execute(statement)]


def draft(session: Session, year: int) -> QuotaDraft | None:
    """The ministry's draft of the year's order, or None."""
    return session.scalars(select(QuotaDraft).where(QuotaDraft.year == year)).one_or_none()


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        QuotaRequest.id,
        QuotaRequest.year,
        QuotaRequest.stream,
        QuotaRequest.region,
        QuotaRequest.state,
        QuotaRequest.version,
        QuotaRequest.saved_at,
        QuotaRequestVersion.persons,
        QuotaRequestVersion.jobs,
        QuotaRequestVersion.homes,
        QuotaRequestVersion.school,
        QuotaRequestVersion.filed_at,
    ).outerjoin(
        QuotaRequestVersion,
        and_(QuotaRequestVersion.request_id == QuotaRequest.id, QuotaRequestVersion.version == QuotaRequest.version),
    )
