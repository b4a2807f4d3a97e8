"""Lines of the ledger and claims of places behind the synthetic cases, as COPY takes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain.quota import Authority, MovementKind
from app.domain.workflow import Action
from app.i18n import local
from app.services.demo_cases import Case, holds_reserved

_REASON = "Барлық талап орындалған"


def place_rows(case: Case) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Rows of ``quota_movements`` and ``place_claims`` for a case that holds or used places."""
    if case.quota_id is None:
        return
    worker, head = case.place.worker_id, case.place.head_id
    yield "quota_movements", _movement(case, Action.RECOMMEND_APPROVAL, Authority.PREPARED, (worker, None))
    if not holds_reserved(case):
        yield "quota_movements", _movement(case, Action.APPROVE, Authority.TWO_PEOPLE, (worker, head))
    for person in case.people:
        yield "place_claims", (case.id, person.iin, case.moments[Action.RECOMMEND_APPROVAL])


def _movement(case: Case, action: Action, authority: Authority, people: tuple[int, int | None]) -> tuple[Any, ...]:
    """Places held on the case worker's proposal, or used by the head's decision."""
    at, persons = case.moments[action], len(case.people)
    is_held = action is Action.RECOMMEND_APPROVAL
    kind, reserved, used = (
        (MovementKind.RESERVATION, persons, 0) if is_held else (MovementKind.CONSUMPTION, -persons, persons)
    )
    day = local(at).date()
    amounts = (0, reserved, used, 0, case.district)
    return case.quota_id, kind, *amounts, case.id, at, day, authority, *people, action, _REASON
