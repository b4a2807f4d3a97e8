"""Cases for export: columns without names, numbers of people or free text, read by key in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models.application import Application
from app.policy import Permission, visible_applications

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases; None asks nothing."""

    status: Status | None = None
    stream: Stream | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case; regions are ISO codes, instants UTC, places persons; ``departed_on``: the inclusion ended."""

    number: str
    programme: str
    stream: str
    status: str
    status_since: datetime
    channel: str
    language: str
    host_region: str | None
    departure_region: str | None
    household_size: int
    submitted_at: datetime
    accepted_at: datetime | None
    due_on: date | None
    decided_at: datetime | None
    closed_at: datetime | None
    departed_on: date | None
    places_reserved: int
    places_used: int


def cases(session: Session, actor: Actor, scope: Scope) -> Iterator[CaseRow]:
    """Submitted cases that ``actor`` may export, in the order in which they were started; one batch in memory."""
    last_id = 0
    while True:
        rows = session.execute(_batch(actor, scope, last_id)).all()
        for row in rows:
            _, *values = row
            yield CaseRow(*values)
        if len(rows) < BATCH:
            return
        last_id = rows[-1].id


def _batch(actor: Actor, scope: Scope, last_id: int) -> Select[Any]:
    columns = [getattr(Application, name) for name in CaseRow.__slots__]
    statement = (
        select(Application.id, *columns)
        .where(
            visible_applications(actor, Permission.EXPORT),
            Application.submitted_at.is_not(None),
            Application.id > last_id,
        )
        .order_by(Application.id)
        .limit(BATCH)
    )
    if scope.status is not None:
        statement = statement.where(Application.status == scope.status)
    if scope.stream is not None:
        statement = statement.where(Application.stream == scope.stream)
    if scope.region is not None:
        statement = statement.where(Application.host_region == scope.region)
    return statement
