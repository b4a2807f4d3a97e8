"""The persons who move with the applicant: add, change, remove, and what is wrong with the household as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.answer_fields import PERSON
from app.domain.answers import MalformedAnswerError, cleaned_fields
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError
from app.domain.household import HouseholdLimits, Member, Relation, Sex
from app.domain.household_checks import check_household
from app.domain.problems import Problem
from app.domain.reference import NoValueError
from app.domain.roles import Actor
from app.models.application import Application, HouseholdMember
from app.services import audit, reference
from app.services.application import TYPED, fill_member, is_identified, locked_draft, refresh, refuse_twice

# A household larger than this is a mistake or an attack; the law knows no limit.
MOST_MEMBERS = 40
# The applicant is entered in a step of their own.
RELATIONS = tuple(relation for relation in Relation if relation is not Relation.APPLICANT)


class MemberUnknownError(DomainError):
    """The household has no such member."""

    code = "member_unknown"


class MemberIncompleteError(DomainError):
    """A person needs names, a birth date, and an IIN or a foreign document."""

    code = "member_incomplete"


def save_member(
    session: Session,
    application: Application,
    member_id: int | None,
    person: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> HouseholdMember:
    """Add a member (``member_id`` None) or change one; ``person``: the fields of ``PERSON`` and ``relation``."""
    kept = locked_draft(session, application.id, actor, expected_version)
    if member_id is None:
        member = _add(session, kept, person)
    else:
        member = _find(kept, member_id)
        _write(session, kept, member, person)
    _forget_typed(kept, f"member-{member_id or 'new'}")
    _finish(session, kept, "changed" if member_id else "added", actor=actor, now=now)
    return member


def remove_member(
    session: Session, application: Application, member_id: int, *, actor: Actor, now: datetime
) -> Application:
    """Take a member other than the applicant off the list; files of the person stay with the household."""
    kept = locked_draft(session, application.id, actor)
    member = _find(kept, member_id)
    kept.members.remove(member)
    _finish(session, kept, "removed", actor=actor, now=now)
    return kept


def member_values(member: HouseholdMember) -> Member:
    """A row as the rules see it; its key is the row's number as text."""
    return Member(
        key=str(member.id),
        relation=Relation(member.relation),
        born_on=member.birth_on,
        sex=Sex(member.sex) if member.sex else None,
        iin=member.iin,
        citizenship=member.citizenship,
    )


def problems(session: Session, application: Application, on: date) -> tuple[Problem, ...]:
    """What cannot be true of the household, or is doubtful, on the day; ``member_key`` is the row's number."""
    members = [member_values(member) for member in application.members]
    return check_household(members, on, _limits(session, on))


def _limits(session: Session, on: date) -> HouseholdLimits:
    """Ages of the law; where nobody has entered one for the day, that check says nothing."""
    book = reference.book(session)
    try:
        return book.household_limits(on)
    except NoValueError:
        return HouseholdLimits(adult_age=0, marriage_age=0, marriage_age_reduced=0)


def _add(session: Session, application: Application, person: Mapping[str, Any]) -> HouseholdMember:
    if len(application.members) >= MOST_MEMBERS:
        raise DomainError("too_many_members", limit=MOST_MEMBERS)
    member = HouseholdMember()
    _write(session, application, member, person)
    member.position = max((each.position for each in application.members), default=0) + 1
    application.members.append(member)
    return member


def _write(session: Session, application: Application, member: HouseholdMember, person: Mapping[str, Any]) -> None:
    """Write what was answered about a person into the row; nobody stands in a household twice."""
    fields, relation = _checked(person)
    with session.no_autoflush:
        fill_member(member, fields)
        refuse_twice(application, member)
    member.relation = relation


def _checked(person: Mapping[str, Any]) -> tuple[Mapping[str, Any], Relation]:
    relation = person.get("relation")
    if relation not in RELATIONS:
        raise MalformedAnswerError(field="relation")
    fields = cleaned_fields(PERSON, {name: value for name, value in person.items() if name != "relation"})
    if not is_identified(fields):
        raise MemberIncompleteError()
    return fields, Relation(relation)


def _find(application: Application, member_id: int) -> HouseholdMember:
    for member in application.members:
        if member.id == member_id and member.position > 0:
            return member
    raise MemberUnknownError()


def _forget_typed(application: Application, key: str) -> None:
    raw = {name: value for name, value in application.answers.get(TYPED, {}).items() if name != key}
    application.answers = {**application.answers, TYPED: raw}


def _finish(session: Session, application: Application, what: str, *, actor: Actor, now: datetime) -> None:
    refresh(application)
    session.flush()
    audit.record(
        session,
        EventKey.APPLICATION_ANSWERED,
        (SubjectKind.APPLICATION, application.id),
        actor=actor,
        now=now,
        region=application.host_region,
        facts={"steps": ["household"], "member": what, "persons": application.household_size},
    )
