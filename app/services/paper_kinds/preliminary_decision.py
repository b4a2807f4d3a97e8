"""Preliminary decision, which is also the notice of the hearing (алдын ала шешім / предварительное решение).

Administrative Procedural and Process-Related Code, art. 73.
"""

from __future__ import annotations

from typing import Any

from app.services import hearing_facts, paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk, clauses
from app.services.paper_kinds.decision import adverse_grounds, decided

# What the person may do until the term ends, and what follows if they do nothing.
RIGHTS = ("clause.hearing_invitation", "clause.hearing_rights", "clause.hearing_silence")


def build(desk: Desk, step: Transition) -> dict[str, Any]:
    """What the body intends, on which grounds, and how and by when the person can be heard."""
    stated = hearing_facts.intended(desk) + paper_facts.regions_stated(desk) + paper_facts.reasoning(step.motion.reason)
    return decided(desk, step, *stated) | {
        "grounds": adverse_grounds(desk, step),
        "rights": clauses(desk, *RIGHTS),
        "deadline_on": hearing_facts.position_until(desk),
    }
