"""Overtakings planted one by one, each of another kind: the audit finds every one, and nothing where there is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.queue_overtaking import GroundState, StatedGround
from app.domain.reference import Unit
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import QueueOvertaking, ReferenceValue, Sitting
from app.queries import queue_ground
from app.services import queue as queues
from app.services import queue_audit, reference, review, sitting, sitting_agenda, sitting_vote
from app.services.sitting_agenda import Explanation
from tests.commissions import ballot, call_sitting, items_of, make_commission, open_one, referred, vote_all
from tests.factories import NOW, make_actor, make_application, motion_for
from tests.services.queue_plants import REGION, draw_only, overtaken, taken_alone

TOMORROW = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)
SAID = Explanation(StatedGround.URGENT, "Баспанасы өртенді")


def _found(session: Session) -> dict[int, list[str]]:
    """Who was taken before whom without a ground, as the newest audit has it; no difference of the chain is there."""
    record = queue_audit.run(session, now=LATER)
    assert record.counts["faults"] == 0
    rows = session.scalars(select(QueueOvertaking).order_by(QueueOvertaking.id))
    newest = {row.application_id: list(row.left) for row in rows}
    assert queue_ground.counts(session)[GroundState.OPEN] == sum(bool(left) for left in newest.values())
    return {taken: left for taken, left in newest.items() if left}


def _set_rule(session: Session, key: str, value: str) -> None:
    session.add(
        ReferenceValue(
            key=key, value=value, unit=Unit.TEXT, effective_from=TOMORROW.date(), provision="", source="test",
            verified_by="",
        )
    )  # fmt: skip
    session.flush()
    reference.mark_changed(session, NOW)


@pytest.mark.parametrize(
    "waiting",
    [
        {"stream": Stream.KANDAS, "status": Status.REFERRED},
        {"region": "KZ-59", "status": Status.REFERRED},
        {"status": Status.WITHDRAWN},
    ],
)
def test_nobody_of_another_queue_or_of_none_is_passed(session: Session, waiting: dict[str, Any]) -> None:
    seated = make_commission(session)
    make_application(session, **waiting)
    (taken,) = referred(session)
    number = draw_only(session, seated, taken, NOW)
    held = sitting.open_sitting(session, number, seated.everybody, actor=seated.secretary, now=NOW)
    vote_all(session, seated, held)
    assert _found(session) == {}


def test_a_case_that_came_from_another_region_is_passed_there_and_no_more_where_it_was(session: Session) -> None:
    """It keeps its time, so it stands before those who filed in the new region after it."""
    here, there = make_commission(session), make_commission(session, "KZ-59")
    (moved,) = referred(session)
    (stays,) = referred(session)
    local = make_application(session, Status.REFERRED, region="KZ-59", now=NOW + timedelta(minutes=1))
    moved.host_region = "KZ-59"
    session.flush()
    clerk = make_actor(session, Role.CASE_WORKER, REGION)
    queues.moved_region(session, moved, REGION, actor=clerk, now=NOW + timedelta(minutes=2))
    taken_alone(session, here, stays, NOW + timedelta(minutes=3))
    taken_alone(session, there, local, NOW + timedelta(minutes=3))
    assert _found(session) == {local.id: [moved.number]}


def test_a_case_opened_again_is_passed_in_its_old_place(session: Session) -> None:
    """Refused, then opened again by the ministry: it goes before whoever filed since."""
    seated = make_commission(session)
    again = make_application(session, Status.REFUSED)
    (other,) = referred(session)
    ministry, clerk = make_actor(session, Role.MINISTRY), make_actor(session, Role.CASE_WORKER, REGION)
    review.perform(session, again.id, motion_for(Action.REOPEN, again), actor=ministry, now=NOW + timedelta(minutes=1))
    propose = motion_for(Action.PROPOSE_APPROVAL, again)
    review.perform(session, again.id, propose, actor=clerk, now=NOW + timedelta(minutes=2))
    assert again.status == Status.REFERRED
    taken_alone(session, seated, other, TOMORROW)
    assert _found(session) == {other.id: [again.number]}


def test_new_rules_make_another_family_the_first(session: Session) -> None:
    """Who was passed by the old rules goes first by the new ones, and the other is passed then."""
    seated = make_commission(session)
    second_wish, first_wish, third = referred(session, 3)
    second_wish.answers = second_wish.answers | {"wishes": {"region": "KZ-59", "region_2": REGION}}
    session.flush()
    _set_rule(session, "queue.order", "wish, complete_at")
    queues.reorder(session, REGION, "relocatee", now=TOMORROW)
    taken_alone(session, seated, first_wish, TOMORROW)
    taken_alone(session, seated, second_wish, TOMORROW + timedelta(minutes=1))
    assert _found(session) == {second_wish.id: [third.number]}


@pytest.mark.parametrize("rule", ["last_reply", "handing_in"])
def test_a_reply_puts_a_family_back_or_does_not_as_the_rules_have_it(session: Session, rule: str) -> None:
    """The one that replied later than the other filed is passed only where the handing in counts."""
    seated = make_commission(session)
    asked = make_application(session, Status.DOCUMENTS_REQUESTED)
    (other,) = referred(session)
    _set_rule(session, "queue.complete", rule)
    queues.reorder(session, REGION, "relocatee", now=TOMORROW)
    clerk = make_actor(session, Role.CASE_WORKER, REGION)
    for minute, action in enumerate((Action.REPLY, Action.PROPOSE_APPROVAL), start=1):
        motion = motion_for(action, asked)
        review.perform(session, asked.id, motion, actor=clerk, now=TOMORROW + timedelta(minutes=minute))
    taken_alone(session, seated, other, TOMORROW + timedelta(hours=1))
    assert _found(session) == ({other.id: [asked.number]} if rule == "handing_in" else {})


def test_whom_an_earlier_sitting_put_off_is_passed_at_the_next(session: Session) -> None:
    seated = make_commission(session)
    (first,) = referred(session)
    before = open_one(session, seated)
    (item,) = items_of(session, before)
    sitting_vote.defer(session, item.id, "Акт күтілуде", actor=seated.secretary, now=NOW)
    sitting.close(session, before.id, actor=seated.secretary, now=NOW)
    (second,) = referred(session)
    taken_alone(session, seated, second, TOMORROW)
    assert _found(session) == {second.id: [first.number]}


def test_an_agenda_that_grows_after_the_vote_explains_nothing(session: Session) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = call_sitting(session, seated)
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=NOW)
    removed, voted = items_of(session, held)
    sitting_agenda.arrange(session, held.id, {}, [removed.id], SAID, actor=seated.secretary, now=NOW)
    _forget_statements(session)
    sitting_vote.vote(session, voted.id, ballot(seated), actor=seated.secretary, now=NOW + timedelta(minutes=1))
    late = NOW + timedelta(minutes=2)
    sitting_agenda.draw(session, held.id, [first.id], actor=seated.secretary, now=late)
    (_, again) = items_of(session, held)
    sitting_vote.defer(session, again.id, "Уақыт жетпеді", actor=seated.secretary, now=late)
    assert _found(session) == {second.id: [first.number]}


def test_an_order_that_was_loaded_later_makes_no_family_too_large(session: Session) -> None:
    """Places were held before the ledger has the order that gave them: how many were free then, nobody knows."""
    make_application(session, Status.PREPARED)
    _tamper(session, f"UPDATE quota_movements SET at = '{LATER.isoformat()}' WHERE order_id IS NOT NULL")
    planted = overtaken(session)
    assert _found(session) == {planted.second.id: [planted.first.number]}


def _forget_statements(session: Session) -> None:
    """As if nothing had been stated on the agenda."""
    _tamper(session, "DELETE FROM audit_events WHERE key = 'queue.overtaking_explained'")


def _tamper(session: Session, statement: str) -> None:
    """Change the record with the database in hand."""
    session.flush()
    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text(statement))
    session.execute(text("SET LOCAL session_replication_role = origin"))
    session.expire_all()


def test_a_sitting_that_goes_on_is_looked_at_again(session: Session) -> None:
    """At night the earlier case stands on the running sitting's agenda; in the morning it is taken off."""
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = open_one(session, seated)
    of_first, of_second = items_of(session, held)
    sitting_vote.vote(session, of_second.id, ballot(seated), actor=seated.secretary, now=NOW)
    assert _found(session) == {}
    sitting_agenda.arrange(session, held.id, {}, [of_first.id], actor=seated.secretary, now=TOMORROW)
    sitting.close(session, held.id, actor=seated.secretary, now=TOMORROW)
    assert _found(session) == {second.id: [first.number]}
    rows = session.scalars(select(QueueOvertaking).order_by(QueueOvertaking.id)).all()
    assert [(row.grounds, row.unexplained) for row in rows] == [({"same_sitting": 1}, 0), ({}, 1)]
    # The third night has nothing to add.
    assert queue_audit.run(session, now=LATER).counts["overtakings"] == 0


