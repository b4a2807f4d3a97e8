"""``flask --app wsgi demo load``: synthetic people for demonstrations and measurements."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter

import click
from flask.cli import AppGroup

from app.models import db
from app.services import demo

group = AppGroup("demo", help="Synthetic data; never in production.")
MOST = 1_000_000


@group.command("load")
@click.option("--cases", type=click.IntRange(1, MOST), default=60, show_default=True, help="Applications to make.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same people.")
def load(cases: int, seed: int) -> None:
    """Add synthetic families in every state and language."""
    started = perf_counter()
    held = demo.load(db.session, cases, seed, now=datetime.now(UTC))
    db.session.commit()
    click.echo(f"{cases} applications, {held} places held or used, {perf_counter() - started:.1f} s")
