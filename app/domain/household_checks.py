"""What cannot be true of a household: its members looked at together.

Each check returns problems with codes and never raises on what a person typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.household import HouseholdLimits, Member, Relation, age_on, applicant_of
from app.domain.problems import Problem, Severity

# A parent nearer in age is doubted, not refused: it may be a step-parent.
PLAUSIBLE_PARENT_GAP_YEARS = 12
LONGEST_LIFE_YEARS = 120

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
        pair = (applicant.born_on, member.born_on)
        elder_born_on, younger_born_on = pair if generation > 0 else pair[::-1]
        problem = _generation_problem(elder_born_on, younger_born_on, abs(generation))
        if problem is not None:
            code, severity, years = problem
            problems.append(Problem(code, severity, member.key, {"years": years}))
    return problems


def _generation_problem(
    elder_born_on: date, younger_born_on: date, generations: int
) -> tuple[HouseholdProblem, Severity, int] | None:
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
