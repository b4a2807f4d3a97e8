"""Handing the preliminary decision over on paper, where no message reaches the applicant; the term runs from then."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from app import policy
from app.domain.audit import EventKey
from app.domain.errors import RoleNotAllowedError
from app.domain.hearing_delivery import HandedBy, check_handing
from app.domain.roles import Actor, Role
from app.i18n import local
from app.models import Hearing
from app.services import clock, reference, review
from app.services.hearing import NOTICE_LIMIT, extend, open_hearing, position_of, record, term_from


def hand_over(
    session: Session,
    application_id: int,
    handed_on: date,
    how: HandedBy,
    number: str = "",
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Hearing:
    """Write down on which day the applicant received the preliminary decision; by a case worker of the region.

    ``number``: of the registered letter.  Written again it may lengthen the term, and never shortens it.  Raises
    :class:`HearingError` (see ``check_handing``) and RoleNotAllowedError.
    """
    application = review.locked(session, application_id, expected_version)
    if Role.CASE_WORKER not in policy.standing(actor, application).roles:
        raise RoleNotAllowedError(action="hand_over", status=application.status)
    hearing = open_hearing(session, application)
    check_handing(handed_on, local(hearing.announced_at).date(), local(now).date(), how, number)
    until = max(hearing.position_until, term_from(session, handed_on))
    hearing.handed_on, hearing.handed_how, hearing.handed_number = handed_on, how, number.strip()
    hearing.handed_by_id = actor.account_id
    if until > hearing.position_until:
        hearing.position_until = until
        calendar = reference.working_calendar(session)
        hearing.appoint_until = clock.limit(session, NOTICE_LIMIT, now).due_on(until, calendar)
        session.flush()
        extend(session, application, position_of(session, hearing).last_day)
    session.flush()
    told = {"on": handed_on.isoformat(), "handed": how, "number": number.strip(), "due_on": until.isoformat()}
    record(session, EventKey.PRELIMINARY_HANDED, application, actor=actor, now=now, **told)
    return hearing
