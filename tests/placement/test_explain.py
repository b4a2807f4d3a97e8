"""What an explanation says is true: the score or the places that it names do change the placement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings

from app.placement.explain import Verdict, explain
from app.placement.problem import Household, Place, Problem, ProblemError
from app.placement.solve import solve
from tests.placement.cases import small_problems

FULL = Problem(
    ("persons",),
    (Household("ours", (3.0,)), Household("theirs", (3.0,))),
    (Place("pavlodar", (3.0,)), Place("abai", (3.0,)), Place("turan", (9.0,))),
    {"ours": {"pavlodar": 64.0, "abai": 40.0}, "theirs": {"pavlodar": 71.0}},
)


def test_pavlodar_was_full_at_71_and_ours_was_64() -> None:
    found = explain(FULL, solve(FULL), "ours")
    assert (found.place, found.score) == ("abai", 40.0)
    abai, pavlodar, turan = found.options
    assert (abai.verdict, pavlodar.verdict, turan.verdict) == (Verdict.CHOSEN, Verdict.FULL, Verdict.NOT_ALLOWED)
    # At Pavlodar the family would displace 71 points and give up its own 40 at Abai.
    assert pavlodar.cutoff == 111.0
    assert (pavlodar.lowest, dict(pavlodar.short_by)) == (71.0, {"persons": 3.0})
    (change,) = found.changes
    assert (change.place, change.score_above, change.more) == ("pavlodar", 111.0, {"persons": 3.0})


@given(small_problems())
@settings(max_examples=40, deadline=None)
def test_every_statement_is_true(problem: Problem) -> None:
    solution = solve(problem, gap=0)
    for family in problem.households[:2]:
        found = explain(problem, solution, family.code)
        assert found.place == solution.assignment[family.code]
        for option in found.options:
            assert (option.verdict is Verdict.CHOSEN) == (option.place == found.place)
            assert (option.verdict is Verdict.NOT_ALLOWED) == (option.place not in problem.scores[family.code])
        for change in found.changes:
            if change.score_above is not None:
                above, below = change.score_above + 0.01, change.score_above - 0.01
                assert _with_score(problem, family.code, change.place, above) == change.place
                if below >= 0:
                    assert _with_score(problem, family.code, change.place, below) != change.place
            if change.more is not None:
                assert _with_room(problem, family.code, change.place, change.more) == change.place


def _with_score(problem: Problem, household: str, place: str, score: float) -> str | None:
    row = {**problem.scores[household], place: score}
    return solve(replace(problem, scores={**problem.scores, household: row}), gap=0).assignment[household]


def _with_room(problem: Problem, household: str, place: str, more: Mapping[str, float]) -> str | None:
    places = tuple(
        each
        if each.code != place
        else Place(
            place,
            tuple(
                None if held is None else held + more[name]
                for name, held in zip(problem.dimensions, each.capacity, strict=True)
            ),
        )
        for each in problem.places
    )
    return solve(replace(problem, places=places), gap=0).assignment[household]


def test_a_family_larger_than_the_place_and_without_trying() -> None:
    problem = Problem(("persons",), (Household("a", (5.0,)),), (Place("x", (2.0,)),), {"a": {"x": 9.0}})
    found = explain(problem, solve(problem), "a")
    (change,) = found.changes
    assert (change.score_above, change.more) == (None, {"persons": 3.0})
    assert explain(problem, solve(problem), "a", what_if=False).changes == ()
    with pytest.raises(ProblemError):
        explain(problem, solve(problem), "b")
