"""Jobs of the quota: approved changes come into force on their day, failures and differences are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.domain.quota_proposal import ProposalState
from app.domain.roles import Role
from app.i18n import local
from app.jobs import Work, load
from app.jobs import quota as jobs
from app.models import QuotaProposal, db
from app.models.casework import Progress
from app.queries.quota_proposal import RECOUNT_MARK
from app.services import quota_proposal
from tests.conftest import OwnDatabase
from tests.factories import make_actor
from tests.services.test_quota_proposal import R, transfer


def test_the_jobs_run_by_the_clock() -> None:
    crons = {name: task.cron for (name, _), task in load().periodic_registry.periodic_tasks.items()}
    assert crons["quota.put_in_force"] == "2 * * * *"
    # 01:37 of the country's clock.
    assert crons["quota.recount"] == "37 20 * * *"


def test_due_changes_come_into_force_and_differences_are_told(
    own_database: OwnDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    now = datetime.now(UTC)
    today = local(now).date()
    with own_database.app.app_context():
        session = db.session
        first, second = make_actor(session, Role.MINISTRY), make_actor(session, Role.MINISTRY)
        numbers = []
        for giver in ("KZ-55", "KZ-62"):
            draft = transfer((R, giver, -25), (R, "KZ-10", 25), on=today, year=2026)
            proposal = quota_proposal.propose(session, draft, actor=first, now=now - timedelta(days=1))
            quota_proposal.approve(session, proposal.id, actor=second, now=now - timedelta(days=1))
            numbers.append(proposal.id)
        session.commit()
    work = Work(own_database.app)
    jobs.put_in_force(work)
    with own_database.app.app_context():
        states = [db.session.get_one(QuotaProposal, number).state for number in numbers]
    # The second was made on the places before the first.
    assert states == [ProposalState.IN_FORCE, ProposalState.FAILED]
    assert f"proposal {numbers[1]} could not come into force" in caplog.text
    jobs.recount(work)
    with own_database.app.app_context():
        assert db.session.get_one(Progress, RECOUNT_MARK).mark == 0
        db.session.execute(text("ALTER TABLE quota_months DISABLE TRIGGER USER"))
        db.session.execute(text("DELETE FROM quota_months"))
        db.session.commit()
    jobs.recount(work)
    with own_database.app.app_context():
        assert db.session.get_one(Progress, RECOUNT_MARK).mark > 0
    assert "the quota's month" in caplog.text
