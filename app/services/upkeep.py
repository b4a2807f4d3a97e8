"""What keeps the record lean: folding counters, forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, or_, text
from sqlalchemy.orm import Session

from app.models.account import ConfirmationCode, SignInAttempt
from app.models.casework import Progress
from app.models.kept_input import KeptInput
from app.services.notice_delivery import give_up

KEPT_INPUT = timedelta(days=7)
CODES = timedelta(days=1)
ATTEMPTS = timedelta(days=2)
SIGNS_OF_LIFE = timedelta(days=1)
NOTICE_QUEUED = timedelta(days=2)
NOTICE_SENDING = timedelta(hours=1)

# One statement: a reader sees the rows before or their sums after, and rows added meanwhile stay for the next time.
_FOLD = text(
    """
    WITH gone AS (
        DELETE FROM status_deltas WHERE EXISTS (
            SELECT 1 FROM status_deltas GROUP BY host_region, stream, status HAVING count(*) > 1
        ) RETURNING host_region, stream, status, delta
    )
    INSERT INTO status_deltas (host_region, stream, status, delta)
    SELECT host_region, stream, status, sum(delta) FROM gone
    GROUP BY host_region, stream, status HAVING sum(delta) <> 0
    """
)


def fold_counters(session: Session) -> None:
    """Fold the kept counters of applications to one row a region, stream and status; totals stay what they are."""
    session.execute(_FOLD)


def forget(session: Session, *, now: datetime) -> int:
    """Delete typed input, codes and sign-in attempts that are past their use; how many rows went.

    What is said of sign-ins for good stands in the audit trail.
    """
    old: list[Delete] = [
        delete(KeptInput).where(KeptInput.kept_at < now - KEPT_INPUT),
        delete(ConfirmationCode).where(
            or_(ConfirmationCode.expires_at < now - CODES, ConfirmationCode.used_at < now - CODES)
        ),
        delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS),
        delete(Progress).where(Progress.name.startswith("worker:"), Progress.at < now - SIGNS_OF_LIFE),
    ]
    return sum(session.connection().execute(statement).rowcount for statement in old)


def settle_notices(session: Session, *, now: datetime) -> int:
    """End notices that no job will end any more; how many."""
    return give_up(session, queued_before=now - NOTICE_QUEUED, sending_before=now - NOTICE_SENDING, now=now)
