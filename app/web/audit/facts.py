"""Facts of an event in words: names of what is known, values as they are stored where it is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.domain.audit import SubjectKind
from app.labels.application import ACTIONS, STATUSES
from app.labels.audit import FACTS, SUBJECT_KINDS
from app.labels.programme import STREAMS
from app.labels.roles import ROLES
from app.queries.audit import EventRow

# Facts whose values are codes with words of their own.
_CODES: Mapping[str, Mapping[Any, Any]] = {
    "action": {str(code): words for code, words in ACTIONS.items()},
    "from": {str(code): words for code, words in STATUSES.items()},
    "to": {str(code): words for code, words in STATUSES.items()},
    "status": {str(code): words for code, words in STATUSES.items()},
    "role": {str(code): words for code, words in ROLES.items()},
    "stream": {str(code): words for code, words in STREAMS.items()},
}


def subject_text(row: EventRow) -> str:
    """What the event is about: the number of the application, else the kind and the number of the record."""
    if row.number:
        return row.number
    kind = str(SUBJECT_KINDS[SubjectKind(row.subject_kind)])
    return f"{kind} {row.subject_id}" if row.subject_id else kind


def fact_rows(facts: Mapping[str, Any], regions: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name and value of each fact, in the order of the names as stored."""
    return [(str(FACTS.get(name, name)), _value(name, value, regions)) for name, value in sorted(facts.items())]


def _value(name: str, value: Any, regions: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_value(name, item, regions) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, bool) or value is None:
        return {True: "✓", False: "✗", None: "—"}[value]
    if name == "region":
        return regions.get(value, str(value))
    return str(_CODES.get(name, {}).get(value, value))
