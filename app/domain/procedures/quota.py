"""Inclusion in the regional quota, both streams.

Version 1 has no commission: the head decides on the case worker's proposal.  Version 2 has one, which recommends
(rules of inclusion, order No. 20).  In both nobody is refused unheard.
"""

from __future__ import annotations

from types import MappingProxyType

from app.domain.paper import DocumentKind
from app.domain.procedures.steps import (
    ACCEPTANCE,
    STAGES,
    after_hearing,
    commission,
    decision,
    on_appeal,
    proposals,
)
from app.domain.workflow import Procedure, Status

_DECIDING = (
    decision(DocumentKind.APPROVAL, has_places=True)
    | after_hearing(DocumentKind.APPROVAL, has_places=True)
    | on_appeal(DocumentKind.APPROVAL, has_places=True)
)

QUOTA_1 = Procedure(
    code="quota",
    version=1,
    table=MappingProxyType(ACCEPTANCE | proposals(Status.PREPARED, reserves=True) | _DECIDING),
    stages=MappingProxyType({status: stage for status, stage in STAGES.items() if status is not Status.REFERRED}),
)
QUOTA_2 = Procedure(
    code="quota",
    version=2,
    table=MappingProxyType(ACCEPTANCE | proposals(Status.REFERRED) | commission(reserves=True) | _DECIDING),
    stages=MappingProxyType(STAGES),
)
