"""Decision to refuse, in every stream (бас тарту / отказ)."""

from __future__ import annotations

from typing import Any

from app.services import paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk
from app.services.paper_kinds.decision import adverse_grounds, decided


def build(desk: Desk, step: Transition) -> dict[str, Any]:
    """The grounds with their norms, the reasoning, and the answer to each objection."""
    stated = paper_facts.regions_stated(desk) + paper_facts.reasoning(step.motion.reason)
    return decided(desk, step, *stated) | {"grounds": adverse_grounds(desk, step)}
