"""Jobs of the statutory clock: warnings, breaches, and the recount after a change of the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.jobs import Work, job, periodic
from app.services import clock_recount, clock_watch, hearing_watch

# So much at a time; what is left over waits for the next look.
_BATCHES = 200


class _Look(Protocol):
    def __call__(self, session: Session, *, now: datetime) -> int: ...


@periodic("clock.watch", "*/15 * * * *")
def watch(work: Work) -> None:
    """Escalate what ran out, however long nobody looked; warn of what ends soon; say which hearings stand still."""
    for look in (clock_watch.breaches, clock_watch.warnings, hearing_watch.delays):
        _repeat(work, look)


@job(clock_recount.TASK)
def recount(work: Work, *, recount_id: int) -> None:
    """Count all running terms anew, a batch a transaction."""
    while _step(work, recount_id):
        pass


def _repeat(work: Work, look: _Look) -> None:
    for _ in range(_BATCHES):
        with work.transaction() as session:
            found = look(session, now=work.now())
        if not found:
            return


def _step(work: Work, recount_id: int) -> bool:
    with work.transaction() as session:
        return clock_recount.step(session, recount_id, now=work.now())
