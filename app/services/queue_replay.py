"""Folding a queue's events: who stood where after each of them, and whether the chain holds."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from app.domain.queue import NO_PRIORITY, SERVED, QueueEventKind, QueueGround
from app.domain.queue_chain import GENESIS, body, chain_hash, commitment_of
from app.models import QueueEvent
from app.queries.queue import fact_of

_EVENTS = cast("Table", QueueEvent.__table__)
_PAGE = 2_000
# A row of ``queue_events``: columns, no object, since a queue has many.
EventRow = Row[*tuple[Any, ...]]


class FaultCode(StrEnum):
    """What an audit finds wrong with a queue."""

    CHAIN_GAP = "chain_gap"
    CHAIN_LINK = "chain_link"
    CHAIN_HASH = "chain_hash"
    EVENT_PLACE = "event_place"
    HEAD_DIFFERS = "head_differs"
    PUBLISHED_DIFFERS = "published_differs"
    COUNTERS_DIFFER = "counters_differ"
    PLACE_MISSING = "place_missing"
    PLACE_EXTRA = "place_extra"
    KEY_DIFFERS = "key_differs"
    CHAIN_DIFFERS = "chain_differs"
    PUBLISHED_MISSING = "published_missing"
    RECEIPT_DIFFERS = "receipt_differs"
    RULES_DIFFER = "rules_differ"


@dataclass(frozen=True, slots=True)
class Found:
    """A fault with the facts that name it."""

    code: FaultCode
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Served:
    """A family that was served, and the applications that had an earlier place then.

    ``behind_priority``: how many stood behind it although their files were complete before, since an act puts it first.
    """

    event: EventRow
    earlier: tuple[int, ...]
    behind_priority: int = 0


@dataclass(slots=True)
class Replay:
    """A queue as its events tell it; ``gone``: applications that left it lately for no other region."""

    sequence: int = 0
    head: str = GENESIS
    keys: list[str] = field(default_factory=list)
    owners: dict[str, EventRow] = field(default_factory=dict)
    served: list[Served] = field(default_factory=list)
    faults: list[Found] = field(default_factory=list)
    heads: dict[int, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    begun_at: datetime | None = None

    def members(self) -> dict[int, str]:
        """Keys by application."""
        return {event.application_id: key for key, event in self.owners.items()}

    def fold(self, event: EventRow, after: int = 0) -> None:
        """Take one more event; who was served after sequence ``after`` is kept with those before them."""
        self._check(event)
        self.begun_at = self.begun_at or event.at
        self.sequence, self.head = event.sequence, event.hash
        kind = QueueEventKind(event.kind)
        if kind is QueueEventKind.LEAVE:
            place = bisect_left(self.keys, event.sort_key) + 1
            if event.ground in SERVED and event.sequence > after:
                self.served.append(self._served(event, place))
            if event.ground != QueueGround.MOVED_AWAY and event.sequence > after:
                self.gone.add(event.application_id)
            self._remove(event.sort_key)
        else:
            self.gone.discard(event.application_id)
            if kind is QueueEventKind.REKEY and event.old_key is not None:
                self._remove(event.old_key)
            place = bisect_left(self.keys, event.sort_key) + 1
            # A forged chain lets a family in twice: it still stands there once.
            if event.sort_key not in self.owners:
                insort(self.keys, event.sort_key)
            self.owners[event.sort_key] = event
        # Keys written anew by changed rules count once all of them are written.
        if event.ground != QueueGround.RULES_CHANGED and (event.place, event.length) != (place, len(self.keys)):
            facts = {"sequence": event.sequence, "said": event.place, "is": place}
            self.faults.append(Found(FaultCode.EVENT_PLACE, facts))

    def _remove(self, key: str) -> None:
        if self.owners.pop(key, None) is not None:
            del self.keys[bisect_left(self.keys, key)]

    def _served(self, event: EventRow, place: int) -> Served:
        earlier = tuple(self.owners[key].application_id for key in self.keys[: place - 1])
        behind = 0
        if event.priority < NO_PRIORITY:
            behind = sum(self.owners[key].complete_at < event.complete_at for key in self.keys[place:])
        return Served(event, earlier, behind)

    def _check(self, event: EventRow) -> None:
        """Compare the event with the chain before it and with its own content; the first fault of a kind is enough."""
        for code, is_wrong in (
            (FaultCode.CHAIN_GAP, event.sequence != self.sequence + 1),
            (FaultCode.CHAIN_LINK, event.previous_hash != self.head),
            (FaultCode.CHAIN_HASH, not _is_whole(event)),
        ):
            if is_wrong and all(found.code is not code for found in self.faults):
                self.faults.append(Found(code, {"sequence": event.sequence}))


def replay(events: Iterable[EventRow], *, after: int = 0, heads: Iterable[int] = ()) -> Replay:
    """Fold ``events`` (in their sequence); ``heads``: sequences whose hashes are kept, for what was published."""
    folded, wanted = Replay(), frozenset(heads)
    for event in events:
        folded.fold(event, after)
        if event.sequence in wanted:
            folded.heads[event.sequence] = event.hash
    return folded


def events_of(session: Session, region: str, stream: str) -> Iterator[EventRow]:
    """The queue's events in their sequence, read in pages and kept by nobody."""
    last = 0
    while True:
        page = session.execute(
            select(*_EVENTS.c)
            .where(_EVENTS.c.region == region, _EVENTS.c.stream == stream, _EVENTS.c.sequence > last)
            .order_by(_EVENTS.c.sequence)
            .limit(_PAGE)
        ).all()
        if not page:
            return
        last = page[-1].sequence
        yield from page


def _is_whole(event: EventRow) -> bool:
    commitment = commitment_of(body(fact_of(event)))
    digest = chain_hash(event.previous_hash, event.sequence, commitment)
    return (str(event.commitment), str(event.hash)) == (commitment, digest)
