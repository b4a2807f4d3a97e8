"""A transfer of places tried on the real open cases, kept as a file, and tried again when a second person looks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import simulation as rules
from app.domain.entitlements import Situation, entitlements
from app.domain.errors import DomainError
from app.domain.programmes.definition import MeasureCode
from app.domain.redistribution import Account, Position, TransferFault, check_year, faults
from app.domain.reference import ReferenceBook
from app.domain.simulation import Cost, Costs, Family, Outcome, Queue
from app.domain.stream import Stream
from app.gateways.files import FileMissingError, FileStore
from app.i18n import local
from app.queries import queue as queues
from app.queries import redistribution as queries
from app.queries.forecast import ForecastRow, forecasts
from app.services import reference

PASSING = "redistribution.pass_over"
# Measures that every included family may have; certificates, grants and subsidies to employers depend on the case.
COUNTED = (MeasureCode.RELOCATION_SUBSIDY, MeasureCode.RENT_UTILITIES)


class TransferFaultsError(DomainError):
    """The differences cannot be proposed; ``faults`` says why, account by account."""

    code = "transfer_faults"

    def __init__(self, found: Sequence[TransferFault]) -> None:
        self.faults = tuple(found)
        super().__init__()


@dataclass(frozen=True, slots=True)
class Simulation:
    """Outcomes of a transfer, when and from what (``digest``) they were made.

    ``passing``: whether a family that does not fit lets others pass; ``is_verified``: every rate of the money is.
    """

    year: int
    made_at: datetime
    digest: str
    passing: bool
    is_verified: bool
    outcomes: tuple[Outcome, ...]

    @property
    def differences(self) -> dict[Account, int]:
        """Signed places by account, without those that do not change."""
        return {(one.stream, one.region): one.difference for one in self.outcomes if one.difference}


def positions(rows: Sequence[ForecastRow]) -> tuple[Position, ...]:
    """Where each region and stream stands, by its forecast."""
    return tuple(Position(Stream(row.stream), row.region, row.allocated, row.bound, row.forecast) for row in rows)


def simulate(session: Session, year: int, differences: Mapping[Account, int], *, now: datetime) -> Simulation:
    """What ``differences`` would do to the open cases of this moment; raises :class:`TransferFaultsError`."""
    today = local(now).date()
    check_year(year, today)
    rows = forecasts(session, year, today)
    found = faults(positions(rows), differences)
    if found:
        raise TransferFaultsError(found)
    return _simulated(session, year, rows, differences, now)


def simulation_of(session: Session, proposal_id: int, *, store: FileStore) -> Simulation | None:
    """The simulation that was kept with the proposal; None where there is none."""
    row = queries.transfer(session, proposal_id)
    if row is None or row.file_sha256 is None:
        return None
    try:
        plain = json.loads(store.read(row.file_sha256))
    except FileMissingError:
        return None
    return _read(plain)


def again(session: Session, kept: Simulation, *, now: datetime) -> Simulation | None:
    """The same transfer on the open cases of this moment; None where it is no longer possible."""
    try:
        return simulate(session, kept.year, kept.differences, now=now)
    except DomainError:
        return None


def written(made: Simulation) -> bytes:
    """The simulation as it is kept: JSON whose bytes depend on nothing but its content."""
    plain = {
        "year": made.year,
        "made_at": made.made_at.isoformat(),
        "digest": made.digest,
        "passing": made.passing,
        "is_verified": made.is_verified,
        "outcomes": rules.written(made.outcomes),
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, indent=1).encode()


def _read(plain: Mapping[str, Any]) -> Simulation:
    return Simulation(
        year=plain["year"],
        made_at=datetime.fromisoformat(plain["made_at"]),
        digest=plain["digest"],
        passing=plain["passing"],
        is_verified=plain["is_verified"],
        outcomes=rules.read(plain["outcomes"]),
    )


def _simulated(
    session: Session, year: int, rows: Sequence[ForecastRow], differences: Mapping[Account, int], now: datetime
) -> Simulation:
    today = local(now).date()
    book = reference.book(session)
    rule = book.find(PASSING, today)
    passing = rule is not None and rule.value == "yes"
    waiting = queues.lengths(session)
    found = [
        _queue(session, row, difference, waiting.get((row.region, row.stream), (0, 0))[1], passing=passing)
        for row in rows
        if (difference := differences.get((Stream(row.stream), row.region), 0))
    ]
    costs, is_verified = _costs(found, book, today)
    return Simulation(
        year=year,
        made_at=now,
        digest=rules.digest(found, differences, costs=costs, passing=passing, year=year),
        passing=passing,
        is_verified=is_verified,
        outcomes=rules.simulate(found, differences, costs=costs, passing=passing),
    )


def _queue(session: Session, row: ForecastRow, difference: int, waiting: int, *, passing: bool) -> Queue:
    free = row.allocated - row.reserved - row.used
    # Every family has a person at least; one more than could fit tells where a strict queue stops.
    limit = None if passing else max(free, free + difference, 0) + 1
    families = queues.waiting(session, row.region, row.stream, limit=limit)
    return Queue(
        stream=Stream(row.stream),
        region=row.region,
        allocated=row.allocated,
        free=free,
        families=tuple(Family(each.application_id, each.persons) for each in families),
        waiting=waiting,
        forecast=row.forecast,
    )


def _costs(found: Sequence[Queue], book: ReferenceBook, today: date) -> tuple[Costs, bool]:
    """Tenge by stream and size of family, from the rates of the day; and whether every rate was verified."""
    sizes = {(queue.stream, family.persons) for queue in found for family in queue.families}
    costs: dict[tuple[Stream, int], Cost] = {}
    is_verified = True
    for stream, persons in sorted(sizes):
        lines = [
            line
            for line in entitlements(Situation(stream=stream, household_size=persons), book, today)
            if line.measure in COUNTED and line.total_low is not None and line.total_high is not None
        ]
        is_verified = is_verified and len(lines) == len(COUNTED) and all(line.verified for line in lines)
        costs[stream, persons] = Cost(
            sum((line.total_low for line in lines if line.total_low is not None), Cost().low),
            sum((line.total_high for line in lines if line.total_high is not None), Cost().high),
        )
    return costs, is_verified
