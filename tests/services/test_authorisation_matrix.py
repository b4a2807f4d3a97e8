"""Role × region × action × status, every combination: who may move an application, and who only thinks so.

Expected outcomes are worked out here from the procedure and the scope of roles alone, not from the code's policy.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, MoveNotAllowedError, RoleNotAllowedError
from app.domain.roles import SYSTEM, Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Application
from app.policy import Permission, may_reach, visible_applications
from app.services import review, submission
from tests.domain.expected_procedures import EXPECTED, Row
from tests.factories import NOW, make_actor, make_application, make_draft, motion_for
from tests.procedures import WAYS, Way, everywhere, make_case

HERE, ELSEWHERE = "KZ-55", "KZ-59"
NATIONAL = (Role.AUDITOR, Role.ADMINISTRATOR, Role.MISSION_OFFICER)
REGIONAL = (Role.CASE_WORKER, Role.SUPERVISOR, Role.COMMISSION_SECRETARY)


@dataclass(frozen=True)
class Person:
    """Somebody who tries: the role under which the application knows them (None: none)."""

    name: str
    actor: Actor
    counts_as: Role | None
    is_service: bool = False


def _people(session: Session, owner: Actor) -> list[Person]:
    people = [
        Person("owner", owner, Role.APPLICANT),
        Person("another applicant", make_actor(session), None),
        Person("the service", SYSTEM, None, is_service=True),
        Person("ministry", make_actor(session, Role.MINISTRY), Role.MINISTRY),
        Person("commission_member here", make_actor(session, Role.COMMISSION_MEMBER, HERE), None),
    ]
    for role in REGIONAL:
        people.append(Person(f"{role} here", make_actor(session, role, HERE), role))
        people.append(Person(f"{role} elsewhere", make_actor(session, role, ELSEWHERE), None))
    # A mission's officer counts for what they entered; this one entered nothing.
    people += [Person(role.value, make_actor(session, role), None) for role in NATIONAL]
    return people


def _outcome(session: Session, application: Application, action: Action, actor: Actor) -> str:
    """``let through`` by the table and the roles, or the kind of refusal; whatever happens is undone."""
    motion = motion_for(action, application)
    trial = session.begin_nested()
    try:
        review.perform(session, application.id, motion, actor=actor, now=NOW)
    except MoveNotAllowedError:
        return "no such move"
    except RoleNotAllowedError:
        return "not for you"
    except DomainError:
        # The record of which the move is part asks for more: minutes, say.
        return "let through"
    else:
        return "let through"
    finally:
        trial.rollback()
        session.expire_all()


def _expected(status: Status, row: Row | None, person: Person) -> str:
    if row is None:
        return "no such move"
    if person.is_service:
        return "let through" if row.by_service else "not for you"
    # A draft of a family is the family's: no office has it yet.
    office_has_it = status is not Status.DRAFT or person.counts_as is Role.APPLICANT
    # Here every family has an account: nobody else speaks the word that ends its case.
    may_say_it = "own word" not in row.conditions or person.counts_as is Role.APPLICANT
    return "let through" if person.counts_as in row.roles and office_has_it and may_say_it else "not for you"


@pytest.mark.parametrize(("way", "status"), list(everywhere()), ids=str)
def test_every_action_by_everybody(session: Session, way: Way, status: Status) -> None:
    rows = EXPECTED[way.procedure.code, way.version]
    owner = make_actor(session)
    application = make_case(session, way, status, owner)
    assert (application.status, application.workflow_version) == (status, way.version)
    before_head = application.before_head
    people = _people(session, owner)
    wrong = {}
    for action in Action:
        row = rows.get((status, action))
        if row is not None and row.proposal is not None and row.proposal is not before_head:
            row = None
        # What the table does not have, it has for nobody: one who may do most is enough to see that.
        trying = people if row is not None else [each for each in people if each.counts_as is Role.SUPERVISOR]
        for person in trying:
            outcome = _outcome(session, application, action, person.actor)
            if outcome != _expected(status, row, person):
                wrong[action, person.name] = (outcome, _expected(status, row, person))
    assert wrong == {}


def test_a_mission_works_on_what_it_entered_and_on_nothing_else(session: Session) -> None:
    mission = make_actor(session, Role.MISSION_OFFICER)
    entered = make_draft(session, owner=mission, channel="mission", stream=Stream.STATUS_CONSENT, region=HERE)
    application = submission.submit(session, entered.id, actor=mission, now=NOW)
    stranger = make_actor(session, Role.MISSION_OFFICER)
    assert _outcome(session, application, Action.WITHDRAW, stranger) == "not for you"
    assert _outcome(session, application, Action.ACCEPT, mission) == "not for you"
    assert _outcome(session, application, Action.WITHDRAW, mission) == "let through"


def test_an_officer_withdraws_for_a_person_of_the_desk_only(session: Session) -> None:
    desk = make_actor(session, Role.CASE_WORKER, HERE)
    entered = make_draft(session, owner=desk, channel="desk", region=HERE)
    at_the_desk = submission.submit(session, entered.id, actor=desk, now=NOW)
    online = make_application(session, Status.SUBMITTED, region=HERE)
    assert _outcome(session, online, Action.WITHDRAW, desk) == "not for you"
    assert _outcome(session, at_the_desk, Action.WITHDRAW, desk) == "let through"


def test_every_procedure_is_walked() -> None:
    assert {(way.procedure.code, way.version) for way in WAYS} == set(EXPECTED)
    assert {way.stream for way in WAYS} == set(Stream)


def _may_read(status: Status, name: str) -> bool:
    if name == "owner":
        return False  # as an applicant: through their own pages, not the staff's
    reads = {
        "case_worker here",
        "supervisor here",
        "ministry",
        "auditor",
    }
    return name in reads and status is not Status.DRAFT


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.APPROVED])
def test_who_reaches_a_case_by_its_address(session: Session, status: Status) -> None:
    owner = make_actor(session)
    application = make_application(session, status, owner=owner, region=HERE)
    for person in _people(session, owner):
        expected = _may_read(status, person.name)
        by_query = (
            session.query(Application.id)
            .filter(visible_applications(person.actor), Application.id == application.id)
            .count()
        )
        assert (by_query == 1, person.name) == (expected, person.name)
        assert (may_reach(person.actor, application, Permission.APPLICATION_READ), person.name) == (
            expected,
            person.name,
        )


ABOUT_RECORDS = [each for each in Permission if each not in {Permission.PUBLIC, Permission.SIGNED_IN}]


@pytest.mark.parametrize("permission", ABOUT_RECORDS)
def test_the_query_and_the_check_agree(session: Session, permission: Permission) -> None:
    owner = make_actor(session)
    cases = [make_application(session, status, owner=owner) for status in (Status.DRAFT, Status.SUBMITTED)]
    for person in _people(session, owner):
        reachable = {
            row.id for row in session.query(Application.id).filter(visible_applications(person.actor, permission))
        }
        for case in cases:
            assert (case.id in reachable) is may_reach(person.actor, case, permission), (person.name, permission)


def test_a_desk_of_another_region_keeps_the_receipt_but_not_the_case(session: Session) -> None:
    desk = make_actor(session, Role.CASE_WORKER, ELSEWHERE)
    case = make_draft(session, owner=desk, channel="desk", region=HERE)
    assert may_reach(desk, case, Permission.APPLICATION_FILL)
    submission.submit(session, case.id, actor=desk, now=NOW)
    session.flush()
    for permission in ABOUT_RECORDS:
        expected = permission is Permission.APPLICATION_FILL
        query = session.query(Application).filter(visible_applications(desk, permission), Application.id == case.id)
        assert (query.count() == 1, permission) == (expected, permission)
        assert (may_reach(desk, case, permission), permission) == (expected, permission)


def test_the_administrator_reaches_no_case_at_all(session: Session) -> None:
    for status in (Status.SUBMITTED, Status.PREPARED, Status.APPROVED):
        make_application(session, status)
    administrator = make_actor(session, Role.ADMINISTRATOR)
    for permission in ABOUT_RECORDS:
        assert session.query(Application).filter(visible_applications(administrator, permission)).count() == 0
