"""What happened to an application, in plain words for the family."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.domain.audit import EventKey
from app.domain.document_types import DocumentType
from app.domain.workflow import Action
from app.i18n import format_datetime
from app.i18n import gettext as _
from app.labels.application import ACTIONS_DONE
from app.labels.programme import DOCUMENT_TYPES
from app.queries.status import FamilyEvent


def event_rows(events: Iterable[FamilyEvent]) -> list[dict[str, Any]]:
    """Items of the timeline, newest first; the first is where the application stands now."""
    return [
        {
            "title": _title(event),
            "when": format_datetime(event.at),
            "datetime": event.at.isoformat(),
            "text": _text(event),
            "now": position == 0,
        }
        for position, event in enumerate(events)
    ]


def _title(event: FamilyEvent) -> str:
    if event.key is EventKey.APPLICATION_MOVED:
        return str(ACTIONS_DONE[Action(event.facts["action"])])
    return {
        EventKey.APPLICATION_STARTED: _("The application was begun"),
        EventKey.ATTACHMENT_ADDED: _("A file was added"),
        EventKey.DOCUMENT_REVOKED: _("A document was revoked"),
    }[event.key]


def _text(event: FamilyEvent) -> str:
    """The kind of a file, and the words of a request for documents; reasons of decisions stand in the paper."""
    if event.key is EventKey.ATTACHMENT_ADDED:
        return str(DOCUMENT_TYPES[DocumentType(event.facts["kind"])])
    if event.facts.get("action") in {Action.RETURN_FOR_DOCUMENTS, Action.WITHDRAW}:
        return str(event.facts.get("reason", ""))
    return ""
