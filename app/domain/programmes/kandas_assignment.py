"""Assignment of the kandas status in the country (қандас мәртебесін беру).

For ethnic Kazakhs, and members of their families of Kazakh nationality, who never were citizens of Kazakhstan and have
come to live in it.  The local executive body of the region where they live decides on the recommendation of its
commission; the status lasts a year.
The articles below were read in excerpts and press reports: no lawyer has confirmed them, and every entry says
``verified=False`` until one does.
"""

from __future__ import annotations

from datetime import date

from app.domain.channel import Channel
from app.domain.document_types import DocumentType
from app.domain.legal import LegalReference
from app.domain.programmes.definition import (
    Condition,
    Criterion,
    CriterionCode,
    DecisionKind,
    Ground,
    GroundCode,
    GroundUse,
    Programme,
    RequiredDocument,
    Stage,
    Step,
)
from app.domain.stages import StageCode
from app.domain.stream import Stream

STATUS_LAW = LegalReference("law_migration_2011")
STATUS_RULES = LegalReference("order_329_2013")
_ANYWHERE = frozenset({GroundUse.ACCEPTANCE, GroundUse.DECISION})
_DECISION = frozenset({GroundUse.DECISION})

ASSIGNMENT = Programme(
    code="kandas_assignment",
    stream=Stream.STATUS_ASSIGNMENT,
    procedure="kandas_assignment",
    effective_from=date(2026, 1, 1),
    effective_to=None,
    legal_acts=("law_migration_2011", "order_329_2013", "administrative_code_2020"),
    channels=(Channel.ONLINE, Channel.DESK),
    criteria=(
        # Of Kazakh nationality, by an official document or by the recommendation of the commission that determines it,
        Criterion(
            code=CriterionCode.NATIONALITY_PROVEN,
            legal_basis=STATUS_RULES,
            ground=GroundCode.NATIONALITY_NOT_PROVEN,
        ),
        # never before a citizen of Kazakhstan,
        Criterion(code=CriterionCode.NEVER_CITIZEN, legal_basis=STATUS_LAW, ground=GroundCode.WAS_CITIZEN),
        # of age, with documents that are valid on the day;
        Criterion(code=CriterionCode.OF_AGE, legal_basis=STATUS_RULES),
        Criterion(code=CriterionCode.PAPERS_VALID, legal_basis=STATUS_RULES, ground=GroundCode.EXPIRED_DOCUMENTS),
        # has no status in force, nor another application for one;
        Criterion(code=CriterionCode.NO_LIVING_STATUS, legal_basis=STATUS_RULES),
        Criterion(code=CriterionCode.NO_DUPLICATE, legal_basis=STATUS_RULES),
        # was not refused the status, residence or citizenship before on grounds that still stand.
        Criterion(code=CriterionCode.NO_EARLIER_REFUSAL, legal_basis=STATUS_RULES, ground=GroundCode.EARLIER_REFUSAL),
    ),
    documents=(
        # Identity documents of everybody, with a notarised translation into Kazakh or Russian where they need one.
        RequiredDocument(code=DocumentType.IDENTITY, legal_basis=STATUS_RULES, per_member=True),
        RequiredDocument(code=DocumentType.TRANSLATION, legal_basis=STATUS_RULES, per_member=True, is_mandatory=False),
        # Either of the two proves the nationality, whichever the form announced.
        RequiredDocument(
            code=DocumentType.NATIONALITY_PROOF,
            legal_basis=STATUS_RULES,
            condition=Condition.NATIONALITY_BY_PAPERS,
            or_else=DocumentType.NATIONALITY_RECOMMENDATION,
        ),
        RequiredDocument(
            code=DocumentType.NATIONALITY_RECOMMENDATION,
            legal_basis=STATUS_RULES,
            condition=Condition.NATIONALITY_BY_COMMISSION,
            or_else=DocumentType.NATIONALITY_PROOF,
        ),
        # The consent that the family received while it was abroad.
        RequiredDocument(code=DocumentType.STATUS_CONSENT, legal_basis=STATUS_RULES, is_mandatory=False),
        # By the purpose of the move.
        RequiredDocument(
            code=DocumentType.KINSHIP_PROOF, legal_basis=STATUS_RULES, condition=Condition.COMES_TO_RELATIVES
        ),
        RequiredDocument(
            code=DocumentType.LABOUR_CONTRACT, legal_basis=STATUS_RULES, condition=Condition.COMES_TO_WORK
        ),
        RequiredDocument(
            code=DocumentType.STUDY_CERTIFICATE, legal_basis=STATUS_RULES, condition=Condition.COMES_TO_STUDY
        ),
        RequiredDocument(
            code=DocumentType.BIRTH_CERTIFICATE,
            legal_basis=STATUS_RULES,
            condition=Condition.MEMBER_UNDER_AGE,
            per_member=True,
        ),
        RequiredDocument(
            code=DocumentType.MARRIAGE_CERTIFICATE,
            legal_basis=STATUS_RULES,
            condition=Condition.MARRIED,
            is_mandatory=False,
        ),
        RequiredDocument(code=DocumentType.GUARDIANSHIP, legal_basis=STATUS_RULES, condition=Condition.HAS_WARD),
    ),
    steps=(
        Step.APPLICANT,
        Step.PASSPORT,
        Step.HOUSEHOLD,
        Step.ORIGIN,
        Step.NATIONALITY,
        Step.PAST,
        Step.ADDRESS,
        Step.KINSHIP,
        Step.CONTACT_PERSON,
        Step.AUTOBIOGRAPHY,
        Step.SCHOOLING,
        Step.WORK,
        Step.MILITARY,
        Step.DOCUMENTS,
        Step.CONSENT,
    ),
    stages=(
        Stage(StageCode.WHOLE, "limit.kandas_status.whole"),
        Stage(StageCode.FORWARDING, "limit.kandas_status.forwarding"),
        Stage(StageCode.COMPLETENESS, "limit.kandas_status.acceptance"),
        Stage(StageCode.STUDY, "limit.kandas_status.study"),
        Stage(StageCode.DOCUMENTS_REPLY, "limit.kandas_status.documents"),
        Stage(StageCode.COMMISSION, "limit.kandas_status.commission"),
        Stage(StageCode.DECISION, "limit.kandas_status.head"),
        Stage(StageCode.POSITION, "limit.hearing_objection"),
        Stage(StageCode.FINAL_DECISION, "limit.final_decision"),
        Stage(StageCode.NOTICE, "limit.notice"),
    ),
    measures=(),
    decisions=(
        DecisionKind.RECEIPT,
        DecisionKind.REFUSAL_TO_ACCEPT,
        DecisionKind.DOCUMENTS_REQUEST,
        DecisionKind.STATUS_CERTIFICATE,
        DecisionKind.REFUSAL,
    ),
    grounds=(
        # The package may turn out incomplete or out of date at the desk and again when it is studied.
        Ground(code=GroundCode.INCOMPLETE_PACKAGE, legal_basis=STATUS_RULES, uses=_ANYWHERE),
        Ground(code=GroundCode.EXPIRED_DOCUMENTS, legal_basis=STATUS_RULES, uses=_ANYWHERE),
        Ground(code=GroundCode.NATIONALITY_NOT_PROVEN, legal_basis=STATUS_RULES, uses=_DECISION),
        Ground(code=GroundCode.WAS_CITIZEN, legal_basis=STATUS_LAW, uses=_DECISION),
        Ground(code=GroundCode.FALSE_DATA, legal_basis=STATUS_RULES, uses=_DECISION),
        Ground(code=GroundCode.EARLIER_REFUSAL, legal_basis=STATUS_RULES, uses=_DECISION),
    ),
)
