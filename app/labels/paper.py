"""Words for papers: kinds in lists, headings and subjects on the sheet, variants, states of a rendering."""

from __future__ import annotations

from app.domain.paper import DocumentKind, RenderingStatus, Variant
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Proposal
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

DOCUMENT_KINDS: dict[DocumentKind, LazyString] = {
    DocumentKind.RECEIPT: lazy_gettext("Receipt of the application"),
    DocumentKind.DOCUMENTS_REQUEST: lazy_gettext("Request for documents"),
    DocumentKind.REFUSAL_TO_ACCEPT: lazy_gettext("Refusal to accept the application"),
    DocumentKind.APPROVAL: lazy_gettext("Decision to include in the regional quota"),
    DocumentKind.REFUSAL: lazy_gettext("Decision to refuse"),
    DocumentKind.COMMISSION_MINUTES: lazy_gettext("Minutes of the commission's sitting"),
    DocumentKind.PRELIMINARY_DECISION: lazy_gettext("Preliminary decision and notice of the hearing"),
    DocumentKind.HEARING_MINUTES: lazy_gettext("Minutes of the hearing"),
    DocumentKind.STATUS_CERTIFICATE: lazy_gettext("Decision to assign the kandas status (certificate)"),
    DocumentKind.STATUS_CONSENT: lazy_gettext("Consent to the assignment of the kandas status"),
    DocumentKind.STATUS_EXTENSION: lazy_gettext("Decision to extend the kandas status"),
    DocumentKind.STATUS_TERMINATION: lazy_gettext("Decision to terminate the kandas status"),
    DocumentKind.APPEAL_REPLY: lazy_gettext("Reply to the complaint"),
    DocumentKind.CORRECTION: lazy_gettext("Decision to correct clerical errors"),
}

HEADINGS: dict[DocumentKind, LazyString] = {
    DocumentKind.RECEIPT: lazy_pgettext("paper heading", "RECEIPT"),
    DocumentKind.DOCUMENTS_REQUEST: lazy_pgettext("paper heading", "NOTICE"),
    DocumentKind.REFUSAL_TO_ACCEPT: lazy_pgettext("paper heading", "RECEIPT"),
    DocumentKind.APPROVAL: lazy_pgettext("paper heading", "DECISION"),
    DocumentKind.REFUSAL: lazy_pgettext("paper heading", "DECISION"),
    DocumentKind.COMMISSION_MINUTES: lazy_pgettext("paper heading", "MINUTES"),
    DocumentKind.PRELIMINARY_DECISION: lazy_pgettext("paper heading", "PRELIMINARY DECISION"),
    DocumentKind.HEARING_MINUTES: lazy_pgettext("paper heading", "MINUTES"),
    DocumentKind.STATUS_CERTIFICATE: lazy_pgettext("paper heading", "DECISION"),
    DocumentKind.STATUS_CONSENT: lazy_pgettext("paper heading", "DECISION"),
    DocumentKind.STATUS_EXTENSION: lazy_pgettext("paper heading", "DECISION"),
    DocumentKind.STATUS_TERMINATION: lazy_pgettext("paper heading", "DECISION"),
    DocumentKind.APPEAL_REPLY: lazy_pgettext("paper heading", "REPLY"),
    DocumentKind.CORRECTION: lazy_pgettext("paper heading", "DECISION"),
}

SUBJECTS: dict[DocumentKind, LazyString] = {
    DocumentKind.RECEIPT: lazy_pgettext("paper subject", "of the application"),
    DocumentKind.DOCUMENTS_REQUEST: lazy_pgettext("paper subject", "that documents must be presented"),
    DocumentKind.REFUSAL_TO_ACCEPT: lazy_pgettext("paper subject", "of refusal to accept the application"),
    DocumentKind.APPROVAL: lazy_pgettext("paper subject", "to include in the regional quota"),
    DocumentKind.REFUSAL: lazy_pgettext("paper subject", "to refuse inclusion in the regional quota"),
    DocumentKind.COMMISSION_MINUTES: lazy_pgettext("paper subject", "of the commission's sitting"),
    DocumentKind.PRELIMINARY_DECISION: lazy_pgettext("paper subject", "and notice of the hearing"),
    DocumentKind.HEARING_MINUTES: lazy_pgettext("paper subject", "of the hearing"),
    DocumentKind.STATUS_CERTIFICATE: lazy_pgettext("paper subject", "to assign the kandas status"),
    DocumentKind.STATUS_CONSENT: lazy_pgettext("paper subject", "on consent to the assignment of the kandas status"),
    DocumentKind.STATUS_EXTENSION: lazy_pgettext("paper subject", "to extend the kandas status"),
    DocumentKind.STATUS_TERMINATION: lazy_pgettext("paper subject", "to terminate the kandas status"),
    DocumentKind.APPEAL_REPLY: lazy_pgettext("paper subject", "to the complaint"),
    DocumentKind.CORRECTION: lazy_pgettext("paper subject", "to correct clerical errors"),
}
# A refusal is headed by what was asked for; papers issued before streams were kept on them are about the quota.
REFUSAL_SUBJECTS: dict[Stream, LazyString] = {
    Stream.KANDAS: SUBJECTS[DocumentKind.REFUSAL],
    Stream.RELOCATEE: SUBJECTS[DocumentKind.REFUSAL],
    Stream.STATUS_ASSIGNMENT: lazy_pgettext("paper subject", "to refuse the assignment of the kandas status"),
    Stream.STATUS_CONSENT: lazy_pgettext("paper subject", "to refuse consent to the assignment of the kandas status"),
    Stream.STATUS_EXTENSION: lazy_pgettext("paper subject", "to refuse the extension of the kandas status"),
    Stream.STATUS_TERMINATION: lazy_pgettext("paper subject", "to terminate the kandas status"),
}

