"""``quota balance`` as scripts read it."""

from __future__ import annotations

import json

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.workflow import Status
from tests.factories import make_application

COLUMNS = ["year", "stream", "region", "version", "allocated", "reserved", "used", "available"]


def test_the_balance_of_2026_as_json(app: Flask, session: Session) -> None:
    make_application(session, Status.PREPARED, region="KZ-62", persons=3)
    make_application(session, Status.APPROVED, region="KZ-62", persons=2)
    session.commit()
    result = app.test_cli_runner().invoke(args=["quota", "balance", "--year", "2026", "--json"])
    assert result.exit_code == 0
    rows = json.loads(result.output)
    assert {tuple(row) for row in rows} == {tuple(COLUMNS)}
    assert len(rows) == 15
    assert sum(row["allocated"] for row in rows) == 8278
    assert [row for row in rows if row["region"] == "KZ-62"] == [
        dict(zip(COLUMNS, (2026, "relocatee", "KZ-62", 1, 125, 3, 2, 120), strict=True))
    ]


def test_the_balance_as_a_table(app: Flask, session: Session) -> None:
    result = app.test_cli_runner().invoke(args=["quota", "balance", "--year", "2024"])
    lines = [line.split("\t") for line in result.output.splitlines()]
    assert lines[0] == COLUMNS
    assert ["2024", "kandas", "KZ-55", "1", "902", "0", "0", "902"] in lines
    assert sum(int(line[4]) for line in lines[1:]) == 9483


def test_a_year_without_a_quota_and_no_year(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    assert json.loads(runner.invoke(args=["quota", "balance", "--year", "1999", "--json"]).output) == []
    assert runner.invoke(args=["quota", "balance"]).exit_code == 2


def test_the_balance_of_a_day_as_known_on_another(app: Flask, session: Session) -> None:
    make_application(session, Status.PREPARED, region="KZ-62", persons=3)
    session.commit()
    runner = app.test_cli_runner()

    def held(*days: str) -> list[int]:
        result = runner.invoke(args=["quota", "balance", "--year", "2026", "--json", *days])
        assert result.exit_code == 0, result.output
        return [row["reserved"] for row in json.loads(result.output) if row["region"] == "KZ-62"]

    assert held("--on", "2026-12-01", "--known", "2026-12-01") == [3]
    assert held("--on", "2026-10-01", "--known", "2026-10-03") == [0]
    assert held("--on", "2025-12-01", "--known", "2026-12-01") == []
    assert runner.invoke(args=["quota", "balance", "--year", "2026", "--on", "1 October"]).exit_code == 2


def test_the_recount_exits_by_what_it_finds(app: Flask, session: Session) -> None:
    make_application(session, Status.APPROVED, region="KZ-62", persons=2)
    session.commit()
    runner = app.test_cli_runner()
    clean = runner.invoke(args=["quota", "recount"])
    assert (clean.exit_code, clean.output) == (0, "0 differences\n")
    session.execute(text("ALTER TABLE regional_quotas DISABLE TRIGGER USER"))
    session.execute(text("UPDATE regional_quotas SET used = used + 1 WHERE region = 'KZ-62' AND year = 2026"))
    session.commit()
    found = runner.invoke(args=["quota", "recount", "--year", "2026"])
    assert found.exit_code == 1
    assert "region 2026 relocatee KZ-62: kept (1,125,0,3,0,0), the ledger gives (1,125,0,2,0,0)" in found.output
    told = runner.invoke(args=["quota", "recount", "--json"])
    assert told.exit_code == 1
    assert [(one["part"], one["key"]) for one in json.loads(told.output)] == [("region", "2026 relocatee KZ-62")]
    assert runner.invoke(args=["quota", "recount", "--year", "2025"]).exit_code == 0
