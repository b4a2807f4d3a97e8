"""The job that lets a case go on when the applicant's term has ended in silence."""

from __future__ import annotations

import logging

from app.domain.errors import DomainError
from app.domain.roles import SYSTEM
from app.i18n import local
from app.jobs import Work, periodic
from app.queries import hearing as reading
from app.services import hearing_position

_log = logging.getLogger("qonys.hearing")
BATCH = 200


@periodic("hearing.close_ended", "*/10 * * * *")
def close_ended(work: Work) -> None:
    """End each hearing whose term has passed with nothing left to be heard; what a standstill left over as well."""
    after = 0
    while waiting := _waiting(work, after):
        for application_id in waiting:
            _close(work, application_id)
        after = waiting[-1]


def _waiting(work: Work, after: int) -> tuple[int, ...]:
    with work.transaction() as session:
        return reading.past_term(session, local(work.now()).date(), after=after, limit=BATCH)


def _close(work: Work, application_id: int) -> None:
    """One case a transaction: a case that cannot go on holds up no other."""
    try:
        with work.transaction() as session:
            hearing_position.close(session, application_id, actor=SYSTEM, now=work.now())
    except DomainError as error:
        # A colleague, or the applicant, was faster.
        _log.info("the hearing of application %s was not ended: %s", application_id, error.code)
