"""Rows of commissions and sittings as pages show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.commission import Choice, ItemOutcome, SittingState
from app.domain.stream import Stream
from app.domain.workflow import Status


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sitting after which a page of the list begins, the newest first."""

    starts_at: datetime
    id: int

    def __str__(self) -> str:
        """The form in an address: ``1795000000.17``."""
        return f"{int(self.starts_at.timestamp())}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The cursor written in an address, None for anything else."""
        found = re.fullmatch(r"(\d{1,11})\.(\d{1,18})", text, re.ASCII)
        return cls(datetime.fromtimestamp(int(found[1]), UTC), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting of the list."""

    id: int
    number: str
    region: str
    starts_at: datetime
    place: str
    state: SittingState
    cases: int
    decided: int


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A case of an agenda, as the list beside the roll-call shows it."""

    id: int
    application_id: int
    position: int
    number: str
    applicant_name: str
    household_size: int
    stream: Stream
    status: Status
    proposal: str | None
    outcome: ItemOutcome | None
    reason: str
    grounds: list[str]
    by_chair: bool
    places_before: int | None
    places_after: int | None
    due_on: date | None

    @property
    def is_waiting(self) -> bool:
        """Whether the commission has still to say something of it."""
        return self.outcome is None and self.status is Status.REFERRED


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A case that waits for the commission and stands on no agenda."""

    id: int
    number: str
    applicant_name: str
    household_size: int
    stream: Stream
    proposal: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A vote with the name of whoever cast it."""

    member_id: int
    name: str
    choice: Choice
    dissent: str


@dataclass(frozen=True, slots=True)
class CaseSittingRow:
    """What one sitting said of one case."""

    sitting_id: int
    item_id: int
    number: str
    region: str
    held_at: datetime
    state: SittingState
    outcome: ItemOutcome | None
    votes_for: int
    votes_against: int
    abstained: int


@dataclass(frozen=True, slots=True)
class MinutesRow:
    """The paper of the minutes, and its file once it is made."""

    number: str
    code: str
    state: str
    store_key: str | None
