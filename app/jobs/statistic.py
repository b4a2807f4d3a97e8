"""A job by the clock: closing months for the public."""

from __future__ import annotations

from app.jobs import Work, periodic
from app.services import statistic


@periodic("statistic.close_months", "20 20 * * *")
def close_months(work: Work) -> None:
    """Publish the months that are over; at night of the country, so on the first of a month its predecessor."""
    with work.transaction() as session:
        statistic.close_months(session, now=work.now())
