from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.calendar import add_months
from app.domain.errors import DomainError
from app.domain.kandas_status import EndReason, StatusState
from app.domain.programmes.definition import CriterionCode, GroundCode, Step
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status, Through
from app.i18n import local
from app.labels.eligibility import finding_text
from app.models import Application, AuditEvent, HouseholdMember, KandasConsent, KandasStatus
from app.queries.kandas_status import consents_of, entries_of, of_person
from app.queries.kandas_status_cases import history, related_cases
from app.services import application as filling
from app.services import kandas_status_extension as extension
from app.services import kandas_status_termination as termination
from app.services import kandas_status_watch as watch
from app.services import review, submission
from app.services.application import today
from app.services.eligibility import findings
from app.services.kandas_status_facts import known_answers, register_entry
from app.services.motion import Motion
from tests.factories import NOW, make_actor, make_application, make_draft

HERE = "KZ-55"
ON = local(NOW).date()
_THROUGH = {
    Action.RECOMMEND_APPROVAL: Through.SITTING,
    Action.ANNUL: Through.APPEAL,
    Action.REOPEN: Through.APPEAL,
    Action.GRANT: Through.APPEAL,
    Action.TERMINATE: Through.HEARING,
    Action.CLOSE_HEARING: Through.HEARING,
    Action.REFUSE: Through.HEARING,
}


@dataclass
class Family:
    """A household with statuses, the person who asked for them, and the statuses in the order of the household."""

    owner: Actor
    application: Application

    def statuses(self, session: Session) -> list[KandasStatus]:
        query = select(KandasStatus).where(KandasStatus.application_id == self.application.id)
        return list(session.scalars(query.order_by(KandasStatus.id).execution_options(populate_existing=True)))


@pytest.fixture
def family(session: Session) -> Family:
    return given(session, persons=3)


def given(session: Session, *, persons: int = 1, now: datetime = NOW, region: str = HERE) -> Family:
    owner = make_actor(session)
    application = make_application(
        session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, owner=owner, persons=persons, now=now, region=region
    )
    return Family(owner, application)


def act(
    session: Session,
    application: Application,
    role: Role,
    action: Action,
    now: datetime,
    grounds: tuple[str, ...] = (),
    region: str = HERE,
) -> Application:
    actor = make_actor(session, role, region)
    motion = Motion(action, reason="Қаралды", grounds=grounds, through=_THROUGH.get(action))
    return review.perform(session, application.id, motion, actor=actor, now=now)


def extended(session: Session, family: Family, now: datetime) -> Application:
    """An extension asked for by the family and approved, all at ``now``."""
    application = asked(session, family, now)
    act(session, application, Role.CASE_WORKER, Action.ACCEPT, now)
    act(session, application, Role.CASE_WORKER, Action.PROPOSE_APPROVAL, now)
    return act(session, application, Role.SUPERVISOR, Action.APPROVE, now)


def asked(session: Session, family: Family, now: datetime) -> Application:
    """A submitted application for extension; only the reason and the consents are the person's to fill in."""
    status = family.statuses(session)[0]
    draft = extension.start_extension(session, status.id, actor=family.owner, now=now)
    steps = {
        Step.STATUS: draft.answers[Step.STATUS] | {"reason": "Азаматтық әлі рәсімделуде"},
        Step.CONSENT: {"is_truthful": True, "allows_processing": True, "family_agrees": True},
    }
    filling.save_steps(session, draft, steps, actor=family.owner, now=now)
    return submission.submit(session, draft.id, actor=family.owner, now=now)


def terminated(session: Session, status: KandasStatus, now: datetime, ground: str) -> Application:
    worker = make_actor(session, Role.CASE_WORKER, HERE)
    case = termination.start_termination(session, status.id, (ground,), "Хабарлама келді", actor=worker, now=now)
    act(session, case, Role.CASE_WORKER, Action.PROPOSE_TERMINATION, now, (ground,))
    act(session, case, Role.SUPERVISOR, Action.ANNOUNCE_TERMINATION, now, (ground,))
    act(session, case, Role.CASE_WORKER, Action.CLOSE_HEARING, now)
    return act(session, case, Role.SUPERVISOR, Action.TERMINATE, now, (ground,))


