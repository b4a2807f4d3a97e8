"""Databases for tests: one embedded server a run, one migrated template, a clone for whoever needs one."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
from sqlalchemy import Connection
from sqlalchemy.orm import Session

import config
from app import create_app
from app.domain.roles import SYSTEM
from app.gateways.database import EmbeddedServer
from app.services import reference_loading

TEMPLATE = "qonys_template"
# A working morning; the reference data of every test database was loaded then.
LOADED_AT = datetime(2026, 1, 5, 4, tzinfo=UTC)
SECRET = "only-for-tests-0123456789-abcdefghijklmnop"


def settings_for(database_url: str, instance_dir: Path) -> config.Settings:
    """Settings of an application under test; nothing of the machine's environment gets in."""
    return config.Settings.from_environ(
        {
            "QONYS_ENVIRONMENT": "test",
            "QONYS_SECRET_KEY": SECRET,
            "DATABASE_URL": database_url,
            "QONYS_INSTANCE_DIR": str(instance_dir),
        }
    )


def ensure_template(server: EmbeddedServer) -> None:
    """Migrate and fill the template, once a run, whichever process comes first."""
    with (server.instance_dir / "template.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _exists(server, TEMPLATE):
            return
        # Built under another name: a build that fails half way is never taken for a template.
        building = f"{TEMPLATE}_building"
        server.drop_database(building)
        server.create_database(building)
        app = create_app(settings_for(server.url(building), server.instance_dir))
        with app.app_context():
            flask_migrate.upgrade()
            database = app.extensions["sqlalchemy"]
            folder = config.ROOT / "assets" / "reference"
            reference_loading.load(database.session, folder, actor=SYSTEM, now=LOADED_AT)
            database.session.commit()
            database.session.remove()
            database.engine.dispose()
        with server.administer() as connection:
            connection.execute(f"ALTER DATABASE {building} RENAME TO {TEMPLATE}")


@contextmanager
def cloned_database(server: EmbeddedServer, name: str) -> Iterator[str]:
    """Address of a fresh database with the schema and the reference data in it, gone after the block."""
    server.create_database(name, template=TEMPLATE)
    try:
        yield server.url(name)
    finally:
        server.drop_database(name)


def savepoint_session(connection: Connection) -> Session:
    """A session whose commits stay inside the transaction of ``connection``."""
    return Session(bind=connection, join_transaction_mode="create_savepoint")


def _exists(server: EmbeddedServer, name: str) -> bool:
    with server.administer() as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
