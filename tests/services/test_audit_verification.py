"""The audit trail holds: what is changed, cut off, slipped in or hashed anew is found, at the first place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.audit import GENESIS, EventKey, Link, SubjectKind, link_hash
from app.domain.roles import SYSTEM
from app.models import AuditEvent, AuditSeal
from app.services import audit, audit_seal
from app.services.audit_verification import Fault, Report, verify
from tests.factories import NOW


def write(session: Session, subject: int, count: int) -> list[int]:
    """``count`` events about an application that nobody else uses; their numbers."""
    events = [
        audit.record(
            session,
            EventKey.NOTE_ADDED,
            (SubjectKind.APPLICATION, subject),
            actor=SYSTEM,
            now=NOW + timedelta(seconds=position),
            region="KZ-55",
            facts={"position": position, "word": "Өскемен", "share": 0.5, "nested": {"b": [1, None], "a": True}},
        )
        for position in range(count)
    ]
    session.flush()
    return [event.id for event in events]


def seal(session: Session) -> int:
    return audit_seal.seal(session, up_to=audit_seal.settled_mark(session), now=NOW)


@contextmanager
def as_intruder(session: Session) -> Iterator[None]:
    """What somebody can do who owns the database."""
    for table in ("audit_events", "audit_seals"):
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    yield
    session.flush()
    session.expire_all()
    for table in ("audit_events", "audit_seals"):
        session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def fault(report: Report) -> tuple[str, int | None] | None:
    return None if report.broken is None else (report.broken.fault, report.broken.sequence)


def test_an_untouched_trail_is_unbroken(session: Session) -> None:
    write(session, 900_001, 5)
    write(session, 900_002, 3)
    session.expire_all()
    before = session.scalar(select(func.count()).select_from(AuditEvent))
    assert seal(session) == 1
    report = verify(session)
    assert report.broken is None
    assert report.events == report.sealed_events == before
    assert report.subjects >= 2


@pytest.mark.parametrize(
    "change",
    [
        "facts = facts || '{\"position\": 99}'",
        "facts = facts - 'word'",
        "at = at + interval '1 microsecond'",
        "region = 'KZ-10'",
        "key = 'attachment.added'",
        "actor_id = NULL, key = 'contact.changed'",
        "hash = repeat('0', 64)",
    ],
)
def test_a_changed_event_is_found(session: Session, change: str) -> None:
    numbers = write(session, 900_001, 5)
    with as_intruder(session):
        session.execute(text(f"UPDATE audit_events SET {change} WHERE id = :n"), {"n": numbers[2]})
    report = verify(session)
    assert report.broken is not None
    assert (report.broken.fault, report.broken.event_id) == (Fault.HASH, numbers[2])
    assert (report.broken.subject_kind, report.broken.subject_id, report.broken.sequence) == ("application", 900_001, 3)


def test_the_first_of_two_changed_events_is_named(session: Session) -> None:
    numbers = write(session, 900_001, 5)
    with as_intruder(session):
        session.execute(
            text("UPDATE audit_events SET region = 'KZ-10' WHERE id IN (:a, :b)"), {"a": numbers[4], "b": numbers[1]}
        )
    assert fault(verify(session)) == (Fault.HASH, 2)


def test_an_event_taken_out_of_the_middle_is_a_gap(session: Session) -> None:
    numbers = write(session, 900_001, 5)
    with as_intruder(session):
        session.execute(text("DELETE FROM audit_events WHERE id = :n"), {"n": numbers[2]})
    assert fault(verify(session)) == (Fault.GAP, 4)


def test_a_gap_closed_by_new_numbers_is_a_broken_link(session: Session) -> None:
    numbers = write(session, 900_001, 5)
    with as_intruder(session):
        session.execute(text("DELETE FROM audit_events WHERE id = :n"), {"n": numbers[2]})
        for later in numbers[3:]:
            session.execute(text("UPDATE audit_events SET sequence = sequence - 1 WHERE id = :n"), {"n": later})
    assert fault(verify(session)) == (Fault.LINK, 3)


def test_a_tail_cut_off_under_a_seal_is_found(session: Session) -> None:
    numbers = write(session, 900_001, 5)
    seal(session)
    with as_intruder(session):
        session.execute(text("DELETE FROM audit_events WHERE id >= :n"), {"n": numbers[3]})
    broken = verify(session).broken
    assert broken is not None
    assert broken.fault is Fault.SEAL
    assert broken.last_event_id == numbers[4]


def rewrite(session: Session, subject: int, change: dict[str, Any]) -> None:
    """Change the facts of the second event, and hash the chain anew from there: every link fits again."""
    previous = GENESIS
    for row in session.scalars(
        select(AuditEvent).where(AuditEvent.subject_id == subject).order_by(AuditEvent.sequence)
    ):
        if row.sequence == 2:
            row.facts = row.facts | change
        row.previous_hash = previous
        link = Link(
            row.subject_kind, row.subject_id, row.sequence, row.at, row.actor_id, row.region, row.key, row.facts
        )
        row.hash = previous = link_hash(previous, link)


def test_a_chain_hashed_anew_is_found_by_its_seal(session: Session) -> None:
    write(session, 900_001, 4)
    seal(session)
    write(session, 900_002, 4)
    seal(session)
    with as_intruder(session):
        rewrite(session, 900_002, {"position": 77})
    report = verify(session)
    seals = session.scalars(select(AuditSeal).order_by(AuditSeal.id)).all()
    assert report.broken is not None
    assert (report.broken.fault, report.broken.seal_id) == (Fault.SEAL, seals[-1].id)


def test_an_event_slipped_in_under_a_seal_is_found(session: Session) -> None:
    numbers = write(session, 900_001, 3)
    session.execute(text("SELECT nextval(pg_get_serial_sequence('audit_events', 'id'))"))
    write(session, 900_002, 1)
    seal(session)
    (late,) = write(session, 900_003, 1)
    with as_intruder(session):
        session.execute(text("UPDATE audit_events SET id = :hole WHERE id = :n"), {"hole": numbers[-1] + 1, "n": late})
    assert fault(verify(session)) == (Fault.SEAL, None)


def test_a_seal_taken_out_is_found(session: Session) -> None:
    for subject in (900_001, 900_002, 900_003):
        write(session, subject, 2)
        assert seal(session) == 1
    third, second = session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(2)).all()
    assert third.previous_hash == second.hash
    with as_intruder(session):
        session.execute(text("DELETE FROM audit_seals WHERE id = :n"), {"n": second.id})
    broken = verify(session).broken
    assert broken is not None
    assert (broken.fault, broken.seal_id) == (Fault.SEAL_LINK, third.id)


def test_a_long_trail_is_sealed_in_pieces(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    seal(session)
    numbers = write(session, 900_001, 7)
    monkeypatch.setattr(audit_seal, "EVENTS_MAX", 3)
    assert seal(session) == 3
    ranges = session.execute(
        select(AuditSeal.first_event_id, AuditSeal.last_event_id).order_by(AuditSeal.id.desc()).limit(3)
    ).all()
    assert [last for _, last in ranges] == [numbers[6], numbers[5], numbers[2]]
    assert ranges[0].first_event_id == numbers[5] + 1
    assert seal(session) == 0
    assert verify(session).broken is None


@pytest.mark.parametrize("table", ["audit_events", "audit_seals"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET previous_hash = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_the_trail(session: Session, table: str, statement: str) -> None:
    write(session, 900_001, 1)
    seal(session)
    with pytest.raises(DBAPIError, match="written once"), session.begin_nested():
        session.execute(text(statement.format(table)))


def test_the_command_says_where_it_is_broken_and_exits_with_1(app: Flask, session: Session) -> None:
    numbers = write(session, 900_001, 3)
    session.commit()
    whole = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    assert whole.exit_code == 0, whole.output
    assert json.loads(whole.output)["unbroken"] is True
    with as_intruder(session):
        session.execute(text("UPDATE audit_events SET region = NULL WHERE id = :n"), {"n": numbers[1]})
    session.commit()
    said = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    assert said.exit_code == 1
    broken = json.loads(said.output)["broken"]
    assert (broken["event_id"], broken["fault"], broken["subject_id"]) == (numbers[1], "hash", 900_001)
    words = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert words.exit_code == 1
    assert f"BROKEN at event {numbers[1]} (application 900001, number 2 of its chain)" in words.output
