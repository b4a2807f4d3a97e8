"""``flask --app wsgi worker``: do background jobs until told to stop."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app.jobs.running import QUEUES, Terms, run


@click.command("worker")
@click.option("--queue", "queues", multiple=True, type=click.Choice(QUEUES), help="Only this queue (repeatable).")
@click.option(
    "--stalled-after",
    type=click.FloatRange(min=1.0),
    default=30.0,
    show_default=True,
    help="Seconds of silence after which a worker's job is taken over; the same for all workers.",
)
@with_appcontext
def worker(queues: tuple[str, ...], stalled_after: float) -> None:
    """Do jobs (papers, notices, upkeep), one at a time; SIGTERM or Ctrl-C ends it after the job in hand."""
    application = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own method
    run(application, Terms(queues or QUEUES, stalled_after))
