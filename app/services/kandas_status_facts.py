"""What the register of kandas statuses says of whoever applies, so that nobody is asked what the service knows.

A status is shown to the account that applied for it; to another one only where the birth date and the surname agree
with the document that was typed, so that a number tried out tells nothing of a stranger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import day_of
from app.domain.facts import KandasFacts
from app.domain.kandas_status import EndReason
from app.domain.names import fold_key
from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.domain.workflow import FINAL, Status
from app.models import Application, HouseholdMember, KandasStatus
from app.queries.kandas_status import Entry, is_person, own_entries
from app.services.kandas_status_register import identities

Answers = Mapping[str, Any]
# Where the status is typed by those who have one from before the register, and what the question is called there.
_TYPED_IN: Mapping[Stream, tuple[Step, str]] = {
    Stream.KANDAS: (Step.KANDAS, "is_extended"),
    Stream.STATUS_EXTENSION: (Step.STATUS, "was_extended"),
}

_ABOUT_STATUS = frozenset(step for step, _ in _TYPED_IN.values())


def register_entry(session: Session, application: Application) -> Entry | None:
    """The applicant's status in the register: one that has not ended, else the latest; None where there is none.

    What the application itself has given is its outcome, and none of the facts that it is judged by.
    """
    person = next((member for member in application.members if member.position == 0), None)
    if person is None:
        return None
    owned = KandasStatus.application_id.in_(
        select(Application.id).where(
            Application.account_id == application.account_id, Application.stream == Stream.STATUS_ASSIGNMENT.value
        )
    )
    is_same = is_person(KandasStatus, identities(person))
    if application.account_id is not None:
        is_same |= owned & (KandasStatus.birth_on == person.birth_on)
    found = own_entries(session, is_same & (KandasStatus.application_id != application.id))
    return next((entry for entry in found if _agrees(entry, person)), None)


def kandas_facts(session: Session, application: Application, typed: Answers) -> KandasFacts:
    """The status of the applicant for the rules: from the register, else as typed.

    A decided case is judged by what the register said when it was submitted, for the decision itself changes it.
    """
    family = bool(typed.get("is_family_of_included"))
    entry = register_entry(session, application)
    if entry is None or (Status(application.status) in FINAL and typed.get("status_number") == entry.number):
        return replace(_as_typed(typed, entry), is_family_of_included=family)
    return replace(_as_registered(entry), is_family_of_included=family)


def _as_typed(typed: Answers, entry: Entry | None) -> KandasFacts:
    """What was typed, or taken from ``entry`` of the register when the application was submitted."""
    was_extended = bool(typed.get("is_extended") or typed.get("was_extended"))
    return KandasFacts(
        has_status=True if typed.get("status_number") else None,
        granted_on=day_of(typed, "granted_on"),
        valid_until=day_of(typed, "valid_until"),
        is_extended=was_extended,
        extensions=int(was_extended) if typed else None,
        is_registered=entry is not None,
        register_number=entry.number if entry else "",
        is_citizen_now=False if entry else None,
    )


def _as_registered(entry: Entry) -> KandasFacts:
    held = entry.held
    if held.ended_on is not None:
        return KandasFacts(
            has_status=False,
            is_registered=True,
            register_number=entry.number,
            is_citizen_now=True if held.end_reason is EndReason.CITIZENSHIP else None,
        )
    return KandasFacts(
        has_status=True,
        granted_on=held.granted_on,
        valid_until=held.expires_on,
        is_extended=held.extensions > 0,
        extensions=held.extensions,
        is_registered=True,
        register_number=entry.number,
        is_from_earlier_paper=bool(entry.earlier_number),
        is_citizen_now=False,
    )


def known_answers(session: Session, application: Application) -> Mapping[Step, Answers]:
    """Answers that the register gives in place of the person, by step; empty without a status that has not ended."""
    where = _TYPED_IN.get(Stream(application.stream))
    entry = register_entry(session, application) if where is not None else None
    if where is None or entry is None or entry.held.ended_on is not None:
        return {}
    step, extended = where
    return {
        step: {
            "status_number": entry.number,
            "granted_on": entry.held.granted_on.isoformat(),
            "valid_until": entry.held.expires_on.isoformat(),
            extended: entry.held.extensions > 0,
        }
    }


def registered(session: Session, application: Application, step: Step) -> Answers:
    """What the register answers of one step; asks it only where the step is about a status."""
    return known_answers(session, application).get(step, {}) if step in _ABOUT_STATUS else {}


def _agrees(entry: Entry, person: HouseholdMember) -> bool:
    """Whether the entry is about who was typed, and not about somebody whose number was tried out."""
    return entry.born_on == person.birth_on and fold_key(entry.surname) == fold_key(person.surname)
