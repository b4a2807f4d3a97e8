"""Whatever happens in whatever order, the events replayed give the order computed anew, after every step."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.queue import Completeness, QueueGround, order, sort_key
from app.domain.reference import Unit
from app.models import Application, Queue, QueueEvent, QueuePlace, ReferenceValue
from app.queries import queue as queries
from app.services import queue as queues
from app.services import queue_audit, queue_line, reference
from app.services.queue_entry import entry_of, waiting_entries
from app.services.queue_replay import events_of, replay
from tests.factories import NOW, make_application

REGION, STREAM = "KZ-55", "relocatee"
DEEDS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["toggle", "rekey", "wish"])), max_size=12)


def _cases(session: Session) -> list[Application]:
    return [make_application(session, now=NOW + timedelta(minutes=number)) for number in range(4)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_the_replay_is_the_order_computed_anew_at_every_step(session: Session, deeds: list[tuple[int, str]]) -> None:
    with session.begin_nested() as point:
        cases = _cases(session)
        own = {case.id for case in cases}
        inside = {case.id: entry_of(session, case, Completeness.LAST_REPLY) for case in cases}
        for step, (which, deed) in enumerate(deeds, start=1):
            case, now = cases[which], NOW + timedelta(hours=step)
            if deed == "toggle" and case.id in inside:
                queues.leave(session, case, QueueGround.WITHDRAWN, now=now)
                del inside[case.id]
            elif deed == "toggle":
                queues.join(session, case, QueueGround.REOPENED, now=now)
                inside[case.id] = entry_of(session, case, Completeness.LAST_REPLY)
            elif case.id in inside:
                if deed == "wish":
                    case.answers = case.answers | {"wishes": {"region": "KZ-59", "region_2": REGION}}
                queues.rekey(
                    session, case, QueueGround.COMPLETED, now=now, complete_at=now if deed == "rekey" else None
                )
                completed = now if deed == "rekey" else None
                inside[case.id] = entry_of(session, case, Completeness.LAST_REPLY, completed)
            folded = replay(events_of(session, REGION, STREAM))
            assert folded.faults == []
            told = [folded.owners[key].application_id for key in folded.keys]
            assert [number for number in told if number in own] == [
                entry.application_id for entry in order(inside.values())
            ]
            for number in inside:
                place = queries.place_of(session, number)
                assert place is not None
                assert (place.place, place.length) == (told.index(number) + 1, len(folded.keys))
            queue = session.get_one(Queue, (REGION, STREAM), populate_existing=True)
            assert (queue.head_hash, queue.families) == (folded.head, len(folded.keys))
        point.rollback()


def test_what_a_family_reads_adds_up_to_its_place(session: Session) -> None:
    cases = _cases(session)
    last = cases[-1]
    joined = queries.place_of(session, last.id)
    queues.leave(session, cases[0], QueueGround.WITHDRAWN, now=NOW + timedelta(hours=1))
    queues.rekey(session, cases[1], QueueGround.COMPLETED, now=NOW + timedelta(hours=2), complete_at=NOW + timedelta(2))
    queues.leave(session, cases[1], QueueGround.WITHDRAWN, now=NOW + timedelta(hours=3))
    queues.join(session, cases[0], QueueGround.REOPENED, now=NOW + timedelta(hours=4))
    after = queries.place_of(session, last.id)
    assert joined is not None
    assert after is not None
    moved = [change for change in queries.changes_of(session, last.id, timedelta(hours=5)) if not change.own]
    assert {(change.ground, change.by) for change in moved} == {("withdrawn", -1), ("completed", -1), ("reopened", 1)}
    assert joined.place + sum(change.by for change in moved) == after.place


def test_new_rules_write_every_key_anew_and_the_audit_agrees(session: Session) -> None:
    cases = _cases(session)
    large = make_application(session, persons=6, now=NOW + timedelta(hours=1))
    for key, value in (("queue.priority.large_family", "1"), ("queue.order", "priority, wish, complete_at")):
        stored = session.scalar(select(ReferenceValue).where(ReferenceValue.key == key))
        if stored is None:
            session.add(_value(key, value))
        else:
            stored.value = value
    session.flush()
    reference.mark_changed(session, NOW)
    changed = queues.reorder(session, REGION, STREAM, now=NOW + timedelta(days=1))
    assert changed == len(cases) + 1
    place = queries.place_of(session, large.id)
    assert place is not None
    assert (place.place, place.priority) == (1, 1)
    assert queues.reorder(session, REGION, STREAM, now=NOW + timedelta(days=1)) == 0
    record = queue_audit.run(session, now=NOW + timedelta(days=1))
    assert record.is_clean
    parts = queue_line.locked(session, REGION, STREAM, NOW).parts
    entries = list(waiting_entries(session, REGION, STREAM, Completeness.LAST_REPLY))
    kept = session.scalars(select(QueuePlace.sort_key).where(QueuePlace.region == REGION).order_by(QueuePlace.sort_key))
    assert list(kept) == [sort_key(entry, parts) for entry in order(entries, parts)]


def test_no_event_is_earlier_than_the_one_before(session: Session) -> None:
    late, early = make_application(session, now=NOW + timedelta(days=1)), make_application(session)
    rows = session.scalars(
        select(QueueEvent).where(QueueEvent.application_id.in_([late.id, early.id])).order_by(QueueEvent.sequence)
    ).all()
    assert [row.application_id for row in rows] == [late.id, early.id]
    assert rows[0].at == rows[1].at
    # Its place is that of its filing all the same.
    assert rows[1].place < rows[0].place + 1


def _value(key: str, value: str) -> ReferenceValue:
    return ReferenceValue(
        key=key, value=value, unit=Unit.TIMES, effective_from=NOW.date().replace(month=1), provision="", source="test",
        verified_by="",
    )  # fmt: skip
