"""Does a receipt's proof stand in the chain?  Asked by anybody, of a file, of its JSON, or of what is typed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.paper import QueueProof
from app.domain.paper_json import UnknownSchemaError, from_json
from app.domain.queue_chain import chain_hash, commitment_of
from app.domain.stream import QUOTA_STREAMS
from app.models import QueueEvent, QueueHead

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_QUEUE = re.compile(r"([A-Z]{2}-[0-9]{2})/([a-z_]+)", re.ASCII)
_LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """What was found.

    ``result``: ``stands``, ``other``, ``unknown``, ``not_whole`` or ``unreadable``.  ``place`` and ``length`` are those
    at filing, where the whole proof was given.  ``published_on``: the first day whose published head covers the entry.
    """

    result: str
    queue: str = ""
    sequence: int = 0
    place: int | None = None
    length: int | None = None
    published_on: date | None = None


def proof_in(content: bytes) -> QueueProof | None:
    """The proof in a file: a receipt as PDF, the facts attached to it, or the proof's own JSON; None without one."""
    if content.startswith(b"%PDF"):
        # Reading PDF files costs a fifth of a web worker's memory, which most of them never need.
        from app.documents.verification import attached_facts  # noqa: PLC0415

        facts = attached_facts(content)
        proof = facts.queue if facts else None
    else:
        try:
            proof = _proof_of(json.loads(content))
        except (ValueError, RecursionError):
            return None
    return proof if proof is not None and _can_be_hashed(proof) else None


def check(session: Session, proof: QueueProof) -> CheckedProof:
    """Check a whole proof: its body against its hash, its hash against the chain."""
    commitment = commitment_of(proof.body)
    is_whole = proof.hash == chain_hash(proof.previous, proof.sequence, commitment) and _says_the_same(proof)
    if not is_whole:
        return CheckedProof("not_whole", proof.queue, proof.sequence)
    found = check_hash(session, proof.queue, proof.sequence, proof.hash)
    if found.result != "stands":
        return found
    return CheckedProof(
        "stands", proof.queue, proof.sequence, proof.place, proof.length, published_on=found.published_on
    )


def check_hash(session: Session, queue: str, sequence: int, digest: str) -> CheckedProof:
    """Check what a person can type from the paper: the queue, the number of the entry and its hash."""
    named = _QUEUE.fullmatch(queue)
    if named is None or named[2] not in QUOTA_STREAMS or not 0 < sequence < _LARGEST:
        return CheckedProof("unknown", queue, sequence)
    region, stream = named[1], named[2]
    stored = session.scalar(
        select(QueueEvent.hash).where(
            QueueEvent.region == region, QueueEvent.stream == stream, QueueEvent.sequence == sequence
        )
    )
    if stored is None:
        return CheckedProof("unknown", queue, sequence)
    if stored != digest:
        return CheckedProof("other", queue, sequence)
    day = session.scalar(
        select(QueueHead.day)
        .where(QueueHead.region == region, QueueHead.stream == stream, QueueHead.sequence >= sequence)
        .order_by(QueueHead.day)
        .limit(1)
    )
    return CheckedProof("stands", queue, sequence, published_on=day)


def normal_hash(typed: str) -> str | None:
    """A hash as it is typed from the paper, in groups or not; None for what is none."""
    text = re.sub(r"[\s-]+", "", typed).lower()
    return text if _HASH.fullmatch(text) else None


def _proof_of(written: Any) -> QueueProof | None:
    if not isinstance(written, dict):
        return None
    if "schema" in written:
        try:
            return from_json(written).queue
        except (UnknownSchemaError, ValueError):
            return None
    try:
        return QueueProof(**written)
    except TypeError:
        return None


def _can_be_hashed(proof: QueueProof) -> bool:
    """Whether its texts are texts in UTF-8, and its numbers no longer than a chain can be."""
    texts = (proof.queue, proof.body, proof.previous, proof.hash)
    numbers = (proof.sequence, proof.place, proof.length)
    try:
        "".join(texts).encode()
    except (TypeError, UnicodeEncodeError):
        return False
    return all(type(number) is int and abs(number) < _LARGEST for number in numbers)


def _says_the_same(proof: QueueProof) -> bool:
    """Whether what the paper prints is what was hashed."""
    try:
        told = json.loads(proof.body)
    except (ValueError, RecursionError):
        return False
    printed = {"queue": proof.queue, "sequence": proof.sequence, "place": proof.place, "length": proof.length}
    return isinstance(told, dict) and all(told.get(name) == value for name, value in printed.items())
