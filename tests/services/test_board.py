"""The kept counters of the boards: what they say is what a count over the record says, whatever was done to it."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, text, update
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import OPEN, Status
from app.models import Application, BreachDelta, LoadDelta, Term
from app.models.application import StatusDelta
from app.services import demo, upkeep
from tests.factories import NOW, make_account, make_application

TODAY = NOW.date()


def rows(session: Session, statement: Select[*tuple[object, ...]]) -> set[tuple[object, ...]]:
    return {tuple(row) for row in session.execute(statement)}


def kept_load(session: Session) -> set[tuple[object, ...]]:
    key = (LoadDelta.region, LoadDelta.officer_id, LoadDelta.due_on)
    total = func.sum(LoadDelta.delta)
    return rows(session, select(*key, total).group_by(*key).having(total != 0))


def counted_load(session: Session) -> set[tuple[object, ...]]:
    key = (Application.host_region, Application.assigned_to_id, Application.due_on)
    return rows(session, select(*key, func.count()).where(Application.status.in_(OPEN)).group_by(*key))


def kept_breaches(session: Session) -> set[tuple[object, ...]]:
    key = (BreachDelta.region, BreachDelta.month, BreachDelta.is_explained)
    total = func.sum(BreachDelta.delta)
    return rows(session, select(*key, total).group_by(*key).having(total != 0))


def counted_breaches(session: Session) -> set[tuple[object, ...]]:
    statement = text(
        "SELECT region, date_trunc('month', breached_at AT TIME ZONE 'Asia/Almaty')::date, explained_at IS NOT NULL,"
        " count(*) FROM terms WHERE breached_at IS NOT NULL GROUP BY 1, 2, 3"
    )
    return {tuple(row) for row in session.execute(statement)}


def make_term(session: Session, application: Application, **columns: object) -> Term:
    values = {
        "application_id": application.id, "region": application.host_region, "stage": "study",
        "limit_key": "limit.study", "amount": 5, "unit": "working_days", "started_on": TODAY, "due_on": TODAY,
        "ended_on": TODAY,
    }  # fmt: skip
    term = Term(**values | columns)
    session.add(term)
    session.flush()
    return term


def test_open_cases_are_counted_by_officer_and_day_through_random_changes(session: Session) -> None:
    draw = random.Random(20260105)
    officers = [None, *(make_account(session, Role.CASE_WORKER).id for _ in range(3))]
    cases = [make_application(session, draw.choice([Status.SUBMITTED, Status.ACCEPTED])) for _ in range(12)]
    for step in range(60):
        case = draw.choice(cases)
        change = draw.choice(["officer", "day", "region", "close", "reopen", "nothing"])
        changes: dict[str, dict[str, Any]] = {
            "officer": {"assigned_to_id": draw.choice(officers)},
            "day": {"due_on": draw.choice([None, *(TODAY + timedelta(days=number) for number in range(3))])},
            "region": {"host_region": draw.choice(["KZ-55", "KZ-59", "KZ-39"])},
            "close": {"status": Status.WITHDRAWN},
            "reopen": {"status": draw.choice([Status.SUBMITTED, Status.ACCEPTED])},
            "nothing": {"contact_phone": str(step)},
        }
        values = changes[change]
        session.execute(update(Application).where(Application.id == case.id).values(**values))
        if step % 20 == 19:
            upkeep.fold_counters(session)
        assert kept_load(session) == counted_load(session), (step, change)
    upkeep.fold_counters(session)
    assert session.scalar(select(func.count()).select_from(LoadDelta)) == len(counted_load(session))


def test_a_change_of_nothing_that_is_counted_writes_no_counter(session: Session) -> None:
    case = make_application(session, Status.ACCEPTED)
    numbers = set(session.scalars(select(LoadDelta.id)))
    session.execute(update(Application).where(Application.id == case.id).values(contact_phone="1", status="submitted"))
    assert set(session.scalars(select(LoadDelta.id))) == numbers


def test_drafts_and_closed_cases_are_nobodys_load(session: Session) -> None:
    for status in (Status.DRAFT, Status.WITHDRAWN, Status.APPROVED, Status.REFUSED):
        make_application(session, status)
    assert kept_load(session) == counted_load(session) == set()


def test_a_removed_case_leaves_the_load(session: Session) -> None:
    # A draft that was never filed has nothing that refers to it; written as open it is counted.
    case = make_application(session, Status.DRAFT)
    opened = {"status": Status.SUBMITTED, "number": "X-1", "submitted_at": NOW, "host_region": "KZ-55"}
    session.execute(update(Application).where(Application.id == case.id).values(**opened, household_size=1))
    assert kept_load(session) == {("KZ-55", None, None, 1)}
    for table in ("attachments", "household_members"):
        session.execute(text(f"DELETE FROM {table} WHERE application_id = :id"), {"id": case.id})
    session.execute(delete(Application).where(Application.id == case.id))
    assert kept_load(session) == set()


def test_breaches_are_counted_by_month_and_explanation(session: Session) -> None:
    draw = random.Random(7)
    case = make_application(session, Status.ACCEPTED)
    clerk = make_account(session, Role.CASE_WORKER)
    terms = [make_term(session, case, stage="study") for _ in range(8)]
    for step in range(40):
        term = draw.choice(terms)
        found = NOW - timedelta(days=31 * draw.randrange(4))
        values: dict[str, Any] = draw.choice(
            [
                {"breached_at": found, "breach_status": "accepted"},
                {"breached_at": found, "breach_status": "accepted", "explained_at": NOW,
                 "explained_by_id": clerk.id, "explanation": "flood"},
                {"breached_at": None, "breach_status": None, "explained_at": None, "explained_by_id": None,
                 "explanation": ""},
                {"warned_at": NOW},
            ]
        )  # fmt: skip
        session.execute(update(Term).where(Term.id == term.id).values(**values))
        assert kept_breaches(session) == counted_breaches(session), step
    session.execute(delete(Term).where(Term.id == terms[0].id))
    upkeep.fold_counters(session)
    assert kept_breaches(session) == counted_breaches(session)
    assert session.scalar(select(func.count()).select_from(BreachDelta)) == len(counted_breaches(session))


def test_a_breach_at_the_turn_of_a_month_counts_by_our_clock(session: Session) -> None:
    case = make_application(session, Status.ACCEPTED)
    # 31 January 20:00 in Greenwich is 1 February here.
    late = NOW.replace(month=1, day=31, hour=20, minute=0)
    make_term(session, case, breached_at=late, breach_status="accepted")
    assert [row[1] for row in kept_breaches(session)] == [late.date().replace(month=2, day=1)]


def test_counters_hold_after_a_load_by_copy(session: Session) -> None:
    demo.load(session, 300, 7, now=NOW)
    assert counted_load(session) and kept_load(session) == counted_load(session)
    assert kept_breaches(session) == counted_breaches(session)
    upkeep.fold_counters(session)
    assert kept_load(session) == counted_load(session)
    assert kept_breaches(session) == counted_breaches(session)
    crowded = select(StatusDelta.host_region).group_by(StatusDelta.host_region, StatusDelta.stream, StatusDelta.status)
    assert not session.execute(crowded.having(func.count() > 1)).all()
