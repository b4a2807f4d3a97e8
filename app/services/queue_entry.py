"""From an application to its entry in the queue: when its file was complete, its priority, the rank of its wish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import LateralFromClause

from app.domain.audit import EventKey, SubjectKind
from app.domain.household import Relation, SpecialNeed, age_on
from app.domain.programmes.definition import Step
from app.domain.queue import (
    NO_PRIORITY,
    PRIORITY_SETTING,
    WAITING,
    Completeness,
    PriorityCategory,
    QueueEntry,
    priority_rank,
    waits,
    wish_rank,
)
from app.domain.reference import ReferenceBook
from app.domain.workflow import Action
from app.i18n import local
from app.models import Application, AuditEvent
from app.services import reference

_CHILDREN_SETTING = "household.large_family_children"
_IN_NEED = frozenset({SpecialNeed.DISABILITY, SpecialNeed.WHEELCHAIR})


def entry_of(
    session: Session, application: Application, complete: Completeness, completed_at: datetime | None = None
) -> QueueEntry:
    """The family as it stands in the queue under the rule ``complete``.

    ``completed_at``: of the filing or the reply that is being made; without it the trail is read.
    """
    complete_at = _complete_at(session, application, complete, completed_at)
    return QueueEntry(
        application_id=application.id,
        number=application.number or "",
        complete_at=complete_at,
        priority=_priority(session, application, local(complete_at).date()),
        wish=wish_rank(application.host_region, application.answers.get(Step.WISHES, {})),
        persons=application.household_size,
    )


def waiting_entries(session: Session, region: str, stream: str, complete: Completeness) -> Iterator[QueueEntry]:
    """Those who should wait in the queue, from the applications and their trail alone; in no order.

    ``complete``: the rule of the queue of what makes a file complete.

    When an application was handed in is what its trail says; its own column is believed only where there is no trail.
    """
    book = reference.book(session)
    last = _moves().order_by(AuditEvent.sequence.desc()).limit(1).lateral("last_move")
    reply, filing = _latest(Action.REPLY, "reply"), _latest(Action.SUBMIT, "filing")
    rows = session.execute(
        select(
            Application.id,
            Application.number,
            func.coalesce(filing.c.at, Application.submitted_at).label("filed_at"),
            Application.household_size,
            Application.answers[Step.WISHES].label("wishes"),
            func.coalesce(last.c.to, Application.status).label("status"),
            reply.c.at.label("replied_at"),
        )
        .select_from(Application)
        .outerjoin(last, true())
        .outerjoin(reply, true())
        .outerjoin(filing, true())
        .where(Application.host_region == region, Application.stream == stream, Application.status.in_(sorted(WAITING)))
    )
    for row in rows:
        if not waits(stream, row.status):
            continue
        counts = complete is Completeness.LAST_REPLY and row.replied_at is not None
        complete_at = max(row.filed_at, row.replied_at) if counts else row.filed_at
        on = local(complete_at).date()
        priority = NO_PRIORITY
        if ranks_on(book, on):
            priority = _priority(session, session.get_one(Application, row.id), on)
        yield QueueEntry(
            row.id, row.number, complete_at, priority, wish_rank(region, row.wishes or {}), row.household_size
        )


def _latest(action: Action, name: str) -> LateralFromClause:
    moves = _moves().where(AuditEvent.facts["action"].astext == action)
    return moves.order_by(AuditEvent.at.desc()).limit(1).lateral(name)


def filed_otherwise(session: Session, region: str, stream: str) -> list[int]:
    """Numbers of the waiting applications whose own day of filing is not the one that their trail tells."""
    filing = _latest(Action.SUBMIT, "filing")
    rows = session.scalars(
        select(Application.id)
        .join(filing, true())
        .where(
            Application.host_region == region,
            Application.stream == stream,
            Application.status.in_(sorted(WAITING)),
            Application.submitted_at != filing.c.at,
        )
    )
    return list(rows)


def _moves() -> Select[datetime, str | None]:
    return (
        select(AuditEvent.at, AuditEvent.facts["to"].astext.label("to"))
        .where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id == Application.id,
            AuditEvent.key == EventKey.APPLICATION_MOVED,
        )
        .correlate(Application)
    )


def ranks_on(book: ReferenceBook, on: date) -> Mapping[PriorityCategory, int]:
    """The categories that an act puts first on the day, each with its rank (1 before 2)."""
    found = ((each, book.find(f"{PRIORITY_SETTING}{each}", on)) for each in PriorityCategory)
    return {each: value.number for each, value in found if value is not None}


def categories_of(application: Application, book: ReferenceBook, on: date) -> Iterator[PriorityCategory]:
    """Categories to which the household belongs on the day, as it stated them; without figures of the law, to none."""
    many, adult = book.find(_CHILDREN_SETTING, on), book.find("household.adult_age", on)
    children = [member.birth_on for member in application.members if member.relation == Relation.CHILD]
    if many and adult and sum(age_on(born, on) < adult.number for born in children) >= many.number:
        yield PriorityCategory.LARGE_FAMILY
    if set(application.answers.get(Step.NEEDS, {}).get("needs", ())) & _IN_NEED:
        yield PriorityCategory.DISABILITY


def _priority(session: Session, application: Application, on: date) -> int:
    book = reference.book(session)
    ranks = ranks_on(book, on)
    if not ranks:
        return NO_PRIORITY
    return priority_rank(categories_of(application, book, on), ranks)


def _complete_at(
    session: Session, application: Application, complete: Completeness, completed_at: datetime | None
) -> datetime:
    """When the application was handed in or, where that completes the file, the last reply to a request came."""
    if application.submitted_at is None:
        raise ValueError(f"application {application.id} was never handed in")
    if complete is Completeness.HANDING_IN:
        return application.submitted_at
    replied = completed_at or session.scalar(
        select(func.max(AuditEvent.at)).where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id == application.id,
            AuditEvent.key == EventKey.APPLICATION_MOVED,
            AuditEvent.facts["action"].astext == Action.REPLY,
        )
    )
    return max(application.submitted_at, replied) if replied else application.submitted_at
