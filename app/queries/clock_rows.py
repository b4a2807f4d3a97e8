"""Rows of the statutory clock as pages and commands read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.deadlines import APPLICANT_STAGES, Stop
from app.domain.reference import Unit
from app.domain.stages import StageCode
from app.domain.workflow import Status, StopReason

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stretch in which a term stood still."""

    reason: StopReason
    stop: Stop


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term; ``days_left`` while it stands still, ``due_on`` otherwise.  ``moved_from``: its day before a recount."""

    id: int
    application_id: int
    appeal_id: int | None
    stage: StageCode
    limit_key: str
    amount: int
    unit: Unit
    started_on: date
    stopped_on: date | None
    stop_reason: StopReason | None
    days_left: int | None
    due_on: date | None
    ended_on: date | None
    breached_at: datetime | None
    moved_from: date | None = None
    stops: tuple[StopRow, ...] = ()

    @property
    def counted_in(self) -> Unit:
        """The unit of the days that are left: a term in months is counted down in calendar days."""
        return Unit.WORKING_DAYS if self.unit is Unit.WORKING_DAYS else Unit.CALENDAR_DAYS

    def is_late(self, today: date) -> bool:
        """Whether the body has let the term run out."""
        if self.breached_at is not None:
            return True
        return self.stage not in APPLICANT_STAGES and self.due_on is not None and self.due_on < (self.ended_on or today)


@dataclass(frozen=True, slots=True)
class BreachRow:
    """A term that the body let run out, the case it is of, and the cause where somebody has written it."""

    term: TermRow
    number: str
    applicant_name: str
    host_region: str
    breached_at: datetime
    status: Status
    officer: str | None
    explanation: str
    explained_at: datetime | None
    explained_by: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row after which (or before which, when ``backwards``) a page of breaches begins."""

    at: datetime
    id: int
    backwards: bool = False

    def __str__(self) -> str:
        """The form in an address: microseconds since 1970 and the number of the term."""
        return f"{int((self.at - _EPOCH).total_seconds() * 1_000_000)}.{self.id}"

    @classmethod
    def parse(cls, text: str, *, backwards: bool = False) -> Cursor | None:
        """The cursor written in an address, None for anything else."""
        found = re.fullmatch(r"(\d{1,16})\.(\d{1,18})", text, re.ASCII)
        if not found:
            return None
        try:
            at = datetime.fromtimestamp(int(found[1]) / 1_000_000, UTC)
        except (ValueError, OverflowError):
            return None
        return cls(at, int(found[2]), backwards)


@dataclass(frozen=True, slots=True)
class BreachPage:
    """Breaches, newest first, and the cursors of the pages beside it."""

    rows: tuple[BreachRow, ...]
    previous: Cursor | None
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class RecountRow:
    """A recount: who changed the calendar and when, how many terms were counted, how many moved."""

    id: int
    asked_at: datetime
    asked_by: str | None
    counted: int
    moved: int
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A term whose day a recount moved."""

    term_id: int
    application_id: int
    number: str
    applicant_name: str
    host_region: str
    stage: StageCode
    due_before: date | None
    due_after: date | None
    left_before: int | None
    left_after: int | None
