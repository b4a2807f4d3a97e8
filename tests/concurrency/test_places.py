"""Two hundred officers at once, and fifty places: nobody waits for ever, and no place is given twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, QuotaExceededError
from app.domain.quota import DistrictFullError, DistrictNotNamedError
from app.domain.quota_order import OrderDraft
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.roles import SYSTEM, Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import Application, District, PlaceClaim, QuotaMovement, RegionalQuota, db
from app.services import quota_proposal, quota_recount, review
from app.services.quota import PlaceAlreadyHeldError
from app.services.quota_order import apply_order
from tests.conftest import OwnDatabase
from tests.factories import NOW, make_actor, make_application, motion_for

pytestmark = pytest.mark.concurrency
PLACES = 50
REGION = "KZ-62"


@dataclass(frozen=True)
class Office:
    """The commission's secretary and the head of the region, and the cases before them."""

    secretary: Actor
    head: Actor
    cases: tuple[int, ...]


def _office(app: Flask, persons: list[int]) -> Office:
    """Referred cases of households with so many ``persons``, and a quota of :data:`PLACES` in the region."""
    with app.app_context():
        session = db.session
        draft = OrderDraft(2026, Stream.RELOCATEE, 2, NOW.date(), {**_allocated(session), REGION: PLACES})
        apply_order(session, draft, actor=SYSTEM, now=NOW)
        cases = tuple(
            make_application(session, Status.REFERRED, region=REGION, persons=number).id for number in persons
        )
        office = Office(
            make_actor(session, Role.COMMISSION_SECRETARY, REGION), make_actor(session, Role.SUPERVISOR, REGION), cases
        )
        session.commit()
    return office


def _allocated(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(RegionalQuota.region, RegionalQuota.allocated).where(
            RegionalQuota.year == 2026, RegionalQuota.stream == Stream.RELOCATEE
        )
    )
    return {row.region: row.allocated for row in rows}


def _act(app: Flask, case: int, action: Action, actor: Actor) -> str:
    """One officer's request: what came of it, as the code of the refusal or ``done``."""
    with app.app_context():
        session = db.session
        try:
            motion = motion_for(action, session.get_one(Application, case))
            review.perform(session, case, motion, actor=actor, now=NOW)
            session.commit()
            return "done"
        except DomainError as error:
            session.rollback()
            return error.code


def _recommend(app: Flask, office: Office, case: int) -> str:
    return _act(app, case, Action.RECOMMEND_APPROVAL, office.secretary)


def _balance(app: Flask) -> RegionalQuota:
    with app.app_context():
        row = db.session.scalars(
            select(RegionalQuota).where(
                RegionalQuota.year == 2026, RegionalQuota.stream == Stream.RELOCATEE, RegionalQuota.region == REGION
            )
        ).one()
        db.session.expunge(row)
        return row


def test_families_of_many_sizes_never_take_a_half_place(own_database: OwnDatabase) -> None:
    app = own_database.app
    office = _office(app, [5, 3, 7, 2, 6, 4] * 4)
    with ThreadPoolExecutor(8) as officers:
        results = list(
            officers.map(lambda case: _act(app, case, Action.RECOMMEND_APPROVAL, office.secretary), office.cases)
        )
    row = _balance(app)
    assert row.reserved <= PLACES
    assert row.balance.available < 7
    with app.app_context():
        held = db.session.scalar(select(func.sum(Application.places_reserved)).where(Application.host_region == REGION))
    assert held == row.reserved
    assert set(results) == {"done", QuotaExceededError.code}


def test_two_families_that_name_one_person_get_one_place(own_database: OwnDatabase) -> None:
    app = own_database.app
    office = _office(app, [2, 2])
    with app.app_context():
        first, second = (db.session.get_one(Application, case) for case in office.cases)
        second.members[1].iin = first.members[1].iin
        db.session.commit()
    with ThreadPoolExecutor(2) as officers:
        results = list(
            officers.map(lambda case: _act(app, case, Action.RECOMMEND_APPROVAL, office.secretary), office.cases)
        )
    assert sorted(results) == sorted(["done", PlaceAlreadyHeldError.code])
    assert _balance(app).reserved == 2
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PlaceClaim)) == 2


def test_the_same_approval_pressed_by_two_heads_counts_once(own_database: OwnDatabase) -> None:
    app = own_database.app
    office = _office(app, [3])
    assert _recommend(app, office, office.cases[0]) == "done"
    with ThreadPoolExecutor(4) as heads:
        results = list(heads.map(lambda _: _act(app, office.cases[0], Action.APPROVE, office.head), range(4)))
    assert sorted(results) == ["done", "move_not_allowed", "move_not_allowed", "move_not_allowed"]
    assert _balance(app).used == 3


