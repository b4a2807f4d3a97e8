"""What the minutes of a commission's sitting hold, beside what every paper holds.

Names of people are in the nominative; reasons and dissents are kept as they were typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.paper_parts import Citation, Ground, Words


@dataclass(frozen=True, slots=True)
class MinutesSeat:
    """A line of the list of those present and absent; ``stands_for``: whose substitute this is."""

    name: str
    position: Words
    body: Words
    seat: Words
    is_present: bool
    is_voting: bool = True
    stands_for: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MinutesVote:
    """How one member voted (``for``, ``against``, ``abstain``), and the dissent as typed."""

    name: str
    choice: str
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class MinutesRecusal:
    """Who did not take part in the case, and why."""

    name: str
    cause: Words
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MinutesCase:
    """A case of the agenda: what was voted, what is recommended and which places of the quota the vote spends.

    ``places_before`` and ``places_after`` are the free places of ``quota``; None where none are spent.
    """

    position: int
    number: str
    applicant: str
    persons: int
    programme: Words
    opinion: Words
    outcome: Words
    reason: str
    votes: tuple[MinutesVote, ...] = ()
    recusals: tuple[MinutesRecusal, ...] = ()
    grounds: tuple[Ground, ...] = ()
    quota: Words | None = None
    places_before: int | None = None
    places_after: int | None = None
    is_decided_by_chair: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """One sitting: when and where, who was there, the quorum, and every case of the agenda."""

    sitting_number: str
    held_at: datetime
    ended_at: datetime
    place: str
    recording: str
    commission: Words
    quorum: Words
    members_total: int
    present_total: int
    needed_total: int
    seats: tuple[MinutesSeat, ...]
    cases: tuple[MinutesCase, ...]
    quorum_basis: Citation | None = None
