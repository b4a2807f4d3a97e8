"""The household that moves: its members in closed lists of words, and what cannot be true of it.

A member who moves takes one place of the quota: places are persons, applications are families.  The checks
look at the members together; each returns problems with codes and never raises on what a person typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.problems import Problem, Severity


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


class HouseholdProblem(StrEnum):
    """What can be wrong with a household."""

    NO_APPLICANT = "no_applicant"
    SEVERAL_APPLICANTS = "several_applicants"
    SEVERAL_SPOUSES = "several_spouses"
    APPLICANT_UNDER_AGE = "applicant_under_age"
    APPLICANT_NOT_MOVING = "applicant_not_moving"
    BORN_IN_FUTURE = "born_in_future"
    BORN_TOO_LONG_AGO = "born_too_long_ago"
    CHILD_OLDER_THAN_PARENT = "child_older_than_parent"
    PARENT_IMPLAUSIBLY_YOUNG = "parent_implausibly_young"
    SPOUSE_UNDER_AGE = "spouse_under_age"
    SPOUSE_NEEDS_PERMISSION = "spouse_needs_permission"
    SAME_IIN_TWICE = "same_iin_twice"


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


# A parent nearer in age is doubted, not refused: it may be a step-parent.
PLAUSIBLE_PARENT_GAP_YEARS = 12
LONGEST_LIFE_YEARS = 120
CITIZENSHIP_KAZAKHSTAN = "KZ"
STATELESS = "XX"

# How many generations a relation stands below (+) or above (-) the applicant, where nature orders the ages.
_GENERATION = MappingProxyType(
    {
        Relation.APPLICANT: 0,
        Relation.CHILD: 1,
        Relation.GRANDCHILD: 2,
        Relation.PARENT: -1,
        Relation.GRANDPARENT: -2,
    }
)


def age_on(born_on: date, day: date) -> int:
    """Full years lived on ``day``; 29 February becomes 1 March in common years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def applicant_of(members: Iterable[Member]) -> Member | None:
    """The first member who applies, or None while the household has none."""
    return next((member for member in members if member.relation is Relation.APPLICANT), None)


def places_needed(members: Iterable[Member]) -> int:
    """Places of the quota that the household takes: persons who move."""
    return sum(member.is_moving for member in members)


def check_household(members: Sequence[Member], on: date, limits: HouseholdLimits) -> tuple[Problem, ...]:
    """Everything that is wrong (errors) or doubtful (warnings) with the household on the day ``on``."""
    return (
        *_check_roles(members),
        *_check_birth_dates(members, on),
        *_check_ages(members, on, limits),
        *_check_generations(members),
        *_check_identifiers(members),
    )


def _check_roles(members: Sequence[Member]) -> list[Problem]:
    applicants = [member for member in members if member.relation is Relation.APPLICANT]
    spouses = [member for member in members if member.relation is Relation.SPOUSE]
    problems = []
    if not applicants:
        problems.append(Problem(HouseholdProblem.NO_APPLICANT))
    problems += [Problem(HouseholdProblem.SEVERAL_APPLICANTS, member_key=who.key) for who in applicants[1:]]
    problems += [Problem(HouseholdProblem.SEVERAL_SPOUSES, member_key=who.key) for who in spouses[1:]]
    problems += [
        Problem(HouseholdProblem.APPLICANT_NOT_MOVING, Severity.WARNING, who.key)
        for who in applicants[:1]
        if not who.is_moving
    ]
    return problems


def _check_birth_dates(members: Sequence[Member], on: date) -> list[Problem]:
    problems = []
    for member in members:
        if member.born_on is None:
            continue
        if member.born_on > on:
            problems.append(Problem(HouseholdProblem.BORN_IN_FUTURE, member_key=member.key))
        elif age_on(member.born_on, on) > LONGEST_LIFE_YEARS:
            params = {"years": LONGEST_LIFE_YEARS}
            problems.append(Problem(HouseholdProblem.BORN_TOO_LONG_AGO, Severity.ERROR, member.key, params))
    return problems


def _check_ages(members: Sequence[Member], on: date, limits: HouseholdLimits) -> list[Problem]:
    problems = []
    for member in members:
        if member.born_on is None or member.born_on > on:
            continue
        problem = _age_problem(member.relation, age_on(member.born_on, on), limits)
        if problem is not None:
            code, severity, years = problem
            problems.append(Problem(code, severity, member.key, {"years": years}))
    return problems


def _age_problem(
    relation: Relation, age: int, limits: HouseholdLimits
) -> tuple[HouseholdProblem, Severity, int] | None:
    """The one thing that a person of this age cannot be."""
    if relation is Relation.APPLICANT and age < limits.adult_age:
        return HouseholdProblem.APPLICANT_UNDER_AGE, Severity.ERROR, limits.adult_age
    if relation is Relation.SPOUSE and age < limits.marriage_age_reduced:
        return HouseholdProblem.SPOUSE_UNDER_AGE, Severity.ERROR, limits.marriage_age_reduced
    if relation is Relation.SPOUSE and age < limits.marriage_age:
        return HouseholdProblem.SPOUSE_NEEDS_PERMISSION, Severity.WARNING, limits.marriage_age
    return None


def _check_generations(members: Sequence[Member]) -> list[Problem]:
    """Each member in the direct line against the applicant; the younger generation's member is named."""
    applicant = applicant_of(members)
    if applicant is None or applicant.born_on is None:
        return []
    problems = []
    for member in members:
        generation = _GENERATION.get(member.relation, 0)
        if generation == 0 or member.born_on is None:
            continue
        elder, younger = (applicant, member) if generation > 0 else (member, applicant)
        problem = _generation_problem(elder.born_on, younger.born_on, abs(generation))
        if problem is not None:
            code, severity, years = problem
            problems.append(Problem(code, severity, member.key, {"years": years}))
    return problems


def _generation_problem(
    elder_born_on: date | None, younger_born_on: date | None, generations: int
) -> tuple[HouseholdProblem, Severity, int] | None:
    if elder_born_on is None or younger_born_on is None:
        return None
    years = PLAUSIBLE_PARENT_GAP_YEARS * generations
    if younger_born_on <= elder_born_on:
        return HouseholdProblem.CHILD_OLDER_THAN_PARENT, Severity.ERROR, years
    if age_on(elder_born_on, younger_born_on) < years:
        return HouseholdProblem.PARENT_IMPLAUSIBLY_YOUNG, Severity.WARNING, years
    return None


def _check_identifiers(members: Sequence[Member]) -> list[Problem]:
    """One IIN may stand for one person only; every member after the first with it is named."""
    counts = Counter(member.iin for member in members if member.iin)
    problems = []
    seen: set[str] = set()
    for member in members:
        if member.iin and counts[member.iin] > 1:
            if member.iin in seen:
                problems.append(Problem(HouseholdProblem.SAME_IIN_TWICE, member_key=member.key))
            seen.add(member.iin)
    return problems
