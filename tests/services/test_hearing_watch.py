"""A hearing for which the clock stands still is not forgotten: whoever answers for it is told, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.hearing import HearingWay
from app.domain.hearing_delivery import HandedBy
from app.domain.notice import NoticeEvent
from app.domain.roles import Role
from app.models import Account, AuditEvent, Notice
from app.services import hearing_appointment, hearing_delivery, hearing_position, hearing_watch
from app.services.notice_delivery import take
from tests.factories import NOW, make_account
from tests.services.test_hearing import MONDAY, REGION, TERM, People, appoint, delivered, hearing_of, wanted

MUCH_LATER = NOW + timedelta(days=200)


@pytest.fixture
def people(session: Session) -> People:
    found = People(session)
    found.case.assigned_to_id = found.worker.account_id
    session.flush()
    return found


def told(session: Session, event: NoticeEvent) -> set[str]:
    """Addresses of the messages about ``event``; each one once."""
    rows = session.scalars(select(Notice.address).where(Notice.template == event)).all()
    assert len(rows) == len(set(rows))
    return set(rows)


def responsible(session: Session, people: People) -> set[str]:
    wanted_ids = (people.worker.account_id, people.head.account_id)
    return {str(each) for each in session.scalars(select(Account.email).where(Account.id.in_(wanted_ids)))}


def said(session: Session, people: People) -> list[str]:
    rows = session.scalars(
        select(AuditEvent.facts).where(
            AuditEvent.subject_id == people.case.id, AuditEvent.key == EventKey.CLOCK_BREACHED
        )
    )
    return [facts["delay"] for facts in rows if "delay" in facts]


def only_these_heads(session: Session, people: People) -> None:
    """The heads that the factory made on the way here have left."""
    session.execute(
        update(Account)
        .where(Account.id.not_in([people.worker.account_id, people.head.account_id]))
        .values(is_active=False)
    )


def looks(session: Session, people: People, now: datetime) -> int:
    only_these_heads(session, people)
    found = hearing_watch.delays(session, now=now)
    assert hearing_watch.delays(session, now=now + timedelta(days=30)) == 0
    return found


def test_asked_for_and_not_appointed(session: Session, people: People) -> None:
    hearing_position.ask(session, people.case.id, HearingWay.ROOM, "", actor=people.owner, now=NOW)
    last = hearing_of(session, people.case).appoint_until
    on_it = datetime.combine(last, NOW.timetz())
    assert hearing_watch.delays(session, now=on_it) == 0
    assert looks(session, people, on_it + timedelta(days=1)) == 1
    assert told(session, NoticeEvent.HEARING_UNAPPOINTED) == responsible(session, people)
    assert said(session, people) == ["unappointed"]


def test_appointed_and_no_minutes(session: Session, people: People) -> None:
    appoint(session, people)
    # Three working days from Monday: until Thursday.
    thursday = MONDAY + timedelta(days=3)
    assert hearing_watch.delays(session, now=thursday) == 0
    assert looks(session, people, thursday + timedelta(days=1)) == 1
    assert told(session, NoticeEvent.HEARING_UNRECORDED) == responsible(session, people)
    assert said(session, people) == ["unrecorded"]


def test_another_day_is_watched_again(session: Session, people: People) -> None:
    appoint(session, people)
    only_these_heads(session, people)
    week = MONDAY + timedelta(days=7)
    assert hearing_watch.delays(session, now=week) == 1
    next_day = MONDAY + timedelta(days=9)
    session.execute(update(Account).values(is_active=True))
    moved = wanted(people, starts_at=next_day + timedelta(days=5), on=(next_day + timedelta(days=5)).date(), reason="x")
    hearing_appointment.appoint(session, people.case.id, moved, actor=people.worker, now=week)
    assert hearing_watch.delays(session, now=week) == 0
    assert hearing_watch.delays(session, now=MUCH_LATER) == 1
    assert said(session, people) == ["unrecorded", "unrecorded"]


def test_announced_to_nobody(session: Session, people: People) -> None:
    session.execute(update(Notice).values(state="failed", sent_at=None))
    on_it = datetime.combine(TERM, NOW.timetz())
    assert hearing_watch.delays(session, now=on_it) == 0
    assert looks(session, people, on_it + timedelta(days=1)) == 1
    assert told(session, NoticeEvent.HEARING_UNTOLD) == responsible(session, people)
    assert said(session, people) == ["untold"]


def test_what_goes_its_way_is_not_spoken_of(session: Session, people: People) -> None:
    hearing_delivery.hand_over(session, people.case.id, NOW.date(), HandedBy.PERSON, actor=people.worker, now=NOW)
    assert hearing_watch.delays(session, now=MUCH_LATER) == 0


def test_the_letter_names_the_case_and_the_day(session: Session, people: People) -> None:
    hearing_position.ask(session, people.case.id, HearingWay.ROOM, "", actor=people.owner, now=NOW)
    head = make_account(session, Role.SUPERVISOR, REGION)
    hearing_watch.delays(session, now=MUCH_LATER)
    number = session.scalars(
        select(Notice.id).where(Notice.template == NoticeEvent.HEARING_UNAPPOINTED, Notice.address == head.email)
    ).one()
    dispatch = take(session, number, base_url="https://qonys.example", now=MUCH_LATER)
    assert dispatch is not None
    assert str(people.case.number) in dispatch.subject
    assert f"https://qonys.example/cases/{people.case.id}" in dispatch.body
    delivered(session, people.case)
