"""The blueprint of the queue, and the names that its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort

from app.domain.queue import DEFAULT_ORDER, ORDER_SETTING, parts_of
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import local
from app.labels.legal import reference_text
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.queue import KEY_PARTS
from app.labels.region import region_name
from app.models import db
from app.services import reference
from app.web.access import now

blueprint = Blueprint("queue", __name__, url_prefix="/queue")


def region_names() -> dict[str, str]:
    """Names of the regions in the language in use, by code."""
    return {code: region_name(row) for code, row in reference.regions(db.session).items()}


def stream_words() -> dict[str, str]:
    """The streams that have queues, in words."""
    return {stream.value: str(words) for stream, words in QUOTA_STREAM_WORDS.items()}


def queue_words(region: str, stream: str) -> str:
    """A queue in words; 404 for what is no region, or no stream with a queue."""
    rows = reference.regions(db.session)
    if region not in rows or stream not in QUOTA_STREAMS:
        abort(404)
    return f"{region_name(rows[region])}, {QUOTA_STREAM_WORDS[Stream(stream)]}"


def order_in_force() -> dict[str, Any]:
    """What the order asks today, in words, with the act on which it rests and whether somebody has checked that."""
    book, on = reference.book(db.session), local(now()).date()
    found = book.find(ORDER_SETTING, on)
    parts = DEFAULT_ORDER if found is None else parts_of(str(found.value))
    return {
        "parts": [str(KEY_PARTS[part]) for part in parts],
        "basis": reference_text(found.legal_basis, book.acts.get(found.act_code)) if found else "",
        "verified": bool(found and found.is_verified),
    }
