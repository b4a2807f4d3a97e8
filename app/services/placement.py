"""Proposing places: for a sitting's cases, for the waiting cases of a stream, and for one case on arrival.

A run is stored with what went into it (its digest), the solver's proof, and for every family the facts of its
explanation.  Proposals change nothing about a case: ``placement_choice.py`` does, when a case worker says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.commission import SittingState
from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.placement import PlaceKind
from app.domain.placement_change import Proof
from app.domain.placement_choice import ProposalState, RunMode, RunState, may_name
from app.domain.placement_facts import change_facts, option_facts, place_facts
from app.domain.placement_room import Limit, persons_of
from app.domain.roles import Actor, Role
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import Status
from app.gateways.queue import enqueue
from app.i18n import local
from app.models import PlacementProposal, PlacementRun, Sitting
from app.placement.problem import ProblemError
from app.policy import Permission, holds
from app.queries import placement_facts
from app.queries.placement_facts import CaseRow
from app.services import audit, reference, review
from app.services.placement_inputs import (
    Inputs,
    district_places,
    gathered,
    hosts_on,
    problem,
    region_places,
    school_ages,
    wishes_of,
)
from app.services.placement_solving import GAP, Solved, explained, solved, solved_at_once

TASK = "placement.solve"
ALL_LIMITS = tuple(Limit)
# Who might still come is estimated from so many who wait, where no run has priced the places.
_EXPECTED = 500
# Advisory locks are one space for the whole database.
_STORING, _ASKING = (721_590, 21), (721_590, 22)
_SITTING_STATES = frozenset({SittingState.PLANNED, SittingState.OPEN})


def propose_batch(
    session: Session, sitting_id: int, *, limits: Collection[Limit] = ALL_LIMITS, actor: Actor, now: datetime
) -> PlacementRun:
    """Propose districts of the region for every case that waits on the sitting's agenda.

    Solved at once where that is a matter of moments (``placement_solving.AT_ONCE``), else asked of a worker: the run's
    state says which.  By a case worker of the region or the secretary.  Raises ``placement_nobody``,
    ``placement_no_districts``, and ``placement_run_asked`` while a worker has such a run of the sitting.
    """
    sitting = session.scalar(select(Sitting).where(Sitting.id == sitting_id).with_for_update())
    if sitting is None:
        raise DomainError("no_such_sitting")
    if not any(actor.has(role, sitting.region) for role in (Role.CASE_WORKER, Role.COMMISSION_SECRETARY)):
        raise RoleNotAllowedError(action="propose_places")
    inputs = _sitting_inputs(session, sitting, limits, local(now).date())
    _refuse_second(session, PlacementRun.sitting_id == sitting.id)
    run = _begun(session, RunMode.SITTING, limits, actor, now, region=sitting.region, sitting_id=sitting.id)
    found = solved_at_once(inputs)
    if found is None:
        enqueue(session, TASK, lock=TASK, run_id=run.id)
    else:
        _finish(session, run, inputs, found, actor=actor, now=now)
    return run


def ask_waiting(
    session: Session, stream: Stream, *, limits: Collection[Limit] = ALL_LIMITS, actor: Actor, now: datetime
) -> PlacementRun:
    """Ask a worker to place the waiting cases of the stream over the country's host regions; by the ministry.

    ``placement_run_asked`` while another such run waits for the worker.
    """
    if not holds(actor, Permission.PLACEMENT_RUN):
        raise RoleNotAllowedError(action="propose_places")
    if stream not in QUOTA_STREAMS:
        raise DomainError("placement_nobody")
    _refuse_second(session, PlacementRun.mode == RunMode.WAITING, PlacementRun.stream == stream)
    run = _begun(session, RunMode.WAITING, limits, actor, now, stream=stream)
    enqueue(session, TASK, lock=TASK, run_id=run.id)
    return run


def solve_run(session: Session, run_id: int, *, actor: Actor, now: datetime) -> None:
    """Solve a run that was asked for; one that nobody waits for any more, or that failed, is left as it is."""
    run = session.scalar(
        select(PlacementRun)
        .where(PlacementRun.id == run_id, PlacementRun.state == RunState.ASKED)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if run is None:
        return
    run.on_day = local(now).date()
    try:
        inputs = _asked_inputs(session, run)
        found = solved(inputs)
    except (DomainError, ProblemError):
        run.state = RunState.FAILED
        session.flush()
        return
    _finish(session, run, inputs, found, actor=actor, now=now)


def _refuse_second(session: Session, *of_the_same: ColumnElement[bool]) -> None:
    session.execute(select(func.pg_advisory_xact_lock(*_ASKING)))
    waiting = select(PlacementRun.id).where(*of_the_same, PlacementRun.state == RunState.ASKED)
    if session.scalar(waiting.limit(1)) is not None:
        raise DomainError("placement_run_asked")


def _asked_inputs(session: Session, run: PlacementRun) -> Inputs:
    """What a run of a sitting or over the country is made from, as it stands on the run's day."""
    on, limits = run.on_day, [Limit(each) for each in run.limits]
    if run.sitting_id is not None:
        return _sitting_inputs(session, session.get_one(Sitting, run.sitting_id), limits, on)
    cases = placement_facts.waiting_cases(session, str(run.stream), school_ages(session, on))
    regions = hosts_on(reference.book(session), on)[str(run.stream)]
    return gathered(session, cases, region_places(session, regions, on), limits, on)


