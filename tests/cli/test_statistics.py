"""The figures of the public page for operators."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

from flask import Flask
from sqlalchemy.orm import Session

from app.models import StatisticDelta
from app.queries.statistic_year import COLUMNS


def test_months_are_closed_and_taken_away(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    nothing = runner.invoke(args=["statistics", "export", "--year", "2025", "--csv"])
    assert (nothing.exit_code, "no month of 2025" in nothing.stderr) == (1, True)
    session.add(
        StatisticDelta(
            month=date(2025, 12, 1), region="KZ-55", stream="kandas", measure="filed", families=12, persons=40
        )
    )
    session.commit()
    assert "months published" in runner.invoke(args=["statistics", "close"]).output
    made = runner.invoke(args=["statistics", "export", "--year", "2025", "--csv"])
    rows = list(csv.reader(StringIO(made.stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert ["2025-12-31", "kandas", "KZ-55", "filed", "", "12", "40", "", ""] in rows
