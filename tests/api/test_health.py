"""``/healthz`` asks nobody; ``/readyz`` says what is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.models import Progress
from tests.web.client import watched


def test_alive_without_a_statement(client: FlaskClient) -> None:
    with watched(client.application) as seen:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
    assert seen.statements == []
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("silent", "is_ready"), [(0, True), (50, True), (70, False), (None, False)])
def test_ready_with_a_worker_that_lives(
    client: FlaskClient, session: Session, silent: int | None, is_ready: bool
) -> None:
    if silent is not None:
        at = datetime.now(UTC) - timedelta(seconds=silent)
        session.add(Progress(name="worker:host:1", mark=1, at=at))
        session.add(Progress(name="worker:host:2", mark=2, at=at - timedelta(days=1)))
    session.add(Progress(name="something else", mark=1, at=datetime.now(UTC)))
    answer = client.get("/readyz")
    assert answer.status_code == (200 if is_ready else 503)
    assert answer.get_json() == {"ready": is_ready, "database": True, "migrations": True, "worker": is_ready}
