"""A region's request for a year's quota: begun, saved, filed in versions, returned by the ministry, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain import quota_request as rules
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.quota_request import RequestAction, RequestFigures, RequestState
from app.domain.roles import Actor, Role
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import local
from app.models import QuotaRequest, QuotaRequestVersion
from app.services import audit, quota_notice, reference


def begin(
    session: Session, region: str, stream: Stream, year: int, *, actor: Actor, now: datetime
) -> tuple[QuotaRequest, bool]:
    """The living request of the region, stream and year, and whether it was made now; what was withdrawn is its start.

    Raises ``role_not_allowed`` for another region's, ``request_year_closed``.
    """
    if not actor.has(Role.SUPERVISOR, region) or stream not in QUOTA_STREAMS:
        raise RoleNotAllowedError
    if year not in rules.open_years(local(now).date()):
        raise DomainError("request_year_closed", year=year)
    values: dict[str, Any] = {"year": year, "stream": stream.value, "region": region}
    made = session.scalar(
        insert(QuotaRequest)
        .values(
            **values,
            state=RequestState.DRAFT,
            version=0,
            revision=0,
            content=_start(session, values),
            opened_at=now,
            opened_by_id=actor.account_id,
            saved_at=now,
            saved_by_id=actor.account_id,
            withdrawn_reason="",
        )
        .on_conflict_do_nothing()
        .returning(QuotaRequest.id)
    )
    living = QuotaRequest.state != RequestState.WITHDRAWN
    return session.scalars(select(QuotaRequest).filter_by(**values).where(living)).one(), made is not None


def save(
    session: Session, request_id: int, figures: RequestFigures, *, seen: int, actor: Actor, now: datetime
) -> QuotaRequest:
    """Keep what the region works on, complete or not.

    Raises ``StaleVersionError`` where somebody saved after ``seen``, ``request_closed`` while it is filed or withdrawn.
    """
    row = _locked(session, request_id)
    if not actor.has(Role.SUPERVISOR, row.region):
        raise RoleNotAllowedError
    if row.state not in rules.EDITABLE:
        raise DomainError("request_closed")
    _refuse_stale(row, seen)
    content = rules.to_json(figures)
    if content != row.content:
        row.content = content
        _touch(row, actor, now)
    session.flush()
    return row


def file(
    session: Session, request_id: int, justification: str, *, seen: int, actor: Actor, now: datetime
) -> QuotaRequestVersion:
    """File what was saved as the next version.

    Raises ``request_incomplete``, ``justification_required``, ``StaleVersionError`` and the errors of moving.
    """
    row = _locked(session, request_id)
    to = rules.move(RequestState(row.state), RequestAction.FILE, actor, row.region).to
    _refuse_stale(row, seen)
    figures = rules.from_json(row.content)
    own = frozenset(reference.districts_of(session, row.region))
    rules.justified(figures, own, justification)
    row.version += 1
    row.state = to
    _touch(row, actor, now)
    filed = QuotaRequestVersion(
        request_id=row.id,
        version=row.version,
        persons=figures.persons or 0,
        working_age=figures.working_age or 0,
        jobs=figures.all_jobs,
        homes=figures.all_homes,
        school=figures.all_school,
        kindergarten=figures.kindergarten or 0,
        content=row.content,
        justification=justification.strip() if rules.findings(figures, own) else "",
        filed_at=now,
        filed_by_id=actor.account_id,
    )
    session.add(filed)
    _record(session, row, EventKey.QUOTA_REQUEST_FILED, actor, now, {"persons": filed.persons})
    return filed


def send_back(session: Session, request_id: int, reason: str, *, version: int, actor: Actor, now: datetime) -> None:
    """Return the filed ``version`` to the region, which files again; its figures stay the region's to work on."""
    row = _locked(session, request_id)
    to = rules.move(RequestState(row.state), RequestAction.RETURN, actor, row.region, reason).to
    _refuse_stale(row, version, of=row.version)
    row.state = to
    row.revision += 1
    filed = session.scalars(
        select(QuotaRequestVersion).where(
            QuotaRequestVersion.request_id == row.id, QuotaRequestVersion.version == row.version
        )
    ).one()
    filed.reason = reason.strip()
    filed.returned_at, filed.returned_by_id = now, actor.account_id
    _record(session, row, EventKey.QUOTA_REQUEST_RETURNED, actor, now, {"reason": filed.reason})
    quota_notice.returned(session, row, filed.filed_by_id, now=now)


def withdraw(session: Session, request_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """End the request; what was filed stays readable, and another can be begun."""
    row = _locked(session, request_id)
    row.state = rules.move(RequestState(row.state), RequestAction.WITHDRAW, actor, row.region, reason).to
    row.revision += 1
    row.withdrawn_at, row.withdrawn_by_id = now, actor.account_id
    row.withdrawn_reason = reason.strip()
    _record(session, row, EventKey.QUOTA_REQUEST_WITHDRAWN, actor, now, {"reason": row.withdrawn_reason})


def _start(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    """Figures of the request withdrawn last, so that nothing is typed twice."""
    kept = session.scalar(select(QuotaRequest.content).filter_by(**values).order_by(QuotaRequest.id.desc()).limit(1))
    return kept or rules.to_json(RequestFigures())


def _locked(session: Session, request_id: int) -> QuotaRequest:
    return session.scalars(
        select(QuotaRequest)
        .where(QuotaRequest.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _refuse_stale(row: QuotaRequest, seen: int, of: int | None = None) -> None:
    if seen != (row.revision if of is None else of):
        raise StaleVersionError


def _touch(row: QuotaRequest, actor: Actor, now: datetime) -> None:
    row.revision += 1
    row.saved_at, row.saved_by_id = now, actor.account_id


def _record(
    session: Session, row: QuotaRequest, key: EventKey, actor: Actor, now: datetime, facts: dict[str, Any]
) -> None:
    session.flush()
    known = {"year": row.year, "stream": row.stream, "version": row.version}
    subject = (SubjectKind.QUOTA_REQUEST, row.id)
    audit.record(session, key, subject, actor=actor, now=now, region=row.region, facts=known | facts)
