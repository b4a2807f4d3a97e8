"""New rules are written, and places are counted, with as many statements for a long queue as for a short one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.domain.reference import Unit
from app.models import QueuePlace, ReferenceValue
from app.queries import queue as queries
from app.services import queue as queues
from app.services import queue_audit, reference
from tests.factories import NOW, make_application

REGION, STREAM = "KZ-55", "relocatee"
LATER = NOW + timedelta(days=1)


@contextmanager
def _statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _order(session: Session, value: str) -> None:
    stored = session.scalar(select(ReferenceValue).where(ReferenceValue.key == "queue.order"))
    if stored is None:
        stored = ReferenceValue(
            key="queue.order", unit=Unit.TIMES, effective_from=NOW.date().replace(month=1), provision="", source="test",
            verified_by="",
        )  # fmt: skip
        session.add(stored)
    stored.value = value
    session.flush()
    reference.mark_changed(session, NOW)


def _cost(session: Session, act: Callable[[], object]) -> int:
    session.flush()
    with _statements(session) as seen:
        act()
        session.flush()
    return len(seen)


def test_a_longer_queue_takes_no_more_statements(session: Session) -> None:
    def reorder() -> None:
        queues.reorder(session, REGION, STREAM, now=LATER)

    def places() -> None:
        queries.places_of(session, ids)

    ids: list[int] = []
    costs = []
    for more, rules in ((2, "wish, complete_at"), (6, "complete_at, wish")):
        ids += [make_application(session, region=REGION).id for _ in range(more)]
        nothing = _cost(session, reorder)
        _order(session, rules)
        costs.append((nothing, _cost(session, reorder), _cost(session, places)))
    assert costs[0] == costs[1]
    kept = session.scalars(select(QueuePlace.sort_key).where(QueuePlace.region == REGION)).all()
    assert len(kept) == len(set(kept)) == 8
    assert sorted(queries.places_of(session, ids).values()) == list(range(1, 9))
    assert queue_audit.run(session, now=LATER).is_clean
