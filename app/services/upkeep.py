"""What keeps the record lean: folding counters, forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Delete, Insert, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from app.models import (
    Base,
    BreachDelta,
    LoadDelta,
    StatisticDelta,
    StatisticDuration,
    StatisticGround,
    StatusDelta,
)
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

# Tables of kept counters, each with the columns that name what is counted, and those that are its changes.
_COUNTERS: tuple[tuple[type[Base], tuple[str, ...], tuple[str, ...]], ...] = (
    (StatusDelta, ("host_region", "stream", "status"), ("delta",)),
    (LoadDelta, ("region", "officer_id", "due_on"), ("delta",)),
    (BreachDelta, ("region", "month", "is_explained"), ("delta",)),
    (StatisticDelta, ("month", "region", "stream", "measure"), ("families", "persons")),
    (StatisticDuration, ("month", "region", "stream", "days"), ("families",)),
    (StatisticGround, ("month", "region", "stream", "ground"), ("families",)),
)


def fold_counters(session: Session) -> None:
    """Fold every kept counter to one row for each thing counted; totals stay what they are."""
    for model, keys, changes in _COUNTERS:
        session.execute(_folding(model, keys, changes))


def _folding(model: type[Base], keys: tuple[str, ...], changes: tuple[str, ...]) -> Insert:
    """One statement: a reader sees the rows before or their sum after, and rows added meanwhile stay for next time.

    Only what has several rows is written anew: of most officers and days nothing changed since the last time.
    """
    table = model.__table__
    columns = [table.c[key] for key in keys]
    crowded = select(func.unnest(func.array_agg(table.c.id))).group_by(*columns).having(func.count() > 1)
    returned = [*columns, *(table.c[name] for name in changes)]
    gone = delete(model).where(table.c.id.in_(crowded)).returning(*returned).cte("gone")
    named, totals = [gone.c[key] for key in keys], [func.sum(gone.c[name]) for name in changes]
    sums = select(*named, *totals).group_by(*named).having(or_(*(total != 0 for total in totals)))
    return insert(model).from_select([*keys, *changes], sums).add_cte(gone)


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