def _sitting_inputs(session: Session, sitting: Sitting, limits: Collection[Limit], on: date) -> Inputs:
    if SittingState(sitting.state) not in _SITTING_STATES:
        raise DomainError("sitting_not_in_state")
    cases = placement_facts.agenda_cases(session, sitting.id, school_ages(session, on))
    if not cases:
        raise DomainError("placement_nobody")
    places, rest = district_places(session, sitting.region, on)
    if not places:
        raise DomainError("placement_no_districts")
    return gathered(session, cases, places, limits, on, rest)


def give_up(session: Session, run_id: int) -> None:
    """Say of a run that is still asked for that it was not worked out."""
    session.execute(
        update(PlacementRun)
        .where(PlacementRun.id == run_id, PlacementRun.state == RunState.ASKED)
        .values(state=RunState.FAILED)
    )


def propose_arrival(session: Session, application_id: int, *, actor: Actor, now: datetime) -> PlacementProposal:
    """Propose a place for one case as it comes, at the reserve prices of those who are still expected.

    Open to it are the districts of its host region, and the other regions that the family named as a whole.
    By a case worker of the region; ``district_too_late`` once its places are held or it is decided.
    """
    application = review.locked(session, application_id)
    region = application.host_region or ""
    if not actor.has(Role.CASE_WORKER, region):
        raise RoleNotAllowedError(action="propose_places")
    held = application.places_reserved + application.places_used
    if application.stream not in QUOTA_STREAMS or not may_name(Status(application.status), held):
        raise DomainError("district_too_late")
    on = local(now).date()
    case = placement_facts.one_case(session, application.id, school_ages(session, on))
    inputs = _arrival_inputs(session, case, region, on)
    run = _begun(session, RunMode.ARRIVAL, ALL_LIMITS, actor, now, region=region, stream=application.stream)
    _finish(session, run, inputs, _priced(session, inputs, case.stream), actor=actor, now=now)
    return session.scalars(select(PlacementProposal).where(PlacementProposal.run_id == run.id)).one()


def _arrival_inputs(session: Session, case: CaseRow, region: str, on: date) -> Inputs:
    districts, rest = district_places(session, region, on)
    hosts = hosts_on(reference.book(session), on)[case.stream]
    others = {wish.region for wish in wishes_of(case.answers["wishes"])} & set(hosts) - {region}
    places = [*(districts or region_places(session, [region], on)), *region_places(session, others, on)]
    return gathered(session, [case], places, ALL_LIMITS, on, rest)


def _priced(session: Session, inputs: Inputs, stream: Stream) -> Solved:
    """The arrival's place under the prices of the last run over the country, or of those who wait now."""
    from app.placement.arrival import place_arrivals, reserve_prices  # noqa: PLC0415  weighs more than all pages

    latest = session.scalar(
        select(PlacementRun)
        .where(
            PlacementRun.mode == RunMode.WAITING,
            PlacementRun.stream == stream,
            PlacementRun.state == RunState.SOLVED,
        )
        .order_by(PlacementRun.id.desc())
        .limit(1)
    )
    if latest is not None and latest.on_day.year == inputs.on.year:
        by_region = {(place, each): price for place, row in latest.prices.items() for each, price in row.items()}
    else:
        by_region = dict(reserve_prices(_expected(session, stream, inputs)))
    persons = persons_of(stream).value
    reserve = {code: by_region.get((place.region, persons), 0.0) for code, place in inputs.places.items()}
    prices = {(code, persons): price for code, price in reserve.items()}
    solution = place_arrivals(problem(inputs), prices, gap=GAP)
    return explained(inputs, solution, Proof(solution.objective, solution.bound, reserve=reserve))


