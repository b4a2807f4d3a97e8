"""Filling in an application: start it, save its steps, keep what rules and lists read in columns of its own.

``answers`` holds the form by step code in the shape of ``domain/answers.py``; beside it ``answers["typed"]`` keeps,
by step, the fields of a page as they were typed while something in them could not be read (name → list of values), so
that nothing is lost on another device.  Drafts may be incomplete.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain import names
from app.domain.answers import cleaned
from app.domain.audit import EventKey, SubjectKind
from app.domain.calendar import COUNTRY_TIME
from app.domain.channel import Channel
from app.domain.errors import DomainError, MoveNotAllowedError, StaleVersionError
from app.domain.household import Relation
from app.domain.procedures import newest
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import Programme, Step
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models.account import Account
from app.models.application import Application, HouseholdMember
from app.policy import Permission, channels_of, may_reach
from app.services import audit
from app.services.transaction_memory import memory

TYPED = "typed"


class ProgrammeClosedError(DomainError):
    """No new case may start under the programme today."""

    code = "programme_closed"


def today(now: datetime) -> date:
    """The day on the country's clock."""
    return now.astimezone(COUNTRY_TIME).date()


def programme_of(application: Application) -> Programme:
    """The programme that the application is made under."""
    return PROGRAMMES[application.programme]


def start(
    session: Session, programme_code: str, *, actor: Actor, now: datetime, channel: str = "online", language: str = "kk"
) -> Application:
    """A new draft of ``actor`` (``channel`` ``online``) or of a person for whom the actor enters it (``desk``,
    ``mission``).

    A second press on the button gives the draft that the first one made, as long as nothing is written in it.
    """
    programme = PROGRAMMES.get(programme_code)
    if programme is None or not programme.is_in_force(today(now)):
        raise ProgrammeClosedError(programme=programme_code)
    if channel not in programme.channels or channel not in channels_of(actor):
        raise ProgrammeClosedError("programme_other_channel", programme=programme_code)
    # Two presses at once wait for each other at the account; "no key": others may go on referring to it.
    session.execute(select(Account.id).where(Account.id == actor.account_id).with_for_update(key_share=True))
    found = _untouched(session, programme_code, actor, channel)
    if found is not None:
        return found
    for_another = channel != Channel.ONLINE
    application = Application(
        programme=programme.code,
        stream=programme.stream,
        status=Status.DRAFT,
        status_since=now,
        workflow_version=newest(programme.procedure).version,
        channel=channel,
        language=language,
        account_id=None if for_another else actor.account_id,
        entered_by_id=actor.account_id if for_another else None,
        answers={},
        members=[],
        created_at=now,
    )
    session.add(application)
    session.flush()
    # Nobody else sees the row before the commit: it is held, and nothing was recorded of it.
    memory(session)[Application, application.id] = application
    audit.begin(session, (SubjectKind.APPLICATION, application.id))
    facts = {"programme": programme.code, "channel": channel}
    _record(session, EventKey.APPLICATION_STARTED, application, actor=actor, now=now, facts=facts)
    return application


def save_step(
    session: Session,
    application: Application,
    step: Step,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
    typed: Mapping[str, Sequence[str]] | None = None,
) -> Application:
    """Keep the answers of one step; ``typed`` where the page held something that could not be read.

    Raises StaleVersionError where the form was opened on an older version than the stored one.
    """
    return save_steps(
        session,
        application,
        {step: answers},
        actor=actor,
        now=now,
        expected_version=expected_version,
        typed={step.value: typed} if typed else None,
    )


