"""Refusing a change of the quota from a day on which the places that it takes were not free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quota_backdating import BackdatedError, first_day
from app.domain.quota_proposal import LineChange
from app.models import QuotaMovement, RegionalQuota

_Key = tuple[int, str | None]


@dataclass(frozen=True, slots=True)
class Taking:
    """``places`` that a change takes from the ``free`` ones of a district, or (None) of what no district has."""

    row: RegionalQuota
    district: str | None
    free: int
    places: int

    @property
    def key(self) -> _Key:
        """The account that loses places."""
        return (self.row.id, self.district)


def takings(rows: Sequence[RegionalQuota], found: Sequence[LineChange]) -> list[Taking]:
    """What ``found`` takes from the regions of ``rows`` (locked) and from their districts."""
    by_place = {(row.stream, row.region): row for row in rows}
    taken: list[Taking] = []
    given: Counter[int] = Counter()
    for change in found:
        row = by_place.get((change.stream, change.region))
        if row is None:
            # Named for the first time: there is nothing to take.
            continue
        if change.district is not None:
            given[row.id] += change.difference
        if change.difference < 0:
            taken.append(Taking(row, change.district, change.before - change.bound, -change.difference))
    more = [Taking(row, None, row.balance.undistributed, given[row.id]) for row in rows if given[row.id] > 0]
    return taken + more


def refuse_early(session: Session, taken: Sequence[Taking], effective_on: date) -> None:
    """Raise :class:`BackdatedError` where some of ``taken`` were not free on each day from ``effective_on`` on.

    Reads the movements of these accounts after that day, of a change that holds from today none.
    """
    if not taken:
        return
    moved = _moved(session, sorted({one.row.id for one in taken}), effective_on)
    for one in taken:
        found = first_day(one.free, moved.get(one.key, {}), one.places, effective_on)
        if found is not None:
            raise BackdatedError(
                region=one.row.region,
                district=one.district or "",
                asked=one.places,
                available=max(found.available, 0),
                before_on=(found.on - timedelta(days=1)).isoformat(),
                first_on=found.on.isoformat(),
            )


def _moved(session: Session, quota_ids: Sequence[int], since: date) -> dict[_Key, dict[date, int]]:
    """What became free (or was taken: negative) on each day after ``since``, by account."""
    taken = QuotaMovement.reserved + QuotaMovement.used
    statement = (
        select(
            QuotaMovement.quota_id,
            QuotaMovement.district,
            QuotaMovement.effective_on,
            func.sum(QuotaMovement.allocated - QuotaMovement.distributed),
            func.sum(QuotaMovement.distributed),
            func.sum(taken),
        )
        .where(QuotaMovement.quota_id.in_(quota_ids), QuotaMovement.effective_on > since)
        .group_by(QuotaMovement.quota_id, QuotaMovement.district, QuotaMovement.effective_on)
    )
    found: dict[_Key, Counter[date]] = {}
    for quota_id, district, day, undistributed, distributed, held in session.execute(statement):
        of_region = found.setdefault((quota_id, None), Counter())
        # A district's places are held from what it was given, every other one from the region's rest.
        of_region[day] += int(undistributed) - (0 if district else int(held))
        if district:
            found.setdefault((quota_id, district), Counter())[day] += int(distributed) - int(held)
    return {key: dict(days) for key, days in found.items()}
