"""A record as the first release left it: a case in every status, its places, papers, events, and the people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import Engine, text

from app import create_app
from app.gateways.database import EmbeddedServer
from tests.databases import settings_for

FIRST_RELEASE = "0009"
_DATA = (Path(__file__).parent / "first_release.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class OldRecord:
    """The database of the first release, and the ways up and down from it."""

    engine: Engine
    up: Callable[[str], None]
    down: Callable[[str], None]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What ``query`` finds now."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def run(self, statement: str) -> None:
        """Do ``statement`` and commit."""
        with self.engine.begin() as connection:
            connection.execute(text(statement))


@pytest.fixture
def old_record(database_server: EmbeddedServer, worker_id: str, tmp_path: Path) -> Iterator[OldRecord]:
    """The record of the first release with data in it."""
    name = f"qonys_old_{worker_id}"
    database_server.create_database(name)
    app = create_app(settings_for(database_server.url(name), tmp_path / "instance"))
    try:
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
            flask_migrate.upgrade(revision=FIRST_RELEASE)
            with engine.begin() as connection:
                connection.exec_driver_sql(_DATA)
            yield OldRecord(
                engine,
                up=lambda revision: flask_migrate.upgrade(revision=revision),
                down=lambda revision: flask_migrate.downgrade(revision=revision),
            )
            engine.dispose()
    finally:
        database_server.drop_database(name)
