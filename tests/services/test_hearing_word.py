"""What ends the applicant's term early, or gives up a day of it, is said by nobody but them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.document_types import DocumentType
from app.domain.errors import DomainError
from app.domain.hearing import HearingEnd, HearingWay
from app.domain.workflow import Status
from app.models import Attachment, AuditEvent
from app.services import attachment as files
from app.services import hearing_appointment, hearing_position
from app.services.hearing_position import Wishes
from tests.factories import NOW, attachment
from tests.services.test_hearing import (
    MONDAY,
    People,
    appoint,
    hearing_of,
    refused_with,
    wanted,
)

SIGNED = NOW + timedelta(hours=1)
LATER = NOW + timedelta(hours=2)
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def people(session: Session) -> People:
    return People(session)


@pytest.fixture
def guest(session: Session) -> People:
    """The same around somebody without an account, whose words the desk writes down."""
    found = People(session)
    found.case.account_id = None
    session.flush()
    return found


def statement(session: Session, people: People, **changes: object) -> int:
    """The number of a file that the desk added after the announcement."""
    row = attachment(people.case, DocumentType.OTHER, now=SIGNED)
    row.uploaded_by_id = people.worker.account_id
    for name, value in changes.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row.id


def test_no_officer_ends_the_term_of_somebody_with_an_account(session: Session, people: People) -> None:
    case, worker = people.case, people.worker
    hearing_position.object_to(session, case.id, ["Келіспеймін"], actor=worker, now=NOW)
    file_id = statement(session, people)
    for named in (None, file_id):
        with refused_with("own_word_only"):
            hearing_position.object_to(
                session, case.id, ["Тағы"], is_all=True, statement_id=named, actor=worker, now=LATER
            )
        with refused_with("own_word_only"):
            hearing_position.say_all(session, case.id, statement_id=named, actor=worker, now=LATER)
    with refused_with("position_open"):
        hearing_position.close(session, case.id, actor=worker, now=LATER)
    found = hearing_of(session, case)
    assert (found.all_at, found.none_at, case.status) == (None, None, Status.HEARING)


def test_no_officer_says_that_there_are_no_objections(session: Session, people: People) -> None:
    with refused_with("own_word_only"):
        hearing_position.say_none(session, people.case.id, actor=people.worker, now=NOW)
    hearing_position.say_none(session, people.case.id, actor=people.owner, now=NOW)
    assert hearing_of(session, people.case).word_file_id is None


def test_an_officer_takes_no_wish_to_be_heard_back(session: Session, people: People) -> None:
    """What only protects they write down for anybody."""
    hearing_position.ask(session, people.case.id, HearingWay.ROOM, "", actor=people.worker, now=NOW)
    for say in (hearing_position.say_all, hearing_position.say_none):
        with pytest.raises(DomainError):
            say(session, people.case.id, actor=people.worker, now=NOW)
    assert hearing_of(session, people.case).asked_at == NOW


def test_somebody_without_an_account_signs(session: Session, guest: People) -> None:
    with refused_with("statement_missing"):
        hearing_position.say_none(session, guest.case.id, actor=guest.worker, now=LATER)
    file_id = statement(session, guest)
    found = hearing_position.say_none(session, guest.case.id, statement_id=file_id, actor=guest.worker, now=LATER)
    assert found.word_file_id == file_id
    facts = session.scalars(
        select(AuditEvent.facts).where(AuditEvent.subject_id == guest.case.id).order_by(AuditEvent.id.desc())
    ).first()
    assert facts is not None
    assert facts["attachment"] == file_id
    hearing_position.close(session, guest.case.id, actor=guest.worker, now=LATER)
    assert found.ended == HearingEnd.NO_OBJECTIONS


@pytest.mark.parametrize(
    "changes",
    [
        {"uploaded_at": NOW - timedelta(minutes=1)},
        {"uploaded_at": NOW},
        {"kind": DocumentType.IDENTITY},
        {"removed_at": LATER},
    ],
)
def test_not_every_file_is_a_statement(session: Session, guest: People, changes: dict[str, object]) -> None:
    file_id = statement(session, guest, **changes)
    with refused_with("statement_unfit"):
        hearing_position.say_none(session, guest.case.id, statement_id=file_id, actor=guest.worker, now=LATER)


def test_the_statement_is_of_this_case(session: Session, guest: People) -> None:
    other = People(session)
    with refused_with("statement_unfit"):
        hearing_position.say_none(
            session, guest.case.id, statement_id=statement(session, other), actor=guest.worker, now=LATER
        )


def test_a_statement_that_the_record_names_stays(session: Session, guest: People) -> None:
    file_id, spare = statement(session, guest), statement(session, guest)
    hearing_position.object_to(session, guest.case.id, ["Келіспеймін"], actor=guest.worker, now=LATER)
    hearing_position.say_all(session, guest.case.id, statement_id=file_id, actor=guest.worker, now=LATER)
    with refused_with("attachment_fixed"):
        files.remove(session, guest.case, file_id, actor=guest.worker, now=LATER)
    files.remove(session, guest.case, spare, actor=guest.worker, now=LATER)
    assert session.get_one(Attachment, spare).removed_at == LATER


# -- an earlier day, another day ---------------------------------------------------------------------------------------


def test_an_earlier_day_is_agreed_to_by_the_applicant(session: Session, people: People) -> None:
    early = wanted(people, starts_at=TOMORROW, on=TOMORROW.date())
    with refused_with("hearing_too_early"):
        hearing_appointment.appoint(session, people.case.id, early, actor=people.worker, now=NOW)
    file_id = statement(session, people)
    with refused_with("own_word_only"):
        signed = wanted(people, starts_at=TOMORROW, on=TOMORROW.date(), statement_id=file_id)
        hearing_appointment.appoint(session, people.case.id, signed, actor=people.worker, now=LATER)
    with refused_with("own_word_only"):
        hearing_position.ask(
            session, people.case.id, HearingWay.ROOM, "", wishes=Wishes(early=True), actor=people.worker, now=NOW
        )
    hearing_position.ask(
        session, people.case.id, HearingWay.ROOM, "", wishes=Wishes(early=True), actor=people.owner, now=NOW
    )
    made = hearing_appointment.appoint(session, people.case.id, early, actor=people.worker, now=NOW)
    assert (made.is_agreed, made.statement_id) == (True, None)


def test_an_earlier_day_is_agreed_to_in_a_signed_statement(session: Session, guest: People) -> None:
    file_id = statement(session, guest)
    early = wanted(guest, starts_at=TOMORROW, on=TOMORROW.date(), statement_id=file_id)
    made = hearing_appointment.appoint(session, guest.case.id, early, actor=guest.worker, now=LATER)
    assert (made.is_agreed, made.statement_id) == (True, file_id)
    with refused_with("statement_unfit"):
        wrong = wanted(guest, starts_at=TOMORROW, on=TOMORROW.date(), statement_id=file_id + 1000, reason="x")
        hearing_appointment.appoint(session, guest.case.id, wrong, actor=guest.worker, now=LATER)


def moved(session: Session, people: People, days: int, **changes: object) -> None:
    later = MONDAY + timedelta(days=days)
    values = {"starts_at": later, "on": later.date(), "reason": "Төрағалық етуші ауырып қалды"} | changes
    hearing_appointment.appoint(session, people.case.id, wanted(people, **values), actor=people.worker, now=LATER)


def test_the_body_moves_a_hearing_with_a_reason_and_not_for_ever(session: Session, people: People) -> None:
    appoint(session, people)
    with refused_with("move_reason_missing"):
        moved(session, people, 1, reason=" ")
    moved(session, people, 1)
    moved(session, people, 2)
    with refused_with("moves_exhausted"):
        moved(session, people, 3)
    assert people.case.due_on == date(2026, 11, 25)
    # The applicant asks for another day: that is granted, once.
    wishes = Wishes(move=True)
    hearing_position.ask(session, people.case.id, HearingWay.ROOM, "", wishes=wishes, actor=people.owner, now=LATER)
    moved(session, people, 3)
    assert people.case.due_on == date(2026, 11, 26)
    with refused_with("moves_exhausted"):
        moved(session, people, 4)


def test_a_signed_wish_for_another_day_is_granted_once(session: Session, guest: People) -> None:
    appoint(session, guest)
    moved(session, guest, 1)
    moved(session, guest, 2)
    file_id = statement(session, guest)
    moved(session, guest, 3, statement_id=file_id)
    with refused_with("moves_exhausted"):
        moved(session, guest, 4, statement_id=file_id)


# -- who presides ------------------------------------------------------------------------------------------------------


def test_whoever_prepared_the_case_does_not_preside(session: Session, people: People) -> None:
    preparer = people.case.prepared_by_id
    with refused_with("hearing_preparer_presides"):
        hearing_appointment.appoint(
            session, people.case.id, wanted(people, presiding_id=preparer), actor=people.worker, now=NOW
        )
    secretary = wanted(people, secretary_id=preparer)
    hearing_appointment.appoint(session, people.case.id, secretary, actor=people.worker, now=NOW)
