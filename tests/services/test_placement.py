"""Proposals for a sitting, the country and one arrival: within wishes and places, whole families, repeatable."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.place_profile import Profile, SchoolLanguage
from app.domain.placement import Family, Place, PlaceKind, Wish, weights_on
from app.domain.placement_change import ChangeKind, NoPoints
from app.domain.placement_room import Dimension, Limit, capacity, demand
from app.domain.roles import SYSTEM, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Account, Application, AuditEvent, PlacementProposal, PlacementRun, Sitting
from app.placement.solve import solve
from app.queries import placement as queries
from app.services import placement, placement_solving, review, sitting
from app.services.placement_inputs import Inputs, problem, wishes_of
from app.services.placement_solving import Solved, solved
from tests.commissions import Seated, call_sitting, make_commission, open_one
from tests.domain.books import shipped
from tests.factories import NOW, actor_of, make_actor, motion_for
from tests.placing import HERE, THERE, districts, family, profiled, proposals_of, worker

REGIONS = ("KZ-39", "KZ-55", "KZ-59", "KZ-63")


@pytest.fixture
def seated(session: Session) -> Seated:
    return make_commission(session, HERE)


def sitting_of(session: Session, seated: Seated, *sizes: int) -> tuple[Sitting, list[Application]]:
    """A planned sitting with families of these sizes on its agenda."""
    cases = [family(session, Status.REFERRED, persons=size) for size in sizes]
    return call_sitting(session, seated), cases


def test_a_sitting_gets_districts_of_its_region(session: Session, seated: Seated) -> None:
    town, other, *_ = districts(session)
    profiled(session, town, job_teacher=5, school_kk=50, school_ru=50)
    profiled(session, other, job_teacher=0, school_kk=0)
    held, cases = sitting_of(session, seated, 2, 3)
    run = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    made = proposals_of(session, run)
    assert [each.application_id for each in made] == [case.id for case in cases]
    assert {each.region for each in made} == {HERE}
    assert {each.district for each in made} == {town}
    assert all(each.score == sum(part["points"] for part in each.options[0]["parts"]) for each in made)
    assert all({option["region"] for option in each.options if option["score"] is not None} == {HERE} for each in made)
    # The other region that the family named is told too: why it was not weighed.
    told = {
        (option["place"], option["verdict"]) for each in made for option in each.options if option["region"] != HERE
    }
    assert told == {(THERE, "outside")}
    assert (run.placed, run.unplaced, run.state) == (2, 0, "solved")
    assert run.gap is not None and run.gap <= 1e-6
    assert (run.in_time, float(run.gap_asked or 0)) == (True, 1e-6)
    assert run.solver is not None and "HiGHS" in run.solver
    # A proposal decides nothing.
    assert {case.host_district for case in cases} == {None}
    events = session.scalars(select(AuditEvent.facts).where(AuditEvent.key == "placement.proposed")).all()
    assert events[-1]["digest"] == run.digest


def test_the_same_input_gives_the_same_proposals(session: Session, seated: Seated) -> None:
    town, other, *_ = districts(session)
    profiled(session, town, home_2=1, home_4=1, home_6=0, home_9=0)
    profiled(session, other, home_2=2, home_4=1, home_6=1, home_9=1)
    held, _cases = sitting_of(session, seated, 1, 2, 3, 4)
    first = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    again = placement.propose_batch(session, held.id, actor=worker(session), now=NOW + timedelta(minutes=5))
    assert (first.digest, first.result_digest) == (again.digest, again.result_digest)
    assert [row.id for row in queries.of_same_input(session, first, worker(session))] == [again.id]
    assert first.prices == again.prices

    def told(run: PlacementRun) -> list[tuple[object, ...]]:
        return [(p.application_id, p.district, p.score, p.options, p.changes) for p in proposals_of(session, run)]

    session.expire_all()
    assert told(first) == told(again)
    assert {p.state for p in proposals_of(session, first)} == {"superseded"}
    assert {p.state for p in proposals_of(session, again)} == {"open"}
    # Another figure, another digest.
    profiled(session, town, home_2=2, home_4=1, home_6=0, home_9=0)
    assert placement.propose_batch(session, held.id, actor=worker(session), now=NOW).digest != first.digest


def test_homes_limit_a_district_and_families_stay_whole(session: Session, seated: Seated) -> None:
    town, other, *rest = districts(session)
    profiled(session, town, job_teacher=5, home_2=0, home_4=1, home_6=0, home_9=0)
    for code in (other, *rest):
        profiled(session, code, job_teacher=0, home_2=9, home_4=9, home_6=9, home_9=9)
    held, _cases = sitting_of(session, seated, 4, 3)
    run = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    made = proposals_of(session, run)
    # The home goes to the larger family: each person counts.
    assert [each.district == town for each in made] == [True, False]
    told = next(option for option in made[1].options if option["place"] == town)
    lacking = [{"dimension": each, "amount": 1} for each in ("homes_2", "homes_4")]
    assert (told["verdict"], told["lacking"]) == ("crowded", lacking)
    without = placement.propose_batch(session, held.id, limits=(Limit.SCHOOL,), actor=seated.secretary, now=NOW)
    assert {each.district for each in proposals_of(session, without)} == {town}


def test_places_that_districts_share_go_in_the_order_of_the_agenda() -> None:
    """Five places belong to no district: 3 and 2 persons get them, the 4 between them do not, and are told why."""
    families = tuple(
        Family(code=f"{n:06d}", stream=Stream.RELOCATEE, persons=size, wishes=(Wish(HERE),), position=n)
        for n, size in enumerate((3, 4, 2), start=1)
    )
    shared: dict[Stream, int | None] = {Stream.RELOCATEE: None, Stream.KANDAS: None}
    own: dict[Stream, int | None] = {Stream.RELOCATEE: 1, Stream.KANDAS: 0}
    places = {
        code: Place(code=code, region=HERE, kind=PlaceKind.DISTRICT, free=free)
        for code, free in (("a", shared), ("b", shared), ("own", own))
    }
    inputs = Inputs(
        on=NOW.date(),
        families=families,
        places=places,
        hosts={"relocatee": (HERE,)},
        weights=weights_on(shipped(), NOW.date()),
        limits=(),
        rest={"relocatee": 5, "kandas": 0},
    )
    found = solved(inputs)
    assert [found.assigned[each.code] is not None for each in families] == [True, False, True]
    lost = {option.place: option for option in found.options["000002"]}
    assert {each.dimension for option in lost.values() for each in option.lacking} == {Dimension.PERSONS_RELOCATEE}
    assert {code: option.lacking[0].amount for code, option in lost.items()} == {"a": 4, "b": 4, "own": 3}
    assert {code: option.verdict for code, option in lost.items()} == {"a": "earlier", "b": "earlier", "own": "no_room"}
    assert [change.kind for change in found.changes["000002"]].count(ChangeKind.ROOM) == 3
    # No number of points would have had another turn, and none makes a district larger.
    why = {change.place: change.why for change in found.changes["000002"] if change.kind is ChangeKind.NO_POINTS}
    assert why == {"a": NoPoints.ORDER, "b": NoPoints.ORDER, "own": NoPoints.SIZE}


def crowded(families: int = 12) -> Inputs:
    """Families of one to five persons for two regions that hold two thirds of them."""
    sizes = [1 + number % 5 for number in range(families)]
    wishes = (Wish(HERE), Wish(THERE))
    return Inputs(
        on=NOW.date(),
        families=tuple(
            Family(
                code=f"{n:06d}", stream=Stream.RELOCATEE, persons=size, wishes=wishes[:: 1 if n % 3 else -1], position=n
            )
            for n, size in enumerate(sizes, start=1)
        ),
        places={
            code: Place(
                code=code,
                region=code,
                kind=PlaceKind.REGION,
                free={Stream.RELOCATEE: sum(sizes) // 3, Stream.KANDAS: 0},
            )
            for code in (HERE, THERE)
        },
        hosts={"relocatee": (HERE, THERE)},
        weights=weights_on(shipped(), NOW.date()),
        limits=(),
    )


def test_a_run_that_the_clock_ended_says_so_to_every_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is promised then: not the same result again, and no number of points."""
    # The last hundredth of a second would do for so few families.
    monkeypatch.setattr(placement_solving, "_LEAST_SECONDS", 1e-9)
    inputs = crowded()
    hurried, calm = solved(inputs, seconds=1e-9), solved(inputs)
    assert (hurried.solution.in_time, calm.solution.in_time) == (False, True)
    for changes in hurried.changes.values():
        assert changes[-1].kind is ChangeKind.CLOCK
        assert ChangeKind.POINTS not in {each.kind for each in changes}
    assert ChangeKind.CLOCK not in {each.kind for changes in calm.changes.values() for each in changes}
    assert calm.digest() == solved(inputs).digest()


