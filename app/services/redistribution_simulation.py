"""A change of places tried on the real open cases: a transfer's is kept as a file, and tried again for who approves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from sqlalchemy.orm import Session

from app.domain import simulation as rules
from app.domain.entitlements import Situation, entitlements
from app.domain.errors import DomainError
from app.domain.forecast_open import Record
from app.domain.programmes.definition import MeasureCode
from app.domain.redistribution import Account, Position, TransferFault, check_year, faults
from app.domain.reference import ReferenceBook
from app.domain.simulation import Cost, Costs, Family, Outcome, Queue, Room, follows_from_size
from app.domain.simulation_approvals import Approvals, approvals, closed
from app.domain.stream import Stream
from app.gateways.files import FileMissingError, FileStore
from app.i18n import local
from app.queries import queue as queues
from app.queries import redistribution as queries
from app.queries.forecast import ForecastRow, forecasts
from app.queries.quota import district_balances
from app.services import reference

PASSING = "redistribution.pass_over"
MONTHS = "redistribution.approval_months"


class TransferFaultsError(DomainError):
    """The differences cannot be proposed; ``faults`` says why, account by account."""

    code = "transfer_faults"

    def __init__(self, found: Sequence[TransferFault]) -> None:
        self.faults = tuple(found)
        super().__init__()


@dataclass(frozen=True, slots=True)
class Measures:
    """What the money is made of, by the reference data of the day.

    ``counted``: follow from the size of a family; ``depending``: on more than that; ``unknown``: no figure was entered.
    ``is_verified``: every rate that is counted is, and none is unknown.
    """

    counted: tuple[MeasureCode, ...] = ()
    depending: tuple[MeasureCode, ...] = ()
    unknown: tuple[MeasureCode, ...] = ()
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Simulation:
    """Outcomes of a change, when and from what (``digest``) they were made.

    ``passing``: whether a family that does not fit lets others pass.
    """

    year: int
    made_at: datetime
    digest: str
    passing: bool
    measures: Measures
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


def simulate_change(session: Session, year: int, differences: Mapping[Account, int], *, now: datetime) -> Simulation:
    """The same for an order's amendment, whose differences need not add up to 0; its own checks are the proposal's."""
    today = local(now).date()
    check_year(year, today)
    return _simulated(session, year, forecasts(session, year, today), differences, now)


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
        "measures": asdict(made.measures),
        "outcomes": rules.written(made.outcomes),
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, indent=1).encode()


def _read(plain: Mapping[str, Any]) -> Simulation:
    return Simulation(
        year=plain["year"],
        made_at=datetime.fromisoformat(plain["made_at"]),
        digest=plain["digest"],
        passing=plain["passing"],
        measures=_read_measures(plain),
        outcomes=rules.read(plain["outcomes"]),
    )


def _read_measures(plain: Mapping[str, Any]) -> Measures:
    """The measures; what was written before they were named counted these two."""
    found = plain.get("measures")
    if found is None:
        counted = (MeasureCode.RELOCATION_SUBSIDY, MeasureCode.RENT_UTILITIES)
        return Measures(counted, tuple(one for one in MeasureCode if one not in counted), (), plain["is_verified"])
    codes = {name: tuple(MeasureCode(code) for code in found[name]) for name in ("counted", "depending", "unknown")}
    return Measures(**codes, is_verified=found["is_verified"])


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for every queue: persons that wait, free places of districts, and how cases ended lately."""

    waiting: Mapping[tuple[str, str], tuple[int, int]]
    rooms: Mapping[int, tuple[Room, ...]]
    ended: Mapping[tuple[Stream, str], Record]
    period: tuple[date, date]
    passing: bool

    def approvals(self, stream: Stream, region: str) -> Approvals | None:
        """The share of approvals of a region, or of the country."""
        country = [record for (of, _region), record in self.ended.items() if of is stream]
        whole = Record(sum(one.approved for one in country), sum(one.ended for one in country))
        return approvals(self.ended.get((stream, region), Record(0, 0)), whole, self.period)


