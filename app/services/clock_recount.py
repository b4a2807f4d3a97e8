"""Counting the running terms anew after the calendar of working days changed, and saying which cases moved.

Terms that ended, that were broken or whose last day has passed stay what they were.  A batch of cases is a transaction:
a recount that was interrupted goes on behind the last batch.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.calendar import WorkingCalendar
from app.domain.deadlines import Standing, Stop, standing
from app.domain.deadlines import Term as Counted
from app.domain.reference import Unit
from app.domain.roles import SYSTEM, Actor
from app.gateways.queue import enqueue
from app.i18n import local
from app.models import Recount, Term
from app.services import audit, reference

TASK = "clock.recount"
BATCH = 2_000
_CASES = text(
    "SELECT DISTINCT application_id FROM terms"
    " WHERE ended_on IS NULL AND application_id > :reached ORDER BY application_id LIMIT :batch"
)
# Whoever writes terms holds the case.  The first is waited for with no other in hand, the rest are taken if they are
# free: so nobody waits for a recount that waits for them.
_LOCK_FIRST = text("SELECT id FROM applications WHERE id = :case FOR NO KEY UPDATE")
_LOCK_FREE = text("SELECT id FROM applications WHERE id = ANY(:cases) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED")
# Thousands of cases began on the same day with the same limit, so what comes back is a row a kind of term.
_TERMS = text(
    "SELECT t.amount, t.unit, t.started_on, s.stops, t.due_on, t.days_left, array_agg(t.id) AS ids FROM terms t"
    " LEFT JOIN (SELECT s.term_id, array_agg(ARRAY[s.stopped_on, s.resumed_on] ORDER BY s.id) AS stops"
    " FROM term_stops s JOIN terms t ON t.id = s.term_id"
    " WHERE t.application_id = ANY(:cases) AND t.ended_on IS NULL GROUP BY s.term_id) AS s ON s.term_id = t.id"
    " WHERE t.application_id = ANY(:cases) AND t.ended_on IS NULL AND t.breached_at IS NULL"
    " AND (t.due_on IS NULL OR t.due_on >= :today) GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY min(t.id)"
)
# The bounds are for the planner, which would read every term, and every case, of the country.
_WRITE = text(
    "WITH kinds AS (SELECT * FROM unnest(CAST(:dues_before AS date[]), CAST(:lefts_before AS integer[]),"
    " CAST(:dues AS date[]), CAST(:lefts AS integer[]))"
    " WITH ORDINALITY AS k (due_before, left_before, due_on, days_left, kind)), moved AS ("
    " UPDATE terms t SET due_on = k.due_on, days_left = k.days_left"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:kinds AS integer[])) AS f (id, kind) JOIN kinds k USING (kind)"
    " WHERE t.id = f.id AND t.id BETWEEN :lowest AND :highest"
    " RETURNING t.id, t.application_id, t.region, k.due_before, t.due_on, k.left_before, t.days_left), noted AS ("
    " INSERT INTO recount_moves (recount_id, term_id, region, due_before, due_after, left_before, left_after)"
    " SELECT :recount, id, region, due_before, due_on, left_before, days_left FROM moved ORDER BY id)"
    " SELECT DISTINCT application_id FROM moved ORDER BY application_id"
)
_SHOW = text(
    "UPDATE applications a SET due_on = COALESCE(s.step, s.whole), whole_due_on = s.whole FROM ("
    " SELECT application_id, max(due_on) FILTER (WHERE stage = 'whole') AS whole,"
    " max(due_on) FILTER (WHERE stage <> 'whole' AND stopped_on IS NULL) AS step"
    " FROM terms WHERE application_id = ANY(:cases) AND ended_on IS NULL AND appeal_id IS NULL"
    " GROUP BY application_id) AS s WHERE a.id = s.application_id AND a.id BETWEEN :first AND :last"
)

_SHOW_COMPLAINTS = text(
    "UPDATE appeals a SET due_on = t.due_on FROM terms t WHERE t.application_id = ANY(:cases)"
    " AND t.appeal_id = a.id AND t.ended_on IS NULL AND t.due_on <> a.due_on AND a.closed_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Terms of one kind that now stand elsewhere; ``before``: their last day, or the days left."""

    ids: Sequence[int]
    before: tuple[date | None, int | None]
    now: Standing


