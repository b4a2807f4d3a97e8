"""Words of the audit trail: its events, what they are about, the names of their facts, and what can be wrong."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.audit import EventKey, SubjectKind
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

EVENT_KEYS: Mapping[EventKey, LazyString] = {
    EventKey.APPLICATION_STARTED: lazy_pgettext("audit", "Application started"),
    EventKey.APPLICATION_ANSWERED: lazy_pgettext("audit", "Answers saved"),
    EventKey.APPLICATION_MOVED: lazy_pgettext("audit", "Application moved"),
    EventKey.APPLICATION_ASSIGNED: lazy_pgettext("audit", "Case assigned"),
    EventKey.COMMISSION_CHANGED: lazy_pgettext("audit", "Commission changed"),
    EventKey.SITTING_CALLED: lazy_pgettext("audit", "Sitting called"),
    EventKey.SITTING_CHANGED: lazy_pgettext("audit", "Sitting changed"),
    EventKey.AGENDA_CHANGED: lazy_pgettext("audit", "Agenda changed"),
    EventKey.MEMBER_RECUSED: lazy_pgettext("audit", "Member recused"),
    EventKey.CASE_VOTED: lazy_pgettext("audit", "Commission voted"),
    EventKey.SITTING_CLOSED: lazy_pgettext("audit", "Sitting closed"),
    EventKey.MINUTES_SIGNED: lazy_pgettext("audit", "Minutes signed"),
    EventKey.HEARING_APPOINTED: lazy_pgettext("audit", "Hearing appointed"),
    EventKey.OBJECTION_MADE: lazy_pgettext("audit", "Position taken"),
    EventKey.OBJECTION_ANSWERED: lazy_pgettext("audit", "Objections answered"),
    EventKey.HEARING_HELD: lazy_pgettext("audit", "Hearing ended"),
    EventKey.ATTACHMENT_ADDED: lazy_pgettext("audit", "File added"),
    EventKey.ATTACHMENT_REMOVED: lazy_pgettext("audit", "File removed"),
    EventKey.ATTACHMENT_REVIEWED: lazy_pgettext("audit", "File checked"),
    EventKey.NOTE_ADDED: lazy_pgettext("audit", "Note written"),
    EventKey.CONTACT_CHANGED: lazy_pgettext("audit", "Contact data changed"),
    EventKey.DOCUMENT_ISSUED: lazy_pgettext("audit", "Document issued"),
    EventKey.DOCUMENT_RENDERED: lazy_pgettext("audit", "File of a document made"),
    EventKey.DOCUMENT_FAILED: lazy_pgettext("audit", "File of a document failed"),
    EventKey.DOCUMENT_REVOKED: lazy_pgettext("audit", "Document revoked"),
    EventKey.DOCUMENT_RETRIED: lazy_pgettext("audit", "File of a document asked for again"),
    EventKey.TRANSLATION_ASKED: lazy_pgettext("audit", "Translation of a document asked for"),
    EventKey.QUOTA_ORDER_LOADED: lazy_pgettext("audit", "Quota order loaded"),
    EventKey.ACCOUNT_CREATED: lazy_pgettext("audit", "Account opened"),
    EventKey.ACCOUNT_CHANGED: lazy_pgettext("audit", "Account changed"),
    EventKey.ACCOUNT_INVITED: lazy_pgettext("audit", "Member of staff invited"),
    EventKey.ROLE_GRANTED: lazy_pgettext("audit", "Role given"),
    EventKey.ROLE_REVOKED: lazy_pgettext("audit", "Role taken away"),
    EventKey.SIGN_IN_SUCCEEDED: lazy_pgettext("audit", "Signed in"),
    EventKey.SIGN_IN_FAILED: lazy_pgettext("audit", "Sign-in failed"),
    EventKey.SIGN_IN_THROTTLED: lazy_pgettext("audit", "Sign-in held up after many tries"),
    EventKey.SIGNED_OUT: lazy_pgettext("audit", "Signed out"),
    EventKey.REFERENCE_CHANGED: lazy_pgettext("audit", "Reference data changed"),
    EventKey.NOTICE_SENT: lazy_pgettext("audit", "Message sent"),
    EventKey.NOTICE_FAILED: lazy_pgettext("audit", "Message not delivered"),
    EventKey.EXPORT_MADE: lazy_pgettext("audit", "Export made"),
}

SUBJECT_KINDS: Mapping[SubjectKind, LazyString] = {
    SubjectKind.APPLICATION: lazy_pgettext("audit subject", "Application"),
    SubjectKind.QUOTA: lazy_pgettext("audit subject", "Quota"),
    SubjectKind.ACCOUNT: lazy_pgettext("audit subject", "Account"),
    SubjectKind.REFERENCE: lazy_pgettext("audit subject", "Reference data"),
    SubjectKind.SERVICE: lazy_pgettext("audit subject", "Service"),
    SubjectKind.SITTING: lazy_pgettext("audit subject", "Sitting"),
    SubjectKind.COMMISSION: lazy_pgettext("audit subject", "Commission"),
}

# Facts are stored under these names.
FACTS: Mapping[str, LazyString] = {
    "abstained": lazy_pgettext("audit fact", "Abstained"),
    "act": lazy_pgettext("audit fact", "Act"),
    "action": lazy_pgettext("audit fact", "Action"),
    "added": lazy_pgettext("audit fact", "Added"),
    "address": lazy_pgettext("audit fact", "Address"),
    "against": lazy_pgettext("audit fact", "Against"),
    "at": lazy_pgettext("audit fact", "Time"),
    "by": lazy_pgettext("audit fact", "By"),
    "by_chair": lazy_pgettext("audit fact", "Decided by the chair’s vote"),
    "case": lazy_pgettext("audit fact", "Case"),
    "cause": lazy_pgettext("audit fact", "Cause"),
    "change": lazy_pgettext("audit fact", "What was done"),
    "changed": lazy_pgettext("audit fact", "What changed"),
    "channel": lazy_pgettext("audit fact", "Channel"),
    "count": lazy_pgettext("audit fact", "How many"),
    "deferred": lazy_pgettext("audit fact", "Deferred"),
    "digest": lazy_pgettext("audit fact", "Digest"),
    "dissent": lazy_pgettext("audit fact", "Dissent"),
    "document": lazy_pgettext("audit fact", "Document"),
    "due_on": lazy_pgettext("audit fact", "Due by"),
    "end": lazy_pgettext("audit fact", "How it ended"),
    "event": lazy_pgettext("audit fact", "Event"),
    "for": lazy_pgettext("audit fact", "For"),
    "format": lazy_pgettext("audit fact", "Format"),
    "from": lazy_pgettext("audit fact", "From"),
    "from_on": lazy_pgettext("audit fact", "First day"),
    "grounds": lazy_pgettext("audit fact", "Grounds"),
    "kind": lazy_pgettext("audit fact", "Kind"),
    "member": lazy_pgettext("audit fact", "Household member"),
    "movement": lazy_pgettext("audit fact", "Line of the ledger"),
    "needed": lazy_pgettext("audit fact", "Quorum"),
    "note": lazy_pgettext("audit fact", "Note"),
    "notice": lazy_pgettext("audit fact", "Message"),
    "number": lazy_pgettext("audit fact", "Number"),
    "numbers": lazy_pgettext("audit fact", "Numbers"),
    "order": lazy_pgettext("audit fact", "Order of the agenda"),
    "outcome": lazy_pgettext("audit fact", "Outcome"),
    "person": lazy_pgettext("audit fact", "Person"),
    "persons": lazy_pgettext("audit fact", "Persons"),
    "place": lazy_pgettext("audit fact", "Place"),
    "places": lazy_pgettext("audit fact", "Places"),
    "position": lazy_pgettext("audit fact", "Position"),
    "present": lazy_pgettext("audit fact", "Present"),
    "programme": lazy_pgettext("audit fact", "Programme"),
    "reason": lazy_pgettext("audit fact", "Reason"),
    "recording": lazy_pgettext("audit fact", "Recording"),
    "region": lazy_pgettext("audit fact", "Region"),
    "removed": lazy_pgettext("audit fact", "Taken off"),
    "requested": lazy_pgettext("audit fact", "Requested documents"),
    "role": lazy_pgettext("audit fact", "Role"),
    "seat": lazy_pgettext("audit fact", "Seat"),
    "sha256": lazy_pgettext("audit fact", "Digest of the file"),
    "sitting": lazy_pgettext("audit fact", "Sitting"),
    "starts_at": lazy_pgettext("audit fact", "Begins"),
    "state": lazy_pgettext("audit fact", "State"),
    "status": lazy_pgettext("audit fact", "Status"),
    "steps": lazy_pgettext("audit fact", "Steps of the form"),
    "stream": lazy_pgettext("audit fact", "Stream"),
    "to": lazy_pgettext("audit fact", "To"),
    "to_on": lazy_pgettext("audit fact", "Last day"),
    "unread": lazy_pgettext("audit fact", "Steps with unread answers"),
    "until": lazy_pgettext("audit fact", "Until"),
    "variant": lazy_pgettext("audit fact", "Rendering"),
    "version": lazy_pgettext("audit fact", "Version"),
    "way": lazy_pgettext("audit fact", "Way"),
    "year": lazy_pgettext("audit fact", "Year"),
}

# How an application was entered.
APPLICATION_CHANNELS: Mapping[str, LazyString] = {
    "online": lazy_pgettext("application channel", "Online"),
    "desk": lazy_pgettext("application channel", "At the desk"),
}

# How a person signed in.
WAYS: Mapping[str, LazyString] = {
    "code": lazy_pgettext("way of signing in", "By a confirmation code"),
    "password": lazy_pgettext("way of signing in", "By password"),
    "second_factor": lazy_pgettext("way of signing in", "By password and one-time code"),
}

# Codes of ``Fault`` (services/audit_verification.py).
FAULTS: Mapping[str, LazyString] = {
    "gap": lazy_gettext("An event before this one is missing."),
    "link": lazy_gettext("The event does not follow the one before it."),
    "hash": lazy_gettext("The content of the event was changed."),
    "seal": lazy_gettext("Events under this seal were changed, added or removed."),
    "seal_link": lazy_gettext("A seal before this one is missing, or was rewritten."),
}