def test_what_was_stated_on_another_agenda_is_no_ground_of_this_one(session: Session) -> None:
    """Stated for a sitting that did not take it; at the one that did nobody said anything."""
    seated = make_commission(session)
    first, second = referred(session, 2)
    planned = call_sitting(session, seated, draws=False)
    sitting_agenda.draw(session, planned.id, [second.id], SAID, actor=seated.secretary, now=NOW)
    (item,) = items_of(session, planned)
    sitting_agenda.arrange(session, planned.id, {}, [item.id], actor=seated.secretary, now=NOW)
    taken_alone(session, seated, second, TOMORROW)
    assert _found(session) == {second.id: [first.number]}


def test_sittings_held_in_another_order_than_planned(session: Session) -> None:
    """Each agenda was in order; the later sitting is held first, and nobody says why."""
    seated = make_commission(session)
    first, second = referred(session, 2)
    draw_only(session, seated, first, NOW)
    tomorrows = draw_only(session, seated, second, NOW + timedelta(minutes=1))
    held = sitting.open_sitting(session, tomorrows, seated.everybody, actor=seated.secretary, now=TOMORROW)
    assert sitting_agenda.left_out(session, held, now=TOMORROW) == [first.number]
    vote_all(session, seated, held, TOMORROW)
    assert _found(session) == {second.id: [first.number]}


