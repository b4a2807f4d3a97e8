"""Refusal to accept an application (қабылдаудан бас тарту туралы қолхат / расписка об отказе в приеме)."""

from __future__ import annotations

from typing import Any

from app.services import paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk


def build(desk: Desk, step: Transition) -> dict[str, Any]:
    """The grounds, and the documents that are missing or not in order."""
    motion = step.motion
    return {
        "grounds": paper_facts.named_grounds(desk, motion.action, motion.grounds),
        "statements": paper_facts.reasoning(motion.reason),
        "documents": tuple(paper_facts.listed(item.kind, item.note) for item in motion.requested),
    }
