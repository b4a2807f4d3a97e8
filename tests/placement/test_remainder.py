"""What is left at the end of a year: two hundred families, a few places in each region, proved without small steps."""

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
    def in_vain(*_given: object) -> None:
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
