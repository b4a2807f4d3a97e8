from __future__ import annotations

from datetime import date

import pytest

from app.domain.household import HouseholdLimits, Member, Relation, age_on, applicant_of, places_needed
from app.domain.household_checks import HouseholdProblem, check_household
from app.domain.problems import Severity
from tests.domain.books import shipped

ON = date(2026, 11, 20)
LIMITS = HouseholdLimits(adult_age=18, marriage_age=18, marriage_age_reduced=16)
P = HouseholdProblem
ERROR, WARNING = Severity.ERROR, Severity.WARNING


def household(*people: tuple[str, str | None]) -> list[Member]:
    """Members by relation and birth date, keys 0, 1, 2…"""
    return [
        Member(key=str(key), relation=Relation(relation), born_on=date.fromisoformat(born) if born else None)
        for key, (relation, born) in enumerate(people)
    ]


FATHER = ("applicant", "1985-03-12")

# who, born; what is said, how gravely, of whom
CASES: list[tuple[str, list[tuple[str, str | None]], list[tuple[HouseholdProblem, Severity, str | None]]]] = [
    ("a family of three", [FATHER, ("spouse", "1990-01-01"), ("child", "2015-05-05")], []),
    ("nobody", [], [(P.NO_APPLICANT, ERROR, None)]),
    ("no applicant", [("spouse", "1990-01-01")], [(P.NO_APPLICANT, ERROR, None)]),
    ("two applicants", [FATHER, ("applicant", "1990-01-01")], [(P.SEVERAL_APPLICANTS, ERROR, "1")]),
    (
        "two wives",
        [FATHER, ("spouse", "1990-01-01"), ("spouse", "1991-01-01")],
        [(P.SEVERAL_SPOUSES, ERROR, "2")],
    ),
    ("adult today", [("applicant", "2008-11-20")], []),
    ("adult tomorrow", [("applicant", "2008-11-21")], [(P.APPLICANT_UNDER_AGE, ERROR, "0")]),
    ("born tomorrow", [FATHER, ("child", "2026-11-21")], [(P.BORN_IN_FUTURE, ERROR, "1")]),
    ("born today", [FATHER, ("child", "2026-11-20")], []),
    ("120 years old", [FATHER, ("grandparent", "1905-11-21")], []),
    ("121 years old", [FATHER, ("grandparent", "1905-11-20")], [(P.BORN_TOO_LONG_AGO, ERROR, "1")]),
    (
        "child older than applicant",
        [FATHER, ("child", "1985-03-11")],
        [(P.CHILD_OLDER_THAN_PARENT, ERROR, "1")],
    ),
    (
        "child of the same day",
        [FATHER, ("child", "1985-03-12")],
        [(P.CHILD_OLDER_THAN_PARENT, ERROR, "1")],
    ),
    (
        "father of eleven",
        [FATHER, ("child", "1997-03-11")],
        [(P.PARENT_IMPLAUSIBLY_YOUNG, WARNING, "1")],
    ),
    ("father of twelve", [FATHER, ("child", "1997-03-12")], []),
    (
        "parent younger than applicant",
        [FATHER, ("parent", "1990-01-01")],
        [(P.CHILD_OLDER_THAN_PARENT, ERROR, "1")],
    ),
    (
        "grandchild after 23 years",
        [FATHER, ("grandchild", "2009-03-11")],
        [(P.PARENT_IMPLAUSIBLY_YOUNG, WARNING, "1")],
    ),
    ("grandchild after 24 years", [FATHER, ("grandchild", "2009-03-12")], []),
    ("spouse of fifteen", [FATHER, ("spouse", "2010-11-21")], [(P.SPOUSE_UNDER_AGE, ERROR, "1")]),
    ("spouse of sixteen", [FATHER, ("spouse", "2010-11-20")], [(P.SPOUSE_NEEDS_PERMISSION, WARNING, "1")]),
    ("spouse of eighteen", [FATHER, ("spouse", "2008-11-20")], []),
    ("sibling older or younger", [FATHER, ("sibling", "1970-01-01"), ("sibling", "2020-01-01")], []),
    ("birth dates not given yet", [("applicant", None), ("child", None)], []),
]


@pytest.mark.parametrize(("people", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_said_of_a_household(
    people: list[tuple[str, str | None]], expected: list[tuple[HouseholdProblem, Severity, str | None]]
) -> None:
    problems = check_household(household(*people), ON, LIMITS)
    assert [(problem.code, problem.severity, problem.member_key) for problem in problems] == expected
    assert all(problem.is_error == (problem.severity is ERROR) for problem in problems)


def test_one_iin_stands_for_one_person() -> None:
    members = [
        Member(key="a", relation=Relation.APPLICANT, iin="850312300012"),
        Member(key="b", relation=Relation.CHILD, iin="160925600014"),
        Member(key="c", relation=Relation.CHILD, iin="850312300012"),
        Member(key="d", relation=Relation.CHILD, iin="850312300012"),
        Member(key="e", relation=Relation.CHILD),
        Member(key="f", relation=Relation.CHILD),
    ]
    problems = check_household(members, ON, LIMITS)
    assert [(problem.code, problem.member_key) for problem in problems] == [
        (P.SAME_IIN_TWICE, "c"),
        (P.SAME_IIN_TWICE, "d"),
    ]


def test_an_applicant_who_stays_behind_is_doubted() -> None:
    members = [Member(key="a", relation=Relation.APPLICANT, is_moving=False)]
    problems = check_household(members, ON, LIMITS)
    assert [(problem.code, problem.severity) for problem in problems] == [(P.APPLICANT_NOT_MOVING, WARNING)]


def test_places_are_counted_for_those_who_move() -> None:
    members = [
        Member(key="a", relation=Relation.APPLICANT),
        Member(key="b", relation=Relation.SPOUSE),
        Member(key="c", relation=Relation.PARENT, is_moving=False),
    ]
    assert places_needed(members) == 2
    applicant = applicant_of(members)
    assert applicant is not None
    assert applicant.key == "a"
    assert applicant_of(members[1:]) is None


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2008-11-20", "2026-11-19", 17),
        ("2008-11-20", "2026-11-20", 18),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2026-11-20", "2026-11-20", 0),
    ],
)
def test_age_in_full_years(born: str, day: str, age: int) -> None:
    assert age_on(date.fromisoformat(born), date.fromisoformat(day)) == age


def test_the_ages_of_the_law_come_from_the_settings() -> None:
    assert shipped().household_limits(ON) == LIMITS
