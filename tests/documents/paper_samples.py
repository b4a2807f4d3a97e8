"""One paper of every kind about synthetic people, as the services would write it."""

from __future__ import annotations

from app.domain.paper import DocumentKind, PaperFacts
from tests.documents.case_samples import (
    APPROVAL,
    BODY,
    NOT_ACCEPTED,
    NOT_INCLUDED,
    OTHER_BODY,
    RECEIPT,
    REQUEST,
    SIGNED_AT,
)
from tests.documents.procedure_samples import (
    CERTIFICATE,
    CONSENT,
    EXTENSION,
    HEARING,
    PRELIMINARY,
    TERMINATION,
)
from tests.documents.sitting_samples import CORRECTION, REPLY, minutes_of

__all__ = ["BODY", "OTHER_BODY", "SAMPLES", "SIGNED_AT"]

SAMPLES: dict[DocumentKind, PaperFacts] = {
    sample.kind: sample
    for sample in (
        RECEIPT,
        REQUEST,
        NOT_ACCEPTED,
        APPROVAL,
        NOT_INCLUDED,
        minutes_of(6),
        PRELIMINARY,
        HEARING,
        CERTIFICATE,
        CONSENT,
        EXTENSION,
        TERMINATION,
        REPLY,
        CORRECTION,
    )
}
