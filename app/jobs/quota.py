"""Jobs by the clock: approved changes of the quota come into force on their day, and the ledger is recounted."""

from __future__ import annotations

import logging

from app.jobs import Work, periodic
from app.services import quota_proposal, quota_recount

_log = logging.getLogger("qonys.quota")


# Just after midnight of the country (UTC+5), and every hour, should no worker have been there then.
@periodic("quota.put_in_force", "2 * * * *")
def put_in_force(work: Work) -> None:
    """Put approved proposals into force whose day has come; what cannot be is told to the log and on its page."""
    with work.transaction() as session:
        waiting = quota_proposal.due(session, now=work.now())
    for proposal_id in waiting:
        with work.transaction() as session:
            done = quota_proposal.put_due(session, proposal_id, now=work.now())
            failed = [(one.id, one.failure) for one in done if one.failure]
        for number, failure in failed:
            _log.error("proposal %s could not come into force: %s", number, failure)


@periodic("quota.recount", "37 20 * * *")
def recount(work: Work) -> None:
    """Recount every balance from the ledger at night."""
    with work.transaction() as session:
        quota_recount.watch(session, now=work.now())
