"""Sealing beside writers: an event whose transaction is under way is never left out of its range."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.roles import SYSTEM
from app.services import audit, audit_seal
from app.services.audit_verification import verify
from tests.conftest import OwnDatabase
from tests.factories import NOW

pytestmark = pytest.mark.concurrency


@pytest.fixture
def engine(own_database: OwnDatabase) -> Iterator[Engine]:
    made = create_engine(own_database.url, pool_size=12)
    yield made
    made.dispose()


def write(session: Session, subject: int) -> int:
    event = audit.record(
        session, EventKey.NOTE_ADDED, (SubjectKind.APPLICATION, subject), actor=SYSTEM, now=NOW, facts={"note": subject}
    )
    session.flush()
    return event.id


def seal(engine: Engine) -> int:
    with Session(engine) as session:
        mark = audit_seal.settled_mark(session)
        session.commit()
        made = audit_seal.seal(session, up_to=mark, now=NOW)
        session.commit()
        return made


def test_a_mark_waits_for_the_writer_in_flight(engine: Engine) -> None:
    with Session(engine) as slow, Session(engine) as quick:
        first = write(slow, 700_001)
        second = write(quick, 700_002)
        quick.commit()
        with ThreadPoolExecutor(1) as pool:
            marked = pool.submit(seal, engine)
            _until_somebody_waits(engine)
            assert not marked.done(), "the highest visible number is not settled yet"
            slow.commit()
            assert marked.result(10) == 1
        assert first < second
    with Session(engine) as session:
        report = verify(session)
    assert report.broken is None
    assert report.sealed_events == report.events


def test_a_writer_that_takes_too_long_does_not_hold_up_the_others(engine: Engine) -> None:
    with Session(engine) as slow:
        write(slow, 700_001)
        with pytest.raises(OperationalError, match="lock timeout"), Session(engine) as session:
            audit_seal.settled_mark(session)
        with Session(engine) as other:
            write(other, 700_002)
            other.commit()


def test_seals_beside_many_writers_hold(engine: Engine) -> None:
    over = threading.Event()

    def writer(number: int) -> int:
        written = 0
        while not over.is_set() and written < 60:
            with Session(engine) as session:
                for subject in (700_000 + written % 5, 700_100 + number):
                    write(session, subject)
                if written % 7 == 3:
                    session.rollback()
                else:
                    session.commit()
            written += 1
        return written

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(writer, number) for number in range(4)]
        seals = 0
        while not all(each.done() for each in writers):
            seals += seal(engine)
        over.set()
        assert [each.result(30) for each in writers] == [60] * 4
    seal(engine)
    with Session(engine) as session:
        report = verify(session)
    assert seals > 1
    assert report.broken is None
    assert report.sealed_events == report.events >= 400


def _until_somebody_waits(engine: Engine) -> None:
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(400):
        with engine.connect() as connection:
            if connection.execute(waits).scalar_one():
                return
        threading.Event().wait(0.005)
    raise AssertionError("nobody waits")