def keys(session: Session, status: KandasStatus) -> list[str]:
    query = select(AuditEvent.key).where(
        AuditEvent.subject_kind == SubjectKind.KANDAS_STATUS.value, AuditEvent.subject_id == status.id
    )
    return list(session.scalars(query.order_by(AuditEvent.sequence)))


def test_an_approval_gives_each_member_a_status_with_a_number_without_gaps(session: Session, family: Family) -> None:
    statuses = family.statuses(session)
    assert [status.number for status in statuses] == [f"55-KR-2026-{place:05}" for place in (1, 2, 3)]
    assert {status.person_key for status in statuses} == {m.person_key for m in family.application.members}
    assert {(status.granted_on, status.expires_on) for status in statuses} == {(ON, add_months(ON, 12))}
    assert all(status.region == HERE and status.ended_on is None for status in statuses)
    assert keys(session, statuses[0]) == [EventKey.STATUS_ASSIGNED]
    assert [entry.number for entry in entries_of(session, family.application.id)] == [s.number for s in statuses]
    elsewhere = given(session, region="KZ-59")
    assert elsewhere.statuses(session)[0].number == "59-KR-2026-00001"


def test_nobody_gets_a_second_status(session: Session, family: Family) -> None:
    first = family.application.members[0]
    passport = {"number": first.foreign_document, "country": first.document_country}
    with pytest.raises(DomainError) as refused:
        make_application(
            session,
            Status.APPROVED,
            stream=Stream.STATUS_ASSIGNMENT,
            changes={Step.PASSPORT: passport},
        )
    assert refused.value.code == "kandas_status_held"
    assert refused.value.params["number"] == family.statuses(session)[0].number


def test_an_approval_set_aside_ends_what_it_gave_and_another_gives_new_numbers(
    session: Session, family: Family
) -> None:
    act(session, family.application, Role.MINISTRY, Action.REOPEN, NOW)
    statuses = family.statuses(session)
    assert {(status.end_reason, status.ended_on) for status in statuses} == {(EndReason.ANNULLED.value, ON)}
    act(session, family.application, Role.CASE_WORKER, Action.PROPOSE_APPROVAL, NOW)
    act(session, family.application, Role.COMMISSION_SECRETARY, Action.RECOMMEND_APPROVAL, NOW)
    act(session, family.application, Role.SUPERVISOR, Action.APPROVE, NOW)
    entries = entries_of(session, family.application.id)
    assert [entry.number for entry in entries] == [f"55-KR-2026-{place:05}" for place in (4, 5, 6)]


def test_the_extension_is_filled_from_the_register_and_asks_for_no_copy(session: Session, family: Family) -> None:
    later = NOW + timedelta(days=300)
    status = family.statuses(session)[0]
    draft = extension.start_extension(session, status.id, actor=family.owner, now=later)
    assert [member.person_key for member in draft.members] == [m.person_key for m in family.application.members]
    assert draft.answers[Step.STATUS]["status_number"] == status.number
    assert draft.answers[Step.ADDRESS] == family.application.answers[Step.ADDRESS]
    assert draft.applicant_name == family.application.applicant_name
    assert draft.host_region == HERE
    assert draft.contact_email == family.application.contact_email
    progress = submission.progress(session, draft, later)
    assert {state.step for state in progress.steps if state.status is not submission.StepStatus.DONE} == {
        Step.STATUS,
        Step.CONSENT,
    }
    assert progress.needs == ()
    again = extension.start_extension(session, status.id, actor=family.owner, now=later)
    assert again.id == draft.id


def test_an_extension_adds_half_a_year_to_the_whole_family_once(session: Session, family: Family) -> None:
    later = NOW + timedelta(days=340)
    application = extended(session, family, later)
    statuses = family.statuses(session)
    assert {status.expires_on for status in statuses} == {add_months(ON, 18)}
    assert {status.extended_on for status in statuses} == {local(later).date()}
    assert {status.extension_application_id for status in statuses} == {application.id}
    assert keys(session, statuses[0]) == [EventKey.STATUS_ASSIGNED, EventKey.STATUS_EXTENDED]
    assert [entry.number for entry in entries_of(session, application.id)] == [s.number for s in statuses]
    assert [case.stream for case in related_cases(session, [statuses[0].id])] == [
        Stream.STATUS_ASSIGNMENT,
        Stream.STATUS_EXTENSION,
    ]
    with pytest.raises(DomainError) as refused:
        extension.start_extension(session, statuses[0].id, actor=family.owner, now=later)
    assert refused.value.code == "kandas_status_extended_before"


