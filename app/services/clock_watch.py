"""Looking after the terms: a warning before one ends, word to the supervisors when the body let one run out.

Mark, event and messages are one transaction, so each is said once, however long nobody looked and however many look at
once.  A case that somebody works on at this moment is left for the next look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.notice import NoticeEvent
from app.domain.reference import NoValueError
from app.domain.roles import REGIONAL_ROLES, SYSTEM, Role
from app.domain.stages import StageCode
from app.domain.workflow import HELD_BY, Holder, Status
from app.i18n import local
from app.models import Account, Application, RoleGrant, Term
from app.models.clock import WATCHED
from app.services import audit, notice, reference

WARNING_DAYS = "clock.warning_days"
BATCH = 100
# Whoever is told that a term is near: those in whose hands the case is.
_WARNED: dict[Holder, Role] = {Holder.HEAD: Role.SUPERVISOR, Holder.COMMISSION: Role.COMMISSION_SECRETARY}


@dataclass(frozen=True, slots=True)
class Watch:
    """One look at the terms on the day ``today``; keeps the staff that it has found once."""

    session: Session
    now: datetime
    today: date
    staff: dict[tuple[Role, str], Sequence[Account]]


def breaches(session: Session, *, now: datetime) -> int:
    """Mark up to :data:`BATCH` terms that ran out and tell the supervisors of the region; how many."""
    watch = Watch(session, now, local(now).date(), {})
    found = _taken(watch, Term.due_on < watch.today)
    for term, application in found:
        term.breached_at = now
        term.breach_status = application.status
        term.breach_officer_id = application.assigned_to_id
        _tell(watch, term, application, EventKey.CLOCK_BREACHED, NoticeEvent.TERM_BREACHED)
    session.flush()
    return len(found)


def warnings(session: Session, *, now: datetime) -> int:
    """Mark up to :data:`BATCH` running terms that end soon and tell whoever holds the case; how many.

    How soon is a dated setting, in working days; without it nobody is warned.
    """
    watch = Watch(session, now, local(now).date(), {})
    try:
        days = reference.book(session).value(WARNING_DAYS, watch.today).number
    except NoValueError:
        return 0
    until = reference.working_calendar(session).add_working_days(watch.today, days)
    found = _taken(watch, Term.due_on.between(watch.today, until), Term.warned_at.is_(None), Term.ended_on.is_(None))
    for term, application in found:
        term.warned_at = now
        _tell(watch, term, application, EventKey.CLOCK_WARNED, NoticeEvent.TERM_NEAR)
    session.flush()
    return len(found)


def _taken(watch: Watch, *conditions: ColumnElement[bool]) -> list[tuple[Term, Application]]:
    """Terms so conditioned, the oldest first, with their cases locked; cases that others hold are left out."""
    session = watch.session
    wanted = select(Term.application_id).where(WATCHED, *conditions).order_by(Term.due_on, Term.id).limit(BATCH)
    numbers = set(session.scalars(wanted))
    cases = {
        row.id: row
        for row in session.scalars(
            select(Application)
            .where(Application.id.in_(numbers))
            .order_by(Application.id)
            .with_for_update(skip_locked=True, key_share=True)
            .execution_options(populate_existing=True)
        )
    }
    # Read after the lock: whoever held the case until now may have ended, stopped or marked the term.
    terms = session.scalars(
        select(Term)
        .where(Term.application_id.in_(cases), WATCHED, *conditions)
        .order_by(Term.due_on, Term.id)
        .execution_options(populate_existing=True)
    )
    return [(term, cases[term.application_id]) for term in terms]


def _tell(watch: Watch, term: Term, application: Application, key: EventKey, event: NoticeEvent) -> None:
    """The event on the case, and a letter to each who must know."""
    facts: dict[str, Any] = {"stage": term.stage, "due_on": term.due_on.isoformat() if term.due_on else None}
    audit.record(
        watch.session,
        key,
        (SubjectKind.APPLICATION, application.id),
        actor=SYSTEM,
        now=watch.now,
        region=application.host_region,
        facts=facts,
    )
    told = _superiors(watch, term) if event is NoticeEvent.TERM_BREACHED else _holders(watch, term, application)
    for account in told:
        notice.tell_staff(watch.session, account, application, event, now=watch.now, **facts)


def _holders(watch: Watch, term: Term, application: Application) -> Sequence[Account]:
    """In whose hands the term is: the officer, the secretary of the commission, the heads, the superior body."""
    stage = StageCode(term.stage)
    if stage is StageCode.APPEAL_DECISION:
        return staff(watch, Role.MINISTRY, term.region)
    role = _WARNED.get(HELD_BY.get(Status(application.status), Holder.CASE_WORKER))
    if role is not None and stage is not StageCode.APPEAL_FORWARDING:
        return staff(watch, role, term.region) or _superiors(watch, term)
    officer = watch.session.get(Account, application.assigned_to_id) if application.assigned_to_id else None
    return [officer] if officer is not None and officer.is_active else _superiors(watch, term)


def _superiors(watch: Watch, term: Term) -> Sequence[Account]:
    return staff(watch, Role.SUPERVISOR, term.region)


def staff(watch: Watch, role: Role, region: str) -> Sequence[Account]:
    """Active members of staff with ``role``, of the region where the role is regional."""
    if (role, region) not in watch.staff:
        granted = RoleGrant.role == role
        if role in REGIONAL_ROLES:
            granted &= RoleGrant.region == region
        statement = select(Account).where(
            Account.is_active, Account.id.in_(select(RoleGrant.account_id).where(granted))
        )
        watch.staff[role, region] = watch.session.scalars(statement.order_by(Account.id)).all()
    return watch.staff[role, region]