def test_the_ground_of_another_order_of_sittings_is_stated_before_it_is_opened(session: Session) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    draw_only(session, seated, first, NOW)
    second_sitting = draw_only(session, seated, second, NOW + timedelta(minutes=1))
    said = Explanation(StatedGround.SITTING_ORDER, "Бірінші отырыс кворум болмағандықтан кейінге қалдырылды")
    sitting_agenda.arrange(session, second_sitting, {}, (), said, actor=seated.secretary, now=TOMORROW)
    held = sitting.open_sitting(session, second_sitting, seated.everybody, actor=seated.secretary, now=TOMORROW)
    assert sitting_agenda.left_out(session, held, now=TOMORROW) == []
    vote_all(session, seated, held, TOMORROW)
    assert _found(session) == {}
    row = session.scalars(select(QueueOvertaking)).one()
    assert (row.grounds, first.status) == ({"stated": 1}, Status.REFERRED)


def test_a_queue_of_many_with_one_planted_overtaking(session: Session) -> None:
    """Three sittings in order, one family skipped in the midst: it is the only one that is named."""
    planted = overtaken(session)
    for day in (1, 2):
        cases = referred(session, 2)
        held = open_one(session, planted.seated, NOW + timedelta(days=day))
        for item in items_of(session, held):
            if item.application_id in {case.id for case in cases} | {planted.first.id}:
                now = NOW + timedelta(days=day)
                sitting_vote.vote(session, item.id, ballot(planted.seated), actor=planted.seated.secretary, now=now)
        sitting.close(session, held.id, actor=planted.seated.secretary, now=NOW + timedelta(days=day))
    assert _found(session) == {planted.second.id: [planted.first.number]}


def test_a_case_that_came_after_the_agenda_is_no_riddle_at_the_opening(session: Session) -> None:
    """It stands on no agenda and was studied until after this one was set: the record tells the ground by itself."""
    seated = make_commission(session)
    first = make_application(session, Status.ACCEPTED)
    (second,) = referred(session)
    number = draw_only(session, seated, second, NOW)
    clerk = make_actor(session, Role.CASE_WORKER, REGION)
    propose = motion_for(Action.PROPOSE_APPROVAL, first)
    review.perform(session, first.id, propose, actor=clerk, now=NOW + timedelta(hours=1))
    held = session.get_one(Sitting, number)
    assert sitting_agenda.left_out(session, held, now=TOMORROW) == []
    sitting.open_sitting(session, number, seated.everybody, actor=seated.secretary, now=TOMORROW)
    vote_all(session, seated, held, TOMORROW)
    assert _found(session) == {}


def test_a_case_that_was_taken_off_another_agenda_is_named_at_the_opening(session: Session) -> None:
    """It lay before the commission when this agenda was set, on that of an earlier sitting, and now stands on none."""
    seated = make_commission(session)
    first, second = referred(session, 2)
    earlier = draw_only(session, seated, first, NOW)
    number = draw_only(session, seated, second, NOW + timedelta(minutes=1))
    held = session.get_one(Sitting, earlier)
    (item,) = items_of(session, held)
    sitting_agenda.arrange(session, earlier, {}, [item.id], actor=seated.secretary, now=TOMORROW)
    assert sitting_agenda.left_out(session, session.get_one(Sitting, number), now=TOMORROW) == [first.number]
