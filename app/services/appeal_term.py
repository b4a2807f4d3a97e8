"""The terms of a complaint: until when it may be brought, and by when each body must act on it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.appeal import STAGES, AppealStatus
from app.domain.departure import DepartureState
from app.domain.paper import DocumentKind
from app.domain.time_limits import time_limit
from app.i18n import local
from app.models import Appeal, Application, Departure, IssuedDocument
from app.services import clock, reference

COMPLAINT_LIMIT = "limit.appeal"


def last_day(session: Session, document: IssuedDocument) -> date:
    """Last day on which a complaint against ``document`` is in time (limit.appeal from the day of its notice).

    The notice goes out on the day of signing.  A corrected copy opens no new term: it runs from the first paper.  Where
    a departure ended the inclusion, that decision has no paper of its own: the complaint is brought against the
    inclusion's, from the day on which the departure was confirmed.
    """
    signed = local(_first(session, document).signed_at).date()
    ended = _ended_by_departure(session, document)
    return complaint_until(session, max(signed, ended) if ended else signed)


def complaint_until(session: Session, told_on: date) -> date:
    """Last day for a complaint against what the person was told on that day; ``NoValueError`` without a limit."""
    limit = time_limit(COMPLAINT_LIMIT, reference.book(session), told_on)
    return limit.due_on(told_on, reference.working_calendar(session))


def begin(session: Session, application: Application, appeal: Appeal, now: datetime) -> None:
    """Start the term of the state in which the complaint (written already) now is.

    What comes after closing time or on a day off counts from the next working day.  Where nobody has entered the
    limit the body must act at once.
    """
    calendar = reference.working_calendar(session)
    start = calendar.filed_on(now, reference.office_hours(session, now))
    stage = STAGES[AppealStatus(appeal.status)]
    term = clock.open_term(session, application, stage, start=start, appeal_id=appeal.id)
    appeal.due_on = term.due_on if term is not None and term.due_on is not None else start
    session.flush()


def end(session: Session, application: Application, appeal: Appeal, left: AppealStatus, now: datetime) -> None:
    """End the term of the state ``left``."""
    clock.close_term(session, application, STAGES[left], ended_on=local(now).date(), appeal_id=appeal.id)


def copies(session: Session, document: IssuedDocument) -> list[int]:
    """Numbers of the paper and of those that it is a corrected copy of: one decision, one complaint."""
    chain = [document]
    while (earlier := _copied(session, chain[-1])) is not None:
        chain.append(earlier)
    return [each.id for each in chain]


def _ended_by_departure(session: Session, document: IssuedDocument) -> date | None:
    """The day on which a departure ended the inclusion that the paper says, as long as it stands."""
    if document.kind != DocumentKind.APPROVAL:
        return None
    closed_at = session.scalar(
        select(func.max(Departure.closed_at))
        .join(Application, Application.id == Departure.application_id)
        .where(
            Departure.application_id == document.application_id,
            Departure.state == DepartureState.CONFIRMED,
            Application.departed_on.is_not(None),
        )
    )
    return local(closed_at).date() if closed_at else None


def _first(session: Session, document: IssuedDocument) -> IssuedDocument:
    """The paper at the beginning of a chain of corrected copies."""
    while (earlier := _copied(session, document)) is not None:
        document = earlier
    return document


def _copied(session: Session, document: IssuedDocument) -> IssuedDocument | None:
    """The paper of which ``document`` is the corrected copy."""
    return session.scalar(
        select(IssuedDocument).where(IssuedDocument.replaced_by_id == document.id, IssuedDocument.kind == document.kind)
    )
