"""Words for programmes: streams, steps of the form, stages, documents, grounds of refusal."""

from __future__ import annotations

from app.domain.document_types import DocumentType
from app.domain.facts import GraduateGrant
from app.domain.programmes.definition import (
    Condition,
    DecisionKind,
    GroundCode,
    GroundUse,
    Step,
)
from app.domain.stages import StageCode
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
    "kandas_assignment": lazy_gettext("Assignment of the kandas status"),
    "kandas_consent": lazy_gettext("Consent to the assignment of the kandas status"),
    "kandas_extension": lazy_gettext("Extension of the kandas status"),
    "kandas_termination": lazy_gettext("Termination of the kandas status"),
}
# For whom each is, in plain words; nobody applies for the one that is missing.
PROGRAMME_SUMMARIES: dict[str, LazyString] = {
    "quota_relocatee": lazy_gettext("For citizens of Kazakhstan who want to move to a region that needs people"),
    "quota_kandas": lazy_gettext("For kandas who have the status and want a place in the quota of a region"),
    "kandas_assignment": lazy_gettext("For ethnic Kazakhs who have come to Kazakhstan from abroad"),
    "kandas_consent": lazy_gettext("For ethnic Kazakhs who still live abroad and want to come"),
    "kandas_extension": lazy_gettext("For kandas whose status ends before they receive citizenship"),
}
PROGRAMME_GROUPS: dict[str, tuple[LazyString, tuple[str, ...]]] = {
    "quota": (lazy_gettext("A place in the regional quota"), ("quota_relocatee", "quota_kandas")),
    "status": (
        lazy_gettext("The kandas status"),
        ("kandas_assignment", "kandas_consent", "kandas_extension"),
    ),
}

STEPS: dict[Step, LazyString] = {
    Step.APPLICANT: lazy_pgettext("step", "Who applies"),
    Step.PASSPORT: lazy_pgettext("step", "Passport"),
    Step.STATUS: lazy_pgettext("step", "The status that you have"),
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
    Step.ORIGIN: lazy_pgettext("step", "The way to Kazakhstan"),
    Step.NATIONALITY: lazy_pgettext("step", "Nationality and its proof"),
    Step.PAST: lazy_pgettext("step", "Earlier citizenship and refusals"),
    Step.ADDRESS: lazy_pgettext("step", "Address"),
    Step.KINSHIP: lazy_pgettext("step", "Family and relatives"),
    Step.CONTACT_PERSON: lazy_pgettext("step", "Contact person"),
    Step.AUTOBIOGRAPHY: lazy_pgettext("step", "Autobiography"),
    Step.SCHOOLING: lazy_pgettext("step", "Education"),
    Step.WORK: lazy_pgettext("step", "Work"),
    Step.MILITARY: lazy_pgettext("step", "Military service"),
    Step.DOCUMENTS: lazy_pgettext("step", "Documents"),
    Step.CONSENT: lazy_pgettext("step", "Consent"),
}

STAGES: dict[StageCode, LazyString] = {
    StageCode.WHOLE: lazy_pgettext("stage", "The whole procedure"),
    StageCode.FORWARDING: lazy_pgettext("stage", "Forwarding to the local executive body"),
    StageCode.COMPLETENESS: lazy_pgettext("stage", "Check that the application is complete"),
    StageCode.STUDY: lazy_pgettext("stage", "Study by the case worker"),
    StageCode.DOCUMENTS_REPLY: lazy_pgettext("stage", "Reply to a request for documents"),
    StageCode.COMMISSION: lazy_pgettext("stage", "Consideration by the commission"),
    StageCode.DECISION: lazy_pgettext("stage", "Decision of the head"),
    StageCode.POSITION: lazy_pgettext("stage", "Position of the applicant on the preliminary decision"),
    StageCode.FINAL_DECISION: lazy_pgettext("stage", "Final decision after the hearing"),
    StageCode.NOTICE: lazy_pgettext("stage", "Notice of the decision"),
    StageCode.ARRIVAL: lazy_pgettext("stage", "Registration at the new place of residence"),
    StageCode.APPEAL_FORWARDING: lazy_pgettext("stage", "Forwarding of the complaint to the superior body"),
    StageCode.APPEAL_DECISION: lazy_pgettext("stage", "Decision on the complaint"),
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
    DocumentType.NATIONALITY_PROOF: lazy_gettext("Document that proves the nationality"),
    DocumentType.NATIONALITY_RECOMMENDATION: lazy_gettext(
        "Recommendation of the commission for determining Kazakh nationality"
    ),
    DocumentType.TRANSLATION: lazy_gettext("Notarised translation of the identity document into Kazakh or Russian"),
    DocumentType.LABOUR_CONTRACT: lazy_gettext("Employment contract"),
    DocumentType.STUDY_CERTIFICATE: lazy_gettext("Certificate from the place of study"),
    DocumentType.STATUS_CONSENT: lazy_gettext("Decision to consent to the assignment, if you received one abroad"),
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
    Condition.STATUS_NOT_IN_REGISTER: lazy_gettext("If your status is not in the register"),
    Condition.HAS_WARD: lazy_gettext("If a child under guardianship moves with you"),
    Condition.HAS_DISABILITY: lazy_gettext("If a member of the household has a disability"),
    Condition.NATIONALITY_BY_PAPERS: lazy_gettext(
        "If you have an official document; the recommendation of the commission replaces it"
    ),
    Condition.NATIONALITY_BY_COMMISSION: lazy_gettext("If no official document names the nationality"),
    Condition.COMES_TO_RELATIVES: lazy_gettext("If you come to live with relatives"),
    Condition.COMES_TO_WORK: lazy_gettext("If you come to work"),
    Condition.COMES_TO_STUDY: lazy_gettext("If you come to study"),
}

