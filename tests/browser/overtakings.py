"""Overtakings for pages: one without a ground, and one that was answered afterwards, as an audit found them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.queue import QueueGround
from app.domain.queue_overtaking import StatedGround
from app.domain.roles import Role
from app.models import Application, QueueAudit, QueueEvent, QueueOvertaking, QueuePlace
from app.services import queue_ground
from tests.factories import make_actor


def brought(session: Session, region: str, now: datetime) -> dict[str, Any]:
    """Numbers of the events at which they were served, and of the application that was passed."""
    found = QueueAudit(asked_at=now, reached={}, counts=dict.fromkeys(("events", "overtakings", "faults"), 0))
    session.add(found)
    session.flush()
    waiting = session.scalars(select(QueuePlace).where(QueuePlace.region == region).limit(1)).one()
    passed = session.get_one(Application, waiting.application_id)
    taken = select(QueueEvent).where(QueueEvent.region == region, QueueEvent.ground == QueueGround.RECOMMENDED)
    events = session.scalars(taken.order_by(QueueEvent.id).limit(2)).all()
    for event in events:
        beside = {name: getattr(event, name) for name in ("region", "stream", "application_id", "at")}
        about = {"place": 2, "grounds": {}, "unexplained": 1, "left": [passed.number]}
        session.add(QueueOvertaking(event_id=event.id, audit_id=found.id, **beside, **about))
    session.flush()
    open_one, answered = (event.id for event in events)
    head, words = make_actor(session, Role.SUPERVISOR, region), "Бірінші отырыс кворум болмай, кейінге қалдырылды."
    queue_ground.state(session, answered, StatedGround.SITTING_ORDER, words, actor=head, now=now)
    return {"overtaking": open_one, "answered_overtaking": answered, "passed": passed.id}
