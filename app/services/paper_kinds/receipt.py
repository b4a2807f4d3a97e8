"""Receipt of an application (қолхат / расписка)."""

from __future__ import annotations

from typing import Any

from app.domain.paper import QueueProof
from app.domain.queue import queue_code
from app.domain.queue_chain import body
from app.queries import queue as queries
from app.services import paper_facts, queue_line
from app.services.motion import Transition
from app.services.paper_desk import Desk


def build(desk: Desk, _step: Transition) -> dict[str, Any]:
    """Who and what was received, by when the body decides, and the place in the queue with its proof."""
    return {
        "household": paper_facts.household(desk.application),
        "statements": paper_facts.regions_stated(desk),
        "documents": paper_facts.handed_in(desk),
        "deadline_on": desk.application.whole_due_on,
        "queue": _proof(desk),
    }


def _proof(desk: Desk) -> QueueProof | None:
    """The place that the application has got just now; None where it waits in no queue."""
    event = queue_line.joined(desk.session, desk.application.id)
    if event is None:
        return None
    return QueueProof(
        queue=queue_code(event.region, event.stream),
        sequence=event.sequence,
        place=event.place,
        length=event.length,
        body=body(queries.fact_of(event)),
        previous=event.previous_hash,
        hash=event.hash,
    )