def test_an_extension_set_aside_gives_back_the_term_of_before(session: Session, family: Family) -> None:
    later = NOW + timedelta(days=340)
    application = extended(session, family, later)
    act(session, application, Role.MINISTRY, Action.ANNUL, later)
    for status in family.statuses(session):
        assert (status.expires_on, status.extensions, status.extended_on) == (add_months(ON, 12), 0, None)
        assert keys(session, status)[-1] == EventKey.STATUS_RESTORED


def test_an_extension_considered_beyond_the_term_leaves_no_gap(session: Session, family: Family) -> None:
    application = asked(session, family, NOW + timedelta(days=360))
    after = NOW + timedelta(days=370)
    assert watch.expire(session, now=after) == 0
    entry = entries_of(session, application.id)[0]
    assert entry.held.state(today(after)) is StatusState.LAPSED
    assert entry.held.is_in_force(today(after)) is False
    act(session, application, Role.CASE_WORKER, Action.ACCEPT, after)
    act(session, application, Role.CASE_WORKER, Action.PROPOSE_APPROVAL, after)
    act(session, application, Role.SUPERVISOR, Action.APPROVE, after)
    assert {status.expires_on for status in family.statuses(session)} == {add_months(ON, 18)}
    assert entries_of(session, application.id)[0].held.state(today(after)) is StatusState.EXTENDED


def test_a_second_extension_cannot_be_asked_for_while_one_is_open(session: Session, family: Family) -> None:
    later = NOW + timedelta(days=300)
    asked(session, family, later)
    with pytest.raises(DomainError) as refused:
        extension.start_extension(session, family.statuses(session)[1].id, actor=family.owner, now=later)
    assert refused.value.code == "kandas_status_extension_open"


def test_a_status_from_before_the_register_enters_it_when_it_is_extended(session: Session) -> None:
    application = make_application(session, Status.APPROVED, stream=Stream.STATUS_EXTENSION, persons=2)
    said = application.answers[Step.STATUS]
    entries = entries_of(session, application.id)
    assert [entry.number for entry in entries] == ["55-KR-2026-00001", "55-KR-2026-00002"]
    assert {entry.earlier_number for entry in entries} == {said["status_number"]}
    granted_on = date.fromisoformat(said["granted_on"])
    assert {(entry.held.granted_on, entry.held.expires_on) for entry in entries} == {
        (granted_on, add_months(granted_on, 18))
    }


@pytest.mark.parametrize(
    ("ground", "reason"),
    [
        (GroundCode.CITIZENSHIP_RECEIVED, EndReason.CITIZENSHIP),
        (GroundCode.RESIDENCE_REFUSED, EndReason.RESIDENCE_REFUSED),
        (GroundCode.RESIDENCE_ANNULLED, EndReason.RESIDENCE_ANNULLED),
        (GroundCode.STATUS_EXPIRED, EndReason.EXPIRED),
        (GroundCode.FALSE_DATA, EndReason.FALSE_DATA),
    ],
)
def test_a_termination_ends_one_status_for_its_ground(
    session: Session, family: Family, ground: str, reason: EndReason
) -> None:
    first, second, _ = family.statuses(session)
    case = terminated(session, second, NOW + timedelta(days=30), ground)
    assert case.status == Status.TERMINATED
    assert case.account_id == family.owner.account_id
    statuses = family.statuses(session)
    assert (statuses[1].end_reason, statuses[1].ended_on) == (reason.value, local(NOW).date() + timedelta(days=30))
    assert statuses[0].ended_on is None
    assert keys(session, statuses[1])[-1] == EventKey.STATUS_ENDED
    with pytest.raises(DomainError) as refused:
        terminated(session, statuses[1], NOW + timedelta(days=31), ground)
    assert refused.value.code == "kandas_status_ended"
    assert first.number == statuses[0].number


@pytest.mark.parametrize("action", [Action.ANNUL, Action.REOPEN])
def test_a_termination_set_aside_restores_the_status(session: Session, family: Family, action: Action) -> None:
    status = family.statuses(session)[0]
    case = terminated(session, status, NOW + timedelta(days=30), GroundCode.FALSE_DATA)
    act(session, case, Role.MINISTRY, action, NOW + timedelta(days=40))
    assert family.statuses(session)[0].ended_on is None
    assert keys(session, status)[-1] == EventKey.STATUS_RESTORED
    assert history(session, status.id)[0].key is EventKey.STATUS_RESTORED


