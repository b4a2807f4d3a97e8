"""Places in the queue for the demonstration's population: written by COPY, chained as the services chain them.

The population was not handed in through the service, so it comes into each queue as what was open when the queue began,
in the order in which it is to be considered.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.queue import QueueEntry, QueueEventKind, QueueGround, sort_key, waits
from app.domain.workflow import Action
from app.services import queue_audit, queue_publish
from app.services.demo_cases import Case
from app.services.demo_copy import COLUMNS, copy_rows
from app.services.queue_line import Change, Line, keep_end, kept_keys, locked, next_event

Queues = dict[tuple[str, str], list[QueueEntry]]


def enter(queues: Queues, case: Case) -> None:
    """Note a synthetic case that waits, for :func:`load`; one that does not is passed by."""
    if not waits(case.place.stream, case.status):
        return
    entry = QueueEntry(case.id, case.number or "", case.moments[Action.SUBMIT], persons=len(case.people))
    queues.setdefault((case.place.region, case.place.stream), []).append(entry)


def load(session: Session, queues: Queues, *, now: datetime) -> int:
    """Let the noted families into their queues; returns how many."""
    for (region, stream), entries in sorted(queues.items()):
        line = locked(session, region, stream, now)
        joined = list(_joined(line, sorted(kept_keys(session, line).values()), entries, now))
        copy_rows(session, "queue_places", (_cells("queue_places", place) for place, _ in joined))
        copy_rows(session, "queue_events", (_cells("queue_events", event) for _, event in joined))
        keep_end(session, line)
    return sum(len(entries) for entries in queues.values())


def look_back(session: Session, *, now: datetime) -> None:
    """What the nights of the story would have left: the published heads of its days, and an audit."""
    queue_publish.write_heads(session, now=now)
    queue_audit.run(session, now=now)


def _joined(
    line: Line, keys: list[str], entries: Iterable[QueueEntry], now: datetime
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    parts = line.parts
    for key, entry in sorted((sort_key(entry, parts), entry) for entry in entries):
        insort(keys, key)
        line.families += 1
        line.persons += entry.persons
        change = Change(QueueEventKind.JOIN, QueueGround.INTRODUCED, key, bisect_left(keys, key) + 1)
        event = next_event(line, entry, change, now)
        yield event | {"joined_at": entry.complete_at}, event


def _cells(table: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in COLUMNS[table].split())
