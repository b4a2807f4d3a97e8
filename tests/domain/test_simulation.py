"""The simulation of a transfer: whole families in the order of the queue, and the same inputs give the same outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.forecast import Basis, Forecast
from app.domain.forecast_open import Record
from app.domain.programmes.definition import MeasureCode
from app.domain.reference import PaidPer
from app.domain.simulation import (
    Cost,
    Family,
    Likely,
    Outcome,
    Queue,
    Room,
    digest,
    follows_from_size,
    reached,
    read,
    simulate,
    written,
)
from app.domain.simulation_approvals import Approvals, approvals, closed
from app.domain.stream import Stream
from tests.domain.books import shipped

R = Stream.RELOCATEE
COSTS = {(R, persons): Cost(Decimal(100 * persons), Decimal(150 * persons)) for persons in range(1, 12)}


def queue(region: str, sizes: list[int], *, free: int, allocated: int = 100, first: int = 1) -> Queue:
    """A queue of families of these sizes, in this order."""
    families = tuple(Family(first + place, persons) for place, persons in enumerate(sizes))
    outlook = Forecast(allocated, 20, 80, 60, 90, 80, 60, 100, Basis.PACE, 60.0, 15.0)
    return Queue(R, region, allocated, free, families, sum(sizes), outlook)


def run_queues(queues: list[Queue], differences: dict[str, int], *, passing: bool = False) -> dict[str, Outcome]:
    """Outcomes by region."""
    changes = {(R, region): places for region, places in differences.items()}
    return {one.region: one for one in simulate(queues, changes, costs=COSTS, passing=passing)}


def test_who_gets_a_place_and_who_loses_one() -> None:
    queues = [queue("KZ-62", [4, 3, 2], free=9), queue("KZ-35", [5, 4], free=2, first=11)]
    found = run_queues(queues, {"KZ-62": -4, "KZ-35": 4})
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
    assert [family.persons for family in reached(families, {None: 5}, passing=False)] == [3]
    assert [family.persons for family in reached(families, {None: 5}, passing=True)] == [3, 2]
    assert reached(families, {None: 0}, passing=True) == ()


def test_the_year_s_end_is_the_forecast_under_the_other_quota() -> None:
    found = run_queues([queue("KZ-62", [], free=80)], {"KZ-62": -30})["KZ-62"]
    assert found.after.allocated == 70
    assert found.after.expected < found.before.expected
    assert found.after.unused < found.before.unused
    assert found.after.expected + found.after.unused == 70


def test_each_family_takes_the_places_that_it_would_be_given() -> None:
    """District A has 3 free places, the region's rest 4; B has places of none, so that its families use the rest."""
    families = (
        Family(1, 4, "A"),
        Family(2, 3, "A"),
        Family(3, 2, "B"),
        Family(4, 3),
        Family(5, 1, "B"),
    )
    own = replace(queue("KZ-62", [], free=7), families=families, waiting=13, rooms=(Room("A", 3),))
    assert own.places(2) == {"A": 3, None: 6}

    def numbers(difference: int, *, passing: bool) -> list[int]:
        return [one.application_id for one in reached(families, own.places(difference), passing=passing)]

    assert numbers(0, passing=False) == [3], "4 of A hold back A's, and family 4 the rest's, but neither the other's"
    assert numbers(0, passing=True) == [2, 3, 5]
    assert numbers(2, passing=False) == [3, 4, 5]
    assert numbers(-2, passing=False) == [3]
    found = run_queues([own], {"KZ-62": 2})["KZ-62"]
    assert [one.application_id for one in found.gained] == [4, 5]
    assert (found.before.left, found.after.left, found.after.waiting) == (5, 3, 7)


def test_the_share_of_approvals_is_stated_and_walked() -> None:
    lately = Approvals(60, 100, date(2025, 11, 1), date(2026, 10, 31))
    own = replace(queue("KZ-62", [5] * 10, free=15), approvals=lately)
    found = run_queues([own], {"KZ-62": 15})["KZ-62"]
    assert (found.before.placed, found.after.placed) == (15, 30)
    likely = found.before.likely
    assert likely is not None
    # Of five persons three are expected: 15 places serve five families instead of three.
    assert (likely.placed, likely.left) == (15, 0)
    assert likely.cost == Cost(Decimal(1500), Decimal(2250))
    assert found.after.likely is not None
    assert (found.after.likely.placed, found.after.likely.left) == (30, 0)
    assert found.approvals == lately
    few = run_queues([replace(own, families=own.families[:2], waiting=10)], {"KZ-62": 15})["KZ-62"]
    assert few.before.likely is not None
    assert (few.before.placed, few.before.likely.placed, few.before.likely.left) == (10, 6, 9)
    nobody = run_queues([replace(own, approvals=replace(lately, approved=0))], {"KZ-62": 15})["KZ-62"]
    assert nobody.after.likely == Likely(0, 30, Cost())
    assert queue_without(own).before.likely is None
    assert read(written([found])) == (found,)


def queue_without(own: Queue) -> Outcome:
    """The outcome where no share is known."""
    return run_queues([replace(own, approvals=None)], {"KZ-62": 15})["KZ-62"]


def test_where_few_cases_ended_the_country_speaks() -> None:
    period = closed(12, date(2026, 11, 18))
    assert period == (date(2025, 11, 1), date(2026, 10, 31))
    assert closed(3, date(2026, 1, 31)) == (date(2025, 10, 1), date(2025, 12, 31))
    own, country = Record(8, 10), Record(300, 1000)
    assert approvals(own, country, period) == Approvals(8, 10, *period)
    assert approvals(Record(8, 9), country, period) == Approvals(300, 1000, *period, is_country=True)
    assert approvals(Record(0, 0), Record(0, 0), period) is None
    assert approvals(Record(-3, 12), country, period) == Approvals(0, 12, *period)


def test_a_simulation_kept_before_approvals_were_stated_is_read() -> None:
    found = simulate([queue("KZ-62", [4], free=9)], {}, costs=COSTS, passing=False)
    plain = written(found)
    for one in plain:
        del one["approvals"], one["before"]["likely"], one["after"]["likely"]
        for family in (*one["gained"], *one["lost"]):
            del family["district"]
    assert read(plain) == found


def test_what_follows_from_the_size_of_a_family_is_counted() -> None:
    book = shipped()
    counted = {code for code in MeasureCode if follows_from_size(book.measure(code, date(2026, 11, 18)))}
    assert counted == {MeasureCode.RELOCATION_SUBSIDY, MeasureCode.RENT_UTILITIES}
    certificate = book.measure(MeasureCode.MOBILITY_CERTIFICATE, date(2026, 11, 18))
    assert not follows_from_size(replace(certificate, paid_per=PaidPer.PERSON)), "it hangs on the price of a house"


families_of = st.lists(st.integers(1, 12), max_size=30)


@given(families_of, st.integers(0, 60), st.integers(-30, 60), st.booleans())
def test_no_family_is_split_and_no_place_is_sold_twice(
    sizes: list[int], free: int, difference: int, passing: bool
) -> None:
    found = run_queues([queue("KZ-62", sizes, free=max(free, -difference))], {"KZ-62": difference}, passing=passing)[
        "KZ-62"
    ]
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
