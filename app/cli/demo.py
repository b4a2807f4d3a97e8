"""``flask --app wsgi demo load``: the demonstration's story, and synthetic people for measurements."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import text

from app.gateways.files import FileStore
from app.models import db
from app.services import demo, demo_redistribution, demo_showcase, statistic, upkeep
from config import Settings

group = AppGroup("demo", help="Synthetic data; never in production.")
MOST = 1_000_000


@group.command("load")
@click.option("--cases", type=click.IntRange(0, MOST), default=60, show_default=True, help="Applications to make.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same people.")
def load(cases: int, seed: int) -> None:
    """Tell the demo's story, once, and add synthetic families in every state and language."""
    settings: Settings = current_app.extensions["settings"]
    if settings.is_production:
        raise click.ClickException("production has no invented people")
    started, told = perf_counter(), 0
    now = datetime.now(UTC)
    if settings.demo_logins:
        told = demo_showcase.tell(db.session, store=FileStore(settings.files_dir), now=now)
        db.session.commit()
        click.echo(f"{told} cases of the story, {perf_counter() - started:.1f} s")
    started = perf_counter()
    held = demo.load(db.session, cases, seed, now=now)
    if told and cases:
        demo_redistribution.tell(db.session, store=FileStore(settings.files_dir), now=now)
    upkeep.fold_counters(db.session)
    statistic.close_months(db.session, now=now)
    db.session.commit()
    # Without fresh figures about the tables the first pages would be planned for empty ones.
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    click.echo(f"{cases} applications, {held} places held or used, {perf_counter() - started:.1f} s")
