"""``flask --app wsgi quota balance``: places of a year; ``quota recount``: are they what the ledger gives?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime

import click
from flask.cli import AppGroup

from app.domain.quota import Unit
from app.i18n import local
from app.models import db
from app.queries.quota import BalanceRow, balances
from app.queries.quota_as_of import balances_as_of
from app.services import quota_recount

group = AppGroup("quota", help="The regional quota.")
COLUMNS = ("year", "stream", "region", "version", "allocated", "reserved", "used", "available")
_YEAR = click.IntRange(1991, 2100)
_DAY = click.DateTime(["%Y-%m-%d"])


@group.command("balance")
@click.option("--year", type=_YEAR, required=True, help="Year of the quota.")
@click.option("--on", type=_DAY, help="The balance of this day (YYYY-MM-DD); by default of now.")
@click.option("--known", type=_DAY, help="As it was known at the end of this day; by default today.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list instead of a table.")
def balance(year: int, on: datetime | None, known: datetime | None, as_json: bool) -> None:
    """Places of the year: allocated, reserved, used, available; persons, or the families of an old order."""
    found = {unit: _rows(year, unit, _day(on), _day(known)) for unit in Unit}
    # Places are persons; only where a year was counted in families does a column say so.
    columns = (*COLUMNS, "unit") if found[Unit.FAMILIES] else COLUMNS
    rows = [{column: getattr(row, column) for column in columns} for unit in Unit for row in found[unit]]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    click.echo("\t".join(columns))
    for row in rows:
        click.echo("\t".join(str(row[column]) for column in columns))


@group.command("recount")
@click.option("--year", type=_YEAR, help="Only this year; by default every one.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list instead of lines.")
def recount(year: int | None, as_json: bool) -> None:
    """Compare every kept figure with the ledger.  Exit status 1 on any difference, else 0; nothing is changed."""
    found = quota_recount.recount(db.session, year)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
    else:
        for one in found:
            click.echo(f"{one.part} {one.key}: kept {one.kept}, the ledger gives {one.counted}")
        click.echo(f"{len(found)} differences")
    if found:
        sys.exit(1)


def _rows(year: int, unit: Unit, on: date | None, known: date | None) -> list[BalanceRow]:
    if on is None and known is None:
        return balances(db.session, year, unit=unit)
    today = local(datetime.now(UTC)).date()
    return balances_as_of(db.session, year, on=on or today, known=known or today, unit=unit)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
