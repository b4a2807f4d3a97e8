"""A transfer of places from suggestion to force: simulated on real open cases, kept, approved by a second person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.errors import QuotaExceededError
from app.domain.programmes.definition import MeasureCode
from app.domain.quota import DistrictFullError
from app.domain.quota_proposal import (
    BelowHeldError,
    ProposalDraft,
    ProposalFaultError,
    ProposalKind,
    ProposalLine,
    ProposalStaleError,
    SamePersonError,
)
from app.domain.redistribution import Account, TransferOpenError, YearClosedError
from app.domain.roles import Actor, Role
from app.domain.simulation_approvals import Approvals
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.gateways.files import FileStore
from app.models import Application, QuotaProposal, RegionalQuota
from app.models.statistic import StatisticDelta
from app.queries.forecast import forecasts
from app.services import quota_proposal, redistribution, review
from app.services.redistribution import Transfer, propose
from app.services.redistribution_simulation import TransferFaultsError, again, simulate, simulation_of
from tests.factories import NOW, make_actor, make_application, motion_for
from tests.services.test_quota_proposal import districts_of

R = Stream.RELOCATEE
TODAY = date(2026, 11, 18)
# 125 and 37 places for relocatees in 2026.
ULYTAU, KARAGANDA = (R, "KZ-62"), (R, "KZ-35")


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """Where simulations are kept."""
    return FileStore(tmp_path)


@pytest.fixture
def ministry(session: Session) -> Actor:
    """Who proposes."""
    return make_actor(session, Role.MINISTRY)


def transfer(places: int = 10, **changes: Any) -> Transfer:
    """Places from Ulytau to Karaganda."""
    made = Transfer(
        2026,
        {ULYTAU: -places, KARAGANDA: places},
        "Қарағандыда кезек бар",
        TODAY,
        act_number="77",
        adopted_on=date(2026, 11, 16),
    )
    return replace(made, **changes)


def allocated(session: Session) -> Mapping[Account, int]:
    """Places by account as the record has them."""
    session.expire_all()
    rows = session.scalars(select(RegionalQuota).where(RegionalQuota.year == 2026))
    return {(Stream(row.stream), row.region): row.allocated for row in rows}


def full_karaganda(session: Session) -> tuple[int, int]:
    """Three places are left in Karaganda; families of four and of two wait there, in this order."""
    for _number in range(2):
        make_application(session, Status.PREPARED, region="KZ-35", persons=17)
    four, two = (make_application(session, Status.ACCEPTED, region="KZ-35", persons=size).id for size in (4, 2))
    return four, two


def test_the_simulation_walks_the_real_queue(session: Session) -> None:
    four, two = full_karaganda(session)
    made = simulate(session, 2026, {ULYTAU: -10, KARAGANDA: 10}, now=NOW)
    receiver, donor = made.outcomes
    assert (receiver.region, donor.region) == ("KZ-35", "KZ-62")
    assert receiver.before.placed == 0, "the family of four does not fit, and nobody passes it"
    assert [family.application_id for family in receiver.gained] == [four, two]
    assert (receiver.before.allocated, receiver.after.allocated, receiver.after.left) == (37, 47, 7)
    assert receiver.before.waiting == 6
    assert receiver.after.waiting == 0
    assert donor.gained == donor.lost == ()
    assert not made.passing
    # Relocation subsidy: 70 indices a person; rent and utilities: 15 to 30 indices a month, 12 months a family.
    assert receiver.after.cost.low > 0
    assert receiver.after.cost.high > receiver.after.cost.low
    assert made.measures.counted == (MeasureCode.RELOCATION_SUBSIDY, MeasureCode.RENT_UTILITIES)
    assert set(made.measures.counted) | set(made.measures.depending) == set(MeasureCode)
    assert not made.measures.is_verified


def test_who_loses_a_place_is_named(session: Session) -> None:
    waiting = [make_application(session, Status.ACCEPTED, region="KZ-35", persons=18).id for _number in range(2)]
    made = simulate(session, 2026, {KARAGANDA: -10, ULYTAU: 10}, now=NOW)
    lost = {one.region: [family.application_id for family in one.lost] for one in made.outcomes}
    assert lost == {"KZ-35": [waiting[1]], "KZ-62": []}


def test_the_same_cases_give_the_same_digest(session: Session) -> None:
    full_karaganda(session)
    changes = {ULYTAU: -10, KARAGANDA: 10}
    made = simulate(session, 2026, changes, now=NOW)
    assert simulate(session, 2026, changes, now=NOW) == made
    assert again(session, made, now=NOW) == made
    make_application(session, Status.ACCEPTED, region="KZ-35", persons=1)
    assert simulate(session, 2026, changes, now=NOW).digest != made.digest


def test_a_transfer_takes_two_people_and_makes_a_new_version(
    session: Session, store: FileStore, ministry: Actor
) -> None:
    full_karaganda(session)
    before = allocated(session)
    proposal = propose(session, transfer(), store=store, actor=ministry, now=NOW)
    assert allocated(session) == before, "nothing moves before the second person"

    kept = simulation_of(session, proposal.id, store=store)
    assert kept is not None
    assert kept == simulate(session, 2026, transfer().differences, now=NOW)
    assert kept.made_at == NOW
    assert json.loads(store.read(proposal.file_sha256 or ""))["digest"] == kept.digest

    with pytest.raises(SamePersonError):
        quota_proposal.approve(session, proposal.id, actor=ministry, now=NOW)
    quota_proposal.approve(session, proposal.id, actor=make_actor(session, Role.MINISTRY), now=NOW)
    after = allocated(session)
    assert after == dict(before) | {ULYTAU: before[ULYTAU] - 10, KARAGANDA: before[KARAGANDA] + 10}
    assert sum(after.values()) == sum(before.values())
    versions = {row.version for row in session.scalars(select(RegionalQuota).where(RegionalQuota.year == 2026))}
    assert versions == {1, 2}, "only the stream that was touched has a new version"


@pytest.mark.parametrize(
    ("differences", "codes"),
    [
        ({ULYTAU: -10, KARAGANDA: 9}, ["transfer_unbalanced"]),
        ({ULYTAU: 0, KARAGANDA: 0}, ["transfer_empty"]),
        ({KARAGANDA: -4, ULYTAU: 4}, ["transfer_below_bound"]),
        ({(R, "KZ-75"): 5, ULYTAU: -5}, ["transfer_unknown"]),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    session: Session, store: FileStore, ministry: Actor, differences: dict[Account, int], codes: list[str]
) -> None:
    full_karaganda(session)
    with pytest.raises(TransferFaultsError) as refusal:
        propose(session, transfer(differences=differences), store=store, actor=ministry, now=NOW)
    assert [fault.code for fault in refusal.value.faults] == codes
    assert session.scalars(select(QuotaProposal).where(QuotaProposal.kind == "transfer")).all() == []


def test_one_transfer_of_a_year_is_open_at_a_time(session: Session, store: FileStore, ministry: Actor) -> None:
    first = propose(session, transfer(), store=store, actor=ministry, now=NOW)
    with pytest.raises(TransferOpenError) as refusal:
        propose(session, transfer(5), store=store, actor=ministry, now=NOW)
    assert refusal.value.params == {"proposal": first.id}
    quota_proposal.withdraw(session, first.id, actor=ministry, now=NOW)
    assert propose(session, transfer(5), store=store, actor=ministry, now=NOW).id != first.id


def test_a_year_that_has_ended_is_closed(session: Session, store: FileStore, ministry: Actor) -> None:
    with pytest.raises(YearClosedError):
        propose(session, transfer(year=2025), store=store, actor=ministry, now=NOW)


def test_a_reason_is_needed(session: Session, store: FileStore, ministry: Actor) -> None:
    with pytest.raises(ProposalFaultError):
        propose(session, transfer(reason="  "), store=store, actor=ministry, now=NOW)


def test_a_page_that_is_older_than_the_order_is_stale(session: Session, store: FileStore, ministry: Actor) -> None:
    with pytest.raises(ProposalStaleError):
        propose(session, transfer(seen={"relocatee": 0, "kandas": 1}), store=store, actor=ministry, now=NOW)
    propose(session, transfer(seen={"relocatee": 1, "kandas": 1}), store=store, actor=ministry, now=NOW)


def test_places_taken_meanwhile_cannot_be_transferred(session: Session, store: FileStore, ministry: Actor) -> None:
    proposal = propose(
        session, transfer(differences={KARAGANDA: -30, ULYTAU: 30}), store=store, actor=ministry, now=NOW
    )
    kept = simulation_of(session, proposal.id, store=store)
    make_application(session, Status.PREPARED, region="KZ-35", persons=8)
    assert kept is not None
    assert again(session, kept, now=NOW) is None, "the second person is told that it is no longer possible"
    with pytest.raises(BelowHeldError):
        quota_proposal.approve(session, proposal.id, actor=make_actor(session, Role.MINISTRY), now=NOW)


def test_what_is_no_transfer_has_no_simulation(session: Session, store: FileStore) -> None:
    assert simulation_of(session, 10**9, store=store) is None


def test_places_go_from_one_stream_to_the_other(session: Session, store: FileStore, ministry: Actor) -> None:
    kandas = (Stream.KANDAS, "KZ-55")
    proposal = propose(session, transfer(differences={ULYTAU: -20, kandas: 20}), store=store, actor=ministry, now=NOW)
    before = allocated(session)
    quota_proposal.approve(session, proposal.id, actor=make_actor(session, Role.MINISTRY), now=NOW)
    assert allocated(session)[kandas] == before[kandas] + 20


def test_the_suggestion_is_balanced_and_can_be_proposed_as_it_is(
    session: Session, store: FileStore, ministry: Actor
) -> None:
    full_karaganda(session)
    for _number in range(4):
        make_application(session, Status.ACCEPTED, region="KZ-35", persons=17)
    make_application(session, Status.APPROVED, region="KZ-62", persons=2)
    rows = forecasts(session, 2026, TODAY)
    suggested = redistribution.suggestion(session, rows, today=TODAY)
    changes = {one.position.account: one.difference for one in suggested if one.difference}
    assert changes[KARAGANDA] > 0
    assert changes[ULYTAU] < 0
    assert sum(changes.values()) == 0
    assert propose(session, transfer(differences=changes), store=store, actor=ministry, now=NOW).id


def test_the_simulation_gives_each_family_the_places_that_reserving_would(session: Session) -> None:
    heads = [make_actor(session, Role.SUPERVISOR, "KZ-35") for _number in range(2)]
    district = districts_of(session, "KZ-35")[0]
    lines = (ProposalLine(R, "KZ-35", 6, district),)
    draft = ProposalDraft(ProposalKind.DISTRIBUTION, 2026, lines, "Бөлу", TODAY, act_number="1")
    divided = quota_proposal.propose(session, draft, actor=heads[0], now=NOW)
    quota_proposal.approve(session, divided.id, actor=heads[1], now=NOW)
    cases = [make_application(session, Status.REFERRED, region="KZ-35", persons=size) for size in (8, 4, 30, 3)]
    for case in cases[:2]:
        case.host_district = district
    session.flush()
    found = simulate(session, 2026, {ULYTAU: -10, KARAGANDA: 10}, now=NOW).outcomes[0]
    # The district has 6 places, the rest of the region 31, with the transfer 41: 8 persons never fit the district.
    assert (found.before.placed, found.before.left) == (30, 7)
    assert [family.application_id for family in found.gained] == [cases[3].id]
    assert (found.after.placed, found.after.left) == (33, 14)
    secretary = make_actor(session, Role.COMMISSION_SECRETARY, "KZ-35")

    def recommend(case: Application) -> None:
        with session.begin_nested():
            motion = motion_for(Action.RECOMMEND_APPROVAL, case)
            review.perform(session, case.id, motion, actor=secretary, now=NOW)

    with pytest.raises(DistrictFullError):
        recommend(cases[0])
    recommend(cases[2])
    with pytest.raises(QuotaExceededError):
        recommend(cases[3])


def test_the_share_of_approvals_comes_from_the_months_that_are_over(session: Session) -> None:
    full_karaganda(session)
    changes = {ULYTAU: -10, KARAGANDA: 10}
    assert simulate(session, 2026, changes, now=NOW).outcomes[0].approvals is None, "no month with a decision is over"

    def ended(region: str, month: date, approved: int, refused: int) -> None:
        for measure, families in (("approved", approved), ("refused", refused)):
            row = {"region": region, "stream": "relocatee", "month": month, "measure": measure}
            session.execute(insert(StatisticDelta), [row | {"families": families, "persons": 3 * families}])

    ended("KZ-35", date(2026, 10, 1), 5, 15)
    ended("KZ-62", date(2026, 10, 1), 2, 1)
    ended("KZ-55", date(2026, 10, 1), 8, 0)
    ended("KZ-35", date(2026, 11, 1), 500, 0)
    ended("KZ-35", date(2025, 10, 1), 500, 0)
    receiver, donor = simulate(session, 2026, changes, now=NOW).outcomes
    since, until = date(2025, 11, 1), date(2026, 10, 31)
    assert receiver.approvals == Approvals(5, 20, since, until), "neither this month nor the year before"
    assert donor.approvals == Approvals(15, 31, since, until, is_country=True)
    # Families of four and of two for 3 places: a quarter of their persons is expected.
    assert receiver.before.placed == 0
    assert receiver.before.likely is not None
    assert (receiver.before.likely.placed, receiver.before.likely.left) == (2, 1)
