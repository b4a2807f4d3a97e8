"""``/healthz``: this process answers.  ``/readyz``: the service can work; else 503 and what is missing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.models import db
from app.policy import Permission
from app.queries import health
from app.web.access import requires

WORKER_SILENT_SECONDS = 60.0
_MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"
_NAMED = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@requires(Permission.PUBLIC)
def healthz() -> Response:
    """Alive; asks nobody else."""
    return _uncached(jsonify(status="ok"))


@blueprint.get("/readyz")
@requires(Permission.PUBLIC)
def readyz() -> tuple[Response, int]:
    """``{"ready": …, "database": …, "migrations": …, "worker": …}``; 503 when one of the three is false."""
    checks = _checks()
    ready = all(checks.values())
    return _uncached(jsonify(ready=ready, **checks)), 200 if ready else 503


def _checks() -> dict[str, bool]:
    """Each part and whether it is there; without one, nothing is known of those after it."""
    checks = {"database": False, "migrations": False, "worker": False}
    try:
        checks["database"] = db.session.scalar(select(1)) == 1
        checks["migrations"] = health.schema_version(db.session) == newest_migration()
        silent = health.seconds_since_sign_of_life(db.session)
        checks["worker"] = silent is not None and silent < WORKER_SILENT_SECONDS
    except SQLAlchemyError:
        db.session.rollback()
    return checks


@cache
def newest_migration() -> str | None:
    """The newest migration of this checkout, the one that none follows; None where it is not one.

    Read from the files: Alembic would bring ten megabytes into each web worker.
    """
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in _MIGRATIONS.glob("*.py"):
        for which, revision in _NAMED.findall(path.read_text("utf-8")):
            named[which].add(revision)
    newest = named["revision"] - named["down_revision"]
    return newest.pop() if len(newest) == 1 else None


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
