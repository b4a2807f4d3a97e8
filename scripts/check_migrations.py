"""Do the migrations make exactly what the models say, and can they be taken back?

On an embedded server of its own: up to the newest, compare with the models, down to nothing, up again.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from flask import Flask
from sqlalchemy import text

import config
from app import create_app
from app.gateways.database import EmbeddedServer

_LEFT = """
    SELECT kind || ' ' || name FROM (
        SELECT 'table' AS kind, relname::text AS name FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S', 'p')
        UNION ALL SELECT 'function', proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'type', typname::text FROM pg_type
         WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
    ) AS found WHERE name <> 'alembic_version' ORDER BY 1
"""


def check(app: Flask) -> list[str]:
    """What is wrong, one sentence each."""
    with app.app_context():
        migrate = app.extensions["migrate"]
        settings: Config = migrate.migrate.get_config()
        settings.stdout = io.StringIO()
        engine = migrate.db.engine
        command.upgrade(settings, "head")
        faults = []
        try:
            command.check(settings)
        except CommandError as error:
            faults.append(f"models and migrations differ: {error}")
        command.downgrade(settings, "base")
        with engine.connect() as connection:
            left = connection.execute(text(_LEFT)).scalars().all()
        if left:
            faults.append(f"the way down leaves: {', '.join(left)}")
        command.upgrade(settings, "head")
        engine.dispose()
    return faults


def main() -> int:
    """Check in a temporary instance and print what is wrong."""
    with tempfile.TemporaryDirectory(prefix="qonys-check-") as folder:
        instance = Path(folder)
        with EmbeddedServer(instance, durable=False) as server:
            settings = config.Settings.from_environ(
                {
                    "QONYS_ENVIRONMENT": "test",
                    "DATABASE_URL": server.url(),
                    "QONYS_INSTANCE_DIR": folder,
                    "QONYS_LOG_LEVEL": "warning",
                }
            )
            # Alembic prints each step; what counts is the result.
            with contextlib.redirect_stdout(io.StringIO()):
                faults = check(create_app(settings))
    for fault in faults:
        print(fault)
    print("migrations equal models, down and up again" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
