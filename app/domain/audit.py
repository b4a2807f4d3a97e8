"""The audit trail's closed list of events and the hash that chains them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64


class EventKey(StrEnum):
    """Everything that can be said to have happened."""

    APPLICATION_STARTED = "application.started"
    APPLICATION_ANSWERED = "application.answered"
    APPLICATION_MOVED = "application.moved"
    APPLICATION_ASSIGNED = "application.assigned"
    CLOCK_WARNED = "clock.warned"
    CLOCK_BREACHED = "clock.breached"
    CLOCK_RECOUNTED = "clock.recounted"
    BREACH_EXPLAINED = "clock.breach_explained"
    COMMISSION_CHANGED = "commission.changed"
    SITTING_CALLED = "sitting.called"
    SITTING_CHANGED = "sitting.changed"
    AGENDA_CHANGED = "sitting.agenda_changed"
    MEMBER_RECUSED = "sitting.member_recused"
    CASE_VOTED = "sitting.case_voted"
    SITTING_CLOSED = "sitting.closed"
    MINUTES_SIGNED = "sitting.minutes_signed"
    HEARING_APPOINTED = "hearing.appointed"
    OBJECTION_MADE = "hearing.objection_made"
    OBJECTION_ANSWERED = "hearing.objection_answered"
    HEARING_HELD = "hearing.held"
    PRELIMINARY_HANDED = "hearing.handed_over"
    APPEAL_FILED = "appeal.filed"
    APPEAL_MOVED = "appeal.moved"
    CORRECTION_ISSUED = "correction.issued"
    STATUS_ASSIGNED = "kandas_status.assigned"
    STATUS_EXTENDED = "kandas_status.extended"
    STATUS_ENDED = "kandas_status.ended"
    STATUS_RESTORED = "kandas_status.restored"
    STATUS_REMINDED = "kandas_status.reminded"
    TASK_OPENED = "task.opened"
    TASK_REPORTED = "task.reported"
    TASK_RETURNED = "task.returned"
    TASK_CONFIRMED = "task.confirmed"
    TASK_DROPPED = "task.dropped"
    ATTACHMENT_ADDED = "attachment.added"
    ATTACHMENT_REMOVED = "attachment.removed"
    ATTACHMENT_REVIEWED = "attachment.reviewed"
    NOTE_ADDED = "note.added"
    CONTACT_CHANGED = "contact.changed"
    DOCUMENT_ISSUED = "document.issued"
    DOCUMENT_RENDERED = "document.rendered"
    DOCUMENT_FAILED = "document.failed"
    DOCUMENT_REVOKED = "document.revoked"
    DOCUMENT_RETRIED = "document.retried"
    TRANSLATION_ASKED = "document.translation_asked"
    QUOTA_ORDER_LOADED = "quota.order_loaded"
    QUOTA_PROPOSED = "quota.proposed"
    QUOTA_APPROVED = "quota.approved"
    QUOTA_REJECTED = "quota.rejected"
    QUOTA_WITHDRAWN = "quota.withdrawn"
    QUOTA_IN_FORCE = "quota.in_force"
    QUOTA_REQUEST_FILED = "quota_request.filed"
    QUOTA_REQUEST_RETURNED = "quota_request.returned"
    QUOTA_REQUEST_WITHDRAWN = "quota_request.withdrawn"
    QUEUE_AUDITED = "queue.audited"
    OVERTAKING_EXPLAINED = "queue.overtaking_explained"
    PLACEMENT_PROPOSED = "placement.proposed"
    PLACEMENT_ACCEPTED = "placement.accepted"
    PLACEMENT_OVERRIDDEN = "placement.overridden"
    PLACE_PROFILE_CHANGED = "placement.profile_changed"
    APPLICATION_REGION_CHANGED = "application.region_changed"
    APPLICATION_DISTRICT_NAMED = "application.district_named"
    DEPARTURE_RECORDED = "departure.recorded"
    DEPARTURE_HANDED = "departure.handed"
    DEPARTURE_ANSWERED = "departure.answered"
    DEPARTURE_CONFIRMED = "departure.confirmed"
    DEPARTURE_DROPPED = "departure.dropped"
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_INVITED = "account.invited"
    ROLE_GRANTED = "role.granted"
    ROLE_REVOKED = "role.revoked"
    SIGN_IN_SUCCEEDED = "sign_in.succeeded"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGN_IN_THROTTLED = "sign_in.throttled"
    SIGNED_OUT = "sign_in.ended"
    REFERENCE_CHANGED = "reference.changed"
    NOTICE_SENT = "notice.sent"
    NOTICE_FAILED = "notice.failed"
    EXPORT_MADE = "export.made"


class SubjectKind(StrEnum):
    """What an event is about; each subject has a chain of its own, so that no two cases wait for each other."""

    APPLICATION = "application"
    QUOTA = "quota"
    ACCOUNT = "account"
    REFERENCE = "reference"
    SERVICE = "service"
    COMMISSION = "commission"
    SITTING = "sitting"
    KANDAS_STATUS = "kandas_status"
    QUOTA_PROPOSAL = "quota_proposal"
    QUOTA_REQUEST = "quota_request"
    QUEUE = "queue"
    PLACEMENT = "placement"


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is hashed."""

    subject_kind: str
    subject_id: int
    sequence: int
    at: datetime
    actor_id: int | None
    region: str | None
    key: str
    facts: Mapping[str, Any]


def link_hash(previous: str, link: Link) -> str:
    """SHA-256 (hex) over the previous hash and the event in canonical JSON."""
    body = json.dumps(
        [
            previous,
            link.subject_kind,
            link.subject_id,
            link.sequence,
            link.at.astimezone(UTC).isoformat(timespec="microseconds"),
            link.actor_id,
            link.region,
            link.key,
            link.facts,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


def seal_hash(previous: str, first_id: int, last_id: int, digest: str) -> str:
    """Hash of a seal over the events ``first_id``…``last_id``; ``digest`` is SHA-256 over their hashes in id order."""
    return hashlib.sha256(f"{previous}|{first_id}|{last_id}|{digest}".encode()).hexdigest()
