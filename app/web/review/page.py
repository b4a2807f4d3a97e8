"""The case page as plain values for its template: each part of the case in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app import policy
from app.domain import eligibility as rules
from app.domain.document_types import DocumentType
from app.domain.household import Relation, age_on
from app.domain.procedures import PROCEDURES, procedure_of
from app.domain.programmes import PROGRAMMES
from app.domain.programmes.definition import Step
from app.domain.quota import Balance
from app.domain.reference import ReferenceBook
from app.domain.roles import Actor, Role
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import OPEN, Action, Proposal, Standing, Status
from app.i18n import current_language, format_date, format_number, local
from app.labels.answers import answer_rows, country_name
from app.labels.application import STATUSES
from app.labels.household import RELATIONS
from app.labels.programme import DOCUMENT_TYPES, STEPS
from app.labels.review import ACTION_LINKS, ATTACHMENT_COLOURS, ATTACHMENT_STATES, ground_text
from app.models import Application, HouseholdMember
from app.queries import case
from app.queries.case_page import parts as case_parts
from app.services import casework, eligibility, next_step, reference
from app.web.access import now
from app.web.appeal.page import case_complaints, paper_rights
from app.web.clock.words import case_clock
from app.web.departure.page import for_case as case_departure
from app.web.next_step import for_staff
from app.web.placement.cases import case_panel
from app.web.review.findings import finding_rows
from app.web.review.register import register_rows
from app.web.review.related import related_rows
from app.web.tasks.rows import task_items
from app.web.timeline import staff_rows

# The step that usually comes next is the button; the others are quieter.
_USUAL = frozenset({Action.ACCEPT, Action.REPLY, Action.PROPOSE_APPROVAL, Action.PROPOSE_TERMINATION, Action.APPROVE})
# Where these lie before the head, announcing them is the usual step.
_ADVERSE = {Proposal.REFUSAL: Action.ANNOUNCE_REFUSAL, Proposal.TERMINATION: Action.ANNOUNCE_TERMINATION}
_NO_ANSWERS = frozenset({Step.HOUSEHOLD, Step.DOCUMENTS})


@dataclass(frozen=True, slots=True)
class ActionLink:
    """A step that is open to the person: where its page is, and whether it is the usual next one."""

    action: Action
    text: str
    href: str
    is_usual: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say of the case on the day it was submitted, and where else the same persons stand."""

    found: tuple[rules.Finding, ...]
    duplicates: tuple[case.DuplicateRow, ...]
    book: ReferenceBook


def case_page(session: Session, application: Application, actor: Actor, today: date) -> dict[str, Any]:
    """Everything that the case page shows, mostly in one statement beside those of the case and its household."""
    names = region_names(session)
    parts = case_parts(session, application, today.year)
    people, attachments, papers = parts.people, parts.attachments, parts.papers
    assessment = assess(session, application, attachments, parts.duplicates)
    standing = policy.standing(actor, application)
    members = application.members
    return {
        **case_header(application, names, people, today),
        "actions": action_links(application, actor, standing),
        "proposal_grounds": [ground_text(code) for code in application.proposal_grounds],
        "sittings": parts.sittings,
        "recommendation_grounds": [ground_text(code) for code in application.recommendation_grounds],
        "own_preparation": is_own_preparation(application, standing),
        "member_rows": _members(application),
        "answers": _answers(application, names),
        "attachments": [_attachment(row, members) for row in attachments],
        "unchecked": sum(row.state == "unchecked" for row in attachments),
        "findings": finding_rows(assessment.found, assessment.book, names),
        "overall": rules.overall(assessment.found),
        "duplicates": [_duplicate(row, actor, names) for row in assessment.duplicates],
        "quota": quota_words(application, people, names),
        **case_panel(application, has_proposal=parts.has_proposal),
        "queue": parts.place,
        "tasks": task_items(application, parts.tasks, "tasks.check"),
        "clock": case_clock(application, actor),
        **case_departure(session, application, actor, has_one=parts.has_departure),
        "ahead": for_staff(next_step.ahead(session, application, now(), is_appealed=people.is_appealed)),
        "related": [*related_rows(parts.related, actor), *register_rows(session, application, actor)],
        "notes": parts.notes,
        "timeline": staff_rows(parts.events),
        "notices": parts.notices,
        "papers": papers,
        "complaints": case_complaints(session, application, papers),
        **paper_rights(standing.roles),
        "requests": parts.requests,
        "may_note": bool(standing.roles & {Role.CASE_WORKER, Role.SUPERVISOR}),
        "may_review": casework.may_review(actor, application),
        "may_assign": Role.SUPERVISOR in standing.roles and Status(application.status) in OPEN,
    }


def case_header(application: Application, names: Mapping[str, str], people: case.People, today: date) -> dict[str, Any]:
    """What stands at the top of every page about the case."""
    return {
        "application": application,
        "status": Status(application.status),
        "regions": names,
        "people": people,
        "is_overdue": application.due_on is not None and application.due_on < today,
        "proposal": Proposal(application.proposal) if application.proposal else None,
        "recommendation": Proposal(application.recommendation) if application.recommendation else None,
    }


def region_names(session: Session) -> dict[str, str]:
    """Names of the regions by ISO code in the language in use."""
    column = f"name_{current_language()}"
    return {code: getattr(region, column) for code, region in reference.regions(session).items()}


