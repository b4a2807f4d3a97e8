"""Families that waited when the queue came get their places in it, in order, with a chain that holds."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.queue import QueueEntry, QueueEventKind, QueueGround, order, sort_key
from app.domain.queue_chain import GENESIS, QueueFact, body, chain_hash, commitment_of
from tests.migrations.conftest import OldRecord

_EVENTS = (
    "SELECT region, stream, sequence, at, number, kind, ground, facts, complete_at, priority, wish, persons, place,"
    " length, nonce, commitment, previous_hash, hash, application_id, sort_key FROM queue_events"
    " ORDER BY region, stream, sequence"
)


def test_whoever_waits_is_let_in_and_nobody_else(old_record: OldRecord) -> None:
    old_record.up("0019")
    old_record.run(
        "INSERT INTO audit_events (subject_kind, subject_id, sequence, at, key, facts, previous_hash, hash)"
        " SELECT 'application', 3, 1000, a.submitted_at + interval '2 days', 'application.moved',"
        " '{\"action\": \"reply\"}', '', '' FROM applications a WHERE a.id = 3"
    )
    old_record.up("0020")
    waiting = old_record.rows(
        "SELECT id, number, submitted_at, household_size, host_region, stream FROM applications"
        " WHERE stream IN ('kandas', 'relocatee')"
        " AND status IN ('submitted', 'accepted', 'documents_requested', 'referred') ORDER BY id"
    )
    assert [row[0] for row in waiting] == [2, 3, 4]
    places = old_record.rows("SELECT application_id, region, stream, sort_key, persons, complete_at FROM queue_places")
    assert {row[0]: (row[1], row[2], row[4]) for row in places} == {row[0]: (row[4], row[5], row[3]) for row in waiting}
    # The file of the third became complete with the reply.
    complete = {row[0]: row[5] for row in places}
    assert complete[3] > next(row[2] for row in waiting if row[0] == 3)
    assert complete[2] == next(row[2] for row in waiting if row[0] == 2)


def test_the_chain_holds_by_the_rules_of_the_service(old_record: OldRecord) -> None:
    old_record.up("0020")
    queues = {(row[0], row[1]): row for row in old_record.rows("SELECT * FROM queues")}
    ends: dict[tuple[str, str], tuple[int, str]] = {}
    entries: dict[tuple[str, str], list[QueueEntry]] = {}
    for row in old_record.rows(_EVENTS):
        queue = (row[0], row[1])
        sequence, previous = ends.get(queue, (0, GENESIS))
        fact = QueueFact(
            f"{row[0]}/{row[1]}", row[2], row[3], row[4], QueueEventKind(row[5]), QueueGround(row[6]), row[8], row[9],
            row[10], row[11], row[12], row[13], row[14], row[7],
        )  # fmt: skip
        assert (row[2], row[16]) == (sequence + 1, previous)
        assert row[15] == commitment_of(body(fact))
        assert row[17] == chain_hash(previous, row[2], row[15])
        entry = QueueEntry(row[18], row[4], row[8], row[9], row[10], row[11])
        assert row[19] == sort_key(entry)
        assert (row[12], row[13], row[6]) == (row[2], row[2], "introduced")
        entries.setdefault(queue, []).append(entry)
        ends[queue] = (row[2], row[17])
    assert set(ends) == set(queues)
    for queue, found in entries.items():
        assert tuple(found) == order(found)
        kept = old_record.rows(
            "SELECT last_sequence, head_hash, families, persons FROM queues"
            f" WHERE region = '{queue[0]}' AND stream = '{queue[1]}'"
        )
        assert kept == [(*ends[queue], len(found), sum(entry.persons for entry in found))]


def test_it_can_be_taken_back(old_record: OldRecord) -> None:
    old_record.up("0020")
    old_record.down("0019")
    assert old_record.rows("SELECT count(*) FROM pg_class WHERE relname LIKE 'queue%'") == [(0,)]
    before = datetime.now(UTC)
    old_record.up("0020")
    (first,) = old_record.rows("SELECT min(at) FROM queue_events")
    assert first[0] >= before
