"""Where a person who asks for the kandas status comes from: the closed lists of words of the application form.

Rules of assignment and extension of the status, order of 22.07.2013 No. 329-ө-м.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Nationality(StrEnum):
    """Ethnic origin; a member of the family may be of another one, the applicant for the status may not."""

    KAZAKH = "kazakh"
    OTHER = "other"


class NationalityProof(StrEnum):
    """What proves the nationality: an official document, or, where there is none, the commission's recommendation."""

    PASSPORT = "passport"
    BIRTH_CERTIFICATE = "birth_certificate"
    STATELESS_CERTIFICATE = "stateless_certificate"
    OTHER_DOCUMENT = "other_document"
    RECOMMENDATION = "recommendation"


class TripPurpose(StrEnum):
    """Why the person comes; the documents asked for depend on it."""

    RELATIVES = "relatives"
    WORK = "work"
    STUDY = "study"
    SETTLE = "settle"


class KinshipDegree(StrEnum):
    """What a relative in Kazakhstan is to the applicant."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    COUSIN = "cousin"
    NEPHEW_OR_NIECE = "nephew_or_niece"
    DISTANT = "distant"


class TravelDocument(StrEnum):
    """Documents with which people who have no citizenship of Kazakhstan live and travel."""

    FOREIGN_PASSPORT = "foreign_passport"
    STATELESS_CERTIFICATE = "stateless_certificate"
    REFUGEE_CERTIFICATE = "refugee_certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginFacts:
    """What the applicant said of descent and past; None: not said. ``papers_expire_on``: of the passport."""

    nationality: Nationality | None = None
    proof: NationalityProof | None = None
    was_citizen: bool | None = None
    was_refused: bool | None = None
    purpose: TripPurpose | None = None
    papers: TravelDocument | None = None
    papers_expire_on: date | None = None
