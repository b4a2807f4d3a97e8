"""Fixtures for all tests.

``session`` and ``client`` share one connection whose transaction is rolled back after the test: what a test or a page
commits stays inside.  ``own_database`` is for tests that need real commits and several connections at once;
``live_server`` and ``page`` are for tests that drive a browser.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import config
from app.gateways.database import EmbeddedServer
from scripts.setup import compile_catalogues

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, Page
    from sqlalchemy.orm import Session

    from tests.browsers import LiveServer

_SHARED = "shared_dir"


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all processes of this run share; the first that needs the server starts it there."""
    if not hasattr(config, "workerinput"):
        # The compiled catalogues are not in the repository, and a stale one would speak the words of yesterday.
        compile_catalogues()
        config.stash[_shared_key] = Path(tempfile.mkdtemp(prefix="qonys-test-"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each xdist worker the shared folder."""
    node.workerinput[_SHARED] = str(node.config.stash[_shared_key])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop a server that a killed worker left, and remove the shared folder."""
    shared = config.stash.get(_shared_key, None)
    if shared is not None:
        if (shared / "pg").exists():
            server = EmbeddedServer(shared, durable=False)
            server.acquire()
            server.release()
        shutil.rmtree(shared, ignore_errors=True)


_shared_key = pytest.StashKey[Path]()


@dataclass(frozen=True)
class OwnDatabase:
    """A database that one test has to itself: its address and an application on it."""

    url: str
    app: Flask


@pytest.fixture(scope="session")
def database_server(request: pytest.FixtureRequest) -> Iterator[EmbeddedServer]:
    """The embedded server of this run, with the template database made."""
    from tests.databases import ensure_template

    workerinput = getattr(request.config, "workerinput", None)
    shared = Path(workerinput[_SHARED]) if workerinput else request.config.stash[_shared_key]
    with EmbeddedServer(shared, durable=False) as server:
        ensure_template(server)
        yield server


@pytest.fixture(scope="session")
def settings(
    database_server: EmbeddedServer, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[config.Settings]:
    """Settings of the application under test, with a database of this test process."""
    from tests.databases import cloned_database, settings_for

    with cloned_database(database_server, f"qonys_{worker_id}") as url:
        yield settings_for(url, tmp_path_factory.mktemp("instance"))


@pytest.fixture(scope="session")
def app(settings: config.Settings) -> Iterator[Flask]:
    """The application, made once for each test process."""
    from app import create_app

    made = create_app(settings)
    made.testing = True
    with made.app_context():
        # Inside the transaction of ``session`` below, a commit of a page is only a savepoint.
        made.extensions["sqlalchemy"].session.configure(join_transaction_mode="create_savepoint")
    yield made
    _dispose(made)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session that sees what pages commit and the other way round; everything is rolled back after the test.

    Before each request it commits (into the outer transaction), and after it forgets what it has read, so a test
    neither flushes for a page nor refreshes after one.
    """
    from flask import request_finished, request_started

    from tests.databases import savepoint_session

    database = app.extensions["sqlalchemy"]
    with app.app_context():
        engines = database.engines
    engine = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        with savepoint_session(connection) as own:

            def before(*_: object, **__: object) -> None:
                own.commit()

            def after(*_: object, **__: object) -> None:
                own.expire_all()

            request_started.connect(before, app)
            request_finished.connect(after, app)
            try:
                yield own
            finally:
                request_started.disconnect(before, app)
                request_finished.disconnect(after, app)
                engines[None] = engine
        outer.rollback()


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A browser without a screen, on the same transaction as ``session``."""
    return app.test_client()


@pytest.fixture
def own_database(database_server: EmbeddedServer, worker_id: str, tmp_path: Path) -> Iterator[OwnDatabase]:
    """A fresh database with an application on it, for tests that commit from several connections."""
    from app import create_app
    from tests.databases import cloned_database, settings_for

    with cloned_database(database_server, f"qonys_own_{worker_id}") as url:
        made = create_app(settings_for(url, tmp_path / "instance"))
        made.testing = True
        try:
            yield OwnDatabase(url, made)
        finally:
            _dispose(made)


@pytest.fixture(scope="module")
def live_server(
    database_server: EmbeddedServer, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The service on a free port with its own database, and job workers as real processes on request."""
    from tests.browsers import serve
    from tests.databases import cloned_database, settings_for

    with (
        cloned_database(database_server, f"qonys_live_{worker_id}") as url,
        serve(settings_for(url, tmp_path_factory.mktemp("live"))) as server,
    ):
        yield server
        _dispose(server.app)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one the test is skipped with a word, and fails in CI.

    Of a module, not of the run: its event loop holds the thread, and signing wants one of its own.
    """
    from tests.browsers import launched_browser

    with launched_browser(required=os.environ.get("CI", "").lower() in {"1", "true"}) as launched:
        yield launched


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open pages of separate people: ``new_page(viewport={"width": 320, "height": 640}, locale="kk")``."""
    contexts = []

    def opened(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": live_server.url, "locale": "kk-KZ", **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page of a person who reads Kazakh."""
    return new_page()


def _dispose(app: Flask) -> None:
    """Close the application's connections, so that its database can be dropped without noise."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
