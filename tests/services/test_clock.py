"""Terms follow the moves of a case: begun, stopped, resumed with what is left, ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.reference import NoValueError, Unit
from app.domain.roles import SYSTEM, Role
from app.domain.stages import StageCode
from app.domain.workflow import OPEN, STOPPED_WHILE, Action, Holder, Status, StopReason
from app.i18n import local
from app.models import Application, ReferenceValue, Term
from app.queries import clock as queries
from app.services import clock, clock_recount, clock_watch, demo, reference, review
from tests.factories import make_actor, make_application, motion_for

# A Monday, 10:00 in Almaty.
MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def act(session: Session, application: Application, role: Role, action: Action, at: datetime) -> Application:
    actor = make_actor(session, role, application.host_region)
    return review.perform(session, application.id, motion_for(action, application), actor=actor, now=at)


def rows(session: Session, application: Application) -> dict[StageCode, queries.TermRow]:
    """The last term of each stage."""
    session.flush()
    return {row.stage: row for row in queries.terms(session, application.id)}


def day(number: int, hour: int = 5) -> datetime:
    return datetime(2026, 11, number, hour, 0, tzinfo=UTC)


def test_filing_begins_the_whole_and_the_first_stage(session: Session) -> None:
    application = make_application(session, now=MONDAY)
    found = rows(session, application)
    assert {stage: (row.started_on, row.due_on, row.limit_key) for stage, row in found.items()} == {
        StageCode.WHOLE: (date(2026, 11, 2), date(2026, 11, 16), "limit.decision"),
        StageCode.COMPLETENESS: (date(2026, 11, 2), date(2026, 11, 3), "limit.acceptance"),
    }
    assert (application.due_on, application.whole_due_on) == (date(2026, 11, 3), date(2026, 11, 16))


def test_what_is_filed_in_the_evening_counts_from_the_next_working_day(session: Session) -> None:
    friday_evening = datetime(2026, 11, 6, 14, 0, tzinfo=UTC)
    found = rows(session, make_application(session, now=friday_evening))
    assert {row.started_on for row in found.values()} == {date(2026, 11, 9)}
    assert found[StageCode.COMPLETENESS].due_on == date(2026, 11, 10)


def test_the_clock_stops_while_documents_are_asked_for_and_runs_on_with_what_is_left(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    application = act(session, application, Role.CASE_WORKER, Action.RETURN_FOR_DOCUMENTS, day(4))
    stopped = rows(session, application)
    assert stopped[StageCode.WHOLE].due_on is None
    assert stopped[StageCode.WHOLE].days_left == 8
    assert stopped[StageCode.STUDY].days_left == 3
    assert stopped[StageCode.DOCUMENTS_REPLY].due_on == date(2026, 11, 11)
    assert (application.due_on, application.whole_due_on) == (date(2026, 11, 11), None)
    assert application.clock_stopped_on == date(2026, 11, 4)

    application = act(session, application, Role.CASE_WORKER, Action.REPLY, day(10))
    resumed = rows(session, application)
    assert resumed[StageCode.WHOLE].due_on == date(2026, 11, 20)
    assert resumed[StageCode.STUDY].due_on == date(2026, 11, 13)
    assert resumed[StageCode.DOCUMENTS_REPLY].ended_on == date(2026, 11, 10)
    assert (application.due_on, application.clock_stopped_on) == (date(2026, 11, 13), None)
    stop = resumed[StageCode.WHOLE].stops[0]
    assert (stop.reason, stop.stop.stopped_on, stop.stop.resumed_on) == (
        StopReason.DOCUMENTS,
        date(2026, 11, 4),
        date(2026, 11, 10),
    )


def test_a_reply_after_hours_resumes_the_clock_on_the_next_working_day(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    application = act(session, application, Role.CASE_WORKER, Action.RETURN_FOR_DOCUMENTS, day(4))
    application = act(session, application, Role.CASE_WORKER, Action.REPLY, day(6, 14))
    assert rows(session, application)[StageCode.WHOLE].stops[0].stop.resumed_on == date(2026, 11, 9)


def test_without_a_reply_the_study_ends_and_the_next_stage_begins(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    application = act(session, application, Role.CASE_WORKER, Action.RETURN_FOR_DOCUMENTS, day(4))
    application = act(session, application, Role.CASE_WORKER, Action.PROPOSE_REFUSAL, day(12))
    found = rows(session, application)
    assert found[StageCode.STUDY].ended_on == date(2026, 11, 12)
    assert found[StageCode.COMMISSION].due_on == date(2026, 11, 17)
    assert found[StageCode.WHOLE].due_on == date(2026, 11, 24)


def test_the_hearing_stops_the_whole_and_ends_in_a_stage_of_its_own(session: Session) -> None:
    application = make_application(session, Status.HEARING, now=MONDAY)
    found = rows(session, application)
    assert found[StageCode.WHOLE].stop_reason is StopReason.HEARING
    assert found[StageCode.DECISION].stopped_on == date(2026, 11, 2)
    assert application.due_on == found[StageCode.POSITION].due_on == date(2026, 11, 4)
    assert clock.summary(session, application, MONDAY).holder is Holder.APPLICANT


def test_being_heard_resumes_the_whole_and_ends_the_stage_before(session: Session) -> None:
    application = make_application(session, Status.HEARD, now=MONDAY)
    found = rows(session, application)
    assert found[StageCode.DECISION].ended_on == date(2026, 11, 2)
    assert found[StageCode.POSITION].ended_on == date(2026, 11, 2)
    assert found[StageCode.FINAL_DECISION].due_on == application.due_on == date(2026, 11, 4)
    assert found[StageCode.WHOLE].due_on == date(2026, 11, 16)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REFUSED, Status.WITHDRAWN, Status.REFUSED_TO_ACCEPT])
def test_the_end_of_a_case_ends_every_term(session: Session, status: Status) -> None:
    application = make_application(session, status, now=MONDAY)
    assert {row.ended_on for row in rows(session, application).values()} == {date(2026, 11, 2)}
    assert (application.due_on, application.whole_due_on, application.clock_stopped_on) == (None, None, None)


def test_a_case_that_is_opened_again_gets_its_whole_term_anew(session: Session) -> None:
    application = make_application(session, Status.REFUSED, now=MONDAY)
    application = act(session, application, Role.MINISTRY, Action.REOPEN, day(11))
    found = rows(session, application)
    assert found[StageCode.WHOLE].started_on == date(2026, 11, 11)
    assert found[StageCode.STUDY].started_on == date(2026, 11, 11)
    assert application.whole_due_on == date(2026, 11, 25)


def test_deferring_changes_no_term(session: Session) -> None:
    application = make_application(session, Status.REFERRED, now=MONDAY)
    before = queries.terms(session, application.id)
    act(session, application, Role.COMMISSION_SECRETARY, Action.DEFER, day(4))
    session.flush()
    assert queries.terms(session, application.id) == before


def test_sent_back_the_study_begins_anew(session: Session) -> None:
    application = make_application(session, Status.REFERRED, now=MONDAY)
    application = act(session, application, Role.COMMISSION_SECRETARY, Action.SEND_BACK, day(4))
    studies = [row for row in queries.terms(session, application.id) if row.stage is StageCode.STUDY]
    assert [(row.started_on, row.ended_on) for row in studies] == [
        (date(2026, 11, 2), date(2026, 11, 2)),
        (date(2026, 11, 4), None),
    ]


def test_a_stage_without_a_limit_has_no_term_and_stops_nobody(session: Session) -> None:
    session.execute(
        update(ReferenceValue).where(ReferenceValue.key == "limit.study").values(effective_from=date(2040, 1, 1))
    )
    reference.mark_changed(session, MONDAY)
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    assert StageCode.STUDY not in rows(session, application)
    assert application.due_on == application.whole_due_on == date(2026, 11, 16)


def test_the_summary_says_everything_at_once(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    found = clock.summary(session, application, day(4))
    assert found == clock.ClockSummary(
        stage=StageCode.STUDY,
        due_on=date(2026, 11, 9),
        days_left=3,
        unit=Unit.WORKING_DAYS,
        whole_due_on=date(2026, 11, 16),
        whole_days_left=8,
        whole_unit=Unit.WORKING_DAYS,
        holder=Holder.CASE_WORKER,
        is_verified=False,
    )
    late = clock.summary(session, application, day(11))
    assert (late.breached, late.days_left) == (True, -2)


def test_the_summary_of_a_stopped_case(session: Session) -> None:
    application = make_application(session, Status.DOCUMENTS_REQUESTED, now=MONDAY)
    found = clock.summary(session, application, day(20))
    assert (found.stage, found.whole_due_on, found.whole_days_left) == (StageCode.DOCUMENTS_REPLY, None, 10)
    assert (found.stopped_on, found.stop_reason) == (date(2026, 11, 2), StopReason.DOCUMENTS)
    # The applicant is late, not the body.
    assert (found.breached, found.days_left) == (False, -9)


def test_a_term_beside_the_stages_changes_no_day_of_the_case(session: Session) -> None:
    application = make_application(session, Status.REFUSED, now=MONDAY)
    term = clock.open_term(session, application, StageCode.APPEAL_FORWARDING, start=date(2026, 11, 3))
    assert term is not None
    assert (term.limit_key, term.due_on) == ("limit.appeal_forwarding", date(2026, 11, 6))
    clock.close_term(session, application, StageCode.APPEAL_DECISION, ended_on=date(2026, 11, 5))
    assert term.ended_on is None
    clock.close_term(session, application, StageCode.APPEAL_FORWARDING, ended_on=date(2026, 11, 5))
    assert term.ended_on == date(2026, 11, 5)
    assert application.due_on is None


def test_a_term_that_is_not_stored_is_counted_from_now(session: Session) -> None:
    assert clock.term_end(session, "quota_relocatee", StageCode.WHOLE, MONDAY) == date(2026, 11, 16)
    with pytest.raises(NoValueError):
        clock.term_end(session, "quota_kandas", StageCode.WHOLE, datetime(1999, 1, 4, 5, tzinfo=UTC))


def test_one_term_of_a_stage_runs_at_a_time(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, now=MONDAY)
    running = session.scalars(
        select(Term).where(Term.application_id == application.id, Term.ended_on.is_(None)).order_by(Term.id)
    ).all()
    assert [term.stage for term in running] == ["whole", "study"]
    assert running[0].started_on + timedelta(days=14) == running[0].due_on


def test_synthetic_cases_have_the_terms_that_the_rule_gives(session: Session) -> None:
    """A recount right after finds every running term where it is, and the cases show the days of their terms."""
    at = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
    demo.load(session, 250, 7, now=at)
    recount = clock_recount.ask(session, actor=SYSTEM, now=at)
    while clock_recount.step(session, recount.id, now=at):
        pass
    assert recount.counted > 20
    assert recount.moved == 0
    is_open = Application.status.in_(sorted(OPEN))
    for application in session.scalars(select(Application).where(is_open)):
        found = clock.summary(session, application, at)
        assert application.due_on == (found.due_on or found.whole_due_on)
        assert application.whole_due_on == found.whole_due_on
        assert (application.clock_stopped_on is None) == (application.status not in STOPPED_WHILE)
    late = select(Term.breached_at, Term.due_on).where(Term.breached_at.is_not(None))
    assert all(local(row.breached_at).date() == row.due_on + timedelta(days=1) for row in session.execute(late))
    assert clock_watch.breaches(session, now=at) == 0
