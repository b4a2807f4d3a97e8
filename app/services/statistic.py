"""Closing months: what was counted in a month that is over becomes a release, once and for ever.

Nobody watches a case in the public figures: they change once a month, and what was published is never changed.  A month
that comes out different afterwards (a decision set aside, a case that moved) is made good in the next release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain import anonymity
from app.domain.grounds import grounds_for
from app.domain.programmes import of_stream
from app.domain.statistic import SHARES, SMALLEST, STREAMS, Count, Measure, closed_months, last_day
from app.domain.workflow import Action
from app.i18n import local
from app.models import StatisticFigure, StatisticRelease
from app.queries import statistic as reading
from app.queries.statistic import CountedRow
from app.services import reference

# Any number that nothing else locks: two workers never close one month.
_LOCK = 20220022
Row = tuple[str, str | None, str]
# Refusals by ground are told at the end of a quarter: in a month most grounds are few.
_QUARTERS = frozenset({3, 6, 9, 12})


@dataclass(slots=True)
class _Books:
    """What was counted up to the month in hand, and what of it was published before.

    Grounds by stream, region and ground; ``taken``: of refusals that were published; ``batch``: of those, by stream and
    ground, what was not told by ground yet; ``untold``: how many families these are, by stream.
    """

    counted: dict[Row, Count] = field(default_factory=lambda: defaultdict(Count))
    published: dict[Row, Count] = field(default_factory=lambda: defaultdict(Count))
    quotas: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    days: dict[tuple[str, str | None], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    shown_days: dict[Row, tuple[int, int]] = field(default_factory=dict)
    grounds: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    taken: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    batch: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    untold: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def close_months(session: Session, *, now: datetime) -> int:
    """Publish every month that is over and not yet published, in their order; how many.

    Nothing is published while nobody has said how small a crowd may be shown.
    """
    today = local(now).date()
    smallest = reference.book(session).find(SMALLEST, today)
    if smallest is None:
        return 0
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    last = session.scalar(select(func.max(StatisticRelease.as_of)))
    counted = sorted((*reading.counted(session), *reading.allocated(session)), key=lambda row: row.month)
    begun = [row.month for row in counted if row.measure != Measure.ALLOCATED]
    if not begun:
        return 0
    ends = [end for end in closed_months(begun[0], today) if last is None or end > last]
    if not ends:
        return 0
    books = _Books()
    _open(session, books)
    rows = iter(counted)
    waiting = next(rows, None)
    for end in ends:
        if end == ends[0] or end.month == 1:
            _new_year(books, counted, end)
        while waiting is not None and last_day(waiting.month) <= end:
            _enter(books, waiting, end)
            waiting = next(rows, None)
        session.add(
            StatisticRelease(as_of=end, made_at=now, smallest=smallest.number, is_verified=smallest.is_verified)
        )
        session.flush()
        session.add_all(_figures(books, end, smallest.number))
        session.flush()
    return len(ends)


def _open(session: Session, books: _Books) -> None:
    """Take over what was published so far."""
    for row in reading.published_before(session, date.max):
        books.published[row.stream, row.region, row.measure] = Count(row.families or 0, row.persons or 0)
    for shown in reading.latest_days(session):
        books.shown_days[shown.stream, shown.region, shown.measure] = (shown.days, shown.basis)
    for taken in reading.grounds_taken(session):
        books.taken[taken.stream, taken.region, taken.ground] = taken.families
        books.batch[taken.stream, taken.ground] += taken.untold
    books.untold.update(reading.refused_untold(session))


def _new_year(books: _Books, counted: list[CountedRow], end: date) -> None:
    """Days are of the year: they begin anew in January, and after a pause with what the year has had."""
    books.days.clear()
    if end.month == 1:
        books.shown_days.clear()
    for row in counted:
        if row.measure == Measure.MEDIAN_DAYS and row.month.year == end.year and last_day(row.month) < end:
            _enter_days(books, row)


def _enter(books: _Books, row: CountedRow, end: date) -> None:
    """Add what a month counted."""
    if row.measure == Measure.ALLOCATED:
        books.quotas[row.part, row.stream, row.region] += row.persons
    elif row.measure == Measure.GROUND:
        books.grounds[row.stream, row.region, row.part] += row.families
    elif row.measure != Measure.MEDIAN_DAYS:
        books.counted[row.stream, row.region, row.measure] += Count(row.families, row.persons)
    elif last_day(row.month) == end:
        _enter_days(books, row)


def _enter_days(books: _Books, row: CountedRow) -> None:
    for region in (row.region, None):
        histogram = books.days[row.stream, region]
        histogram[int(row.part)] = histogram.get(int(row.part), 0) + row.families


def _figures(books: _Books, end: date, smallest: int) -> Iterator[StatisticFigure]:
    """The figures of the month that ends on ``end``; what waits has none."""
    for (year, stream, region), persons in sorted(books.quotas.items()):
        if int(year) == end.year and persons:
            yield StatisticFigure(as_of=end, stream=stream, region=region, measure=Measure.ALLOCATED, persons=persons)
    yield from _counts(books, end, smallest)
    yield from _grounds(books, end, smallest)
    yield from _days(books, end, smallest)


def _counts(books: _Books, end: date, smallest: int) -> Iterator[StatisticFigure]:
    for key, count in sorted(books.counted.items(), key=lambda item: item[0]):
        stream, region, measure = key
        if measure == Measure.HELD:
            shown = anonymity.rounded_down(count, smallest)
        else:
            shown = anonymity.released(count - books.published[key], smallest)
        if shown is None:
            continue
        if measure != Measure.HELD:
            books.published[key] = count
        if measure == Measure.REFUSED:
            books.untold[stream] += shown.families
            yield from _take_grounds(books, end, stream, region)
        yield StatisticFigure(
            as_of=end, stream=stream, region=region, measure=measure, families=shown.families, persons=shown.persons
        )


def _take_grounds(books: _Books, end: date, stream: str, region: str | None) -> Iterator[StatisticFigure]:
    """Put the grounds of refusals that are published now into the batch; the row is the office's own, not published."""
    for (of, where, ground), families in sorted(books.grounds.items()):
        new = families - books.taken[of, where, ground]
        if (of, where) == (stream, region) and new:
            books.taken[of, where, ground] = families
            books.batch[stream, ground] += new
            yield StatisticFigure(
                as_of=end, stream=stream, region=region, measure=Measure.GROUND, ground=ground, basis=new
            )


