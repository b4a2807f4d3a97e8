from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answer_fields import Kind
from app.domain.answers import MalformedAnswerError, fields_of
from app.domain.errors import DomainError, MoveNotAllowedError, StaleVersionError
from app.domain.programmes.definition import CriterionCode, Step
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import Application, AuditEvent
from app.services import application as filling
from app.services import eligibility, household, submission
from tests import factories
from tests.factories import NOW


def _events(session: Session, application: Application) -> list[str]:
    about = (AuditEvent.subject_kind == "application", AuditEvent.subject_id == application.id)
    rows = select(AuditEvent.key).where(*about).order_by(AuditEvent.sequence)
    return list(session.scalars(rows))


def test_start_makes_one_draft_however_often_the_button_is_pressed(session: Session) -> None:
    actor = factories.make_actor(session)
    first = filling.start(session, "quota_relocatee", actor=actor, now=NOW)
    second = filling.start(session, "quota_relocatee", actor=actor, now=NOW)
    other = filling.start(session, "quota_kandas", actor=actor, now=NOW)
    assert first.id == second.id != other.id
    assert _events(session, first) == ["application.started"]


def test_no_case_starts_under_a_programme_that_is_not_in_force(session: Session) -> None:
    actor = factories.make_actor(session)
    with pytest.raises(filling.ProgrammeClosedError):
        filling.start(session, "quota_relocatee", actor=actor, now=NOW - timedelta(days=800))
    with pytest.raises(filling.ProgrammeClosedError):
        filling.start(session, "unknown", actor=actor, now=NOW)


def test_saved_steps_fill_the_columns_that_lists_read(session: Session) -> None:
    actor = factories.make_actor(session)
    application = filling.start(session, "quota_relocatee", actor=actor, now=NOW)
    who = factories.person(surname="Әбіш", given_name="Ұлпан", email="Ulpan@Example.kz", phone="8 701 123 45 67")
    filling.save_step(session, application, Step.APPLICANT, who | {"language": "ru"}, actor=actor, now=NOW)
    filling.save_step(
        session,
        application,
        Step.WISHES,
        {"region": "KZ-59", "reasons": ["school"], "settlement": "village"},
        actor=actor,
        now=NOW,
    )
    assert application.applicant_name == "Әбіш Ұлпан"
    assert application.applicant_iin == who["iin"]
    assert (application.contact_email, application.contact_phone) == ("ulpan@example.kz", "+77011234567")
    assert (application.language, application.host_region, application.household_size) == ("ru", "KZ-59", 1)
    assert application.search_text.startswith("абиш улпан")
    assert who["iin"] in application.search_text
    assert _events(session, application) == ["application.started"] + ["application.answered"] * 2


def test_a_draft_may_be_incomplete_and_keeps_what_could_not_be_read(session: Session) -> None:
    actor = factories.make_actor(session)
    application = filling.start(session, "quota_relocatee", actor=actor, now=NOW)
    typed = {"iin": ["12"], "surname": ["Әбіш"]}
    filling.save_step(session, application, Step.APPLICANT, {"surname": "Әбіш"}, actor=actor, now=NOW, typed=typed)
    assert application.answers == {"applicant": {"surname": "Әбіш"}, "typed": {"applicant": typed}}
    assert application.applicant_name == "Әбіш"
    filling.save_step(session, application, Step.APPLICANT, {"surname": "Әбіш"}, actor=actor, now=NOW)
    assert application.answers["typed"] == {}


