"""Reminders and the end of statuses by the clock: each once, also after days on which no worker ran."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.calendar import add_months
from app.domain.kandas_status import EndReason
from app.domain.notice import NoticeEvent
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.i18n import local
from app.jobs import Work, load
from app.jobs import kandas_status as jobs
from app.models import AuditEvent, KandasStatus, Notice, db
from app.services import kandas_status_watch as watch
from app.services import notice_delivery
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_application
from tests.services.test_kandas_status import Family, asked, given

ENDS = add_months(local(NOW).date(), 12)


def before_end(days: int) -> datetime:
    """The hour of ``NOW`` so many days before the last day (after it, when negative)."""
    return NOW + (ENDS - local(NOW).date()) - timedelta(days=days)


def told(session: Session, event: NoticeEvent) -> int:
    found: int = session.scalar(select(func.count()).select_from(Notice).where(Notice.template == event.value)) or 0
    return found


def reminded(session: Session, family: Family) -> set[int | None]:
    return {status.reminded_days for status in family.statuses(session)}


def test_the_jobs_run_by_the_clock_and_reminders_by_day_only() -> None:
    crons = {name: task.cron for (name, _), task in load().periodic_registry.periodic_tasks.items()}
    assert crons["kandas_status.expire"] == "7 * * * *"
    # 9:17 to 17:17 of the country's clock, which is five hours ahead.
    assert crons["kandas_status.remind"] == "17 4-12 * * *"


def test_each_reminder_goes_once_to_the_whole_family(session: Session) -> None:
    family = given(session, persons=3)
    sent = []
    for days in (61, 60, 60, 45, 30, 29, 10, 9, 0):
        watch.remind(session, now=before_end(days))
        sent.append((days, told(session, NoticeEvent.STATUS_EXPIRING)))
    assert sent == [(61, 0), (60, 1), (60, 1), (45, 1), (30, 2), (29, 2), (10, 3), (9, 3), (0, 3)]
    events = session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.STATUS_REMINDED.value))
    assert sorted((event.subject_id, event.facts["days"]) for event in events) == sorted(
        (status.id, days) for status in family.statuses(session) for days in (60, 30, 10)
    )


@pytest.mark.parametrize(("days", "reminder"), [(50, 60), (25, 30), (3, 10)])
def test_after_a_pause_only_the_nearest_reminder_goes(session: Session, days: int, reminder: int) -> None:
    family = given(session)
    for _ in range(2):
        watch.remind(session, now=before_end(days))
    assert told(session, NoticeEvent.STATUS_EXPIRING) == 1
    assert reminded(session, family) == {reminder}


def test_a_pause_beyond_the_end_tells_of_the_end_only(session: Session) -> None:
    family = given(session, persons=2)
    late = before_end(-20)
    for _ in range(2):
        watch.expire(session, now=late)
        watch.remind(session, now=late)
    assert told(session, NoticeEvent.STATUS_EXPIRING) == 0
    assert told(session, NoticeEvent.STATUS_EXPIRED) == 1
    for status in family.statuses(session):
        assert (status.end_reason, status.ended_on) == (EndReason.EXPIRED.value, ENDS + timedelta(days=1))
    ended = session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.STATUS_ENDED.value)).all()
    assert [event.actor_id for event in ended] == [None, None]


def test_a_status_lives_through_its_last_day(session: Session) -> None:
    family = given(session)
    # 23:59 of the country's clock on the last day, and a minute past midnight.
    last_minute = before_end(0).replace(hour=18, minute=59)
    watch.expire(session, now=last_minute)
    assert family.statuses(session)[0].ended_on is None
    watch.expire(session, now=last_minute + timedelta(minutes=2))
    assert family.statuses(session)[0].ended_on is not None


def test_who_asked_for_an_extension_is_neither_reminded_nor_ended(session: Session) -> None:
    family = given(session)
    asked(session, family, before_end(35))
    watch.remind(session, now=before_end(29))
    watch.expire(session, now=before_end(-5))
    assert told(session, NoticeEvent.STATUS_EXPIRING) == 0
    assert family.statuses(session)[0].ended_on is None


def test_the_words_name_the_last_day_and_nothing_of_the_person(session: Session) -> None:
    family = given(session)
    watch.remind(session, now=before_end(30))
    notice = session.scalars(select(Notice).where(Notice.template == NoticeEvent.STATUS_EXPIRING.value)).one()
    written = notice_delivery.take(session, notice.id, base_url="https://example.kz", now=before_end(30))
    assert written is not None
    assert "18.11.2027" in written.body
    assert f"/my/{family.application.id}" in written.body
    assert family.application.members[0].surname not in written.body


def test_batches_go_on_until_nothing_is_left(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    families = [given(session) for _ in range(3)]
    session.commit()
    monkeypatch.setattr(Work, "now", staticmethod(lambda: before_end(-1)))
    whole = watch.expire
    monkeypatch.setattr(watch, "expire", lambda session, *, now: whole(session, now=now, batch=1))
    jobs.expire(Work(app))
    jobs.remind(Work(app))
    session.expire_all()
    assert all(family.statuses(session)[0].ended_on for family in families)
    assert told(session, NoticeEvent.STATUS_EXPIRED) == 3


@pytest.mark.concurrency
def test_two_workers_tell_nobody_twice(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        for _ in range(6):
            make_application(db.session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, persons=2)
        db.session.commit()

    def work(_: int) -> int:
        done = 0
        with app.app_context():
            while families := watch.remind(db.session, now=before_end(20), batch=2):
                done += families
                db.session.commit()
            db.session.rollback()
        return done

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    work(0)
    with app.app_context():
        assert told(db.session, NoticeEvent.STATUS_EXPIRING) == 6
        assert set(db.session.scalars(select(KandasStatus.reminded_days))) == {30}
        reminders = select(func.count()).where(AuditEvent.key == EventKey.STATUS_REMINDED.value)
        assert db.session.scalar(reminders) == 12
