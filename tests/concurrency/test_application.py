"""Two presses of a button at the same moment, from two connections."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import StaleVersionError
from app.domain.programmes.definition import Step
from app.models import Application, IssuedDocument
from app.services import application as filling
from app.services import submission
from tests import factories
from tests.conftest import OwnDatabase
from tests.factories import NOW, actor_of

pytestmark = pytest.mark.concurrency


def _at_once(app: Flask, work: Callable[[Session], object], times: int = 6) -> list[object]:
    """Run ``work`` in ``times`` threads, each in a transaction of its own that begins with the others'."""
    gate = threading.Barrier(times)
    results: list[object] = []

    def run() -> None:
        with app.app_context():
            session = app.extensions["sqlalchemy"].session
            gate.wait(10)
            try:
                result = work(session())
                session.commit()
            except StaleVersionError as error:
                session.rollback()
                result = error
            results.append(result)
            session.remove()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_six_presses_on_submit_make_one_number_and_one_receipt(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        session = app.extensions["sqlalchemy"].session
        actor = actor_of(factories.make_account(session()))
        draft_id = factories.make_draft(session(), owner=actor).id
        session.commit()

    results = _at_once(app, lambda s: submission.submit(s, draft_id, actor=actor, now=NOW).number)
    assert len(results) == 6
    assert len(set(results)) == 1
    with app.app_context():
        session = app.extensions["sqlalchemy"].session
        assert session.scalar(select(func.count()).select_from(IssuedDocument)) == 1
        session.remove()


def test_six_presses_on_begin_make_one_draft(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        session = app.extensions["sqlalchemy"].session
        actor = actor_of(factories.make_account(session()))
        session.commit()

    _at_once(app, lambda s: filling.start(s, "quota_relocatee", actor=actor, now=NOW).id)
    with app.app_context():
        session = app.extensions["sqlalchemy"].session
        assert session.scalar(select(func.count()).select_from(Application)) == 1
        session.remove()


def test_of_six_tabs_one_saves_and_five_are_told(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        session = app.extensions["sqlalchemy"].session
        actor = actor_of(factories.make_account(session()))
        draft = factories.make_draft(session(), owner=actor)
        draft_id = draft.id
        session.commit()
        seen = session.get(Application, draft_id).version
        session.remove()

    def save(session: Session) -> object:
        application = session.get_one(Application, draft_id)
        answers = {"needs": ["other"], "note": threading.current_thread().name}
        saved = filling.save_step(
            session, application, Step.NEEDS, answers, actor=actor, now=NOW, expected_version=seen
        )
        return saved.id

    results = _at_once(app, save)
    assert sum(isinstance(result, StaleVersionError) for result in results) == 5