DECISION_KINDS: dict[DecisionKind, LazyString] = {
    DecisionKind.RECEIPT: lazy_gettext("Receipt of the application"),
    DecisionKind.REFUSAL_TO_ACCEPT: lazy_gettext("Refusal to accept the application"),
    DecisionKind.DOCUMENTS_REQUEST: lazy_gettext("Request for documents"),
    DecisionKind.INCLUSION: lazy_gettext("Decision to include in the regional quota"),
    DecisionKind.REFUSAL: lazy_gettext("Decision to refuse inclusion in the regional quota"),
    DecisionKind.STATUS_CERTIFICATE: lazy_gettext("Kandas certificate"),
    DecisionKind.STATUS_CONSENT: lazy_gettext("Decision to consent to the assignment of the kandas status"),
    DecisionKind.STATUS_EXTENSION: lazy_gettext("Decision to extend the kandas status"),
    DecisionKind.STATUS_TERMINATION: lazy_gettext("Decision to terminate the kandas status"),
}

GROUNDS: dict[GroundCode, LazyString] = {
    GroundCode.INCOMPLETE_PACKAGE: lazy_gettext("The set of documents is incomplete"),
    GroundCode.EXPIRED_DOCUMENTS: lazy_gettext("Documents have expired"),
    GroundCode.REQUIREMENTS_NOT_MET: lazy_gettext("The household does not meet the requirements"),
    GroundCode.EARLIER_PARTICIPATION: lazy_gettext("A member of the household was included in a quota before"),
    GroundCode.FALSE_DATA: lazy_gettext("The application contains false data"),
    GroundCode.QUOTA_EXHAUSTED: lazy_gettext("The quota of the region is used up"),
    GroundCode.NATIONALITY_NOT_PROVEN: lazy_gettext("Kazakh nationality is not proven"),
    GroundCode.WAS_CITIZEN: lazy_gettext("The applicant was a citizen of Kazakhstan before"),
    GroundCode.EARLIER_REFUSAL: lazy_gettext(
        "The grounds of an earlier refusal of residence or citizenship still stand"
    ),
    GroundCode.CITIZENSHIP_RECEIVED: lazy_gettext("The holder has received the citizenship of Kazakhstan"),
    GroundCode.RESIDENCE_REFUSED: lazy_gettext("A permanent residence permit was refused"),
    GroundCode.RESIDENCE_ANNULLED: lazy_gettext("The permanent residence permit was annulled"),
    GroundCode.STATUS_EXPIRED: lazy_gettext("The term of the status is over"),
}

GROUND_USES: dict[GroundUse, LazyString] = {
    GroundUse.ACCEPTANCE: lazy_gettext("When the application is received"),
    GroundUse.DECISION: lazy_gettext("When the decision is made"),
}

GRADUATE_GRANTS: dict[GraduateGrant, LazyString] = {
    GraduateGrant.SERPIN: lazy_pgettext("grant", "Serpin"),
    GraduateGrant.ZHARQYN_BOLASHAQ: lazy_pgettext("grant", "Zharqyn Bolashaq"),
}
