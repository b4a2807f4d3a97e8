"""The chain of a queue's events, and the proof that a receipt carries.

Each event is written as one spelling of JSON with a random value in it (the *body*); its SHA-256 is the *commitment*.
Only commitments and hashes are published: a commitment tells nothing about the family, and nobody can find another
body for it.  ``hash = SHA-256(previous hash | sequence | commitment)`` ties each event to all before it.
``docs/queue.md`` tells a reader how to check a receipt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.domain.queue import QueueEventKind, QueueGround

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class QueueFact:
    """An event as it is hashed.

    ``place`` and ``length``: for who joins or gets another key, the new place among how many families; for who leaves,
    the place that was left among how many stay.  ``number``: the application's registration number.
    """

    queue: str
    sequence: int
    at: datetime
    number: str
    kind: QueueEventKind
    ground: QueueGround
    complete_at: datetime
    priority: int
    wish: int
    persons: int
    place: int
    length: int
    nonce: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainLink:
    """What is published of an event."""

    sequence: int
    commitment: str
    hash: str


def body(fact: QueueFact) -> str:
    """The one spelling of the event: JSON with sorted keys, no blanks, instants in UTC with microseconds."""
    written = {
        "application": fact.number,
        "at": _instant(fact.at),
        "complete_at": _instant(fact.complete_at),
        "facts": dict(fact.facts),
        "ground": str(fact.ground),
        "kind": str(fact.kind),
        "length": fact.length,
        "nonce": fact.nonce,
        "persons": fact.persons,
        "place": fact.place,
        "priority": fact.priority,
        "queue": fact.queue,
        "sequence": fact.sequence,
        "wish": fact.wish,
    }
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment_of(written: str) -> str:
    """SHA-256 (hex) of a body's bytes in UTF-8."""
    return hashlib.sha256(written.encode()).hexdigest()


def chain_hash(previous: str, sequence: int, commitment: str) -> str:
    """Hash of the event after ``previous`` (:data:`GENESIS` before the first)."""
    return hashlib.sha256(f"{previous}|{sequence}|{commitment}".encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
