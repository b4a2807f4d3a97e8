"""Which documents a household has to hand in under a programme, and which of them are still missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from app.domain.calendar import add_months
from app.domain.criteria import REGISTERED_AT_CAREER_CENTRE
from app.domain.document_types import DocumentType
from app.domain.facts import ApplicationFacts
from app.domain.household import (
    EducationLevel,
    MaritalChange,
    MaritalStatus,
    Member,
    Relation,
    SpecialNeed,
    age_on,
)
from app.domain.legal import LegalReference
from app.domain.origin import NationalityProof, TripPurpose
from app.domain.programmes.definition import Condition, Programme
from app.domain.reference import ReferenceBook

_NO_DIPLOMA = frozenset({EducationLevel.NONE, EducationLevel.PRIMARY})


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNeed:
    """A document asked for now, or ``or_else``; ``member_keys``: of whom, empty for the household as a whole."""

    code: DocumentType
    condition: Condition
    member_keys: tuple[str, ...]
    is_mandatory: bool
    legal_basis: LegalReference
    verified: bool
    or_else: DocumentType | None = None


@dataclass(frozen=True, slots=True)
class _Setting:
    facts: ApplicationFacts
    reference: ReferenceBook
    on: date


def required_documents(
    programme: Programme, facts: ApplicationFacts, reference: ReferenceBook, on: date
) -> tuple[DocumentNeed, ...]:
    """Documents that the programme asks of this household on the day, in the programme's order."""
    setting = _Setting(facts, reference, on)
    return tuple(
        DocumentNeed(
            code=document.code,
            condition=document.condition,
            member_keys=_members_concerned(document.condition, setting) if document.per_member else (),
            is_mandatory=document.is_mandatory,
            legal_basis=document.legal_basis,
            verified=document.verified,
            or_else=document.or_else,
        )
        for document in programme.documents
        if _CONDITIONS[document.condition](setting)
    )


def missing_documents(
    needs: tuple[DocumentNeed, ...], handed_in: frozenset[tuple[DocumentType, str | None]]
) -> tuple[DocumentNeed, ...]:
    """Mandatory needs not covered; ``handed_in`` holds (type, member key), the key None for the household's own.

    A need of several members comes back with the keys of those whose document is missing.
    """
    types = {document_type for document_type, _ in handed_in}
    missing = []
    for need in needs:
        absent = tuple(key for key in need.member_keys if (need.code, key) not in handed_in)
        is_covered = not absent if need.member_keys else bool({need.code, need.or_else} & types)
        if need.is_mandatory and not is_covered:
            missing.append(_for_members(need, absent))
    return tuple(missing)


def _for_members(need: DocumentNeed, member_keys: tuple[str, ...]) -> DocumentNeed:
    return replace(need, member_keys=member_keys)


def _members_concerned(condition: Condition, setting: _Setting) -> tuple[str, ...]:
    if condition is Condition.MEMBER_UNDER_AGE:
        return tuple(member.key for member in _under_age(setting))
    return tuple(member.key for member in setting.facts.members if member.is_moving)


def _under_age(setting: _Setting) -> list[Member]:
    """Moving members below the age of majority; all whose age is known, where the age of majority is not."""
    adult = setting.reference.find("household.adult_age", setting.on)
    return [
        member
        for member in setting.facts.members
        if member.is_moving
        and member.born_on is not None
        and (adult is None or age_on(member.born_on, setting.on) < adult.number)
    ]


def _changed_in_window(change: MaritalChange, setting: _Setting) -> bool:
    """Such a change inside the window; asked for too while its day, or the window, is not known."""
    facts = setting.facts
    if facts.marital_change is not change:
        return False
    window = setting.reference.find("marital.window_months", setting.on)
    if facts.marital_changed_on is None or window is None:
        return True
    return add_months(facts.marital_changed_on, window.number) >= setting.on


def _proves_nationality(setting: _Setting, *, by_commission: bool) -> bool:
    """Asked for once the form says what proves it; before that an official document is the rule."""
    proof = setting.facts.origin.proof if setting.facts.origin else None
    return (proof is NationalityProof.RECOMMENDATION) is by_commission


def _comes(purpose: TripPurpose) -> Callable[[_Setting], bool]:
    return lambda setting: setting.facts.origin is not None and setting.facts.origin.purpose is purpose


_CONDITIONS: Mapping[Condition, Callable[[_Setting], bool]] = MappingProxyType(
    {
        Condition.ALWAYS: lambda _setting: True,
        Condition.MEMBER_UNDER_AGE: lambda setting: bool(_under_age(setting)),
        Condition.MARRIED: lambda setting: setting.facts.marital_status is MaritalStatus.MARRIED,
        Condition.DIVORCED_IN_WINDOW: lambda setting: _changed_in_window(MaritalChange.DIVORCE, setting),
        Condition.WIDOWED_IN_WINDOW: lambda setting: _changed_in_window(MaritalChange.WIDOWHOOD, setting),
        Condition.REGISTERED_AT_CAREER_CENTRE: lambda setting: setting.facts.employment in REGISTERED_AT_CAREER_CENTRE,
        Condition.GRADUATE: lambda setting: setting.facts.graduate is not None,
        Condition.HAS_EDUCATION: lambda setting: (
            setting.facts.education is not None and setting.facts.education not in _NO_DIPLOMA
        ),
        Condition.HAS_WORKED: lambda setting: bool(setting.facts.has_worked),
        Condition.HAS_JOB_OFFER: lambda setting: setting.facts.has_job_offer,
        Condition.FAMILY_OF_INCLUDED: lambda setting: (
            setting.facts.kandas is not None and setting.facts.kandas.is_family_of_included
        ),
        Condition.HAS_WARD: lambda setting: any(
            member.relation is Relation.WARD and member.is_moving for member in setting.facts.members
        ),
        Condition.HAS_DISABILITY: lambda setting: bool(
            setting.facts.special_needs & {SpecialNeed.DISABILITY, SpecialNeed.WHEELCHAIR}
        ),
        # What stands in the register needs no copy.
        Condition.STATUS_NOT_IN_REGISTER: lambda setting: (
            setting.facts.kandas is None
            or not (setting.facts.kandas.register_number and setting.facts.kandas.has_status)
        ),
        Condition.NATIONALITY_BY_PAPERS: lambda setting: _proves_nationality(setting, by_commission=False),
        Condition.NATIONALITY_BY_COMMISSION: lambda setting: _proves_nationality(setting, by_commission=True),
        Condition.COMES_TO_RELATIVES: _comes(TripPurpose.RELATIVES),
        Condition.COMES_TO_WORK: _comes(TripPurpose.WORK),
        Condition.COMES_TO_STUDY: _comes(TripPurpose.STUDY),
    }
)
