"""Jobs by the clock: reminders before a kandas status ends, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.jobs import Work, periodic
from app.services import kandas_status_watch


# Nobody's telephone rings at night: the working day of the country (UTC+5) in the clock of the jobs.
@periodic("kandas_status.remind", "17 4-12 * * *")
def remind(work: Work) -> None:
    """Remind households whose statuses end soon."""
    _in_batches(work, lambda session, now: kandas_status_watch.remind(session, now=now))


@periodic("kandas_status.expire", "7 * * * *")
def expire(work: Work) -> None:
    """End the statuses whose term is over."""
    _in_batches(work, lambda session, now: kandas_status_watch.expire(session, now=now))


def _in_batches(work: Work, step: Callable[[Session, datetime], int]) -> None:
    """Do ``step`` in transactions of its own until it finds nothing more to do."""
    done = 1
    while done:
        with work.transaction() as session:
            done = step(session, work.now())
