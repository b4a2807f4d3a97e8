"""Words for programmes: streams, steps of the form, stages, documents, grounds of refusal."""

from __future__ import annotations

from app.domain.document_types import DocumentType
from app.domain.facts import GraduateGrant
from app.domain.programmes.definition import (
    Condition,
    DecisionKind,
    GroundCode,
    GroundUse,
    StageCode,
    Step,
)
from app.domain.stream import QUOTA_STREAMS, Stream
from app.i18n import LazyString, lazy_gettext, lazy_pgettext

STREAMS: dict[Stream, LazyString] = {
    Stream.KANDAS: lazy_pgettext("stream", "Kandas"),
    Stream.RELOCATEE: lazy_pgettext("stream", "Relocatees"),
    Stream.STATUS_ASSIGNMENT: lazy_pgettext("stream", "Kandas status: assignment"),
    Stream.STATUS_CONSENT: lazy_pgettext("stream", "Kandas status: consent"),
    Stream.STATUS_EXTENSION: lazy_pgettext("stream", "Kandas status: extension"),
    Stream.STATUS_TERMINATION: lazy_pgettext("stream", "Kandas status: termination"),
}
# The registers of places.
QUOTA_STREAM_WORDS: dict[Stream, LazyString] = {stream: STREAMS[stream] for stream in QUOTA_STREAMS}

PROGRAMMES: dict[str, LazyString] = {
    "quota_relocatee": lazy_gettext("Inclusion in the regional quota for admission of relocatees"),
    "quota_kandas": lazy_gettext("Inclusion in the regional quota for admission of kandas"),
}

STEPS: dict[Step, LazyString] = {
    Step.APPLICANT: lazy_pgettext("step", "Who applies"),
    Step.HOUSEHOLD: lazy_pgettext("step", "Members of the household"),
    Step.RESIDENCE: lazy_pgettext("step", "Where you live"),
    Step.EMPLOYMENT: lazy_pgettext("step", "Work and profession"),
    Step.EDUCATION: lazy_pgettext("step", "Education and languages"),
    Step.WISHES: lazy_pgettext("step", "Where you want to move"),
    Step.HOUSING: lazy_pgettext("step", "Housing after the move"),
    Step.NEEDS: lazy_pgettext("step", "Special needs"),
    Step.MARITAL: lazy_pgettext("step", "Marriage and divorce"),
    Step.EARLIER: lazy_pgettext("step", "Earlier participation"),
    Step.KANDAS: lazy_pgettext("step", "Kandas status"),
    Step.DOCUMENTS: lazy_pgettext("step", "Documents"),
    Step.CONSENT: lazy_pgettext("step", "Consent"),
}

STAGES: dict[StageCode, LazyString] = {
    StageCode.FORWARDING: lazy_pgettext("stage", "Forwarding to the local executive body"),
    StageCode.COMPLETENESS: lazy_pgettext("stage", "Check that the application is complete"),
    StageCode.DOCUMENTS_REPLY: lazy_pgettext("stage", "Reply to a request for documents"),
    StageCode.DECISION: lazy_pgettext("stage", "Study and decision"),
    StageCode.NOTICE: lazy_pgettext("stage", "Notice of the decision"),
    StageCode.ARRIVAL: lazy_pgettext("stage", "Registration at the new place of residence"),
}