def save_steps(
    session: Session,
    application: Application,
    steps: Mapping[Step, Mapping[str, Any]],
    *,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
    typed: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> Application:
    """Keep the answers of several steps at once (one lock, one event)."""
    kept = locked_draft(session, application.id, actor, expected_version)
    stream = Stream(kept.stream)
    fresh = {step.value: cleaned(step, given, stream) for step, given in steps.items()}
    raw = {key: value for key, value in kept.answers.get(TYPED, {}).items() if key not in fresh} | dict(typed or {})
    kept.answers = {**kept.answers, **fresh, TYPED: raw}
    refresh(kept)
    facts = {"steps": sorted(fresh), "unread": sorted(typed or {})}
    _record(session, EventKey.APPLICATION_ANSWERED, kept, actor=actor, now=now, facts=facts)
    return kept


def keep_typed(
    session: Session,
    application: Application,
    key: str,
    typed: Mapping[str, Sequence[str]] | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep, or with None forget, what was typed into the page ``key`` that has no step of its own."""
    kept = locked_draft(session, application.id, actor)
    raw = {name: value for name, value in kept.answers.get(TYPED, {}).items() if name != key}
    if typed:
        raw[key] = dict(typed)
    kept.answers = {**kept.answers, TYPED: raw}
    _record(session, EventKey.APPLICATION_ANSWERED, kept, actor=actor, now=now, facts={"unread": [key]})


def locked(session: Session, application_id: int, expected_version: int | None = None) -> Application:
    """The application with its members, its row locked and read anew; StaleVersionError when somebody was faster."""
    held = memory(session)
    application: Application | None = held.get((Application, application_id))
    if application is None:
        application = session.execute(
            select(Application)
            .where(Application.id == application_id)
            .options(selectinload(Application.members))
            .with_for_update()
            .execution_options(populate_existing=True)
        ).scalar_one()
        held[Application, application_id] = application
    if expected_version is not None and application.version != expected_version:
        raise StaleVersionError()
    return application


def locked_draft(
    session: Session, application_id: int, actor: Actor, expected_version: int | None = None
) -> Application:
    """The same for a draft that ``actor`` may fill in; MoveNotAllowedError once it is submitted."""
    application = locked(session, application_id, expected_version)
    if application.status != Status.DRAFT or not may_reach(actor, application, Permission.APPLICATION_FILL):
        raise MoveNotAllowedError("not_a_draft")
    return application


def refresh(application: Application) -> None:
    """Copy what rules, lists and search read from the answers and the members into the columns."""
    answers = application.answers
    applicant = with_passport(answers)
    _sync_applicant(application, applicant)
    given = [applicant.get(part, "") for part in ("surname", "given_name", "patronymic")]
    application.applicant_name = " ".join(part for part in given if part)
    application.applicant_sort_key = names.sort_key(application.applicant_name)
    application.applicant_iin = applicant.get("iin")
    application.contact_email = applicant.get("email")
    application.contact_phone = applicant.get("phone")
    application.language = applicant.get("language", application.language)
    address = answers.get(Step.ADDRESS, {})
    application.host_region = answers.get(Step.WISHES, {}).get("region") or address.get("region")
    application.departure_region = answers.get(Step.RESIDENCE, {}).get("registered_region")
    application.household_size = len(application.members)
    refresh_search(application)


def with_passport(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is answered about the applicant, with the document that has a page of its own where the form asks for it."""
    passport = answers.get(Step.PASSPORT, {})
    named = {"foreign_document": passport.get("number"), "document_country": passport.get("country")}
    return {**answers.get(Step.APPLICANT, {}), **{name: value for name, value in named.items() if value}}


def refresh_search(application: Application) -> None:
    """The words by which the application is found: names without Kazakh letters, IINs, documents, the number."""
    people = [names.fold_key(f"{member.full_name} {member.latin_name}") for member in application.members]
    marks = [mark for member in application.members for mark in (member.iin, member.foreign_document) if mark]
    lead = [names.fold_key(application.applicant_name)] if application.applicant_name and not people else []
    application.search_text = " ".join([*people, *lead, *marks, application.number or ""]).strip()


def is_identified(person: Mapping[str, Any]) -> bool:
    """Whether enough is known of a person for a row: names, birth date, and the IIN or a foreign document."""
    has_names = all(person.get(name) for name in ("surname", "given_name", "born_on"))
    return has_names and bool(person.get("iin") or person.get("foreign_document"))


def fill_member(member: HouseholdMember, person: Mapping[str, Any]) -> None:
    """Write the answers about a person (fields of ``answer_fields.PERSON``) into the row."""
    for name in ("surname", "given_name", "patronymic", "latin_name"):
        setattr(member, name, person.get(name, ""))
    for name in ("iin", "document_country", "sex"):
        setattr(member, name, person.get(name))
    # One spelling of a number, so that the same document is found again.
    document = "".join(person.get("foreign_document", "").replace("-", "").split()).upper()
    member.foreign_document = document or None
    member.birth_on = date.fromisoformat(person["born_on"])
    member.citizenship = person.get("citizenship", "KZ")


def refuse_twice(application: Application, member: HouseholdMember) -> None:
    """DomainError where ``member`` is somebody who stands in the household already, by IIN or by document."""
    others = [other for other in application.members if other is not member]
    if any(other.person_key == member.person_key for other in others):
        raise DomainError("same_iin_twice" if member.iin else "same_document_twice")


def _sync_applicant(application: Application, person: Mapping[str, Any]) -> None:
    """The applicant is the member at position 0, from the moment enough is known."""
    if not is_identified(person):
        return
    member = next((each for each in application.members if each.position == 0), None)
    if member is None:
        member = HouseholdMember(position=0, relation=Relation.APPLICANT)
        application.members.insert(0, member)
    fill_member(member, person)
    refuse_twice(application, member)


def _untouched(session: Session, programme_code: str, actor: Actor, channel: str) -> Application | None:
    owner = Application.account_id if channel == Channel.ONLINE else Application.entered_by_id
    return session.execute(
        select(Application)
        .where(
            owner == actor.account_id,
            Application.programme == programme_code,
            Application.status == Status.DRAFT,
            Application.channel == channel,
            Application.answers == {},
        )
        .order_by(Application.id)
        .limit(1)
    ).scalar_one_or_none()


def _record(
    session: Session,
    key: EventKey,
    application: Application,
    *,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Any],
) -> None:
    session.flush()
    subject = (SubjectKind.APPLICATION, application.id)
    audit.record(session, key, subject, actor=actor, now=now, region=application.host_region, facts=facts)
