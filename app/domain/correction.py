"""Correction of clerical errors in an issued paper: what may be corrected, and the paper with it corrected.

Only names, days and the executor's data: never the outcome, the grounds, the persons counted, or an IIN, which tells
who somebody is.  Legal basis: Administrative Procedural and Process-Related Code, correction of slips and obvious
arithmetical errors without changing the content of the act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.errors import DomainError
from app.domain.legal import LegalReference
from app.domain.paper import DocumentKind, Officer, PaperFacts

BASIS = LegalReference("administrative_code_2020", "art. 82")
# What corrects is itself cancelled, never corrected; minutes are those of people who signed them.
NOT_CORRECTED = frozenset({DocumentKind.CORRECTION, DocumentKind.COMMISSION_MINUTES, DocumentKind.HEARING_MINUTES})


class CorrectableField(StrEnum):
    """The closed list of what a correcting act may change."""

    NAME = "name"
    BORN_ON = "born_on"
    FILED_ON = "filed_on"
    EXECUTOR_NAME = "executor_name"
    EXECUTOR_PHONE = "executor_phone"


class NothingToCorrectError(DomainError):
    """The values given are those that the paper has."""

    code = "nothing_to_correct"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing corrected; ``person``: the place in the household (0 is the applicant); days in ISO 8601."""

    field: CorrectableField
    old: str
    new: str
    person: int | None = None


def name_on(facts: PaperFacts, person: int) -> str | None:
    """The name of the household's ``person`` as the paper has it, None where it does not name them."""
    if person < len(facts.household):
        return facts.household[person].name
    return facts.addressee.name if person == 0 else None


def corrected(facts: PaperFacts, changes: Sequence[FieldChange]) -> PaperFacts:
    """``facts`` with ``changes`` made; the number, the code and the day of signing are the caller's.

    NothingToCorrectError where nothing changes; DomainError ``not_correctable`` where the paper does not say ``old``.
    """
    real = [change for change in changes if change.old != change.new]
    if not real:
        raise NothingToCorrectError()
    for change in real:
        if not change.new.strip():
            raise DomainError("correction_empty")
        facts = _apply(facts, change)
    return facts


def reversed_changes(changes: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    """The changes that take ``changes`` back."""
    return tuple(FieldChange(each.field, each.new, each.old, each.person) for each in reversed(changes))


def _apply(facts: PaperFacts, change: FieldChange) -> PaperFacts:
    if change.field in {CorrectableField.NAME, CorrectableField.BORN_ON}:
        return _apply_person(facts, change)
    current = {
        CorrectableField.FILED_ON: facts.filed_on.isoformat(),
        CorrectableField.EXECUTOR_NAME: facts.executor.name,
        CorrectableField.EXECUTOR_PHONE: facts.executor.phone,
    }[change.field]
    if current != change.old:
        raise DomainError("not_correctable")
    if change.field is CorrectableField.FILED_ON:
        return replace(facts, filed_on=date.fromisoformat(change.new))
    executor = facts.executor
    if change.field is CorrectableField.EXECUTOR_NAME:
        return replace(facts, executor=Officer(executor.position, change.new, executor.phone))
    return replace(facts, executor=Officer(executor.position, executor.name, change.new))


def _apply_person(facts: PaperFacts, change: FieldChange) -> PaperFacts:
    person = -1 if change.person is None else change.person
    listed = list(facts.household)
    if change.field is CorrectableField.BORN_ON:
        if not 0 <= person < len(listed) or listed[person].born_on.isoformat() != change.old:
            raise DomainError("not_correctable")
        listed[person] = replace(listed[person], born_on=date.fromisoformat(change.new))
        return replace(facts, household=tuple(listed))
    if person < 0 or name_on(facts, person) != change.old:
        raise DomainError("not_correctable")
    if person < len(listed):
        listed[person] = replace(listed[person], name=change.new)
    addressee = facts.addressee
    if person == 0 and addressee.name == change.old:
        addressee = replace(addressee, name=change.new)
    return replace(facts, household=tuple(listed), addressee=addressee)
