"""The timeline of a case: events of the audit trail in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.domain.audit import EventKey
from app.domain.document_types import DocumentType
from app.domain.stages import StageCode
from app.domain.workflow import Action
from app.i18n import format_date, format_datetime
from app.i18n import gettext as _
from app.labels.application import ACTIONS_DONE
from app.labels.programme import DOCUMENT_TYPES, STAGES
from app.labels.review import ATTACHMENT_STATES, EVENTS, ground_text
from app.queries.case import EventRow


def timeline_rows(events: Iterable[EventRow]) -> list[dict[str, Any]]:
    """Rows of the timeline macro, in the order of ``events``."""
    return [
        {
            "title": event_title(event),
            "when": format_datetime(event.at),
            "datetime": event.at.isoformat(),
            "by": event.actor or _("the service"),
            "text": _details(event),
        }
        for event in events
    ]


def event_title(event: EventRow) -> str:
    """What happened, in a few words."""
    if event.key == EventKey.APPLICATION_MOVED:
        return str(ACTIONS_DONE[Action(event.facts["action"])])
    words = EVENTS.get(EventKey(event.key))
    return str(words) if words is not None else _("The case was changed")


def _details(event: EventRow) -> str:
    """What is worth knowing of it: who got the case, which document, on which grounds, and the words given."""
    facts = event.facts
    parts = []
    if event.key == EventKey.APPLICATION_ASSIGNED:
        parts.append(event.assignee or _("nobody"))
    if event.key == EventKey.ATTACHMENT_REVIEWED:
        parts.append(f"{_document(facts.get('kind'))}: {ATTACHMENT_STATES[facts['to']]}")
    elif event.key in {EventKey.ATTACHMENT_ADDED, EventKey.ATTACHMENT_REMOVED}:
        parts.append(_document(facts.get("kind")))
    parts += [_document(kind) for kind in facts.get("requested", ())]
    parts += [ground_text(code) for code in facts.get("grounds", ())]
    if facts.get("reason"):
        parts.append(str(facts["reason"]))
    if facts.get("stage"):
        parts.append(str(STAGES[StageCode(facts["stage"])]))
    if facts.get("due_on"):
        parts.append(_("due by %(day)s", day=_day(facts["due_on"])))
    return "; ".join(part for part in parts if part)


def _document(kind: str | None) -> str:
    return str(DOCUMENT_TYPES[DocumentType(kind)]) if kind else ""


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text))