def _simulated(
    session: Session, year: int, rows: Sequence[ForecastRow], differences: Mapping[Account, int], now: datetime
) -> Simulation:
    today = local(now).date()
    book = reference.book(session)
    known = _known(session, year, book, today)
    found = [
        _queue(session, row, difference, known)
        for row in rows
        if (difference := differences.get((Stream(row.stream), row.region), 0))
    ]
    measures = _measures(found, book, today)
    costs = _costs(found, measures, book, today)
    return Simulation(
        year=year,
        made_at=now,
        digest=rules.digest(found, differences, costs=costs, passing=known.passing, year=year),
        passing=known.passing,
        measures=measures,
        outcomes=rules.simulate(found, differences, costs=costs, passing=known.passing),
    )


def _known(session: Session, year: int, book: ReferenceBook, today: date) -> _Known:
    months, passing = book.find(MONTHS, today), book.find(PASSING, today)
    period = closed(int(months.value) if months else 1, today)
    rooms: dict[int, tuple[Room, ...]] = {}
    for row in district_balances(session, year):
        # What a district no longer has is of the region again, as where places are held.
        if row.allocated > 0:
            rooms[row.quota_id] = (*rooms.get(row.quota_id, ()), Room(row.district, row.available))
    return _Known(
        waiting=queues.lengths(session),
        rooms=rooms,
        ended=queries.ended(session, *period),
        period=period,
        passing=passing is not None and passing.value == "yes",
    )


def _queue(session: Session, row: ForecastRow, difference: int, known: _Known) -> Queue:
    stream, free = Stream(row.stream), row.allocated - row.reserved - row.used
    rooms, share = known.rooms.get(row.quota_id, ()), known.approvals(stream, row.region)
    families = queues.waiting(session, row.region, row.stream, limit=_enough(free, difference, known, rooms, share))
    return Queue(
        stream=stream,
        region=row.region,
        allocated=row.allocated,
        free=free,
        families=tuple(Family(each.application_id, each.persons, each.host_district) for each in families),
        waiting=known.waiting.get((row.region, row.stream), (0, 0))[1],
        forecast=row.forecast,
        rooms=rooms,
        approvals=share,
    )


def _enough(free: int, difference: int, known: _Known, rooms: Sequence[Room], share: Approvals | None) -> int | None:
    """How many families tell everything; None where any of the queue may, however far behind it stands."""
    if known.passing or rooms:
        return None
    # Every family has a person at least; one more than could fit tells where a strict queue stops.
    places = max(free, free + difference, 0)
    return ceil(places / share.share) + 1 if share and share.share else places + 1


def _measures(found: Sequence[Queue], book: ReferenceBook, today: date) -> Measures:
    """Which measures are counted; verified where every rate is for every size of family that waits."""
    known = {code: measure for code in MeasureCode if (measure := book.find_measure(code, today)) is not None}
    counted = tuple(code for code, measure in known.items() if follows_from_size(measure))
    unknown = tuple(code for code in MeasureCode if code not in known)
    lines = [
        line
        for stream in sorted({queue.stream for queue in found})
        for line in entitlements(Situation(stream=stream), book, today)
        if line.measure in counted
    ]
    is_verified = bool(lines) and not unknown and all(line.verified for line in lines)
    return Measures(counted, tuple(code for code in known if code not in counted), unknown, is_verified)


def _costs(found: Sequence[Queue], measures: Measures, book: ReferenceBook, today: date) -> Costs:
    """Tenge by stream and size of family, from the rates of the day."""
    sizes = {(queue.stream, family.persons) for queue in found for family in queue.families}
    costs: dict[tuple[Stream, int], Cost] = {}
    for stream, persons in sorted(sizes):
        lines = [
            (line.total_low, line.total_high)
            for line in entitlements(Situation(stream=stream, household_size=persons), book, today)
            if line.measure in measures.counted
        ]
        parts = [Cost(low, high) for low, high in lines if low is not None and high is not None]
        costs[stream, persons] = sum(parts, Cost())
    return costs
