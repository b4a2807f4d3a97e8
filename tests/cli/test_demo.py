"""``demo load`` as an operator runs it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Account, Application, StatusDelta
from app.services import demo_showcase

EMPTY = "0 applications, 0 places held or used"


def _with(app: Flask, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], **changes))


def _count(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Application)) or 0


def test_cases_are_made_and_counters_folded(app: Flask, session: Session) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "load", "--cases", "30", "--seed", "3"])
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("30 applications, ")
    assert _count(session) == 30
    keys = select(StatusDelta.host_region, StatusDelta.stream, StatusDelta.status)
    rows = session.execute(keys).all()
    assert len(rows) == len(set(rows))


def test_the_story_comes_with_the_known_logins(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    _with(app, monkeypatch, demo_logins=True)
    monkeypatch.setattr(demo_showcase, "tell", lambda _session, *, store, now: 5 if store and now else 0)
    answer = app.test_cli_runner().invoke(args=["demo", "load", "--cases", "0"])
    assert answer.output.startswith("5 cases of the story")
    assert EMPTY in answer.output


def test_production_is_left_alone(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    _with(app, monkeypatch, environment="production")
    answer = app.test_cli_runner().invoke(args=["demo", "load"])
    assert answer.exit_code == 1
    assert "production" in answer.output
    assert _count(session) == 0
    assert session.scalar(select(func.count()).select_from(Account)) == 0
