"""The departure of an included family: it gives up its place, or has left the host region; its places come back.

An inclusion stays approved in history; a confirmed departure ends it.  Nobody loses a place unheard: what the office
found is told to the family, which may object until the end of a dated term.  Legal basis: Law on migration of
population, art. 26 (duty to stay); hearing before an adverse decision: Administrative Procedural and Process-Related
Code, art. 73.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import DomainError
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import Status

# Dated settings: how long the family may object, and for how long it has to stay.
OBJECTION_LIMIT = "departure.objection_days"
RESIDENCE_LIMIT = "obligation.residence_months"
# What the ledger calls the act by which the places come back.
LEDGER_ACT = "departure"


class DepartureKind(StrEnum):
    """The family gives its inclusion up, before or after moving; or it left the region to which it had moved."""

    GIVEN_UP = "given_up"
    LEFT = "left"


class DepartureSource(StrEnum):
    """Where it is known from."""

    OWN_STATEMENT = "own_statement"
    REGISTRATION = "registration"
    VISIT = "visit"
    WORK_OR_SCHOOL = "work_or_school"
    COURT = "court"
    OTHER = "other"


class DepartureState(StrEnum):
    """How far it is.

    ``TAKEN_BACK``: the family took its own word back in time.  ``LAPSED``: the inclusion was set aside meanwhile.
    """

    OPEN = "open"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"


class DepartureAnswer(StrEnum):
    """What the family says of what the office found."""

    AGREES = "agrees"
    OBJECTS = "objects"


class DepartureError(DomainError):
    """A step with a departure that cannot be taken now."""

    code = "departure_closed"


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of the family's own view when the head decides.

    ``is_own_word``: the family itself gave the place up.  ``has_answered``: it answered, and not only through an
    officer's pen.  ``is_told``: the news reached it; ``until``: last day on which it may object.
    """

    is_own_word: bool
    has_answered: bool
    is_told: bool
    until: date


def is_included(stream: Stream, status: Status, departed_on: date | None) -> bool:
    """Whether a case stands for a family that has its places in the quota."""
    return stream in QUOTA_STREAMS and status is Status.APPROVED and departed_on is None


def check_day(day: date, included_on: date, today: date) -> None:
    """Raise :class:`DepartureError` for a day that cannot be: ``departure_in_future``, ``departure_too_early``."""
    if day > today:
        raise DepartureError("departure_in_future")
    if day < included_on:
        raise DepartureError("departure_too_early")


def check_heard(heard: Heard, today: date) -> None:
    """Raise :class:`DepartureError` where the family would go unheard: ``departure_untold``, ``departure_term_runs``.

    An own word, and an answer from the family itself, need no term.
    """
    if heard.is_own_word or heard.has_answered:
        return
    if not heard.is_told:
        raise DepartureError("departure_untold")
    if today <= heard.until:
        raise DepartureError("departure_term_runs")
