"""What a paper is, in which variant it is rendered, and how far its file is."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a paper is."""

    RECEIPT = "receipt"
    DOCUMENTS_REQUEST = "documents_request"
    REFUSAL_TO_ACCEPT = "refusal_to_accept"
    APPROVAL = "approval"
    REFUSAL = "refusal"
    COMMISSION_MINUTES = "commission_minutes"
    PRELIMINARY_DECISION = "preliminary_decision"
    HEARING_MINUTES = "hearing_minutes"
    STATUS_CERTIFICATE = "status_certificate"
    STATUS_CONSENT = "status_consent"
    STATUS_EXTENSION = "status_extension"
    STATUS_TERMINATION = "status_termination"
    APPEAL_REPLY = "appeal_reply"
    CORRECTION = "correction"

    @property
    def is_decision(self) -> bool:
        """Whether the paper is an administrative act on the substance of the application."""
        return self in _DECISIONS

    @property
    def is_adverse(self) -> bool:
        """Whether the paper goes against the addressee, so that it must say how to complain (АППК, art. 92)."""
        return self in _ADVERSE

    @property
    def says_how_to_appeal(self) -> bool:
        """Whether the sheet must say how to go on against it: acts, refusals to accept, replies to complaints."""
        return self.is_decision or self in _APPEALABLE


_ADVERSE = frozenset(
    {
        DocumentKind.REFUSAL,
        DocumentKind.REFUSAL_TO_ACCEPT,
        DocumentKind.PRELIMINARY_DECISION,
        DocumentKind.STATUS_TERMINATION,
    }
)
# A preliminary decision is answered with a position, not with a complaint.
_APPEALABLE = frozenset({DocumentKind.REFUSAL_TO_ACCEPT, DocumentKind.APPEAL_REPLY})
_DECISIONS = frozenset(
    {
        DocumentKind.APPROVAL,
        DocumentKind.REFUSAL,
        DocumentKind.STATUS_CERTIFICATE,
        DocumentKind.STATUS_CONSENT,
        DocumentKind.STATUS_EXTENSION,
        DocumentKind.STATUS_TERMINATION,
        DocumentKind.CORRECTION,
    }
)


class Variant(StrEnum):
    """Which rendering of a paper: the act itself, or a translation without legal force."""

    OFFICIAL = "official"
    UNOFFICIAL_EN = "unofficial_en"

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the sheet in their order; the state language comes first (Law on languages, art. 9)."""
        return ("kk", "ru") if self is Variant.OFFICIAL else ("en",)


class RenderingStatus(StrEnum):
    """How far the sheet of a paper is."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"
