"""The ministry's board: every region in one line, from kept counters only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quota import Unit
from app.domain.roles import Role
from app.models import Account, BreachDelta, LoadDelta, RegionalQuota, RoleGrant
from app.queries import queue
from app.queries.board import load_sums
from app.queries.forecast import forecasts


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region: places (persons), who waits, what is expected, open cases, missed terms of the year.

    ``low`` and ``high`` bound ``expected``, the use at the year's end; None where nothing can be forecast.
    """

    region: str
    allocated: int = 0
    reserved: int = 0
    used: int = 0
    families: int = 0
    persons: int = 0
    expected: int | None = None
    low: int | None = None
    high: int | None = None
    open: int = 0
    overdue: int = 0
    breaches: int = 0
    unexplained: int = 0
    officers: int = 0

    @property
    def available(self) -> int:
        """Places that may still be held."""
        return self.allocated - self.reserved - self.used

    @property
    def share_used(self) -> float | None:
        """Used places of all, None without a quota."""
        return self.used / self.allocated if self.allocated else None

    @property
    def open_each(self) -> float | None:
        """Open cases for each officer, None where there is no officer."""
        return self.open / self.officers if self.officers else None


def regions(session: Session, today: date) -> list[RegionRow]:
    """Every region that has a quota this year, a queue or an open case, by code."""
    year = today.year
    found: dict[str, dict[str, int]] = {}
    for part in (
        _balances(session, year), _waiting(session), _expected(session, today), _load(session, today),
        _breaches(session, year),
    ):  # fmt: skip
        for region, figures in part.items():
            found.setdefault(region, {}).update(figures)
    staff = _officers(session)
    return [RegionRow(region, **found[region], officers=staff.get(region, 0)) for region in sorted(found)]


def total(rows: list[RegionRow]) -> RegionRow:
    """All regions together; the ends of the range are added as if every region came to its own."""
    expected = [row for row in rows if row.expected is not None]
    return RegionRow(
        region="",
        allocated=sum(row.allocated for row in rows),
        reserved=sum(row.reserved for row in rows),
        used=sum(row.used for row in rows),
        families=sum(row.families for row in rows),
        persons=sum(row.persons for row in rows),
        expected=sum(row.expected or 0 for row in expected) if expected else None,
        low=sum(row.low or 0 for row in expected) if expected else None,
        high=sum(row.high or 0 for row in expected) if expected else None,
        open=sum(row.open for row in rows),
        overdue=sum(row.overdue for row in rows),
        breaches=sum(row.breaches for row in rows),
        unexplained=sum(row.unexplained for row in rows),
        officers=sum(row.officers for row in rows),
    )


def _balances(session: Session, year: int) -> Mapping[str, dict[str, int]]:
    statement = (
        select(
            RegionalQuota.region,
            func.sum(RegionalQuota.allocated),
            func.sum(RegionalQuota.reserved),
            func.sum(RegionalQuota.used),
        )
        .where(RegionalQuota.year == year, RegionalQuota.unit == Unit.PERSONS)
        .group_by(RegionalQuota.region)
    )
    return {
        region: {"allocated": int(allocated), "reserved": int(reserved), "used": int(used)}
        for region, allocated, reserved, used in session.execute(statement)
    }


def _waiting(session: Session) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (region, _stream), (families, persons) in queue.lengths(session).items():
        both = found.setdefault(region, {"families": 0, "persons": 0})
        both["families"] += families
        both["persons"] += persons
    return found


def _expected(session: Session, today: date) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in forecasts(session, today.year, today):
        sums = found.setdefault(row.region, {"expected": 0, "low": 0, "high": 0})
        sums["expected"] += row.expected
        sums["low"] += row.low
        sums["high"] += row.high
    return found


def _load(session: Session, today: date) -> Mapping[str, dict[str, int]]:
    everything, overdue, _soon = load_sums(today)
    statement = select(LoadDelta.region, everything, overdue).group_by(LoadDelta.region).having(everything > 0)
    return {region: {"open": int(number), "overdue": int(late)} for region, number, late in session.execute(statement)}


def _breaches(session: Session, year: int) -> Mapping[str, dict[str, int]]:
    number = func.sum(BreachDelta.delta)
    statement = (
        select(BreachDelta.region, number, func.coalesce(number.filter(~BreachDelta.is_explained), 0))
        .where(BreachDelta.month.between(date(year, 1, 1), date(year, 12, 1)))
        .group_by(BreachDelta.region)
        .having(number > 0)
    )
    return {
        region: {"breaches": int(missed), "unexplained": int(unexplained)}
        for region, missed, unexplained in session.execute(statement)
    }


def _officers(session: Session) -> Mapping[str, int]:
    statement = (
        select(RoleGrant.region, func.count(func.distinct(RoleGrant.account_id)))
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == Role.CASE_WORKER, RoleGrant.region.is_not(None), Account.is_active)
        .group_by(RoleGrant.region)
    )
    return {str(region): int(number) for region, number in session.execute(statement)}
