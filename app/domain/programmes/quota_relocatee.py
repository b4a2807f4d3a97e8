"""Inclusion of internal relocatees in the regional quota (қоныс аударушыларды өңірлік квотаға енгізу).

A relocatee is an internal migrant who moves to a region determined by the Government (order No. 20 as amended
from 1 January 2026).  The articles below were read in excerpts and press reports: no lawyer has confirmed
them, and every entry says ``verified=False`` until one does.
"""

from __future__ import annotations

from datetime import date

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
    MeasureCode,
    Programme,
    RequiredDocument,
    Stage,
    Step,
)
from app.domain.stages import StageCode
from app.domain.stream import Stream

MIGRATION_LAW = LegalReference("law_migration_2011", "art. 11(4-5)")
INCLUSION_RULES = LegalReference("order_20_2016")
MOBILITY_RULES = LegalReference("order_234_2023")
SOCIAL_CODE = LegalReference("social_code_2023", "art. 12(5), art. 112(4)(1)")
_ANYWHERE = frozenset({GroundUse.ACCEPTANCE, GroundUse.DECISION})
_DECISION = frozenset({GroundUse.DECISION})

RELOCATEE = Programme(
    code="quota_relocatee",
    stream=Stream.RELOCATEE,
    procedure="quota",
    effective_from=date(2026, 1, 1),
    effective_to=None,
    legal_acts=("law_migration_2011", "social_code_2023", "order_20_2016", "order_234_2023"),
    criteria=(
        # A citizen of Kazakhstan,
        Criterion(code=CriterionCode.CITIZEN, legal_basis=INCLUSION_RULES),
        # registered at a career centre as a jobseeker or as unemployed,
        Criterion(code=CriterionCode.JOBSEEKER, legal_basis=INCLUSION_RULES),
        # with at least a year of permanent registration in the region of departure on the day of application,
        Criterion(code=CriterionCode.REGISTERED_RESIDENCE, legal_basis=INCLUSION_RULES),
        # who leaves that region (since 2026 from any; earlier only from listed ones)
        Criterion(code=CriterionCode.OTHER_REGION, legal_basis=INCLUSION_RULES),
        Criterion(code=CriterionCode.DEPARTURE_REGION, legal_basis=INCLUSION_RULES),
        # for a region that takes relocatees this year.
        Criterion(code=CriterionCode.HOST_REGION, legal_basis=MIGRATION_LAW),
        # Graduates of Serpin and Zharqyn Bolashaq take part whatever their region, within six months.
        Criterion(code=CriterionCode.GRADUATE_WINDOW, legal_basis=MOBILITY_RULES, is_decisive=False),
        # Nobody takes part twice, nor splits a family to do so.
        Criterion(code=CriterionCode.NOT_INCLUDED_BEFORE, legal_basis=MOBILITY_RULES),
        Criterion(code=CriterionCode.NO_DUPLICATE, legal_basis=MOBILITY_RULES),
        Criterion(code=CriterionCode.DIVORCE_DOCUMENTED, legal_basis=MOBILITY_RULES),
        # A further term that order No. 20 takes from the rules of order No. 234; its text has not been read.
        Criterion(
            code=CriterionCode.RULES_234_TERM,
            legal_basis=LegalReference("order_234_2023", "rules, para 12(4)"),
        ),
    ),
    documents=(
        RequiredDocument(code=DocumentType.IDENTITY, legal_basis=INCLUSION_RULES, per_member=True),
        RequiredDocument(
            code=DocumentType.BIRTH_CERTIFICATE,
            legal_basis=INCLUSION_RULES,
            condition=Condition.MEMBER_UNDER_AGE,
            per_member=True,
        ),
        RequiredDocument(code=DocumentType.REGISTRATION_PROOF, legal_basis=INCLUSION_RULES, is_mandatory=False),
        RequiredDocument(
            code=DocumentType.JOBSEEKER_PROOF,
            legal_basis=INCLUSION_RULES,
            condition=Condition.REGISTERED_AT_CAREER_CENTRE,
            is_mandatory=False,
        ),
        RequiredDocument(
            code=DocumentType.MARRIAGE_CERTIFICATE,
            legal_basis=MOBILITY_RULES,
            condition=Condition.MARRIED,
            is_mandatory=False,
        ),
        RequiredDocument(
            code=DocumentType.DIVORCE_CERTIFICATE,
            legal_basis=MOBILITY_RULES,
            condition=Condition.DIVORCED_IN_WINDOW,
        ),
        RequiredDocument(
            code=DocumentType.DEATH_CERTIFICATE,
            legal_basis=MOBILITY_RULES,
            condition=Condition.WIDOWED_IN_WINDOW,
            is_mandatory=False,
        ),
        RequiredDocument(code=DocumentType.GRADUATION, legal_basis=MOBILITY_RULES, condition=Condition.GRADUATE),
        RequiredDocument(
            code=DocumentType.EDUCATION,
            legal_basis=MOBILITY_RULES,
            condition=Condition.HAS_EDUCATION,
            is_mandatory=False,
        ),
        RequiredDocument(
            code=DocumentType.EMPLOYMENT_HISTORY,
            legal_basis=MOBILITY_RULES,
            condition=Condition.HAS_WORKED,
            is_mandatory=False,
        ),
        RequiredDocument(
            code=DocumentType.JOB_OFFER,
            legal_basis=MOBILITY_RULES,
            condition=Condition.HAS_JOB_OFFER,
            is_mandatory=False,
        ),
        RequiredDocument(code=DocumentType.GUARDIANSHIP, legal_basis=INCLUSION_RULES, condition=Condition.HAS_WARD),
        RequiredDocument(
            code=DocumentType.DISABILITY,
            legal_basis=INCLUSION_RULES,
            condition=Condition.HAS_DISABILITY,
            is_mandatory=False,
        ),
    ),
    steps=(
        Step.APPLICANT,
        Step.HOUSEHOLD,
        Step.RESIDENCE,
        Step.EMPLOYMENT,
        Step.EDUCATION,
        Step.WISHES,
        Step.HOUSING,
        Step.NEEDS,
        Step.MARITAL,
        Step.EARLIER,
        Step.DOCUMENTS,
        Step.CONSENT,
    ),
    stages=(
        Stage(StageCode.WHOLE, "limit.decision"),
        Stage(StageCode.FORWARDING, "limit.forwarding"),
        Stage(StageCode.COMPLETENESS, "limit.acceptance"),
        Stage(StageCode.STUDY, "limit.study"),
        Stage(StageCode.DOCUMENTS_REPLY, "limit.documents"),
        Stage(StageCode.COMMISSION, "limit.commission"),
        Stage(StageCode.DECISION, "limit.head"),
        Stage(StageCode.POSITION, "limit.hearing_objection"),
        Stage(StageCode.FINAL_DECISION, "limit.final_decision"),
        Stage(StageCode.NOTICE, "limit.notice"),
        Stage(StageCode.ARRIVAL, "limit.arrival"),
    ),
    measures=(
        MeasureCode.RELOCATION_SUBSIDY,
        MeasureCode.RENT_UTILITIES,
        MeasureCode.MOBILITY_CERTIFICATE,
        MeasureCode.EMPLOYER_SUBSIDY,
        MeasureCode.BUSINESS_GRANT,
    ),
    decisions=(
        DecisionKind.RECEIPT,
        DecisionKind.REFUSAL_TO_ACCEPT,
        DecisionKind.DOCUMENTS_REQUEST,
        DecisionKind.INCLUSION,
        DecisionKind.REFUSAL,
    ),
    grounds=(
        # The package may turn out incomplete or out of date at the desk and again when it is studied.
        Ground(code=GroundCode.INCOMPLETE_PACKAGE, legal_basis=INCLUSION_RULES, uses=_ANYWHERE),
        Ground(code=GroundCode.EXPIRED_DOCUMENTS, legal_basis=INCLUSION_RULES, uses=_ANYWHERE),
        Ground(code=GroundCode.REQUIREMENTS_NOT_MET, legal_basis=INCLUSION_RULES, uses=_DECISION),
        Ground(code=GroundCode.EARLIER_PARTICIPATION, legal_basis=INCLUSION_RULES, uses=_DECISION),
        Ground(code=GroundCode.FALSE_DATA, legal_basis=INCLUSION_RULES, uses=_DECISION),
        Ground(code=GroundCode.QUOTA_EXHAUSTED, legal_basis=MIGRATION_LAW, uses=_DECISION),
    ),
)
