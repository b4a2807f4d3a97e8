"""Moving applications: places, dates, events and notices of each move, and what the database refuses by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import (
    DomainError,
    MoveNotAllowedError,
    QuotaExceededError,
    RoleNotAllowedError,
    StaleVersionError,
)
from app.domain.quota import MovementKind
from app.domain.roles import SYSTEM, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Proposal, Status, Through
from app.models import (
    Account,
    Application,
    AuditEvent,
    DocumentRequest,
    Notice,
    PlaceClaim,
    QuotaMovement,
    RegionalQuota,
    RoleGrant,
)
from app.services import quota, review
from app.services.motion import Motion
from tests.factories import NOW, actor_of, make_account, make_actor, make_application, motion_for


def _quota(session: Session, application: Application) -> RegionalQuota:
    row = quota.balance(session, 2026, application.stream, application.host_region or "")
    assert row is not None
    session.refresh(row)
    return row


def _movements(session: Session, application: Application) -> list[tuple[str, int, int]]:
    rows = session.execute(
        select(QuotaMovement.kind, QuotaMovement.reserved, QuotaMovement.used)
        .where(QuotaMovement.application_id == application.id)
        .order_by(QuotaMovement.id)
    )
    return [(row.kind, row.reserved, row.used) for row in rows]


def _perform(session: Session, application: Application, action: Action, role: Role) -> Application:
    owner = actor_of(session.get_one(Account, application.account_id))
    actor = owner if role is Role.APPLICANT else make_actor(session, role, application.host_region)
    return review.perform(session, application.id, motion_for(action, application), actor=actor, now=NOW)


def test_a_household_of_five_is_held_and_then_used(session: Session) -> None:
    application = make_application(session, Status.PREPARED, persons=5)
    before = _quota(session, application)
    assert (before.reserved, before.used, application.places_reserved) == (5, 0, 5)
    _perform(session, application, Action.APPROVE, Role.SUPERVISOR)
    after = _quota(session, application)
    assert (after.reserved, after.used, application.places_used) == (0, 5, 5)
    assert _movements(session, application) == [
        (MovementKind.RESERVATION, 5, 0),
        (MovementKind.CONSUMPTION, -5, 5),
    ]


@pytest.mark.parametrize(
    ("action", "role"),
    [
        (Action.SEND_BACK, Role.SUPERVISOR),
        (Action.ANNOUNCE_REFUSAL, Role.SUPERVISOR),
        (Action.WITHDRAW, Role.APPLICANT),
    ],
)
def test_what_does_not_end_in_approval_gives_the_places_back(session: Session, action: Action, role: Role) -> None:
    application = make_application(session, Status.PREPARED, persons=3)
    _perform(session, application, action, role)
    row = _quota(session, application)
    assert (row.reserved, row.used, application.places_reserved) == (0, 0, 0)
    open_claims = select(PlaceClaim).where(PlaceClaim.released_at.is_(None))
    assert session.scalars(open_claims).all() == []


def test_a_case_sent_back_can_be_prepared_and_approved_again(session: Session) -> None:
    application = make_application(session, Status.PREPARED, persons=2)
    _perform(session, application, Action.SEND_BACK, Role.SUPERVISOR)
    assert (application.proposal, application.recommendation) == (None, None)
    _perform(session, application, Action.PROPOSE_APPROVAL, Role.CASE_WORKER)
    _perform(session, application, Action.RECOMMEND_APPROVAL, Role.COMMISSION_SECRETARY)
    _perform(session, application, Action.APPROVE, Role.SUPERVISOR)
    assert _quota(session, application).used == 2


def test_a_head_may_decide_otherwise_than_the_commission_and_takes_the_places_at_once(session: Session) -> None:
    application = _not_recommended(session, persons=3)
    assert (application.before_head, application.places_reserved) == (Proposal.REFUSAL, 0)
    _perform(session, application, Action.OVERRULE, Role.SUPERVISOR)
    assert Status(application.status) is Status.APPROVED
    assert (_quota(session, application).used, application.places_used) == (3, 3)
    assert _movements(session, application) == [
        (MovementKind.RESERVATION, 3, 0),
        (MovementKind.CONSUMPTION, -3, 3),
    ]


def test_a_head_who_decides_otherwise_cannot_take_more_places_than_there_are(session: Session) -> None:
    make_application(session, Status.PREPARED, region="KZ-35", persons=33)
    application = _not_recommended(session, region="KZ-35", persons=5)
    with pytest.raises(QuotaExceededError):
        _perform(session, application, Action.OVERRULE, Role.SUPERVISOR)
    assert _movements(session, application) == []


def _not_recommended(session: Session, *, region: str = "KZ-55", persons: int) -> Application:
    application = make_application(session, Status.ACCEPTED, region=region, persons=persons)
    _perform(session, application, Action.PROPOSE_REFUSAL, Role.CASE_WORKER)
    return _perform(session, application, Action.RECOMMEND_REFUSAL, Role.COMMISSION_SECRETARY)


@pytest.mark.parametrize("action", [Action.ANNUL, Action.REOPEN])
def test_a_decision_that_falls_on_appeal_gives_its_places_back(session: Session, action: Action) -> None:
    application = make_application(session, Status.APPROVED, persons=4)
    _perform(session, application, action, Role.MINISTRY)
    row = _quota(session, application)
    assert (row.reserved, row.used, application.places_used) == (0, 0, 0)
    assert _movements(session, application)[-1] == (MovementKind.RETURN, 0, -4)
    assert session.scalars(select(PlaceClaim).where(PlaceClaim.released_at.is_(None))).all() == []
    assert (application.decided_at is None) == (action is Action.REOPEN)


def test_a_refusal_that_falls_on_appeal_takes_the_places_it_withheld(session: Session) -> None:
    application = make_application(session, Status.REFUSED, persons=2)
    _perform(session, application, Action.GRANT, Role.MINISTRY)
    assert (_quota(session, application).used, application.places_used) == (2, 2)
    assert Status(application.status) is Status.APPROVED


@pytest.mark.parametrize(
    ("status", "action", "role"),
    [
        (Status.REFERRED, Action.RECOMMEND_APPROVAL, Role.COMMISSION_SECRETARY),
        (Status.HEARING, Action.CLOSE_HEARING, Role.CASE_WORKER),
        (Status.HEARD, Action.REFUSE, Role.SUPERVISOR),
        (Status.APPROVED, Action.ANNUL, Role.MINISTRY),
    ],
)
def test_what_belongs_to_another_record_is_not_done_without_it(
    session: Session, status: Status, action: Action, role: Role
) -> None:
    application = make_application(session, status)
    bare = Motion(action, reason="Себебі", grounds=("false_data",))
    with pytest.raises(MoveNotAllowedError):
        review.perform(session, application.id, bare, actor=make_actor(session, role, "KZ-55"), now=NOW)


def test_the_end_of_a_term_closes_a_hearing_but_decides_nothing(session: Session) -> None:
    application = make_application(session, Status.HEARING)
    with pytest.raises(RoleNotAllowedError):
        review.perform(session, application.id, Motion(Action.WITHDRAW, reason="Себебі"), actor=SYSTEM, now=NOW)
    ended = Motion(Action.CLOSE_HEARING, through=Through.HEARING)
    review.perform(session, application.id, ended, actor=SYSTEM, now=NOW)
    assert Status(application.status) is Status.HEARD
    refusal = Motion(Action.REFUSE, reason="Себебі", grounds=("false_data",), through=Through.HEARING)
    with pytest.raises(RoleNotAllowedError):
        review.perform(session, application.id, refusal, actor=SYSTEM, now=NOW)


def test_a_case_of_the_first_version_never_meets_the_commission(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED, persons=2)
    application.workflow_version = 1
    session.flush()
    _perform(session, application, Action.PROPOSE_APPROVAL, Role.CASE_WORKER)
    assert (Status(application.status), application.places_reserved) == (Status.PREPARED, 2)
    _perform(session, application, Action.ANNOUNCE_REFUSAL, Role.SUPERVISOR)
    assert (Status(application.status), application.places_reserved) == (Status.HEARING, 0)


def test_the_quota_used_up_says_how_many_are_left_and_changes_nothing(session: Session) -> None:
    # Karaganda has 37 places for relocatees in 2026.
    first = make_application(session, Status.PREPARED, region="KZ-35", persons=33)
    late = make_application(session, Status.REFERRED, region="KZ-35", persons=5)
    with pytest.raises(QuotaExceededError) as refusal:
        _perform(session, late, Action.RECOMMEND_APPROVAL, Role.COMMISSION_SECRETARY)
    assert refusal.value.params == {"asked": 5, "available": 4, "region": "KZ-35"}
    session.expire_all()
    assert Status(late.status) is Status.REFERRED
    assert _quota(session, first).reserved == 33
    assert _movements(session, late) == []


def test_a_region_without_a_quota_has_no_places(session: Session) -> None:
    application = make_application(session, Status.REFERRED, region="KZ-55", persons=1)
    application.host_region = "KZ-75"
    session.flush()
    with pytest.raises(QuotaExceededError):
        _perform(session, application, Action.RECOMMEND_APPROVAL, Role.COMMISSION_SECRETARY)


def test_the_same_person_cannot_both_prepare_and_decide(session: Session) -> None:
    application = make_application(session, Status.ACCEPTED)
    account = make_account(session, Role.CASE_WORKER, "KZ-55")
    account.grants.append(RoleGrant(role=Role.SUPERVISOR, region="KZ-55", granted_at=NOW))
    account.grants.append(RoleGrant(role=Role.COMMISSION_SECRETARY, region="KZ-55", granted_at=NOW))
    both = actor_of(account)
    review.perform(session, application.id, motion_for(Action.PROPOSE_APPROVAL), actor=both, now=NOW)
    with pytest.raises(RoleNotAllowedError) as refusal:
        motion = motion_for(Action.RECOMMEND_APPROVAL, application)
        review.perform(session, application.id, motion, actor=both, now=NOW)
    assert refusal.value.code == "own_preparation"
    _perform(session, application, Action.RECOMMEND_APPROVAL, Role.COMMISSION_SECRETARY)
    with pytest.raises(RoleNotAllowedError) as refusal:
        review.perform(session, application.id, motion_for(Action.APPROVE), actor=both, now=NOW)
    assert refusal.value.code == "own_preparation"


def test_whoever_kept_the_vote_does_not_decide_on_it(session: Session) -> None:
    application = make_application(session, Status.REFERRED)
    account = make_account(session, Role.COMMISSION_SECRETARY, "KZ-55")
    account.grants.append(RoleGrant(role=Role.SUPERVISOR, region="KZ-55", granted_at=NOW))
    both = actor_of(account)
    motion = motion_for(Action.RECOMMEND_APPROVAL, application)
    review.perform(session, application.id, motion, actor=both, now=NOW)
    with pytest.raises(RoleNotAllowedError) as refusal:
        review.perform(session, application.id, motion_for(Action.APPROVE), actor=both, now=NOW)
    assert refusal.value.code == "own_preparation"
    values = {"status": Status.APPROVED, "decided_at": NOW, "decided_by_id": account.id}
    places = {"places_reserved": 0, "places_used": 1}
    with pytest.raises(IntegrityError, match="four_eyes"), session.begin_nested():
        session.execute(update(Application).where(Application.id == application.id).values(values | places))


def test_nobody_works_on_their_own_application(session: Session) -> None:
    account = make_account(session, Role.CASE_WORKER, "KZ-55")
    officer = actor_of(account)
    application = make_application(session, Status.SUBMITTED)
    application.account_id = account.id
    session.flush()
    with pytest.raises(RoleNotAllowedError):
        review.perform(session, application.id, motion_for(Action.ACCEPT), actor=officer, now=NOW)


def test_the_second_officer_is_told_and_nothing_is_overwritten(session: Session) -> None:
    application = make_application(session, Status.SUBMITTED)
    seen = application.version
    _perform(session, application, Action.ACCEPT, Role.CASE_WORKER)
    late = motion_for(Action.REFUSE_TO_ACCEPT)
    stale = type(late)(late.action, late.reason, late.grounds, expected_version=seen)
    with pytest.raises(StaleVersionError):
        review.perform(session, application.id, stale, actor=make_actor(session, Role.CASE_WORKER, "KZ-55"), now=NOW)
    assert Status(application.status) is Status.ACCEPTED


def test_each_move_is_one_event_with_who_from_and_to(session: Session) -> None:
    application = make_application(session, Status.APPROVED, persons=4)
    events = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id == application.id,
            AuditEvent.key == EventKey.APPLICATION_MOVED,
        )
        .order_by(AuditEvent.sequence)
    ).all()
    assert [(event.facts["action"], event.facts["to"]) for event in events] == [
        ("submit", "submitted"),
        ("accept", "accepted"),
        ("propose_approval", "referred"),
        ("recommend_approval", "prepared"),
        ("approve", "approved"),
    ]
    assert all(event.actor_id is not None and event.region == "KZ-55" for event in events)
    assert events[3].facts["places"] == {"effect": "reserve", "persons": 4, "quota": application.quota_id}


def test_a_request_for_documents_opens_and_the_reply_closes_it(session: Session) -> None:
    application = make_application(session, Status.DOCUMENTS_REQUESTED)
    request = session.scalars(select(DocumentRequest)).one()
    assert (request.closed_at, request.items[0]["kind"]) == (None, "identity")
    answered = motion_for(Action.REPLY)
    owner = actor_of(session.get_one(Account, application.account_id))
    review.perform(
        session,
        application.id,
        type(answered)(Action.REPLY, reply="Құжатты қайта жүктедім"),
        actor=owner,
        now=NOW + timedelta(days=1),
    )
    assert (request.closed_at, request.reply) == (NOW + timedelta(days=1), "Құжатты қайта жүктедім")


def test_the_family_is_told_of_what_concerns_it_only(session: Session) -> None:
    application = make_application(session, Status.APPROVED)
    told = session.scalars(
        select(Notice.template).where(Notice.application_id == application.id).order_by(Notice.id)
    ).all()
    assert told == ["received", "accepted", "referred", "approved", "task_given"]


def test_an_application_is_assigned_to_a_case_worker_of_its_region_only(session: Session) -> None:
    application = make_application(session, Status.SUBMITTED)
    head = make_actor(session, Role.SUPERVISOR, "KZ-55")
    here = make_account(session, Role.CASE_WORKER, "KZ-55")
    elsewhere = make_account(session, Role.CASE_WORKER, "KZ-59")
    review.assign(session, application.id, here.id, actor=head, now=NOW)
    assert application.assigned_to_id == here.id
    with pytest.raises(DomainError) as refusal:
        review.assign(session, application.id, elsewhere.id, actor=head, now=NOW)
    assert refusal.value.code == "not_case_worker_here"
    with pytest.raises(RoleNotAllowedError):
        review.assign(session, application.id, None, actor=actor_of(here), now=NOW)


def test_nobody_whose_account_is_closed_gets_a_case(session: Session) -> None:
    application = make_application(session, Status.SUBMITTED)
    gone = make_account(session, Role.CASE_WORKER, "KZ-55")
    gone.is_active = False
    with pytest.raises(DomainError) as refusal:
        review.assign(session, application.id, gone.id, actor=make_actor(session, Role.SUPERVISOR, "KZ-55"), now=NOW)
    assert refusal.value.code == "not_case_worker_here"


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REFUSED, Status.WITHDRAWN, Status.REFUSED_TO_ACCEPT])
def test_a_closed_case_is_not_assigned_nor_moved(session: Session, status: Status) -> None:
    application = make_application(session, status)
    head = make_actor(session, Role.SUPERVISOR, "KZ-55")
    with pytest.raises(DomainError):
        review.assign(session, application.id, None, actor=head, now=NOW)
    with pytest.raises(MoveNotAllowedError):
        review.perform(session, application.id, motion_for(Action.APPROVE), actor=head, now=NOW)


# -- what the database holds whatever code runs ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (Status.APPROVED, {"decided_by_id": Application.prepared_by_id}),
        (Status.APPROVED, {"decided_at": None}),
        (Status.APPROVED, {"places_used": 0}),
        (Status.ACCEPTED, {"status": "approved"}),
        (Status.ACCEPTED, {"places_reserved": 3}),
        (Status.SUBMITTED, {"number": None}),
        (Status.SUBMITTED, {"status": "somewhere"}),
    ],
)
def test_impossible_states_are_refused_by_the_database(session: Session, status: Status, change: dict) -> None:  # type: ignore[type-arg]
    application = make_application(session, status, persons=2)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Application).where(Application.id == application.id).values(change))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quota_movements SET reserved = 1",
        "DELETE FROM quota_movements",
        "TRUNCATE quota_movements",
        "UPDATE audit_events SET at = now()",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "UPDATE regional_quotas SET used = used + 1",
        "UPDATE regional_quotas SET allocated = 999999",
    ],
)
def test_the_ledger_and_the_trail_are_written_once(session: Session, statement: str) -> None:
    make_application(session, Status.PREPARED)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))


def test_overselling_is_refused_below_the_arithmetic_too(session: Session) -> None:
    application = make_application(session, Status.PREPARED, stream=Stream.RELOCATEE)
    row = _quota(session, application)
    with pytest.raises(IntegrityError) as refusal, session.begin_nested():
        session.add(
            QuotaMovement(
                quota_id=row.id,
                kind=MovementKind.RESERVATION,
                reserved=row.allocated + 1,
                application_id=application.id,
                at=NOW,
            )
        )
        session.flush()
    assert "never_oversold" in str(refusal.value)
