"""The timeline of a case in words: one for staff, one for the applicant, both from the same events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.domain.appeal import AppealGround, AppealResult, AppealStatus
from app.domain.audit import EventKey
from app.domain.commission import ItemOutcome
from app.domain.departure import DepartureAnswer, DepartureKind
from app.domain.document_types import DocumentType
from app.domain.hearing import Delay, HearingEnd, HearingWay
from app.domain.hearing_delivery import HandedBy
from app.domain.stages import StageCode
from app.domain.task import TaskKind
from app.domain.workflow import Action
from app.i18n import format_date, format_datetime
from app.i18n import gettext as _
from app.labels import appeal, commission, departure, hearing
from app.labels.application import ACTIONS_DONE
from app.labels.programme import DOCUMENT_TYPES, STAGES
from app.labels.region import district_name, region_name
from app.labels.review import ATTACHMENT_STATES, ground_text
from app.labels.task import TASK_KINDS
from app.labels.timeline import FOR_APPLICANT, FOR_STAFF, HEARING_ENDS_FOR_APPLICANT, MOVES_FOR_APPLICANT
from app.models import db
from app.queries.timeline import EventRow
from app.services import reference

_DOCUMENTS = frozenset({EventKey.ATTACHMENT_ADDED, EventKey.ATTACHMENT_REMOVED, EventKey.ATTACHMENT_REVIEWED})
_TASKS = frozenset(
    {
        EventKey.TASK_OPENED,
        EventKey.TASK_REPORTED,
        EventKey.TASK_RETURNED,
        EventKey.TASK_CONFIRMED,
        EventKey.TASK_DROPPED,
    }
)
_PLACES = frozenset(
    {
        EventKey.APPLICATION_REGION_CHANGED,
        EventKey.APPLICATION_DISTRICT_NAMED,
        EventKey.PLACEMENT_ACCEPTED,
        EventKey.PLACEMENT_OVERRIDDEN,
    }
)
# Of these moves the applicant reads the reason here: it is a question to them, or their own word.
_REASON_IS_THEIRS = frozenset({Action.RETURN_FOR_DOCUMENTS, Action.WITHDRAW})
# Of these events too: no paper of its own says why.
_REASON_IS_TOLD = frozenset(
    {
        EventKey.TASK_RETURNED,
        EventKey.APPLICATION_REGION_CHANGED,
        EventKey.DEPARTURE_CONFIRMED,
        EventKey.DEPARTURE_DROPPED,
    }
)


def staff_rows(events: Iterable[EventRow]) -> list[dict[str, Any]]:
    """Rows of the timeline macro, in the order of ``events``."""
    return [
        _row(event, staff_title(event), _staff_details(event)) | {"by": event.actor or _("the service")}
        for event in events
    ]


def applicant_rows(events: Iterable[EventRow]) -> list[dict[str, Any]]:
    """The same for the applicant, without names of officers; the first is where the case stands now."""
    return [
        _row(event, _applicant_title(event), _applicant_details(event)) | {"now": position == 0}
        for position, event in enumerate(events)
    ]


def staff_title(event: EventRow) -> str:
    """What happened, in a few words for staff."""
    if event.key == EventKey.APPLICATION_MOVED:
        return str(ACTIONS_DONE[Action(event.facts["action"])])
    return str(FOR_STAFF[EventKey(event.key)])


def _applicant_title(event: EventRow) -> str:
    if event.key == EventKey.APPLICATION_MOVED:
        return str(MOVES_FOR_APPLICANT[Action(event.facts["action"])])
    return str(FOR_APPLICANT[EventKey(event.key)])


def _row(event: EventRow, title: str, details: Iterable[str]) -> dict[str, Any]:
    return {
        "title": title,
        "when": format_datetime(event.at),
        "datetime": event.at.isoformat(),
        "text": "; ".join(part for part in details if part),
    }


def _staff_details(event: EventRow) -> list[str]:
    """What is worth knowing of it: of whom, of what, on which grounds, with which words, by when."""
    facts, key = event.facts, EventKey(event.key)
    parts = [_subject(key, facts)]
    if key is EventKey.APPLICATION_ASSIGNED:
        parts.append(event.assignee or _("nobody"))
    if key is EventKey.ATTACHMENT_REVIEWED:
        parts = [f"{parts[0]}: {ATTACHMENT_STATES[facts['to']]}"]
    if key is EventKey.CASE_VOTED:
        parts += _vote(facts)
    if key is EventKey.HEARING_HELD:
        parts.append(str(hearing.ENDS[HearingEnd(facts["end"])]))
    parts += [_document(kind) for kind in facts.get("requested", ())]
    parts += [_ground(key, code) for code in facts.get("grounds", ())]
    parts.append(str(facts.get("reason", "")))
    parts.append(_due(facts))
    return parts


def _applicant_details(event: EventRow) -> list[str]:
    """Reasons of decisions stand in the paper; of the rest what concerns the person."""
    facts, key = event.facts, EventKey(event.key)
    if key is EventKey.APPLICATION_MOVED:
        return [str(facts.get("reason", ""))] if facts.get("action") in _REASON_IS_THEIRS else []
    if key is EventKey.HEARING_HELD:
        return [str(HEARING_ENDS_FOR_APPLICANT[HearingEnd(facts["end"])])]
    parts = [_subject(key, facts)]
    if key in _REASON_IS_TOLD:
        parts.append(str(facts.get("reason", "")))
    return [*parts, _due(facts)]


def _subject(key: EventKey, facts: Mapping[str, Any]) -> str:
    """Of what the event is: the document, the step, the term, the hearing, the complaint."""
    if "stage" in facts:
        return str(STAGES[StageCode(facts["stage"])])
    if "delay" in facts:
        return str(hearing.DELAYS[Delay(facts["delay"])])
    made = {
        **dict.fromkeys(_DOCUMENTS, lambda: _document(facts.get("kind"))),
        **dict.fromkeys(_PLACES, lambda: _place(facts)),
        **dict.fromkeys(_TASKS, lambda: str(TASK_KINDS[TaskKind(facts["kind"])])),
        EventKey.HEARING_APPOINTED: lambda: _hearing(facts),
        EventKey.PRELIMINARY_HANDED: lambda: str(hearing.HANDED[HandedBy(facts["handed"])]),
        EventKey.OBJECTION_MADE: lambda: str(hearing.POSITIONS[facts["position"]]),
        EventKey.APPEAL_MOVED: lambda: _appeal(facts),
        EventKey.DEPARTURE_RECORDED: lambda: _departure(facts),
        EventKey.DEPARTURE_HANDED: lambda: str(hearing.HANDED[HandedBy(facts["handed"])]),
        EventKey.DEPARTURE_ANSWERED: lambda: str(departure.ANSWERS[DepartureAnswer(facts["answer"])]),
    }
    return made.get(key, lambda: _number(facts))()


def _place(facts: Mapping[str, Any]) -> str:
    """The district, else the region, by its name."""
    district = reference.districts(db.session).get(str(facts.get("district", "")))
    region = reference.regions(db.session).get(str(facts.get("region", "")))
    return district_name(district) if district else region_name(region) if region else ""


def _vote(facts: Mapping[str, Any]) -> list[str]:
    votes = {name: facts.get(name, 0) for name in ("for", "against", "abstained")}
    outcome = str(commission.OUTCOMES[ItemOutcome(facts["outcome"])]) if facts.get("outcome") else ""
    if not any(votes.values()):
        return [outcome]
    counted = _(
        "for %(yes)s, against %(no)s, abstained %(rest)s",
        yes=votes["for"],
        no=votes["against"],
        rest=votes["abstained"],
    )
    return [outcome, counted]


def _hearing(facts: Mapping[str, Any]) -> str:
    when = format_datetime(datetime.fromisoformat(facts["at"]))
    way = str(hearing.WAYS[HearingWay(facts["way"])])
    return ", ".join(part for part in (when, way, str(facts.get("address", ""))) if part)


def _appeal(facts: Mapping[str, Any]) -> str:
    """The complaint's number with what was done, or what came of it."""
    result, to = facts.get("result"), facts.get("to")
    words = appeal.OUTCOMES[AppealResult(result)] if result else appeal.STATUSES[AppealStatus(to)] if to else ""
    return " · ".join(part for part in (_number(facts), str(words)) if part)


def _departure(facts: Mapping[str, Any]) -> str:
    """What is said to have happened, and from which day."""
    return f"{departure.KINDS[DepartureKind(facts['kind'])]}, {format_date(date.fromisoformat(facts['on']))}"


def _number(facts: Mapping[str, Any]) -> str:
    number = facts.get("appeal") or facts.get("document") or facts.get("sitting") or facts.get("number")
    return f"№ {number}" if isinstance(number, str) and number else ""


def _ground(key: EventKey, code: str) -> str:
    return str(appeal.GROUNDS[AppealGround(code)]) if key is EventKey.APPEAL_MOVED else ground_text(code)


def _document(kind: str | None) -> str:
    return str(DOCUMENT_TYPES[DocumentType(kind)]) if kind else ""


def _due(facts: Mapping[str, Any]) -> str:
    return _("due by %(day)s", day=format_date(date.fromisoformat(facts["due_on"]))) if facts.get("due_on") else ""
