"""The terms of a complaint: until when it may be brought, and by when each body must act on it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appeal import STAGES, AppealStatus
from app.domain.time_limits import time_limit
from app.i18n import local
from app.models import Appeal, Application, IssuedDocument
from app.services import clock, reference

COMPLAINT_LIMIT = "limit.appeal"


def last_day(session: Session, document: IssuedDocument) -> date:
    """Last day on which a complaint against ``document`` is in time (limit.appeal from the day of its notice).

    The notice goes out on the day of signing.  A corrected copy opens no new term: it runs from the first paper.
    """
    signed = local(_first(session, document).signed_at).date()
    limit = time_limit(COMPLAINT_LIMIT, reference.book(session), signed)
    return limit.due_on(signed, reference.working_calendar(session))


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
