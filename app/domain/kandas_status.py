"""How long a kandas status lasts, what state it is in on a day, and when its holder is reminded.

Legal basis: Law on migration of population of 22.07.2011 No. 477-IV, art. 25 (a year; ends with citizenship, with the
refusal or annulment of the residence permit, with the end of its term); rules of assignment and extension, order of
22.07.2013 No. 329-ө-м (one extension by half a year).  The months, the number of extensions and the days of reminders
are dated settings and come as :class:`Terms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.domain.calendar import add_months, full_months_between
from app.domain.errors import DomainError
from app.domain.reference import Dated, ReferenceBook

_ONE_DAY = timedelta(days=1)


class EndReason(StrEnum):
    """Why a status is in force no longer; ``ANNULLED``: the decision that gave it was set aside."""

    CITIZENSHIP = "citizenship"
    RESIDENCE_REFUSED = "residence_refused"
    RESIDENCE_ANNULLED = "residence_annulled"
    EXPIRED = "expired"
    FALSE_DATA = "false_data"
    ANNULLED = "annulled"


class StatusState(StrEnum):
    """What a status is on a day; ``LAPSED``: its term is over while an extension asked for in time is considered."""

    IN_FORCE = "in_force"
    EXTENDED = "extended"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    ENDED = "ended"


LIVING = frozenset({StatusState.IN_FORCE, StatusState.EXTENDED})


class NotExtendableError(DomainError):
    """The status cannot be extended: it has ended, its term is over, or it was extended already."""

    code = "kandas_status_not_extendable"


class NotLivingError(DomainError):
    """The status has ended, so that there is nothing to end; param ``number``."""

    code = "kandas_status_ended"


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures of the day: months of validity and of an extension, how many extensions, days of reminders."""

    validity_months: int
    extension_months: int
    extensions: int
    reminder_days: tuple[int, ...]
    figures: tuple[Dated, ...] = ()

    @property
    def is_verified(self) -> bool:
        """Whether somebody has compared every figure with its act."""
        return bool(self.figures) and all(figure.is_verified for figure in self.figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStatus:
    """A status of the register as the rules see it.

    ``expires_on`` is the last day of the term; from ``ended_on`` on the status is not in force whatever the term.
    """

    number: str
    granted_on: date
    expires_on: date
    extensions: int = 0
    extended_on: date | None = None
    ended_on: date | None = None
    end_reason: EndReason | None = None
    is_extension_open: bool = False

    def is_in_force(self, on: date) -> bool:
        """Whether the status gives its holder rights on the day."""
        if self.ended_on is not None and on >= self.ended_on:
            return False
        return self.granted_on <= on <= self.expires_on

    def days_left(self, on: date) -> int:
        """Days from ``on`` to the last day of the term; 0 on that day, negative after it."""
        return (self.expires_on - on).days

    def state(self, on: date) -> StatusState:
        """What to say of the status on the day."""
        if self.ended_on is not None and on >= self.ended_on:
            return StatusState.EXPIRED if self.end_reason is EndReason.EXPIRED else StatusState.ENDED
        if on > self.expires_on:
            return StatusState.LAPSED if self.is_extension_open else StatusState.EXPIRED
        return StatusState.EXTENDED if self.extensions else StatusState.IN_FORCE


def terms_on(book: ReferenceBook, on: date) -> Terms:
    """The figures of the day; NoValueError where one is not entered."""
    keys = ("validity_months", "extension_months", "extensions", "reminder_days")
    rows = {key: book.value(f"kandas_status.{key}", on) for key in keys}
    days = sorted({int(part) for part in str(rows["reminder_days"].value).split(",") if part.strip()})
    return Terms(
        validity_months=rows["validity_months"].number,
        extension_months=rows["extension_months"].number,
        extensions=rows["extensions"].number,
        reminder_days=tuple(days),
        # When to remind is the service's own affair, no law's.
        figures=tuple(row for key, row in rows.items() if key != "reminder_days"),
    )


def last_day(granted_on: date, terms: Terms) -> date:
    """The last day of a status given on the day: the same day of the month a year later (art. 25)."""
    return add_months(granted_on, terms.validity_months)


def extended_last_day(granted_on: date, expires_on: date, terms: Terms) -> date:
    """The last day after one more extension, counted from the grant so that no short month takes a day away."""
    return add_months(granted_on, full_months_between(granted_on, expires_on) + terms.extension_months)


def check_extendable(status: HeldStatus, terms: Terms, on: date) -> None:
    """NotExtendableError unless the holder may ask on the day for (another) extension.

    It has to be asked for while the status is in force; how long the body then takes does the holder no harm.
    """
    if status.ended_on is not None:
        raise NotExtendableError("kandas_status_ended", number=status.number)
    if status.extensions >= terms.extensions:
        raise NotExtendableError("kandas_status_extended_before", number=status.number)
    if not status.is_in_force(on):
        raise NotExtendableError(number=status.number)


def is_extendable(status: HeldStatus, terms: Terms, on: date) -> bool:
    """Whether :func:`check_extendable` lets the status pass."""
    try:
        check_extendable(status, terms, on)
    except NotExtendableError:
        return False
    return True


def reminder_due(expires_on: date, sent: int | None, days: tuple[int, ...], on: date) -> int | None:
    """The reminder (days before the end) to send today, or None.

    ``sent``: the reminder sent last for this term, None before the first.  After days on which nothing ran only the
    nearest is sent, once; when the term is over none is.
    """
    left = (expires_on - on).days
    if left < 0:
        return None
    reached = min((day for day in days if left <= day), default=None)
    return reached if reached is not None and (sent is None or reached < sent) else None


def reminder_windows(days: tuple[int, ...], on: date) -> Mapping[int, tuple[date, date]]:
    """For each reminder the last days of terms (first and last) for which it is the nearest one on the day."""
    ordered = sorted(set(days))
    starts = [0, *(day + 1 for day in ordered[:-1])]
    return MappingProxyType(
        {
            day: (on + timedelta(days=start), on + timedelta(days=day))
            for start, day in zip(starts, ordered, strict=True)
        }
    )


def first_day_without(expires_on: date) -> date:
    """The day from which a status whose term ended on ``expires_on`` is not in force."""
    return expires_on + _ONE_DAY
