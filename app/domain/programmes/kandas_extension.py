"""Extension of the kandas status (қандас мәртебесін ұзарту).

For holders of a status in force who have not received citizenship within its year: once, by half a year.  Only the
application and a copy of the status are asked for.  The head of the body decides, without the commission.
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

STATUS_LAW = LegalReference("law_migration_2011", "art. 25")
STATUS_RULES = LegalReference("order_329_2013")
_ANYWHERE = frozenset({GroundUse.ACCEPTANCE, GroundUse.DECISION})
_DECISION = frozenset({GroundUse.DECISION})

EXTENSION = Programme(
    code="kandas_extension",
    stream=Stream.STATUS_EXTENSION,
    procedure="kandas_extension",
    effective_from=date(2026, 1, 1),
    effective_to=None,
    legal_acts=("law_migration_2011", "order_329_2013", "administrative_code_2020"),
    channels=(Channel.ONLINE, Channel.DESK),
    criteria=(
        # Holds a status in force on the day of application,
        Criterion(code=CriterionCode.KANDAS_STATUS_VALID, legal_basis=STATUS_LAW),
        # which stands in the register (older ones are looked up by an officer),
        Criterion(code=CriterionCode.STATUS_IN_REGISTER, legal_basis=STATUS_RULES, is_decisive=False),
        # has not been extended as often as it can be,
        Criterion(code=CriterionCode.NOT_EXTENDED_BEFORE, legal_basis=STATUS_RULES),
        # and has not ended by citizenship.
        Criterion(code=CriterionCode.NOT_YET_CITIZEN, legal_basis=STATUS_LAW),
        Criterion(code=CriterionCode.NO_DUPLICATE, legal_basis=STATUS_RULES),
    ),
    documents=(
        RequiredDocument(
            code=DocumentType.KANDAS_STATUS,
            legal_basis=STATUS_RULES,
            condition=Condition.STATUS_NOT_IN_REGISTER,
        ),
    ),
    steps=(
        Step.APPLICANT,
        Step.STATUS,
        Step.HOUSEHOLD,
        Step.ADDRESS,
        Step.DOCUMENTS,
        Step.CONSENT,
    ),
    stages=(
        Stage(StageCode.WHOLE, "limit.kandas_status.whole"),
        Stage(StageCode.FORWARDING, "limit.kandas_status.forwarding"),
        Stage(StageCode.COMPLETENESS, "limit.kandas_status.acceptance"),
        Stage(StageCode.STUDY, "limit.kandas_status.study"),
        Stage(StageCode.DOCUMENTS_REPLY, "limit.kandas_status.documents"),
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
        DecisionKind.STATUS_EXTENSION,
        DecisionKind.REFUSAL,
    ),
    grounds=(
        Ground(code=GroundCode.INCOMPLETE_PACKAGE, legal_basis=STATUS_RULES, uses=_ANYWHERE),
        Ground(code=GroundCode.EXPIRED_DOCUMENTS, legal_basis=STATUS_RULES, uses=_ANYWHERE),
        Ground(code=GroundCode.FALSE_DATA, legal_basis=STATUS_RULES, uses=_DECISION),
    ),
)
