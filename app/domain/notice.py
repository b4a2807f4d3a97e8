"""Messages to people: what they are about, by which way they go, and what became of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any


class NoticeEvent(StrEnum):
    """What a message tells a person."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED_TO_ACCEPT = "refused_to_accept"
    DOCUMENTS_REQUESTED = "documents_requested"
    REPLY_RECEIVED = "reply_received"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    DEFERRED = "deferred"
    REFUSAL_ANNOUNCED = "refusal_announced"
    TERMINATION_ANNOUNCED = "termination_announced"
    POSITION_RECEIVED = "position_received"
    HEARING_APPOINTED = "hearing_appointed"
    HEARD = "heard"
    HEARING_UNAPPOINTED = "hearing_unappointed"
    HEARING_UNRECORDED = "hearing_unrecorded"
    HEARING_UNTOLD = "hearing_untold"
    APPEAL_RECEIVED = "appeal_received"
    APPEAL_FORWARDED = "appeal_forwarded"
    APPEAL_DECIDED = "appeal_decided"
    REOPENED = "reopened"
    ANNULLED = "annulled"
    CORRECTED = "corrected"
    STATUS_ASSIGNED = "status_assigned"
    STATUS_CONSENTED = "status_consented"
    STATUS_EXTENDED = "status_extended"
    STATUS_EXPIRING = "status_expiring"
    STATUS_EXPIRED = "status_expired"
    STATUS_TERMINATED = "status_terminated"
    TERMINATION_DROPPED = "termination_dropped"
    REGION_CHANGED = "region_changed"
    TASK_GIVEN = "task_given"
    DEPARTURE_RECORDED = "departure_recorded"
    DEPARTURE_RECEIVED = "departure_received"
    DEPARTURE_CONFIRMED = "departure_confirmed"
    DEPARTURE_DROPPED = "departure_dropped"
    QUOTA_PROPOSED = "quota_proposed"
    QUOTA_APPROVED = "quota_approved"
    QUOTA_REJECTED = "quota_rejected"
    QUOTA_IN_FORCE = "quota_in_force"
    QUOTA_FAILED = "quota_failed"
    QUOTA_REQUEST_RETURNED = "quota_request_returned"
    TERM_NEAR = "term_near"
    TERM_BREACHED = "term_breached"
    STAFF_INVITED = "staff_invited"
    CONFIRMATION_CODE = "confirmation_code"


class Channel(StrEnum):
    """The way a message goes."""

    EMAIL = "email"
    SMS = "sms"


class Delivery(StrEnum):
    """What became of a message; ``uncertain``: it may have gone out, and is not sent again (ADR 0004)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


# Facts that open a door to whoever reads them: wiped as soon as nobody needs them for sending.
SECRET_FACTS = frozenset({"code", "link"})


def identifier(event: NoticeEvent, channel: Channel, address: str, now: datetime, facts: Mapping[str, Any]) -> str:
    """Name of a message, the same for the same message however often it is tried; local part of its Message-ID."""
    body = json.dumps([event, channel, address, now.isoformat(), facts], sort_keys=True, ensure_ascii=False)
    return f"{event.replace('_', '-')}.{hashlib.sha256(body.encode()).hexdigest()[:32]}"


# Seconds between tries when a message certainly did not leave; after the last one it has failed.
WAITS = (30, 120, 600, 3600, 21600)