# What a commission recommended, beside the number and day of its sitting.
RECOMMENDATIONS: dict[Proposal, LazyString] = {
    Proposal.APPROVAL: lazy_pgettext("recommendation", "to grant what is asked for"),
    Proposal.REFUSAL: lazy_pgettext("recommendation", "to refuse"),
}

VARIANTS: dict[Variant, LazyString] = {
    Variant.OFFICIAL: lazy_gettext("Original in Kazakh and Russian"),
    Variant.UNOFFICIAL_EN: lazy_gettext("Unofficial translation into English"),
}

RENDERING_STATUSES: dict[RenderingStatus, LazyString] = {
    RenderingStatus.QUEUED: lazy_gettext("Being prepared"),
    RenderingStatus.RENDERING: lazy_gettext("Being prepared"),
    RenderingStatus.READY: lazy_gettext("Ready to download"),
    RenderingStatus.FAILED: lazy_gettext("Preparation failed and will be tried again"),
}

# The quota in the nominative, as it stands beside a label on the sheet.
QUOTAS: dict[Stream, LazyString] = {
    Stream.RELOCATEE: lazy_gettext("regional quota for admission of relocatees"),
    Stream.KANDAS: lazy_gettext("regional quota for admission of kandas"),
}

# Positions of signatories whose account names none.
OFFICERS: dict[Role, LazyString] = {
    Role.MINISTRY: lazy_pgettext("position", "Official of the Migration Committee"),
    Role.SUPERVISOR: lazy_pgettext("position", "Head of the department"),
    Role.CASE_WORKER: lazy_pgettext("position", "Specialist"),
}
REGISTERED_AUTOMATICALLY = lazy_pgettext("position", "Registered automatically")

# What a check of a file can find wrong: codes of ``documents/verification.py`` and ``services/paper_check.py``.
CHECK_PROBLEMS: dict[str, LazyString] = {
    "unreadable": lazy_gettext("The file cannot be read as a document of this service."),
    "not_signed": lazy_gettext("The file carries no signature. A translation has none: check the original."),
    "several_signatures": lazy_gettext("The file carries more signatures than the one of the body."),
    "changed": lazy_gettext("The file was changed after it was signed."),
    "bad_signature": lazy_gettext("The signature is not genuine."),
    "not_trusted": lazy_gettext("The signature was not made by a body of this service."),
    "no_facts": lazy_gettext("The file does not hold the facts of a document."),
    "unknown": lazy_gettext("The register does not know a document with this number."),
    "differs": lazy_gettext("The register holds other facts under this number."),
    "revoked": lazy_gettext("The document was revoked and no longer counts."),
    "list_unreadable": lazy_gettext("The list of revoked documents cannot be read."),
    "list_bad_signature": lazy_gettext("The signature of the list of revoked documents is not genuine."),
    "list_not_trusted": lazy_gettext("The list of revoked documents was not signed by the ministry."),
    "list_expired": lazy_gettext("The list of revoked documents is too old. Download a new one."),
}
PAYLOAD_PROBLEMS: dict[str, LazyString] = {
    "unreadable": lazy_gettext("The QR code does not hold what it should."),
    "unknown_key": lazy_gettext("The QR code was signed with a key that no body of this service has."),
    "bad_signature": lazy_gettext("The QR code was changed: its signature is not genuine."),
    "other_paper": lazy_gettext("The QR code is genuine, but it belongs to another document."),
}
