"""Due dates of open cases counted anew after a change of the calendar: ``python -m benchmarks.terms CASES``.

Makes CASES open cases, each with a term of the whole and one of its stage, every tenth standing still; then a working
day of next week becomes a day off, and the service's own recount finds, writes and notes what moved.  Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app import create_app
from app.domain.roles import SYSTEM
from app.i18n import local
from app.models import MovedDay, db
from app.services import clock_recount, reference

# A row has the width that a real one has: a filled form, names to be found by.
_CASES = """
INSERT INTO applications (number, programme, stream, status, status_since, workflow_version, version, channel, language,
    host_region, applicant_name, applicant_sort_key, household_size, answers, search_text, created_at, submitted_at,
    accepted_at, proposal_reason, proposal_grounds, recommendation_reason, recommendation_grounds, places_reserved,
    places_used)
SELECT 'B-' || n, 'quota_relocatee', 'relocatee', CASE WHEN n % 10 = 0 THEN 'documents_requested' ELSE 'accepted' END,
    now(), 2, 2, 'online', 'kk', r.code, 'Сейітқали Айгүл ' || n, 'aaa' || n, 4,
    jsonb_build_object('wishes', repeat('мәтін ', 250)), 'сейіткали айгул ' || n, now(), now(), now(), '', '[]', '',
    '[]', 0, 0
FROM generate_series(1, :cases) AS n
JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS many FROM regions) AS r
  ON n % r.many = r.place
"""
_TERMS = """
INSERT INTO terms (application_id, region, stage, limit_key, amount, unit, started_on, stopped_on, stop_reason,
    days_left, due_on, explanation)
SELECT a.id, a.host_region, s.stage, 'limit.' || s.stage, s.amount, 'working_days',
    current_date - (a.id % 5)::integer, CASE WHEN a.status = 'accepted' THEN NULL ELSE current_date END,
    CASE WHEN a.status = 'accepted' THEN NULL ELSE 'documents' END,
    CASE WHEN a.status = 'accepted' THEN NULL ELSE 0 END,
    CASE WHEN a.status = 'accepted' THEN current_date + 400 END, ''
FROM applications a CROSS JOIN (VALUES ('whole', 20), ('study', 12)) AS s (stage, amount)
WHERE a.number LIKE 'B-%' ORDER BY a.id
"""
_STOPS = """
INSERT INTO term_stops (term_id, reason, stopped_on)
SELECT t.id, 'documents', t.stopped_on FROM terms t JOIN applications a ON a.id = t.application_id
WHERE a.number LIKE 'B-%' AND t.stopped_on IS NOT NULL
"""


def recounted(session: Session) -> tuple[float, int, int]:
    """Seconds of a whole recount as the job does it, terms counted, terms moved."""
    now = datetime.now(UTC)
    recount = clock_recount.ask(session, actor=SYSTEM, now=now)
    session.commit()
    number, begun = recount.id, time.perf_counter()
    while clock_recount.step(session, number, now=now):
        session.commit()
    session.commit()
    return time.perf_counter() - begun, recount.counted, recount.moved


def prepare(session: Session, cases: int) -> None:
    """The cases with their terms, at rest."""
    for statement in (_CASES, _TERMS, _STOPS):
        session.execute(text(statement), {"cases": cases} if statement is _CASES else {})
    session.commit()
    # The first recount only brings the invented days to what the rule says.
    recounted(session)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE applications, terms, term_stops, recount_moves"))


def take_a_day(session: Session, today: date) -> None:
    """The first working day of next week becomes a day off; it is worked on a Saturday half a year later."""
    monday = today + timedelta(days=7 - today.weekday())
    day = reference.working_calendar(session).next_working_day(monday)
    saturday = monday + timedelta(days=26 * 7 + 5)
    session.add(MovedDay(rest_day=saturday, moved_to=day))
    reference.mark_changed(session, datetime.now(UTC))
    session.commit()


def measure(cases: int) -> dict[str, Any]:
    """How long a recount takes in which almost every term moves."""
    with create_app().app_context():
        with Session(db.engine) as session:
            prepare(session, cases)
            take_a_day(session, local(datetime.now(UTC)).date())
            seconds, counted, moved = recounted(session)
        db.engine.dispose()
    return {"cases": cases, "terms": counted, "moved": moved, "seconds": round(seconds, 2)}


def main(arguments: list[str]) -> int:
    """``CASES``."""
    print(json.dumps(measure(int(arguments[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
