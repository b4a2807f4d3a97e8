"""Whoever does not come to a hearing loses neither the appointed hour nor a day of the term to write.

Nor is anybody left to wait for a hearing that lies years away.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.hearing import HearingEnd, HearingWay
from app.domain.workflow import Status
from app.services import hearing_appointment, hearing_minutes, hearing_position
from tests.factories import NOW
from tests.services.test_hearing import MONDAY, People, delivered, hearing_of, refused_with, wanted, written

AFTERNOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 15:00 on Monday
NOBODY = {"is_absent": True, "absence": "Өтініш беруші келмеді."}


@pytest.fixture
def people(session: Session) -> People:
    return People(session)


def test_nobody_is_absent_before_the_appointed_hour(session: Session, people: People) -> None:
    hearing_appointment.appoint(
        session, people.case.id, wanted(people, starts_at=AFTERNOON), actor=people.worker, now=NOW
    )
    morning = written(people, began_at=MONDAY, ended_at=MONDAY + timedelta(minutes=5), **NOBODY)
    with refused_with("absence_too_early"):
        hearing_minutes.write(session, people.case.id, morning, actor=people.worker, now=MONDAY + timedelta(hours=1))
    waited = AFTERNOON + timedelta(minutes=30)
    in_time = written(people, began_at=AFTERNOON, ended_at=waited, **NOBODY)
    assert hearing_minutes.write(session, people.case.id, in_time, actor=people.worker, now=waited).is_absent


def test_absence_at_an_early_hearing_leaves_the_term_to_write(session: Session, people: People) -> None:
    soon = NOW + timedelta(hours=1)
    wishes = hearing_position.Wishes(early=True)
    hearing_position.ask(session, people.case.id, HearingWay.ROOM, "", wishes=wishes, actor=people.owner, now=NOW)
    early = wanted(people, starts_at=soon, on=soon.date())
    hearing_appointment.appoint(session, people.case.id, early, actor=people.worker, now=NOW)
    delivered(session, people.case)
    ended = soon + timedelta(minutes=20)
    empty = written(people, began_at=soon, ended_at=ended, held_on=soon.date(), **NOBODY)
    kept = hearing_minutes.write(session, people.case.id, empty, actor=people.worker, now=ended)
    hearing_minutes.sign(session, people.case.id, kept.version, actor=people.head, now=ended)
    with refused_with("position_open"):
        hearing_minutes.sign(session, people.case.id, kept.version, actor=people.secretary, now=ended)
    assert people.case.status == Status.HEARING
    after = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    hearing_minutes.sign(session, people.case.id, kept.version, actor=people.secretary, now=after)
    assert people.case.status == Status.HEARD
    assert hearing_of(session, people.case).ended == HearingEnd.ABSENT


def test_a_hearing_is_not_appointed_for_another_age(session: Session, people: People) -> None:
    far = MONDAY.replace(year=9999)
    with refused_with("hearing_too_far"):
        hearing_appointment.appoint(
            session, people.case.id, wanted(people, starts_at=far, on=far.date()), actor=people.worker, now=NOW
        )
