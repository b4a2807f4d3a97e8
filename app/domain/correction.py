"""Correction of clerical errors in an issued paper: what may be corrected, and the paper with it corrected.

Only names, days and the executor's data: never the outcome, the grounds, the persons counted, or an IIN or a
passport's number, which tell who somebody is.  Legal basis: Administrative Procedural and Process-Related Code,
correction of slips and obvious arithmetical errors without changing the content of the act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.errors import DomainError
from app.domain.legal import LegalReference
from app.domain.paper import DocumentKind, PaperFacts

BASIS = LegalReference("administrative_code_2020", "art. 82")
# What corrects is itself cancelled, never corrected; minutes are those of people who signed them.
NOT_CORRECTED = frozenset({DocumentKind.CORRECTION, DocumentKind.COMMISSION_MINUTES, DocumentKind.HEARING_MINUTES})


class CorrectableField(StrEnum):
    """The closed list of what a correcting act may change."""

    NAME = "name"
    NAME_LATIN = "name_latin"
    BORN_ON = "born_on"
    FILED_ON = "filed_on"
    EXECUTOR_NAME = "executor_name"
    EXECUTOR_PHONE = "executor_phone"


PERSONAL = frozenset({CorrectableField.NAME, CorrectableField.NAME_LATIN, CorrectableField.BORN_ON})


class NothingToCorrectError(DomainError):
    """The values given are those that the paper has."""

    code = "nothing_to_correct"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing corrected; ``person``: the place among :func:`people_on` of the paper; days in ISO 8601."""

    field: CorrectableField
    old: str
    new: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person as the paper names them; None where it does not say that of them."""

    name: str
    born_on: date | None = None
    name_latin: str | None = None


def people_on(facts: PaperFacts) -> tuple[NamedPerson, ...]:
    """The persons named on the paper, the applicant first, in the order of the household."""
    if facts.household:
        return tuple(NamedPerson(each.name, each.born_on) for each in facts.household)
    if facts.status is not None:
        return tuple(NamedPerson(each.name, each.born_on, each.name_latin) for each in facts.status.persons)
    return (NamedPerson(facts.addressee.name),) if facts.addressee else ()


def corrected(facts: PaperFacts, changes: Sequence[FieldChange]) -> PaperFacts:
    """``facts`` with ``changes`` made; the number, the code and the day of signing are the caller's.

    NothingToCorrectError where nothing changes; DomainError ``correction_empty`` for a value that is empty now,
    ``not_correctable`` where the paper does not say ``old``.
    """
    real = [change for change in changes if change.old != change.new]
    if not real:
        raise NothingToCorrectError()
    for change in real:
        if not change.new.strip():
            raise DomainError("correction_empty")
        facts = _of_person(facts, change) if change.field in PERSONAL else _of_paper(facts, change)
    return facts


def reversed_changes(changes: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    """The changes that take ``changes`` back."""
    return tuple(FieldChange(each.field, each.new, each.old, each.person) for each in reversed(changes))


def _of_paper(facts: PaperFacts, change: FieldChange) -> PaperFacts:
    executor = facts.executor
    stated = {
        CorrectableField.FILED_ON: _iso(facts.filed_on),
        CorrectableField.EXECUTOR_NAME: executor.name,
        CorrectableField.EXECUTOR_PHONE: executor.phone,
    }
    if stated[change.field] != change.old:
        raise DomainError("not_correctable")
    if change.field is CorrectableField.FILED_ON:
        return replace(facts, filed_on=date.fromisoformat(change.new))
    if change.field is CorrectableField.EXECUTOR_NAME:
        return replace(facts, executor=replace(executor, name=change.new))
    return replace(facts, executor=replace(executor, phone=change.new))


def _of_person(facts: PaperFacts, change: FieldChange) -> PaperFacts:
    people = people_on(facts)
    place = -1 if change.person is None else change.person
    if not 0 <= place < len(people) or _stated(people[place], change.field) != change.old:
        raise DomainError("not_correctable")
    value: Any = date.fromisoformat(change.new) if change.field is CorrectableField.BORN_ON else change.new
    said = {change.field.value: value}
    if facts.household:
        facts = replace(facts, household=_with(facts.household, place, said))
    elif facts.status is not None:
        facts = replace(facts, status=replace(facts.status, persons=_with(facts.status.persons, place, said)))
    addressee = facts.addressee
    is_named = change.field is CorrectableField.NAME and place == 0
    if addressee is not None and is_named and addressee.name == change.old:
        facts = replace(facts, addressee=replace(addressee, name=change.new))
    return facts


def _stated(person: NamedPerson, field: CorrectableField) -> str | None:
    if field is CorrectableField.BORN_ON:
        return _iso(person.born_on)
    return person.name if field is CorrectableField.NAME else person.name_latin


def _with(people: tuple[Any, ...], place: int, said: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(replace(each, **said) if at == place else each for at, each in enumerate(people))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
