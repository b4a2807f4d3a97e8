"""The job that ends hearings in silence: after the term and never before, after a standstill, once with two workers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select, update

from app.domain.audit import EventKey
from app.domain.hearing import HearingEnd, HearingWay
from app.domain.workflow import Status
from app.jobs import Work, load
from app.jobs import hearing as jobs
from app.models import Application, AuditEvent, Hearing, Notice, db
from app.queries import hearing as reading
from app.services import hearing_position
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_actor, make_application

LAST_MOMENT = datetime(2026, 11, 20, 18, 59, tzinfo=UTC)  # 23:59 of the last day on the clock of the country
NEXT_DAY = LAST_MOMENT + timedelta(minutes=2)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(Work, "now", staticmethod(lambda: moment))


def made(own_database: OwnDatabase) -> dict[str, int]:
    """Two silent cases, one with objections in writing, one that waits to be heard aloud."""
    with own_database.app.app_context():
        session = db.session
        numbers = {}
        for name in ("silent", "written", "asked", "second"):
            owner = make_actor(session)
            case = make_application(session, Status.HEARING, owner=owner)
            if name == "written":
                hearing_position.object_to(session, case.id, ["Келіспеймін"], actor=owner, now=NOW)
            elif name == "asked":
                hearing_position.ask(session, case.id, HearingWay.ROOM, "", actor=owner, now=NOW)
            numbers[name] = case.id
            session.flush()
            session.execute(update(Notice).values(state="sent", sent_at=Notice.created_at))
        session.commit()
        return numbers


def ends(own_database: OwnDatabase, cases: dict[str, int]) -> dict[str, str | None]:
    with own_database.app.app_context():
        rows = {
            row.application_id: row.ended for row in db.session.execute(select(Hearing.application_id, Hearing.ended))
        }
        statuses = {row.id: row.status for row in db.session.execute(select(Application.id, Application.status))}
        for name, number in cases.items():
            assert (statuses[number] == Status.HEARD) == (rows[number] is not None), name
        return {name: rows[number] for name, number in cases.items()}


def test_silence_is_recorded_after_the_term_and_once(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 1)
    cases, work = made(own_database), Work(own_database.app)
    at(monkeypatch, LAST_MOMENT)
    jobs.close_ended(work)
    assert set(ends(own_database, cases).values()) == {None}
    # The service stood still for a week: what was left over is done now, and done once.
    at(monkeypatch, NEXT_DAY + timedelta(days=7))
    jobs.close_ended(work)
    jobs.close_ended(work)
    assert ends(own_database, cases) == {
        "silent": HearingEnd.SILENCE,
        "second": HearingEnd.SILENCE,
        "written": HearingEnd.WRITTEN,
        "asked": None,
    }
    with own_database.app.app_context():
        events = db.session.execute(
            select(AuditEvent.facts, AuditEvent.actor_id).where(AuditEvent.key == EventKey.HEARING_HELD)
        ).all()
        assert sorted(event.facts["end"] for event in events) == ["silence", "silence", "written"]
        assert {event.actor_id for event in events} == {None}
        heard = select(func.count(func.distinct(Notice.application_id))).where(Notice.template == "heard")
        assert db.session.scalar(heard) == 3


def test_two_workers_end_a_hearing_once(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = made(own_database)
    at(monkeypatch, NEXT_DAY)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            jobs.close_ended(Work(own_database.app))
        except BaseException as error:  # a thread's failure is the test's
            failures.append(error)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert ends(own_database, cases)["silent"] == HearingEnd.SILENCE
    with own_database.app.app_context():
        count = select(func.count()).where(AuditEvent.key == EventKey.HEARING_HELD)
        assert db.session.scalar(count) == 3


def test_who_speaks_while_the_job_looks_is_heard(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = made(own_database)
    at(monkeypatch, NEXT_DAY)
    found = reading.past_term

    def meanwhile(*arguments: object, **options: object) -> tuple[int, ...]:
        """The applicant asks to be heard between the look and the lock."""
        waiting = found(*arguments, **options)  # type: ignore[arg-type]  # handed on as they came
        if cases["silent"] in waiting:
            session = db.session
            owner = session.get_one(Application, cases["silent"]).account_id
            hearing = reading.newest(session, cases["silent"])
            assert hearing is not None
            assert owner is not None
            hearing.asked_at, hearing.asked_way = NEXT_DAY, HearingWay.ROOM
        return waiting

    monkeypatch.setattr(reading, "past_term", meanwhile)
    jobs.close_ended(Work(own_database.app))
    assert ends(own_database, cases)["silent"] is None
    assert ends(own_database, cases)["second"] == HearingEnd.SILENCE


def test_the_job_is_periodic() -> None:
    crons = {name: task.cron for (name, _), task in load().periodic_registry.periodic_tasks.items()}
    assert crons["hearing.close_ended"] == "*/10 * * * *"
