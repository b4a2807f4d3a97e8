"""Forecast of a quota's use to 31 December, with a range: from the region's own pace and from its open cases.

Persons, one region and stream.  The method is stated in ADR 0018; in short, with *r* the pace in persons per month of
ordinary weight:

1. **Pace** of this year, drawn towards the plan (the quota spread over the year) with the weight of one month, as a
   gamma-Poisson estimate is (Gelman and others, *Bayesian Data Analysis*, 3rd edition, §2.6).  A month's weight is its
   share of earlier years, drawn towards the calendar with the weight of one year.
2. **Open cases.**  Of persons that wait, those count who are approved (the region's own share, drawn towards the
   country's) and in time (log-normal time to decision).  What is filed from now on comes by the pace, as far as it is
   still decided: the year's end cuts the tail (Little, "A Proof for the Queuing Formula L = λW", 1961).
3. **Range.**  Variance of a month = clumps of families + a relative variation of the pace that is learned from the
   region's months; the estimate's own variance is added; normal quantiles, cut at what is used and at the quota.

Regions differ in kind, so nothing is fitted to the country and spread over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from app.domain.forecast_months import MONTHS, MonthlyUse, Shape, weight
from app.domain.forecast_open import Lead, OpenCases, open_use

# Weights, in months and years, of what is believed before anything is seen.
_PLAN_MONTHS = 1.0
_VARIATION_MONTHS = 4.0
_LEAST_VARIATION, _GREATEST_VARIATION = 0.1, 1.5
# A stretch shorter than this says nothing about how months differ.
_TELLING_MONTHS = 0.5
_STANDARD = NormalDist()


class Basis(StrEnum):
    """What a forecast rests on."""

    PACE_AND_OPEN = "pace_and_open"
    PACE = "pace"
    OPEN = "open"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Dated reference figures: the range's ``share`` (0.8), ``variation`` of a month's pace, persons a family."""

    share: float
    variation: float
    family: float
    lead: Lead

    def led_by(self, lead: Lead) -> Assumptions:
        """The same with another time to decision."""
        return replace(self, lead=lead)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Persons at 31 December.

    ``expected``, ``low``, ``high``: use under the quota; ``demand*``: what there would be without its limit.
    ``mean`` and ``spread`` (standard deviation): the demand before it is cut and rounded.
    """

    allocated: int
    used: int
    expected: int
    low: int
    high: int
    demand: int
    demand_low: int
    demand_high: int
    basis: Basis
    mean: float
    spread: float

    @property
    def unused(self) -> int:
        """Places that are expected to be left at the end of the year."""
        return self.allocated - self.expected

    @property
    def unmet(self) -> int:
        """Persons beyond the quota, by the expected demand."""
        return max(0, self.demand - self.allocated)

    def under(self, allocated: int) -> Forecast:
        """The same demand under another quota."""
        if self.basis is Basis.NOTHING:
            return _unknown(allocated, self.used, self.mean)
        rest = _Rest(self.mean, self.spread**2)
        bounds = (self.demand_low, self.demand_high)
        return _cut_at(allocated, self.used, rest, bounds, self.basis)


@dataclass(frozen=True, slots=True)
class _Rest:
    """Persons that will still take places: mean and variance."""

    mean: float
    variance: float


def forecast(
    allocated: int,
    used: int,
    uses: Sequence[MonthlyUse],
    today: date,
    *,
    year: int,
    shape: Shape,
    open_cases: OpenCases | None,
    assumed: Assumptions,
) -> Forecast:
    """The forecast of ``year`` as seen on ``today``; ``open_cases`` None: not known.

    ``used`` has the last word over the sum of ``uses``.  A year that has ended is no forecast: everything is ``used``.
    """
    basis = _basis(used, uses, open_cases)
    if today.year > year:
        return _result(allocated, used, _Rest(0.0, 0.0), assumed, basis)
    first = date(year, 1, 1)
    today = max(today, first)
    pace = _Pace(allocated, used, tuple(uses), shape, assumed, weight(shape, first, today))
    ahead = weight(shape, today, date(year + 1, 1, 1))
    if basis is Basis.NOTHING:
        return _unknown(allocated, used, pace.plan * ahead)
    days = (date(year + 1, 1, 1) - today).days
    return _result(allocated, used, _rest(pace, ahead, days, open_cases), assumed, basis)


def together(parts: Sequence[Forecast]) -> Forecast:
    """The sum of several regions, their errors taken as independent: half-widths add as squares do."""
    known = {part.basis for part in parts if part.basis is not Basis.NOTHING}
    expected, demand = sum(part.expected for part in parts), sum(part.demand for part in parts)
    used, allocated = sum(part.used for part in parts), sum(part.allocated for part in parts)

    def half(widths: Iterable[int]) -> int:
        return round(sqrt(sum(width * width for width in widths)))

    return Forecast(
        allocated=allocated,
        used=used,
        expected=expected,
        low=max(used, expected - half(part.expected - part.low for part in parts)),
        high=min(allocated, expected + half(part.high - part.expected for part in parts)),
        demand=demand,
        demand_low=max(used, demand - half(part.demand - part.demand_low for part in parts)),
        demand_high=demand + half(part.demand_high - part.demand for part in parts),
        basis=next(iter(known)) if len(known) == 1 else (Basis.PACE_AND_OPEN if known else Basis.NOTHING),
        mean=sum(part.mean for part in parts),
        spread=sqrt(sum(part.spread**2 for part in parts)),
    )


@dataclass(frozen=True, slots=True)
class _Pace:
    """What this year's months tell of the pace; ``gone``: weight of the year that has passed."""

    allocated: int
    used: int
    uses: tuple[MonthlyUse, ...]
    shape: Shape
    assumed: Assumptions
    gone: float

    @property
    def plan(self) -> float:
        """Persons a month, had the quota been spread evenly."""
        return self.allocated / MONTHS

    @property
    def rate(self) -> float:
        """Persons per month of ordinary weight."""
        return (self.used + _PLAN_MONTHS * self.plan) / (self.gone + _PLAN_MONTHS)

    def variation(self) -> float:
        """Relative variation (squared) of a month's pace: what is assumed, corrected by the region's own months."""
        rate = self.rate
        told, seen = 0.0, 0
        for weight_, persons in self._stretches():
            if weight_ >= _TELLING_MONTHS and rate > 0:
                beyond = (persons - rate * weight_) ** 2 - self.assumed.family * rate * weight_
                told += max(0.0, beyond) / (rate * rate * weight_)
                seen += 1
        prior = _VARIATION_MONTHS * self.assumed.variation**2
        learned = (prior + told) / (_VARIATION_MONTHS + max(0, seen - 1))
        return min(max(learned, _LEAST_VARIATION**2), _GREATEST_VARIATION**2)

    def variance(self, variation: float) -> float:
        """Variance of :attr:`rate`."""
        seen = sum(persons * persons / weight_ for weight_, persons in self._stretches())
        whole = self.assumed.family * self.used + variation * seen + _PLAN_MONTHS * self.plan**2
        return whole / (self.gone + _PLAN_MONTHS) ** 2

    def _stretches(self) -> list[tuple[float, int]]:
        found = [(weight(self.shape, use.since, use.until), max(0, use.persons)) for use in self.uses]
        return [(weight_, persons) for weight_, persons in found if weight_ > 0]


