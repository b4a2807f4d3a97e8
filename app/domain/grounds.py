"""Which grounds an adverse move may name: the programme's own, and each decisive criterion that is not met.

The grounds with their acts stand in the programme's file; this is only the question which of them fit a move.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.legal import LegalReference
from app.domain.programmes.definition import GroundUse, Programme
from app.domain.workflow import Action

_USES = {
    Action.REFUSE_TO_ACCEPT: GroundUse.ACCEPTANCE,
    Action.PROPOSE_REFUSAL: GroundUse.DECISION,
    Action.RECOMMEND_REFUSAL: GroundUse.DECISION,
    Action.ANNOUNCE_REFUSAL: GroundUse.DECISION,
    Action.REFUSE: GroundUse.DECISION,
    Action.INITIATE: GroundUse.DECISION,
    Action.PROPOSE_TERMINATION: GroundUse.DECISION,
    Action.ANNOUNCE_TERMINATION: GroundUse.DECISION,
    Action.TERMINATE: GroundUse.DECISION,
}


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """A ground with its act; ``code`` is a ``GroundCode`` or, for a criterion not met, a ``CriterionCode``."""

    code: str
    legal_basis: LegalReference
    verified: bool = False


def grounds_for(programme: Programme, action: Action) -> tuple[RefusalGround, ...]:
    """Grounds that may be given for ``action`` in ``programme``, criteria first; empty where none are needed."""
    use = _USES.get(action)
    if use is None:
        return ()
    criteria = tuple(
        RefusalGround(criterion.code, criterion.legal_basis, criterion.verified)
        for criterion in programme.criteria
        # A criterion that has a ground of the programme's own is named by that ground, not twice.
        if criterion.is_decisive and criterion.ground is None and use is GroundUse.DECISION
    )
    return criteria + tuple(
        RefusalGround(ground.code, ground.legal_basis, ground.verified) for ground in programme.grounds_for(use)
    )


def basis_of(programme: Programme, action: Action, code: str) -> RefusalGround | None:
    """The ground ``code`` as ``action`` may name it in ``programme``, or None."""
    return next((ground for ground in grounds_for(programme, action) if ground.code == code), None)
