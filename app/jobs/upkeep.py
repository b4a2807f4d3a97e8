"""Jobs by the clock: seals of the audit trail, counters, forgetting."""

from __future__ import annotations

import logging

from sqlalchemy.exc import OperationalError

from app.jobs import Work, periodic
from app.services import audit_seal, upkeep

_log = logging.getLogger("qonys.audit")


@periodic("audit.seal", "*/10 * * * *")
def seal_trail(work: Work) -> None:
    """Seal what was written since the last seal."""
    try:
        with work.transaction() as session:
            mark = audit_seal.settled_mark(session)
    except OperationalError:
        _log.warning("a long transaction is writing; the trail is sealed next time")
        return
    with work.transaction() as session:
        made = audit_seal.seal(session, up_to=mark, now=work.now())
        last = audit_seal.last_hash(session) if made else ""
    if made:
        # A log that is kept elsewhere holds what this database could be made to forget.
        _log.info("sealed the audit trail up to event %s: %s", mark, last)


@periodic("upkeep.fold_counters", "* * * * *")
def fold_counters(work: Work) -> None:
    """Fold the kept counters."""
    with work.transaction() as session:
        upkeep.fold_counters(session)


@periodic("upkeep.forget", "23 * * * *")
def forget(work: Work) -> None:
    """Forget what is past its use, and end notices that no job will end."""
    with work.transaction() as session:
        upkeep.forget(session, now=work.now())
    with work.transaction() as session:
        upkeep.settle_notices(session, now=work.now())
