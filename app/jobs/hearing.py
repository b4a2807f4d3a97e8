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
_AT_ONCE = 200


@periodic("hearing.close_ended", "*/10 * * * *")
def close_ended(work: Work) -> None:
    """End each hearing whose term has passed with nothing left to be heard; what a standstill left over as well."""
    with work.transaction() as session:
        waiting = reading.past_term(session, local(work.now()).date(), _AT_ONCE)
    for application_id in waiting:
        # One case a transaction: a case that cannot go on holds up no other.
        try:
            with work.transaction() as session:
                hearing_position.close(session, application_id, actor=SYSTEM, now=work.now())
        except DomainError as error:
            _log.warning("the hearing of application %s was not ended: %s", application_id, error.code)
