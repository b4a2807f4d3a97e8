"""Somebody who wants a family to go first, with the pages of the service or with the database, is found at night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.commission import Choice
from app.domain.queue_chain import GENESIS, body, chain_hash, commitment_of
from app.domain.workflow import Action, Status
from app.models import QueueAudit, QueueEvent, QueueFault, QueueOvertaking, QueuePlace
from app.queries import queue as queries
from app.queries.queue import fact_of
from app.services import queue_audit, queue_publish, review, sitting, sitting_agenda, sitting_vote
from app.services.sitting_agenda import OvertakingError
from tests.commissions import ballot, call_sitting, items_of, make_commission, open_one, referred
from tests.factories import NOW, make_application, motion_for

LATER = NOW + timedelta(hours=5)


def _run(session: Session) -> QueueAudit:
    return queue_audit.run(session, now=LATER)


def _faults(session: Session) -> set[str]:
    return {fault.code for fault in session.scalars(select(QueueFault))}


def _overtaken(session: Session) -> list[tuple[int, dict[str, int], int]]:
    rows = session.scalars(select(QueueOvertaking).order_by(QueueOvertaking.id))
    return [(row.application_id, row.grounds, row.unexplained) for row in rows]


def _tamper(session: Session, *statements: str) -> None:
    session.flush()
    session.execute(text("SET LOCAL session_replication_role = replica"))
    for statement in statements:
        session.execute(text(statement))
    session.execute(text("SET LOCAL session_replication_role = origin"))
    session.expire_all()


def _forge(session: Session) -> None:
    """Hash the whole chain anew from what its rows say now, as a forger with the database would."""
    previous = GENESIS
    statements = []
    for event in session.scalars(select(QueueEvent).order_by(QueueEvent.sequence)):
        commitment = commitment_of(body(fact_of(event)))
        digest = chain_hash(previous, event.sequence, commitment)
        statements.append(
            f"UPDATE queue_events SET commitment = '{commitment}', previous_hash = '{previous}', hash = '{digest}'"
            f" WHERE id = {event.id}"
        )
        previous = digest
    _tamper(session, *statements, f"UPDATE queues SET head_hash = '{previous}'")


def test_a_refusal_out_of_turn_that_the_head_overrules_is_an_overtaking(session: Session) -> None:
    """Recommended for refusal, then approved: it went before the first family on its way to places."""
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = open_one(session, seated)
    of_first, of_second = items_of(session, held)
    session.delete(of_first)
    session.flush()
    against = ballot(seated, Choice.AGAINST)
    sitting_vote.vote(session, of_second.id, against, actor=seated.secretary, now=NOW)
    assert second.status == Status.PREPARED
    overrule = motion_for(Action.OVERRULE, second)
    review.perform(session, second.id, overrule, actor=seated.supervisor, now=NOW + timedelta(hours=1))
    assert second.places_used
    assert not _run(session).is_clean
    (row,) = session.scalars(select(QueueOvertaking))
    assert (row.application_id, row.left) == (second.id, [first.number])


def test_the_larger_family_is_no_riddle_where_the_taken_one_was_not_recommended(session: Session) -> None:
    """The record tells the free places even where none were held."""
    # 37 places for relocatees there in 2026: three are free.
    seated = make_commission(session, "KZ-35")
    for _ in range(2):
        make_application(session, Status.APPROVED, persons=17, region="KZ-35")
    (large,) = referred(session, 1, persons=4, region="KZ-35")
    (small,) = referred(session, 1, region="KZ-35")
    held = call_sitting(session, seated, draws=False)
    sitting_agenda.draw(session, held.id, [small.id], actor=seated.secretary, now=NOW)
    sitting.open_sitting(session, held.id, seated.everybody, actor=seated.secretary, now=NOW)
    (item,) = items_of(session, held)
    sitting_vote.vote(session, item.id, ballot(seated, Choice.AGAINST), actor=seated.secretary, now=NOW)
    assert _run(session).is_clean
    assert _overtaken(session) == [(small.id, {"larger": 1}, 0)]
    assert large.status == Status.REFERRED


def test_a_vote_that_waited_for_the_queue_still_knows_its_sitting(session: Session) -> None:
    """A filing that began later was written first, so the event of the vote is later than the vote."""
    seated = make_commission(session)
    first, second = referred(session, 2)
    held = open_one(session, seated)
    of_first, of_second = items_of(session, held)
    make_application(session, now=NOW + timedelta(seconds=2))
    sitting_vote.vote(session, of_second.id, ballot(seated), actor=seated.secretary, now=NOW + timedelta(seconds=1))
    sitting_vote.vote(session, of_first.id, ballot(seated), actor=seated.secretary, now=NOW + timedelta(seconds=3))
    assert _run(session).is_clean
    assert _overtaken(session) == [(second.id, {"same_sitting": 1}, 0)]
    assert first.status == Status.PREPARED


def test_putting_off_at_the_sitting_is_not_taking_at_it(session: Session) -> None:
    seated = make_commission(session)
    referred(session, 2)
    held = open_one(session, seated)
    of_first, of_second = items_of(session, held)
    sitting_vote.vote(session, of_second.id, ballot(seated), actor=seated.secretary, now=NOW)
    sitting_vote.defer(session, of_first.id, "Акт күтілуде", actor=seated.secretary, now=NOW + timedelta(minutes=5))
    assert _run(session).is_clean
    assert _overtaken(session) == [(of_second.application_id, {"put_off": 1}, 0)]


def test_an_agenda_of_a_later_day_hides_nobody(session: Session) -> None:
    """The earlier case stands on an agenda, but on that of a sitting after this one."""
    seated = make_commission(session)
    first, second = referred(session, 2)
    far = call_sitting(session, seated, NOW + timedelta(days=20), draws=False)
    sitting_agenda.draw(session, far.id, [first.id], actor=seated.secretary, now=NOW)
    near = call_sitting(session, seated, NOW, draws=False)
    with pytest.raises(OvertakingError) as refused:
        sitting_agenda.draw(session, near.id, [second.id], actor=seated.secretary, now=NOW)
    assert refused.value.params == {"count": 1, "numbers": first.number}


def test_a_day_of_filing_forged_through_every_table_of_the_queue_is_found(session: Session) -> None:
    """The column, the place and the event say the same and the chain is whole: the trail does not."""
    make_application(session)
    case = make_application(session, now=NOW + timedelta(hours=1))
    place = session.get_one(QueuePlace, case.id)
    forged = place.sort_key.replace(f"{place.complete_at:%Y%m%d}", f"{place.complete_at - timedelta(30):%Y%m%d}")
    _tamper(
        session,
        f"UPDATE applications SET submitted_at = submitted_at - interval '30 days' WHERE id = {case.id}",
        f"UPDATE queue_places SET sort_key = '{forged}', complete_at = complete_at - interval '30 days'"
        f" WHERE application_id = {case.id}",
        f"UPDATE queue_events SET sort_key = '{forged}', complete_at = complete_at - interval '30 days', place = 1"
        f" WHERE application_id = {case.id}",
    )
    _forge(session)
    assert queries.place_of(session, case.id).place == 1  # type: ignore[union-attr]  # it waits
    assert not _run(session).is_clean
    assert "key_differs" in _faults(session)


def test_a_family_that_was_made_to_leave_is_missed(session: Session) -> None:
    """The status, the place and a whole chain say that it withdrew: the trail knows nothing of it."""
    case = make_application(session)
    make_application(session)
    event: Any = session.scalars(select(QueueEvent).where(QueueEvent.application_id == case.id)).one()
    columns = (
        "region, stream, at, application_id, number, facts, sort_key, complete_at, priority, wish, persons, nonce,"
        " commitment, previous_hash, hash"
    )
    _tamper(
        session,
        f"UPDATE applications SET status = 'withdrawn' WHERE id = {case.id}",
        f"DELETE FROM queue_places WHERE application_id = {case.id}",
        f"INSERT INTO queue_events ({columns}, sequence, kind, ground, place, length)"
        f" SELECT {columns}, 3, 'leave', 'withdrawn', {event.place}, 1 FROM queue_events WHERE id = {event.id}",
        "UPDATE queues SET families = 1, persons = (SELECT sum(persons) FROM queue_places), last_sequence = 3",
    )
    _forge(session)
    for _ in range(3):
        record = _run(session)
        assert not record.is_clean
        assert record.counts["faults"] == 1
    assert _faults(session) == {"place_missing"}


def test_a_chain_hashed_anew_contradicts_the_receipts(session: Session) -> None:
    """Nothing of the day is published yet; the receipts that went out hold the service to it."""
    make_application(session)
    make_application(session)
    assert _run(session).is_clean
    _tamper(session, "UPDATE queue_events SET nonce = repeat('b', 32) WHERE sequence = 1")
    _forge(session)
    assert not _run(session).is_clean
    assert _faults(session) == {"receipt_differs"}


def test_a_chain_hashed_anew_contradicts_the_published_heads(session: Session) -> None:
    make_application(session)
    queue_publish.write_heads(session, now=NOW + timedelta(days=1))
    _tamper(session, "UPDATE queue_events SET nonce = repeat('b', 32) WHERE sequence = 1")
    _forge(session)
    assert not _run(session).is_clean
    assert "published_differs" in _faults(session)


def test_a_published_day_that_was_taken_away_is_missed(session: Session) -> None:
    make_application(session)
    queue_publish.write_heads(session, now=NOW + timedelta(days=4))
    assert _run(session).is_clean
    _tamper(session, f"DELETE FROM queue_heads WHERE day = '{NOW + timedelta(days=1):%Y-%m-%d}'")
    assert not _run(session).is_clean
    assert _faults(session) == {"published_missing"}


def test_rules_that_no_setting_names_are_found(session: Session) -> None:
    make_application(session)
    _tamper(session, "UPDATE queues SET rules = 'priority,wish,complete_at,number'")
    assert not _run(session).is_clean
    assert "rules_differ" in _faults(session)


def test_rules_that_nobody_can_read_do_not_stop_the_audit(session: Session) -> None:
    """The other queues are looked at, too, and the places of this one by the rules of the day."""
    make_application(session)
    case = make_application(session, region="KZ-59")
    _tamper(
        session,
        "UPDATE queues SET rules = 'whoever pays' WHERE region = 'KZ-55'",
        f"DELETE FROM queue_places WHERE application_id = {case.id}",
    )
    assert not _run(session).is_clean
    assert _faults(session) == {"rules_differ", "place_missing", "counters_differ", "chain_differs"}


def test_a_family_that_was_let_in_twice_does_not_stop_the_audit(session: Session) -> None:
    """It leaves once, and whoever is served after that finds its key before its own, and nobody there."""
    seated = make_commission(session)
    first, _second = referred(session, 2)
    event: Any = session.scalars(select(QueueEvent).where(QueueEvent.application_id == first.id)).one()
    columns = (
        "region, stream, at, application_id, number, kind, ground, facts, sort_key, complete_at, priority, wish,"
        " persons, nonce, commitment, previous_hash, hash"
    )
    _tamper(
        session,
        f"INSERT INTO queue_events ({columns}, sequence, place, length)"
        f" SELECT {columns}, 3, 1, 3 FROM queue_events WHERE id = {event.id}",
        "UPDATE queues SET last_sequence = 3",
    )
    _forge(session)
    held = open_one(session, seated)
    for item in items_of(session, held):
        sitting_vote.vote(session, item.id, ballot(seated), actor=seated.secretary, now=NOW)
    assert not _run(session).is_clean
    assert _faults(session) == {"event_place"}


def test_a_forged_number_does_not_make_the_audit_skip_what_comes(session: Session) -> None:
    seated = make_commission(session)
    first, second = referred(session, 2)
    _tamper(session, "UPDATE queues SET last_sequence = 1000")
    assert not _run(session).is_clean
    _tamper(session, "UPDATE queues SET last_sequence = 2")
    held = open_one(session, seated)
    of_first, of_second = items_of(session, held)
    session.delete(of_first)
    session.flush()
    sitting_vote.vote(session, of_second.id, ballot(seated), actor=seated.secretary, now=NOW)
    _run(session)
    assert [row[0] for row in _overtaken(session)] == [second.id]
    assert first.status == Status.REFERRED
