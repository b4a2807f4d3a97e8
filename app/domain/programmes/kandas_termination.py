"""Termination of the kandas status (қандас мәртебесін тоқтату).

Nobody applies for it: a case worker begins the case on one of the grounds below, the holder is heard, and the head of
the body decides.  The status ends with citizenship, with the refusal or annulment of the residence permit, with the end
of its term, and where it was given on false data.
The articles below were read in excerpts and press reports: no lawyer has confirmed them, and every entry says
``verified=False`` until one does.
"""

from __future__ import annotations

from datetime import date

from app.domain.legal import LegalReference
from app.domain.programmes.definition import (
    DecisionKind,
    Ground,
    GroundCode,
    GroundUse,
    Programme,
    Stage,
    Step,
)
from app.domain.stages import StageCode
from app.domain.stream import Stream

STATUS_LAW = LegalReference("law_migration_2011", "art. 25")
STATUS_RULES = LegalReference("order_329_2013")
_DECISION = frozenset({GroundUse.DECISION})

TERMINATION = Programme(
    code="kandas_termination",
    stream=Stream.STATUS_TERMINATION,
    procedure="kandas_termination",
    effective_from=date(2026, 1, 1),
    effective_to=None,
    legal_acts=("law_migration_2011", "order_329_2013", "administrative_code_2020"),
    channels=(),
    criteria=(),
    documents=(),
    steps=(
        Step.APPLICANT,
        Step.STATUS,
    ),
    stages=(
        Stage(StageCode.WHOLE, "limit.kandas_status.termination"),
        Stage(StageCode.STUDY, "limit.kandas_status.study"),
        Stage(StageCode.DECISION, "limit.kandas_status.head"),
        Stage(StageCode.POSITION, "limit.hearing_objection"),
        Stage(StageCode.FINAL_DECISION, "limit.final_decision"),
        Stage(StageCode.NOTICE, "limit.notice"),
    ),
    measures=(),
    decisions=(DecisionKind.STATUS_TERMINATION,),
    grounds=(
        Ground(code=GroundCode.CITIZENSHIP_RECEIVED, legal_basis=STATUS_LAW, uses=_DECISION),
        Ground(code=GroundCode.RESIDENCE_REFUSED, legal_basis=STATUS_LAW, uses=_DECISION),
        Ground(code=GroundCode.RESIDENCE_ANNULLED, legal_basis=STATUS_LAW, uses=_DECISION),
        Ground(code=GroundCode.STATUS_EXPIRED, legal_basis=STATUS_LAW, uses=_DECISION),
        Ground(code=GroundCode.FALSE_DATA, legal_basis=STATUS_RULES, uses=_DECISION),
    ),
)
