"""The fields of the application form, step by step: the one place that says what is kept and when it is needed.

Wishes are kept in order: ``region`` (the first), ``region_2``, ``region_3``, each with its ``reasons``.  Members of the
household and files are rows of their own; their steps hold only what the person says of the list as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.domain.criteria import REGISTERED_AT_CAREER_CENTRE
from app.domain.facts import GraduateGrant
from app.domain.household import (
    EducationLevel,
    EmploymentStatus,
    HousingNeed,
    LanguageLevel,
    MaritalChange,
    MaritalStatus,
    SettlementKind,
    Sex,
    SpecialNeed,
    WishReason,
)
from app.domain.programmes.definition import Step
from app.domain.stream import Stream

Answers = Mapping[str, Any]
# A ticked «none of these» is an answer too.
NONE = "none"


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    DAY = "day"
    IIN = "iin"
    EMAIL = "email"
    PHONE = "phone"
    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides whether a field is needed: the other answers of the step, and the stream."""

    answers: Answers
    stream: Stream

    def says(self, name: str, *values: Any) -> bool:
        """Whether the answer to ``name`` is one of ``values``."""
        return self.answers.get(name) in values


Need = Callable[[Asked], bool]


def always(_asked: Asked) -> bool:
    """Asked of everybody."""
    return True


def never(_asked: Asked) -> bool:
    """May be left out."""
    return False


def when(name: str, *values: Any) -> Need:
    """Asked where the answer to ``name`` is one of ``values``."""
    return lambda asked: asked.says(name, *values)


def unless(name: str, *values: Any) -> Need:
    """Asked where ``name`` is answered with none of ``values``."""
    return lambda asked: name in asked.answers and not asked.says(name, *values)


def relocatee(asked: Asked) -> bool:
    """Asked of relocatees; kandas often have no registration yet."""
    return asked.stream is Stream.RELOCATEE


@dataclass(frozen=True, slots=True)
class Field:
    """A field: ``max_length`` in characters (of a number: its greatest value); ``is_past``: a day not after today;
    ``must_agree``: the person has to say yes; ``stream``: only there."""

    name: str
    kind: Kind
    is_needed: Need = always
    choices: tuple[str, ...] = ()
    max_length: int = 200
    is_past: bool = False
    must_agree: bool = False
    stream: Stream | None = None


def _choice(name: str, members: type[StrEnum], is_needed: Need = always, stream: Stream | None = None) -> Field:
    return Field(name, Kind.CHOICE, is_needed, tuple(members), stream=stream)


def _past(name: str, is_needed: Need = always, stream: Stream | None = None) -> Field:
    return Field(name, Kind.DAY, is_needed, is_past=True, stream=stream)


def _without(name: str) -> Need:
    return lambda asked: name not in asked.answers


# A person is told apart by the IIN, or by the country and the number of a foreign document.
PERSON: tuple[Field, ...] = (
    Field("iin", Kind.IIN, _without("foreign_document")),
    Field("surname", Kind.TEXT, max_length=100),
    Field("given_name", Kind.TEXT, max_length=100),
    Field("patronymic", Kind.TEXT, never, max_length=100),
    Field("latin_name", Kind.TEXT, never),
    _past("born_on"),
    _choice("sex", Sex),
    Field("citizenship", Kind.COUNTRY),
    Field("foreign_document", Kind.TEXT, never, max_length=40),
    Field("document_country", Kind.COUNTRY, lambda asked: "foreign_document" in asked.answers),
)


def _wish(suffix: str, is_needed: Need) -> tuple[Field, ...]:
    return (
        Field(f"region{suffix}", Kind.REGION, is_needed),
        Field(
            f"reasons{suffix}",
            Kind.CHOICES,
            lambda asked: bool(asked.answers.get(f"region{suffix}")),
            tuple(WishReason),
        ),
    )


FIELDS: Mapping[Step, tuple[Field, ...]] = MappingProxyType(
    {
        Step.APPLICANT: (
            *PERSON,
            Field("email", Kind.EMAIL, never),
            Field("phone", Kind.PHONE, never),
            Field("language", Kind.CHOICE, choices=("kk", "ru", "en")),
        ),
        Step.HOUSEHOLD: (Field("is_complete", Kind.YES_NO, must_agree=True),),
        Step.RESIDENCE: (
            Field("registered_region", Kind.REGION, relocatee),
            Field("registered_locality", Kind.TEXT, relocatee),
            Field("registered_address", Kind.TEXT, relocatee, max_length=400),
            _past("registered_since", relocatee),
            Field("lives_there", Kind.YES_NO),
            Field("actual_region", Kind.REGION, when("lives_there", False)),
            Field("actual_locality", Kind.TEXT, when("lives_there", False)),
            Field("actual_address", Kind.TEXT, when("lives_there", False), max_length=400),
        ),
        Step.EMPLOYMENT: (
            _choice("status", EmploymentStatus),
            _past("jobseeker_since", when("status", *REGISTERED_AT_CAREER_CENTRE)),
            Field("profession", Kind.TEXT),
            Field("has_worked", Kind.YES_NO),
            Field("last_work", Kind.TEXT, never, max_length=400),
            Field("years_worked", Kind.NUMBER, never, max_length=80),
        ),
        Step.EDUCATION: (
            _choice("level", EducationLevel),
            Field("speciality", Kind.TEXT, never),
            Field("institution", Kind.TEXT, never),
            Field(
                "graduate_grant",
                Kind.CHOICE,
                choices=(NONE, *GraduateGrant),
                stream=Stream.RELOCATEE,
            ),
            _past("graduated_on", when("graduate_grant", *GraduateGrant), Stream.RELOCATEE),
            _choice("kazakh", LanguageLevel),
            _choice("russian", LanguageLevel),
            Field("other_languages", Kind.TEXT, never),
        ),
        Step.WISHES: (
            *_wish("", always),
            *_wish("_2", never),
            *_wish("_3", never),
            _choice("settlement", SettlementKind),
            Field("note", Kind.LONG_TEXT, never, max_length=1000),
        ),
        Step.HOUSING: (
            _choice("need", HousingNeed),
            Field("owns_housing", Kind.YES_NO),
            Field("owned_housing", Kind.TEXT, when("owns_housing", True), max_length=400),
            Field("note", Kind.LONG_TEXT, never, max_length=1000),
        ),
        Step.NEEDS: (
            Field("needs", Kind.CHOICES, choices=(*SpecialNeed, NONE)),
            Field("note", Kind.LONG_TEXT, unless("needs", [NONE], None), max_length=1000),
        ),
        Step.MARITAL: (
            _choice("status", MaritalStatus),
            _choice("change", MaritalChange),
            _past("changed_on", unless("change", MaritalChange.NONE)),
        ),
        Step.EARLIER: (
            Field("was_included", Kind.YES_NO),
            Field("region", Kind.REGION, never),
            Field("year", Kind.NUMBER, when("was_included", True), max_length=2100),
            Field("note", Kind.LONG_TEXT, when("was_included", True), max_length=1000),
        ),
        Step.KANDAS: (
            Field("status_number", Kind.TEXT, max_length=60),
            _past("granted_on"),
            Field("valid_until", Kind.DAY, never),
            Field("is_extended", Kind.YES_NO),
            Field("origin_country", Kind.COUNTRY),
            _past("entered_on"),
            Field("is_family_of_included", Kind.YES_NO),
        ),
        Step.CONSENT: (
            Field("is_truthful", Kind.YES_NO, must_agree=True),
            Field("allows_processing", Kind.YES_NO, must_agree=True),
            Field("family_agrees", Kind.YES_NO, must_agree=True),
        ),
    }
)
