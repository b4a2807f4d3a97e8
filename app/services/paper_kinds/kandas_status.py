"""Decisions on the status of kandas: certificate, consent, extension, termination.

Law on migration of population, art. 25; rules of assignment and extension, order of 22.07.2013 No. 329-ө-м.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.household import Relation
from app.domain.paper import DocumentKind, EarlierPaper, StatusFacts, StatusPerson
from app.i18n import local
from app.labels.answers import country_name
from app.labels.household import RELATIONS
from app.labels.paper import DOCUMENT_KINDS
from app.models import HouseholdMember, IssuedDocument, KandasConsent, KandasStatusCase
from app.queries.kandas_status import Entry, entries_of
from app.services import paper_facts
from app.services.motion import Transition
from app.services.paper_desk import Desk, clauses, in_words
from app.services.paper_kinds.decision import adverse_grounds, decided


def certificate(desk: Desk, step: Transition) -> dict[str, Any]:
    """Assignment (мәртебе беру / присвоение): the persons with their numbers in the register, and the term."""
    entries = entries_of(desk.session, desk.application.id)
    consented = select(KandasConsent.application_id).where(KandasConsent.used_by_application_id == desk.application.id)
    return _decision(desk, step) | {
        "grounds": paper_facts.requirements_met(desk),
        "status": StatusFacts(
            persons=tuple(_registered(entry) for entry in entries),
            granted_on=min((entry.held.granted_on for entry in entries), default=None),
            earlier=_paper_of(desk, DocumentKind.STATUS_CONSENT, desk.session.scalar(consented.limit(1))),
        ),
        "obligations": clauses(desk, "clause.status_term", "clause.status_end"),
    }


def consent(desk: Desk, step: Transition) -> dict[str, Any]:
    """Consent to assignment (мәртебе беруге келісім / согласие на присвоение), given to people abroad."""
    return _decision(desk, step) | {
        "grounds": paper_facts.requirements_met(desk),
        "status": StatusFacts(persons=tuple(_abroad(member) for member in desk.application.members)),
        "obligations": clauses(desk, "clause.status_consent"),
    }


def extension(desk: Desk, step: Transition) -> dict[str, Any]:
    """Extension (ұзарту / продление): the new last day beside the one before."""
    entries = entries_of(desk.session, desk.application.id)
    cases = select(KandasStatusCase.status_id, KandasStatusCase.expires_before).where(
        KandasStatusCase.application_id == desk.application.id
    )
    before = {row.status_id: row.expires_before for row in desk.session.execute(cases)}
    return _decision(desk, step) | {
        "grounds": paper_facts.requirements_met(desk),
        "status": StatusFacts(
            persons=tuple(_registered(entry, before.get(entry.status_id)) for entry in entries),
            granted_on=min((entry.held.granted_on for entry in entries), default=None),
            earlier=_certificate_of(desk, entries),
        ),
        "obligations": clauses(desk, "clause.status_extension", "clause.status_end"),
    }


def termination(desk: Desk, step: Transition) -> dict[str, Any]:
    """Termination (тоқтату / прекращение): from which day, on which grounds."""
    entries = entries_of(desk.session, desk.application.id)
    ended = min((entry.held.ended_on for entry in entries if entry.held.ended_on), default=desk.on)
    return _decision(desk, step) | {
        "statements": decided(desk, step, *paper_facts.reasoning(step.motion.reason))["statements"],
        "grounds": adverse_grounds(desk, step),
        "status": StatusFacts(
            persons=tuple(_registered(entry) for entry in entries),
            granted_on=min((entry.held.granted_on for entry in entries), default=None),
            ended_on=ended,
            earlier=_certificate_of(desk, entries),
        ),
        "obligations": clauses(desk, "clause.status_termination"),
    }


def _decision(desk: Desk, step: Transition) -> dict[str, Any]:
    """What a decision has, without the household: its persons stand in the status."""
    return decided(desk, step) | {"household": ()}


def _registered(entry: Entry, before: date | None = None) -> StatusPerson:
    return StatusPerson(
        name=entry.full_name,
        relation=in_words(lambda: RELATIONS[Relation(entry.relation)]),
        born_on=entry.born_on,
        name_latin=entry.latin_name,
        citizenship=in_words(lambda: country_name(entry.citizenship)),
        identity_document=entry.foreign_document or "",
        iin=entry.iin or "",
        register_number=entry.number,
        valid_until=entry.held.expires_on,
        earlier_until=before,
    )


def _abroad(member: HouseholdMember) -> StatusPerson:
    return StatusPerson(
        name=member.full_name,
        relation=in_words(lambda: RELATIONS[Relation(member.relation)]),
        born_on=member.birth_on,
        name_latin=member.latin_name,
        citizenship=in_words(lambda: country_name(member.citizenship)),
        identity_document=member.foreign_document or "",
        iin=member.iin or "",
    )


def _certificate_of(desk: Desk, entries: tuple[Entry, ...]) -> EarlierPaper | None:
    return _paper_of(desk, DocumentKind.STATUS_CERTIFICATE, entries[0].application_id if entries else None)


def _paper_of(desk: Desk, kind: DocumentKind, application_id: int | None) -> EarlierPaper | None:
    """The newest paper of that kind on the application, still counting."""
    if application_id is None:
        return None
    row = desk.session.execute(
        select(IssuedDocument.number, IssuedDocument.signed_at)
        .where(
            IssuedDocument.application_id == application_id,
            IssuedDocument.kind == kind.value,
            IssuedDocument.revoked_at.is_(None),
        )
        .order_by(IssuedDocument.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return EarlierPaper(in_words(lambda: DOCUMENT_KINDS[kind]), row.number, local(row.signed_at).date())
