"""Reads for the auditor: runs of the fairness audit, what they found, and whom a request for documents put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.queue import QueueGround
from app.models import Application, QueueAudit, QueueEvent, QueueFault

PAGE_SIZE = 50


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
