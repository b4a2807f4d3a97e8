"""Overtakings as they stand: explained by the record, without a ground, or with one that was stated afterwards."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, true
from sqlalchemy.orm import Session, aliased

from app.domain.audit import EventKey, SubjectKind
from app.domain.queue_overtaking import GroundState, StatedGround
from app.models import Account, Application, AuditEvent, QueueOvertaking, QueueStatement

PAGE_SIZE = 50
_PASSED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A ground as it was stated afterwards, by whom and when; ``decided_by``: who decided, as the record knew it."""

    ground: StatedGround
    reason: str
    passed: tuple[str, ...]
    stated_at: datetime
    stated_by: str
    decided_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OvertakingRow:
    """A family that went before others; ``stated``: what whoever took it wrote down beforehand, by sitting.

    ``left``: numbers of the families that no ground on the record explains; ``state``: whether one was stated since.
    """

    id: int
    event_id: int
    application_id: int
    number: str
    region: str
    stream: str
    at: datetime
    place: int
    grounds: dict[str, int]
    unexplained: int
    left: list[str]
    state: GroundState
    stated: tuple[dict[str, Any], ...] = ()
    statements: tuple[StatementRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PassedRow:
    """That a family was passed on a day without a ground on the record, and the ground stated since, if one was."""

    at: datetime
    event_id: int
    ground: StatedGround | None
    reason: str
    stated_at: datetime | None


def standing(session: Session, event_id: int) -> QueueOvertaking | None:
    """What the newest audit that looked at the event found of it."""
    return session.scalar(
        select(QueueOvertaking).where(QueueOvertaking.event_id == event_id).order_by(QueueOvertaking.id.desc()).limit(1)
    )


def counts(session: Session, regions: Collection[str] | None = None) -> dict[GroundState, int]:
    """How many overtakings have no ground on the record: those that are open, and those answered afterwards."""
    statement = (
        select(func.count(), func.count().filter(_is_answered()))
        .select_from(QueueOvertaking)
        .where(QueueOvertaking.unexplained > 0, _stands(), _is_of(regions))
    )
    row = session.execute(statement).one()
    return {GroundState.OPEN: row[0] - row[1], GroundState.AFTERWARDS: row[1]}


def is_open(session: Session, event_id: int) -> bool:
    """Whether the overtaking has families that neither the record nor a statement explains."""
    conditions = (QueueOvertaking.event_id == event_id, _stands(), _is_in(GroundState.OPEN))
    return session.scalar(select(QueueOvertaking.id).where(*conditions)) is not None


def overtakings(
    session: Session,
    *,
    state: GroundState | None = None,
    regions: Collection[str] | None = None,
    before: int | None = None,
    limit: int | None = PAGE_SIZE,
) -> tuple[list[OvertakingRow], int | None]:
    """A page of overtakings, the latest found first, and where the next page begins; ``limit`` None: all of them."""
    statement = _rows().where(_stands(), _is_of(regions), _is_in(state)).order_by(QueueOvertaking.id.desc())
    if before is not None:
        statement = statement.where(QueueOvertaking.id < before)
    rows = session.execute(statement.limit(limit + 1 if limit else None)).all()
    shown = rows[:limit]
    more = shown[-1][0].id if limit and len(rows) > limit else None
    return _told(session, shown), more


def overtaking(session: Session, event_id: int, regions: Collection[str] | None) -> OvertakingRow | None:
    """One overtaking by the event at which the family was served; None where it is not of ``regions`` (None: all)."""
    rows = session.execute(_rows().where(_stands(), _is_of(regions), QueueOvertaking.event_id == event_id)).all()
    return next(iter(_told(session, rows)), None)


def passed_by(session: Session, number: str) -> list[PassedRow]:
    """When the family of this number was passed without a ground on the record, the latest first; names nobody."""
    is_told = (QueueStatement.event_id == QueueOvertaking.event_id) & QueueStatement.passed.contains([number])
    statement = (
        select(
            QueueOvertaking.at,
            QueueOvertaking.event_id,
            QueueStatement.ground,
            QueueStatement.reason,
            QueueStatement.stated_at,
        )
        .outerjoin(QueueStatement, is_told)
        .where(QueueOvertaking.unexplained > 0, QueueOvertaking.left.contains([number]), _stands())
        .order_by(QueueOvertaking.at.desc(), QueueOvertaking.id.desc(), QueueStatement.id)
        .limit(_PASSED_SHOWN)
    )
    return [
        PassedRow(
            row.at, row.event_id, StatedGround(row.ground) if row.ground else None, row.reason or "", row.stated_at
        )
        for row in session.execute(statement)
    ]


def _rows() -> Select[QueueOvertaking, str | None, bool]:
    return select(QueueOvertaking, Application.number, _is_answered().label("is_answered")).join(
        Application, Application.id == QueueOvertaking.application_id
    )


def _stands() -> ColumnElement[bool]:
    """No later audit found it otherwise."""
    newer = aliased(QueueOvertaking)
    return (
        ~select(newer.id)
        .where(newer.event_id == QueueOvertaking.event_id, newer.id > QueueOvertaking.id)
        .correlate(QueueOvertaking)
        .exists()
    )


def _is_of(regions: Collection[str] | None) -> ColumnElement[bool]:
    return true() if regions is None else QueueOvertaking.region.in_(sorted(regions))


def _is_in(state: GroundState | None) -> ColumnElement[bool]:
    if state is None:
        return true()
    if state is GroundState.RECORDED:
        return QueueOvertaking.unexplained == 0
    answered = _is_answered() if state is GroundState.AFTERWARDS else ~_is_answered()
    return (QueueOvertaking.unexplained > 0) & answered


def _is_answered() -> ColumnElement[bool]:
    """One statement speaks to all families that the record leaves without a ground."""
    speaks_to_all = QueueStatement.passed.contains(QueueOvertaking.left)
    return (
        select(QueueStatement.id)
        .where(QueueStatement.event_id == QueueOvertaking.event_id, speaks_to_all)
        .correlate(QueueOvertaking)
        .exists()
    )


def _told(session: Session, rows: Sequence[Row[QueueOvertaking, str | None, bool]]) -> list[OvertakingRow]:
    """The rows with what was stated: beforehand on agendas, and afterwards."""
    stated = _stated(session, [row[0].application_id for row in rows])
    statements = _statements(session, [row[0].event_id for row in rows])
    return [
        OvertakingRow(
            found.id,
            found.event_id,
            found.application_id,
            number or "",
            found.region,
            found.stream,
            found.at,
            found.place,
            found.grounds,
            found.unexplained,
            found.left,
            _state_of(found, is_answered=is_answered),
            tuple(stated.get(found.application_id, ())),
            tuple(statements.get(found.event_id, ())),
        )
        for found, number, is_answered in rows
    ]


def _state_of(found: QueueOvertaking, *, is_answered: bool) -> GroundState:
    if not found.unexplained:
        return GroundState.RECORDED
    return GroundState.AFTERWARDS if is_answered else GroundState.OPEN


def _statements(session: Session, event_ids: list[int]) -> dict[int, list[StatementRow]]:
    found: dict[int, list[StatementRow]] = {}
    rows = session.execute(
        select(QueueStatement, Account.full_name)
        .join(Account, Account.id == QueueStatement.stated_by_id)
        .where(QueueStatement.event_id.in_(sorted(set(event_ids))))
        .order_by(QueueStatement.id)
    )
    for row, name in rows:
        told = StatementRow(
            StatedGround(row.ground), row.reason, tuple(row.passed), row.stated_at, name, tuple(row.decided_by)
        )
        found.setdefault(row.event_id, []).append(told)
    return found


def _stated(session: Session, application_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """What was written down on agendas; what was stated afterwards names no sitting."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = session.execute(
        select(AuditEvent.subject_id, AuditEvent.facts)
        .where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id.in_(sorted(set(application_ids))),
            AuditEvent.key == EventKey.OVERTAKING_EXPLAINED,
            AuditEvent.facts.has_key("sitting"),
        )
        .order_by(AuditEvent.id)
    )
    for row in rows:
        found.setdefault(row.subject_id, []).append(row.facts)
    return found
