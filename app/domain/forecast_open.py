"""What open cases will add to the year's use: approved or not, and in time or not, by the region's own record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

_STANDARD = NormalDist()
_P90 = _STANDARD.inv_cdf(0.9)
# Cases with which the country's share of approvals, and before it an even chance, counts.
_COUNTRY_CASES = 10.0
_EVEN_CASES = 2.0


@dataclass(frozen=True, slots=True)
class Record:
    """Cases that ended: ``approved`` of ``ended``."""

    approved: int
    ended: int


@dataclass(frozen=True, slots=True)
class Lead:
    """Days from filing to decision: the median, and what nine of ten cases keep to (log-normal between them)."""

    median: float
    ninetieth: float

    def decided_within(self, days: float) -> float:
        """Chance that a case is decided within ``days`` of its filing."""
        return _STANDARD.cdf(log(days / self.median) / self._sigma) if days > 0 else 0.0

    def decided_of_new(self, days: int) -> float:
        """Share of the cases filed evenly over the coming ``days`` that is decided before they end."""
        if days <= 0:
            return 0.0
        off = log(days / self.median) / self._sigma
        cut = self.median * exp(self._sigma**2 / 2) * _STANDARD.cdf(off - self._sigma)
        return max(0.0, _STANDARD.cdf(off) - cut / days)

    def decided_of_old(self, days: float) -> float:
        """Chance of a case that has already waited half of the median."""
        before = self.decided_within(self.median / 2)
        return (self.decided_within(days + self.median / 2) - before) / (1 - before) if days > 0 else 0.0

    @property
    def _sigma(self) -> float:
        return max(log(self.ninetieth / self.median), 0.05) / _P90


def lead_of(days: Mapping[int, int], assumed: Lead) -> Lead:
    """The region's own days to a decision: families by days, drawn towards what is ``assumed``.

    As the chance of approval is, with the weight of ten cases; a median below one day counts as one.
    """
    seen = sum(days.values())
    if not seen:
        return assumed
    own = seen / (seen + _COUNTRY_CASES)
    median, ninetieth = (max(1, _quantile(days, seen * share)) for share in (0.5, 0.9))
    middle = own * median + (1 - own) * assumed.median
    return Lead(middle, max(middle, own * ninetieth + (1 - own) * assumed.ninetieth))


def _quantile(days: Mapping[int, int], families: float) -> int:
    passed = 0
    for day in sorted(days):
        passed += days[day]
        if passed >= families:
            return day
    return max(days)


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Persons of open cases, and how cases ended here and in all regions.

    ``held`` have places, ``waiting`` stand in the queue, ``heard`` left it without places: a refusal is proposed or
    announced, or they are heard before it.  ``held_share`` and ``heard_share``: the chances of these two that they use
    places at last (dated reference figures).
    """

    held: int
    waiting: int
    own: Record
    country: Record
    held_share: float
    heard: int = 0
    heard_share: float = 0.0

    @property
    def persons(self) -> int:
        """Persons of every open case."""
        return self.held + self.waiting + self.heard

    @property
    def chance(self) -> float:
        """Chance that a waiting case ends in approval: the region's own share, drawn towards the country's."""
        everywhere = (self.country.approved + _EVEN_CASES / 2) / (self.country.ended + _EVEN_CASES)
        return (self.own.approved + _COUNTRY_CASES * everywhere) / (self.own.ended + _COUNTRY_CASES)


@dataclass(frozen=True, slots=True)
class OpenUse:
    """Persons of open cases that take places this year: mean and variance."""

    mean: float
    variance: float


def open_use(cases: OpenCases, lead: Lead, days: int, family: float) -> OpenUse:
    """What ``cases`` add within ``days``; families of ``family`` persons succeed or fail as one."""
    old = lead.decided_of_old(days)
    waiting = cases.chance * lead.decided_within(days)
    groups = (
        (cases.held, cases.held_share * old),
        (cases.heard, cases.heard_share * old),
        (cases.waiting, waiting),
    )
    mean = sum(persons * chance for persons, chance in groups)
    spread = family * sum(persons * chance * (1 - chance) for persons, chance in groups)
    # The share of approvals is an estimate itself.
    unsure = cases.chance * (1 - cases.chance) / (cases.own.ended + _COUNTRY_CASES)
    doubt = sqrt(unsure) * cases.waiting * lead.decided_within(days)
    return OpenUse(mean, spread + doubt * doubt)
