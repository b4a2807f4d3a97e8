"""``workflow diagram`` and ``workflow check`` as an operator runs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.cli import workflow
from app.domain.procedures import PROCEDURES, newest
from app.domain.workflow import Status


def test_the_documentation_is_what_the_command_prints(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["workflow", "diagram"])
    drawn = (Path(__file__).resolve().parents[2] / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert answer.output == drawn
    for code, version in PROCEDURES:
        assert f"## {code}, version {version}\n" in drawn


def test_the_tables_are_sound(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["workflow", "check"])
    assert (answer.exit_code, answer.output.count("\n")) == (0, 1), answer.output


def test_a_bad_table_fails_the_check(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = newest("quota")
    cut = {key: move for key, move in sound.table.items() if key[0] is not Status.HEARD}
    bad = {
        ("stuck", 1): replace(sound, code="stuck", table=cut),
        ("lost", 1): replace(
            sound, code="lost", table={key: move for key, move in sound.table.items() if move.to is not Status.REFERRED}
        ),
    }
    monkeypatch.setattr(workflow, "PROCEDURES", bad)
    answer = app.test_cli_runner().invoke(args=["workflow", "check"])
    assert answer.exit_code == 1
    assert "quota 2: dead end: heard" not in answer.output
    assert "stuck 2: dead end: heard" in answer.output
    assert "lost 2: unreachable: referred" in answer.output
