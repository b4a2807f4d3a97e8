"""Receipt of an application (қолхат / расписка)."""

from __future__ import annotations

from typing import Any

from app.services import paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk


def build(desk: Desk, _step: Transition) -> dict[str, Any]:
    """Who and what was received, and by when the body decides."""
    return {
        "household": paper_facts.household(desk.application),
        "statements": paper_facts.regions_stated(desk),
        "documents": paper_facts.handed_in(desk),
        "deadline_on": desk.application.whole_due_on,
    }
