"""Facts of an event in words: names of what is known, values as they are stored where it is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from app.domain.audit import SubjectKind
from app.i18n import format_date, format_datetime
from app.labels.appeal import ACTIONS as APPEAL_ACTIONS
from app.labels.appeal import GROUNDS as APPEAL_GROUNDS
from app.labels.appeal import RESULTS
from app.labels.appeal import STATUSES as APPEAL_STATUSES
from app.labels.application import ACTIONS, STATUSES
from app.labels.audit import APPLICATION_CHANNELS, FACTS, SUBJECT_KINDS, WAYS
from app.labels.commission import CHANGES, OUTCOMES, RECUSALS, SEATS, SITTING_STATES
from app.labels.departure import ANSWERS as DEPARTURE_ANSWERS
from app.labels.departure import KINDS as DEPARTURE_KINDS
from app.labels.departure import SOURCES as DEPARTURE_SOURCES
from app.labels.departure import STATES as DEPARTURE_STATES
from app.labels.eligibility import CRITERIA
from app.labels.hearing import DELAYS, ENDS, HANDED, POSITIONS
from app.labels.hearing import WAYS as HEARING_WAYS
from app.labels.kandas_status import END_REASONS
from app.labels.notice import CHANNELS, DELIVERIES
from app.labels.notice import EVENTS as NOTICE_EVENTS
from app.labels.paper import DOCUMENT_KINDS, VARIANTS
from app.labels.placement import GROUNDS as OVERRIDES
from app.labels.placement import RUN_MODES
from app.labels.programme import DOCUMENT_TYPES, GROUNDS, PROGRAMMES, STAGES, STEPS, STREAMS
from app.labels.queue import STATED
from app.labels.review import ATTACHMENT_STATES
from app.labels.roles import ROLES
from app.labels.task import TASK_KINDS
from app.queries.audit import EventRow


def _by_code(*lists: Mapping[Any, Any]) -> Mapping[str, Any]:
    return {str(code): words for each in lists for code, words in each.items()}


# Facts whose values are codes with words of their own.
_CODES: Mapping[str, Mapping[str, Any]] = {
    "action": _by_code(ACTIONS, APPEAL_ACTIONS),
    "answer": _by_code(DEPARTURE_ANSWERS),
    "cause": _by_code(RECUSALS),
    "change": _by_code(CHANGES),
    "channel": _by_code(CHANNELS, APPLICATION_CHANNELS),
    "delay": _by_code(DELAYS),
    "end": _by_code(ENDS),
    "event": _by_code(NOTICE_EVENTS),
    "from": _by_code(APPEAL_STATUSES, STATUSES, ATTACHMENT_STATES),
    "grounds": _by_code(GROUNDS, CRITERIA, APPEAL_GROUNDS),
    "ground": _by_code(OVERRIDES, STATED),
    "handed": _by_code(HANDED),
    "mode": _by_code(RUN_MODES),
    "kind": _by_code(DOCUMENT_TYPES, DOCUMENT_KINDS, TASK_KINDS, DEPARTURE_KINDS),
    "position": _by_code(POSITIONS),
    "outcome": _by_code(OUTCOMES, DEPARTURE_STATES),
    "programme": _by_code(PROGRAMMES),
    "reason": _by_code(END_REASONS),
    "requested": _by_code(DOCUMENT_TYPES),
    "result": _by_code(RESULTS),
    "role": _by_code(ROLES),
    "seat": _by_code(SEATS),
    "source": _by_code(DEPARTURE_SOURCES),
    "stage": _by_code(STAGES),
    "state": _by_code(SITTING_STATES, DELIVERIES),
    "status": _by_code(STATUSES),
    "stream": _by_code(STREAMS),
    "steps": _by_code(STEPS),
    "to": _by_code(APPEAL_STATUSES, STATUSES, ATTACHMENT_STATES),
    "unread": _by_code(STEPS),
    "variant": _by_code(VARIANTS),
    "way": _by_code(WAYS, HEARING_WAYS),
}

_DAYS: Mapping[str, Callable[[str], str]] = {
    "at": lambda text: format_datetime(datetime.fromisoformat(text)),
    "due_on": lambda text: format_date(date.fromisoformat(text)),
    "from_on": lambda text: format_date(date.fromisoformat(text)),
    "on": lambda text: format_date(date.fromisoformat(text)),
    "to_on": lambda text: format_date(date.fromisoformat(text)),
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
    if name in _DAYS:
        return _DAYS[name](value)
    if name in {"region", "left_region"}:
        return regions.get(value, str(value))
    return str(_CODES.get(name, {}).get(value, value))
