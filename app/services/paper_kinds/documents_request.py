"""Request for missing documents (хабарлама / уведомление)."""

from __future__ import annotations

from typing import Any

from app.services import paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk


def build(desk: Desk, step: Transition) -> dict[str, Any]:
    """The documents asked for, why, and by when."""
    return {
        "documents": tuple(paper_facts.listed(item.kind, item.note) for item in step.motion.requested),
        "deadline_on": desk.application.due_on or desk.on,
        "statements": paper_facts.reasoning(step.motion.reason),
    }
