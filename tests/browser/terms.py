"""A missed term with its cause, and a recount that moved a case, for the pages of the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.reference_editing import ReferenceTable
from app.domain.roles import Actor
from app.domain.workflow import Status
from app.i18n import local
from app.models import Recount, Term
from app.services import clock_breach, clock_recount, clock_watch, reference, reference_editing
from tests.browser.clock import RunningClock
from tests.factories import make_application


def values(session: Session, clock: RunningClock, region: str, head: Actor, administrator: Actor) -> dict[str, Any]:
    """Numbers of the ``breach`` (explained), of the case that is ``late``, and of the ``recount``."""
    now = clock()
    late = make_application(session, Status.ACCEPTED, region=region, now=now - timedelta(days=42))
    while clock_watch.breaches(session, now=now):
        pass
    breach = session.scalar(
        select(func.min(Term.id)).where(Term.application_id == late.id, Term.breached_at.is_not(None))
    )
    assert breach is not None
    clock_breach.explain(session, breach, "Маман ауырып қалды, іс басқаға берілді.", actor=head, now=now)
    monday = local(now).date() + timedelta(days=7 - local(now).weekday())
    off = reference.working_calendar(session).next_working_day(monday)
    moved = {"rest_day": monday + timedelta(days=40), "moved_to": off, "act_code": None, "source": "браузер сынағы"}
    reference_editing.add(session, ReferenceTable.MOVED_DAYS, moved, actor=administrator, now=now)
    recount = session.scalars(select(Recount).order_by(Recount.id.desc()).limit(1)).one()
    while clock_recount.step(session, recount.id, now=now):
        pass
    return {"late": late.id, "breach": breach, "recount": recount.id}
