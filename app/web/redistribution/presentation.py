"""What the pages show: forecasts by stream with their chart, and a simulation in rows of plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from app.domain.forecast import Forecast, together
from app.domain.roles import Actor
from app.domain.simulation import Cost, Family, Likely, Outcome
from app.domain.simulation_approvals import Approvals
from app.domain.stream import Stream
from app.i18n import gettext as _
from app.i18n import pgettext
from app.labels.entitlement import MEASURES
from app.labels.programme import QUOTA_STREAM_WORDS
from app.queries import redistribution as queries
from app.queries.forecast import ForecastRow
from app.services.redistribution_simulation import Simulation
from app.web.charts.line_chart import LineChart, Series, Style, line_chart

FAMILIES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class StreamForecast:
    """A stream's forecasts by region, their sum, and the chart of the sum."""

    code: str
    title: str
    rows: tuple[ForecastRow, ...]
    whole: Forecast
    reserved: int
    open_persons: int
    chart: LineChart


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family whose place changes; ``number`` and ``href`` only for those who may reach its case."""

    place: str
    persons: int
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One region and stream of a simulation, named; ``cost`` is what the transfer adds to the measures."""

    name: str
    outcome: Outcome
    cost: Cost


@dataclass(frozen=True, slots=True)
class LikelyRow:
    """The same region and stream if no more are approved than lately (``approvals``)."""

    name: str
    approvals: Approvals
    before: Likely
    after: Likely

    @property
    def cost(self) -> Cost:
        """What the change adds to the measures."""
        return self.after.cost - self.before.cost


@dataclass(frozen=True, slots=True)
class SimulationView:
    """A simulation as the pages show it; ``more_*``: families beyond those that are listed.

    ``likely``: rows by the share of approvals, where one is known, and their persons before and after.
    ``counted``, ``depending``, ``unknown``: names of measures, by whether the money has them.  ``now``: persons who
    gain and lose by the same transfer at this moment, None where that was not asked or cannot be.
    """

    made_at: datetime
    digest: str
    passing: bool
    is_verified: bool
    rows: tuple[OutcomeRow, ...]
    gained: tuple[FamilyRow, ...]
    lost: tuple[FamilyRow, ...]
    more_gained: int
    more_lost: int
    persons_gained: int
    persons_lost: int
    unused_before: int
    unused_after: int
    cost: Cost
    likely: tuple[LikelyRow, ...]
    counted: tuple[str, ...]
    depending: tuple[str, ...]
    unknown: tuple[str, ...]
    now: tuple[int, int] | None = None
    is_impossible_now: bool = False

    @property
    def likely_before(self) -> int:
        """Persons who get a place without the change, by the share of approvals."""
        return sum(row.before.placed for row in self.likely)

    @property
    def likely_after(self) -> int:
        """The same with the change."""
        return sum(row.after.placed for row in self.likely)

    @property
    def changed_since(self) -> bool:
        """Whether the same transfer would reach others by now."""
        return self.now is not None and self.now != (self.persons_gained, self.persons_lost)


def by_stream(rows: Sequence[ForecastRow], year: int, today: date) -> list[StreamForecast]:
    """Forecasts of each stream that has a quota."""
    found = []
    for stream, words in QUOTA_STREAM_WORDS.items():
        own = tuple(row for row in rows if row.stream == stream)
        if own:
            whole = together([row.forecast for row in own])
            found.append(
                StreamForecast(
                    code=stream.value,
                    title=str(words),
                    rows=own,
                    whole=whole,
                    reserved=sum(row.reserved for row in own),
                    open_persons=sum(row.open_persons for row in own),
                    chart=_chart(own, whole, year, today),
                )
            )
    return found


