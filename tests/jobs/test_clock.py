"""Warnings and escalations: once each, after downtime, with two workers; the recount after a changed calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.notice import NoticeEvent
from app.domain.reference_editing import ReferenceTable
from app.domain.roles import Role
from app.domain.stages import StageCode
from app.domain.workflow import Action, Status
from app.jobs import Work
from app.jobs import clock as jobs
from app.models import Account, Application, AuditEvent, Notice, Recount, RecountMove, Term, db
from app.queries import clock as queries
from app.services import clock_recount, clock_watch, reference_editing, review
from app.services.notice_delivery import take
from tests.conftest import OwnDatabase
from tests.factories import make_account, make_actor, make_application, motion_for

# A Monday, 10:00 in Almaty.
MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def day(number: int) -> datetime:
    return datetime(2026, 11, number, 5, 0, tzinfo=UTC)


def letters(session: Session, event: NoticeEvent) -> list[str]:
    """Addresses that were told, in order."""
    return list(session.scalars(select(Notice.address).where(Notice.template == event).order_by(Notice.id)))


def told(session: Session, application: Application, key: EventKey) -> list[str]:
    """Stages of which the trail says so."""
    found = session.scalars(
        select(AuditEvent).where(AuditEvent.key == key, AuditEvent.subject_id == application.id).order_by(AuditEvent.id)
    )
    return [event.facts["stage"] for event in found]


def test_the_officer_is_warned_once_before_the_end(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    officer = session.get_one(Account, application.assigned_to_id)
    assert clock_watch.warnings(session, now=day(5)) == 0
    assert clock_watch.warnings(session, now=day(6)) == 1
    assert clock_watch.warnings(session, now=day(6)) == 0
    assert letters(session, NoticeEvent.TERM_NEAR) == [officer.email]
    assert told(session, application, EventKey.CLOCK_WARNED) == ["study"]
    # Not a message to the family: the case page does not list it among those.
    assert session.scalar(select(Notice.application_id).where(Notice.template == NoticeEvent.TERM_NEAR)) is None


def test_the_letter_names_case_stage_and_day_and_leads_to_the_case(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    clock_watch.warnings(session, now=day(6))
    number = session.scalar(select(Notice.id).where(Notice.template == NoticeEvent.TERM_NEAR))
    session.get_one(Account, application.assigned_to_id)
    assert number is not None
    dispatch = take(session, number, base_url="https://qonys.example", now=day(6))
    assert dispatch is not None
    assert application.number is not None
    assert application.number in dispatch.subject
    assert f"https://qonys.example/cases/{application.id}" in dispatch.body
    assert "09.11.2026" in dispatch.body or "9" in dispatch.subject


def test_a_case_without_an_officer_warns_the_supervisors_of_its_region(session: Session) -> None:
    supervisor = make_account(session, Role.SUPERVISOR, "KZ-55")
    make_account(session, Role.SUPERVISOR, "KZ-39")
    make_application(session, Status.SUBMITTED, now=MONDAY)
    clock_watch.warnings(session, now=MONDAY)
    assert letters(session, NoticeEvent.TERM_NEAR) == [supervisor.email]


def test_before_the_commission_its_secretary_is_warned(session: Session) -> None:
    make_application(session, Status.REFERRED, now=MONDAY)
    secretary = make_account(session, Role.COMMISSION_SECRETARY, "KZ-55")
    clock_watch.warnings(session, now=day(4))
    assert letters(session, NoticeEvent.TERM_NEAR) == [secretary.email]


def test_after_downtime_each_breach_is_said_once(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    supervisor = make_account(session, Role.SUPERVISOR, "KZ-55")
    # Nobody looked for a month: both terms ran out, and nothing warned of them.
    much_later = MONDAY + timedelta(days=30)
    assert clock_watch.breaches(session, now=much_later) == 2
    assert clock_watch.breaches(session, now=much_later) == 0
    assert clock_watch.warnings(session, now=much_later) == 0
    assert letters(session, NoticeEvent.TERM_BREACHED) == [supervisor.email] * 2
    assert told(session, application, EventKey.CLOCK_BREACHED) == ["study", "whole"]
    term = session.scalars(select(Term).where(Term.stage == StageCode.STUDY)).one()
    assert (term.breach_status, term.breach_officer_id) == ("accepted", application.assigned_to_id)


def test_a_term_that_ended_late_while_nobody_looked_is_a_breach_all_the_same(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    actor = make_actor(session, Role.CASE_WORKER, "KZ-55")
    motion = motion_for(Action.PROPOSE_APPROVAL, application)
    review.perform(session, application.id, motion, actor=actor, now=day(11))
    assert clock_watch.breaches(session, now=day(12)) == 1
    assert told(session, application, EventKey.CLOCK_BREACHED) == ["study"]


def test_the_last_day_is_not_late_and_the_applicant_is_never_escalated(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    make_application(session, Status.DOCUMENTS_REQUESTED, now=MONDAY)
    assert clock_watch.breaches(session, now=day(9)) == 0
    assert clock_watch.breaches(session, now=day(10)) == 1
    assert told(session, application, EventKey.CLOCK_BREACHED) == ["study"]


def test_two_workers_and_one_breach(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    app = own_database.app
    with app.app_context():
        for _ in range(3):
            make_application(db.session, Status.ACCEPTED, now=MONDAY)
        make_account(db.session, Role.SUPERVISOR, "KZ-55")
        db.session.commit()
        later = MONDAY + timedelta(days=30)
        with Session(db.engine) as first, Session(db.engine) as second:
            assert clock_watch.breaches(first, now=later) == 6
            # The other finds every case taken, and waits for none.
            assert clock_watch.breaches(second, now=later) == 0
            second.commit()
            first.commit()
            assert clock_watch.breaches(second, now=later) == 0
            second.commit()
        count = db.session.scalar(select(func.count()).where(Notice.template == NoticeEvent.TERM_BREACHED))
        assert count == 6
        db.session.rollback()
    monkeypatch.setattr(Work, "now", lambda _: later)
    jobs.watch(Work(app))
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Notice.template == NoticeEvent.TERM_BREACHED)) == 6


def test_the_job_goes_through_more_than_a_batch(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_watch, "BATCH", 2)
    app = own_database.app
    with app.app_context():
        for _ in range(3):
            make_application(db.session, Status.ACCEPTED, now=MONDAY)
        db.session.commit()
    monkeypatch.setattr(Work, "now", lambda _: day(30))
    jobs.watch(Work(app))
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Term.breached_at.is_not(None))) == 6


def move_a_day(session: Session, rest_day: date, moved_to: date, *, now: datetime = MONDAY) -> Recount:
    """An administrator enters a day that the Government moved."""
    administrator = make_actor(session, Role.ADMINISTRATOR)
    values = {"rest_day": rest_day, "moved_to": moved_to, "act_code": None, "source": "test"}
    reference_editing.add(session, ReferenceTable.MOVED_DAYS, values, actor=administrator, now=now)
    return session.scalars(select(Recount).order_by(Recount.id.desc()).limit(1)).one()


def test_a_moved_day_moves_the_open_cases_and_says_which(session: Session) -> None:
    case = make_application(session, Status.ACCEPTED, now=MONDAY)
    stopped = make_application(session, Status.DOCUMENTS_REQUESTED, now=MONDAY)
    closed = make_application(session, Status.APPROVED, now=MONDAY)
    # Friday the 6th becomes a day off, Saturday the 14th is worked instead.
    recount = move_a_day(session, date(2026, 11, 14), date(2026, 11, 6))
    while clock_recount.step(session, recount.id, now=MONDAY, batch=1):
        session.expire_all()
    session.expire_all()
    assert recount.finished_at == MONDAY
    found = {row.stage: row for row in queries.terms(session, case.id)}
    assert (found[StageCode.STUDY].due_on, found[StageCode.STUDY].moved_from) == (date(2026, 11, 10), date(2026, 11, 9))
    # Within the whole term one day was lost and one won.
    assert (found[StageCode.WHOLE].due_on, found[StageCode.WHOLE].moved_from) == (date(2026, 11, 16), None)
    assert (case.due_on, case.whole_due_on) == (date(2026, 11, 10), date(2026, 11, 16))
    assert stopped.due_on == date(2026, 11, 10)
    assert (recount.counted, recount.moved) == (5, 2)
    moved = session.scalars(select(RecountMove.term_id).where(RecountMove.recount_id == recount.id)).all()
    owners = set(session.scalars(select(Term.application_id).where(Term.id.in_(moved))))
    assert owners == {case.id, stopped.id}
    assert closed.due_on is None
    event = session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.CLOCK_RECOUNTED)).one()
    assert event.facts == {"recount": recount.id, "counted": 5, "moved": 2}


def test_days_left_of_a_stopped_term_move_too(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    actor = make_actor(session, Role.CASE_WORKER, "KZ-55")
    motion = motion_for(Action.RETURN_FOR_DOCUMENTS, application)
    review.perform(session, application.id, motion, actor=actor, now=day(5))
    recount = move_a_day(session, date(2026, 11, 14), date(2026, 11, 4), now=day(5))
    while clock_recount.step(session, recount.id, now=day(5)):
        pass
    session.expire_all()
    whole = next(row for row in queries.terms(session, application.id) if row.stage is StageCode.WHOLE)
    assert (whole.due_on, whole.days_left) == (None, 8)


def test_what_is_broken_or_over_stays(session: Session) -> None:
    make_application(session, Status.ACCEPTED, now=MONDAY)
    clock_watch.breaches(session, now=day(30))
    late = make_application(session, Status.ACCEPTED, now=MONDAY)
    recount = move_a_day(session, date(2026, 11, 28), date(2026, 11, 6), now=day(30))
    while clock_recount.step(session, recount.id, now=day(30)):
        pass
    session.expire_all()
    assert (recount.counted, recount.moved) == (0, 0)
    assert late.due_on == date(2026, 11, 9)


def test_a_correction_of_the_source_only_asks_for_no_recount(session: Session) -> None:
    move_a_day(session, date(2026, 11, 14), date(2026, 11, 6))
    row = reference_editing.find(session, ReferenceTable.MOVED_DAYS, "2026-11-14")
    reference_editing.correct(
        session,
        ReferenceTable.MOVED_DAYS,
        "2026-11-14",
        {"source": "the decree itself"},
        seen=reference_editing.digest(row),
        actor=make_actor(session, Role.ADMINISTRATOR),
        now=MONDAY,
    )
    assert session.scalar(select(func.count()).select_from(Recount)) == 1


def test_a_case_in_other_hands_is_counted_when_it_is_free(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        numbers = [make_application(db.session, Status.ACCEPTED, now=MONDAY).id for _ in range(3)]
        recount = move_a_day(db.session, date(2026, 11, 14), date(2026, 11, 6)).id
        db.session.commit()
        with Session(db.engine) as officer, Session(db.engine) as job:
            review.locked(officer, numbers[1])
            # What stands before it is done; it is not waited for with others in hand, and not passed by.
            assert clock_recount.step(job, recount, now=MONDAY)
            assert job.get_one(Recount, recount).reached == numbers[0]
            job.commit()
            officer.rollback()
            while clock_recount.step(job, recount, now=MONDAY):
                job.commit()
            job.commit()
            assert job.get_one(Recount, recount).counted == 6
            job.rollback()


def test_an_interrupted_recount_goes_on_where_it_was(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = own_database.app
    with app.app_context():
        for _ in range(3):
            make_application(db.session, Status.ACCEPTED, now=MONDAY)
        recount = move_a_day(db.session, date(2026, 11, 14), date(2026, 11, 6))
        number = recount.id
        db.session.commit()
        clock_recount.step(db.session, number, now=MONDAY, batch=2)
        db.session.commit()
    monkeypatch.setattr(Work, "now", lambda _: day(3))
    jobs.recount(Work(app), recount_id=number)
    jobs.recount(Work(app), recount_id=number)
    with app.app_context():
        done = db.session.get_one(Recount, number)
        assert done.finished_at is not None
        assert done.counted == 6
