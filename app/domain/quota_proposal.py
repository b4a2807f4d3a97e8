"""A proposed change of the quota, which a second person approves: what it may say, and what it would change.

Whoever proposes does not approve: the order of the ministry, its amendment, a transfer between regions or streams,
and a region's distribution to its districts all take two people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import DomainError
from app.domain.quota import Balance, Unit
from app.domain.stream import Stream

MOST_PERSONS = 1_000_000


class ProposalKind(StrEnum):
    """What is proposed; each kind is one kind of movement in the ledger."""

    ORDER = "order"
    AMENDMENT = "amendment"
    DISTRIBUTION = "distribution"
    TRANSFER = "transfer"


class ProposalState(StrEnum):
    """How far a proposal came; ``FAILED``: approved, but impossible on the day from which it should hold."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


OPEN = frozenset({ProposalState.PROPOSED, ProposalState.APPROVED})

Account = tuple[Stream, str, str | None]


class SamePersonError(DomainError):
    """Whoever proposed the change approves it."""

    code = "same_person"


class ProposalClosedError(DomainError):
    """The proposal was decided or taken back already; param ``state``."""

    code = "proposal_closed"


class ProposalStaleError(DomainError):
    """The places were changed since the proposal was made."""

    code = "proposal_stale"


class BelowHeldError(DomainError):
    """An account would have fewer places than families hold in it; params ``asked``, ``held``, ``region``."""

    code = "below_held"


class BelowDistributedError(DomainError):
    """The region would have fewer places than its districts and families hold; params ``asked``, ``held``."""

    code = "below_distributed"


class ProposalFaultError(DomainError):
    """The proposal says something that no proposal may say; the code begins with ``proposal_``."""


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """Places of one account; a target, or (of a transfer) a signed difference."""

    stream: Stream
    region: str
    persons: int
    district: str | None = None

    @property
    def account(self) -> Account:
        """Which places it is about."""
        return (self.stream, self.region, self.district)


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A change as it is proposed; ``persons`` of its lines are targets, of a transfer differences with the sum 0.

    ``based_on``: version of the order by stream that the proposer saw; empty where no page was seen.
    """

    kind: ProposalKind
    year: int
    lines: Sequence[ProposalLine]
    reason: str
    effective_on: date
    act_number: str = ""
    act_title: str = ""
    adopted_on: date | None = None
    act_code: str = ""
    source: str = ""
    unit: str = Unit.PERSONS
    file_sha256: str | None = None
    based_on: Mapping[str, int] | None = None

    @property
    def streams(self) -> tuple[Stream, ...]:
        """Streams whose places change, in the order of the register."""
        named = {line.stream for line in self.lines}
        return tuple(stream for stream in Stream if stream in named)


@dataclass(frozen=True, slots=True)
class LineChange:
    """Places of one account before and after; ``held`` are reserved or used, ``bound`` also given to districts."""

    stream: Stream
    region: str
    district: str | None
    before: int
    after: int
    held: int
    bound: int

    @property
    def difference(self) -> int:
        """What is added, negative where it is taken away."""
        return self.after - self.before

    @property
    def is_below_held(self) -> bool:
        """Whether fewer places would be left than families hold."""
        return self.after < self.held

    @property
    def is_below_bound(self) -> bool:
        """Whether fewer places would be left than families and districts have."""
        return self.after < self.bound


def check(draft: ProposalDraft) -> None:
    """Raise :class:`ProposalFaultError` where the draft could be put into force under no balance."""
    if not draft.reason.strip():
        raise ProposalFaultError("reason_required")
    if not draft.lines:
        raise ProposalFaultError("proposal_empty")
    if max(Counter(line.account for line in draft.lines).values()) > 1:
        raise ProposalFaultError("proposal_line_twice")
    # The year's first order is signed in the December before.
    if draft.effective_on.year not in (draft.year - 1, draft.year):
        raise ProposalFaultError("proposal_other_year", year=draft.year)
    if any(abs(line.persons) > MOST_PERSONS for line in draft.lines):
        raise ProposalFaultError("proposal_out_of_range")
    if draft.unit != Unit.PERSONS and draft.kind not in (ProposalKind.ORDER, ProposalKind.AMENDMENT):
        raise ProposalFaultError("proposal_families")
    _check_kind(draft)


def _check_kind(draft: ProposalDraft) -> None:
    if draft.kind is ProposalKind.TRANSFER:
        if sum(line.persons for line in draft.lines):
            raise ProposalFaultError("proposal_unbalanced", persons=sum(line.persons for line in draft.lines))
        if not any(line.persons for line in draft.lines):
            raise ProposalFaultError("proposal_empty")
    elif any(line.persons < 0 for line in draft.lines):
        raise ProposalFaultError("proposal_out_of_range")
    elif len(draft.streams) > 1:
        raise ProposalFaultError("proposal_several_streams")
    is_distribution = draft.kind is ProposalKind.DISTRIBUTION
    if is_distribution and len({line.region for line in draft.lines}) > 1:
        raise ProposalFaultError("proposal_several_regions")
    if any((line.district is not None) != is_distribution for line in draft.lines):
        raise ProposalFaultError("proposal_district")


def changes(
    kind: ProposalKind, lines: Sequence[ProposalLine], accounts: Mapping[Account, Balance]
) -> tuple[LineChange, ...]:
    """What the lines would do to ``accounts`` now; an order takes the places of a region of its stream it leaves out.

    ``accounts`` of a version hold every region of the streams touched, those of a distribution every district named.
    """
    wanted = {line.account: line.persons for line in lines}
    result = []
    for account in sorted({*wanted, *accounts}, key=lambda one: (one[0], one[1], one[2] or "")):
        balance = accounts.get(account, Balance(0))
        after = wanted.get(account, 0) + (balance.allocated if kind is ProposalKind.TRANSFER else 0)
        if account not in wanted and after == balance.allocated:
            continue
        result.append(LineChange(*account, balance.allocated, after, balance.held, balance.bound))
    return tuple(result)


def check_changes(found: Sequence[LineChange]) -> None:
    """Raise where an account would have fewer places than are held in it, or distributed from it."""
    for change in found:
        place = {"region": change.region, "district": change.district or "", "stream": change.stream}
        if change.is_below_held:
            raise BelowHeldError(None, asked=change.after, held=change.held, **place)
        if change.is_below_bound:
            raise BelowDistributedError(None, asked=change.after, held=change.bound, **place)
