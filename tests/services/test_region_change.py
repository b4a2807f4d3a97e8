"""A case goes to another region that the family named: its rules one by one, and what goes along with it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain.errors import DomainError, RoleNotAllowedError, StaleVersionError
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.models import Application, AuditEvent, Notice, QueueEvent, Term
from app.policy import Permission
from app.services import review
from app.services.region_change import change_region
from tests.factories import NOW, make_actor
from tests.placing import HERE, NEVER, THERE, districts, family, proposed, worker

REASON = "Солтүстікте дәнекерлеушіге жұмыс табылды"


@pytest.fixture
def officer(session: Session) -> Actor:
    return worker(session)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED])
def test_a_case_goes_to_another_named_region(session: Session, officer: Actor, status: Status) -> None:
    case = family(session, status, persons=3)
    case.host_district = districts(session)[0]
    session.flush()
    number, due = case.number, case.whole_due_on
    papers = session.scalars(select(AuditEvent.id).where(AuditEvent.key == "document.issued")).all()
    waiting = proposed(session, case, HERE, districts(session)[0])
    change_region(session, case.id, THERE, REASON, actor=officer, now=NOW, expected_version=case.version)
    assert case.host_region == THERE
    assert (case.host_district or case.assigned_to_id) is None
    # Number, papers and the days already counted stay.
    assert (case.number, case.whole_due_on, case.status) == (number, due, status)
    assert session.scalars(select(AuditEvent.id).where(AuditEvent.key == "document.issued")).all() == papers
    assert set(session.scalars(select(Term.region).where(Term.application_id == case.id, Term.ended_on.is_(None)))) == {
        THERE
    }
    session.refresh(waiting)
    assert waiting.state == "superseded"
    event = session.scalars(select(AuditEvent).where(AuditEvent.key == "application.region_changed")).one()
    assert (event.region, event.facts) == (THERE, {"left_region": HERE, "region": THERE, "reason": REASON})
    assert "region_changed" in set(session.scalars(select(Notice.template).where(Notice.application_id == case.id)))
    moves = session.scalars(
        select(QueueEvent.region).where(QueueEvent.application_id == case.id).order_by(QueueEvent.id)
    ).all()
    assert moves[-2:] == [HERE, THERE]


def test_the_old_region_loses_sight_of_it_and_the_new_one_gets_it(session: Session, officer: Actor) -> None:
    case = family(session)
    change_region(session, case.id, THERE, REASON, actor=officer, now=NOW)

    def reaches(actor: Actor) -> bool:
        found = select(Application.id).where(
            Application.id == case.id, policy.visible_applications(actor, Permission.APPLICATION_WORK)
        )
        return session.scalar(found) is not None

    assert not reaches(officer)
    assert reaches(worker(session, THERE))
    with pytest.raises(DomainError):
        review.assign(session, case.id, officer.account_id, actor=make_actor(session, Role.SUPERVISOR, THERE), now=NOW)


@pytest.mark.parametrize(
    ("status", "region", "reason", "code"),
    [
        (Status.PREPARED, THERE, REASON, "places_held_already"),
        (Status.APPROVED, THERE, REASON, "places_held_already"),
        (Status.REFERRED, THERE, REASON, "region_too_late"),
        (Status.DOCUMENTS_REQUESTED, THERE, REASON, "region_too_late"),
        (Status.REFUSED, THERE, REASON, "region_too_late"),
        (Status.ACCEPTED, "KZ-63", REASON, "region_not_named"),
        (Status.ACCEPTED, NEVER, REASON, "region_not_named"),
        (Status.ACCEPTED, HERE, REASON, "region_unchanged"),
        (Status.ACCEPTED, THERE, " ", "placement_reason_required"),
    ],
)
def test_what_is_refused(session: Session, officer: Actor, status: Status, region: str, reason: str, code: str) -> None:
    case = family(session, status)
    with pytest.raises(DomainError) as refused:
        change_region(session, case.id, region, reason, actor=officer, now=NOW)
    assert refused.value.code == code
    assert case.host_region == HERE


def test_a_named_region_that_takes_nobody_any_more(session: Session, officer: Actor) -> None:
    case = family(session)
    case.answers = {**case.answers, "wishes": {**case.answers["wishes"], "region_3": "KZ-75"}}
    session.flush()
    with pytest.raises(DomainError, match="region_not_host"):
        change_region(session, case.id, "KZ-75", REASON, actor=officer, now=NOW)


@pytest.mark.parametrize(
    ("role", "region"),
    [
        (Role.CASE_WORKER, THERE),
        (Role.SUPERVISOR, HERE),
        (Role.COMMISSION_SECRETARY, HERE),
        (Role.MINISTRY, None),
        (Role.APPLICANT, None),
    ],
)
def test_only_its_own_case_worker_moves_it(session: Session, role: Role, region: str | None) -> None:
    case = family(session)
    with pytest.raises(RoleNotAllowedError):
        change_region(session, case.id, THERE, REASON, actor=make_actor(session, role, region), now=NOW)


def test_a_stale_page_and_a_second_press(session: Session, officer: Actor) -> None:
    case = family(session)
    seen = case.version
    with pytest.raises(StaleVersionError):
        change_region(session, case.id, THERE, REASON, actor=officer, now=NOW, expected_version=seen - 1)
    change_region(session, case.id, THERE, REASON, actor=officer, now=NOW, expected_version=seen)
    with pytest.raises(StaleVersionError):
        change_region(session, case.id, THERE, REASON, actor=officer, now=NOW, expected_version=seen)
    # Pressed again without a version it is another region's case by now.
    with pytest.raises(RoleNotAllowedError):
        change_region(session, case.id, THERE, REASON, actor=officer, now=NOW)
