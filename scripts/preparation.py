"""What must be done to a database before the service can start, and how the next start knows that it was done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

import config
from app.gateways.database import DRIVER

# What a prepared database is made of: when none of it changed, the start skips to serving.
_INGREDIENTS = (
    "migrations/versions/*.py",
    "assets/reference/**/*",
    "app/domain/programmes/*.py",
    "app/services/demo*.py",
    "requirements/run.txt",
)


@dataclass(frozen=True)
class Database:
    """A database at ``url`` and the note in the instance folder that says how it was prepared."""

    url: str
    settings: config.Settings

    def is_prepared(self) -> bool:
        """Whether this very database was prepared from what lies here now."""
        note = _read(self.settings)
        return bool(note) and note.get("fingerprint") == self.fingerprint()

    def steps(self) -> Iterator[list[str]]:
        """The commands that prepare it, each asked for after the one before is done."""
        yield ["db", "upgrade"]
        yield ["reference", "load"]
        if self.settings.demo_data and not self._ask("SELECT EXISTS (SELECT FROM applications)"):
            yield ["demo", "load", "--cases", str(self.settings.demo_cases)]

    def is_a_demo(self) -> bool:
        """Whether known logins were ever made in it; the trail, which nobody can shorten, says so."""
        known = "SELECT EXISTS (SELECT FROM audit_events WHERE key = 'account.created' AND facts @> '{\"demo\": true}')"
        return bool(self._ask("SELECT to_regclass('audit_events') IS NOT NULL") and self._ask(known))

    def keep(self) -> None:
        """Note that all steps are done, with the logins to show at each start."""
        note = {"fingerprint": self.fingerprint(), "logins": _logins() if self.settings.demo_logins else []}
        _path(self.settings).write_text(json.dumps(note, ensure_ascii=False, indent=1), encoding="utf-8")

    def fingerprint(self) -> dict[str, str]:
        """Which database it is, where its schema stands, and what it is prepared from."""
        digest = hashlib.sha256(f"{self.settings.demo_data} {self.settings.demo_logins}".encode())
        for pattern in _INGREDIENTS:
            for path in sorted(found for found in config.ROOT.glob(pattern) if found.is_file()):
                digest.update(path.name.encode() + path.read_bytes())
        oid = self._ask("SELECT oid FROM pg_database WHERE datname = current_database()")
        schema = ""
        if self._ask("SELECT to_regclass('alembic_version') IS NOT NULL"):
            schema = self._ask("SELECT string_agg(version_num, ',' ORDER BY version_num) FROM alembic_version") or ""
        return {
            "database": hashlib.sha256(f"{self.url} {oid}".encode()).hexdigest(),
            "schema": schema,
            "made_of": digest.hexdigest(),
        }

    def _ask(self, query: str) -> Any:
        """The one value that the query gives."""
        with psycopg.connect(self.url.replace(DRIVER, "postgresql", 1)) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def welcome(settings: config.Settings) -> str:
    """What a newcomer needs to know: the address, and the demo's logins."""
    lines = ["", f"Qonys is ready: {settings.base_url}   (Ctrl-C stops it)"]
    if settings.demo_logins:
        lines += ["", "Demo logins:", *(f"  {line}" for line in _read(settings).get("logins", []))]
    return "\n".join([*lines, ""])


def _logins() -> list[str]:
    """One line for each known account: role, login, password."""
    from app.services.demo_logins import DEMO_LOGINS  # noqa: PLC0415  a second that later starts need not spend

    return [
        f"{person.role.value:<14} {person.region or '':<6} {person.login:<26} {person.password or 'a code by e-mail'}"
        for person in DEMO_LOGINS
    ]


def _path(settings: config.Settings) -> Path:
    return settings.instance_dir / "prepared.json"


def _read(settings: config.Settings) -> dict[str, Any]:
    """The note of the last preparation; nothing where there is none or it cannot be read."""
    try:
        note = json.loads(_path(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
