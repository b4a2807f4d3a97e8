"""A family joins the queue when it hands in, keeps its key, and leaves when it was considered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.queue import QueueEventKind, QueueGround
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Queue, QueueEvent
from app.queries import queue as queries
from app.services import queue as queues
from app.services import review
from tests.factories import NOW, make_actor, make_application, motion_for

REGION = "KZ-55"


def _do(session: Session, application_id: int, action: Action, role: Role, hours: float) -> None:
    application = review.locked(session, application_id)
    actor = make_actor(session, role, REGION)
    now = NOW + timedelta(hours=hours)
    review.perform(session, application_id, motion_for(action, application), actor=actor, now=now)
    session.flush()


def _events(session: Session, application_id: int) -> list[tuple[str, str, int, int]]:
    rows = session.execute(
        select(QueueEvent.kind, QueueEvent.ground, QueueEvent.place, QueueEvent.length)
        .where(QueueEvent.application_id == application_id)
        .order_by(QueueEvent.id)
    )
    return [(row.kind, row.ground, row.place, row.length) for row in rows]


def test_whoever_hands_in_joins_at_the_end_and_the_receipt_can_name_the_place(session: Session) -> None:
    before = queries.lengths(session, [REGION]).get((REGION, "relocatee"), (0, 0))
    first = make_application(session, persons=2)
    second = make_application(session, now=NOW + timedelta(hours=1))
    place = queries.place_of(session, second.id)
    assert place is not None
    assert (place.place, place.length) == (before[0] + 2, before[0] + 2)
    assert queries.places_of(session, [first.id, second.id]) == {first.id: before[0] + 1, second.id: before[0] + 2}
    assert queries.lengths(session, [REGION])[REGION, "relocatee"] == (before[0] + 2, before[1] + 3)
    assert [row.application_id for row in queries.waiting(session, REGION, "relocatee")][-2:] == [first.id, second.id]


def test_a_reply_completes_the_file_and_moves_the_family_behind(session: Session) -> None:
    first = make_application(session, Status.DOCUMENTS_REQUESTED)
    second = make_application(session, now=NOW + timedelta(hours=1))
    behind = queries.place_of(session, second.id)
    _do(session, first.id, Action.REPLY, Role.CASE_WORKER, 2)
    after = queries.place_of(session, first.id)
    assert behind is not None
    assert after is not None
    assert after.place == behind.place
    assert _events(session, first.id)[-1] == ("rekey", "completed", after.place, after.length)


def test_considered_families_leave_and_come_back_with_their_old_key(session: Session) -> None:
    first = make_application(session, Status.PREPARED)
    assert queries.place_of(session, first.id) is None
    make_application(session, now=NOW + timedelta(hours=1))
    _do(session, first.id, Action.SEND_BACK, Role.SUPERVISOR, 2)
    again = queries.place_of(session, first.id)
    assert again is not None
    assert again.complete_at == first.submitted_at
    kinds = [(kind, ground) for kind, ground, _, _ in _events(session, first.id)]
    assert kinds == [
        (QueueEventKind.JOIN, QueueGround.FILED),
        (QueueEventKind.LEAVE, QueueGround.RECOMMENDED),
        (QueueEventKind.JOIN, QueueGround.SENT_BACK),
    ]


@pytest.mark.parametrize(
    ("status", "ground"),
    [
        (Status.WITHDRAWN, "withdrawn"),
        (Status.REFUSED_TO_ACCEPT, "not_accepted"),
        (Status.HEARING, "not_recommended"),
        (Status.PREPARED, "recommended"),
    ],
)
def test_every_way_out_has_its_ground(session: Session, status: Status, ground: str) -> None:
    application = make_application(session, status)
    assert [event[1] for event in _events(session, application.id)] == ["filed", ground]


def test_what_needs_no_places_waits_in_no_queue(session: Session) -> None:
    application = make_application(session, stream=Stream.STATUS_ASSIGNMENT)
    assert _events(session, application.id) == []


def test_a_case_that_changes_its_region_keeps_its_time_and_gets_the_rank_of_the_new_wish(session: Session) -> None:
    application = make_application(session, changes={})
    other = make_application(session, region="KZ-59", now=NOW + timedelta(hours=1))
    application.host_region = "KZ-59"
    session.flush()
    queues.moved_region(
        session, application, REGION, actor=make_actor(session, Role.CASE_WORKER, REGION), now=NOW + timedelta(hours=2)
    )
    place, its = queries.place_of(session, application.id), queries.place_of(session, other.id)
    assert place is not None
    assert its is not None
    assert (place.region, place.wish) == ("KZ-59", 9)
    assert place.complete_at == application.submitted_at
    assert place.place < its.place
    assert [event[1] for event in _events(session, application.id)] == ["filed", "moved_away", "moved_here"]


def test_changes_are_summed_by_day_and_ground_and_name_nobody(session: Session) -> None:
    owner = make_actor(session)
    first = make_application(session, owner=owner)
    last = make_application(session, now=NOW + timedelta(hours=1))
    review.perform(session, first.id, motion_for(Action.WITHDRAW, first), actor=owner, now=NOW + timedelta(hours=30))
    (moved, own) = queries.changes_of(session, last.id, timedelta(hours=5))
    assert (moved.kind, moved.ground, moved.families, moved.by) == ("leave", "withdrawn", 1, -1)
    assert (own.own, own.ground) == (True, "filed")


def test_the_chain_is_whole_and_the_counters_are_kept(session: Session) -> None:
    for status in (Status.SUBMITTED, Status.PREPARED, Status.WITHDRAWN, Status.DOCUMENTS_REQUESTED):
        make_application(session, status)
    queue = session.get_one(Queue, (REGION, "relocatee"))
    events = session.scalars(select(QueueEvent).where(QueueEvent.region == REGION).order_by(QueueEvent.sequence)).all()
    assert queue.last_sequence == len(events)
    assert queue.head_hash == events[-1].hash
