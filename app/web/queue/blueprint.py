"""The blueprint of the queue, and the names that its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort

from app.domain.queue import COMPLETE_SETTING, DEFAULT_ORDER, ORDER_SETTING, Completeness, parts_of
from app.domain.reference import DatedValue
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import local
from app.labels.legal import reference_text
from app.labels.programme import QUOTA_STREAM_WORDS
from app.labels.queue import COMPLETE, KEY_PARTS
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
    """What the order asks today and what makes a file complete, in words, each with its act, verified or not."""
    found = _rule(ORDER_SETTING)
    parts = DEFAULT_ORDER if found is None else parts_of(str(found.value))
    return {
        "parts": [str(KEY_PARTS[part]) for part in parts],
        **_legal(found),
        "complete": {"words": str(COMPLETE[completeness_in_force()]), **_legal(_rule(COMPLETE_SETTING))},
    }


def completeness_in_force() -> Completeness:
    """What makes a file complete today."""
    found = _rule(COMPLETE_SETTING)
    return Completeness.LAST_REPLY if found is None else Completeness(str(found.value))


def _rule(key: str) -> DatedValue | None:
    return reference.book(db.session).find(key, local(now()).date())


def _legal(found: DatedValue | None) -> dict[str, Any]:
    acts = reference.book(db.session).acts
    return {
        "basis": reference_text(found.legal_basis, acts.get(found.act_code)) if found else "",
        "verified": bool(found and found.is_verified),
    }
