"""When a step of the procedure is due: the dated limits counted on the working calendar."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.domain.time_limits import TimeLimit, time_limit
from app.i18n import local
from app.services import reference
from app.services.motion import Transition


def limit(session: Session, key: str, now: datetime) -> TimeLimit:
    """The limit ``key`` as it stands today; ``NoValueError`` where nobody has entered one."""
    return time_limit(key, reference.book(session), local(now).date())


def due_on(session: Session, key: str, now: datetime) -> date:
    """Last day of the limit ``key`` for a step that begins at ``now`` (aware).

    What is handed in after closing time or on a day off counts from the next working day.
    """
    calendar = reference.working_calendar(session)
    start = calendar.filed_on(now, reference.office_hours(session, now))
    return limit(session, key, now).due_on(start, calendar)


def working_days_left(session: Session, due: date, now: datetime) -> int:
    """Working days from today to ``due``; negative when it has passed."""
    return reference.working_calendar(session).working_days_between(local(now).date(), due)


def moved(session: Session, step: Transition, *, actor: Actor, now: datetime) -> None:
    """What a move means for the terms of the case."""