def test_a_status_does_not_come_back_beside_a_newer_one(session: Session) -> None:
    family = given(session)
    status = family.statuses(session)[0]
    case = terminated(session, status, NOW + timedelta(days=30), GroundCode.RESIDENCE_REFUSED)
    person = family.application.members[0]
    passport = {"number": person.foreign_document, "country": person.document_country}
    make_application(session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, changes={Step.PASSPORT: passport})
    with pytest.raises(DomainError) as refused:
        act(session, case, Role.MINISTRY, Action.ANNUL, NOW + timedelta(days=40))
    assert refused.value.code == "kandas_status_held"


def test_one_case_about_ending_a_status_at_a_time(session: Session, family: Family) -> None:
    status = family.statuses(session)[0]
    worker = make_actor(session, Role.CASE_WORKER, HERE)
    grounds = (GroundCode.FALSE_DATA,)
    termination.start_termination(session, status.id, grounds, "Тексеру актісі", actor=worker, now=NOW)
    with pytest.raises(DomainError) as refused:
        termination.start_termination(session, status.id, grounds, "Тексеру актісі", actor=worker, now=NOW)
    assert refused.value.code == "kandas_status_termination_open"


def test_a_status_won_back_on_appeal_after_its_term_is_extended_without_a_gap(session: Session) -> None:
    family = given(session)
    application = asked(session, family, NOW + timedelta(days=350))
    later = NOW + timedelta(days=360)
    grounds = (GroundCode.FALSE_DATA,)
    act(session, application, Role.CASE_WORKER, Action.ACCEPT, later)
    act(session, application, Role.CASE_WORKER, Action.PROPOSE_REFUSAL, later, grounds)
    act(session, application, Role.SUPERVISOR, Action.ANNOUNCE_REFUSAL, later, grounds)
    act(session, application, Role.CASE_WORKER, Action.CLOSE_HEARING, later)
    act(session, application, Role.SUPERVISOR, Action.REFUSE, later, grounds)
    after = NOW + timedelta(days=380)
    assert watch.expire(session, now=after) == 1
    status = family.statuses(session)[0]
    assert (status.end_reason, status.ended_on) == (EndReason.EXPIRED.value, add_months(ON, 12) + timedelta(days=1))
    act(session, application, Role.MINISTRY, Action.GRANT, after)
    status = family.statuses(session)[0]
    assert (status.ended_on, status.expires_on) == (None, add_months(ON, 18))
    assert keys(session, status)[-2:] == [EventKey.STATUS_RESTORED, EventKey.STATUS_EXTENDED]


def test_a_consent_from_abroad_is_used_by_the_assignment_on_arrival(session: Session) -> None:
    mission = make_actor(session, Role.MISSION_OFFICER)
    consent = make_draft(session, owner=mission, stream=Stream.STATUS_CONSENT, channel="mission", persons=2)
    submission.submit(session, consent.id, actor=mission, now=NOW)
    act(session, consent, Role.CASE_WORKER, Action.ACCEPT, NOW)
    act(session, consent, Role.CASE_WORKER, Action.PROPOSE_APPROVAL, NOW)
    act(session, consent, Role.COMMISSION_SECRETARY, Action.RECOMMEND_APPROVAL, NOW)
    act(session, consent, Role.SUPERVISOR, Action.APPROVE, NOW)
    person = consent.members[0]
    found = consents_of(session, [person.person_key])
    assert [(each.application_number, each.is_used) for each in found] == [(consent.number, False)]
    assert of_person(session, [person.person_key]) == ()
    later = NOW + timedelta(days=90)
    passport = {"number": person.foreign_document, "country": person.document_country}
    arrived = make_application(
        session, Status.APPROVED, stream=Stream.STATUS_ASSIGNMENT, changes={Step.PASSPORT: passport}, now=later
    )
    assert [each.is_used for each in consents_of(session, [person.person_key])] == [True]
    act(session, arrived, Role.MINISTRY, Action.ANNUL, later)
    assert [each.is_used for each in consents_of(session, [person.person_key])] == [False]
    act(session, consent, Role.MINISTRY, Action.ANNUL, later)
    assert consents_of(session, [person.person_key]) == ()
    assert session.scalar(select(func.count()).select_from(KandasConsent)) == 2


