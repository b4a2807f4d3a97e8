"""Rows of the case page, as its statements give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.quota import Balance
from app.domain.workflow import Status


@dataclass(frozen=True, slots=True)
class People:
    """Who has to do with the case, and the quota of its year, stream and host region; version 0: no order yet.

    ``is_appealed``: a complaint about one of its papers is being considered.
    """

    officer: str | None
    preparer: str | None
    decider: str | None
    desk: str | None
    balance: Balance | None
    quota_version: int
    quota_year: int | None
    is_appealed: bool


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that was handed in; ``state`` is unchecked, verified or rejected."""

    id: int
    kind: str
    member_id: int | None
    filename: str
    content_type: str
    size: int
    scan: str
    uploaded_at: datetime
    state: str
    state_reason: str
    reviewed_at: datetime | None
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of a colleague."""

    author: str
    written_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A message to the applicant and what became of it."""

    channel: str
    address: str
    template: str
    state: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class RenderingRow:
    """A file of an issued paper."""

    id: int
    variant: str
    state: str
    attempts: int


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An issued paper with its files."""

    id: int
    kind: str
    number: str
    signed_at: datetime
    revoked_at: datetime | None
    renderings: list[RenderingRow]


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request for documents; ``items`` are ``{"kind", "note"}``."""

    requested_at: datetime
    due_on: date | None
    reason: str
    items: list[dict[str, str]]
    closed_at: datetime | None
    reply: str


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Another submitted application in which a person of this household stands; nothing else of it is shown.

    ``key`` as ``HouseholdMember.person_key``; ``counts``: it stands in the way of this case; ``has_departed``: they
    were included by it, and have left.
    """

    key: str
    person: str
    id: int
    number: str
    host_region: str
    status: Status
    submitted_at: datetime
    counts: bool
    has_departed: bool
