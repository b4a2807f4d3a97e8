"""What happened to a case, from its audit events: the one place from which both timelines are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Integer, Text, any_, bindparam, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.audit import EventKey, SubjectKind
from app.domain.timeline import INTERNAL, TOLD, is_for_staff, is_told
from app.models.account import Account
from app.models.audit import AuditEvent

_MOST = 200


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of the audit trail; ``assignee``: who got the case, where the event is an assignment."""

    sequence: int
    at: datetime
    key: str
    actor_id: int | None
    actor: str | None
    facts: dict[str, Any]
    assignee: str | None


# The statement is made once: building one anew for each page costs more than running it.
_assignee = aliased(Account)
_given_to = case((AuditEvent.key == EventKey.APPLICATION_ASSIGNED, cast(AuditEvent.facts["to"].astext, BigInteger)))
EVENTS = (
    select(
        AuditEvent.sequence,
        AuditEvent.at,
        AuditEvent.key,
        AuditEvent.actor_id,
        Account.full_name,
        AuditEvent.facts,
        _assignee.full_name.label("assignee"),
    )
    .outerjoin(Account, Account.id == AuditEvent.actor_id)
    .outerjoin(_assignee, _assignee.id == _given_to)
    .where(
        AuditEvent.subject_kind == SubjectKind.APPLICATION,
        AuditEvent.subject_id == bindparam("case", type_=BigInteger),
        AuditEvent.sequence > bindparam("after", type_=Integer),
        AuditEvent.key == any_(bindparam("keys", type_=ARRAY(Text))),
    )
    .order_by(AuditEvent.sequence.desc())
    .limit(_MOST)
)
_FOR_STAFF = sorted(key.value for key in TOLD | INTERNAL - {EventKey.APPLICATION_ANSWERED})
_FOR_APPLICANT = sorted(key.value for key in TOLD)


def for_staff(session: Session, application_id: int, after: int = 0) -> tuple[EventRow, ...]:
    """What staff read of the case after its event number ``after``, the newest first.

    At most the latest 200 events: the audit page has them all.
    """
    return told_to_staff(session.execute(EVENTS, {"case": application_id, **for_whom_works(after)}))


def for_whom_works(after: int = 0) -> dict[str, Any]:
    """The parameters of ``EVENTS``: what staff read, after the event number ``after``."""
    return {"after": after, "keys": _FOR_STAFF}


def told_to_staff(rows: Iterable[Sequence[Any]]) -> tuple[EventRow, ...]:
    """Those of the ``rows`` of ``EVENTS`` that say something to staff."""
    events = (EventRow(*row) for row in rows)
    return tuple(row for row in events if is_for_staff(EventKey(row.key), row.facts))


def for_applicant(session: Session, application_id: int, submitted_at: datetime | None) -> tuple[EventRow, ...]:
    """What the applicant reads of it, the newest first."""
    rows = session.execute(EVENTS, {"case": application_id, "after": 0, "keys": _FOR_APPLICANT})
    events = (EventRow(*row) for row in rows)
    return tuple(row for row in events if is_told(EventKey(row.key), row.facts, row.at, submitted_at))


def last_event(session: Session, application_id: int) -> int:
    """Number of the latest event of the case, 0 for none: the mark of what a person has seen."""
    statement = select(func.max(AuditEvent.sequence)).where(
        AuditEvent.subject_kind == SubjectKind.APPLICATION, AuditEvent.subject_id == application_id
    )
    return session.scalar(statement) or 0
