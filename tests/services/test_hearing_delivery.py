"""Nobody is refused who was never told: a term runs from the receipt, and silence of the untold ends nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.errors import RoleNotAllowedError
from app.domain.hearing import HearingEnd
from app.domain.hearing_delivery import HandedBy
from app.domain.roles import SYSTEM, Actor
from app.domain.stages import StageCode
from app.domain.workflow import Status
from app.models import AuditEvent, Notice, Term
from app.queries import hearing as reading
from app.services import hearing_appointment, hearing_delivery, hearing_minutes, hearing_position
from tests.factories import NOW
from tests.services.test_hearing import (
    AFTER_TERM,
    LATER,
    MONDAY,
    TERM,
    People,
    delivered,
    hearing_of,
    refused_with,
    wanted,
    written,
)
from tests.services.test_hearing_absence import NOBODY

MUCH_LATER = AFTER_TERM + timedelta(days=200)
WEDNESDAY = NOW + timedelta(days=7)


@pytest.fixture
def people(session: Session) -> People:
    """Around a case of which no message has gone out."""
    found = People(session)
    session.execute(update(Notice).where(Notice.application_id == found.case.id).values(state="queued", sent_at=None))
    return found


def closers(people: People) -> tuple[Actor, Actor]:
    return SYSTEM, people.worker


def hand(session: Session, people: People, on: date, now: datetime, how: HandedBy = HandedBy.PERSON) -> None:
    number = "RR 123456785 KZ" if how is HandedBy.POST else ""
    hearing_delivery.hand_over(session, people.case.id, on, how, number, actor=people.worker, now=now)


@pytest.mark.parametrize("state", ["queued", "sending", "failed", "uncertain", None])
def test_silence_of_somebody_who_was_not_told_ends_nothing(session: Session, people: People, state: str | None) -> None:
    about = Notice.application_id == people.case.id
    if state is None:
        session.query(Notice).filter(about).delete()
    else:
        session.execute(update(Notice).where(about).values(state=state))
    for actor in closers(people):
        with refused_with("position_untold"):
            hearing_position.close(session, people.case.id, actor=actor, now=MUCH_LATER)
    assert reading.past_term(session, MUCH_LATER.date()) == ()
    assert people.case.status == Status.HEARING


def test_an_officer_who_objects_for_them_has_not_told_them(session: Session, people: People) -> None:
    hearing_position.object_to(session, people.case.id, ["Келіспейді"], actor=people.worker, now=NOW)
    with refused_with("position_untold"):
        hearing_position.close(session, people.case.id, actor=people.worker, now=MUCH_LATER)


def test_who_speaks_from_their_account_knows(session: Session, people: People) -> None:
    hearing_position.object_to(session, people.case.id, ["Келіспеймін"], actor=people.owner, now=NOW)
    assert reading.past_term(session, AFTER_TERM.date()) == (people.case.id,)
    hearing_position.close(session, people.case.id, actor=SYSTEM, now=AFTER_TERM)
    assert hearing_of(session, people.case).ended == HearingEnd.WRITTEN


def test_a_message_that_went_out_late_lengthens_the_term(session: Session, people: People) -> None:
    delivered(session, people.case, at=NOW + timedelta(days=1))
    with refused_with("position_open"):
        hearing_position.close(session, people.case.id, actor=SYSTEM, now=AFTER_TERM)
    tuesday = datetime.combine(date(2026, 11, 24), AFTER_TERM.timetz())
    hearing_position.close(session, people.case.id, actor=SYSTEM, now=tuesday)
    assert hearing_of(session, people.case).ended == HearingEnd.SILENCE


def test_a_message_about_another_announcement_tells_nothing(session: Session, people: People) -> None:
    delivered(session, people.case)
    hearing_of(session, people.case).announced_at = NOW + timedelta(minutes=1)
    session.flush()
    with refused_with("position_untold"):
        hearing_position.close(session, people.case.id, actor=people.worker, now=AFTER_TERM)


def test_the_term_runs_from_the_day_on_which_the_paper_was_received(session: Session, people: People) -> None:
    hand(session, people, WEDNESDAY.date(), WEDNESDAY, HandedBy.POST)
    found, until = hearing_of(session, people.case), date(2026, 11, 27)
    assert (found.handed_on, found.handed_how, found.position_until) == (WEDNESDAY.date(), "post", until)
    assert found.appoint_until > until
    term = session.scalars(select(Term).where(Term.application_id == people.case.id, Term.stage == StageCode.POSITION))
    assert term.one().due_on == until == people.case.due_on
    facts = session.scalars(
        select(AuditEvent.facts).where(
            AuditEvent.subject_id == people.case.id, AuditEvent.key == EventKey.PRELIMINARY_HANDED
        )
    ).one()
    assert facts == {"on": "2026-11-25", "handed": "post", "number": "RR 123456785 KZ", "due_on": "2026-11-27"}
    friday = WEDNESDAY + timedelta(days=2)
    for actor in closers(people):
        with refused_with("position_open"):
            hearing_position.close(session, people.case.id, actor=actor, now=friday)
    saturday = friday + timedelta(days=1)
    assert reading.past_term(session, saturday.date()) == (people.case.id,)
    hearing_position.close(session, people.case.id, actor=SYSTEM, now=saturday)
    assert found.ended == HearingEnd.SILENCE


def test_a_paper_at_once_changes_no_day_and_one_written_down_again_takes_none(session: Session, people: People) -> None:
    hand(session, people, NOW.date(), NOW)
    assert hearing_of(session, people.case).position_until == TERM
    hand(session, people, WEDNESDAY.date(), WEDNESDAY)
    hand(session, people, NOW.date(), WEDNESDAY)
    assert hearing_of(session, people.case).position_until == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("on", "how", "number", "code"),
    [
        (date(2026, 11, 19), HandedBy.PERSON, "", "handed_in_future"),
        (date(2026, 11, 17), HandedBy.PERSON, "", "handed_before"),
        (date(2026, 11, 18), HandedBy.POST, "  ", "post_number_missing"),
    ],
)
def test_what_cannot_be_true_of_a_paper(
    session: Session, people: People, on: date, how: HandedBy, number: str, code: str
) -> None:
    with refused_with(code):
        hearing_delivery.hand_over(session, people.case.id, on, how, number, actor=people.worker, now=NOW)


def test_only_a_case_worker_of_the_region_hands_it_over(session: Session, people: People) -> None:
    for actor in (people.head, people.owner):
        with pytest.raises(RoleNotAllowedError):
            hearing_delivery.hand_over(session, people.case.id, NOW.date(), HandedBy.PERSON, actor=actor, now=NOW)


def test_nobody_is_absent_who_was_not_invited(session: Session, people: People) -> None:
    hearing_appointment.appoint(session, people.case.id, wanted(people), actor=people.worker, now=NOW)
    empty = written(people, **NOBODY)
    kept = hearing_minutes.write(session, people.case.id, empty, actor=people.worker, now=LATER)
    hearing_minutes.sign(session, people.case.id, kept.version, actor=people.head, now=LATER)

    def ends() -> None:
        hearing_minutes.sign(session, people.case.id, kept.version, actor=people.secretary, now=LATER)

    with refused_with("position_untold"):
        ends()
    # The decision reached them, the invitation did not.
    session.execute(
        update(Notice)
        .where(Notice.application_id == people.case.id, Notice.template == "refusal_announced")
        .values(state="sent", sent_at=NOW)
    )
    with refused_with("invitation_undelivered"):
        ends()
    delivered(session, people.case)
    ends()
    assert hearing_of(session, people.case).ended == HearingEnd.ABSENT
    assert MONDAY.date() == kept.began_at.date()
