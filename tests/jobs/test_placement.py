"""The worker places the waiting cases that the ministry asked for, and counts who stayed."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.jobs import Work, load, placement
from app.models import PlacementProposal, PlacementRun, db
from app.services import placement as service
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_actor
from tests.placing import HERE, THERE, family


def test_a_run_that_was_asked_for_is_solved(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        case = family(db.session, Status.ACCEPTED, HERE, THERE)
        ministry = make_actor(db.session, Role.MINISTRY)
        run = service.ask_waiting(db.session, Stream.RELOCATEE, actor=ministry, now=NOW)
        number, case_id = run.id, case.id
        db.session.commit()
    assert {"placement.solve", "placement.outcomes"} <= set(load().tasks)
    placement.solve(Work(app), run_id=number)
    placement.outcomes(Work(app))
    with app.app_context():
        solved = db.session.get_one(PlacementRun, number)
        made = db.session.scalars(select(PlacementProposal).where(PlacementProposal.run_id == number)).one()
        # The day is that on which the worker solves it, and its regions those of the lists of that day.
        assert (solved.state, solved.placed, made.application_id) == ("solved", 1, case_id)
        assert made.region in {HERE, THERE}


def test_a_run_that_no_other_try_can_save_does_not_bar_the_next(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = own_database.app
    with app.app_context():
        ministry = make_actor(db.session, Role.MINISTRY)
        number = service.ask_waiting(db.session, Stream.KANDAS, actor=ministry, now=NOW).id
        db.session.commit()

    def broken(*_given: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr(service, "solve_run", broken)
    for is_last, state in ((False, "asked"), (True, "failed")):
        with pytest.raises(MemoryError):
            placement.solve(Work(app, is_last=is_last), run_id=number)
        with app.app_context():
            assert db.session.get_one(PlacementRun, number).state == state
    with app.app_context():
        assert service.ask_waiting(db.session, Stream.KANDAS, actor=ministry, now=NOW).id > number


def test_two_who_ask_at_once_ask_for_one_run(own_database: OwnDatabase) -> None:
    with own_database.app.app_context():
        ministry = make_actor(db.session, Role.MINISTRY)
        db.session.commit()
        with Session(db.engine) as first, Session(db.engine) as second:
            service.ask_waiting(first, Stream.KANDAS, actor=ministry, now=NOW)
            second.execute(text("SET LOCAL lock_timeout = '200ms'"))
            # The second waits until it can see what became of the first.
            with pytest.raises(OperationalError, match="lock timeout"):
                service.ask_waiting(second, Stream.KANDAS, actor=ministry, now=NOW)
            second.rollback()
            first.commit()
            with pytest.raises(DomainError, match="placement_run_asked"):
                service.ask_waiting(second, Stream.KANDAS, actor=ministry, now=NOW)
