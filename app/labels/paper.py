"""Words for papers: kinds in lists, headings and subjects on the sheet, variants, states of a rendering."""

from __future__ import annotations

from app.domain.paper import DocumentKind, RenderingStatus, Variant
from app.domain.roles import Role
from app.domain.stream import Stream
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

DOCUMENT_KINDS: dict[DocumentKind, LazyString] = {
    DocumentKind.RECEIPT: lazy_gettext("Receipt of the application"),
    DocumentKind.DOCUMENTS_REQUEST: lazy_gettext("Request for documents"),
    DocumentKind.REFUSAL_TO_ACCEPT: lazy_gettext("Refusal to accept the application"),
    DocumentKind.APPROVAL: lazy_gettext("Decision to include in the regional quota"),
    DocumentKind.REFUSAL: lazy_gettext("Decision to refuse inclusion in the regional quota"),
}

HEADINGS: dict[DocumentKind, LazyString] = {
    DocumentKind.RECEIPT: lazy_pgettext("paper heading", "RECEIPT"),
    DocumentKind.DOCUMENTS_REQUEST: lazy_pgettext("paper heading", "NOTICE"),
    DocumentKind.REFUSAL_TO_ACCEPT: lazy_pgettext("paper heading", "RECEIPT"),
    DocumentKind.APPROVAL: lazy_pgettext("paper heading", "DECISION"),
    DocumentKind.REFUSAL: lazy_pgettext("paper heading", "DECISION"),
}

SUBJECTS: dict[DocumentKind, LazyString] = {
    DocumentKind.RECEIPT: lazy_pgettext("paper subject", "of the application"),
    DocumentKind.DOCUMENTS_REQUEST: lazy_pgettext("paper subject", "that documents must be presented"),
    DocumentKind.REFUSAL_TO_ACCEPT: lazy_pgettext("paper subject", "of refusal to accept the application"),
    DocumentKind.APPROVAL: lazy_pgettext("paper subject", "to include in the regional quota"),
    DocumentKind.REFUSAL: lazy_pgettext("paper subject", "to refuse inclusion in the regional quota"),
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
}
PAYLOAD_PROBLEMS: dict[str, LazyString] = {
    "unreadable": lazy_gettext("The QR code does not hold what it should."),
    "unknown_key": lazy_gettext("The QR code was signed with a key that no body of this service has."),
    "bad_signature": lazy_gettext("The QR code was changed: its signature is not genuine."),
    "other_paper": lazy_gettext("The QR code is genuine, but it belongs to another document."),
}
