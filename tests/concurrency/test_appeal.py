"""Two officials decide one complaint at once, and a family presses twice: one decision, one complaint, places once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain.appeal import AppealAction, AppealGround
from app.domain.errors import DomainError
from app.domain.paper import DocumentKind
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.models import Appeal, Application, IssuedDocument, QuotaMovement, db
from app.services import appeal, appeal_filing
from app.services.appeal import AppealMotion
from app.services.appeal_filing import Complaint
from tests.conftest import OwnDatabase
from tests.factories import NOW, actor_of, make_account, make_actor, make_application

pytestmark = pytest.mark.concurrency
SOON = NOW + timedelta(days=1)
AT_ONCE = 4


def _at_once(app: Flask, work: Callable[[int], None]) -> list[str]:
    """``work`` in several transactions that begin together; the code of each refusal, empty for what was done."""
    ready = Barrier(AT_ONCE)

    def one(number: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                work(number)
                db.session.commit()
            except DomainError as error:
                db.session.rollback()
                return error.code
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


def _refused(app: Flask) -> tuple[int, int, Actor]:
    with app.app_context():
        owner = actor_of(make_account(db.session))
        case = make_application(db.session, Status.REFUSED, owner=owner, persons=3)
        refusal = db.session.scalars(
            select(IssuedDocument.id).where(
                IssuedDocument.application_id == case.id, IssuedDocument.kind == DocumentKind.REFUSAL
            )
        ).one()
        db.session.commit()
        return case.id, refusal, owner


def test_a_double_press_makes_one_complaint(own_database: OwnDatabase) -> None:
    app = own_database.app
    case, refusal, owner = _refused(app)

    def press(_number: int) -> None:
        appeal_filing.file(db.session, case, refusal, Complaint(("x",)), actor=owner, now=SOON)

    assert _at_once(app, press) == ["", *["appealed_before"] * (AT_ONCE - 1)]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Appeal)) == 1


def test_one_decision_is_taken_and_the_places_once(own_database: OwnDatabase) -> None:
    app = own_database.app
    case, refusal, owner = _refused(app)
    with app.app_context():
        made = appeal_filing.file(db.session, case, refusal, Complaint(("x",)), actor=owner, now=SOON)
        worker = make_actor(db.session, Role.CASE_WORKER, "KZ-55")
        appeal.perform(db.session, made.id, AppealMotion(AppealAction.FORWARD), actor=worker, now=SOON)
        officials = [make_actor(db.session, Role.MINISTRY) for _ in range(AT_ONCE)]
        number = made.id
        db.session.commit()
    motion = AppealMotion(AppealAction.CHANGE, "Дәлелденді", (AppealGround.NEW_EVIDENCE.value,), ("Иә",))

    def decide(place: int) -> None:
        appeal.perform(db.session, number, motion, actor=officials[place], now=SOON)

    assert _at_once(app, decide) == ["", *["move_not_allowed"] * (AT_ONCE - 1)]
    with app.app_context():
        application = db.session.get_one(Application, case)
        assert (application.status, application.places_used) == (Status.APPROVED, 3)
        used = select(func.sum(QuotaMovement.used)).where(QuotaMovement.application_id == case)
        assert db.session.scalar(used) == 3
        replies = select(func.count()).where(IssuedDocument.kind == DocumentKind.APPEAL_REPLY)
        assert db.session.scalar(replies) == 1
