"""Grounds on which an application may be refused, or not accepted: a closed list, each with its act.

A criterion that is not met is a ground too (its code is the criterion's, its basis the programme's); here stand the
grounds that are no criterion.  Order of 15.01.2016 No. 20; Law on State Services, art. 19-1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.legal import LegalReference
from app.domain.programmes.definition import Programme
from app.domain.workflow import Action


class GroundCode(StrEnum):
    """Grounds beyond the criteria."""

    INCOMPLETE_DOCUMENTS = "incomplete_documents"
    EXPIRED_DOCUMENTS = "expired_documents"
    FALSE_DATA = "false_data"
    QUOTA_EXHAUSTED = "quota_exhausted"
    DOCUMENTS_NOT_PROVIDED = "documents_not_provided"


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """A ground with its act; ``verified`` once a lawyer has compared it with the act."""

    code: str
    legal_basis: LegalReference
    verified: bool = False


_RULES = LegalReference("order_20_2016")
_SERVICES = LegalReference("law_state_services_2013", "art. 19-1")
_ADMINISTRATIVE_CODE = LegalReference("administrative_code_2020", "art. 64")

_ACCEPTANCE = (
    RefusalGround(GroundCode.INCOMPLETE_DOCUMENTS, _RULES),
    RefusalGround(GroundCode.EXPIRED_DOCUMENTS, _RULES),
)
_DECISION = (
    RefusalGround(GroundCode.FALSE_DATA, _SERVICES),
    RefusalGround(GroundCode.QUOTA_EXHAUSTED, _RULES),
    RefusalGround(GroundCode.DOCUMENTS_NOT_PROVIDED, _ADMINISTRATIVE_CODE),
    RefusalGround(GroundCode.EXPIRED_DOCUMENTS, _RULES),
)


def grounds_for(programme: Programme, action: Action) -> tuple[RefusalGround, ...]:
    """Grounds that may be given for ``action`` in ``programme``; empty for an action that needs none."""
    if action is Action.REFUSE_TO_ACCEPT:
        return _ACCEPTANCE
    if action in {Action.PROPOSE_REFUSAL, Action.REFUSE}:
        criteria = tuple(
            RefusalGround(criterion.code, criterion.legal_basis, criterion.verified)
            for criterion in programme.criteria
            if criterion.is_decisive
        )
        return criteria + _DECISION
    return ()


def basis_of(programme: Programme, code: str) -> RefusalGround | None:
    """The ground ``code`` of ``programme``, or None where it is not one."""
    for action in (Action.REFUSE_TO_ACCEPT, Action.REFUSE):
        for ground in grounds_for(programme, action):
            if ground.code == code:
                return ground
    return None
