"""Reads for the auditor: runs of the fairness audit, what they found, and every overtaking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.queue import QueueGround
from app.models import Application, AuditEvent, QueueAudit, QueueEvent, QueueFault, QueueOvertaking

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class OvertakingRow:
    """A family that went before others; ``stated``: what whoever took it wrote down, by sitting."""

    id: int
    application_id: int
    number: str
    region: str
    stream: str
    at: datetime
    place: int
    grounds: dict[str, int]
    unexplained: int
    left: list[str]
    stated: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class PutBackRow:
    """A family whose reply to a request for documents gave it a later time of complete filing; its place since."""

    application_id: int
    number: str
    region: str
    stream: str
    at: datetime
    submitted_at: datetime | None
    place: int
    length: int


def put_back(session: Session, *, limit: int = PAGE_SIZE) -> list[PutBackRow]:
    """The latest families that a request for documents put back: nobody overtook them, but an officer asked."""
    rows = session.execute(
        select(
            QueueEvent.application_id,
            QueueEvent.number,
            QueueEvent.region,
            QueueEvent.stream,
            QueueEvent.at,
            Application.submitted_at,
            QueueEvent.place,
            QueueEvent.length,
        )
        .join(Application, Application.id == QueueEvent.application_id)
        .where(QueueEvent.ground == QueueGround.COMPLETED)
        .order_by(QueueEvent.id.desc())
        .limit(limit)
    )
    return [PutBackRow(*row) for row in rows]


def last_audit(session: Session) -> QueueAudit | None:
    """The newest finished audit."""
    return session.scalar(
        select(QueueAudit).where(QueueAudit.finished_at.is_not(None)).order_by(QueueAudit.id.desc()).limit(1)
    )


def audits(session: Session, *, limit: int = 14) -> list[QueueAudit]:
    """The newest audits."""
    return list(session.scalars(select(QueueAudit).order_by(QueueAudit.id.desc()).limit(limit)))


def faults(session: Session, audit_id: int, *, limit: int = 200) -> list[tuple[QueueFault, str | None]]:
    """What an audit found wrong, with the number of the application where one is named."""
    rows = session.execute(
        select(QueueFault, Application.number)
        .outerjoin(Application, Application.id == QueueFault.facts["application"].as_integer())
        .where(QueueFault.audit_id == audit_id)
        .order_by(QueueFault.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def unexplained(session: Session) -> int:
    """How many overtakings on record have no ground."""
    statement = select(func.count()).select_from(QueueOvertaking).where(QueueOvertaking.unexplained > 0)
    return session.scalar(statement) or 0


def overtakings(
    session: Session, *, before: int | None = None, only_unexplained: bool = False
) -> tuple[list[OvertakingRow], int | None]:
    """A page of overtakings, the latest found first, and where the next page begins."""
    statement = (
        select(QueueOvertaking, Application.number)
        .join(Application, Application.id == QueueOvertaking.application_id)
        .order_by(QueueOvertaking.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if only_unexplained:
        statement = statement.where(QueueOvertaking.unexplained > 0)
    if before is not None:
        statement = statement.where(QueueOvertaking.id < before)
    rows = session.execute(statement).all()
    shown = rows[:PAGE_SIZE]
    stated = _stated(session, [row[0].application_id for row in shown])
    found = [
        OvertakingRow(
            row.id,
            row.application_id,
            number or "",
            row.region,
            row.stream,
            row.at,
            row.place,
            row.grounds,
            row.unexplained,
            row.left,
            tuple(stated.get(row.application_id, ())),
        )
        for row, number in shown
    ]
    return found, shown[-1][0].id if len(rows) > PAGE_SIZE else None


def _stated(session: Session, numbers: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = session.execute(
        select(AuditEvent.subject_id, AuditEvent.facts)
        .where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id.in_(sorted(set(numbers))),
            AuditEvent.key == EventKey.OVERTAKING_EXPLAINED,
        )
        .order_by(AuditEvent.id)
    )
    for row in rows:
        found.setdefault(row.subject_id, []).append(row.facts)
    return found
