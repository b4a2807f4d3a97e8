"""``flask --app wsgi db``: it is there, and costs nobody anything who does not ask for it."""

from __future__ import annotations

import os
import subprocess
import sys

from alembic.config import Config
from alembic.script import ScriptDirectory

import config
from app.api.health import newest_migration

# A port where nobody listens: loading the service asks no database.
_NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "QONYS_ENVIRONMENT": "demo"}


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=config.ROOT,
        env={**os.environ, **_NOWHERE},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_web_worker_carries_neither_alembic_nor_an_image_library() -> None:
    heavy = "{'alembic', 'mako', 'pygments', 'flask_migrate', 'PIL'}"
    code = f"import sys, wsgi; sys.exit(', '.join(sorted({heavy} & set(sys.modules))) or 0)"
    done = _run("-c", code)
    assert done.returncode == 0, done.stderr


def test_the_commands_of_the_migrations_are_found_by_name_and_by_list() -> None:
    done = _run("-m", "flask", "--app", "wsgi", "db", "heads")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [newest_migration(), "(head)"]
    listed = _run("-m", "flask", "--app", "wsgi", "db", "--help")
    assert {"upgrade", "downgrade", "current", "migrate"} <= set(listed.stdout.split())


def test_the_newest_migration_is_the_one_that_alembic_finds() -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(config.ROOT / "migrations"))
    assert newest_migration() == ScriptDirectory.from_config(configuration).get_current_head()
