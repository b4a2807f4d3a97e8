"""One person, two approvals at the same moment: one status; and numbers without gaps, whoever fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.errors import DomainError
from app.domain.programmes.definition import Step
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Application, KandasStatus, db
from app.services import kandas_status_extension as extension
from app.services import review
from tests.conftest import OwnDatabase
from tests.factories import NOW, actor_of, make_account, make_actor, make_application, motion_for

pytestmark = pytest.mark.concurrency
PASSPORT = {"number": "E7654321", "country": "MN"}


def _approve(app: Flask, case: int, head: Actor) -> str:
    with app.app_context():
        try:
            motion = motion_for(Action.APPROVE, db.session.get_one(Application, case))
            review.perform(db.session, case, motion, actor=head, now=NOW)
            db.session.commit()
            return "done"
        except DomainError as error:
            db.session.rollback()
            return error.code


def test_one_living_status_a_person_whatever_two_heads_do(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        same = [
            make_application(
                db.session,
                Status.PREPARED,
                stream=Stream.STATUS_ASSIGNMENT,
                region=region,
                changes={Step.PASSPORT: PASSPORT},
            ).id
            for region in ("KZ-55", "KZ-59", "KZ-55", "KZ-59")
        ]
        others = [make_application(db.session, Status.PREPARED, stream=Stream.STATUS_ASSIGNMENT).id for _ in range(4)]
        heads = {region: make_actor(db.session, Role.SUPERVISOR, region) for region in ("KZ-55", "KZ-59")}
        rows = db.session.execute(select(Application.id, Application.host_region))
        regions = {row.id: row.host_region or "" for row in rows}
        db.session.commit()
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda case: _approve(app, case, heads[regions[case]]), same + others))
    assert sorted(outcomes[:4]) == ["done", *["kandas_status_held"] * 3]
    assert outcomes[4:] == ["done"] * 4
    with app.app_context():
        numbers = sorted(db.session.scalars(select(KandasStatus.number)))
        here = [number for number in numbers if number.startswith("55-")]
        assert here == [f"55-KR-2026-{place:05}" for place in range(1, len(here) + 1)]
        assert len(numbers) == 5


def test_two_presses_begin_one_extension(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        account = make_account(db.session)
        owner = actor_of(account)
        application = make_application(db.session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, owner=owner)
        status = db.session.scalars(select(KandasStatus.id).where(KandasStatus.application_id == application.id)).one()
        db.session.commit()

    def press(_: int) -> int:
        with app.app_context():
            draft = extension.start_extension(db.session, status, actor=owner, now=NOW).id
            db.session.commit()
            return draft

    with ThreadPoolExecutor(4) as pool:
        drafts = set(pool.map(press, range(4)))
    assert len(drafts) == 1