@pytest.mark.parametrize(
    ("step", "answers"),
    [
        (Step.APPLICANT, {"iin": "123456789012"}),
        (Step.APPLICANT, {"born_on": "31.02.2000"}),
        (Step.APPLICANT, {"unknown": "x"}),
        (Step.APPLICANT, {"surname": "x" * 101}),
        (Step.APPLICANT, {"surname": "a\x00b"}),
        (Step.WISHES, {"region": "Astana"}),
        (Step.WISHES, {"reasons": ["because"]}),
        (Step.CONSENT, {"is_truthful": "yes"}),
        (Step.EMPLOYMENT, {"years_worked": 81}),
    ],
)
def test_answers_of_the_wrong_shape_are_refused(session: Session, step: Step, answers: dict[str, Any]) -> None:
    actor = factories.make_actor(session)
    application = filling.start(session, "quota_relocatee", actor=actor, now=NOW)
    with pytest.raises(MalformedAnswerError):
        filling.save_step(session, application, step, answers, actor=actor, now=NOW)


def test_two_tabs_do_not_overwrite_each_other(session: Session) -> None:
    actor = factories.make_actor(session)
    application = filling.start(session, "quota_relocatee", actor=actor, now=NOW)
    seen = application.version
    filling.save_step(
        session, application, Step.NEEDS, {"needs": ["none"]}, actor=actor, now=NOW, expected_version=seen
    )
    with pytest.raises(StaleVersionError):
        filling.save_step(
            session, application, Step.NEEDS, {"needs": ["other"]}, actor=actor, now=NOW, expected_version=seen
        )
    assert application.answers["needs"] == {"needs": ["none"]}


def test_nobody_fills_in_the_draft_of_another(session: Session) -> None:
    application = factories.make_draft(session)
    stranger = factories.make_actor(session)
    with pytest.raises(MoveNotAllowedError):
        filling.save_step(session, application, Step.NEEDS, {}, actor=stranger, now=NOW)


@pytest.mark.parametrize("stream", factories.ONLINE_STREAMS)
def test_a_complete_application_is_submitted_once(session: Session, stream: Stream) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor, stream=stream, persons=3)
    assert submission.progress(session, draft, NOW).is_complete
    first = submission.submit(session, draft.id, actor=actor, now=NOW)
    number = first.number
    second = submission.submit(session, draft.id, actor=actor, now=NOW + timedelta(seconds=1))
    assert second.id == first.id
    assert second.number == number
    assert number is not None
    assert number.lower() in second.search_text.lower()
    assert _events(session, draft).count("application.moved") == 1
    assert first.status == Status.SUBMITTED
    assert first.household_size == 3


def test_an_incomplete_application_is_not_submitted(session: Session) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    filling.save_step(session, draft, Step.CONSENT, {"is_truthful": False}, actor=actor, now=NOW)
    with pytest.raises(submission.IncompleteError):
        submission.submit(session, draft.id, actor=actor, now=NOW)
    assert draft.status == Status.DRAFT


def test_a_region_that_closed_since_keeps_the_wishes_open(session: Session) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor, region="KZ-61")
    state = submission.progress(session, draft, NOW).state(Step.WISHES)
    assert [problem.code for problem in state.problems] == ["answer_region_closed"]
    assert state.status is submission.StepStatus.STARTED


def test_a_child_older_than_its_parent_keeps_the_household_open(session: Session) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    old = factories.person(relation="child") | {"born_on": "1980-01-01"}
    household.save_member(session, draft, None, old, actor=actor, now=NOW)
    state = submission.progress(session, draft, NOW).state(Step.HOUSEHOLD)
    assert "child_older_than_parent" in [problem.code for problem in state.household_problems]
    with pytest.raises(submission.IncompleteError):
        submission.submit(session, draft.id, actor=actor, now=NOW)


def test_a_member_born_in_the_future_keeps_the_household_open(session: Session) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    unborn = factories.person(relation="child") | {"born_on": "2027-01-01"}
    household.save_member(session, draft, None, unborn, actor=actor, now=NOW)
    state = submission.progress(session, draft, NOW).state(Step.HOUSEHOLD)
    assert "born_in_future" in [problem.code for problem in state.household_problems]


