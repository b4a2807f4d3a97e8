"""What is left at the end of a year is proved without small steps, however few places; what is more is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.placement import repair
from app.placement.problem import Place
from app.placement.solve import solve
from tests.placement.cases import large_problem, over_capacity, worth

# Persons and children that are left in each region: too few for most families, and no sum of sizes fits them all.
LEFT = ((6.0, 15.0), (9.0, 2.0), (1.0, 0.0), (2.0, 9.0), (0.0, 2.0), (6.0, 15.0), (7.0, 13.0), (35.0, 8.0))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_remainder_is_proved_at_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_vain(*_given: object, **_named: object) -> None:
        pytest.fail("small steps were tried")

    monkeypatch.setattr(repair, "improved", in_vain)
    whole = large_problem(seed, 200, len(LEFT))
    problem = replace(
        whole, places=tuple(Place(each.code, room) for each, room in zip(whole.places, LEFT, strict=True))
    )
    found = solve(problem, gap=1e-6)
    assert found.gap <= 1e-6
    assert found.in_time
    assert not over_capacity(problem, found.assignment)
    assert worth(problem, found.assignment) == pytest.approx(found.objective)


class _BegunError(Exception):
    """What the repair does first is known: the rest is not waited for."""


@pytest.mark.parametrize(("families", "steps"), [(200, 15), (400, 60)])
def test_many_open_options_wait_for_small_steps(families: int, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One integer program over all options comes first only where they are few: over these it takes seconds."""

    def stepping(*_given: object, **named: object) -> None:
        raise _BegunError(named.get("steps", 60))

    def at_once(*_given: object) -> None:
        pytest.fail("all options were solved at once")

    monkeypatch.setattr(repair, "improved", stepping)
    monkeypatch.setattr(repair, "_take", at_once)
    with pytest.raises(_BegunError) as begun:
        solve(large_problem(1, families, 12), gap=1e-6)
    assert begun.value.args == (steps,)
