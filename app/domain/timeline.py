"""What a case's timeline holds: every event that can stand on an application is told to the applicant, or kept inside.

The lists are closed: a new event has to be put into one of them.  Legal basis of what is told: Administrative
Procedural and Process-Related Code (participant's right to know how the procedure goes); votes by name, opinions before
the decision and notes are internal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.audit import EventKey
from app.domain.workflow import Action, Status

TOLD = frozenset(
    {
        EventKey.APPLICATION_STARTED,
        EventKey.APPLICATION_MOVED,
        EventKey.HEARING_APPOINTED,
        EventKey.OBJECTION_MADE,
        EventKey.HEARING_HELD,
        EventKey.PRELIMINARY_HANDED,
        EventKey.APPEAL_FILED,
        EventKey.APPEAL_MOVED,
        EventKey.CORRECTION_ISSUED,
        EventKey.TASK_OPENED,
        EventKey.TASK_REPORTED,
        EventKey.TASK_RETURNED,
        EventKey.TASK_CONFIRMED,
        EventKey.TASK_DROPPED,
        EventKey.ATTACHMENT_ADDED,
        EventKey.DOCUMENT_REVOKED,
        EventKey.APPLICATION_REGION_CHANGED,
        EventKey.APPLICATION_DISTRICT_NAMED,
        EventKey.DEPARTURE_RECORDED,
        EventKey.DEPARTURE_HANDED,
        EventKey.DEPARTURE_ANSWERED,
        EventKey.DEPARTURE_CONFIRMED,
        EventKey.DEPARTURE_DROPPED,
    }
)
# Stands on applications, and is deliberately not told: steps of a form, internal work, delivery of what is told anyway.
INTERNAL = frozenset(
    {
        EventKey.APPLICATION_ANSWERED,
        EventKey.APPLICATION_ASSIGNED,
        EventKey.CLOCK_WARNED,
        EventKey.CLOCK_BREACHED,
        EventKey.CLOCK_RECOUNTED,
        EventKey.BREACH_EXPLAINED,
        EventKey.CASE_VOTED,
        EventKey.OBJECTION_ANSWERED,
        EventKey.ATTACHMENT_REMOVED,
        EventKey.ATTACHMENT_REVIEWED,
        EventKey.NOTE_ADDED,
        EventKey.CONTACT_CHANGED,
        EventKey.DOCUMENT_ISSUED,
        EventKey.DOCUMENT_RENDERED,
        EventKey.DOCUMENT_FAILED,
        EventKey.DOCUMENT_RETRIED,
        EventKey.TRANSLATION_ASKED,
        EventKey.NOTICE_SENT,
        EventKey.NOTICE_FAILED,
        EventKey.PLACEMENT_ACCEPTED,
        EventKey.PLACEMENT_OVERRIDDEN,
        EventKey.OVERTAKING_EXPLAINED,
    }
)
# Stands on something else: accounts, reference data, quotas, the commission and its sittings, the register.
ELSEWHERE = frozenset(EventKey) - TOLD - INTERNAL

# Moves that are told by an event of their own record.
_TOLD_BY_RECORD = frozenset({Action.OBJECT, Action.HOLD_HEARING, Action.CLOSE_HEARING})
# An opinion on its way to the head is no news until the head has spoken; that the commission has the case is.
_OPINIONS = frozenset({Action.PROPOSE_APPROVAL, Action.PROPOSE_REFUSAL, Action.PROPOSE_TERMINATION})


def is_told(key: EventKey, facts: Mapping[str, Any], at: datetime, submitted_at: datetime | None) -> bool:
    """Whether the applicant reads of the event; files of the draft are not told one by one."""
    if key not in TOLD:
        return False
    if key is EventKey.ATTACHMENT_ADDED:
        return submitted_at is not None and at > submitted_at
    if key is not EventKey.APPLICATION_MOVED:
        return True
    action = Action(facts["action"])
    if action in _OPINIONS:
        return facts.get("to") == Status.REFERRED
    return action not in _TOLD_BY_RECORD


def is_for_staff(key: EventKey, facts: Mapping[str, Any]) -> bool:
    """Whether staff read of the event: not of steps of a form that is submitted, nor of one thing twice."""
    if key is EventKey.APPLICATION_ANSWERED:
        return False
    return not (key is EventKey.APPLICATION_MOVED and facts.get("action") == Action.OBJECT)