DOCUMENT_TYPES: dict[DocumentType, LazyString] = {
    DocumentType.IDENTITY: lazy_gettext("Identity document"),
    DocumentType.BIRTH_CERTIFICATE: lazy_gettext("Birth certificate"),
    DocumentType.MARRIAGE_CERTIFICATE: lazy_gettext("Marriage certificate"),
    DocumentType.DIVORCE_CERTIFICATE: lazy_gettext("Divorce certificate"),
    DocumentType.DEATH_CERTIFICATE: lazy_gettext("Death certificate of the husband or wife"),
    DocumentType.REGISTRATION_PROOF: lazy_gettext("Certificate of registration at the place of residence"),
    DocumentType.JOBSEEKER_PROOF: lazy_gettext("Certificate of registration at a career centre"),
    DocumentType.EDUCATION: lazy_gettext("Diploma or certificate of education"),
    DocumentType.GRADUATION: lazy_gettext("Diploma of a graduate of Serpin or Zharqyn Bolashaq"),
    DocumentType.EMPLOYMENT_HISTORY: lazy_gettext("Labour book, employment contract or other proof of work"),
    DocumentType.JOB_OFFER: lazy_gettext("Job offer from an employer"),
    DocumentType.KANDAS_STATUS: lazy_gettext("Kandas certificate or decision on the status"),
    DocumentType.KINSHIP_PROOF: lazy_gettext("Proof of kinship"),
    DocumentType.GUARDIANSHIP: lazy_gettext("Decision on guardianship"),
    DocumentType.DISABILITY: lazy_gettext("Certificate of disability"),
    DocumentType.OTHER: lazy_gettext("Another document"),
}

CONDITIONS: dict[Condition, LazyString] = {
    Condition.ALWAYS: lazy_gettext("Asked of everybody"),
    Condition.MEMBER_UNDER_AGE: lazy_gettext("Of each child who moves"),
    Condition.MARRIED: lazy_gettext("If you are married"),
    Condition.DIVORCED_IN_WINDOW: lazy_gettext("If you divorced recently"),
    Condition.WIDOWED_IN_WINDOW: lazy_gettext("If your husband or wife died recently"),
    Condition.REGISTERED_AT_CAREER_CENTRE: lazy_gettext("If you are registered at a career centre"),
    Condition.GRADUATE: lazy_gettext("If you are a graduate of Serpin or Zharqyn Bolashaq"),
    Condition.HAS_EDUCATION: lazy_gettext("If you have finished secondary or further education"),
    Condition.HAS_WORKED: lazy_gettext("If you have worked before"),
    Condition.HAS_JOB_OFFER: lazy_gettext("If you have a job offer"),
    Condition.FAMILY_OF_INCLUDED: lazy_gettext("If you are the family of a kandas included earlier"),
    Condition.HAS_WARD: lazy_gettext("If a child under guardianship moves with you"),
    Condition.HAS_DISABILITY: lazy_gettext("If a member of the household has a disability"),
}

DECISION_KINDS: dict[DecisionKind, LazyString] = {
    DecisionKind.RECEIPT: lazy_gettext("Receipt of the application"),
    DecisionKind.REFUSAL_TO_ACCEPT: lazy_gettext("Refusal to accept the application"),
    DecisionKind.DOCUMENTS_REQUEST: lazy_gettext("Request for documents"),
    DecisionKind.INCLUSION: lazy_gettext("Decision to include in the regional quota"),
    DecisionKind.REFUSAL: lazy_gettext("Decision to refuse inclusion in the regional quota"),
}

GROUNDS: dict[GroundCode, LazyString] = {
    GroundCode.INCOMPLETE_PACKAGE: lazy_gettext("The set of documents is incomplete"),
    GroundCode.EXPIRED_DOCUMENTS: lazy_gettext("Documents have expired"),
    GroundCode.REQUIREMENTS_NOT_MET: lazy_gettext("The household does not meet the requirements"),
    GroundCode.EARLIER_PARTICIPATION: lazy_gettext("A member of the household was included in a quota before"),
    GroundCode.FALSE_DATA: lazy_gettext("The application contains false data"),
    GroundCode.QUOTA_EXHAUSTED: lazy_gettext("The quota of the region is used up"),
}

GROUND_USES: dict[GroundUse, LazyString] = {
    GroundUse.ACCEPTANCE: lazy_gettext("When the application is received"),
    GroundUse.DECISION: lazy_gettext("When the decision is made"),
}

GRADUATE_GRANTS: dict[GraduateGrant, LazyString] = {
    GraduateGrant.SERPIN: lazy_pgettext("grant", "Serpin"),
    GraduateGrant.ZHARQYN_BOLASHAQ: lazy_pgettext("grant", "Zharqyn Bolashaq"),
}
