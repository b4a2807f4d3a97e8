"""One order for everybody: total, the same whatever order families come in, untouched by who leaves; and its chain."""

from __future__ import annotations

import hashlib
import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.queue import (
    DEFAULT_ORDER,
    NO_PRIORITY,
    NOT_WISHED,
    WAITING,
    Completeness,
    KeyPart,
    PriorityCategory,
    QueueEntry,
    QueueEventKind,
    QueueGround,
    QueueRules,
    order,
    parts_of,
    priority_rank,
    sort_key,
    waits,
    wish_rank,
)
from app.domain.queue_chain import QueueFact, body, commitment_of
from app.domain.queue_overtaking import OvertakingGround, Passed, Taking, ground_of
from app.domain.reference import Unit
from app.domain.reference_editing import ReferenceValueError, check_setting
from app.domain.workflow import OPEN, Status
from app.labels.queue import ERRORS

START = datetime(2026, 1, 5, 4, tzinfo=UTC)
moments = st.integers(0, 10**12).map(lambda micros: START + timedelta(microseconds=micros))
# Few moments, so that many families share one.
entries = st.builds(
    QueueEntry,
    application_id=st.integers(1, 10**12),
    number=st.just("55-A-2026-00001"),
    complete_at=st.one_of(moments, st.sampled_from([START, START + timedelta(microseconds=1)])),
    priority=st.sampled_from([1, 2, NO_PRIORITY]),
    wish=st.sampled_from([1, 2, 3, NOT_WISHED]),
)
queues = st.lists(entries, unique_by=lambda entry: entry.application_id, max_size=30)
rules = st.permutations(DEFAULT_ORDER).map(lambda parts: parts_of(",".join(parts)))


def _tuple(entry: QueueEntry, parts: tuple[KeyPart, ...]) -> tuple[object, ...]:
    values = {
        KeyPart.PRIORITY: entry.priority,
        KeyPart.COMPLETE_AT: entry.complete_at,
        KeyPart.WISH: entry.wish,
        KeyPart.NUMBER: entry.application_id,
    }
    return tuple(values[part] for part in parts)


@given(queues, rules)
def test_the_text_of_the_key_sorts_as_its_parts_do(waiting: list[QueueEntry], parts: tuple[KeyPart, ...]) -> None:
    assert list(order(waiting, parts)) == sorted(waiting, key=lambda entry: _tuple(entry, parts))
    assert all(sort_key(entry, parts).isascii() for entry in waiting)


@given(queues, rules)
def test_the_order_is_total_and_antisymmetric(waiting: list[QueueEntry], parts: tuple[KeyPart, ...]) -> None:
    keys = [sort_key(entry, parts) for entry in waiting]
    assert len(set(keys)) == len(keys)
    placed = order(waiting, parts)
    assert sorted(entry.application_id for entry in placed) == sorted(entry.application_id for entry in waiting)
    for before, after in itertools.pairwise(placed):
        assert sort_key(before, parts) < sort_key(after, parts)
        assert not sort_key(after, parts) < sort_key(before, parts)


@given(queues, st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_they_come(waiting: list[QueueEntry], chance: object) -> None:
    mixed = list(waiting)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert order(mixed) == order(waiting)


@given(queues, st.data())
def test_whoever_leaves_changes_nothing_among_the_rest(waiting: list[QueueEntry], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(waiting))) if waiting else set()
    rest = [entry for entry in waiting if entry not in gone]
    assert order(rest) == tuple(entry for entry in order(waiting) if entry not in gone)


def test_earlier_files_go_first_then_the_better_wish_then_the_number() -> None:
    late = QueueEntry(1, "a", START + timedelta(microseconds=1))
    second_wish = QueueEntry(2, "b", START, wish=2)
    younger, older = QueueEntry(9, "c", START), QueueEntry(3, "d", START)
    first = QueueEntry(10, "e", START + timedelta(days=9), priority=1)
    assert order([late, second_wish, younger, older, first]) == (first, older, younger, second_wish, late)


def test_rules_are_read_strictly() -> None:
    assert parts_of("complete_at") == (KeyPart.COMPLETE_AT, KeyPart.NUMBER)
    assert parts_of("number, priority") == (KeyPart.PRIORITY, KeyPart.NUMBER)
    for wrong in ("wish, wish", "beauty"):
        with pytest.raises(ValueError, match=r"wish|beauty"):
            parts_of(wrong)


@given(rules, st.sampled_from(Completeness))
def test_rules_are_read_as_they_were_written(parts: tuple[KeyPart, ...], complete: Completeness) -> None:
    assert QueueRules.read(QueueRules(parts, complete).written()) == QueueRules(parts, complete)


