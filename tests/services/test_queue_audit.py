"""The fairness audit finds what was planted, and is silent otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.queue_overtaking import GroundState, StatedGround
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.models import Application, AuditEvent, QueueAudit, QueueEvent, QueueFault, QueueOvertaking
from app.queries import queue_ground
from app.services import queue_audit, queue_publish, review, sitting, sitting_agenda, sitting_vote
from app.services.sitting_agenda import Explanation, OvertakingError
from tests.commissions import Seated, ballot, call_sitting, items_of, make_commission, open_one, referred, vote_all
from tests.factories import NOW, make_actor, make_application, motion_for
from tests.services.queue_plants import overtaken_and_answered

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
    assert queue_ground.counts(session)[GroundState.OPEN] == 1
    # What was found once stays on the record and is not counted again.
    again = _run(session)
    assert (again.counts["overtakings"], again.is_clean) == (0, False)
    assert queue_ground.counts(session)[GroundState.OPEN] == 1


def _held_without(session: Session, seated: Seated, put_off: int, said: Explanation | None) -> int:
    """A second sitting takes a later case while the one that the first had put off waits on; returns the later."""
    (last,) = referred(session)
    held = call_sitting(session, seated, draws=False)
    assert put_off != last.id
    sitting_agenda.draw(session, held.id, [last.id], said, actor=seated.secretary, now=NOW)
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=NOW)
    vote_all(session, seated, held)
    return last.id


def _put_off(session: Session, seated: Seated) -> Application:
    """A case that a sitting, closed since, put off."""
    (case,) = referred(session)
    held = open_one(session, seated)
    (item,) = items_of(session, held)
    sitting_vote.defer(session, item.id, "Акт күтілуде", actor=seated.secretary, now=NOW)
    sitting.close(session, held.id, actor=seated.secretary, now=NOW)
    return case


def test_grounds_are_recognised_from_the_record(session: Session) -> None:
    seated = make_commission(session)
    make_application(session, Status.DOCUMENTS_REQUESTED)
    make_application(session, Status.ACCEPTED)
    put_off = _put_off(session, seated)
    said = Explanation(StatedGround.EVIDENCE_AWAITED, "Тұрғын үй актісі әлі келген жоқ")
    last = _held_without(session, seated, put_off.id, said)
    assert _run(session).is_clean
    assert _overtaken(session) == [(last, {"documents": 1, "in_study": 1, "stated": 1}, 0)]
    assert put_off.status == Status.REFERRED


def test_whom_one_sitting_put_off_the_next_can_take(session: Session) -> None:
    """The ground lasts no longer than the sitting: who leaves the family out again says why."""
    seated = make_commission(session)
    put_off = _put_off(session, seated)
    with pytest.raises(OvertakingError), session.begin_nested():
        _held_without(session, seated, put_off.id, None)


def test_an_agenda_set_before_a_putting_off_could_not_name_the_family(session: Session) -> None:
    """The second sitting's agenda was set while the first still had the case."""
    seated = make_commission(session)
    (first,) = referred(session)
    near = call_sitting(session, seated)
    (second,) = referred(session)
    far = call_sitting(session, seated, NOW + timedelta(minutes=30), draws=False)
    sitting_agenda.draw(session, far.id, [second.id], actor=seated.secretary, now=NOW)
    sitting.open_sitting(session, near.id, seated.everybody, actor=seated.secretary, now=NOW)
    (item,) = items_of(session, near)
    late = NOW + timedelta(hours=1)
    sitting_vote.defer(session, item.id, "Акт күтілуде", actor=seated.secretary, now=late)
    sitting.close(session, near.id, actor=seated.secretary, now=late)
    sitting.open_sitting(session, far.id, seated.everybody, actor=seated.secretary, now=late)
    vote_all(session, seated, far, late)
    assert _run(session).is_clean
    assert _overtaken(session) == [(second.id, {"put_off": 1}, 0)]
    assert first.status == Status.REFERRED


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


def test_what_was_found_and_published_is_only_ever_added(session: Session) -> None:
    """Not even who owns the database changes it in passing; another audit still finds its way."""
    overtaken_and_answered(session)
    queue_publish.write_heads(session, now=LATER + timedelta(days=1))
    _tamper(session, "UPDATE queues SET persons = persons + 1")
    _run(session)
    session.flush()
    columns = {
        "queue_events": "place",
        "queue_heads": "sequence",
        "queue_overtakings": "unexplained",
        "queue_statements": "reason",
        "queue_faults": "code",
        "queue_audits": "is_clean",
    }
    for table, column in columns.items():
        assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0
        for verb in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(Exception, match="written once"), session.begin_nested():
                session.execute(text(verb))
    assert queue_audit.run(session, now=LATER, full=True).counts["overtakings"] == 0


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