def _rest(pace: _Pace, ahead: float, days: int, open_cases: OpenCases | None) -> _Rest:
    """Persons that still come: by the pace alone, or open cases and those who file from now on."""
    fresh = 1.0 if open_cases is None else pace.assumed.lead.decided_of_new(days)
    mean = pace.rate * ahead * fresh
    variation = pace.variation()
    clumps = pace.assumed.family * mean
    months = mean * mean * variation / ahead if ahead > 0 else 0.0
    variance = clumps + months + (ahead * fresh) ** 2 * pace.variance(variation)
    if open_cases is None:
        return _Rest(mean, variance)
    waiting = open_use(open_cases, pace.assumed.lead, days, pace.assumed.family)
    return _Rest(mean + waiting.mean, variance + waiting.variance)


def _basis(used: int, uses: Sequence[MonthlyUse], open_cases: OpenCases | None) -> Basis:
    has_pace = used > 0 or any(use.persons for use in uses)
    has_open = open_cases is not None and open_cases.persons > 0
    if has_pace:
        return Basis.PACE if open_cases is None else Basis.PACE_AND_OPEN
    return Basis.OPEN if has_open else Basis.NOTHING


def _unknown(allocated: int, used: int, planned: float) -> Forecast:
    """Nothing is known: the plan is expected, and the range is the whole quota."""
    demand = used + round(planned)
    expected, high = min(allocated, demand), max(allocated, demand)
    return Forecast(allocated, used, expected, used, allocated, demand, used, high, Basis.NOTHING, planned, 0.0)


def _result(allocated: int, used: int, rest: _Rest, assumed: Assumptions, basis: Basis) -> Forecast:
    z = _STANDARD.inv_cdf(0.5 + assumed.share / 2) * sqrt(rest.variance)
    bounds = (max(used, round(used + rest.mean - z)), max(used, round(used + rest.mean + z)))
    return _cut_at(allocated, used, rest, bounds, basis)


def _cut_at(allocated: int, used: int, rest: _Rest, bounds: tuple[int, int], basis: Basis) -> Forecast:
    low, high = (max(used, min(allocated, bound)) for bound in bounds)
    expected = round(used + _cut(rest, allocated - used))
    return Forecast(
        allocated=allocated,
        used=used,
        expected=min(max(expected, low), high),
        low=low,
        high=high,
        demand=max(used, round(used + rest.mean)),
        demand_low=bounds[0],
        demand_high=bounds[1],
        basis=basis,
        mean=rest.mean,
        spread=sqrt(rest.variance),
    )


def _cut(rest: _Rest, places: int) -> float:
    """The mean of what comes, where no more than ``places`` and no less than nobody can."""
    return _mean_below(rest, places) - _mean_below(rest, 0)


def _mean_below(rest: _Rest, limit: int) -> float:
    """Mean of the lesser of a normal value and ``limit``."""
    spread = sqrt(rest.variance)
    if spread == 0:
        return min(rest.mean, limit)
    off = (limit - rest.mean) / spread
    return limit - (limit - rest.mean) * _STANDARD.cdf(off) - spread * _STANDARD.pdf(off)