def test_a_quota_application_reads_the_register(session: Session) -> None:
    family = given(session)
    status = family.statuses(session)[0]
    person = family.application.members[0]
    application = make_draft(session, owner=family.owner, stream=Stream.KANDAS, changes=_as(person, typed=False))
    assert known_answers(session, application)[Step.KANDAS] == {
        "status_number": status.number,
        "granted_on": status.granted_on.isoformat(),
        "valid_until": status.expires_on.isoformat(),
        "is_extended": False,
    }
    progress = submission.progress(session, application, NOW)
    assert progress.state(Step.KANDAS).status is submission.StepStatus.DONE
    assert "kandas_status" not in [need.code for need in progress.needs]
    found = {each.criterion_code: each for each in findings(session, application, ON)}
    for code in (
        CriterionCode.KANDAS_STATUS_VALID,
        CriterionCode.KANDAS_STATUS_GROUND,
        CriterionCode.NOT_YET_CITIZEN,
    ):
        assert found[code].outcome == "met"
        assert status.number in finding_text(found[code])
    submitted = submission.submit(session, application.id, actor=family.owner, now=NOW)
    assert submitted.answers[Step.KANDAS]["status_number"] == status.number


def test_a_quota_application_after_the_end_of_the_status_is_told_so(session: Session) -> None:
    family = given(session)
    terminated(session, family.statuses(session)[0], NOW, GroundCode.CITIZENSHIP_RECEIVED)
    person = family.application.members[0]
    application = make_draft(session, owner=family.owner, stream=Stream.KANDAS, changes=_as(person, typed=True))
    found = {each.criterion_code: each.outcome for each in findings(session, application, ON)}
    assert found[CriterionCode.KANDAS_STATUS_VALID] == "not_met"
    assert found[CriterionCode.NOT_YET_CITIZEN] == "not_met"
    assert known_answers(session, application) == {}


def test_a_decision_is_judged_by_what_the_register_said_before_it(session: Session) -> None:
    family = given(session)
    extension_case = extended(session, family, NOW + timedelta(days=300))
    for application, code in (
        (family.application, CriterionCode.NO_LIVING_STATUS),
        (extension_case, CriterionCode.NOT_EXTENDED_BEFORE),
        (extension_case, CriterionCode.KANDAS_STATUS_VALID),
        (extension_case, CriterionCode.STATUS_IN_REGISTER),
    ):
        assert application.submitted_at is not None
        found = findings(session, application, today(application.submitted_at))
        assert {each.outcome for each in found if each.criterion_code is code} == {"met"}


def test_who_has_a_status_is_told_so_when_asking_for_another(session: Session) -> None:
    person = given(session).application.members[0]
    same = _as(person, typed=True)[Step.APPLICANT]
    applicant = {name: value for name, value in same.items() if "document" not in name}
    passport = {"number": person.foreign_document, "country": person.document_country}
    second = make_draft(
        session, stream=Stream.STATUS_ASSIGNMENT, changes={Step.APPLICANT: applicant, Step.PASSPORT: passport}
    )
    found = {each.criterion_code: each.outcome for each in findings(session, second, ON)}
    assert found[CriterionCode.NO_LIVING_STATUS] == "not_met"


def test_a_number_tried_out_tells_nothing_of_a_stranger(session: Session) -> None:
    person = given(session).application.members[0]
    other = _as(person, typed=True)
    other[Step.APPLICANT] |= {"surname": "Басқаев"}
    stranger = make_draft(session, stream=Stream.KANDAS, changes=other)
    assert register_entry(session, stranger) is None
    same = make_draft(session, stream=Stream.KANDAS, changes=_as(person, typed=True))
    assert register_entry(session, same) is not None


def _as(person: HouseholdMember, *, typed: bool) -> dict[Step, dict[str, object]]:
    """Answers of a quota application by the same person, with the foreign passport and without a word of the status."""
    applicant: dict[str, object] = {
        "surname": person.surname,
        "given_name": person.given_name,
        "born_on": person.birth_on.isoformat(),
        "foreign_document": person.foreign_document,
        "document_country": person.document_country,
    }
    blank: dict[str, object] = {} if typed else {"status_number": None, "granted_on": None, "is_extended": None}
    return {Step.APPLICANT: applicant, Step.KANDAS: blank}
