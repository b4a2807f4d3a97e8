"""Inclusion of kandas in the regional quota (қандастарды өңірлік квотаға енгізу).

For holders of the kandas status in a host region, not included in a quota before; also for widows of included
kandas and their common children who arrived later (order No. 20).  The articles below were read in excerpts
and press reports: no lawyer has confirmed them, and every entry says ``verified=False`` until one does.
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
STATUS_END = LegalReference("law_migration_2011", "art. 25")
INCLUSION_RULES = LegalReference("order_20_2016")
STATUS_RULES = LegalReference("order_329_2013")
_ANYWHERE = frozenset({GroundUse.ACCEPTANCE, GroundUse.DECISION})
_DECISION = frozenset({GroundUse.DECISION})

KANDAS = Programme(
    code="quota_kandas",
    stream=Stream.KANDAS,
    procedure="quota",
    effective_from=date(2026, 1, 1),
    effective_to=None,
    legal_acts=("law_migration_2011", "order_20_2016", "order_329_2013", "order_234_2023"),
    criteria=(
        # Holds the kandas status on the day of application (one year, extended once by half a year),
        Criterion(code=CriterionCode.KANDAS_STATUS_VALID, legal_basis=STATUS_END),
        # granted under para 9(1) of the status rules,
        Criterion(
            code=CriterionCode.KANDAS_STATUS_GROUND,
            legal_basis=LegalReference("order_329_2013", "rules, para 9(1)"),
        ),
        # is not a citizen yet: citizenship ends the status;
        Criterion(code=CriterionCode.NOT_YET_CITIZEN, legal_basis=STATUS_END),
        # asks for a region that takes kandas this year;
        Criterion(code=CriterionCode.HOST_REGION, legal_basis=MIGRATION_LAW),
        # was never included in a quota,
        Criterion(code=CriterionCode.NOT_INCLUDED_BEFORE, legal_basis=INCLUSION_RULES),
        Criterion(code=CriterionCode.NO_DUPLICATE, legal_basis=INCLUSION_RULES),
        Criterion(code=CriterionCode.DIVORCE_DOCUMENTED, legal_basis=INCLUSION_RULES),
        # or is the widow, or a common child, of an included kandas and arrived after the inclusion.
        Criterion(code=CriterionCode.FAMILY_OF_INCLUDED, legal_basis=INCLUSION_RULES, is_decisive=False),
    ),
    documents=(
        RequiredDocument(code=DocumentType.IDENTITY, legal_basis=INCLUSION_RULES, per_member=True),
        RequiredDocument(
            code=DocumentType.KANDAS_STATUS,
            legal_basis=STATUS_RULES,
            condition=Condition.STATUS_NOT_IN_REGISTER,
        ),
        RequiredDocument(
            code=DocumentType.BIRTH_CERTIFICATE,
            legal_basis=INCLUSION_RULES,
            condition=Condition.MEMBER_UNDER_AGE,
            per_member=True,
        ),
        RequiredDocument(
            code=DocumentType.MARRIAGE_CERTIFICATE,
            legal_basis=INCLUSION_RULES,
            condition=Condition.MARRIED,
            is_mandatory=False,
        ),
        RequiredDocument(
            code=DocumentType.DIVORCE_CERTIFICATE,
            legal_basis=INCLUSION_RULES,
            condition=Condition.DIVORCED_IN_WINDOW,
        ),
        RequiredDocument(
            code=DocumentType.DEATH_CERTIFICATE,
            legal_basis=INCLUSION_RULES,
            condition=Condition.WIDOWED_IN_WINDOW,
            is_mandatory=False,
        ),
        RequiredDocument(
            code=DocumentType.KINSHIP_PROOF,
            legal_basis=INCLUSION_RULES,
            condition=Condition.FAMILY_OF_INCLUDED,
        ),
        RequiredDocument(
            code=DocumentType.EDUCATION,
            legal_basis=INCLUSION_RULES,
            condition=Condition.HAS_EDUCATION,
            is_mandatory=False,
        ),
        RequiredDocument(
            code=DocumentType.EMPLOYMENT_HISTORY,
            legal_basis=INCLUSION_RULES,
            condition=Condition.HAS_WORKED,
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
        Step.KANDAS,
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
