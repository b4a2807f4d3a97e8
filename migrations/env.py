"""How Alembic reaches the application's database and models (`flask --app wsgi db …`, and `make migrate`)."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from app.models import Base

# The job queue brings its own tables, created by its own SQL in 0008.
FOREIGN_PREFIX = "procrastinate_"


def include_object(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave the job queue's tables to the job queue."""
    return not (kind == "table" and (name or "").startswith(FOREIGN_PREFIX))


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    # One advisory lock, so that two hosts that start together do not migrate together.
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            compare_type=True,
            compare_server_default=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7215001)")
            context.run_migrations()


run()
