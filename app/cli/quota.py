"""``flask --app wsgi quota balance``: places of a year by stream and region."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup

from app.models import db
from app.queries.quota import balances

group = AppGroup("quota", help="The regional quota.")
COLUMNS = ("year", "stream", "region", "version", "allocated", "reserved", "used", "available")


@group.command("balance")
@click.option("--year", type=click.IntRange(1991, 2100), required=True, help="Year of the quota.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list instead of a table.")
def balance(year: int, as_json: bool) -> None:
    """Places (persons) of the year: allocated, reserved, used, available."""
    rows = [{**asdict(row), "available": row.available} for row in balances(db.session, year)]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    click.echo("\t".join(COLUMNS))
    for row in rows:
        click.echo("\t".join(str(row[column]) for column in COLUMNS))
