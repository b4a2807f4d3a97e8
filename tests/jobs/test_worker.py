"""Workers that are stopped, killed in mid-job, or lose their database."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app.models import Notice
from app.services import notice
from tests.conftest import OwnDatabase
from tests.factories import NOW
from tests.jobs.workers import STALLED_AFTER, eventually, worker

pytestmark = pytest.mark.concurrency


@pytest.fixture
def engine(own_database: OwnDatabase) -> Iterator[Engine]:
    made = create_engine(own_database.url)
    yield made
    made.dispose()


def queue_code(engine: Engine, address: str, channel: str = "email") -> int:
    with Session(engine) as session:
        notice.send_code(
            session, address=address, channel=channel, language="kk", code="112233", purpose="register", now=NOW
        )
        session.commit()
        return session.scalars(select(Notice.id).where(Notice.address == address)).one()


def state(engine: Engine, number: int) -> str:
    with Session(engine) as session:
        return session.scalars(select(Notice.state).where(Notice.id == number)).one()


def doing(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(
                text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'notice.send'")
            ).scalar_one()
        )


def test_a_worker_sends_and_ends_when_told(own_database: OwnDatabase, engine: Engine) -> None:
    instance = own_database.app.extensions["settings"].instance_dir
    number = queue_code(engine, "a@example.kz")
    with worker(own_database.url, instance) as process:
        eventually(lambda: state(engine, number) == "sent", "the notice is sent")
        (letter,) = (instance / "outbox").iterdir()
        assert letter.suffix == ".eml"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM progress WHERE name LIKE 'worker:%'")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")).scalar() == 0


def test_a_job_whose_worker_was_killed_is_done_by_the_next(own_database: OwnDatabase, engine: Engine) -> None:
    instance = own_database.app.extensions["settings"].instance_dir
    number = queue_code(engine, "+77010000003", "sms")
    with engine.connect() as holder:
        # The job stands in the middle of its first transaction until it is killed.
        holder.execute(text("SELECT 1 FROM notices WHERE id = :n FOR UPDATE"), {"n": number})
        with worker(own_database.url, instance) as first:
            eventually(lambda: doing(engine) == 1, "the first worker took the job")
            first.send_signal(signal.SIGKILL)
            first.wait(10)
    assert state(engine, number) == "queued"
    assert doing(engine) == 1
    with worker(own_database.url, instance):
        eventually(lambda: state(engine, number) == "sent", "the second worker did it")
    assert len(list((instance / "outbox").glob("*.txt"))) == 1


def test_a_worker_that_is_told_to_end_finishes_the_job_in_hand(own_database: OwnDatabase, engine: Engine) -> None:
    instance = own_database.app.extensions["settings"].instance_dir
    number = queue_code(engine, "+77010000004", "sms")
    with worker(own_database.url, instance) as process, engine.connect() as holder:
        holder.execute(text("SELECT 1 FROM notices WHERE id = :n FOR UPDATE"), {"n": number})
        eventually(lambda: doing(engine) == 1, "the worker took the job")
        process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(STALLED_AFTER + 1)
        assert doing(engine) == 1, "nobody took the job away from a worker that still lives"
        holder.rollback()
        assert process.wait(10) == 0
    assert state(engine, number) == "sent"


@contextmanager
def silent_mail_server() -> Iterator[tuple[int, list[int], threading.Event]]:
    """Port of a server that takes letters and never answers them; how many it got; set when one is there."""
    listener = socket.create_server(("127.0.0.1", 0))
    got: list[int] = []
    there = threading.Event()
    kept: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            kept.append(connection)
            try:
                _take_letter(connection, got, there)
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], got, there
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in kept:
            connection.close()
        thread.join(5)


def _take_letter(connection: socket.socket, got: list[int], there: threading.Event) -> None:
    with connection.makefile("rb") as lines:
        connection.sendall(b"220 mail\r\n")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                connection.sendall(b"354 go on\r\n")
                while lines.readline() not in {b".\r\n", b""}:
                    pass
                got.append(1)
                there.set()
                return
            connection.sendall(b"250 OK\r\n")


def test_a_letter_is_not_sent_twice_when_the_worker_dies_between_sending_and_marking(
    own_database: OwnDatabase, engine: Engine
) -> None:
    instance = own_database.app.extensions["settings"].instance_dir
    number = queue_code(engine, "b@example.kz")
    with silent_mail_server() as (port, got, there):
        mail = {"QONYS_SMTP_HOST": "127.0.0.1", "QONYS_SMTP_PORT": str(port), "QONYS_SMTP_STARTTLS": "off"}
        with worker(own_database.url, instance, **mail) as first:
            assert there.wait(30), "the letter reaches the server"
            first.send_signal(signal.SIGKILL)
            first.wait(10)
        assert state(engine, number) == "sending"
        with worker(own_database.url, instance, **mail):
            eventually(lambda: state(engine, number) == "uncertain", "the second worker says that nobody knows")
        assert len(got) == 1
    with Session(engine) as session:
        row = session.get_one(Notice, number)
        assert row.attempts == 1
        assert "code" not in row.facts
