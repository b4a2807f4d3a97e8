"""Overtakings planted for the audit: the service is gone round, as with the database in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.queue_overtaking import StatedGround
from app.domain.roles import Actor, Role
from app.models import Application, QueueOvertaking
from app.services import queue_audit, queue_ground, sitting, sitting_agenda, sitting_vote
from tests.commissions import Seated, ballot, call_sitting, items_of, make_commission, referred
from tests.factories import NOW, make_actor

REGION = "KZ-55"
LATER = NOW + timedelta(hours=5)
WORDS = "Отырыстың күн тәртібі қате бекітілді, екінші іс бірінші қаралды."


@dataclass(frozen=True)
class Planted:
    """Who was passed, who was taken, the commission, and the event that the audit found."""

    seated: Seated
    first: Application
    second: Application
    event_id: int


def taken_alone(session: Session, seated: Seated, case: Application, now: datetime = NOW) -> None:
    """A sitting takes ``case`` and nothing else: what it passes was taken off the agenda behind everybody's back."""
    held = call_sitting(session, seated, now)
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=now)
    for item in items_of(session, held):
        if item.application_id != case.id:
            session.delete(item)
    session.flush()
    (item,) = items_of(session, held)
    sitting_vote.vote(session, item.id, ballot(seated), actor=seated.secretary, now=now)
    sitting.close(session, held.id, actor=seated.secretary, now=now)


def overtaken(session: Session, region: str = REGION) -> Planted:
    """An overtaking without a ground, found by an audit."""
    seated = make_commission(session, region)
    first, second = referred(session, 2, region=region)
    taken_alone(session, seated, second)
    queue_audit.run(session, now=LATER)
    row = session.scalars(select(QueueOvertaking).where(QueueOvertaking.application_id == second.id)).one()
    return Planted(seated, first, second, row.event_id)


def overtaken_and_answered(session: Session) -> Planted:
    """The same, with a ground stated afterwards by a supervisor who had no part in it."""
    planted = overtaken(session)
    head = another_head(session)
    queue_ground.state(session, planted.event_id, StatedGround.MISTAKE, WORDS, actor=head, now=LATER)
    return planted


def another_head(session: Session, region: str = REGION) -> Actor:
    """A supervisor of the region."""
    return make_actor(session, Role.SUPERVISOR, region)


def draw_only(session: Session, seated: Seated, case: Application, now: datetime) -> int:
    """A planned sitting with ``case`` alone on its agenda; returns its number."""
    held = call_sitting(session, seated, now, draws=False)
    sitting_agenda.draw(session, held.id, [case.id], actor=seated.secretary, now=now)
    return held.id