def _grounds(books: _Books, end: date, smallest: int) -> Iterator[StatisticFigure]:
    """At the end of a quarter the published refusals by ground."""
    if end.month not in _QUARTERS:
        return
    for stream in STREAMS:
        programme = of_stream(stream, end)
        possible = grounds_for(programme, Action.REFUSE) if programme else ()
        batch = {ground.code: 0 for ground in possible}
        batch |= {ground: families for (of, ground), families in books.batch.items() if of == stream}
        told = anonymity.split(batch, books.untold[stream], smallest)
        if told is None:
            continue
        for ground in batch:
            books.batch.pop((stream, ground), None)
        books.untold[stream] = 0
        for ground, families in told.items():
            yield StatisticFigure(
                as_of=end, stream=stream, region=None, measure=Measure.GROUND, ground=ground, families=families
            )


def _days(books: _Books, end: date, smallest: int) -> Iterator[StatisticFigure]:
    for (stream, region), histogram in sorted(books.days.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        families = sum(histogram.values())
        for measure, share in SHARES.items():
            key = (stream, region, measure)
            before = books.shown_days.get(key)
            if before is None or anonymity.is_new_crowd(families, before[1], smallest):
                days = anonymity.shown_days(histogram, share, smallest)
                if days is not None:
                    books.shown_days[key] = (days, families)
            if key in books.shown_days:
                days, basis = books.shown_days[key]
                yield StatisticFigure(as_of=end, stream=stream, region=region, measure=measure, days=days, basis=basis)
