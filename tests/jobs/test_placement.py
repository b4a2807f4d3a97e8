"""The worker places the waiting cases that the ministry asked for, and counts who stayed."""

from __future__ import annotations

from sqlalchemy import select

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
