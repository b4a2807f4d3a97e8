"""A year of published figures: by stream, region and month, with their sums; the page and the CSV are made of it.

Everything here is arithmetic on figures that are public, so none of it tells more than they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from app.domain.anonymity import REST
from app.domain.statistic import FLOWS, SHARES, STREAMS, Count, Measure, same_day_before
from app.domain.stream import QUOTA_STREAMS, Stream
from app.queries.statistic import FigureRow, ReleaseRow, published, published_before

WAITING = "waiting"
# What a line of the CSV says of a figure that it does not have.
CARRIED, FEW = "carried", "few"
COLUMNS = ("as_of", "stream", "region", "measure", "ground", "families", "persons", "days", "sign")


@dataclass(slots=True)
class Place:
    """A region (or, with ``code`` None, the country: the sum of its regions), month by month.

    ``flows`` has what was added; ``held``, ``allocated`` and ``days`` what there was on the last day of the month.  A
    figure that is missing was too small, or waits for the months after it.  ``opening``: of the queue, by what was
    published before the year; ``size``: persons of a family, by what was published of the filed.
    """

    code: str | None
    opening: Count = field(default_factory=Count)
    size: float = 1.0
    regions: tuple[Place, ...] = ()
    flows: dict[tuple[date, str], Count] = field(default_factory=dict)
    held: dict[date, Count] = field(default_factory=dict)
    allocated: dict[date, int] = field(default_factory=dict)
    days: dict[tuple[date, str], int] = field(default_factory=dict)

    def total(self, measure: str, upto: date) -> Count:
        """What was published of the measure from 1 January to the day."""
        found = (count for (as_of, name), count in self.flows.items() if name == measure and as_of <= upto)
        return sum(found, Count())

    def waiting(self, upto: date, smallest: int) -> Count | None:
        """Who waits for a decision on the day, about, to a multiple of ``smallest``; None for a small group.

        Said from published figures alone: filed less ended, where a figure that waits itself is taken as half of what
        it can be at most.  The exact number beside exact flows would tell of every family that left the queue.
        """
        estimate = self._waiting(upto, smallest)
        families, persons = (round(figure / smallest) * smallest for figure in estimate)
        return Count(families, persons) if families >= smallest and persons >= families else None

    def _waiting(self, upto: date, smallest: int) -> tuple[float, float]:
        """Families and persons before they are rounded; no queue is shorter than nobody."""
        if self.regions:
            every = [region._waiting(upto, smallest) for region in self.regions]
            return sum(families for families, _ in every), sum(persons for _, persons in every)
        left = sum((self.total(measure, upto) for measure in FLOWS[1:]), Count())
        known = self.opening + self.total(Measure.FILED, upto) - left
        half, size = (smallest - 1) / 2, self.size
        unseen = sum(
            half if measure == Measure.FILED else -half for measure in FLOWS if (upto, measure) not in self.flows
        )
        return max(0.0, known.families + unseen), max(0.0, known.persons + unseen * size)


@dataclass(frozen=True, slots=True)
class StreamYear:
    """A stream in the year: its regions by code, the country, refusals by ground, and the use of the year before."""

    stream: Stream
    regions: tuple[Place, ...]
    country: Place
    grounds: Mapping[tuple[date, str], int]
    earlier: Mapping[str | None, Place]

    @property
    def is_quota(self) -> bool:
        """Whether the stream spends places."""
        return self.stream in QUOTA_STREAMS

    @property
    def has_figures(self) -> bool:
        """Whether anything of it is large enough to be shown."""
        return bool(self.country.flows or self.country.held or self.country.allocated or self.country.days)

    def ground_total(self, ground: str, upto: date) -> int:
        """Refusals on the ground that were published from 1 January to the day."""
        return sum(families for (as_of, name), families in self.grounds.items() if name == ground and as_of <= upto)

    def ground_names(self) -> tuple[str, ...]:
        """Grounds that were named, the most frequent first, the rest last."""
        names = {name for _, name in self.grounds}
        last = max((as_of for as_of, _ in self.grounds), default=date.min)
        return tuple(sorted(names, key=lambda name: (name == REST, -self.ground_total(name, last), name)))


@dataclass(frozen=True, slots=True)
class Year:
    """Closed months of a year, their last days, and the figures of each stream."""

    year: int
    release: ReleaseRow
    months: tuple[date, ...]
    streams: tuple[StreamYear, ...]

    @property
    def as_of(self) -> date:
        """The last day of the last closed month."""
        return self.release.as_of


def year_of(session: Session, year: int, releases: Sequence[ReleaseRow]) -> Year | None:
    """The year's published figures; None where no month of it is closed."""
    closed = sorted(release.as_of for release in releases if release.as_of.year == year)
    if not closed:
        return None
    release = next(release for release in releases if release.as_of == closed[-1])
    rows = published(session, date(year, 1, 1), closed[-1])
    before = published(session, date(year - 1, 1, 1), same_day_before(closed[-1]))
    opening = published_before(session, date(year, 1, 1))
    return Year(
        year=year,
        release=release,
        months=tuple(closed),
        streams=tuple(
            _stream(stream, *([row for row in each if row.stream == stream] for each in (rows, before, opening)))
            for stream in STREAMS
        ),
    )


