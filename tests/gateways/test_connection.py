"""Connections of the pool: what they keep, and how a dead one is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError

from app.gateways import connection as connections
from app.gateways.connection import LastingConnection, use_lasting_connections
from app.gateways.database import EmbeddedServer

OFTEN = 10


@pytest.fixture
def engine(database_server: EmbeddedServer) -> Iterator[Engine]:
    """A pool of one connection."""
    found = create_engine(database_server.url(), pool_size=1, max_overflow=0)
    use_lasting_connections(found)
    yield found
    found.dispose()


def prepared(engine: Engine) -> set[str]:
    """What the server holds prepared for the one connection."""
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars())


def backend(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def read_often(engine: Engine) -> None:
    for number in range(OFTEN):
        with engine.connect() as connection:
            assert (
                connection.execute(text("SELECT CAST(:number AS int) + 1"), {"number": number}).scalar() == number + 1
            )


def test_what_every_page_asks_stays_prepared_though_pages_end_by_a_rollback(engine: Engine) -> None:
    read_often(engine)
    assert any("+ 1" in statement for statement in prepared(engine))


def test_what_was_not_committed_is_undone(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE undone (number int)"))
        connection.rollback()
        assert connection.execute(text("SELECT to_regclass('undone')")).scalar() is None


def test_after_a_failed_transaction_nothing_prepared_is_trusted(engine: Engine) -> None:
    read_often(engine)
    with engine.connect() as connection:
        with pytest.raises(ProgrammingError):
            connection.execute(text("SELECT * FROM no_such_table"))
        connection.rollback()
    assert not any("+ 1" in statement for statement in prepared(engine))


def test_a_connection_that_its_server_ended_is_replaced_before_it_is_used(
    engine: Engine, database_server: EmbeddedServer
) -> None:
    ended = backend(engine)
    url = database_server.url().replace("postgresql+psycopg", "postgresql", 1)
    with psycopg.connect(url, autocommit=True) as other:
        # The second argument waits until the process is gone.
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
    assert backend(engine) != ended


def test_a_connection_that_lay_long_is_asked_whether_it_lives(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    living = connections._answers

    def answers(connection: LastingConnection) -> bool:
        asked.append(connection)
        return living(connection)

    monkeypatch.setattr(connections, "_answers", answers)
    first = backend(engine)
    assert backend(engine) == first
    assert not asked
    monkeypatch.setattr(connections, "_LAY_LONG", 0.0)
    assert backend(engine) == first
    assert asked
    monkeypatch.setattr(connections, "_answers", lambda _connection: False)
    assert backend(engine) != first