def test_members_are_added_changed_and_removed(session: Session) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    who = factories.person(relation="spouse", surname="Ахмет")
    spouse = household.save_member(session, draft, None, who, actor=actor, now=NOW)
    assert draft.household_size == 2
    household.save_member(session, draft, spouse.id, who | {"surname": "Ахметов"}, actor=actor, now=NOW)
    assert "ахметов" in draft.search_text
    with pytest.raises(DomainError):
        household.save_member(session, draft, None, who, actor=actor, now=NOW)
    household.remove_member(session, draft, spouse.id, actor=actor, now=NOW)
    assert draft.household_size == 1
    with pytest.raises(household.MemberUnknownError):
        household.remove_member(session, draft, draft.members[0].id, actor=actor, now=NOW)


def test_one_document_stands_for_one_person(session: Session) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor)
    guest = {"iin": None, "foreign_document": "e-123 4567", "document_country": "MN"}
    who = factories.person(relation="spouse") | guest
    saved = household.save_member(session, draft, None, who, actor=actor, now=NOW)
    assert saved.person_key == "MN:E1234567"
    with pytest.raises(DomainError, match="same_document_twice"):
        household.save_member(session, draft, None, who | {"relation": "child"}, actor=actor, now=NOW)


def test_the_applicant_cannot_be_a_member_too(session: Session) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor, persons=2)
    own = dict(draft.answers["applicant"]) | {"iin": draft.members[1].iin}
    with pytest.raises(DomainError, match="same_iin_twice"):
        filling.save_step(session, draft, Step.APPLICANT, own, actor=actor, now=NOW)


def test_a_person_in_another_open_case_is_found_for_staff(session: Session) -> None:
    from app.domain.eligibility import Outcome
    from app.services import eligibility

    who = factories.person()
    first = factories.make_application(session, changes={Step.APPLICANT: who})
    second = factories.make_application(session, changes={Step.APPLICANT: who}, region="KZ-59")
    found = eligibility.duplicates_of(session, second)
    assert [other.application_id for other in found] == [first.id]
    verdicts = {f.criterion_code: f.outcome for f in eligibility.findings(session, second, filling.today(NOW))}
    assert verdicts[CriterionCode.NO_DUPLICATE] is Outcome.NEEDS_CHECK


def test_a_foreign_document_tells_a_person_apart_too(session: Session) -> None:
    from app.services import eligibility

    who = {"iin": None, "foreign_document": "E1234567", "document_country": "MN"}
    factories.make_application(session, stream=Stream.KANDAS, changes={Step.APPLICANT: who})
    second = factories.make_application(session, stream=Stream.KANDAS, changes={Step.APPLICANT: who})
    assert len(eligibility.duplicates_of(session, second)) == 1


@pytest.mark.parametrize("status", list(factories.PATHS))
def test_factories_reach_every_state(session: Session, status: Status) -> None:
    try:
        application = factories.make_application(session, status, persons=2)
    except DomainError as error:  # pragma: no cover  (says which rule stands in the way)
        pytest.fail(f"{status}: {error}")
    assert application.status == status


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("stream", factories.ONLINE_STREAMS)
def test_a_mistyped_year_is_a_problem_of_its_page_and_stops_no_other(
    session: Session, stream: Stream, day: str
) -> None:
    actor = factories.make_actor(session)
    draft = factories.make_draft(session, owner=actor, stream=stream, persons=2)
    divorced = {"status": "divorced", "change": "divorce"}
    extra = {Step.MARITAL: divorced, Step.EDUCATION: {"graduate_grant": "serpin"}}
    for step in filling.programme_of(draft).steps:
        days = {field.name: day for field in fields_of(step, stream) if field.kind is Kind.DAY}
        if days and step is not Step.APPLICANT:
            answers = draft.answers.get(step, {}) | extra.get(step, {}) | days
            filling.save_step(session, draft, step, answers, actor=actor, now=NOW)
    draft.members[-1].birth_on = date.fromisoformat(day)
    session.flush()
    assert not submission.progress(session, draft, NOW).is_complete
    eligibility.findings(session, draft, filling.today(NOW))
