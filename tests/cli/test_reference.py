"""``reference load`` says what it changed, and nothing on a repeated run."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.reference import SHIPPED
from app.models import ReferenceValue
from tests.factories import NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in SHIPPED.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def _load(app: Flask, *options: str) -> tuple[int, list[str]]:
    result = app.test_cli_runner().invoke(args=["reference", "load", *options])
    return result.exit_code, result.output.splitlines()


def test_a_repeated_run_changes_nothing(app: Flask, session: Session) -> None:
    assert _load(app) == (0, ["0 changes"])
    assert _load(app) == (0, ["0 changes"])


def test_what_changed_is_named_once(app: Flask, session: Session, folder: Path) -> None:
    file = folder / "mci.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("4325,", "4326,") + "4600,2027-01-01,,,,synthetic,,\n", encoding="utf-8")
    code, lines = _load(app, "--folder", str(folder))
    assert (code, lines) == (
        0,
        ["changed: reference_values mci 2026-01-01 (value)", "added: reference_values mci 2027-01-01", "2 changes"],
    )
    assert _load(app, "--folder", str(folder)) == (0, ["0 changes"])


def test_rows_that_an_administrator_edited_are_kept(app: Flask, session: Session) -> None:
    statement = select(ReferenceValue).where(ReferenceValue.key == "limit.decision")
    row = session.scalars(statement).one()
    row.value, row.edited_at = "7", NOW
    session.commit()
    assert _load(app) == (0, ["kept: reference_values limit.decision 2024-01-01 (value)", "0 changes"])
    session.expire_all()
    assert session.scalars(statement).one().value == "7"


def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_loaded(app: Flask, session: Session, folder: Path) -> None:
    (folder / "quotas.csv").write_text(
        "year,stream,region_iso,persons,version,effective_from,act_code,source\n2030,kandas,KZ-10,many,1,2030-01-01,,\n",
        encoding="utf-8",
    )
    file = folder / "mci.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("4325,", "4326,"), encoding="utf-8")
    code, lines = _load(app, "--folder", str(folder))
    assert code == 1
    assert "row 1, persons: not_a_whole_number many" in lines[-1]
    assert _load(app) == (0, ["0 changes"])