def test_the_digest_covers_what_the_solver_was_asked() -> None:
    inputs = crowded()
    asked = dict(solved(inputs).asked)
    assert inputs.digest(asked) == crowded().digest(asked)
    for other in ({"gap": 1e-4}, {"solver": "another"}, {"reserve": {HERE: 1.0}}):
        assert inputs.digest(asked | other) != inputs.digest(asked)
    assert crowded(11).digest(asked) != inputs.digest(asked)


def test_every_better_place_has_points_or_says_why_not() -> None:
    inputs = crowded(20)
    found = solved(inputs)
    for family_placed in inputs.families:
        told = [
            each.place
            for each in found.changes[family_placed.code]
            if each.kind in (ChangeKind.POINTS, ChangeKind.NO_POINTS)
        ]
        chosen = found.assigned[family_placed.code]
        options = {option.place: option.total for option in found.options[family_placed.code]}
        assert sorted(told) == sorted(
            code for code, total in options.items() if chosen is None or total > options[chosen]
        )


def test_a_large_sitting_is_left_to_the_worker(
    session: Session, seated: Seated, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, cases = sitting_of(session, seated, 2, 3)
    monkeypatch.setattr(placement_solving, "AT_ONCE", 2 * len(districts(session)) - 1)
    run = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    assert (run.state, proposals_of(session, run)) == ("asked", [])
    waiting = text("SELECT args FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo'")
    assert session.scalars(waiting, {"task": placement.TASK}).all() == [{"run_id": run.id}]
    # A second press, by whomever, waits for the first.
    for actor in (seated.secretary, worker(session)):
        with pytest.raises(DomainError, match="placement_run_asked"):
            placement.propose_batch(session, held.id, actor=actor, now=NOW)
    placement.solve_run(session, run.id, actor=SYSTEM, now=NOW)
    made = proposals_of(session, run)
    assert [(each.application_id, each.region, each.state) for each in made] == [
        (case.id, HERE, "open") for case in cases
    ]
    # The worker gives what would have been given at once, and the next may be asked for.
    monkeypatch.setattr(placement_solving, "AT_ONCE", 2 * len(districts(session)))
    again = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    assert (again.state, again.digest, again.result_digest) == ("solved", run.digest, run.result_digest)


def test_a_small_sitting_that_is_hard_is_left_to_the_worker(
    session: Session, seated: Seated, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, _cases = sitting_of(session, seated, 2)
    monkeypatch.setattr(placement_solving, "_LEAST_SECONDS", 1e-9)
    monkeypatch.setattr(placement_solving, "SECONDS_AT_ONCE", 1e-9)
    run = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    # What the clock ended is no proposal: the worker has the time that it takes.
    assert (run.state, proposals_of(session, run)) == ("asked", [])
    placement.solve_run(session, run.id, actor=SYSTEM, now=NOW)
    assert (run.state, run.in_time) == ("solved", True)


def test_a_sitting_that_was_closed_meanwhile_gets_no_proposals(
    session: Session, seated: Seated, monkeypatch: pytest.MonkeyPatch
) -> None:
    family(session, Status.REFERRED)
    held = open_one(session, seated)
    monkeypatch.setattr(placement_solving, "AT_ONCE", 0)
    run = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    sitting.close(session, held.id, "Уақыт жетпеді", actor=seated.secretary, now=NOW)
    placement.solve_run(session, run.id, actor=SYSTEM, now=NOW)
    assert (run.state, proposals_of(session, run)) == ("failed", [])


def test_who_was_decided_while_the_run_was_solved_is_asked_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, waiting = family(session), family(session)
    run = placement.ask_waiting(session, Stream.RELOCATEE, actor=make_actor(session, Role.MINISTRY), now=NOW)

    def slowly(inputs: Inputs) -> Solved:
        owner = actor_of(session.get_one(Account, gone.account_id))
        review.perform(session, gone.id, motion_for(Action.WITHDRAW, gone), actor=owner, now=NOW)
        return solved(inputs)

    monkeypatch.setattr(placement, "solved", slowly)
    placement.solve_run(session, run.id, actor=SYSTEM, now=NOW)
    assert {each.application_id: each.state for each in proposals_of(session, run)} == {
        gone.id: "superseded",
        waiting.id: "open",
    }


def test_a_solved_run_is_history(session: Session, seated: Seated) -> None:
    held, _cases = sitting_of(session, seated, 2)
    run = placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)
    for change in ({"in_time": False}, {"digest": "0" * 64}):
        with pytest.raises(DBAPIError, match="rows of placement_runs are written once"), session.begin_nested():
            session.execute(update(PlacementRun).where(PlacementRun.id == run.id).values(**change))
    with pytest.raises(DBAPIError, match="written once"), session.begin_nested():
        session.execute(delete(PlacementRun).where(PlacementRun.id == run.id))


def test_who_may_ask(session: Session, seated: Seated) -> None:
    held, _cases = sitting_of(session, seated, 1)
    for actor in (worker(session, THERE), seated.supervisor, make_actor(session, Role.MINISTRY), seated.chair):
        with pytest.raises(RoleNotAllowedError):
            placement.propose_batch(session, held.id, actor=actor, now=NOW)
    for actor in (worker(session), seated.secretary):
        with pytest.raises(RoleNotAllowedError):
            placement.ask_waiting(session, Stream.RELOCATEE, actor=actor, now=NOW)


def test_a_sitting_without_waiting_cases_is_told_so(session: Session, seated: Seated) -> None:
    held = call_sitting(session, seated)
    with pytest.raises(DomainError, match="placement_nobody"):
        placement.propose_batch(session, held.id, actor=seated.secretary, now=NOW)


def test_a_run_over_the_country_keeps_to_the_wishes(session: Session) -> None:
    both = family(session, Status.ACCEPTED, HERE, THERE, persons=2)
    only = family(session, Status.SUBMITTED, THERE, persons=3)
    before = family(session, Status.REFERRED, HERE, persons=2)
    ministry = make_actor(session, Role.MINISTRY)
    run = placement.ask_waiting(session, Stream.RELOCATEE, actor=ministry, now=NOW)
    assert run.state == "asked"
    with pytest.raises(DomainError, match="placement_run_asked"):
        placement.ask_waiting(session, Stream.RELOCATEE, actor=ministry, now=NOW)
    placement.solve_run(session, run.id, actor=SYSTEM, now=NOW)
    assert run.state == "solved"
    made = {each.application_id: each for each in proposals_of(session, run)}
    assert set(made) == {both.id, only.id}
    assert before.id not in made
    assert (made[both.id].region, made[only.id].region) == (HERE, THERE)
    assert {option["region"] for option in made[only.id].options} == {THERE}
    # Solved once: a second call finds nothing to do.
    placement.solve_run(session, run.id, actor=SYSTEM, now=NOW)
    assert session.scalar(select(func.count()).select_from(PlacementProposal)) == 2


def test_one_case_on_arrival_gets_a_district_or_another_named_region(session: Session) -> None:
    town = districts(session)[0]
    profiled(session, town, job_teacher=3)
    case = family(session, Status.ACCEPTED, HERE, THERE, persons=2)
    with pytest.raises(RoleNotAllowedError):
        placement.propose_arrival(session, case.id, actor=worker(session, THERE), now=NOW)
    made = placement.propose_arrival(session, case.id, actor=worker(session), now=NOW)
    assert (made.region, made.district) == (HERE, town)
    assert {option["region"] for option in made.options} == {HERE, THERE}
    held = family(session, Status.PREPARED, persons=1)
    with pytest.raises(DomainError, match="district_too_late"):
        placement.propose_arrival(session, held.id, actor=worker(session), now=NOW)


def test_reserve_prices_keep_places_for_families_that_need_them_more(session: Session) -> None:
    case = family(session, Status.ACCEPTED, HERE, THERE, persons=2)
    run = PlacementRun(
        mode="waiting", state="solved", stream="relocatee", on_day=NOW.date(), limits=[], asked_at=NOW, solved_at=NOW,
        digest="0" * 64, objective=1, bound=1, gap=0, seconds=0, prices={HERE: {"persons_relocatee": 99.0}},
    )  # fmt: skip
    session.add(run)
    session.flush()
    made = placement.propose_arrival(session, case.id, actor=worker(session), now=NOW)
    assert (made.region, made.district) == (THERE, None)


def test_only_own_cases_are_named_to_a_region(session: Session) -> None:
    here, there = family(session, Status.ACCEPTED, HERE), family(session, Status.ACCEPTED, THERE)
    run = placement.ask_waiting(session, Stream.RELOCATEE, actor=make_actor(session, Role.MINISTRY), now=NOW)
    placement.solve_run(session, run.id, actor=SYSTEM, now=NOW)
    for region, case in ((HERE, here), (THERE, there)):
        rows, _more = queries.proposals(session, run.id, worker(session, region))
        assert [row.application_id for row in rows] == [case.id]
    rows, _more = queries.proposals(session, run.id, make_actor(session, Role.MINISTRY))
    assert {row.application_id for row in rows} == {here.id, there.id}


@st.composite
def placings(draw: st.DrawFn) -> Inputs:
    """Any small placing over regions."""
    families = tuple(
        Family(
            code=f"{number:06d}",
            stream=draw(st.sampled_from([Stream.KANDAS, Stream.RELOCATEE])),
            persons=draw(st.integers(1, 9)),
            wishes=tuple(
                Wish(region) for region in draw(st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3, unique=True))
            ),
            position=number,
            pupils=draw(st.integers(0, 4)),
            languages=draw(st.sampled_from([frozenset({SchoolLanguage.KAZAKH}), frozenset(SchoolLanguage)])),
        )
        for number in range(1, draw(st.integers(1, 8)) + 1)
    )
    places = {
        region: Place(
            code=region,
            region=region,
            kind=PlaceKind.REGION,
            profile=Profile(
                as_of=NOW.date(),
                schools={"kk": draw(st.integers(0, 9)), "ru": draw(st.integers(0, 9))},
                homes={size: draw(st.integers(0, 3)) for size in ("2", "4", "6", "9")},
            ),
            free={Stream.KANDAS: draw(st.integers(0, 20)), Stream.RELOCATEE: draw(st.integers(0, 20))},
        )
        for region in REGIONS
    }
    hosts = {
        stream.value: draw(st.sampled_from([REGIONS, REGIONS[:2]])) for stream in (Stream.KANDAS, Stream.RELOCATEE)
    }
    limits = draw(st.sampled_from([(), tuple(Limit)]))
    return Inputs(
        on=NOW.date(),
        families=families,
        places=places,
        hosts=hosts,
        weights=weights_on(shipped(), NOW.date()),
        limits=limits,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(placings())
def test_nobody_goes_where_they_did_not_agree_to_go_and_nothing_overflows(inputs: Inputs) -> None:
    found = solved(inputs)
    families = {each.code: each for each in inputs.families}
    for code, chosen in found.assigned.items():
        if chosen is not None:
            assert chosen in {wish.region for wish in families[code].wishes}
            assert chosen in inputs.hosts[families[code].stream]
    for place in inputs.places.values():
        here = [families[code] for code, where in found.assigned.items() if where == place.code]
        for dimension in inputs.dimensions:
            held = capacity(place, dimension)
            assert held is None or sum(demand(each, dimension) for each in here) <= held
    for code, options in found.options.items():
        proposed = [option.place for option in options if option.verdict == "chosen"]
        assert proposed == [where for where in [found.assigned[code]] if where]
    assert solved(inputs).assigned == found.assigned


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(placings())
def test_points_said_to_suffice_do_so_when_tried(inputs: Inputs) -> None:
    """Every number of points that a family is told is tried with a new placing."""
    asked, found = problem(inputs), solved(inputs)
    for family_placed in inputs.families:
        for change in found.changes[family_placed.code]:
            if change.kind is ChangeKind.POINTS:
                row = dict(asked.scores[family_placed.code])
                row[change.place] += change.amount * family_placed.persons
                again = solve(replace(asked, scores={**asked.scores, family_placed.code: row}))
                assert again.assignment[family_placed.code] == change.place


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(placings())
def test_a_place_too_small_for_a_family_is_not_said_to_be_full_at_a_score(inputs: Inputs) -> None:
    found = solved(inputs)
    for each in inputs.families:
        for option in found.options[each.code]:
            place = inputs.places[option.place]
            held = {kind: capacity(place, kind) for kind in inputs.dimensions}
            fits = all(rest is None or demand(each, kind) <= rest for kind, rest in held.items())
            if option.lacking:
                assert (option.verdict == "no_room") == (not fits)
            if option.verdict == "full":
                lacked = {lack.dimension for lack in option.lacking}
                took = [
                    other.total
                    for one in inputs.families
                    for other in found.options[one.code]
                    if other.verdict == "chosen" and other.place == option.place and any(demand(one, k) for k in lacked)
                ]
                assert option.cutoff in took and option.total < (option.cutoff or 0)


def test_wishes_are_read_in_their_order_each_once() -> None:
    answers = {"region": HERE, "reasons": ["relatives", "nonsense"], "region_2": HERE, "region_3": THERE}
    assert [wish.region for wish in wishes_of(answers)] == [HERE, THERE]
