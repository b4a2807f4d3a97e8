"""Looking after hearings for which the clock of a case stands still: each that is held up is said once.

Asked for and not appointed in time; appointed, with no signed minutes in time; announced to nobody.  Mark, event and
messages are one transaction; a case that somebody works on at this moment is left for the next look.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.hearing import Delay
from app.domain.notice import NoticeEvent
from app.domain.roles import SYSTEM, Role
from app.i18n import local
from app.models import Account, Application, Hearing
from app.queries import hearing as reading
from app.queries import hearing_delay
from app.services import notice
from app.services.clock_watch import BATCH, Watch, staff
from app.services.hearing import record

_EVENTS = {
    Delay.UNAPPOINTED: NoticeEvent.HEARING_UNAPPOINTED,
    Delay.UNRECORDED: NoticeEvent.HEARING_UNRECORDED,
    Delay.UNTOLD: NoticeEvent.HEARING_UNTOLD,
}


def delays(session: Session, *, now: datetime) -> int:
    """Mark up to :data:`BATCH` hearings of each kind of delay, tell the officer and the heads; how many."""
    watch = Watch(session, now, local(now).date(), {})
    return sum(_look(watch, delay) for delay in Delay)


def _look(watch: Watch, delay: Delay) -> int:
    session = watch.session
    numbers = hearing_delay.delayed(session, delay, watch.today, BATCH)
    cases = session.scalars(
        select(Application)
        .where(Application.id.in_(select(Hearing.application_id).where(Hearing.id.in_(numbers))))
        .order_by(Application.id)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    held = {case.id: case for case in cases}
    # Read after the lock: whoever held the case until now may have mended the delay.
    still = hearing_delay.delayed(session, delay, watch.today, BATCH)
    found = session.scalars(
        select(Hearing)
        .where(Hearing.id.in_(still), Hearing.application_id.in_(held))
        .order_by(Hearing.id)
        .execution_options(populate_existing=True)
    ).all()
    for hearing in found:
        _tell(watch, delay, hearing, held[hearing.application_id])
    session.flush()
    return len(found)


def _tell(watch: Watch, delay: Delay, hearing: Hearing, application: Application) -> None:
    due = _mark(watch, delay, hearing)
    facts = {"delay": delay, "due_on": due.isoformat()}
    record(watch.session, EventKey.CLOCK_BREACHED, application, actor=SYSTEM, now=watch.now, **facts)
    for account in _told(watch, application):
        notice.tell_staff(watch.session, account, application, _EVENTS[delay], now=watch.now, due_on=due)


def _mark(watch: Watch, delay: Delay, hearing: Hearing) -> date:
    """Note that it was said; the day that was missed."""
    if delay is Delay.UNAPPOINTED:
        hearing.unappointed_at = watch.now
        return hearing.appoint_until
    if delay is Delay.UNTOLD:
        hearing.untold_at = watch.now
        return hearing.position_until
    standing = reading.appointment(watch.session, hearing.id)
    if standing is None:
        raise ValueError("a hearing without an appointment has no minutes to wait for")
    standing.unrecorded_at = watch.now
    return standing.minutes_until


def _told(watch: Watch, application: Application) -> Sequence[Account]:
    """The officer whose case it is, and the heads of the region."""
    officer = watch.session.get(Account, application.assigned_to_id) if application.assigned_to_id else None
    heads = staff(watch, Role.SUPERVISOR, application.host_region or "")
    own = [officer] if officer is not None and officer.is_active else []
    return [*own, *(head for head in heads if head not in own)]
