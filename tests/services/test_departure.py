"""Departures: places come back by two people's word, nobody loses them unheard, and the inclusion stays history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.appeal import AppealAction, AppealGround
from app.domain.audit import EventKey
from app.domain.departure import (
    OBJECTION_LIMIT,
    DepartureAnswer,
    DepartureError,
    DepartureKind,
    DepartureSource,
    DepartureState,
)
from app.domain.eligibility import Outcome
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError, StaleVersionError
from app.domain.hearing import HearingError
from app.domain.hearing_delivery import HandedBy
from app.domain.programmes.definition import CriterionCode
from app.domain.roles import Actor, Grant, Role
from app.domain.stream import Stream
from app.domain.task import TaskState
from app.domain.workflow import Action, Status
from app.i18n import local
from app.models import (
    Account,
    Application,
    AuditEvent,
    CaseTask,
    Departure,
    DistrictQuota,
    IssuedDocument,
    Notice,
    PlaceClaim,
    QuotaMovement,
    ReferenceValue,
    RegionalQuota,
)
from app.queries import departure as reading
from app.queries.quota_as_of import balances_as_of
from app.services import (
    appeal,
    appeal_filing,
    appeal_term,
    departure,
    departure_decision,
    eligibility,
    notice_delivery,
    quota,
    quota_recount,
    reapplication,
    reference,
    review,
)
from app.services.appeal import AppealMotion
from app.services.appeal_filing import Complaint
from app.services.departure import Found
from tests.factories import NOW, actor_of, make_account, make_actor, make_application, motion_for
from tests.services.test_quota_proposal import distribution, districts_of, in_force, quota_row

HERE, ELSEWHERE = "KZ-55", "KZ-59"
TODAY = local(NOW).date()
LATER = NOW + timedelta(days=60)
GAVE_UP = Found(DepartureKind.GIVEN_UP, TODAY, "Көшпейтін болдық")
LEFT = Found(DepartureKind.LEFT, TODAY, "Мекенжайда тұрмайды", DepartureSource.VISIT)


@dataclass(frozen=True)
class Family:
    """An included family of three, and the people of its region."""

    case: Application
    owner: Actor
    worker: Actor
    head: Actor

    @property
    def id(self) -> int:
        """The number of its application."""
        return self.case.id


@pytest.fixture
def family(session: Session) -> Family:
    owner = make_actor(session)
    return Family(
        make_application(session, Status.APPROVED, region=HERE, persons=3, owner=owner),
        owner,
        make_actor(session, Role.CASE_WORKER, HERE),
        make_actor(session, Role.SUPERVISOR, HERE),
    )


def given_up(session: Session, family: Family) -> Departure:
    return departure.give_up(session, family.id, GAVE_UP, actor=family.owner, now=NOW)


def recorded(session: Session, family: Family) -> Departure:
    return departure.record(session, family.id, LEFT, actor=family.worker, now=NOW)


def told(session: Session, made: Departure, at: datetime = NOW) -> None:
    """The message went out at that moment."""
    session.execute(
        update(Notice)
        .where(Notice.application_id == made.application_id, Notice.template == "departure_recorded")
        .values(state="sent", sent_at=at)
    )


def confirmed(session: Session, family: Family, now: datetime = NOW) -> Departure:
    return departure_decision.confirm(session, family.id, "Өтініш расталды", actor=family.head, now=now)


def refused(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def events(session: Session, application: Application) -> list[tuple[str, dict[str, object]]]:
    rows = session.execute(
        select(AuditEvent.key, AuditEvent.facts)
        .where(AuditEvent.subject_id == application.id, AuditEvent.key.like("departure.%"))
        .order_by(AuditEvent.sequence)
    )
    return [(row.key, {name: value for name, value in row.facts.items() if name != "departure"}) for row in rows]


def notices(session: Session, application: Application) -> set[str]:
    rows = session.scalars(select(Notice.template).where(Notice.application_id == application.id))
    return {row for row in rows if row.startswith("departure")}


# -- the family's own word


def test_what_a_family_gives_up_comes_back_to_the_quota(session: Session, family: Family) -> None:
    before = quota_row(session, Stream.RELOCATEE, HERE).used
    made = given_up(session, family)
    assert (made.state, made.is_own_word, made.source) == ("open", True, "own_statement")
    assert quota_row(session, Stream.RELOCATEE, HERE).used == before
    done = confirmed(session, family)
    session.refresh(family.case)
    assert (done.state, done.places, done.decided_by_id) == ("confirmed", 3, family.head.account_id)
    assert (family.case.status, family.case.places_used, family.case.departed_on) == ("approved", 0, TODAY)
    assert quota_row(session, Stream.RELOCATEE, HERE).used == before - 3
    assert quota_recount.recount(session) == []


def test_the_ledger_names_two_people_the_act_and_the_reason(session: Session, family: Family) -> None:
    recorded(session, family)
    departure.answer(session, family.id, DepartureAnswer.AGREES, "", actor=family.owner, now=NOW)
    confirmed(session, family)
    line = session.scalars(
        select(QuotaMovement).where(QuotaMovement.application_id == family.id, QuotaMovement.kind == "return")
    ).one()
    assert (line.used, line.authority, line.act, line.reason) == (-3, "two_people", "departure", "Өтініш расталды")
    assert (line.proposed_by_id, line.approved_by_id) == (family.worker.account_id, family.head.account_id)
    assert family.case.prepared_by_id not in {line.proposed_by_id, line.approved_by_id}


def test_the_familys_own_word_is_the_first_of_the_two(session: Session, family: Family) -> None:
    given_up(session, family)
    confirmed(session, family)
    line = session.scalars(select(QuotaMovement).where(QuotaMovement.act == "departure")).one()
    assert (line.proposed_by_id, line.approved_by_id) == (family.owner.account_id, family.head.account_id)


def test_the_balance_of_an_earlier_day_keeps_the_places(session: Session, family: Family) -> None:
    given_up(session, family)
    confirmed(session, family, LATER)
    days = {
        day: next(
            row.used
            for row in balances_as_of(session, 2026, on=day, known=date(2027, 12, 31), regions=frozenset({HERE}))
            if row.stream == Stream.RELOCATEE
        )
        for day in (TODAY, local(LATER).date())
    }
    assert days[TODAY] - days[local(LATER).date()] == 3
    assert quota_recount.recount(session, 2026) == []


def test_places_come_back_to_the_quota_of_their_own_year(session: Session, family: Family) -> None:
    given_up(session, family)
    next_year = NOW + timedelta(days=90)
    quota_id = family.case.quota_id
    confirmed(session, family, next_year)
    line = session.scalars(select(QuotaMovement).where(QuotaMovement.act == "departure")).one()
    year = session.scalars(select(RegionalQuota.year).where(RegionalQuota.id == quota_id)).one()
    assert (line.quota_id, year) == (quota_id, 2026)
    assert line.effective_on.year == 2027
    assert quota_recount.recount(session) == []


def test_the_family_takes_its_word_back_in_time(session: Session, family: Family) -> None:
    given_up(session, family)
    done = departure.take_back(session, family.id, actor=family.owner, now=NOW)
    assert (done.state, done.decided_by_id, family.case.places_used) == ("taken_back", None, 3)
    with pytest.raises(DepartureError) as error:
        confirmed(session, family)
    assert refused(error) == "departure_closed"
    assert given_up(session, family).state == "open"


def test_what_is_confirmed_is_not_taken_back(session: Session, family: Family) -> None:
    given_up(session, family)
    confirmed(session, family)
    with pytest.raises(DepartureError) as error:
        departure.take_back(session, family.id, actor=family.owner, now=NOW)
    assert refused(error) == "departure_closed"


def test_only_the_family_speaks_for_itself(session: Session, family: Family) -> None:
    for person in (family.worker, family.head, make_actor(session), make_actor(session, Role.MINISTRY)):
        with pytest.raises(RoleNotAllowedError):
            departure.give_up(session, family.id, GAVE_UP, actor=person, now=NOW)
    given_up(session, family)
    with pytest.raises(RoleNotAllowedError):
        departure.take_back(session, family.id, actor=family.worker, now=NOW)


# -- what the office found


def test_a_departure_is_recorded_and_the_family_is_told_until_when_it_may_object(
    session: Session, family: Family
) -> None:
    made = recorded(session, family)
    assert made.objection_until == date(2026, 12, 2)  # ten working days after Wednesday 18 November
    assert notices(session, family.case) == {"departure_recorded"}
    note = session.scalars(select(Notice).where(Notice.template == "departure_recorded")).first()
    assert note is not None
    assert note.facts["due_on"] == "2026-12-02"
    assert events(session, family.case) == [
        ("departure.recorded", {"kind": "left", "on": "2026-11-18", "source": "visit", "due_on": "2026-12-02"})
    ]


def test_nobody_but_a_case_worker_of_the_region_records(session: Session, family: Family) -> None:
    others = [Role.SUPERVISOR, Role.COMMISSION_SECRETARY, Role.MINISTRY, Role.AUDITOR]
    people = [make_actor(session, role, HERE) for role in others]
    for person in (*people, make_actor(session, Role.CASE_WORKER, ELSEWHERE), family.owner):
        with pytest.raises(RoleNotAllowedError):
            departure.record(session, family.id, LEFT, actor=person, now=NOW)


def test_what_cannot_be_is_not_recorded(session: Session, family: Family) -> None:
    day = timedelta(days=1)
    for on, words, code in (
        (TODAY, " ", "reason_required"),
        (TODAY + day, "x", "departure_in_future"),
        (TODAY - day, "x", "departure_too_early"),
    ):
        found = Found(DepartureKind.LEFT, on, words, DepartureSource.VISIT)
        with pytest.raises(DomainError) as error:
            departure.record(session, family.id, found, actor=family.worker, now=NOW)
        assert refused(error) == code
    assert reading.newest(session, family.id) is None


def test_one_departure_is_open_at_a_time(session: Session, family: Family) -> None:
    recorded(session, family)
    with pytest.raises(DepartureError) as error:
        recorded(session, family)
    assert refused(error) == "departure_open"
    with pytest.raises(DepartureError) as error:
        given_up(session, family)
    assert refused(error) == "departure_open"


def test_only_an_included_family_departs(session: Session) -> None:
    worker = make_actor(session, Role.CASE_WORKER, HERE)
    held = make_application(session, Status.PREPARED, region=HERE)
    # A kandas status takes no places.
    status = make_application(session, Status.APPROVED, region=HERE, stream=Stream.STATUS_ASSIGNMENT)
    for case in (held, status):
        with pytest.raises(DepartureError) as error:
            departure.record(session, case.id, LEFT, actor=worker, now=NOW)
        assert refused(error) == "departure_not_included"


def test_without_a_term_nothing_is_recorded(session: Session, family: Family) -> None:
    session.execute(delete(ReferenceValue).where(ReferenceValue.key == OBJECTION_LIMIT))
    reference.mark_changed(session, NOW)
    with pytest.raises(DepartureError) as error:
        recorded(session, family)
    assert refused(error) == "departure_term_unknown"


def test_the_term_is_unverified_until_somebody_answers_for_it(session: Session) -> None:
    row = session.scalars(select(ReferenceValue).where(ReferenceValue.key == OBJECTION_LIMIT)).one()
    assert (row.unit, row.act_code, row.verified_by) == ("working_days", None, "")


def test_a_family_that_was_told_and_kept_silent_loses_its_places_after_the_term(
    session: Session, family: Family
) -> None:
    made = recorded(session, family)
    told(session, made)
    last_day = datetime.combine(made.objection_until, NOW.timetz())
    with pytest.raises(DepartureError) as error:
        confirmed(session, family, last_day)
    assert refused(error) == "departure_term_runs"
    assert confirmed(session, family, last_day + timedelta(days=1)).places == 3
    assert notices(session, family.case) == {"departure_recorded", "departure_confirmed"}


def test_a_family_that_was_not_told_keeps_its_places_however_long_it_takes(session: Session, family: Family) -> None:
    recorded(session, family)
    with pytest.raises(DepartureError) as error:
        confirmed(session, family, LATER)
    assert refused(error) == "departure_untold"


def test_a_message_that_went_out_late_lengthens_the_term(session: Session, family: Family) -> None:
    made = recorded(session, family)
    told(session, made, NOW + timedelta(days=14))
    day_after_the_first_term = datetime.combine(made.objection_until + timedelta(days=1), NOW.timetz())
    with pytest.raises(DepartureError) as error:
        confirmed(session, family, day_after_the_first_term)
    assert refused(error) == "departure_term_runs"
    assert departure.heard(session, made).until == date(2026, 12, 16) + timedelta(days=1)


def test_the_news_is_handed_over_on_paper_where_no_message_arrives(session: Session, family: Family) -> None:
    made = recorded(session, family)
    day = TODAY + timedelta(days=7)
    at = NOW + timedelta(days=8)
    departure.hand_over(session, family.id, day, HandedBy.POST, "RR 123", actor=family.worker, now=at)
    assert made.objection_until == departure.term_from(session, day)
    # Written again for an earlier day, the term is no shorter.
    departure.hand_over(session, family.id, TODAY, HandedBy.PERSON, actor=family.worker, now=at)
    assert made.objection_until == departure.term_from(session, day)
    assert confirmed(session, family, LATER).places == 3
    assert [key for key, _facts in events(session, family.case)] == [
        EventKey.DEPARTURE_RECORDED,
        EventKey.DEPARTURE_HANDED,
        EventKey.DEPARTURE_HANDED,
        EventKey.DEPARTURE_CONFIRMED,
    ]


def test_a_handing_over_that_cannot_be_is_refused(session: Session, family: Family) -> None:
    recorded(session, family)
    for day, how, code in (
        (TODAY + timedelta(days=1), HandedBy.PERSON, "handed_in_future"),
        (TODAY - timedelta(days=1), HandedBy.PERSON, "handed_before"),
        (TODAY, HandedBy.POST, "post_number_missing"),
    ):
        with pytest.raises(HearingError) as error:
            departure.hand_over(session, family.id, day, how, actor=family.worker, now=NOW)
        assert refused(error) == code
    for person in (family.head, family.owner):
        with pytest.raises(RoleNotAllowedError):
            departure.hand_over(session, family.id, TODAY, HandedBy.PERSON, actor=person, now=NOW)


# -- the family's answer


def test_a_family_that_agrees_need_not_wait(session: Session, family: Family) -> None:
    recorded(session, family)
    departure.answer(session, family.id, DepartureAnswer.AGREES, "", actor=family.owner, now=NOW)
    assert confirmed(session, family).places == 3


def test_an_objection_is_weighed_and_may_be_dropped(session: Session, family: Family) -> None:
    recorded(session, family)
    with pytest.raises(ReasonRequiredError):
        departure.answer(session, family.id, DepartureAnswer.OBJECTS, " ", actor=family.owner, now=NOW)
    departure.answer(session, family.id, DepartureAnswer.OBJECTS, "Біз осында тұрамыз", actor=family.owner, now=NOW)
    done = departure_decision.drop(session, family.id, "Отбасы мекенжайда тұрады", actor=family.head, now=NOW)
    assert (done.state, done.places, family.case.places_used, family.case.departed_on) == ("dropped", 0, 3, None)
    assert notices(session, family.case) == {"departure_recorded", "departure_dropped"}
    assert events(session, family.case)[-2:] == [
        ("departure.answered", {"answer": "objects"}),
        ("departure.dropped", {"outcome": "dropped", "reason": "Отбасы мекенжайда тұрады"}),
    ]


def test_an_officer_cannot_answer_for_a_family_with_an_account(session: Session, family: Family) -> None:
    recorded(session, family)
    for said in DepartureAnswer:
        with pytest.raises(RoleNotAllowedError):
            departure.answer(session, family.id, said, "x", actor=family.worker, now=NOW)


def test_what_an_officer_writes_down_neither_agrees_nor_ends_the_term(session: Session, family: Family) -> None:
    family.case.account_id = None
    session.flush()
    made = recorded(session, family)
    with pytest.raises(RoleNotAllowedError):
        departure.answer(session, family.id, DepartureAnswer.AGREES, "x", actor=family.worker, now=NOW)
    departure.answer(session, family.id, DepartureAnswer.OBJECTS, "Тұрамыз", actor=family.worker, now=NOW)
    told(session, made)
    with pytest.raises(DepartureError) as error:
        confirmed(session, family)
    assert refused(error) == "departure_term_runs"
    with pytest.raises(RoleNotAllowedError):
        departure.answer(session, family.id, DepartureAnswer.OBJECTS, "x", actor=family.head, now=NOW)


def test_an_own_word_has_nothing_to_answer_to_and_what_the_office_found_nothing_to_take_back(
    session: Session, family: Family
) -> None:
    given_up(session, family)
    with pytest.raises(DepartureError) as error:
        departure.answer(session, family.id, DepartureAnswer.AGREES, "", actor=family.owner, now=NOW)
    assert refused(error) == "departure_own_word"
    with pytest.raises(DepartureError) as error:
        departure.hand_over(session, family.id, TODAY, HandedBy.PERSON, actor=family.worker, now=NOW)
    assert refused(error) == "departure_own_word"
    departure.take_back(session, family.id, actor=family.owner, now=NOW)
    recorded(session, family)
    with pytest.raises(DepartureError) as error:
        departure.take_back(session, family.id, actor=family.owner, now=NOW)
    assert refused(error) == "departure_not_own"


# -- the head


def test_only_a_head_of_the_region_decides_and_says_why(session: Session, family: Family) -> None:
    given_up(session, family)
    for person in (
        family.owner,
        family.worker,
        make_actor(session, Role.SUPERVISOR, ELSEWHERE),
        make_actor(session, Role.MINISTRY),
    ):
        for decide in (departure_decision.confirm, departure_decision.drop):
            with pytest.raises(RoleNotAllowedError):
                decide(session, family.id, "x", actor=person, now=NOW)
    for decide in (departure_decision.confirm, departure_decision.drop):
        with pytest.raises(ReasonRequiredError):
            decide(session, family.id, "  ", actor=family.head, now=NOW)


def test_whoever_recorded_does_not_decide(session: Session, family: Family) -> None:
    both = frozenset({Grant(Role.CASE_WORKER, HERE), Grant(Role.SUPERVISOR, HERE)})
    person = Actor(family.worker.account_id, family.worker.name, both)
    departure.record(session, family.id, LEFT, actor=person, now=NOW)
    for decide in (departure_decision.confirm, departure_decision.drop):
        with pytest.raises(DepartureError) as error:
            decide(session, family.id, "x", actor=person, now=LATER)
        assert refused(error) == "departure_own_record"


def test_the_record_itself_refuses_one_person_for_both(session: Session, family: Family) -> None:
    made = recorded(session, family)
    statement = (
        update(Departure)
        .where(Departure.id == made.id)
        .values(state="dropped", reason="x", closed_at=NOW, decided_by_id=family.worker.account_id)
    )
    with pytest.raises(DBAPIError, match="four_eyes"), session.begin_nested():
        session.execute(statement)


def test_a_page_of_yesterday_decides_nothing(session: Session, family: Family) -> None:
    made = given_up(session, family)
    seen = made.version
    departure.take_back(session, family.id, actor=family.owner, now=NOW)
    again = recorded(session, family)
    departure.answer(session, family.id, DepartureAnswer.AGREES, "", actor=family.owner, now=NOW)
    assert again.version > seen
    with pytest.raises(StaleVersionError):
        departure_decision.confirm(session, family.id, "x", actor=family.head, now=NOW, expected_version=seen)
    with pytest.raises(StaleVersionError):
        departure.record(session, family.id, LEFT, actor=family.worker, now=NOW, expected_version=0)


def test_a_second_press_gives_nothing_back_twice(session: Session, family: Family) -> None:
    given_up(session, family)
    before = quota_row(session, Stream.RELOCATEE, HERE).used
    confirmed(session, family)
    with pytest.raises(DepartureError) as error:
        confirmed(session, family)
    assert refused(error) == "departure_closed"
    assert quota_row(session, Stream.RELOCATEE, HERE).used == before - 3


def test_what_is_closed_is_history(session: Session, family: Family) -> None:
    given_up(session, family)
    confirmed(session, family)
    for statement in ("UPDATE departures SET reason = 'y'", "DELETE FROM departures", "TRUNCATE departures"):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))


# -- what follows


def test_persons_who_departed_may_be_included_elsewhere_and_the_record_remembers(
    session: Session, family: Family
) -> None:
    given_up(session, family)
    confirmed(session, family)
    assert reapplication.may_apply_again(family.owner, family.case)
    draft = reapplication.again(session, family.id, actor=family.owner, now=NOW)
    assert eligibility.duplicates_of(session, draft) == ()
    findings = {finding.criterion_code: finding.outcome for finding in eligibility.findings(session, draft, TODAY)}
    # Whatever the family says of it.
    assert draft.answers["earlier"]["was_included"] is False
    assert findings[CriterionCode.NOT_INCLUDED_BEFORE] is Outcome.NOT_MET
    assert findings[CriterionCode.NO_DUPLICATE] is Outcome.MET


def test_the_places_of_persons_who_departed_are_free_for_them_again(session: Session, family: Family) -> None:
    given_up(session, family)
    confirmed(session, family)
    other = make_application(session, Status.REFERRED, region=HERE, persons=1)
    other.members[0].iin = family.case.members[0].iin
    session.flush()
    secretary = make_actor(session, Role.COMMISSION_SECRETARY, HERE)
    motion = motion_for(Action.RECOMMEND_APPROVAL, other)
    review.perform(session, other.id, motion, actor=secretary, now=NOW)
    open_claims = select(func.count()).where(PlaceClaim.application_id == family.id, PlaceClaim.released_at.is_(None))
    assert session.scalar(open_claims) == 0
    assert quota_recount.recount(session) == []


def test_whoever_waits_gets_nothing_by_itself(session: Session, family: Family) -> None:
    waiting = make_application(session, Status.REFERRED, region=HERE, persons=2)
    given_up(session, family)
    confirmed(session, family)
    session.refresh(waiting)
    assert (waiting.status, waiting.places_reserved) == (Status.REFERRED, 0)


def test_steps_at_other_offices_are_dropped_and_done_ones_stay(session: Session, family: Family) -> None:
    task = session.scalars(select(CaseTask).where(CaseTask.application_id == family.id)).one()
    assert task.state == TaskState.OPEN
    given_up(session, family)
    confirmed(session, family)
    assert task.state == TaskState.NOT_NEEDED


def test_a_decision_set_aside_ends_what_was_open(session: Session, family: Family) -> None:
    made = recorded(session, family)
    ministry = make_actor(session, Role.MINISTRY)
    review.perform(session, family.id, motion_for(Action.ANNUL, family.case), actor=ministry, now=NOW)
    assert (made.state, made.decided_by_id, family.case.places_used) == ("lapsed", None, 0)
    assert events(session, family.case)[-1] == ("departure.dropped", {"outcome": "lapsed"})
    assert quota_recount.recount(session) == []


@pytest.mark.parametrize(("action", "status"), [(Action.ANNUL, "annulled"), (Action.REOPEN, "accepted")])
def test_a_departed_family_whose_decision_is_set_aside_is_no_included_one(
    session: Session, family: Family, action: Action, status: str
) -> None:
    given_up(session, family)
    confirmed(session, family)
    used = quota_row(session, Stream.RELOCATEE, HERE).used
    ministry = make_actor(session, Role.MINISTRY)
    review.perform(session, family.id, motion_for(action, family.case), actor=ministry, now=NOW)
    assert (family.case.status, family.case.departed_on, family.case.places_used) == (status, None, 0)
    assert quota_row(session, Stream.RELOCATEE, HERE).used == used
    assert quota_recount.recount(session) == []


def test_a_family_that_departed_departs_no_second_time(session: Session, family: Family) -> None:
    given_up(session, family)
    confirmed(session, family)
    with pytest.raises(DepartureError) as error:
        recorded(session, family)
    assert refused(error) == "departure_not_included"
    assert quota.give_back(session, family.case, actor=family.head, now=NOW) == 0


def test_an_approved_case_without_places_is_refused_by_the_record(session: Session, family: Family) -> None:
    with pytest.raises(DBAPIError, match="places_used_when_approved"), session.begin_nested():
        session.execute(text("UPDATE applications SET departed_on = '2026-11-18' WHERE id = :id"), {"id": family.id})


# -- lists


def test_open_ones_come_by_the_end_of_their_term_and_closed_ones_newest_first(session: Session) -> None:
    worker, head = make_actor(session, Role.CASE_WORKER, HERE), make_actor(session, Role.SUPERVISOR, HERE)
    cases = [make_application(session, Status.APPROVED, region=HERE) for _ in range(4)]
    for days, case in zip((5, 2, 9), cases, strict=False):
        departure.record(session, case.id, LEFT, actor=worker, now=NOW + timedelta(days=days))
    owner = actor_of(session.get_one(Account, cases[3].account_id))
    departure.give_up(session, cases[3].id, GAVE_UP, actor=owner, now=NOW)
    listed = reading.page(session, head, is_open=True)
    assert [row.application_id for row in listed.rows] == [cases[3].id, cases[1].id, cases[0].id, cases[2].id]
    assert reading.waiting(session, {HERE}, TODAY) == reading.Waiting(4, 1)
    # Of which the family does not know, nothing can be decided against it, however long it waits.
    assert reading.waiting(session, {HERE}, local(LATER).date()).ready == 1
    assert [row.is_told for row in listed.rows] == [True, False, False, False]
    for row in listed.rows[1:3]:
        found = reading.newest(session, row.application_id)
        assert found is not None
        told(session, found)
    assert reading.waiting(session, {HERE}, local(LATER).date()).ready == 3
    assert [row.is_told for row in reading.page(session, head, is_open=True).rows] == [True, True, True, False]
    for case in cases[:2]:
        departure_decision.drop(session, case.id, "x", actor=head, now=LATER)
    closed = reading.page(session, head, is_open=False)
    assert [row.application_id for row in closed.rows] == [cases[1].id, cases[0].id]
    assert all(row.state is DepartureState.DROPPED for row in closed.rows)


def test_pages_follow_each_other_and_lead_back(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    worker, head = make_actor(session, Role.CASE_WORKER, HERE), make_actor(session, Role.SUPERVISOR, HERE)
    made = [make_application(session, Status.APPROVED, region=HERE).id for _ in range(5)]
    for number in made:
        departure.record(session, number, LEFT, actor=worker, now=NOW)
    seen: list[int] = []
    page = reading.page(session, head, is_open=True)
    while True:
        seen += [row.application_id for row in page.rows]
        if page.next is None:
            break
        cursor = reading.Cursor.parse(str(page.next))
        page = reading.page(session, head, is_open=True, cursor=cursor)
    assert seen == made
    assert page.previous is not None
    back = reading.page(session, head, is_open=True, cursor=reading.Cursor.parse(str(page.previous), backwards=True))
    assert [row.application_id for row in back.rows] == made[2:4]


def test_who_reads_departures(session: Session, family: Family) -> None:
    recorded(session, family)
    for role, region, sees in (
        (Role.CASE_WORKER, HERE, True),
        (Role.SUPERVISOR, HERE, True),
        (Role.MINISTRY, None, True),
        (Role.AUDITOR, None, True),
        (Role.CASE_WORKER, ELSEWHERE, False),
        (Role.SUPERVISOR, ELSEWHERE, False),
        (Role.COMMISSION_SECRETARY, HERE, False),
        (Role.ADMINISTRATOR, None, False),
        (Role.APPLICANT, None, False),
    ):
        person = actor_of(make_account(session, role, region))
        assert (role, bool(reading.page(session, person, is_open=True).rows)) == (role, sees)


# -- a complaint against it


def test_a_departed_family_learns_why_and_by_when_it_can_complain(session: Session, family: Family) -> None:
    recorded(session, family)
    departure.answer(session, family.id, DepartureAnswer.OBJECTS, "Осындамыз", actor=family.owner, now=LATER)
    confirmed(session, family, LATER)
    note = session.scalars(select(Notice).where(Notice.template == "departure_confirmed")).first()
    assert note is not None
    assert (note.facts["reason"], note.facts["due_on"]) == ("Өтініш расталды", "2027-04-19")
    dispatch = notice_delivery.take(session, note.id, base_url="https://q.example", now=LATER)
    assert dispatch is not None
    assert "19.04.2027" in dispatch.body and "Өтініш расталды" in dispatch.body


def test_without_a_term_for_complaints_no_family_loses_its_place(session: Session, family: Family) -> None:
    given_up(session, family)
    session.execute(delete(ReferenceValue).where(ReferenceValue.key == appeal_term.COMPLAINT_LIMIT))
    reference.mark_changed(session, NOW)
    with pytest.raises(DepartureError) as error:
        confirmed(session, family)
    assert refused(error) == "departure_complaint_unknown"
    assert family.case.places_used == 3


def test_a_complaint_in_time_has_the_end_of_the_inclusion_considered_anew(session: Session, family: Family) -> None:
    used = quota_row(session, Stream.RELOCATEE, HERE).used
    late = NOW + timedelta(days=200)  # the term of the inclusion itself is over for long
    departure.record(session, family.id, LEFT, actor=family.worker, now=late)
    departure.answer(session, family.id, DepartureAnswer.OBJECTS, "Осындамыз", actor=family.owner, now=late)
    confirmed(session, family, late)
    paper = session.scalars(
        select(IssuedDocument).where(IssuedDocument.application_id == family.id, IssuedDocument.kind == "approval")
    ).one()
    soon = late + timedelta(days=1)
    made = appeal_filing.file(session, family.id, paper.id, Complaint(("Көшкен жоқпыз",)), actor=family.owner, now=soon)
    assert (made.is_late, made.term_ended_on) == (False, appeal_term.complaint_until(session, local(late).date()))
    appeal.perform(session, made.id, AppealMotion(AppealAction.FORWARD), actor=family.worker, now=soon)
    grounds = (AppealGround.FACTS_NOT_ESTABLISHED.value,)
    motion = AppealMotion(AppealAction.RETURN_CASE, "Отбасы орнында", grounds, ("Иә",))
    appeal.perform(session, made.id, motion, actor=make_actor(session, Role.MINISTRY), now=soon)
    assert (family.case.status, family.case.departed_on, family.case.places_used) == (Status.ACCEPTED, None, 0)
    assert quota_row(session, Stream.RELOCATEE, HERE).used == used - 3
    assert quota_recount.recount(session) == []


def test_an_inclusion_that_stands_opens_no_new_term(session: Session, family: Family) -> None:
    paper = session.scalars(
        select(IssuedDocument).where(IssuedDocument.application_id == family.id, IssuedDocument.kind == "approval")
    ).one()
    before = appeal_term.last_day(session, paper)
    recorded(session, family)
    departure.answer(session, family.id, DepartureAnswer.OBJECTS, "Осындамыз", actor=family.owner, now=LATER)
    departure_decision.drop(session, family.id, "Тұрады", actor=family.head, now=LATER)
    assert appeal_term.last_day(session, paper) == before


# -- places of a district


def test_the_places_of_a_district_come_back_to_the_district(session: Session, family: Family) -> None:
    in_force(session, distribution(session, HERE, 5))
    (code,) = districts_of(session, HERE, 1)
    case = make_application(session, Status.REFERRED, region=HERE, persons=4, owner=family.owner)
    case.host_district = code
    session.flush()
    with session.no_autoflush:
        quota.take(session, case, actor=family.head, now=NOW, ground=quota.Ground("x", "y"))
        case.status, case.decided_at, case.decided_by_id = Status.APPROVED, NOW, family.head.account_id
    session.flush()
    full = make_application(session, Status.REFERRED, region=HERE, persons=2)
    full.host_district = code
    session.flush()
    with pytest.raises(DomainError):
        quota.reserve(session, full, actor=family.head, now=NOW)
    departure.give_up(session, case.id, GAVE_UP, actor=family.owner, now=NOW)
    # It moved house within the region meanwhile: whose places they are was settled when they were taken.
    case.host_district = None
    departure_decision.confirm(session, case.id, "x", actor=family.head, now=NOW)
    line = session.scalars(select(QuotaMovement).where(QuotaMovement.act == "departure")).one()
    assert (line.district, line.used) == (code, -4)
    district = session.scalars(select(DistrictQuota).where(DistrictQuota.district == code)).one()
    session.refresh(district)
    assert (district.used, district.balance.available) == (0, 5)
    assert quota_recount.recount(session) == []
    with session.no_autoflush:
        assert quota.reserve(session, full, actor=family.head, now=NOW, ground=quota.Ground("x", "y")) == 2
        full.status, full.recommendation = Status.PREPARED, "approval"
    session.flush()