def _chart(rows: Sequence[ForecastRow], whole: Forecast, year: int, today: date) -> LineChart:
    """Used so far, and where the year may end."""
    last = date(year, 12, 31)
    points: list[tuple[date, float | None]] = []
    used = 0.0
    for months in zip(*(row.uses for row in rows), strict=True):
        used += sum(use.persons for use in months)
        points.append((min(months[0].until - timedelta(days=1), last), used))
    series = [
        Series(_("Quota"), [(date(year, 1, 1), float(whole.allocated))], Style.STEP),
        Series(_("Used"), points, Style.SOLID),
    ]
    if today.year <= year and today < last:
        start = (max(today, date(year, 1, 1)), float(whole.used))
        series += [
            Series(pgettext("forecast", "Expected"), [start, (last, float(whole.expected))], Style.DASHED),
            Series(
                pgettext("forecast", "Range"),
                [start, (last, float(whole.low))],
                Style.RANGE,
                [start, (last, float(whole.high))],
            ),
        ]
    return line_chart(series, until=last, unit=pgettext("unit", "persons"))


def account_name(stream: str, region: str, regions: Mapping[str, str]) -> str:
    """A region and stream in words."""
    return f"{regions.get(region, region)}, {QUOTA_STREAM_WORDS[Stream(stream)]}"


def simulation_view(
    session: Session, made: Simulation, actor: Actor, regions: Mapping[str, str], *, again: Simulation | None = None
) -> SimulationView:
    """``made`` in rows; ``again``: the same transfer on the cases of this moment."""
    gained = [(one, family) for one in made.outcomes for family in one.gained]
    lost = [(one, family) for one in made.outcomes for family in one.lost]
    shown = gained[:FAMILIES_SHOWN] + lost[:FAMILIES_SHOWN]
    numbers = queries.numbers(session, {family.application_id for _one, family in shown}, actor) if shown else {}
    persons_gained, persons_lost = _persons(made)
    return SimulationView(
        made_at=made.made_at,
        digest=made.digest,
        passing=made.passing,
        is_verified=made.measures.is_verified,
        rows=tuple(
            OutcomeRow(account_name(one.stream, one.region, regions), one, one.after.cost - one.before.cost)
            for one in made.outcomes
        ),
        gained=_families(gained, numbers, regions),
        lost=_families(lost, numbers, regions),
        more_gained=max(0, len(gained) - FAMILIES_SHOWN),
        more_lost=max(0, len(lost) - FAMILIES_SHOWN),
        persons_gained=persons_gained,
        persons_lost=persons_lost,
        unused_before=sum(one.before.unused for one in made.outcomes),
        unused_after=sum(one.after.unused for one in made.outcomes),
        cost=sum((one.after.cost - one.before.cost for one in made.outcomes), Cost()),
        likely=_likely(made, regions),
        counted=tuple(str(MEASURES[code]) for code in made.measures.counted),
        depending=tuple(str(MEASURES[code]) for code in made.measures.depending),
        unknown=tuple(str(MEASURES[code]) for code in made.measures.unknown),
        now=_persons(again) if again else None,
    )


def _likely(made: Simulation, regions: Mapping[str, str]) -> tuple[LikelyRow, ...]:
    return tuple(
        LikelyRow(account_name(one.stream, one.region, regions), one.approvals, one.before.likely, one.after.likely)
        for one in made.outcomes
        if one.approvals and one.before.likely and one.after.likely
    )


def _persons(made: Simulation) -> tuple[int, int]:
    """Persons who gain and who lose a place."""
    return (
        sum(family.persons for one in made.outcomes for family in one.gained),
        sum(family.persons for one in made.outcomes for family in one.lost),
    )


def _families(
    found: Sequence[tuple[Outcome, Family]], numbers: Mapping[int, str], regions: Mapping[str, str]
) -> tuple[FamilyRow, ...]:
    return tuple(
        FamilyRow(
            place=account_name(one.stream, one.region, regions),
            persons=family.persons,
            number=numbers.get(family.application_id, ""),
            href=url_for("review.case_page", application_id=family.application_id)
            if family.application_id in numbers
            else "",
        )
        for one, family in found[:FAMILIES_SHOWN]
    )
