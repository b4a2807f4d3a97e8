"""The fields of the application form, step by step: the one place that says what is kept and when it is needed.

Wishes are kept in order: ``region`` (the first), ``region_2``, ``region_3``, each with its ``reasons``.  Members of the
household and files are rows of their own; their steps hold only what the person says of the list as a whole.  The steps
about the kandas status stand in ``status_fields.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.answer_kinds import (
    EVERY_STREAM,
    NONE,
    Answers,
    Asked,
    Field,
    Kind,
    Need,
    Script,
    always,
    choice,
    never,
    past_day,
    unless,
    when,
)
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
from app.domain.status_fields import STATUS_FIELDS
from app.domain.stream import NEW_STATUS_STREAMS, Stream

__all__ = ["FIELDS", "NONE", "PERSON", "Answers", "Asked", "Field", "Kind", "person_fields"]


def _without(name: str) -> Need:
    return lambda asked: name not in asked.answers


def relocatee(asked: Asked) -> bool:
    """Asked of relocatees; kandas often have no registration yet."""
    return asked.stream is Stream.RELOCATEE


RELOCATEES = frozenset({Stream.RELOCATEE})
NEW_STATUS = frozenset(NEW_STATUS_STREAMS)
OTHER_STREAMS = EVERY_STREAM - NEW_STATUS


# As in the identity document, in Cyrillic letters, and as in the passport, in Latin ones.
_NAMES: tuple[Field, ...] = (
    Field("surname", Kind.TEXT, max_length=100, script=Script.CYRILLIC),
    Field("given_name", Kind.TEXT, max_length=100, script=Script.CYRILLIC),
    Field("patronymic", Kind.TEXT, never, max_length=100, script=Script.CYRILLIC),
    Field("latin_name", Kind.TEXT, never, streams=OTHER_STREAMS, script=Script.LATIN),
    Field("latin_name", Kind.TEXT, streams=NEW_STATUS, script=Script.LATIN),
)
_BIRTH: tuple[Field, ...] = (past_day("born_on"), choice("sex", Sex), Field("citizenship", Kind.COUNTRY))
# A person is told apart by the IIN, or by the country and the number of a foreign document.
PERSON: tuple[Field, ...] = (
    Field("iin", Kind.IIN, _without("foreign_document")),
    *_NAMES,
    *_BIRTH,
    Field("foreign_document", Kind.TEXT, never, max_length=40),
    Field("document_country", Kind.COUNTRY, lambda asked: "foreign_document" in asked.answers),
)
# Whoever asks for the kandas status has a passport, and its own page for it; the IIN may be missing.
_APPLICANT: tuple[Field, ...] = (
    Field("iin", Kind.IIN, _without("foreign_document"), streams=OTHER_STREAMS),
    Field("iin", Kind.IIN, never, streams=NEW_STATUS),
    *_NAMES,
    *_BIRTH,
    Field("foreign_document", Kind.TEXT, never, max_length=40, streams=OTHER_STREAMS),
    Field(
        "document_country",
        Kind.COUNTRY,
        lambda asked: "foreign_document" in asked.answers,
        streams=OTHER_STREAMS,
    ),
)


def person_fields(stream: Stream) -> tuple[Field, ...]:
    """What is asked of a member of the household in the stream."""
    return tuple(field for field in PERSON if stream in field.streams)


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
            *_APPLICANT,
            Field("email", Kind.EMAIL, never),
            Field("phone", Kind.PHONE, never),
            Field("language", Kind.CHOICE, choices=("kk", "ru", "en")),
        ),
        Step.HOUSEHOLD: (Field("is_complete", Kind.YES_NO, must_agree=True),),
        Step.RESIDENCE: (
            Field("registered_region", Kind.REGION, relocatee),
            Field("registered_locality", Kind.TEXT, relocatee),
            Field("registered_address", Kind.TEXT, relocatee, max_length=400),
            past_day("registered_since", relocatee),
            Field("lives_there", Kind.YES_NO),
            Field("actual_region", Kind.REGION, when("lives_there", False)),
            Field("actual_locality", Kind.TEXT, when("lives_there", False)),
            Field("actual_address", Kind.TEXT, when("lives_there", False), max_length=400),
        ),
        Step.EMPLOYMENT: (
            choice("status", EmploymentStatus),
            past_day("jobseeker_since", when("status", *REGISTERED_AT_CAREER_CENTRE)),
            Field("profession", Kind.TEXT),
            Field("has_worked", Kind.YES_NO),
            Field("last_work", Kind.TEXT, never, max_length=400),
            Field("years_worked", Kind.NUMBER, never, max_length=80),
        ),
        Step.EDUCATION: (
            choice("level", EducationLevel),
            Field("speciality", Kind.TEXT, never),
            Field("institution", Kind.TEXT, never),
            Field(
                "graduate_grant",
                Kind.CHOICE,
                choices=(NONE, *GraduateGrant),
                streams=RELOCATEES,
            ),
            past_day("graduated_on", when("graduate_grant", *GraduateGrant), RELOCATEES),
            choice("kazakh", LanguageLevel),
            choice("russian", LanguageLevel),
            Field("other_languages", Kind.TEXT, never),
        ),
        Step.WISHES: (
            *_wish("", always),
            *_wish("_2", never),
            *_wish("_3", never),
            choice("settlement", SettlementKind),
            Field("note", Kind.LONG_TEXT, never, max_length=1000),
        ),
        Step.HOUSING: (
            choice("need", HousingNeed),
            Field("owns_housing", Kind.YES_NO),
            Field("owned_housing", Kind.TEXT, when("owns_housing", True), max_length=400),
            Field("note", Kind.LONG_TEXT, never, max_length=1000),
        ),
        Step.NEEDS: (
            Field("needs", Kind.CHOICES, choices=(*SpecialNeed, NONE)),
            Field("note", Kind.LONG_TEXT, unless("needs", [NONE], None), max_length=1000),
        ),
        Step.MARITAL: (
            choice("status", MaritalStatus),
            choice("change", MaritalChange),
            past_day("changed_on", unless("change", MaritalChange.NONE)),
        ),
        Step.EARLIER: (
            Field("was_included", Kind.YES_NO),
            Field("region", Kind.REGION, never),
            Field("year", Kind.NUMBER, when("was_included", True), max_length=2100),
            Field("note", Kind.LONG_TEXT, when("was_included", True), max_length=1000),
        ),
        Step.KANDAS: (
            Field("status_number", Kind.TEXT, max_length=60),
            past_day("granted_on"),
            Field("valid_until", Kind.DAY, never),
            Field("is_extended", Kind.YES_NO),
            Field("origin_country", Kind.COUNTRY),
            past_day("entered_on"),
            Field("is_family_of_included", Kind.YES_NO),
        ),
        Step.CONSENT: (
            Field("is_truthful", Kind.YES_NO, must_agree=True),
            Field("allows_processing", Kind.YES_NO, must_agree=True),
            Field("family_agrees", Kind.YES_NO, must_agree=True),
        ),
        **STATUS_FIELDS,
    }
)
