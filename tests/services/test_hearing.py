"""The hearing before an adverse decision: said, held, ended and answered, and every way in which it must not go on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.hearing import Acquaintance, Appointment, Exchange, HearingEnd, HearingWay, Minutes, Participant
from app.domain.notice import NoticeEvent
from app.domain.paper import DocumentKind
from app.domain.programmes.definition import GroundCode
from app.domain.roles import SYSTEM, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import (
    Application,
    AuditEvent,
    Hearing,
    HearingAppointment,
    IssuedDocument,
    KandasStatus,
    Notice,
    Objection,
)
from app.queries import hearing as reading
from app.services import (
    demo,
    hearing_appointment,
    hearing_decision,
    hearing_minutes,
    hearing_position,
    kandas_status_termination,
    review,
)
from app.services.hearing_decision import FinalDecision
from app.services.motion import Motion
from tests.factories import NOW, make_actor, make_application

# Wednesday 18 November: two working days for a position end on Friday the 20th, a hearing is possible from Monday on.
TERM = date(2026, 11, 20)
AFTER_TERM = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
REGION = "KZ-55"


class People:
    """Who stands around one case."""

    def __init__(self, session: Session) -> None:
        self.owner = make_actor(session)
        self.worker = make_actor(session, Role.CASE_WORKER, REGION)
        self.secretary = make_actor(session, Role.CASE_WORKER, REGION)
        self.head = make_actor(session, Role.SUPERVISOR, REGION)
        self.case = make_application(session, Status.HEARING, region=REGION, owner=self.owner)
        delivered(session, self.case)


@pytest.fixture
def people(session: Session) -> People:
    return People(session)


def delivered(session: Session, case: Application, at: datetime | None = None) -> None:
    """The messages of the case have gone out, at once or at that instant."""
    session.execute(
        update(Notice)
        .where(Notice.application_id == case.id, Notice.state == "queued")
        .values(state="sent", sent_at=at or Notice.created_at)
    )


def hearing_of(session: Session, case: Application) -> Hearing:
    found = reading.newest(session, case.id)
    assert found is not None
    return found


def keys(session: Session, case: Application) -> list[str]:
    return list(
        session.scalars(select(AuditEvent.key).where(AuditEvent.subject_id == case.id).order_by(AuditEvent.sequence))
    )


def wanted(people: People, **changes: Any) -> Appointment:
    values: dict[str, Any] = {
        "starts_at": MONDAY,
        "on": MONDAY.date(),
        "way": HearingWay.ROOM,
        "place": "Павлодар, 12-каб.",
        "presiding_id": people.head.account_id,
        "secretary_id": people.secretary.account_id,
    }
    return Appointment(**(values | changes))


def written(people: People, **changes: Any) -> Minutes:
    values: dict[str, Any] = {
        "place": "Павлодар, 12-каб.",
        "way": HearingWay.ROOM,
        "began_at": MONDAY,
        "ended_at": MONDAY + timedelta(minutes=40),
        "held_on": MONDAY.date(),
        "presiding_id": people.head.account_id,
        "secretary_id": people.secretary.account_id,
        "participants": (Participant("Жұмабаев Нұрлан", "өтініш беруші"),),
        "question": "Квотаға енгізуден бас тарту туралы",
        "explanations": "Құжаттың мерзімі ұзартылған.",
        "exchanges": (Exchange("Қашан ұзартылды?", "Қазан айында."),),
        "speeches": "",
        "acquaintance": Acquaintance.READ,
    }
    return Minutes(**(values | changes))


def refused_with(code: str) -> Any:
    return pytest.raises(DomainError, check=lambda error: error.code == code)


def decision(**changes: Any) -> FinalDecision:
    values: dict[str, Any] = {
        "action": Action.REFUSE,
        "reason": "Мерзімі өткен құжат",
        "grounds": (GroundCode.EXPIRED_DOCUMENTS,),
    }
    return FinalDecision(**(values | changes))


# -- the preliminary decision ------------------------------------------------------------------------------------------


def test_the_announcement_opens_a_hearing_with_its_terms(session: Session, people: People) -> None:
    found = hearing_of(session, people.case)
    assert (found.intends, found.ended, found.announced_at) == ("refusal", None, NOW)
    assert found.grounds == [GroundCode.EXPIRED_DOCUMENTS]
    assert found.reason
    assert found.position_until == TERM
    assert found.appoint_until > found.position_until


def test_one_hearing_at_a_time(session: Session, people: People) -> None:
    found = hearing_of(session, people.case)
    session.add(
        Hearing(
            application_id=people.case.id,
            intends="refusal",
            reason="",
            grounds=[],
            announced_at=NOW,
            position_until=found.position_until,
            appoint_until=found.appoint_until,
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()


# -- what the applicant says -------------------------------------------------------------------------------------------


def test_objections_are_points_of_their_own(session: Session, people: People) -> None:
    made = hearing_position.object_to(
        session, people.case.id, ["  Құжат жарамды ", "", "Мен хабар алмадым"], actor=people.owner, now=NOW
    )
    assert [(each.number, each.body, each.is_late, each.is_from_desk) for each in made] == [
        (1, "Құжат жарамды", False, False),
        (2, "Мен хабар алмадым", False, False),
    ]
    more = hearing_position.object_to(session, people.case.id, ["Тағы бір дәлел"], actor=people.worker, now=NOW)
    assert [(each.number, each.is_from_desk) for each in more] == [(3, True)]
    assert people.case.status == Status.HEARING
    assert keys(session, people.case).count(EventKey.OBJECTION_MADE) == 2
    told = session.scalars(select(Notice.template).where(Notice.application_id == people.case.id)).all()
    assert NoticeEvent.POSITION_RECEIVED in told


def test_a_page_sent_twice_says_nothing_new(session: Session, people: People) -> None:
    first = hearing_position.object_to(session, people.case.id, ["Бір", "Екі"], actor=people.owner, now=NOW)
    again = hearing_position.object_to(session, people.case.id, ["Бір", "Екі"], actor=people.owner, now=NOW)
    assert [each.id for each in again] == [each.id for each in first]
    assert keys(session, people.case).count(EventKey.OBJECTION_MADE) == 1
    more = hearing_position.object_to(session, people.case.id, ["Екі", "Үш"], actor=people.owner, now=NOW)
    assert [(each.number, each.body) for each in more] == [(3, "Үш")]


@pytest.mark.parametrize(
    ("points", "code"),
    [([], "objection_empty"), (["  "], "objection_empty"), (["x" * 4001], "objection_too_long")],
)
def test_what_is_no_objection(session: Session, people: People, points: list[str], code: str) -> None:
    with refused_with(code):
        hearing_position.object_to(session, people.case.id, points, actor=people.owner, now=NOW)


def test_more_objections_than_a_decision_can_answer(session: Session, people: People) -> None:
    hearing_position.object_to(session, people.case.id, [f"x{n}" for n in range(20)], actor=people.owner, now=NOW)
    with refused_with("objections_too_many"):
        hearing_position.object_to(session, people.case.id, ["one more"], actor=people.owner, now=NOW)


def test_a_late_objection_is_taken_and_marked_while_the_case_stands(session: Session, people: People) -> None:
    made = hearing_position.object_to(session, people.case.id, ["Кешіктім"], actor=people.owner, now=AFTER_TERM)
    assert made[0].is_late


def test_nothing_is_taken_once_the_case_went_on(session: Session, people: People) -> None:
    hearing_position.close(session, people.case.id, actor=SYSTEM, now=AFTER_TERM)
    with refused_with("hearing_not_now"):
        hearing_position.object_to(session, people.case.id, ["Кешіктім"], actor=people.owner, now=AFTER_TERM)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.MINISTRY, Role.AUDITOR])
def test_nobody_else_speaks_for_the_applicant(session: Session, people: People, role: Role) -> None:
    stranger = make_actor(session, role, REGION)
    with pytest.raises(RoleNotAllowedError):
        hearing_position.object_to(session, people.case.id, ["x"], actor=stranger, now=NOW)


def test_a_hearing_by_phone_needs_a_number(session: Session, people: People) -> None:
    with refused_with("hearing_contact_missing"):
        hearing_position.ask(session, people.case.id, HearingWay.PHONE, " ", actor=people.owner, now=NOW)
    found = hearing_position.ask(session, people.case.id, HearingWay.PHONE, "+77011234567", actor=people.owner, now=NOW)
    assert (found.asked_way, found.asked_contact) == (HearingWay.PHONE, "+77011234567")


def test_no_objections_cannot_stand_beside_objections(session: Session, people: People) -> None:
    hearing_position.object_to(session, people.case.id, ["x"], actor=people.owner, now=NOW)
    with refused_with("objections_stand"):
        hearing_position.say_none(session, people.case.id, actor=people.owner, now=NOW)


def test_a_change_of_mind_counts(session: Session, people: People) -> None:
    hearing_position.say_none(session, people.case.id, actor=people.owner, now=NOW)
    hearing_position.object_to(session, people.case.id, ["Бәрібір келіспеймін"], actor=people.owner, now=NOW)
    with refused_with("position_open"):
        hearing_position.close(session, people.case.id, actor=people.worker, now=NOW)


# -- the end without a hearing -----------------------------------------------------------------------------------------


def test_silence_ends_only_after_the_term_and_once(session: Session, people: People) -> None:
    last_moment = datetime(2026, 11, 20, 18, 59, tzinfo=UTC)  # 23:59 on the last day in Kazakhstan
    for actor in (SYSTEM, people.worker):
        with refused_with("position_open"):
            hearing_position.close(session, people.case.id, actor=actor, now=last_moment)
    assert reading.past_term(session, TERM) == ()
    assert people.case.id in reading.past_term(session, AFTER_TERM.date())
    hearing_position.close(session, people.case.id, actor=SYSTEM, now=AFTER_TERM)
    assert people.case.status == Status.HEARD
    assert hearing_of(session, people.case).ended == HearingEnd.SILENCE
    assert reading.past_term(session, AFTER_TERM.date()) == ()
    with refused_with("hearing_not_now"):
        hearing_position.close(session, people.case.id, actor=SYSTEM, now=AFTER_TERM)
    assert keys(session, people.case).count(EventKey.HEARING_HELD) == 1


def test_a_calendar_that_changed_takes_no_day_away_and_may_give_one(session: Session, people: People) -> None:
    case = people.case
    case.due_on = TERM + timedelta(days=3)  # as the clock counts anew: the day after the term became a holiday
    session.flush()
    assert reading.past_term(session, AFTER_TERM.date()) == ()
    with refused_with("position_open"):
        hearing_position.close(session, case.id, actor=people.worker, now=AFTER_TERM)
    case.due_on = TERM - timedelta(days=1)
    session.flush()
    with refused_with("position_open"):
        hearing_position.close(session, case.id, actor=people.worker, now=NOW + timedelta(days=2))
    hearing_position.close(session, case.id, actor=SYSTEM, now=AFTER_TERM)
    assert hearing_of(session, case).ended == HearingEnd.SILENCE


def test_who_says_that_there_are_no_objections_is_not_waited_for(session: Session, people: People) -> None:
    hearing_position.say_none(session, people.case.id, actor=people.owner, now=NOW)
    hearing_position.close(session, people.case.id, actor=people.worker, now=NOW)
    assert hearing_of(session, people.case).ended == HearingEnd.NO_OBJECTIONS


def test_the_service_waits_for_the_term_even_so(session: Session, people: People) -> None:
    hearing_position.say_none(session, people.case.id, actor=people.owner, now=NOW)
    with refused_with("position_open"):
        hearing_position.close(session, people.case.id, actor=SYSTEM, now=NOW)


def test_written_objections_end_it_when_all_is_said_or_the_term_is_over(session: Session, people: People) -> None:
    hearing_position.object_to(session, people.case.id, ["x"], actor=people.owner, now=NOW)
    with refused_with("position_open"):
        hearing_position.close(session, people.case.id, actor=people.worker, now=NOW)
    hearing_position.say_all(session, people.case.id, actor=people.owner, now=NOW)
    hearing_position.close(session, people.case.id, actor=people.worker, now=NOW)
    assert hearing_of(session, people.case).ended == HearingEnd.WRITTEN


def test_who_asked_to_be_heard_is_never_passed_over(session: Session, people: People) -> None:
    hearing_position.ask(session, people.case.id, HearingWay.ROOM, "", actor=people.owner, now=NOW)
    assert people.case.id not in reading.past_term(session, MONDAY.date())
    for actor in (SYSTEM, people.worker):
        with refused_with("hearing_asked"):
            hearing_position.close(session, people.case.id, actor=actor, now=MONDAY)


def test_an_appointed_hearing_is_held_or_waived(session: Session, people: People) -> None:
    hearing_appointment.appoint(session, people.case.id, wanted(people), actor=people.worker, now=NOW)
    assert people.case.id not in reading.past_term(session, date(2026, 12, 1))
    with refused_with("hearing_appointed"):
        hearing_position.close(session, people.case.id, actor=people.worker, now=MONDAY)
    hearing_position.say_none(session, people.case.id, actor=people.owner, now=MONDAY)
    hearing_position.close(session, people.case.id, actor=people.worker, now=MONDAY)
    assert hearing_of(session, people.case).ended == HearingEnd.NO_OBJECTIONS


def test_a_withdrawn_case_leaves_the_hearing(session: Session, people: People) -> None:
    review.perform(
        session, people.case.id, Motion(Action.WITHDRAW, reason="Қайтарып аламын"), actor=people.owner, now=NOW
    )
    found = hearing_of(session, people.case)
    assert found.ended == HearingEnd.LEFT


# -- appointing --------------------------------------------------------------------------------------------------------


def test_a_hearing_is_appointed_and_moved_with_a_notice_each_time(session: Session, people: People) -> None:
    hearing_appointment.appoint(session, people.case.id, wanted(people), actor=people.worker, now=NOW)
    later = MONDAY + timedelta(days=2)
    moved = wanted(people, starts_at=later, on=later.date(), reason="Төрағалық етуші ауырып қалды")
    made = hearing_appointment.appoint(session, people.case.id, moved, actor=people.worker, now=NOW)
    standing = reading.appointment(session, hearing_of(session, people.case).id)
    assert standing is not None
    assert standing.id == made.id
    assert session.scalar(select(HearingAppointment.replaced_at).where(HearingAppointment.id != made.id)) == NOW
    assert people.case.due_on == later.date()  # the term for the position lasts until the hearing
    assert keys(session, people.case).count(EventKey.HEARING_APPOINTED) == 2
    told = session.scalars(
        select(Notice.facts).where(
            Notice.application_id == people.case.id, Notice.template == NoticeEvent.HEARING_APPOINTED
        )
    ).all()
    assert {facts["at"] for facts in told} == {MONDAY.isoformat(), later.isoformat()}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_at": NOW + timedelta(days=2), "on": date(2026, 11, 20)}, "hearing_too_early"),
        ({"starts_at": NOW - timedelta(hours=1), "on": NOW.date()}, "hearing_in_past"),
        ({"starts_at": MONDAY + timedelta(days=5), "on": date(2026, 11, 28)}, "hearing_day_off"),
        ({"place": "  "}, "hearing_place_missing"),
    ],
)
def test_a_hearing_that_cannot_be_appointed_so(
    session: Session, people: People, changes: dict[str, Any], code: str
) -> None:
    with refused_with(code):
        hearing_appointment.appoint(session, people.case.id, wanted(people, **changes), actor=people.worker, now=NOW)


def test_officials_are_two_people_of_the_region(session: Session, people: People) -> None:
    elsewhere = make_actor(session, Role.CASE_WORKER, "KZ-59")
    same = wanted(people, secretary_id=people.head.account_id)
    for appointment, code in (
        (same, "hearing_same_person"),
        (wanted(people, presiding_id=elsewhere.account_id), "hearing_official_unknown"),
        # The head signs nothing as secretary: the secretary hands the case on, which is a case worker's step.
        (
            wanted(people, presiding_id=people.worker.account_id, secretary_id=people.head.account_id),
            "hearing_official_unknown",
        ),
    ):
        with refused_with(code):
            hearing_appointment.appoint(session, people.case.id, appointment, actor=people.worker, now=NOW)


def test_only_a_case_worker_of_the_region_appoints(session: Session, people: People) -> None:
    for actor in (people.head, people.owner, make_actor(session, Role.CASE_WORKER, "KZ-59")):
        with pytest.raises(RoleNotAllowedError):
            hearing_appointment.appoint(session, people.case.id, wanted(people), actor=actor, now=NOW)


# -- minutes -----------------------------------------------------------------------------------------------------------


def appoint(session: Session, people: People) -> None:
    hearing_appointment.appoint(session, people.case.id, wanted(people), actor=people.worker, now=NOW)
    delivered(session, people.case)


LATER = MONDAY + timedelta(hours=3)


def test_minutes_are_signed_by_two_and_end_the_hearing(session: Session, people: People) -> None:
    appoint(session, people)
    kept = hearing_minutes.write(session, people.case.id, written(people), actor=people.secretary, now=LATER)
    with refused_with("presiding_signs_first"):
        hearing_minutes.sign(session, people.case.id, kept.version, actor=people.secretary, now=LATER)
    with refused_with("minutes_not_yours"):
        hearing_minutes.sign(session, people.case.id, kept.version, actor=people.worker, now=LATER)
    hearing_minutes.sign(session, people.case.id, kept.version, actor=people.head, now=LATER)
    with refused_with("minutes_signed"):
        hearing_minutes.sign(session, people.case.id, kept.version, actor=people.head, now=LATER)
    assert people.case.status == Status.HEARING
    hearing_minutes.sign(session, people.case.id, kept.version, actor=people.secretary, now=LATER)
    assert people.case.status == Status.HEARD
    assert hearing_of(session, people.case).ended == HearingEnd.HELD


def test_a_change_takes_the_signature_away(session: Session, people: People) -> None:
    appoint(session, people)
    kept = hearing_minutes.write(session, people.case.id, written(people), actor=people.secretary, now=LATER)
    seen = kept.version
    hearing_minutes.sign(session, people.case.id, seen, actor=people.head, now=LATER)
    with pytest.raises(StaleVersionError):
        hearing_minutes.write(session, people.case.id, written(people), actor=people.secretary, now=LATER)
    changed = written(people, remarks="Толықтыру")
    hearing_minutes.write(session, people.case.id, changed, actor=people.secretary, now=LATER, seen_version=seen)
    assert kept.presiding_signed_at is None
    with pytest.raises(StaleVersionError):
        hearing_minutes.sign(session, people.case.id, seen, actor=people.head, now=LATER)


def test_absence_is_recorded(session: Session, people: People) -> None:
    appoint(session, people)
    absent = written(
        people,
        is_absent=True,
        absence="18.11.2026 хабарланды, келмеді",
        participants=(),
        explanations="",
        question="",
        acquaintance=None,
    )
    kept = hearing_minutes.write(session, people.case.id, absent, actor=people.secretary, now=LATER)
    for actor in (people.head, people.secretary):
        hearing_minutes.sign(session, people.case.id, kept.version, actor=actor, now=LATER)
    assert hearing_of(session, people.case).ended == HearingEnd.ABSENT


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"held_on": date(2026, 11, 24)}, "minutes_other_day"),
        ({"ended_at": MONDAY}, "minutes_reversed"),
        ({"ended_at": LATER + timedelta(hours=1)}, "minutes_in_future"),
        ({"participants": ()}, "minutes_incomplete"),
        ({"question": " "}, "minutes_incomplete"),
        ({"explanations": ""}, "minutes_incomplete"),
        ({"acquaintance": None}, "minutes_incomplete"),
        ({"is_absent": True}, "minutes_incomplete"),
    ],
)
def test_what_are_no_minutes(session: Session, people: People, changes: dict[str, Any], code: str) -> None:
    appoint(session, people)
    with refused_with(code):
        hearing_minutes.write(session, people.case.id, written(people, **changes), actor=people.secretary, now=LATER)


def test_no_minutes_without_an_appointment(session: Session, people: People) -> None:
    with refused_with("hearing_not_appointed"):
        hearing_minutes.write(session, people.case.id, written(people), actor=people.secretary, now=LATER)


def test_a_hearing_that_was_held_is_not_moved(session: Session, people: People) -> None:
    appoint(session, people)
    hearing_minutes.write(session, people.case.id, written(people), actor=people.secretary, now=LATER)
    with refused_with("minutes_written"):
        hearing_appointment.appoint(session, people.case.id, wanted(people), actor=people.worker, now=NOW)


def test_the_database_wants_two_signers(session: Session, people: People) -> None:
    appoint(session, people)
    kept = hearing_minutes.write(session, people.case.id, written(people), actor=people.secretary, now=LATER)
    kept.secretary_id = kept.presiding_id
    with pytest.raises(IntegrityError):
        session.flush()


# -- the final decision ------------------------------------------------------------------------------------------------


def heard(session: Session, people: People, *points: str) -> None:
    if points:
        hearing_position.object_to(session, people.case.id, points, is_all=True, actor=people.owner, now=NOW)
        hearing_position.close(session, people.case.id, actor=people.worker, now=NOW)
    else:
        hearing_position.close(session, people.case.id, actor=SYSTEM, now=AFTER_TERM)


def test_a_refusal_answers_every_objection(session: Session, people: People) -> None:
    heard(session, people, "Бірінші", "Екінші")
    with refused_with("objection_unanswered"):
        hearing_decision.decide(session, people.case.id, decision(), actor=people.head, now=LATER)
    changed = hearing_decision.answer(session, people.case.id, {1: "Жауап 1"}, actor=people.worker, now=LATER)
    assert changed == (1,)
    with refused_with("objection_unanswered"):
        hearing_decision.decide(session, people.case.id, decision(answers={2: "  "}), actor=people.head, now=LATER)
    hearing_decision.decide(session, people.case.id, decision(answers={2: "Жауап 2"}), actor=people.head, now=LATER)
    assert people.case.status == Status.REFUSED
    rows = session.scalars(select(Objection).order_by(Objection.number)).all()
    assert [
        (row.answer, row.answered_by_id) for row in rows if row.hearing_id == hearing_of(session, people.case).id
    ] == [("Жауап 1", people.worker.account_id), ("Жауап 2", people.head.account_id)]


def test_nobody_is_refused_on_what_they_were_not_heard_on(session: Session, people: People) -> None:
    heard(session, people)
    other = decision(grounds=(GroundCode.EXPIRED_DOCUMENTS, GroundCode.FALSE_DATA))
    with refused_with("ground_not_heard"):
        hearing_decision.decide(session, people.case.id, other, actor=people.head, now=LATER)
    assert people.case.status == Status.HEARD


def test_who_convinced_the_head_is_approved(session: Session, people: People) -> None:
    heard(session, people, "Құжат жарамды")
    granted = FinalDecision(Action.APPROVE, "Қарсылық негізді", answers={1: "Қабылданды"})
    hearing_decision.decide(session, people.case.id, granted, actor=people.head, now=LATER)
    assert people.case.status == Status.APPROVED
    assert people.case.places_used == 1


def test_an_approval_answers_the_objections_too(session: Session, people: People) -> None:
    heard(session, people, "Құжат жарамды")
    with refused_with("objection_unanswered"):
        hearing_decision.decide(
            session, people.case.id, FinalDecision(Action.APPROVE, "Негізді"), actor=people.head, now=LATER
        )


def test_only_a_head_of_the_region_decides(session: Session, people: People) -> None:
    heard(session, people)
    for actor in (people.worker, people.owner, make_actor(session, Role.SUPERVISOR, "KZ-59")):
        with pytest.raises(RoleNotAllowedError):
            hearing_decision.decide(session, people.case.id, decision(), actor=actor, now=LATER)


def test_no_refusal_past_the_hearing(session: Session, people: People) -> None:
    """Neither from the case page, nor while the applicant may still speak."""
    motion = Motion(Action.REFUSE, reason="x", grounds=(GroundCode.EXPIRED_DOCUMENTS,))
    with refused_with("move_not_allowed"):
        review.perform(session, people.case.id, motion, actor=people.head, now=NOW)
    with refused_with("move_not_allowed"):
        hearing_decision.decide(session, people.case.id, decision(), actor=people.head, now=NOW)
    heard(session, people)
    with refused_with("move_not_allowed"):
        review.perform(session, people.case.id, motion, actor=people.head, now=LATER)


def test_a_new_announcement_opens_a_new_hearing(session: Session, people: People) -> None:
    heard(session, people, "Бірінші")
    review.perform(
        session, people.case.id, Motion(Action.SEND_BACK, reason="Қайта қараңыз"), actor=people.head, now=LATER
    )
    first = hearing_of(session, people.case)
    assert first.ended == HearingEnd.WRITTEN
    assert people.case.status == Status.ACCEPTED


def test_answers_belong_to_case_worker_and_head(session: Session, people: People) -> None:
    hearing_position.object_to(session, people.case.id, ["x"], actor=people.owner, now=NOW)
    for actor in (people.owner, make_actor(session, Role.AUDITOR)):
        with pytest.raises(RoleNotAllowedError):
            hearing_decision.answer(session, people.case.id, {1: "y"}, actor=actor, now=NOW)
    with refused_with("answer_too_long"):
        hearing_decision.answer(session, people.case.id, {1: "y" * 4001}, actor=people.worker, now=NOW)
    hearing_decision.answer(session, people.case.id, {1: "y"}, actor=people.worker, now=NOW)
    assert hearing_decision.answer(session, people.case.id, {1: "y"}, actor=people.head, now=NOW) == ()
    assert keys(session, people.case).count(EventKey.OBJECTION_ANSWERED) == 1


# -- termination of a status: the body begins it, and the person is heard as well --------------------------------------


def test_a_status_is_not_terminated_unheard(session: Session) -> None:
    owner, worker = make_actor(session), make_actor(session, Role.CASE_WORKER, REGION)
    given = make_application(session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, owner=owner, region=REGION)
    status = session.scalars(select(KandasStatus).where(KandasStatus.application_id == given.id)).one()
    ground = GroundCode.FALSE_DATA
    case = kandas_status_termination.start_termination(
        session, status.id, (ground,), "Хабарлама келді", actor=worker, now=NOW
    )
    head = make_actor(session, Role.SUPERVISOR, REGION)
    for actor, action in ((worker, Action.PROPOSE_TERMINATION), (head, Action.ANNOUNCE_TERMINATION)):
        motion = Motion(action, reason="Қаралды", grounds=(ground,))
        review.perform(session, case.id, motion, actor=actor, now=NOW)
    assert hearing_of(session, case).intends == "termination"
    hearing_position.object_to(session, case.id, ["Деректерім дұрыс"], is_all=True, actor=owner, now=NOW)
    hearing_position.close(session, case.id, actor=worker, now=NOW)
    wanted_end = FinalDecision(Action.TERMINATE, "Расталды", (ground,))
    with refused_with("objection_unanswered"):
        hearing_decision.decide(session, case.id, wanted_end, actor=head, now=NOW)
    other = FinalDecision(Action.TERMINATE, "Расталды", (GroundCode.STATUS_EXPIRED,), {1: "Тексерілді"})
    with refused_with("ground_not_heard"):
        hearing_decision.decide(session, case.id, other, actor=head, now=NOW)
    answered = FinalDecision(Action.TERMINATE, "Расталды", (ground,), {1: "Тексерілді"})
    hearing_decision.decide(session, case.id, answered, actor=head, now=NOW)
    assert case.status == Status.TERMINATED
    paper = session.scalars(
        select(IssuedDocument).where(IssuedDocument.application_id == case.id).order_by(IssuedDocument.id.desc())
    ).first()
    assert paper is not None
    assert paper.kind == DocumentKind.STATUS_TERMINATION
    assert [each["answer"]["kk"] for each in paper.facts["answers"]] == ["Тексерілді"]


def test_the_papers_of_a_hearing_hold_what_was_said(session: Session, people: People) -> None:
    hearing_position.object_to(session, people.case.id, ["Құжат жарамды"], actor=people.owner, now=NOW)
    appoint(session, people)
    kept = hearing_minutes.write(session, people.case.id, written(people), actor=people.secretary, now=LATER)
    for actor in (people.head, people.secretary):
        hearing_minutes.sign(session, people.case.id, kept.version, actor=actor, now=LATER)
    hearing_decision.decide(session, people.case.id, decision(answers={1: "Тексерілді"}), actor=people.head, now=LATER)
    facts = {
        row.kind: row.facts
        for row in session.scalars(select(IssuedDocument).where(IssuedDocument.application_id == people.case.id))
    }
    announced = facts[DocumentKind.PRELIMINARY_DECISION]
    assert announced["deadline_on"] == TERM.isoformat()
    assert len(announced["rights"]) == 3
    assert all(clause["basis"] for clause in announced["rights"])
    held = facts[DocumentKind.HEARING_MINUTES]["hearing"]
    assert [each["kk"] for each in held["participants"]] == ["Жұмабаев Нұрлан, өтініш беруші"]
    assert held["exchanges"][0]["answer"]["ru"] == "Қазан айында."
    assert (held["presiding_signed_at"], held["secretary_signed_at"]) != (None, None)
    refusal = facts[DocumentKind.REFUSAL]
    assert [(each["number"], each["answer"]["kk"]) for each in refusal["answers"]] == [(1, "Тексерілді")]
    assert any("23.11.2026" in each["value"]["ru"] for each in refusal["statements"])


def test_synthetic_cases_were_heard_as_well(session: Session) -> None:
    """Their pages open, and the job finds nothing to end that the services would not have ended."""
    demo.load(session, 300, 7, now=NOW)
    heard = {Status.HEARING, Status.HEARD, Status.REFUSED}
    cases = {case.id: case.status for case in session.scalars(select(Application))}
    hearings = {each.application_id: each for each in session.scalars(select(Hearing))}
    assert set(hearings) == {number for number, status in cases.items() if status in heard}
    assert hearings
    for number, each in hearings.items():
        assert (each.ended is None) == (cases[number] == Status.HEARING)
        assert each.ended_at is None or each.ended_at.date() > each.position_until
    assert reading.past_term(session, NOW.date()) == ()
