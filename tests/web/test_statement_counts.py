"""What each page costs the database: a bound for every page, and no more for a full service than for an empty one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

import config
from app.domain.roles import REGIONAL_ROLES, Role
from app.domain.workflow import Status
from app.models import Account
from app.services import demo
from tests.factories import NOW, actor_of, make_account, make_application, make_draft
from tests.web.client import PageClient, watched

# One statement of each page says who is signed in.
USUAL = 5
BOUNDS = {
    "application.check": 9,
    "application.documents": 7,
    "application.tasks": 7,
    # Each figure of a board is a kept counter of its own.
    "board.index": 22,
    "quota.index": 6,
    "country.index": 14,
    "health.readyz": 12,
    "queue.audit": 8,
    "review.case_page": 7,
    # The figures of a forecast come from six kept counters.
    "redistribution.forecast": 11,
    "redistribution.plan": 10,
    "status.page": 13,
    "status.reply": 7,
    "worklist.index": 4,
}


def rules(app: Flask) -> Iterator[Rule]:
    """Pages that need nothing, or the number of an application."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and rule.arguments <= {"application_id"}:
            yield rule


def costs(app: Flask, client: PageClient, numbers: tuple[int, ...]) -> dict[tuple[str, int | None], list[str]]:
    """Statements of every page that the person of ``client`` may open, by endpoint and application."""
    found = {}
    for rule in rules(app):
        for number in numbers if rule.arguments else (None,):
            path = rule.rule.replace("<int:application_id>", str(number))
            # The second time everything that a process keeps is there.
            for _ in range(2):
                with watched(app) as seen:
                    answer = client.client.get(path)
                if answer.status_code != 200:
                    break
            else:
                found[rule.endpoint, number] = seen.statements
    return found


def person(session: Session, role: Role, owner: Account) -> Account:
    if role is Role.APPLICANT:
        return owner
    return make_account(session, role, "KZ-55" if role in REGIONAL_ROLES else None)


@pytest.mark.parametrize("role", Role)
def test_pages_stay_within_their_bounds_whatever_there_is(
    app: Flask, session: Session, page_client: PageClient, role: Role
) -> None:
    owner = make_account(session)
    client = page_client.as_account(person(session, role, owner))
    alone = make_application(session, Status.DOCUMENTS_REQUESTED, owner=actor_of(owner))
    before = costs(app, client, (alone.id,))
    assert len(before) > 4

    demo.load(session, 150, 5, now=NOW)
    family = make_application(session, Status.DOCUMENTS_REQUESTED, owner=actor_of(owner), persons=6)
    draft = make_draft(session, owner=actor_of(owner), persons=6)
    after = costs(app, client, (family.id, draft.id))
    for (endpoint, number), statements in after.items():
        assert len(statements) <= BOUNDS.get(endpoint, USUAL), (endpoint, statements)
        if number != draft.id:
            known = before[endpoint, alone.id if number else None]
            assert len(statements) <= len(known), (endpoint, statements)


def test_every_bound_is_of_a_page(app: Flask) -> None:
    assert set(BOUNDS) <= {rule.endpoint for rule in rules(app)}


def test_a_web_worker_does_not_carry_what_makes_files() -> None:
    """Typesetting, signing, workbooks and the solver weigh as much as all the rest: who needs them loads them."""
    code = (
        "import sys\n"
        "import app.web, app.api, app.cli\n"
        "heavy = {'weasyprint', 'pyhanko', 'openpyxl', 'xlsxwriter', 'playwright', 'numpy', 'highspy'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=config.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_service_loads_without_a_connection_or_a_thread() -> None:
    """Web workers are forked from one process that has loaded it: neither would live on in both."""
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "QONYS_ENVIRONMENT": "demo"}
    code = "import threading, wsgi; raise SystemExit(threading.active_count() - 1)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=config.ROOT,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
