"""A region's request: every state, action and role; what is wrong and what is doubtful; what the record keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from app.domain.errors import DomainError, MoveNotAllowedError, ReasonRequiredError, RoleNotAllowedError
from app.domain.quota_request import (
    EDITABLE,
    LARGEST,
    MOVES,
    FindingCode,
    JobGroup,
    RequestAction,
    RequestFigures,
    RequestState,
    SchoolLanguage,
    due_on,
    findings,
    from_json,
    justified,
    move,
    open_years,
    to_json,
)
from app.domain.reference import Unit
from app.domain.reference_editing import ReferenceValueError, check_setting
from app.domain.roles import REGIONAL_ROLES, Actor, Grant, Role

HERE, ELSEWHERE = "KZ-55", "KZ-59"
OWN = frozenset({"551000000", "553600000"})
WHOLE = RequestFigures(
    persons=120,
    working_age=60,
    jobs=(JobGroup("Мұғалім", "№ 4 мектеп", 40, 250_000), JobGroup("Дәнекерлеуші", "Зауыт", 25)),
    homes={2: 20, 3: 10},
    school={SchoolLanguage.KAZAKH: 30, SchoolLanguage.RUSSIAN: 10},
    kindergarten=15,
    districts=("553600000",),
    notes="Ауылдар жолдың бойында.",
)
S, A, R = RequestState, RequestAction, Role
EXPECTED = {
    (S.DRAFT, A.FILE): (S.FILED, R.SUPERVISOR, False),
    (S.DRAFT, A.WITHDRAW): (S.WITHDRAWN, R.SUPERVISOR, False),
    (S.FILED, A.RETURN): (S.RETURNED, R.MINISTRY, True),
    (S.FILED, A.WITHDRAW): (S.WITHDRAWN, R.SUPERVISOR, True),
    (S.RETURNED, A.FILE): (S.FILED, R.SUPERVISOR, False),
    (S.RETURNED, A.WITHDRAW): (S.WITHDRAWN, R.SUPERVISOR, True),
}


def somebody(role: Role, region: str = HERE) -> Actor:
    return Actor(1, "x", frozenset({Grant(role, region if role in REGIONAL_ROLES else None)}))


def codes(figures: RequestFigures) -> set[FindingCode]:
    return {each.code for each in findings(figures, OWN)}


def test_the_table_is_the_one_that_was_agreed() -> None:
    assert {key: (row.to, row.role, row.needs_reason) for key, row in MOVES.items()} == EXPECTED


@pytest.mark.parametrize(("state", "action", "role"), list(product(RequestState, RequestAction, Role)))
def test_nobody_else_moves_a_request(state: RequestState, action: RequestAction, role: Role) -> None:
    expected = EXPECTED.get((state, action))
    if expected is None:
        with pytest.raises(MoveNotAllowedError):
            move(state, action, somebody(role), HERE, "because")
    elif role is not expected[1]:
        with pytest.raises(RoleNotAllowedError):
            move(state, action, somebody(role), HERE, "because")
    else:
        assert move(state, action, somebody(role), HERE, "because").to is expected[0]


def test_the_head_of_another_region_and_an_empty_reason_are_refused() -> None:
    with pytest.raises(RoleNotAllowedError):
        move(S.DRAFT, A.FILE, somebody(R.SUPERVISOR, ELSEWHERE), HERE)
    with pytest.raises(ReasonRequiredError):
        move(S.FILED, A.RETURN, somebody(R.MINISTRY), HERE, "  ")


def test_figures_are_worked_on_before_filing_and_after_a_return_only() -> None:
    assert {state for state in RequestState if (state, A.FILE) in MOVES} == EDITABLE


def test_a_whole_request_has_nothing_against_it() -> None:
    assert findings(WHOLE, OWN) == []
    justified(WHOLE, OWN, "")
    assert (WHOLE.all_jobs, WHOLE.all_homes, WHOLE.all_school) == (65, 30, 40)


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"persons": None, "working_age": 0}, FindingCode.PERSONS_MISSING, "persons"),
        ({"persons": 0, "working_age": 0}, FindingCode.PERSONS_MISSING, "persons"),
        ({"working_age": None}, FindingCode.WORKING_AGE_MISSING, "working_age"),
        ({"working_age": 121}, FindingCode.WORKING_AGE_ABOVE_PERSONS, "working_age"),
        ({"kindergarten": -1}, FindingCode.OUT_OF_RANGE, "kindergarten"),
        ({"homes": {4: -2}}, FindingCode.OUT_OF_RANGE, "homes_4"),
        ({"school": {SchoolLanguage.OTHER: LARGEST + 1}}, FindingCode.OUT_OF_RANGE, "school_other"),
        ({"jobs": (JobGroup("", "Зауыт", 3),)}, FindingCode.JOB_WITHOUT_PROFESSION, "jobs-0-profession"),
        ({"jobs": (JobGroup("Мұғалім", "", None),)}, FindingCode.JOB_WITHOUT_NUMBER, "jobs-0-jobs"),
        (
            {"jobs": (JobGroup("Мұғалім", "А", 60), JobGroup("мұғалім", "а", 3))},
            FindingCode.JOB_TWICE,
            "jobs-1-profession",
        ),
        ({"districts": ()}, FindingCode.NO_DISTRICT, "districts"),
        ({"districts": ("591000000",)}, FindingCode.STRANGE_DISTRICT, "districts"),
    ],
)
def test_what_cannot_be_filed_is_named_beside_its_box(
    changes: dict[str, object], code: FindingCode, where: str
) -> None:
    figures = replace(WHOLE, **changes)  # type: ignore[arg-type]  # one change of each kind
    found = findings(figures, OWN)
    assert [(each.code, each.where, each.is_error) for each in found] == [(code, where, True)]
    with pytest.raises(DomainError, match="request_incomplete"):
        justified(figures, OWN, "whatever is said")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"jobs": ()}, FindingCode.NO_JOBS),
        ({"working_age": 66}, FindingCode.JOBS_BELOW_WORKING_AGE),
        ({"homes": {}}, FindingCode.NO_HOMES),
        ({"school": {}, "kindergarten": None}, FindingCode.CHILDREN_WITHOUT_PLACES),
    ],
)
def test_a_doubt_is_filed_with_a_justification_only(changes: dict[str, object], code: FindingCode) -> None:
    figures = replace(WHOLE, **changes)  # type: ignore[arg-type]  # one change of each kind
    assert codes(figures) == {code}
    with pytest.raises(DomainError, match="justification_required"):
        justified(figures, OWN, " \n")
    justified(figures, OWN, "Үйлер наурызда беріледі.")


def test_the_record_gives_back_what_was_entered() -> None:
    assert from_json(to_json(WHOLE)) == WHOLE
    assert from_json(to_json(RequestFigures())) == RequestFigures()
    assert from_json({}) == RequestFigures()


def test_requests_are_for_the_next_year_and_due_in_the_year_before() -> None:
    assert open_years(date(2026, 11, 20)) == (2027, 2026)
    assert due_on(2027, "10-01") == date(2026, 10, 1)


def test_the_day_on_which_requests_are_due_is_a_day_of_every_year() -> None:
    assert check_setting("quota_request.due_day", Unit.TEXT, " 10-01 ") == "10-01"
    for wrong in ("02-29", "13-01", "1 October", "2026-10-01", "10-1"):
        with pytest.raises(ReferenceValueError, match="value_not_month_day"):
            check_setting("quota_request.due_day", Unit.TEXT, wrong)
