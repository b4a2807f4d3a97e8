"""How jobs are run: one commit, rollback on failure, later tries, and names that services and jobs agree on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from re import findall

import pytest
from flask import Flask
from procrastinate.jobs import Job
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.notice import WAITS
from app.jobs import Backoff, Work, load
from app.jobs.upkeep import fold_counters, forget, seal_trail
from app.models import AuditSeal, Progress
from app.services import audit_verification, notice, paper
from app.services.audit_verification import verify
from scripts.native import ROOT
from tests.factories import NOW, make_application

MARK = 771_001


def attempt(number: int) -> Job:
    return Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name="x", task_kwargs={}, attempts=number, priority=0
    )


def test_every_task_that_a_service_asks_for_is_a_job() -> None:
    names = set(load().tasks)
    assert {notice.SEND_TASK, audit_verification.VERIFY_TASK, paper.RENDER_TASK} <= names
    asked = {
        name
        for path in Path(ROOT, "app", "services").glob("*.py")
        for name in findall(r'enqueue\(\s*session,\s*"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked <= names


def test_periodic_jobs_are_known() -> None:
    crons = {name: task.cron for (name, _), task in load().periodic_registry.periodic_tasks.items()}
    assert crons["audit.seal"] == "*/10 * * * *"
    assert crons["upkeep.fold_counters"] == "* * * * *"
    assert "upkeep.forget" in crons


def test_waits_follow_each_other_and_end() -> None:
    backoff = Backoff(WAITS)
    for number, seconds in enumerate(WAITS):
        decision = backoff.get_retry_decision(exception=ValueError(), job=attempt(number))
        assert decision is not None
        assert decision.retry_at is not None
        assert abs(decision.retry_at - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(seconds=5)
    assert backoff.get_retry_decision(exception=ValueError(), job=attempt(len(WAITS))) is None
    # A worker that is stopped is not the job's fault.
    assert backoff.get_retry_decision(exception=KeyboardInterrupt(), job=attempt(99)) is not None


def test_a_transaction_commits_once_and_rolls_back_on_failure(app: Flask, session: Session) -> None:
    work = Work(app)
    with work.transaction() as own:
        own.add(Progress(name="kept", mark=MARK, at=NOW))
    with pytest.raises(RuntimeError, match="half way"), work.transaction() as own:
        own.add(Progress(name="lost", mark=MARK, at=NOW))
        own.flush()
        raise RuntimeError("half way")
    session.expire_all()
    assert set(session.scalars(select(Progress.name).where(Progress.mark == MARK))) == {"kept"}


def test_upkeep_runs_as_jobs(app: Flask, session: Session) -> None:
    make_application(session)
    session.commit()
    work = Work(app)
    forget(work)
    fold_counters(work)
    seal_trail(work)
    session.expire_all()
    assert session.scalars(select(AuditSeal)).all()
    report = verify(session)
    assert report.broken is None
    assert report.sealed_events == report.events > 0