def assess(
    session: Session,
    application: Application,
    attachments: Sequence[case.AttachmentRow] | None = None,
    duplicates: Sequence[case.DuplicateRow] | None = None,
) -> Assessment:
    """The rules applied to the case, as of the day of its submission (the requirements count on that day).

    What the caller has read already is not read again.
    """
    files = case.attachments(session, application.id) if attachments is None else attachments
    documents = frozenset(DocumentType(row.kind) for row in files if row.state != "rejected")
    if duplicates is None:
        duplicates = case.duplicates(session, application.id, application.members, Stream(application.stream))
    keys = tuple(sorted({row.key for row in duplicates if row.counts}))
    has_departed = any(row.has_departed for row in duplicates)
    facts = eligibility.stated_facts(session, application, keys, documents, has_departed=has_departed)
    book = reference.book(session)
    day = local(application.submitted_at or application.created_at).date()
    return Assessment(rules.assess(PROGRAMMES[application.programme], facts, book, day), tuple(duplicates), book)


def action_links(application: Application, actor: Actor, standing: Standing) -> list[ActionLink]:
    """Steps of the table that are open to the person, each with its page."""
    lying = application.before_head
    links = [
        ActionLink(
            action,
            str(ACTION_LINKS[action]),
            action_href(application, action),
            action in _USUAL or (lying is not None and action is _ADVERSE.get(lying)),
        )
        for action in policy.open_actions(actor, application)
        if action in ACTION_LINKS and not _is_own(standing)
    ]
    return sorted(links, key=lambda link: not link.is_usual)


def action_href(application: Application, action: Action) -> str:
    """Address of the action's page: the head's where the move is the head's, else the case worker's."""
    procedure = procedure_of(application.programme, application.workflow_version)
    move = procedure.table[Status(application.status), action]
    endpoint = "review.decide" if Role.SUPERVISOR in move.roles else "review.work"
    return url_for(endpoint, application_id=application.id, action=action.value)


def is_own_preparation(application: Application, standing: Standing) -> bool:
    """Whether the person could decide, had they not prepared the case themselves."""
    waiting = Status(application.status) in {Status.PREPARED, Status.HEARD}
    return waiting and standing.is_preparer and Role.SUPERVISOR in standing.roles


def quota_words(application: Application, people: case.People, names: Mapping[str, str]) -> dict[str, Any] | None:
    """The quota of the case's year, stream and region in persons, and whether the household still fits.

    None where the stream spends no places.
    """
    if application.stream not in QUOTA_STREAMS:
        return None
    balance = people.balance or Balance(0)
    held = application.places_reserved + application.places_used
    return {
        "year": people.quota_year,
        "version": people.quota_version,
        "region": names.get(application.host_region or "", ""),
        "allocated": format_number(balance.allocated),
        "reserved": format_number(balance.reserved),
        "used": format_number(balance.used),
        "available": format_number(balance.available),
        "asked": application.household_size,
        "held": held,
        "is_short": not held and not application.departed_on and balance.available < application.household_size,
    }


def _on_case_page(role: Role) -> frozenset[Action]:
    return frozenset(
        action
        for procedure in PROCEDURES.values()
        for (_status, action), move in procedure.table.items()
        if role in move.roles and move.through is None
    )


# The pages of the head's steps ask for another permission than the case worker's.
DECIDING = _on_case_page(Role.SUPERVISOR)
WORKING = _on_case_page(Role.CASE_WORKER)


def _is_own(standing: Standing) -> bool:
    """Whether this is the person's own application: there they are no officer."""
    return Role.APPLICANT in standing.roles


def _members(application: Application) -> list[dict[str, Any]]:
    """Everybody of the household, with the age on the day of submission."""
    on = local(application.submitted_at or application.created_at).date()
    return [_member(member, on) for member in application.members]


def _member(member: HouseholdMember, on: date) -> dict[str, Any]:
    document = " ".join(part for part in (member.document_country, member.foreign_document) if part)
    return {
        "name": member.full_name,
        "latin": member.latin_name,
        "relation": str(RELATIONS[Relation(member.relation)]),
        "identifier": member.iin or document,
        "born": format_date(member.birth_on),
        "age": age_on(member.birth_on, on),
        "citizenship": country_name(member.citizenship),
    }


def _answers(application: Application, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Answered steps in the order of the form; who moves and what was handed in have parts of their own."""
    stream = Stream(application.stream)
    return [
        {"title": str(STEPS[step]), "rows": [{"key": key, "value": value} for key, value in rows]}
        for step in PROGRAMMES[application.programme].steps
        if step not in _NO_ANSWERS
        if (rows := answer_rows(step, application.answers.get(step, {}), stream, names))
    ]


def _attachment(row: case.AttachmentRow, members: Sequence[HouseholdMember]) -> dict[str, Any]:
    person = next((member.full_name for member in members if member.id == row.member_id), "")
    return {
        "row": row,
        "title": str(DOCUMENT_TYPES[DocumentType(row.kind)]),
        "person": person,
        "state": str(ATTACHMENT_STATES[row.state]),
        "colour": ATTACHMENT_COLOURS[row.state],
    }


def _duplicate(row: case.DuplicateRow, actor: Actor, names: Mapping[str, str]) -> dict[str, Any]:
    """Number, region and status of the other case; a link only where the person may read it."""
    readable = policy.regions_of(actor, policy.Permission.WORKLIST)
    may_read = readable is None or row.host_region in readable
    return {
        "person": row.person,
        "number": row.number,
        "region": names.get(row.host_region, row.host_region),
        "status": str(STATUSES[row.status]),
        "submitted": row.submitted_at,
        "href": url_for("review.case_page", application_id=row.id) if may_read else None,
        "counts": row.counts,
    }
