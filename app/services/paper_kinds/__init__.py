"""One module a kind of paper: from an application and its move to the fields of that kind.

The registry is keyed by the paper that the move's row of the table names, because one action issues different papers
in different procedures.  Replies to complaints, corrections and minutes of sittings are issued by their own services
(``paper_effects.issue_given``, ``issue_minutes``): no move of an application makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.domain.paper import DocumentKind
from app.services.motion import Transition
from app.services.paper_desk import Desk
from app.services.paper_kinds import (
    approval,
    documents_request,
    hearing_minutes,
    kandas_status,
    preliminary_decision,
    receipt,
    refusal,
    refusal_to_accept,
)

Builder = Callable[[Desk, Transition], dict[str, Any]]

BUILDERS: Mapping[DocumentKind, Builder] = MappingProxyType(
    {
        DocumentKind.RECEIPT: receipt.build,
        DocumentKind.DOCUMENTS_REQUEST: documents_request.build,
        DocumentKind.REFUSAL_TO_ACCEPT: refusal_to_accept.build,
        DocumentKind.APPROVAL: approval.build,
        DocumentKind.REFUSAL: refusal.build,
        DocumentKind.PRELIMINARY_DECISION: preliminary_decision.build,
        DocumentKind.HEARING_MINUTES: hearing_minutes.build,
        DocumentKind.STATUS_CERTIFICATE: kandas_status.certificate,
        DocumentKind.STATUS_CONSENT: kandas_status.consent,
        DocumentKind.STATUS_EXTENSION: kandas_status.extension,
        DocumentKind.STATUS_TERMINATION: kandas_status.termination,
    }
)
