"""``queue audit`` and ``queue publish`` as operators read them, and the nightly jobs that do the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.queue_overtaking import StatedGround
from app.domain.workflow import Status
from app.jobs import Work
from app.jobs import queue as jobs
from app.models import QueueAudit, QueueHead, db
from app.services import queue_ground, sitting_vote
from tests.commissions import ballot, items_of, make_commission, open_one, referred
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_application
from tests.services.queue_plants import WORDS, another_head, overtaken


def _run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["queue", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_a_queue_in_order_is_clean(app: Flask, session: Session) -> None:
    make_application(session)
    make_application(session, Status.PREPARED)
    session.commit()
    code, output = _run(app, "audit")
    assert code == 0
    assert output.splitlines()[-1] == "clean"
    code, output = _run(app, "audit", "--full", "--json")
    told = json.loads(output)
    assert (code, told["clean"], told["faults"], told["without_ground"]) == (0, True, 0, [])


def test_an_overtaking_without_a_ground_is_named_until_it_is_explained(app: Flask, session: Session) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = open_one(session, seated)
    of_first, of_second = items_of(session, held)
    session.delete(of_first)
    session.flush()
    sitting_vote.vote(session, of_second.id, ballot(seated), actor=seated.secretary, now=NOW)
    session.commit()
    code, output = _run(app, "audit")
    assert code == 1
    assert f"{second.number} (place 2) before {first.number}" in output
    # The next night finds nothing new, and still says it.
    code, output = _run(app, "audit", "--json")
    assert (code, json.loads(output)["without_ground"][0]["left"]) == (1, [first.number])


def test_an_overtaking_answered_afterwards_is_listed_and_is_no_finding(app: Flask, session: Session) -> None:
    planted = overtaken(session)
    session.commit()
    assert _run(app, "audit")[0] == 1
    head = another_head(session)
    queue_ground.state(session, planted.event_id, StatedGround.MISTAKE, WORDS, actor=head, now=NOW)
    session.commit()
    code, output = _run(app, "audit", "--full")
    assert code == 0
    assert f"{planted.second.number} (place 2) before {planted.first.number}\tmistake" in output
    told = json.loads(_run(app, "audit", "--json")[1])
    assert told["without_ground"] == []
    assert told["stated_afterwards"][0]["stated"][0]["reason"] == WORDS


def test_the_nights_jobs_publish_and_audit(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    app = own_database.app
    with app.app_context():
        make_application(db.session)
        make_application(db.session, Status.PREPARED)
        db.session.commit()
    midnight = datetime(2026, 11, 20, 19, 5, tzinfo=UTC)
    assert midnight - NOW < timedelta(days=4)
    monkeypatch.setattr(Work, "now", staticmethod(lambda: midnight))
    for job in (jobs.heads, jobs.heads, jobs.reorder, jobs.audit):
        job(Work(app))
    with app.app_context():
        # The day of filing and the two after it, each once.
        assert db.session.scalar(select(func.count()).select_from(QueueHead)) == 3
        (record,) = db.session.scalars(select(QueueAudit))
        assert record.is_clean
        assert record.counts["events"] == 3
