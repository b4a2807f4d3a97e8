"""The fairness audit finds what was planted, and is silent otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.queue_overtaking import StatedGround
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.models import AuditEvent, QueueAudit, QueueEvent, QueueFault, QueueOvertaking
from app.queries import queue_audit as found_by
from app.services import queue_audit, review, sitting, sitting_agenda, sitting_vote
from app.services.sitting_agenda import Explanation, OvertakingError
from tests.commissions import ballot, call_sitting, items_of, make_commission, open_one, referred, vote_all
from tests.factories import NOW, make_actor, make_application, motion_for

REGION = "KZ-55"
LATER = NOW + timedelta(hours=5)


def _run(session: Session) -> QueueAudit:
    return queue_audit.run(session, now=LATER)


def _overtaken(session: Session) -> list[tuple[int, dict[str, int], int]]:
    rows = session.scalars(select(QueueOvertaking).order_by(QueueOvertaking.id))
    return [(row.application_id, row.grounds, row.unexplained) for row in rows]


def _tamper(session: Session, statement: str) -> None:
    """Change the record as nobody can who does not own the database."""
    session.flush()
    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text(statement))
    session.execute(text("SET LOCAL session_replication_role = origin"))
    session.expire_all()


def _faults(session: Session) -> set[str]:
    return {fault.code for fault in session.scalars(select(QueueFault))}


def test_it_is_silent_where_families_are_taken_in_their_order(session: Session) -> None:
    seated = make_commission(session)
    referred(session, 3)
    make_application(session, Status.WITHDRAWN)
    held = open_one(session, seated)
    vote_all(session, seated, held)
    record = _run(session)
    assert record.is_clean
    assert record.counts["faults"] == 0
    assert (record.counts["overtakings"], _overtaken(session)) == (0, [])
    event = session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.QUEUE_AUDITED)).one()
    assert event.facts["clean"] is True


def test_whoever_leaves_an_earlier_case_out_states_the_ground(session: Session) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = call_sitting(session, seated, draws=False)
    with pytest.raises(OvertakingError) as refused:
        sitting_agenda.draw(session, held.id, [second.id], actor=seated.secretary, now=NOW)
    assert refused.value.params == {"count": 1, "numbers": first.number}
    said = Explanation(StatedGround.FAMILY_ASKED, "Отбасы желтоқсанға дейін күтуді сұрады")
    assert sitting_agenda.draw(session, held.id, [second.id], said, actor=seated.secretary, now=NOW) == 1
    event = session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.OVERTAKING_EXPLAINED)).one()
    assert (event.subject_id, event.facts["passed"], event.facts["ground"]) == (
        second.id,
        [first.number],
        "family_asked",
    )
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=NOW)
    vote_all(session, seated, held)
    assert _run(session).is_clean
    assert _overtaken(session) == [(second.id, {"stated": 1}, 0)]


def test_a_planted_overtaking_is_found(session: Session) -> None:
    """The later case is voted on though the earlier one lay there, and nobody says why: the service was gone round."""
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = open_one(session, seated)
    of_first, of_second = items_of(session, held)
    session.delete(of_first)
    session.flush()
    sitting_vote.vote(session, of_second.id, ballot(seated), actor=seated.secretary, now=NOW)
    record = _run(session)
    assert not record.is_clean
    assert (record.counts["faults"], record.counts["unexplained"]) == (0, 1)
    (row,) = session.scalars(select(QueueOvertaking))
    assert (row.application_id, row.unexplained, row.left, row.place) == (second.id, 1, [first.number], 2)
    assert found_by.unexplained(session) == 1
    # What was found once stays on the record and is not counted again.
    assert _run(session).counts["overtakings"] == 0
    assert found_by.unexplained(session) == 1


def test_grounds_are_recognised_from_the_record(session: Session) -> None:
    seated = make_commission(session)
    make_application(session, Status.DOCUMENTS_REQUESTED)
    make_application(session, Status.ACCEPTED)
    (put_off,) = referred(session)
    before = open_one(session, seated)
    (item,) = items_of(session, before)
    sitting_vote.defer(session, item.id, "Акт күтілуде", actor=seated.secretary, now=NOW)
    sitting.close(session, before.id, actor=seated.secretary, now=NOW)
    (last,) = referred(session)
    held = call_sitting(session, seated, draws=False)
    sitting_agenda.draw(session, held.id, [last.id], actor=seated.secretary, now=NOW)
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=NOW)
    vote_all(session, seated, held)
    assert _run(session).is_clean
    assert _overtaken(session) == [(last.id, {"documents": 1, "in_study": 1, "put_off": 1}, 0)]
    assert put_off.status == Status.REFERRED


def test_who_takes_an_earlier_case_off_the_agenda_states_the_ground(session: Session) -> None:
    seated = make_commission(session)
    referred(session, 2)
    held = call_sitting(session, seated)
    earlier, later = items_of(session, held)
    with pytest.raises(OvertakingError), session.begin_nested():
        sitting_agenda.arrange(session, held.id, {}, [earlier.id], actor=seated.secretary, now=NOW)
    sitting_agenda.arrange(session, held.id, {}, [later.id], actor=seated.secretary, now=NOW)


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE queue_events SET place = place - 1 WHERE id = {event}", {"chain_hash", "event_place"}),
        ("UPDATE queue_events SET hash = repeat('a', 64) WHERE id = {event}", {"chain_hash", "chain_link"}),
        ("DELETE FROM queue_events WHERE id = {event}", {"chain_gap", "chain_link"}),
        ("UPDATE queue_places SET sort_key = '000|' || sort_key WHERE application_id = {case}", {"key_differs"}),
        ("DELETE FROM queue_places WHERE application_id = {case}", {"place_missing", "counters_differ"}),
        ("UPDATE queues SET head_hash = repeat('a', 64)", {"head_differs"}),
        ("UPDATE queues SET persons = persons + 1", {"counters_differ"}),
        ("UPDATE applications SET submitted_at = submitted_at - interval '1 day' WHERE id = {case}", {"key_differs"}),
    ],
)
def test_a_tampered_record_is_found(session: Session, statement: str, codes: set[str]) -> None:
    make_application(session)
    case = make_application(session)
    make_application(session)
    assert _run(session).is_clean
    event = session.scalars(select(QueueEvent.id).where(QueueEvent.application_id == case.id)).one()
    _tamper(session, statement.format(event=event, case=case.id))
    record = _run(session)
    assert not record.is_clean
    assert codes <= _faults(session)


def test_events_and_heads_are_only_ever_added(session: Session) -> None:
    make_application(session)
    for statement in ("UPDATE queue_events SET place = 9", "DELETE FROM queue_events", "TRUNCATE queue_events CASCADE"):
        with pytest.raises(Exception, match="written once"), session.begin_nested():
            session.execute(text(statement))


def test_a_reopened_case_comes_back_with_its_old_key_and_overtakes_nobody(session: Session) -> None:
    case = make_application(session, Status.REFUSED)
    other = make_application(session, now=NOW + timedelta(hours=1))
    ministry = make_actor(session, Role.MINISTRY)
    review.perform(session, case.id, motion_for(Action.REOPEN, case), actor=ministry, now=NOW + timedelta(hours=2))
    record = _run(session)
    assert record.is_clean
    waiting = session.scalars(
        select(QueueEvent.application_id).where(QueueEvent.kind == "join").order_by(QueueEvent.sort_key)
    ).all()
    assert waiting.index(case.id) < waiting.index(other.id)
