"""Folding keeps totals, forgetting keeps what is needed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.workflow import Status
from app.models import Application, ConfirmationCode, KeptInput, Progress, SignInAttempt, StatusDelta
from app.services import upkeep
from tests.factories import NOW, make_account, make_application

GROUP = (StatusDelta.host_region, StatusDelta.stream, StatusDelta.status)


def totals(session: Session) -> set[tuple[object, ...]]:
    statement = select(*GROUP, func.sum(StatusDelta.delta)).group_by(*GROUP).having(func.sum(StatusDelta.delta) != 0)
    return {tuple(row) for row in session.execute(statement)}


def test_folding_leaves_one_row_a_group_and_the_same_totals_as_a_recount(session: Session) -> None:
    for status in (Status.APPROVED, Status.SUBMITTED, Status.SUBMITTED, Status.REFUSED, Status.DRAFT):
        make_application(session, status=status)
    before = totals(session)
    upkeep.fold_counters(session)
    assert totals(session) == before
    rows = session.scalar(select(func.count()).select_from(StatusDelta))
    assert rows == len(before)
    keys = (Application.host_region, Application.stream, Application.status)
    recount = {tuple(row) for row in session.execute(select(*keys, func.count()).group_by(*keys))}
    assert {tuple(row) for row in before} == recount
    numbers = set(session.scalars(select(StatusDelta.id)))
    upkeep.fold_counters(session)
    assert set(session.scalars(select(StatusDelta.id))) == numbers, "nothing to fold, nothing written"


def test_forgetting_takes_the_old_and_leaves_the_rest(session: Session) -> None:
    account = make_account(session)
    old, fresh = NOW - timedelta(days=30), NOW - timedelta(minutes=1)
    for at in (old, fresh):
        session.add(KeptInput(account_id=account.id, path="/x", fields={}, kept_at=at))
        session.add(SignInAttempt(bucket="b", at=at, succeeded=False))
        session.add(
            ConfirmationCode(
                address="a@example.kz",
                purpose="register",
                code_hash="h",
                created_at=at,
                expires_at=at + timedelta(hours=1),
            )
        )
        session.add(Progress(name=f"worker:host:{at:%d}", mark=1, at=at))
    session.add(Progress(name="something else", mark=1, at=old))
    session.flush()
    assert upkeep.forget(session, now=NOW) == 4
    assert session.scalars(select(KeptInput.kept_at)).all() == [fresh]
    assert session.scalars(select(SignInAttempt.at)).all() == [fresh]
    assert session.scalars(select(ConfirmationCode.created_at)).all() == [fresh]
    assert set(session.scalars(select(Progress.name).where(Progress.name != "reference"))) == {
        f"worker:host:{fresh:%d}",
        "something else",
    }
