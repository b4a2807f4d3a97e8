"""A proposal of transfers: unused places of one region or stream to where people would otherwise be turned away.

Regional quotas are amended within the year, the total unchanged (yearly order on the regional quota; in 2024 600 places
went from relocatees to kandas).  The rule that is proposed here, for two people to change and approve:

* A **donor** gives what is left at the upper end of its forecast's range, less a margin (a dated share of its places),
  and never what families hold or districts have.
* A **receiver** gets no more than the demand that its quota would leave unmet.
* **Fair**: first within a stream, then between streams; where places are short each receiver gets the same share of its
  need, and each donor gives the same share of what it can spare (largest remainders, then the code of the region).

The sum of the differences is 0.  The same figures give the same proposal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from app.domain.errors import DomainError
from app.domain.forecast import Forecast
from app.domain.stream import QUOTA_STREAMS, Stream

Account = tuple[Stream, str]


class YearClosedError(DomainError):
    """The year has ended, so that nothing can be moved in it; param ``year``."""

    code = "transfer_year_closed"


class TransferOpenError(DomainError):
    """Another transfer of the year waits for its approval or its day; param ``proposal``."""

    code = "transfer_open"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a region stands in a stream; ``bound``: places of families and districts, which no transfer takes."""

    stream: Stream
    region: str
    allocated: int
    bound: int
    forecast: Forecast

    @property
    def account(self) -> Account:
        """Which quota it is."""
        return (self.stream, self.region)

    @property
    def need(self) -> int:
        """Persons of the expected demand for whom there are no places."""
        return self.forecast.unmet

    def spare(self, margin: float) -> int:
        """Places that it does not need even at the upper end of the range, less ``margin`` of its places."""
        kept = max(self.bound, self.forecast.high + ceil(margin * self.allocated))
        return max(0, self.allocated - kept) if self.need == 0 else 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is proposed for one region and stream: ``difference`` places, signed."""

    position: Position
    difference: int
    spare: int

    @property
    def after(self) -> int:
        """Places after the transfer."""
        return self.position.allocated + self.difference


@dataclass(frozen=True, slots=True)
class TransferFault:
    """What is wrong with the difference of one account (None: with all of them together)."""

    code: str
    account: Account | None
    params: Mapping[str, int]


def suggest(positions: Sequence[Position], *, margin: float) -> tuple[Suggestion, ...]:
    """A difference for each of ``positions``, in their order of stream and region; all 0 where nothing fits."""
    ordered = sorted(positions, key=lambda one: one.account)
    spare = {one.account: one.spare(margin) for one in ordered}
    need = {one.account: one.need for one in ordered}
    moved = dict.fromkeys(spare, 0)
    for streams in ((QUOTA_STREAMS[0],), (QUOTA_STREAMS[1],), QUOTA_STREAMS):
        _level(streams, spare, need, moved)
    return tuple(Suggestion(one, moved[one.account], one.spare(margin)) for one in ordered)


def faults(positions: Sequence[Position], differences: Mapping[Account, int]) -> tuple[TransferFault, ...]:
    """Why ``differences`` cannot be proposed; empty where they can."""
    known = {one.account: one for one in positions}
    found = []
    for one in sorted(positions, key=lambda each: each.account):
        difference = differences.get(one.account, 0)
        after = one.allocated + difference
        if difference < 0 and after < one.bound:
            found.append(TransferFault("transfer_below_bound", one.account, {"after": after, "bound": one.bound}))
    found += [TransferFault("transfer_unknown", one, {}) for one in sorted(set(differences) - set(known))]
    total = sum(differences.values())
    if total:
        found.append(TransferFault("transfer_unbalanced", None, {"sum": total}))
    elif not any(differences.values()):
        found.append(TransferFault("transfer_empty", None, {}))
    return tuple(found)


def check_year(year: int, today: date) -> None:
    """Raise :class:`YearClosedError` for a year that has ended."""
    if year < today.year:
        raise YearClosedError(year=year)


def _level(
    streams: Sequence[Stream], spare: dict[Account, int], need: dict[Account, int], moved: dict[Account, int]
) -> None:
    """Move what can be moved within ``streams``, and note what is left to spare and to need."""
    donors = {account: places for account, places in spare.items() if account[0] in streams and places}
    receivers = {account: persons for account, persons in need.items() if account[0] in streams and persons}
    total = min(sum(donors.values()), sum(receivers.values()))
    for account, places in _shares(donors, total).items():
        spare[account] -= places
        moved[account] -= places
    for account, places in _shares(receivers, total).items():
        need[account] -= places
        moved[account] += places


def _shares(wholes: Mapping[Account, int], total: int) -> dict[Account, int]:
    """``total`` divided in proportion to ``wholes``, none above its own: largest remainders, then stream and region."""
    whole = sum(wholes.values())
    if not whole:
        return {}
    shares = {account: total * own // whole for account, own in wholes.items()}
    left = total - sum(shares.values())
    by_remainder = sorted(wholes, key=lambda account: (-(total * wholes[account] % whole), account))
    for account in by_remainder[:left]:
        shares[account] += 1
    return shares
