"""The fixtures keep their promises: what one test writes, no other sees, whoever commits."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import text

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from playwright.sync_api import Page
    from sqlalchemy.orm import Session

    from tests.browsers import LiveServer
    from tests.conftest import OwnDatabase

SCHEMA = "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'scratch'"


def scratch_exists(session: Session) -> bool:
    return bool(session.execute(text(SCHEMA)).scalar_one())


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_commits_is_gone_for_the_next(session: Session, turn: str) -> None:
    assert not scratch_exists(session), turn
    session.execute(text("CREATE SCHEMA scratch"))
    session.commit()
    assert scratch_exists(session)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_pages_and_the_session_share_a_transaction_that_is_rolled_back(app: Flask, session: Session, turn: str) -> None:
    database = app.extensions["sqlalchemy"]
    assert not scratch_exists(session), turn
    with app.app_context():
        database.session.execute(text("CREATE SCHEMA scratch"))
        database.session.commit()
    assert scratch_exists(session)
    session.execute(text("DROP SCHEMA scratch"))
    session.commit()
    with app.app_context():
        assert not scratch_exists(database.session)
        database.session.execute(text("CREATE SCHEMA scratch"))
        database.session.commit()


def test_a_refused_statement_in_a_page_leaves_the_test_alive(app: Flask, session: Session) -> None:
    database = app.extensions["sqlalchemy"]
    session.execute(text("CREATE SCHEMA scratch"))
    session.commit()
    with app.app_context():
        with pytest.raises(Exception, match="already exists"):
            database.session.execute(text("CREATE SCHEMA scratch"))
        database.session.rollback()
    assert scratch_exists(session)


def test_the_client_reaches_the_application(client: FlaskClient, app: Flask) -> None:
    assert client.application is app
    with client.get("/static/qonys.css") as answer:
        assert answer.status_code == 200


@pytest.mark.concurrency
def test_an_own_database_has_the_schema_and_takes_real_commits(own_database: OwnDatabase) -> None:
    database = own_database.app.extensions["sqlalchemy"]
    barrier = threading.Barrier(4)
    seen: list[int] = []

    def work(number: int) -> None:
        with own_database.app.app_context(), database.engine.connect() as connection:
            barrier.wait(10)
            connection.execute(text(f"CREATE SCHEMA scratch_{number}"))
            connection.commit()
            seen.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(seen) == [0, 1, 2, 3]
    with own_database.app.app_context(), database.engine.connect() as connection:
        made = connection.execute(
            text("SELECT count(*) FROM information_schema.schemata WHERE schema_name LIKE 'scratch\\_%'")
        ).scalar_one()
        assert made == 4
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1


@pytest.mark.browser
def test_a_browser_opens_the_live_server(live_server: LiveServer, page: Page) -> None:
    answer = page.goto("/static/qonys.css")
    assert answer is not None
    assert answer.status == 200
    assert answer.url.startswith(live_server.url)
