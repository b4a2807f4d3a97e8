"""The status of kandas: assignment, consent to assignment (through a mission abroad), extension, termination.

Legal basis: Law on migration of population, art. 25; rules of assignment and extension, order of 22.07.2013
No. 329-ө-м.  A commission recommends on assignment and consent; extension and termination go to the head.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.paper import DocumentKind
from app.domain.procedures.steps import (
    ACCEPTANCE,
    HEAD,
    HEARING,
    REVIEWER,
    STAGES,
    WORKER,
    Moves,
    after_hearing,
    commission,
    decision,
    on_appeal,
    proposals,
)
from app.domain.stages import StageCode
from app.domain.workflow import Action, Move, Procedure, Proposal, Status, Through


def _without_places(approval: DocumentKind) -> Moves:
    return (
        decision(approval, has_places=False)
        | after_hearing(approval, has_places=False)
        | on_appeal(approval, has_places=False)
    )


ASSIGNMENT = Procedure(
    code="kandas_assignment",
    version=1,
    table=MappingProxyType(
        ACCEPTANCE
        | proposals(Status.REFERRED)
        | commission(reserves=False)
        | _without_places(DocumentKind.STATUS_CERTIFICATE)
    ),
    stages=MappingProxyType(STAGES),
)
CONSENT = Procedure(
    code="kandas_consent",
    version=1,
    table=MappingProxyType(
        ACCEPTANCE
        | proposals(Status.REFERRED)
        | commission(reserves=False)
        | _without_places(DocumentKind.STATUS_CONSENT)
    ),
    stages=MappingProxyType(STAGES),
)
_WITHOUT_COMMISSION: Mapping[Status, StageCode] = MappingProxyType(
    {status: stage for status, stage in STAGES.items() if status is not Status.REFERRED}
)
EXTENSION = Procedure(
    code="kandas_extension",
    version=1,
    table=MappingProxyType(ACCEPTANCE | proposals(Status.PREPARED) | _without_places(DocumentKind.STATUS_EXTENSION)),
    stages=_WITHOUT_COMMISSION,
)
# Nobody applies for termination: the body begins it, and the person is heard as before every adverse decision.
TERMINATION = Procedure(
    code="kandas_termination",
    version=1,
    table=MappingProxyType(
        {
            (Status.DRAFT, Action.INITIATE): Move(Status.ACCEPTED, WORKER, needs_reason=True, needs_grounds=True),
            (Status.DRAFT, Action.WITHDRAW): Move(Status.WITHDRAWN, WORKER),
            (Status.ACCEPTED, Action.PROPOSE_TERMINATION): Move(
                Status.PREPARED, WORKER, needs_reason=True, needs_grounds=True, proposes=Proposal.TERMINATION
            ),
            (Status.ACCEPTED, Action.DISCONTINUE): Move(Status.DISCONTINUED, WORKER, needs_reason=True),
            (Status.PREPARED, Action.ANNOUNCE_TERMINATION): Move(
                Status.HEARING,
                HEAD,
                needs_reason=True,
                needs_grounds=True,
                four_eyes=True,
                paper=DocumentKind.PRELIMINARY_DECISION,
            ),
            (Status.PREPARED, Action.SEND_BACK): Move(Status.ACCEPTED, HEAD, needs_reason=True, four_eyes=True),
            (Status.PREPARED, Action.DISCONTINUE): Move(Status.DISCONTINUED, HEAD, needs_reason=True, four_eyes=True),
        }
        | HEARING
        | {
            (Status.HEARD, Action.TERMINATE): Move(
                Status.TERMINATED,
                HEAD,
                needs_reason=True,
                needs_grounds=True,
                four_eyes=True,
                paper=DocumentKind.STATUS_TERMINATION,
                through=Through.HEARING,
            ),
            (Status.HEARD, Action.SEND_BACK): Move(Status.ACCEPTED, HEAD, needs_reason=True, four_eyes=True),
            (Status.HEARD, Action.DISCONTINUE): Move(Status.DISCONTINUED, HEAD, needs_reason=True, four_eyes=True),
            (Status.TERMINATED, Action.REOPEN): Move(
                Status.ACCEPTED, REVIEWER, needs_reason=True, through=Through.APPEAL
            ),
            (Status.TERMINATED, Action.ANNUL): Move(
                Status.ANNULLED, REVIEWER, needs_reason=True, four_eyes=True, through=Through.APPEAL
            ),
        }
    ),
    stages=_WITHOUT_COMMISSION,
)