def _expected(session: Session, stream: Stream, inputs: Inputs) -> Any:
    """Those who wait now, over the host regions, as a picture of who is still to come."""
    on = inputs.on
    cases = placement_facts.waiting_cases(session, stream, school_ages(session, on), limit=_EXPECTED)
    return problem(gathered(session, cases, region_places(session, inputs.hosts[stream], on), (), on))


def _begun(
    session: Session, mode: RunMode, limits: Collection[Limit], actor: Actor, now: datetime, **facts: Any
) -> PlacementRun:
    run = PlacementRun(
        mode=mode,
        state=RunState.ASKED,
        on_day=local(now).date(),
        limits=[limit.value for limit in Limit if limit in limits],
        asked_at=now,
        asked_by_id=actor.account_id,
        **facts,
    )
    session.add(run)
    session.flush()
    return run


def _finish(session: Session, run: PlacementRun, inputs: Inputs, found: Solved, *, actor: Actor, now: datetime) -> None:
    """Store what a run found; proposals that nobody answered yet give way to the new ones."""
    solution = found.solution
    run.state, run.solved_at = RunState.SOLVED, now
    run.digest, run.result_digest = inputs.digest(found.asked), found.digest()
    run.in_time, run.solver, run.gap_asked = solution.in_time, found.asked["solver"], _decimal(found.asked["gap"])
    run.objective, run.bound = _decimal(solution.objective), _decimal(solution.bound)
    run.gap, run.seconds = _decimal(solution.gap), _decimal(solution.seconds)
    run.placed, run.unplaced = solution.placed, solution.unplaced
    run.weights = {
        "points": {part.value: points for part, points in inputs.weights.points.items()},
        "is_verified": inputs.weights.is_verified,
    }
    run.places = [place_facts(place, inputs.dimensions) for place in inputs.places.values()]
    prices: dict[str, dict[str, float]] = {}
    for (place, dimension), price in sorted(solution.prices.items()):
        if price:
            prices.setdefault(place, {})[str(dimension)] = round(price, 6)
    run.prices = prices
    _replace(session, list(inputs.cases.values()))
    session.add_all(_proposals(run, inputs, found, placement_facts.answerable(session, inputs.cases.values())))
    session.flush()
    facts = {"mode": run.mode, "count": len(inputs.families), "placed": run.placed, "digest": run.digest}
    subject = (SubjectKind.PLACEMENT, run.id)
    audit.record(session, EventKey.PLACEMENT_PROPOSED, subject, actor=actor, now=now, region=run.region, facts=facts)


def _replace(session: Session, cases: Sequence[int]) -> None:
    """Let open proposals of the cases give way; runs store theirs one after the other, so that a case has one."""
    session.execute(select(func.pg_advisory_xact_lock(*_STORING)))
    session.execute(
        update(PlacementProposal)
        .where(PlacementProposal.application_id.in_(sorted(cases)), PlacementProposal.state == ProposalState.OPEN)
        .values(state=ProposalState.SUPERSEDED)
        .execution_options(synchronize_session=False)
    )


def _proposals(
    run: PlacementRun, inputs: Inputs, found: Solved, answerable: Collection[int]
) -> list[PlacementProposal]:
    """A proposal a family; where its case was decided while the run was solved, nobody is asked for a word on it."""
    made = []
    for family in inputs.families:
        options, code = found.options[family.code], found.assigned.get(family.code)
        case, place = inputs.cases[family.code], inputs.places[code] if code else None
        made.append(
            PlacementProposal(
                run_id=run.id,
                application_id=case,
                persons=family.persons,
                region=place.region if place else None,
                district=place.code if place and place.kind is not PlaceKind.REGION else None,
                score=options[0].total if place else None,
                options=[option_facts(option) for option in options],
                changes=[change_facts(change) for change in found.changes[family.code]],
                state=ProposalState.OPEN if case in answerable else ProposalState.SUPERSEDED,
            )
        )
    return made


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 9)))
