"""Both boards as their readers open them: ``python -m benchmarks.boards [TIMES]``.

The head of Pavlodar region opens the supervisor's board, the ministry that of the country and the page of the year,
each TIMES times (40).  Prints JSON: times, statements, and how many rows the kept counters hold.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.domain.roles import Role
from app.models import db
from app.services import upkeep
from app.services.demo_logins import DEMO_LOGINS
from benchmarks.client import TOKEN
from benchmarks.timing import summary
from benchmarks.writing import counted

_PAGES = (("supervisor", Role.SUPERVISOR, "/board"), ("country", Role.MINISTRY, "/country"))
_COUNTERS = ("applications", "load_deltas", "breach_deltas", "status_deltas", "quota_months", "queues")


def measure(app: Flask, times: int) -> dict[str, Any]:
    """Every figure; the counters are folded first, as a job does each minute."""
    with app.app_context():
        before = time.perf_counter()
        upkeep.fold_counters(db.session)
        db.session.commit()
        folding = time.perf_counter() - before
        rows = {name: db.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in _COUNTERS}
        year = db.session.scalar(text("SELECT max(year) FROM regional_quotas WHERE used > 0"))
    pages = [*_PAGES, *([("year", Role.MINISTRY, f"/quota/year/{year}")] if year else [])]
    found = {name: _page(signed_in(app, role), path, times) for name, role, path in pages}
    return {"rows": rows, "fold_seconds": round(folding, 2), "pages": found}


def signed_in(app: Flask, role: Role) -> FlaskClient:
    """A client of the demonstration's person with ``role`` who signed in with a password."""
    person = next(each for each in DEMO_LOGINS if each.role is role)
    client = app.test_client()
    token = TOKEN.search(client.get("/account/staff-sign-in").get_data(as_text=True))
    form = {"csrf_token": token[1] if token else "", "email": person.login, "password": person.password}
    if client.post("/account/staff-sign-in", data=form).status_code != 303:
        raise RuntimeError("sign-in failed")
    return client


def _page(client: FlaskClient, path: str, times: int) -> dict[str, Any]:
    taken = []
    for number in range(times + 2):
        before = time.perf_counter()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        # The first ones fill what a process keeps.
        if number >= 2:
            taken.append(time.perf_counter() - before)
    with counted() as statements:
        client.get(path)
    return {**summary(taken, sum(taken)), "statements": len(statements)}


def main(arguments: list[str]) -> int:
    """Measure and print."""
    print(json.dumps(measure(create_app(), int(arguments[0]) if arguments else 40)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
