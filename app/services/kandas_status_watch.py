"""What time does to kandas statuses: reminders before the end of the term, and the end itself; each household once.

A batch locks the applications of its households and skips those that somebody else holds, so that two workers never
write to the same family; what is left over comes with the next batch or the next run.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.kandas_status import EndReason, first_day_without, reminder_due, reminder_windows
from app.domain.notice import NoticeEvent
from app.domain.roles import SYSTEM
from app.i18n import local
from app.models import Application, KandasStatus
from app.queries.kandas_status import extension_is_open
from app.services import notice
from app.services.kandas_status_register import end, locked, record, terms

BATCH = 100


def remind(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Tell households whose statuses end soon, the nearest reminder only; how many households, 0 when none is left.

    Who has asked for an extension needs no reminder until that is decided.
    """
    on = local(now).date()
    days = terms(session, on).reminder_days
    due = or_(*(_due(day, first, last) for day, (first, last) in reminder_windows(days, on).items()))
    families = _families(session, and_(due, ~extension_is_open()), batch)
    for application in families:
        statuses = locked(session, (KandasStatus.application_id == application.id) & due & ~extension_is_open())
        for last_day in sorted({status.expires_on for status in statuses}):
            ending = [status for status in statuses if status.expires_on == last_day]
            for status in ending:
                status.reminded_days = reminder_due(last_day, status.reminded_days, days, on)
            session.flush()
            _tell(session, NoticeEvent.STATUS_EXPIRING, application, last_day, now)
            for status in ending:
                facts = {"number": status.number, "days": status.reminded_days, "to_on": last_day.isoformat()}
                record(session, EventKey.STATUS_REMINDED, (status.id, status.region), SYSTEM, now, facts)
    session.flush()
    return len(families)


def expire(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """End the statuses whose term is over; how many households, 0 when none is left.

    A status for which an extension is being considered is left alone: it gives no rights any more, but the extension
    may put it in force again without a gap.
    """
    on = local(now).date()
    over = and_(KandasStatus.ended_on.is_(None), KandasStatus.expires_on < on, ~extension_is_open())
    families = _families(session, over, batch)
    for application in families:
        statuses = locked(session, (KandasStatus.application_id == application.id) & over)
        for status in statuses:
            first_day = first_day_without(status.expires_on)
            end(session, status, EndReason.EXPIRED, first_day, None, actor=SYSTEM, now=now)
        for last_day in sorted({status.expires_on for status in statuses}):
            _tell(session, NoticeEvent.STATUS_EXPIRED, application, last_day, now)
    session.flush()
    return len(families)


def _due(day: int, first: date, last: date) -> ColumnElement[bool]:
    """Statuses for which the reminder ``day`` is the nearest one and has not been sent."""
    return and_(
        KandasStatus.ended_on.is_(None),
        KandasStatus.expires_on.between(first, last),
        or_(KandasStatus.reminded_days.is_(None), KandasStatus.reminded_days > day),
    )


def _families(session: Session, condition: ColumnElement[bool], batch: int) -> tuple[Application, ...]:
    """Applications by which statuses were given that meet ``condition``, locked; those held by others are skipped."""
    concerned = select(KandasStatus.application_id).where(condition)
    found: Iterable[Application] = session.scalars(
        select(Application)
        .where(Application.id.in_(concerned))
        .order_by(Application.id)
        .limit(batch)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return tuple(found)


def _tell(session: Session, event: NoticeEvent, application: Application, last_day: date, now: datetime) -> None:
    notice.announce(session, application, event, now=now, due_on=last_day)
