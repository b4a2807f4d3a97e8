"""The fields of the steps about the kandas status (rules of assignment and extension, order No. 329-ө-м).

Education, work and military service are rows: ``rows`` holds each with a ``key`` of its own, ``is_complete`` says that
the person has listed everything, or has nothing to list.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.answer_kinds import EVERY_STREAM, Field, Kind, choice, never, past_day, when
from app.domain.household import EducationLevel, MaritalStatus
from app.domain.origin import KinshipDegree, Nationality, NationalityProof, TravelDocument, TripPurpose
from app.domain.programmes.definition import Step
from app.domain.stream import Stream

ASSIGNMENT = frozenset({Stream.STATUS_ASSIGNMENT})
CONSENT = frozenset({Stream.STATUS_CONSENT})
EXTENSION = frozenset({Stream.STATUS_EXTENSION})
IN_COUNTRY = EVERY_STREAM - CONSENT
LONGEST_AUTOBIOGRAPHY = 10_000
MOST_ROWS = 30

_YEARS = (Field("from_year", Kind.YEAR, is_past=True), Field("to_year", Kind.YEAR, never, is_past=True))
SCHOOLING_ROW: tuple[Field, ...] = (
    choice("level", [level for level in EducationLevel if level is not EducationLevel.NONE]),
    Field("institution", Kind.TEXT),
    Field("country", Kind.COUNTRY),
    *_YEARS,
    Field("speciality", Kind.TEXT, never),
    Field("degree", Kind.TEXT, never),
    Field("diploma_number", Kind.TEXT, never, max_length=60),
)
WORK_ROW: tuple[Field, ...] = (
    Field("company", Kind.TEXT),
    Field("post", Kind.TEXT),
    Field("country", Kind.COUNTRY),
    Field("city", Kind.TEXT, never),
    *_YEARS,
)
MILITARY_ROW: tuple[Field, ...] = (
    Field("country", Kind.COUNTRY),
    Field("branch", Kind.TEXT),
    Field("rank", Kind.TEXT, never, max_length=100),
    *_YEARS,
)


def _rows(row: tuple[Field, ...]) -> tuple[Field, ...]:
    return (
        Field("rows", Kind.ROWS, never, max_length=MOST_ROWS, row=row),
        Field("is_complete", Kind.YES_NO, must_agree=True),
    )


STATUS_FIELDS: Mapping[Step, tuple[Field, ...]] = MappingProxyType(
    {
        Step.PASSPORT: (
            choice("kind", TravelDocument),
            Field("number", Kind.TEXT, max_length=40),
            Field("country", Kind.COUNTRY),
            Field("issued_by", Kind.TEXT),
            past_day("issued_on"),
            Field("expires_on", Kind.DAY, when("kind", TravelDocument.FOREIGN_PASSPORT)),
        ),
        Step.ORIGIN: (
            Field("country", Kind.COUNTRY),
            past_day("left_on", streams=ASSIGNMENT),
            past_day("entered_on", streams=ASSIGNMENT),
            Field("planned_on", Kind.DAY, never, streams=CONSENT),
            choice("purpose", TripPurpose),
            Field("occupation", Kind.TEXT),
        ),
        Step.NATIONALITY: (
            choice("nationality", Nationality),
            Field("other_nationality", Kind.TEXT, when("nationality", Nationality.OTHER), max_length=100),
            choice("proof", NationalityProof),
            Field("other_document", Kind.TEXT, when("proof", NationalityProof.OTHER_DOCUMENT)),
            Field("recommendation_number", Kind.TEXT, when("proof", NationalityProof.RECOMMENDATION), max_length=60),
            past_day("recommended_on", when("proof", NationalityProof.RECOMMENDATION)),
        ),
        Step.PAST: (
            Field("was_citizen", Kind.YES_NO),
            Field("citizenship_note", Kind.LONG_TEXT, when("was_citizen", True), max_length=1000),
            Field("was_refused", Kind.YES_NO),
            Field("refusal_note", Kind.LONG_TEXT, when("was_refused", True), max_length=1000),
        ),
        Step.ADDRESS: (
            Field("region", Kind.REGION),
            Field("locality", Kind.TEXT, streams=IN_COUNTRY),
            Field("address", Kind.TEXT, streams=IN_COUNTRY, max_length=400),
            Field("address_abroad", Kind.TEXT, streams=CONSENT, max_length=400),
        ),
        Step.KINSHIP: (
            choice("marital_status", MaritalStatus),
            Field("has_relatives", Kind.YES_NO),
            Field("relative_name", Kind.TEXT, when("has_relatives", True)),
            choice("relative_degree", KinshipDegree, when("has_relatives", True)),
            Field("relative_region", Kind.REGION, when("has_relatives", True)),
        ),
        Step.CONTACT_PERSON: (
            Field("has_contact", Kind.YES_NO),
            Field("name", Kind.TEXT, when("has_contact", True)),
            Field("phone", Kind.PHONE, when("has_contact", True)),
            Field("iin", Kind.IIN, never),
        ),
        Step.AUTOBIOGRAPHY: (Field("text", Kind.LONG_TEXT, max_length=LONGEST_AUTOBIOGRAPHY),),
        Step.SCHOOLING: _rows(SCHOOLING_ROW),
        Step.WORK: _rows(WORK_ROW),
        Step.MILITARY: _rows(MILITARY_ROW),
        Step.STATUS: (
            Field("status_number", Kind.TEXT, max_length=60),
            past_day("granted_on"),
            Field("valid_until", Kind.DAY, never),
            Field("was_extended", Kind.YES_NO, streams=EXTENSION),
            Field("reason", Kind.LONG_TEXT, streams=EXTENSION, max_length=2000),
        ),
    }
)
