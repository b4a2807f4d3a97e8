"""The simulation of a transfer: whole families in the order of the queue, and the same inputs give the same outcome."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.forecast import Basis, Forecast
from app.domain.simulation import Cost, Family, Outcome, Queue, digest, reached, read, simulate, written
from app.domain.stream import Stream

R = Stream.RELOCATEE
COSTS = {(R, persons): Cost(Decimal(100 * persons), Decimal(150 * persons)) for persons in range(1, 12)}


def queue(region: str, sizes: list[int], *, free: int, allocated: int = 100, first: int = 1) -> Queue:
    """A queue of families of these sizes, in this order."""
    families = tuple(Family(first + place, persons) for place, persons in enumerate(sizes))
    outlook = Forecast(allocated, 20, 80, 60, 90, 80, 60, 100, Basis.PACE, 60.0, 15.0)
    return Queue(R, region, allocated, free, families, sum(sizes), outlook)


def run(queues: list[Queue], differences: dict[str, int], *, passing: bool = False) -> dict[str, Outcome]:
    """Outcomes by region."""
    changes = {(R, region): places for region, places in differences.items()}
    return {one.region: one for one in simulate(queues, changes, costs=COSTS, passing=passing)}


def test_who_gets_a_place_and_who_loses_one() -> None:
    queues = [queue("KZ-62", [4, 3, 2], free=9), queue("KZ-35", [5, 4], free=2, first=11)]
    found = run(queues, {"KZ-62": -4, "KZ-35": 4})
    assert [family.application_id for family in found["KZ-62"].lost] == [2, 3]
    assert [family.application_id for family in found["KZ-35"].gained] == [11]
    assert (found["KZ-62"].before.placed, found["KZ-62"].after.placed) == (9, 4)
    assert (found["KZ-35"].after.left, found["KZ-35"].after.waiting) == (1, 4)
    assert found["KZ-35"].after.cost == Cost(Decimal(500), Decimal(750))
    assert found["KZ-35"].before.cost == Cost()
    assert (found["KZ-62"].after.allocated, found["KZ-62"].difference) == (96, -4)


def test_a_family_that_does_not_fit_holds_the_queue_unless_the_rules_let_others_pass() -> None:
    sizes = [3, 6, 2]
    families = queue("KZ-35", sizes, free=5).families
    assert [family.persons for family in reached(families, 5, passing=False)] == [3]
    assert [family.persons for family in reached(families, 5, passing=True)] == [3, 2]
    assert reached(families, 0, passing=True) == ()


def test_the_year_s_end_is_the_forecast_under_the_other_quota() -> None:
    found = run([queue("KZ-62", [], free=80)], {"KZ-62": -30})["KZ-62"]
    assert found.after.allocated == 70
    assert found.after.expected < found.before.expected
    assert found.after.unused < found.before.unused
    assert found.after.expected + found.after.unused == 70


families_of = st.lists(st.integers(1, 12), max_size=30)


@given(families_of, st.integers(0, 60), st.integers(-30, 60), st.booleans())
def test_no_family_is_split_and_no_place_is_sold_twice(
    sizes: list[int], free: int, difference: int, passing: bool
) -> None:
    found = run([queue("KZ-62", sizes, free=max(free, -difference))], {"KZ-62": difference}, passing=passing)["KZ-62"]
    for side in (found.before, found.after):
        assert side.left >= 0
        assert side.placed + side.waiting == sum(sizes)
    assert not ({each.application_id for each in found.gained} & {each.application_id for each in found.lost})
    gained = sum(each.persons for each in found.gained) - sum(each.persons for each in found.lost)
    assert found.after.placed - found.before.placed == gained
    if not passing:
        assert not (found.lost if difference >= 0 else found.gained), "more places harm nobody in a strict queue"


@given(families_of, st.integers(0, 60), st.integers(0, 60))
def test_the_same_inputs_have_the_same_digest_and_outcome(sizes: list[int], free: int, difference: int) -> None:
    one, other = queue("KZ-62", sizes, free=free), queue("KZ-35", sizes, free=free, first=100)
    changes = {(R, "KZ-62"): -difference, (R, "KZ-35"): difference}

    def name(queues: list[Queue], *, passing: bool = False, year: int = 2026) -> str:
        return digest(queues, changes, costs=COSTS, passing=passing, year=year)

    assert name([one, other]) == name([other, one])
    assert len({name([one, other]), name([one, other], passing=True), name([one, other], year=2027)}) == 3
    found = simulate([one, other], changes, costs=COSTS, passing=False)
    assert read(written(found)) == found
