"""A change that takes places from an early day: refused where families held them then, whatever is free today."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.quota_backdating import BackdatedError
from app.domain.quota_order import OrderDraft
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine, ProposalState
from app.domain.roles import SYSTEM, Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.i18n import use_language
from app.labels.errors import refusal
from app.queries.quota import balances
from app.queries.quota_as_of import balances_as_of
from app.services import quota_order, quota_proposal, review
from tests.factories import NOW, make_actor, make_application, motion_for
from tests.services.test_quota_proposal import districts_of

R = Stream.RELOCATEE
KARAGANDA = "KZ-35"  # 37 places
HELD, FREED = NOW, NOW + timedelta(days=6)
AFTER = NOW + timedelta(days=8)


@pytest.fixture
def officers(session: Session) -> tuple[Actor, Actor]:
    """Two officers of the ministry."""
    return make_actor(session, Role.MINISTRY), make_actor(session, Role.MINISTRY)


def held_and_freed(session: Session) -> None:
    """A family of 20 held places from 18 to 24 November."""
    case = make_application(session, Status.PREPARED, region=KARAGANDA, persons=20, now=HELD)
    review.perform(
        session, case.id, motion_for(Action.SEND_BACK, case), actor=make_actor(session, Role.SUPERVISOR, KARAGANDA),
        now=FREED,
    )  # fmt: skip


def amendment(session: Session, persons: int, on: date) -> ProposalDraft:
    lines = tuple(
        ProposalLine(R, row.region, persons if row.region == KARAGANDA else row.allocated)
        for row in balances(session, 2026, stream=R)
    )
    return ProposalDraft(ProposalKind.AMENDMENT, 2026, lines, "Азайту", on, act_number="7")


def day(number: int) -> date:
    return date(2026, 11, number)


def test_the_first_day_possible_is_told_and_is_possible(session: Session, officers: tuple[Actor, Actor]) -> None:
    held_and_freed(session)
    for wanted in (day(18), day(20), day(23)):
        with pytest.raises(BackdatedError) as refused, session.begin_nested():
            quota_proposal.propose(session, amendment(session, 10, wanted), actor=officers[0], now=AFTER)
        told = {"asked": 27, "available": 17, "before_on": "2026-11-23", "first_on": "2026-11-24"}
        assert refused.value.params == told | {"region": KARAGANDA, "district": ""}
    with use_language("en"):
        words = refusal(refused.value)
    assert "on 23.11.2026 only 17 of them were free" in words.replace("/", ".")
    assert words.endswith("24.11.2026.") or "24/11/2026" in words
    made = quota_proposal.propose(session, amendment(session, 10, day(24)), actor=officers[0], now=AFTER)
    quota_proposal.approve(session, made.id, actor=officers[1], now=AFTER)
    for on in range(16, 27):
        [row] = [
            one
            for one in balances_as_of(session, 2026, on=day(on), known=day(30), regions=frozenset({KARAGANDA}))
            if one.stream == R
        ]
        assert row.undistributed >= 0, on


def test_what_was_free_all_the_time_can_be_taken_early(session: Session, officers: tuple[Actor, Actor]) -> None:
    held_and_freed(session)
    made = quota_proposal.propose(session, amendment(session, 20, day(10)), actor=officers[0], now=AFTER)
    assert quota_proposal.approve(session, made.id, actor=officers[1], now=AFTER).state == ProposalState.IN_FORCE


def test_who_approves_late_is_told_what_happened_meanwhile(session: Session, officers: tuple[Actor, Actor]) -> None:
    made = quota_proposal.propose(session, amendment(session, 10, day(18)), actor=officers[0], now=HELD)
    held_and_freed(session)
    with pytest.raises(BackdatedError):
        quota_proposal.approve(session, made.id, actor=officers[1], now=AFTER)


def test_a_division_takes_no_places_early_either(session: Session) -> None:
    held_and_freed(session)
    heads = [make_actor(session, Role.SUPERVISOR, KARAGANDA) for _number in range(2)]
    lines = (ProposalLine(R, KARAGANDA, 30, districts_of(session, KARAGANDA)[0]),)

    def propose(on: date, now: datetime) -> int:
        draft = ProposalDraft(ProposalKind.DISTRIBUTION, 2026, lines, "Бөлу", on, act_number="1")
        return quota_proposal.propose(session, draft, actor=heads[0], now=now).id

    with pytest.raises(BackdatedError) as refused, session.begin_nested():
        propose(day(20), AFTER)
    assert (refused.value.params["asked"], refused.value.params["first_on"]) == (30, "2026-11-24")
    quota_proposal.approve(session, propose(day(24), AFTER), actor=heads[1], now=AFTER)


def test_a_shipped_amendment_is_refused_as_well(session: Session) -> None:
    held_and_freed(session)
    places = {row.region: row.allocated for row in balances(session, 2026, stream=R)} | {KARAGANDA: 10}
    with pytest.raises(BackdatedError), session.begin_nested():
        quota_order.apply_order(session, OrderDraft(2026, R, 2, day(20), places), actor=SYSTEM, now=AFTER)
    order = quota_order.apply_order(session, OrderDraft(2026, R, 2, day(24), places), actor=SYSTEM, now=AFTER)
    assert order.version == 2
