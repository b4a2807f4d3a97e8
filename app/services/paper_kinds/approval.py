"""Decision to include a household in the regional quota (өңірлік квотаға енгізу / включение в региональную квоту)."""

from __future__ import annotations

from typing import Any

from app.services import paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk, clauses
from app.services.paper_kinds.decision import decided


def build(desk: Desk, step: Transition) -> dict[str, Any]:
    """The family, the requirements met, the places with their order, and what inclusion opens and obliges to."""
    stated = paper_facts.regions_stated(desk, is_host_said=True)
    return decided(desk, step, *stated) | {
        "grounds": paper_facts.requirements_met(desk),
        "quota": paper_facts.quota_place(desk),
        "amounts": paper_facts.amounts(desk),
        "obligations": clauses(desk, "clause.residence"),
    }