def _stream(stream: Stream, rows: list[FigureRow], before: list[FigureRow], opening: list[FigureRow]) -> StreamYear:
    places = _places(rows)
    for row in opening:
        place = places.setdefault(row.region, Place(row.region))
        sign = Count(row.families or 0, row.persons or 0)
        place.opening = place.opening + sign if row.measure == Measure.FILED else place.opening - sign
    _measure_families(places, rows + opening)
    earlier = _places(before)
    earlier[None] = _country(earlier)
    country = _country(places)
    return StreamYear(
        stream=stream,
        regions=country.regions,
        country=country,
        grounds={(row.as_of, row.ground): row.families or 0 for row in rows if row.ground},
        earlier=earlier,
    )


def _measure_families(places: Mapping[str | None, Place], rows: Iterable[FigureRow]) -> None:
    filed: dict[str | None, Count] = {}
    for row in rows:
        if row.measure == Measure.FILED:
            filed[row.region] = filed.get(row.region, Count()) + Count(row.families or 0, row.persons or 0)
    for code, count in filed.items():
        places[code].size = count.persons / count.families


def _places(rows: Iterable[FigureRow]) -> dict[str | None, Place]:
    places: dict[str | None, Place] = {}
    for row in rows:
        if row.ground is None:
            _enter(places.setdefault(row.region, Place(row.region)), row)
    return places


def _enter(place: Place, row: FigureRow) -> None:
    count = Count(row.families or 0, row.persons or 0)
    if row.measure in SHARES:
        place.days[row.as_of, row.measure] = row.days or 0
    elif row.measure == Measure.ALLOCATED:
        place.allocated[row.as_of] = count.persons
    elif row.measure == Measure.HELD:
        place.held[row.as_of] = count
    else:
        place.flows[row.as_of, row.measure] = count


def _country(places: Mapping[str | None, Place]) -> Place:
    """The sum of the regions; days have a figure of their own."""
    regions = tuple(place for code, place in sorted(places.items(), key=lambda pair: pair[0] or "") if code)
    country = Place(None, days=places[None].days if None in places else {}, regions=regions)
    for place in regions:
        for flow, count in place.flows.items():
            country.flows[flow] = country.flows.get(flow, Count()) + count
        for day, count in place.held.items():
            country.held[day] = country.held.get(day, Count()) + count
        for day, persons in place.allocated.items():
            country.allocated[day] = country.allocated.get(day, 0) + persons
    return country


def lines(year: Year) -> Iterator[tuple[str | int | None, ...]]:
    """The year as lines of the CSV, in the order of :data:`COLUMNS`; region empty: the country."""
    for each in year.streams:
        for place in (each.country, *each.regions):
            for month in year.months:
                where = (month.isoformat(), each.stream.value, place.code or "")
                for measure, *figures in _cells(each, place, month, year.release.smallest):
                    yield (*where, measure, "", *figures)
        for (month, ground), families in sorted(each.grounds.items()):
            yield month.isoformat(), each.stream.value, "", "ground", ground, families, None, None, ""


_Cell = tuple[str, int | None, int | None, int | None, str]


def _cells(each: StreamYear, place: Place, month: date, smallest: int) -> Iterator[_Cell]:
    if each.is_quota and month in place.allocated:
        yield "allocated", None, place.allocated[month], None, ""
    for measure in FLOWS:
        yield _cell(measure, place.flows.get((month, measure)), CARRIED)
    yield _cell(WAITING, place.waiting(month, smallest), FEW)
    if each.is_quota:
        yield _cell(Measure.HELD, place.held.get(month), FEW)
    for name in SHARES:
        days = place.days.get((month, name))
        yield name.value, None, None, days, "" if days is not None else FEW


def _cell(measure: str, count: Count | None, sign: str) -> _Cell:
    if count is None:
        return str(measure), None, None, None, sign
    return str(measure), count.families, count.persons, None, ""
