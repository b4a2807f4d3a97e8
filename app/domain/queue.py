"""The queue of a host region and stream: one total order of the families that wait to be considered.

Who waits: what was handed in and is open, until the commission has recommended or, in a procedure without one, the
case lies before the head.  The order is that of the parts in :data:`DEFAULT_ORDER` unless a dated setting
(``queue.order``) names another one; the number of the application stands last, so that no two families share a place.
What makes a file complete is a dated setting, too (``queue.complete``): see :class:`Completeness`.

Legal basis: rules of inclusion in the regional quota, order of 15.01.2016 No. 20.  No act was found that states the
order, a priority or what makes a file complete; all are dated settings, shown as not verified until somebody has
compared them with the act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.domain.stream import QUOTA_STREAMS
from app.domain.workflow import Status

# From handing in to the commission's recommendation (or the head's desk): nothing of this has decided anything yet.
# PREPARED, HEARING and HEARD were considered in their turn; those sent back or reopened from there come back with
# their old key.  While documents are waited for the family keeps its place: only its reply makes the file complete.
WAITING = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.DOCUMENTS_REQUESTED, Status.REFERRED})
ORDER_SETTING = "queue.order"
COMPLETE_SETTING = "queue.complete"
PRIORITY_SETTING = "queue.priority."
NO_PRIORITY = 999
NOT_WISHED = 9
_WISHES = ("region", "region_2", "region_3")


class KeyPart(StrEnum):
    """What the order asks, one after the other."""

    PRIORITY = "priority"
    COMPLETE_AT = "complete_at"
    WISH = "wish"
    NUMBER = "number"


DEFAULT_ORDER = (KeyPart.PRIORITY, KeyPart.COMPLETE_AT, KeyPart.WISH, KeyPart.NUMBER)


class Completeness(StrEnum):
    """What makes a file complete: its handing in, whatever is asked for later, or the last reply to a request."""

    HANDING_IN = "handing_in"
    LAST_REPLY = "last_reply"


class PriorityCategory(StrEnum):
    """Families that an act may put first: ``queue.priority.<category>`` gives its rank, no such setting none."""

    LARGE_FAMILY = "large_family"
    DISABILITY = "disability"


class QueueEventKind(StrEnum):
    """What an event of the queue does to one family."""

    JOIN = "join"
    LEAVE = "leave"
    REKEY = "rekey"


class QueueGround(StrEnum):
    """Why a family came into the queue, left it, or got another key in it."""

    FILED = "filed"
    SENT_BACK = "sent_back"
    REOPENED = "reopened"
    MOVED_HERE = "moved_here"
    INTRODUCED = "introduced"
    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"
    DECIDED = "decided"
    MOVED_AWAY = "moved_away"
    COMPLETED = "completed"
    RULES_CHANGED = "rules_changed"


# By these a family is served: its case is considered.  A recommendation to refuse is among them: the head may overrule
# it, approve after the hearing, or a complaint may, and places are taken then without another turn in the queue.
SERVED = frozenset({QueueGround.RECOMMENDED, QueueGround.NOT_RECOMMENDED, QueueGround.PROPOSED})


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A family that waits.

    ``complete_at``: when the application was handed in, or when the reply came that completed its file (aware).
    ``priority``: rank of the first category that puts it first, :data:`NO_PRIORITY` without one.  ``wish``: 1 to 3,
    how far up the region stands among its wishes, :data:`NOT_WISHED` where it does not.
    """

    application_id: int
    number: str
    complete_at: datetime
    priority: int = NO_PRIORITY
    wish: int = 1
    persons: int = 1


def order(entries: Iterable[QueueEntry], parts: Collection[KeyPart] = DEFAULT_ORDER) -> tuple[QueueEntry, ...]:
    """The families in the order in which they are considered; total, whatever order they come in."""
    return tuple(sorted(entries, key=lambda entry: sort_key(entry, parts)))


def sort_key(entry: QueueEntry, parts: Collection[KeyPart] = DEFAULT_ORDER) -> str:
    """The key as ASCII text that sorts byte by byte as the family stands in the queue; different for every family."""
    written = {
        KeyPart.PRIORITY: f"{entry.priority:03d}",
        KeyPart.COMPLETE_AT: f"{entry.complete_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}",
        KeyPart.WISH: f"{entry.wish:d}",
        KeyPart.NUMBER: f"{entry.application_id:019d}",
    }
    return "|".join(written[part] for part in parts)


def parts_of(words: str) -> tuple[KeyPart, ...]:
    """The parts that a setting names ("priority, complete_at, …"); the number is put last where it is not named.

    ValueError for a word that is no part, or one said twice.
    """
    parts = tuple(KeyPart(word.strip()) for word in words.split(",") if word.strip())
    if len(set(parts)) != len(parts):
        raise ValueError(words)
    return (*(part for part in parts if part is not KeyPart.NUMBER), KeyPart.NUMBER)


@dataclass(frozen=True, slots=True)
class QueueRules:
    """The dated rules under which the keys of a queue are written: the parts of the order, and what is complete."""

    parts: tuple[KeyPart, ...] = DEFAULT_ORDER
    complete: Completeness = Completeness.LAST_REPLY

    def written(self) -> str:
        """The rules as they are kept with a queue: ``priority,complete_at,wish,number``, or ``…;handing_in``."""
        parts = ",".join(self.parts)
        return parts if self.complete is Completeness.LAST_REPLY else f"{parts};{self.complete}"

    @classmethod
    def read(cls, kept: str) -> QueueRules:
        """The rules that :meth:`written` wrote; ValueError for anything else."""
        parts, _, complete = kept.partition(";")
        return cls(parts_of(parts), Completeness(complete) if complete else Completeness.LAST_REPLY)


def waits(stream: str, status: str) -> bool:
    """Whether an application so standing waits in the queue of its region."""
    return stream in QUOTA_STREAMS and status in WAITING


def wish_rank(region: str | None, wishes: Mapping[str, Any]) -> int:
    """How far up ``region`` stands among the family's wishes, from 1; :data:`NOT_WISHED` where it does not."""
    stated = [wishes.get(name) for name in _WISHES]
    return stated.index(region) + 1 if region and region in stated else NOT_WISHED


def priority_rank(categories: Iterable[PriorityCategory], ranks: Mapping[PriorityCategory, int]) -> int:
    """The best rank that the acts give one of the family's categories; :data:`NO_PRIORITY` where they give none."""
    return min((ranks[each] for each in categories if each in ranks), default=NO_PRIORITY)


def queue_code(region: str, stream: str) -> str:
    """The queue's name in the chain and on papers: ``KZ-55/relocatee``."""
    return f"{region}/{stream}"
