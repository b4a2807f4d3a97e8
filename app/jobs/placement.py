"""Jobs of placing: a run over the country, and the nightly count of families that stayed."""

from __future__ import annotations

from app.domain.roles import SYSTEM
from app.jobs import Work, job, periodic
from app.services import place_profile, placement


@job(placement.TASK)
def solve(work: Work, *, run_id: int) -> None:
    """Place the waiting cases of a stream."""
    try:
        with work.transaction() as session:
            placement.solve_run(session, run_id, actor=SYSTEM, now=work.now())
    except Exception:
        if work.is_last:
            # Nobody will try again: another run may be asked for.
            with work.transaction() as session:
                placement.give_up(session, run_id)
        raise


@periodic("placement.outcomes", "40 20 * * *")
def outcomes(work: Work) -> None:
    """Count anew how many of the families that came are still there."""
    with work.transaction() as session:
        place_profile.recount_outcomes(session, now=work.now())