def test_rules_kept_before_there_were_two_mean_the_last_reply() -> None:
    assert QueueRules.read("priority,complete_at,wish,number") == QueueRules()
    with pytest.raises(ValueError, match="sometimes"):
        QueueRules.read("priority,complete_at;sometimes")


@pytest.mark.parametrize(
    ("key", "text", "stored"),
    [
        ("queue.order", "wish,complete_at", "wish, complete_at, number"),
        ("queue.order", "beauty", None),
        ("queue.order", "wish, wish", None),
        ("queue.complete", " handing_in ", "handing_in"),
        ("queue.complete", "handing in", None),
    ],
)
def test_an_administrator_writes_no_rule_that_the_queue_does_not_know(key: str, text: str, stored: str | None) -> None:
    if stored is not None:
        assert check_setting(key, Unit.TEXT, text) == stored
        return
    with pytest.raises(ReferenceValueError) as refused:
        check_setting(key, Unit.TEXT, text)
    assert refused.value.code in ERRORS


@pytest.mark.parametrize("status", list(Status))
def test_who_waits(status: Status) -> None:
    assert waits("relocatee", status) == waits("kandas", status) == (status in WAITING)
    assert not waits("status_assignment", status)
    assert not waits("relocatee", status) or status in OPEN


def test_ranks() -> None:
    wishes = {"region": "KZ-55", "region_2": "KZ-59"}
    assert [wish_rank(region, wishes) for region in ("KZ-55", "KZ-59", "KZ-39", None)] == [1, 2, NOT_WISHED, NOT_WISHED]
    ranks = {PriorityCategory.LARGE_FAMILY: 2, PriorityCategory.DISABILITY: 1}
    assert priority_rank(list(PriorityCategory), ranks) == 1
    assert priority_rank(list(PriorityCategory), {}) == NO_PRIORITY
    assert priority_rank([], ranks) == NO_PRIORITY


def _fact(**changes: object) -> QueueFact:
    values: dict[str, object] = {
        "queue": "KZ-55/relocatee",
        "sequence": 3,
        "at": START,
        "number": "55-A-2026-00003",
        "kind": QueueEventKind.JOIN,
        "ground": QueueGround.FILED,
        "complete_at": START.astimezone(tz=None),
        "priority": NO_PRIORITY,
        "wish": 1,
        "persons": 4,
        "place": 3,
        "length": 3,
        "nonce": "00" * 16,
    }
    return QueueFact(**(values | changes))  # type: ignore[arg-type]


def test_the_body_has_one_spelling() -> None:
    written = body(_fact())
    assert written == body(_fact(complete_at=START))
    told = json.loads(written)
    assert list(told) == sorted(told)
    assert told["at"] == "2026-01-05T04:00:00.000000+00:00"
    assert commitment_of(written) == hashlib.sha256(written.encode()).hexdigest()
    for change in ({"place": 2}, {"nonce": "01" * 16}, {"number": "55-A-2026-00004"}, {"facts": {"from": "KZ-59"}}):
        assert body(_fact(**change)) != written


WAITED = Passed(1, "55-A-2026-00001", Status.REFERRED, 4)


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({}, None),
        ({"is_behind_priority": True}, OvertakingGround.PRIORITY),
        ({"is_same_sitting": True}, OvertakingGround.SAME_SITTING),
        ({"status": Status.WITHDRAWN}, OvertakingGround.LEAVING),
        ({"status": Status.DOCUMENTS_REQUESTED}, OvertakingGround.DOCUMENTS),
        ({"persons": 6}, OvertakingGround.LARGER),
        ({"has_complaint": True}, OvertakingGround.COMPLAINT),
        ({"is_put_off": True}, OvertakingGround.PUT_OFF),
        ({"was_put_off": True}, None),
        ({"was_put_off": True, "referred_at": START - timedelta(hours=1)}, None),
        ({"was_put_off": True, "referred_at": START + timedelta(hours=1)}, OvertakingGround.PUT_OFF),
        ({"referred_at": START + timedelta(hours=1)}, OvertakingGround.CAME_LATER),
        ({"referred_at": START - timedelta(hours=1)}, None),
        ({"status": Status.ACCEPTED}, OvertakingGround.IN_STUDY),
        ({"status": Status.SUBMITTED, "is_late": True}, OvertakingGround.STUDY_LATE),
        ({"is_late": True}, None),
        ({"is_stated": True}, OvertakingGround.STATED),
    ],
)
def test_grounds_of_an_overtaking(changes: dict[str, object], ground: OvertakingGround | None) -> None:
    passed = Passed(**{name: getattr(WAITED, name) for name in Passed.__slots__} | changes)
    assert ground_of(passed, Taking(listed_at=START, places_left=5)) is ground