def ask(session: Session, *, actor: Actor, now: datetime) -> Recount:
    """Ask a worker for a recount; it exists if and only if the change of the calendar does."""
    recount = Recount(asked_at=now, asked_by_id=actor.account_id, reached=0, counted=0, moved=0)
    session.add(recount)
    session.flush()
    enqueue(session, TASK, lock=TASK, recount_id=recount.id)
    return recount


def is_needed(session: Session) -> bool:
    """Whether any term runs."""
    return session.scalar(select(Term.id).where(Term.ended_on.is_(None)).limit(1)) is not None


def step(session: Session, recount_id: int, *, now: datetime, batch: int = BATCH) -> bool:
    """Count the terms of at most ``batch`` further cases anew; False when none is left and the recount is finished."""
    recount = session.get_one(Recount, recount_id, with_for_update=True, populate_existing=True)
    if recount.finished_at is not None:
        return False
    wanted = session.scalars(_CASES, {"reached": recount.reached, "batch": batch})
    cases: list[int] = list(wanted)
    if not cases:
        _finish(session, recount, now)
        return False
    cases = _locked(session, cases)
    counted, moved = _recounted(session, cases, local(now).date())
    if moved:
        _write(session, recount.id, moved)
    recount.reached = cases[-1]
    recount.counted += counted
    recount.moved += sum(len(each.ids) for each in moved)
    session.flush()
    return True


def _locked(session: Session, cases: list[int]) -> list[int]:
    """The cases in hand now: from the first on as far as nobody else holds one; the rest is the next step's."""
    session.execute(_LOCK_FIRST, {"case": cases[0]})
    taken = {cases[0], *session.scalars(_LOCK_FREE, {"cases": cases[1:]})}
    return list(itertools.takewhile(taken.__contains__, cases))


def _recounted(session: Session, cases: Sequence[int], today: date) -> tuple[int, list[_Moved]]:
    """How many terms of the cases were counted, and those that moved."""
    calendar: WorkingCalendar = reference.working_calendar(session)
    moved, counted = [], 0
    for row in session.execute(_TERMS, {"cases": cases, "today": today}):
        stops = tuple(Stop(stopped, resumed) for stopped, resumed in row.stops or ())
        found = standing(Counted(row.amount, Unit(row.unit), row.started_on, stops), calendar)
        counted += len(row.ids)
        if (found.due_on, found.days_left) != (row.due_on, row.days_left):
            moved.append(_Moved(row.ids, (row.due_on, row.days_left), found))
    return counted, moved


def _write(session: Session, recount_id: int, moved: Sequence[_Moved]) -> None:
    ids = [number for each in moved for number in each.ids]
    values: dict[str, Any] = {
        "recount": recount_id,
        "ids": ids,
        "lowest": min(ids),
        "highest": max(ids),
        "kinds": [kind for kind, each in enumerate(moved, 1) for _ in each.ids],
        "dues_before": [each.before[0] for each in moved],
        "lefts_before": [each.before[1] for each in moved],
        "dues": [each.now.due_on for each in moved],
        "lefts": [each.now.days_left for each in moved],
    }
    cases = list(session.scalars(_WRITE, values))
    session.execute(_SHOW, {"cases": cases, "first": cases[0], "last": cases[-1]})
    session.execute(_SHOW_COMPLAINTS, {"cases": cases})


def _finish(session: Session, recount: Recount, now: datetime) -> None:
    recount.finished_at = now
    session.flush()
    audit.record(
        session,
        EventKey.CLOCK_RECOUNTED,
        (SubjectKind.REFERENCE, 0),
        actor=SYSTEM,
        now=now,
        facts={"recount": recount.id, "counted": recount.counted, "moved": recount.moved},
    )
    session.flush()