def test_200_parallel_approvals_for_50_places_half_of_them_in_a_district(own_database: OwnDatabase) -> None:
    """Twenty places of a district for a hundred of its families, thirty of the region for a hundred others."""
    app = own_database.app
    office = _office(app, [1] * 200)
    in_district, elsewhere = office.cases[:100], office.cases[100:]
    with app.app_context():
        session = db.session
        code = _distribute(session, 20)
        session.execute(update(Application).where(Application.id.in_(in_district)).values(host_district=code))
        session.commit()

    def decide(case: int) -> str:
        proposed = _recommend(app, office, case)
        return _act(app, case, Action.APPROVE, office.head) if proposed == "done" else proposed

    mixed = [case for pair in zip(in_district, elsewhere, strict=True) for case in pair]
    with ThreadPoolExecutor(12) as officers:
        results = dict(zip(mixed, officers.map(decide, mixed), strict=True))

    of_district = [results[case] for case in in_district]
    assert (of_district.count("done"), of_district.count(DistrictFullError.code)) == (20, 80)
    others = [results[case] for case in elsewhere]
    refused = others.count(DistrictNotNamedError.code) + others.count(QuotaExceededError.code)
    assert (others.count("done"), refused) == (30, 70)
    row = _balance(app)
    assert (row.allocated, row.reserved, row.used, row.distributed, row.district_taken) == (PLACES, 0, PLACES, 20, 20)
    with app.app_context():
        approved = select(func.count(), func.sum(Application.places_used)).where(
            Application.status == Status.APPROVED, Application.host_region == REGION
        )
        assert tuple(db.session.execute(approved).one()) == (PLACES, PLACES)
        sums = select(
            func.sum(QuotaMovement.allocated), func.sum(QuotaMovement.reserved), func.sum(QuotaMovement.used)
        ).where(QuotaMovement.quota_id == row.id)
        assert tuple(db.session.execute(sums).one()) == (PLACES, 0, PLACES)
        assert quota_recount.recount(db.session) == []


def _distribute(session: Session, persons: int) -> str:
    """Give a district of the region so many places, by its two heads; the district's code."""
    code = session.scalars(select(District.code).where(District.region == REGION).order_by(District.code)).first()
    assert code is not None
    line = ProposalLine(Stream.RELOCATEE, REGION, persons, code)
    draft = ProposalDraft(ProposalKind.DISTRIBUTION, 2026, (line,), "Жұмыс орындары бар", NOW.date(), act_number="1")
    first, second = (make_actor(session, Role.SUPERVISOR, REGION) for _ in range(2))
    proposal = quota_proposal.propose(session, draft, actor=first, now=NOW)
    quota_proposal.approve(session, proposal.id, actor=second, now=NOW)
    return code


def _transfer(persons: int) -> ProposalDraft:
    lines = (ProposalLine(Stream.RELOCATEE, REGION, -persons), ProposalLine(Stream.RELOCATEE, "KZ-10", persons))
    return ProposalDraft(ProposalKind.TRANSFER, 2026, lines, "Игерілмейді", NOW.date(), act_number="2")


def test_two_approvers_at_once_approve_once(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        session = db.session
        proposer, *approvers = (make_actor(session, Role.MINISTRY) for _ in range(4))
        number = quota_proposal.propose(session, _transfer(5), actor=proposer, now=NOW).id
        session.commit()

    with ThreadPoolExecutor(3) as officers:
        results = list(officers.map(lambda officer: _approve(app, number, officer), approvers))
    assert sorted(results) == ["done", "proposal_closed", "proposal_closed"]
    assert _balance(app).allocated == 120


def test_two_transfers_approved_at_once_never_both_on_the_same_places(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        session = db.session
        proposer, *approvers = (make_actor(session, Role.MINISTRY) for _ in range(3))
        numbers = [quota_proposal.propose(session, _transfer(100), actor=proposer, now=NOW).id for _ in range(2)]
        session.commit()
    with ThreadPoolExecutor(2) as officers:
        results = list(officers.map(lambda pair: _approve(app, *pair), zip(numbers, approvers, strict=True)))
    assert sorted(results) == ["done", "proposal_stale"]
    assert _balance(app).allocated == 25


def test_places_are_taken_while_an_amendment_takes_them_away(own_database: OwnDatabase) -> None:
    """Forty families of one ask for places while the ministry takes all but ten away: whoever is first, it fits."""
    app = own_database.app
    office = _office(app, [1] * 40)
    with app.app_context():
        session = db.session
        proposer, approver = make_actor(session, Role.MINISTRY), make_actor(session, Role.MINISTRY)
        number = quota_proposal.propose(session, _transfer(PLACES - 10), actor=proposer, now=NOW).id
        session.commit()
    with ThreadPoolExecutor(8) as officers:
        later = officers.submit(_approve, app, number, approver)
        results = list(officers.map(lambda case: _recommend(app, office, case), office.cases))
    row = _balance(app)
    if later.result() == "done":
        assert (row.allocated, results.count("done")) == (10, 10)
    else:
        assert (later.result(), row.allocated, results.count("done")) == ("below_held", PLACES, 40)
    with app.app_context():
        assert quota_recount.recount(db.session) == []


def _approve(app: Flask, number: int, officer: Actor) -> str:
    with app.app_context():
        try:
            quota_proposal.approve(db.session, number, actor=officer, now=NOW)
            db.session.commit()
            return "done"
        except DomainError as error:
            db.session.rollback()
            return error.code
