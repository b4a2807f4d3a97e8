"""The database stops and comes back: the service says so, and goes on by itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.domain.roles import Role
from app.gateways.database import EmbeddedServer
from app.models import Account, Progress, db
from tests.databases import settings_for
from tests.factories import make_account
from tests.jobs.workers import eventually, worker
from tests.web.client import PageClient

pytestmark = pytest.mark.concurrency


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """A server that this test may stop."""
    with (
        tempfile.TemporaryDirectory(prefix="qonys-away-") as folder,
        EmbeddedServer(Path(folder), durable=False) as made,
    ):
        yield made


@pytest.fixture
def app_of_its_own(server: EmbeddedServer) -> Iterator[Flask]:
    app = create_app(settings_for(server.url(), server.instance_dir))
    app.testing = False  # a failing page answers, it does not raise
    with app.app_context():
        flask_migrate.upgrade()
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def ready(client: FlaskClient) -> tuple[int, dict[str, bool]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.get_json()


def test_ready_says_what_is_missing_and_everything_comes_back(app_of_its_own: Flask, server: EmbeddedServer) -> None:
    client = app_of_its_own.test_client()
    person = PageClient(app_of_its_own).as_account(_account(app_of_its_own))
    assert ready(client) == (503, {"ready": False, "database": True, "migrations": True, "worker": False})
    with worker(server.url(), server.instance_dir) as process:
        eventually(lambda: ready(client)[0] == 200, "ready with a worker")
        person.get("/audit")

        server._stop()
        assert ready(client) == (503, {"ready": False, "database": False, "migrations": False, "worker": False})
        assert client.get("/healthz").status_code == 200
        person.get("/audit", status=503)

        server.ensure_running()
        back_at = datetime.now(UTC)
        eventually(lambda: ready(client)[0] == 200, "ready again")
        person.get("/audit")
        eventually(lambda: _sign_of_life(app_of_its_own) > back_at, "the same worker gives signs of life again")
        assert process.poll() is None


def test_an_older_schema_is_not_ready(app_of_its_own: Flask) -> None:
    with app_of_its_own.app_context():
        flask_migrate.downgrade(revision="0008")
    status, said = ready(app_of_its_own.test_client())
    assert status == 503
    assert said["database"]
    assert not said["migrations"]


def _account(app: Flask) -> Account:
    with app.app_context():
        made = make_account(db.session, Role.AUDITOR)
        db.session.commit()
        db.session.refresh(made)
        db.session.expunge(made)
        return made


def _sign_of_life(app: Flask) -> datetime:
    with app.app_context():
        last = db.session.scalar(select(func.max(Progress.at)).where(Progress.name.startswith("worker:")))
        return last or datetime.min.replace(tzinfo=UTC)
