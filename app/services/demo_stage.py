"""Everything that the demonstration's story is played with, and the moments of its days."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.domain.calendar import WorkingCalendar
from app.domain.roles import Actor
from app.i18n import ALMATY, local
from app.models import Account
from app.services.attachment import Intake
from app.services.demo_commission import Seated
from app.services.demo_people import People, Person


@dataclass(slots=True)
class Stage:
    """Everything that the story is played with."""

    session: Session
    intake: Intake
    now: datetime
    calendar: WorkingCalendar
    chance: random.Random
    people: People
    workers: Mapping[str, Actor]
    heads: Mapping[str, Actor]
    seated: Mapping[str, Seated]
    demo_applicant: Account
    grandmother: Person
    told: int = 0

    def moment(self, days: int, minutes: int) -> datetime:
        """``minutes`` after half past nine, ``days`` working days ago; today: that long ago, counted from two hours."""
        if days == 0:
            return self.now - timedelta(minutes=max(1, 120 - minutes))
        day = local(self.now).date()
        for _ in range(days):
            day = _working_day_before(self.calendar, day)
        return datetime.combine(day, time(9, 30), tzinfo=ALMATY) + timedelta(minutes=minutes)


def _working_day_before(calendar: WorkingCalendar, day: date) -> date:
    day -= timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day
