"""The blueprint of the queue, and the names that its pages share."""

from __future__ import annotations

from flask import Blueprint, abort

from app.domain.stream import QUOTA_STREAMS, Stream
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.region import region_name
from app.models import db
from app.services import reference

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
