"""Minutes of a hearing (тыңдау хаттамасы / протокол заслушивания): the contents that art. 74 of the code demands."""

from __future__ import annotations

from typing import Any

from app.domain.workflow import Action, Proposal
from app.services import hearing_facts, paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk, clauses

_ANNOUNCED = {Proposal.TERMINATION: Action.ANNOUNCE_TERMINATION}


def build(desk: Desk, _step: Transition) -> dict[str, Any]:
    """What was said at the hearing, about which grounds; the two who signed it stand on the sheet."""
    before = desk.application.before_head
    announced = _ANNOUNCED.get(before, Action.ANNOUNCE_REFUSAL) if before else Action.ANNOUNCE_REFUSAL
    minutes = hearing_facts.minutes(desk)
    return {
        "grounds": paper_facts.named_grounds(desk, announced, hearing_facts.grounds_heard(desk)),
        "hearing": minutes,
        "signatory": minutes.presiding,
        "executor": minutes.secretary,
        "obligations": clauses(desk, "clause.hearing_minutes"),
    }
