"""``flask --app wsgi statistics close`` and ``… export``: the figures that everybody may read."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.models import db
from app.queries.statistic import releases
from app.queries.statistic_year import COLUMNS, lines, year_of
from app.services import statistic

group = AppGroup("statistics", help="The public figures.")


@group.command("close")
def close() -> None:
    """Publish every month that is over and not yet published, as the worker does each night."""
    made = statistic.close_months(db.session, now=datetime.now(UTC))
    db.session.commit()
    click.echo(f"{made} months published")


@group.command("export")
@click.option("--year", type=click.IntRange(1991, 2100), required=True, help="Year of the figures.")
@click.option("--csv", "as_csv", is_flag=True, required=True, help="The table of the public page.")
def export(year: int, as_csv: bool) -> None:  # noqa: ARG001  (click passes it; there is one form only)
    """The published figures of the year, to the standard output; docs/statistics.md says what they mean."""
    found = year_of(db.session, year, releases(db.session))
    if found is None:
        raise click.ClickException(f"no month of {year} has been published")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines(found))
