"""A status of the register in words, for every page that shows one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from flask import url_for

from app.domain.kandas_status import HeldStatus, StatusState
from app.i18n import format_date, format_datetime, ngettext
from app.i18n import gettext as _
from app.labels.application import STATUSES
from app.labels.kandas_status import END_REASONS, EVENTS, STATE_COLOURS, STATES
from app.labels.paper import DOCUMENT_KINDS
from app.labels.programme import STREAMS
from app.labels.review import STATUS_COLOURS
from app.queries.kandas_status_cases import RelatedCase, StatusEvent, StatusPaper


def state_words(held: HeldStatus, today: date) -> dict[str, Any]:
    """The state with its colour, and what the last days mean."""
    state = held.state(today)
    return {
        "state": str(STATES[state]),
        "colour": STATE_COLOURS[state],
        "is_living": held.ended_on is None,
        "is_lapsed": state is StatusState.LAPSED,
        "days_left": _days_left(held, today),
        "ended": _ended(held),
    }


def case_rows(cases: Iterable[RelatedCase], readable: Collection[int]) -> list[dict[str, Any]]:
    """Cases about a status; ``href`` only for those that the person may read."""
    return [
        {
            "number": row.number,
            "stream": str(STREAMS[row.stream]),
            "status": str(STATUSES[row.status]),
            "colour": STATUS_COLOURS[row.status],
            "href": url_for("review.case_page", application_id=row.application_id)
            if row.application_id in readable
            else None,
        }
        for row in cases
    ]


def paper_links(papers: Iterable[StatusPaper], endpoint: str, readable: Collection[int]) -> list[dict[str, Any]]:
    """Papers about a status of the cases that the person may read; ``href`` only once the file is made."""
    return [
        {
            "title": str(DOCUMENT_KINDS[paper.kind]),
            "number": paper.number,
            "day": format_date(paper.signed_at),
            "is_revoked": paper.revoked_at is not None,
            "href": url_for(endpoint, application_id=paper.application_id, rendering_id=paper.rendering_id)
            if paper.rendering_id
            else None,
        }
        for paper in papers
        if paper.application_id in readable
    ]


def event_rows(events: tuple[StatusEvent, ...], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """The history for a timeline; ``names`` of those who acted, by account."""
    return [
        {
            "title": str(EVENTS[event.key]),
            "when": format_datetime(event.at),
            "datetime": event.at.isoformat(),
            "by": names.get(event.actor_id or 0, ""),
            "text": _about(event),
        }
        for event in events
    ]


def _about(event: StatusEvent) -> str:
    facts = event.facts
    said = [
        _("reason: %(reason)s", reason=str(END_REASONS[facts["reason"]])) if facts.get("reason") else "",
        _("from %(day)s", day=format_date(date.fromisoformat(facts["from_on"]))) if facts.get("from_on") else "",
        _("until %(day)s", day=format_date(date.fromisoformat(facts["to_on"]))) if facts.get("to_on") else "",
        _("case № %(number)s", number=facts["application"]) if facts.get("application") else "",
    ]
    return "; ".join(part for part in said if part)


def _days_left(held: HeldStatus, today: date) -> str:
    left = held.days_left(today)
    if held.ended_on is not None or left < 0:
        return ""
    return ngettext("%(num)s day left", "%(num)s days left", left)


def _ended(held: HeldStatus) -> str:
    if held.ended_on is None or held.end_reason is None:
        return ""
    return _("%(reason)s, from %(day)s", reason=str(END_REASONS[held.end_reason]), day=format_date(held.ended_on))
