"""Departures for the pages: one that the office recorded, one that the family gave up, one that is confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.departure import DepartureKind, DepartureSource
from app.domain.roles import Actor
from app.domain.workflow import Status
from app.i18n import local
from app.services import departure, departure_decision
from app.services.departure import Found
from tests.factories import make_application


def brought(session: Session, applicant: Actor, worker: Actor, head: Actor, now: datetime) -> dict[str, Any]:
    """The numbers of their applications."""
    today = local(now).date()
    names = ("departing", "given_up", "departed")
    made = {
        name: make_application(session, Status.APPROVED, region="KZ-55", persons=2, owner=applicant, now=now).id
        for name in names
    }
    found = Found(DepartureKind.LEFT, today, "Мекенжайда ешкім тұрмайды", DepartureSource.VISIT)
    departure.record(session, made["departing"], found, actor=worker, now=now)
    for name in ("given_up", "departed"):
        word = Found(DepartureKind.GIVEN_UP, today, "Көшпейтін болдық")
        departure.give_up(session, made[name], word, actor=applicant, now=now)
    departure_decision.confirm(session, made["departed"], "Отбасының өтініші бойынша", actor=head, now=now)
    return made
