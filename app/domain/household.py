"""The household that moves: its members and the closed lists of words that describe them.

A member who moves takes one place of the quota: places are persons, applications are families.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# ISO 3166-1 codes that the rules name; XX is the user-assigned code that stands for "stateless" here.
CITIZENSHIP_KAZAKHSTAN = "KZ"
STATELESS = "XX"


class Relation(StrEnum):
    """What a member is to the applicant."""

    APPLICANT = "applicant"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    CHILD_IN_LAW = "child_in_law"
    PARENT_IN_LAW = "parent_in_law"
    WARD = "ward"
    OTHER = "other"


class Sex(StrEnum):
    """Sex as in the identity document."""

    MALE = "male"
    FEMALE = "female"


class EmploymentStatus(StrEnum):
    """Standing on the labour market; the first two are registered by a career centre."""

    REGISTERED_UNEMPLOYED = "registered_unemployed"
    REGISTERED_JOBSEEKER = "registered_jobseeker"
    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    STUDENT = "student"
    PENSIONER = "pensioner"
    CARER = "carer"
    NOT_WORKING = "not_working"


class EducationLevel(StrEnum):
    """Highest level finished."""

    NONE = "none"
    PRIMARY = "primary"
    BASIC_SECONDARY = "basic_secondary"
    GENERAL_SECONDARY = "general_secondary"
    VOCATIONAL = "vocational"
    HIGHER = "higher"
    POSTGRADUATE = "postgraduate"


class LanguageLevel(StrEnum):
    """Command of a language: none, or a level of the common European scale that KAZTEST uses."""

    NONE = "none"
    A1 = "a1"
    A2 = "a2"
    B1 = "b1"
    B2 = "b2"
    C1 = "c1"
    NATIVE = "native"


class WishReason(StrEnum):
    """Why a region is wished for."""

    RELATIVES = "relatives"
    JOB_OFFER = "job_offer"
    SCHOOL = "school"
    HOUSING = "housing"
    OTHER = "other"


class HousingNeed(StrEnum):
    """Where the household means to live after the move."""

    RENT = "rent"
    BUY = "buy"
    BUILD = "build"
    WITH_RELATIVES = "with_relatives"
    OWN_HOUSE = "own_house"
    EMPLOYER_HOUSING = "employer_housing"
    TEMPORARY_CENTRE = "temporary_centre"


class SettlementKind(StrEnum):
    """Town or village: rent and utilities are covered at different rates."""

    TOWN = "town"
    VILLAGE = "village"


class SpecialNeed(StrEnum):
    """What the host region has to prepare for."""

    WHEELCHAIR = "wheelchair"
    DISABILITY = "disability"
    CHRONIC_ILLNESS = "chronic_illness"
    PREGNANCY = "pregnancy"
    SPECIAL_SCHOOLING = "special_schooling"
    SIGN_LANGUAGE = "sign_language"
    OTHER = "other"


class MaritalStatus(StrEnum):
    """Marital status of the applicant."""

    SINGLE = "single"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"


class MaritalChange(StrEnum):
    """A change inside the window that the rules look at (families split to be counted twice)."""

    NONE = "none"
    MARRIAGE = "marriage"
    DIVORCE = "divorce"
    WIDOWHOOD = "widowhood"


class IdentityDocument(StrEnum):
    """What proves who a member is."""

    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    BIRTH_CERTIFICATE = "birth_certificate"
    FOREIGN_PASSPORT = "foreign_passport"
    RESIDENCE_PERMIT = "residence_permit"
    STATELESS_CERTIFICATE = "stateless_certificate"
    REFUGEE_CERTIFICATE = "refugee_certificate"
    KANDAS_CERTIFICATE = "kandas_certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of the household, as the rules see it.

    ``key`` is the caller's (a row id, a form index); ``citizenship`` an ISO 3166-1 alpha-2 code ("KZ"), "XX"
    for a stateless person; what is not known yet is None.
    """

    key: str
    relation: Relation
    born_on: date | None = None
    sex: Sex | None = None
    iin: str | None = None
    citizenship: str | None = None
    is_moving: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLimits:
    """The ages of the law that the checks need, in whole years; they come from the dated settings."""

    adult_age: int
    marriage_age: int
    marriage_age_reduced: int


def age_on(born_on: date, day: date) -> int:
    """Full years lived on ``day``; 29 February becomes 1 March in common years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def applicant_of(members: Iterable[Member]) -> Member | None:
    """The first member who applies, or None while the household has none."""
    return next((member for member in members if member.relation is Relation.APPLICANT), None)


def places_needed(members: Iterable[Member]) -> int:
    """Places of the quota that the household takes: persons who move."""
    return sum(member.is_moving for member in members)
