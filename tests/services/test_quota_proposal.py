"""A change of the quota takes two people: proposing, approving, rejecting, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine, ProposalState
from app.domain.roles import Actor, Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import AuditEvent, District, DistrictQuota, QuotaMovement, QuotaOrder, QuotaProposal, RegionalQuota
from app.queries.quota import years
from app.services import quota_proposal
from tests.factories import NOW, make_actor, make_application

K, R = Stream.KANDAS, Stream.RELOCATEE
TODAY = date(2026, 11, 12)


def refused(session: Session, act: object, *arguments: object, **named: object) -> str:
    """The code of the refusal, after which the record is as it was."""
    with pytest.raises(DomainError) as error, session.begin_nested():
        act(session, *arguments, **named, now=NOW)  # type: ignore[operator]  # any service
    return error.value.code


def quota_row(session: Session, stream: Stream, region: str, year: int = 2026) -> RegionalQuota:
    return session.scalars(
        select(RegionalQuota)
        .where(RegionalQuota.year == year, RegionalQuota.stream == stream, RegionalQuota.region == region)
        .execution_options(populate_existing=True)
    ).one()


def transfer(*lines: tuple[Stream, str, int], on: date = TODAY, **more: object) -> ProposalDraft:
    moved = tuple(ProposalLine(stream, region, persons) for stream, region, persons in lines)
    draft = ProposalDraft(ProposalKind.TRANSFER, 2026, moved, "Игерілмеген орындар бар", on, act_number="401")
    return replace(draft, **more)  # type: ignore[arg-type]  # of any field


def districts_of(session: Session, region: str, number: int = 2) -> list[str]:
    return list(
        session.scalars(select(District.code).where(District.region == region).order_by(District.code).limit(number))
    )


def distribution(session: Session, region: str, *persons: int, stream: Stream = R) -> ProposalDraft:
    codes = districts_of(session, region, len(persons))
    lines = tuple(ProposalLine(stream, region, one, code) for code, one in zip(codes, persons, strict=True))
    return ProposalDraft(ProposalKind.DISTRIBUTION, 2026, lines, "Жұмыс орындары бойынша", TODAY, act_number="12-қ")


def in_force(session: Session, draft: ProposalDraft) -> QuotaProposal:
    """The draft, proposed by one and approved by another."""
    is_regional = draft.kind is ProposalKind.DISTRIBUTION
    role, region = (Role.SUPERVISOR, draft.lines[0].region) if is_regional else (Role.MINISTRY, None)
    first, second = (make_actor(session, role, region) for _ in range(2))
    proposal = quota_proposal.propose(session, draft, actor=first, now=NOW)
    return quota_proposal.approve(session, proposal.id, actor=second, now=NOW)


def put_due(session: Session, now: datetime) -> list[QuotaProposal]:
    """What the hourly job does: everything due, one after another."""
    return [
        one
        for number in quota_proposal.due(session, now=now)
        for one in quota_proposal.put_due(session, number, now=now)
    ]


@pytest.fixture
def officers(session: Session) -> tuple[Actor, Actor]:
    """Two officers of the ministry."""
    return make_actor(session, Role.MINISTRY), make_actor(session, Role.MINISTRY)


def test_a_transfer_moves_places_and_makes_a_version_of_each_stream(
    session: Session, officers: tuple[Actor, Actor]
) -> None:
    draft = transfer((R, "KZ-55", -600), (K, "KZ-55", 500), (K, "KZ-10", 100))
    proposal = quota_proposal.propose(session, draft, actor=officers[0], now=NOW)
    assert (proposal.state, quota_row(session, R, "KZ-55").allocated) == (ProposalState.PROPOSED, 1655)
    quota_proposal.approve(session, proposal.id, actor=officers[1], now=NOW)
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    assert proposal.state == ProposalState.IN_FORCE
    assert quota_row(session, R, "KZ-55").allocated == 1055
    assert quota_row(session, K, "KZ-55").allocated == 1477
    assert quota_row(session, K, "KZ-10").allocated == 364
    assert {row.version for row in session.scalars(select(RegionalQuota).where(RegionalQuota.year == 2026))} == {2}
    orders = session.scalars(select(QuotaOrder).where(QuotaOrder.proposal_id == proposal.id)).all()
    assert {(order.stream, order.version, order.act_number) for order in orders} == {(K, 2, "401"), (R, 2, "401")}
    movements = session.scalars(select(QuotaMovement).where(QuotaMovement.proposal_id == proposal.id)).all()
    assert sum(movement.allocated for movement in movements) == 0
    assert {(m.kind, m.authority, m.proposed_by_id, m.approved_by_id, m.act, m.reason) for m in movements} == {
        ("transfer", "two_people", officers[0].account_id, officers[1].account_id, "401", draft.reason)
    }
    keys = session.scalars(select(AuditEvent.key).where(AuditEvent.subject_kind == "quota_proposal")).all()
    assert sorted(keys) == ["quota.approved", "quota.in_force", "quota.proposed"]


def test_whoever_proposes_does_not_approve(session: Session, officers: tuple[Actor, Actor]) -> None:
    draft = transfer((R, "KZ-55", -1), (R, "KZ-10", 1))
    proposal = quota_proposal.propose(session, draft, actor=officers[0], now=NOW)
    assert refused(session, quota_proposal.approve, proposal.id, actor=officers[0]) == "same_person"
    with pytest.raises(DBAPIError) as refusal, session.begin_nested():
        session.execute(
            text("UPDATE quota_proposals SET state = 'approved', approved_at = now(), approved_by_id = proposed_by_id")
        )
    assert "four_eyes" in str(refusal.value)


def test_transfers_that_make_or_lose_places_are_refused_everywhere(
    session: Session, officers: tuple[Actor, Actor]
) -> None:
    draft = transfer((R, "KZ-55", -5), (R, "KZ-10", 4))
    assert refused(session, quota_proposal.propose, draft, actor=officers[0]) == "proposal_unbalanced"
    proposal = quota_proposal.propose(session, transfer((R, "KZ-55", -5), (R, "KZ-10", 5)), actor=officers[0], now=NOW)
    order = session.scalars(select(QuotaOrder).limit(1)).one()
    with pytest.raises(DBAPIError) as refusal, session.begin_nested():
        session.add(
            QuotaMovement(quota_id=quota_row(session, R, "KZ-55").id, kind="transfer", allocated=-5, at=NOW,
                          order_id=order.id, proposal_id=proposal.id)
        )  # fmt: skip
        session.flush()
        session.execute(text("SET CONSTRAINTS transfers_balance IMMEDIATE"))
    assert "makes or loses -5 places" in str(refusal.value)


def test_an_amendment_and_a_first_order(session: Session, officers: tuple[Actor, Actor]) -> None:
    lines = tuple(
        ProposalLine(R, row.region, row.allocated)
        for row in session.scalars(select(RegionalQuota).where(RegionalQuota.year == 2026, RegionalQuota.stream == R))
        if row.region != "KZ-35"
    )
    draft = ProposalDraft(ProposalKind.AMENDMENT, 2026, lines, "Қарағандыда үй жоқ", TODAY, act_number="402")
    assert refused(session, quota_proposal.propose, replace(draft, kind=ProposalKind.ORDER), actor=officers[0]) == (
        "proposal_order_exists"
    )
    in_force(session, draft)
    assert quota_row(session, R, "KZ-35").allocated == 0
    first = replace(draft, kind=ProposalKind.ORDER, year=2027, effective_on=date(2026, 12, 20))
    assert (
        refused(session, quota_proposal.propose, replace(first, kind=ProposalKind.AMENDMENT), actor=officers[0])
        == "proposal_no_order"
    )
    proposal = quota_proposal.propose(session, first, actor=officers[0], now=NOW)
    quota_proposal.approve(session, proposal.id, actor=officers[1], now=NOW)
    assert proposal.state == ProposalState.APPROVED
    assert not session.scalar(select(func.sum(RegionalQuota.allocated)).where(RegionalQuota.year == 2027))
    assert put_due(session, NOW) == []
    [done] = put_due(session, NOW + timedelta(days=38))
    assert (done.id, done.state) == (proposal.id, ProposalState.IN_FORCE)
    assert session.scalar(select(func.sum(RegionalQuota.allocated)).where(RegionalQuota.year == 2027)) == 5960
    movement = session.scalars(select(QuotaMovement).where(QuotaMovement.proposal_id == proposal.id).limit(1)).one()
    assert (movement.effective_on, movement.kind) == (date(2026, 12, 20), "order")


def test_what_is_impossible_on_its_day_fails_loudly(session: Session, officers: tuple[Actor, Actor]) -> None:
    free = quota_row(session, R, "KZ-62").balance.available
    draft = transfer((R, "KZ-62", -free), (R, "KZ-55", free), on=date(2026, 11, 20))
    proposal = quota_proposal.propose(session, draft, actor=officers[0], now=NOW)
    quota_proposal.approve(session, proposal.id, actor=officers[1], now=NOW)
    make_application(session, Status.PREPARED, region="KZ-62", persons=2)
    [done] = put_due(session, NOW + timedelta(days=8))
    assert done.state == ProposalState.FAILED and done.failure is not None
    assert (done.failure["code"], done.failure["params"]["held"]) == ("below_held", 2)
    assert quota_row(session, R, "KZ-55").allocated == 1655
    assert put_due(session, NOW + timedelta(days=9)) == []
    assert refused(session, quota_proposal.approve, proposal.id, actor=officers[1]) == "proposal_closed"


def test_a_stale_proposal_is_refused(session: Session, officers: tuple[Actor, Actor]) -> None:
    first = quota_proposal.propose(session, transfer((R, "KZ-55", -1), (R, "KZ-10", 1)), actor=officers[0], now=NOW)
    second = quota_proposal.propose(session, transfer((R, "KZ-55", -2), (R, "KZ-10", 2)), actor=officers[0], now=NOW)
    quota_proposal.approve(session, second.id, actor=officers[1], now=NOW)
    assert refused(session, quota_proposal.approve, first.id, actor=officers[1]) == "proposal_stale"
    seen = transfer((R, "KZ-55", -1), (R, "KZ-10", 1), based_on={"relocatee": 1})
    assert refused(session, quota_proposal.propose, seen, actor=officers[0]) == "proposal_stale"


def test_rejected_and_withdrawn_proposals_stay_so(session: Session, officers: tuple[Actor, Actor]) -> None:
    def made() -> int:
        return quota_proposal.propose(
            session, transfer((R, "KZ-55", -1), (R, "KZ-10", 1)), actor=officers[0], now=NOW
        ).id

    rejected, withdrawn = made(), made()
    assert refused(session, quota_proposal.reject, rejected, " ", actor=officers[1]) == "reason_required"
    assert refused(session, quota_proposal.reject, rejected, "Жоқ", actor=officers[0]) == "same_person"
    quota_proposal.reject(session, rejected, "Негізі жоқ", actor=officers[1], now=NOW)
    assert refused(session, quota_proposal.withdraw, withdrawn, actor=officers[1]) == "role_not_allowed"
    quota_proposal.withdraw(session, withdrawn, actor=officers[0], now=NOW)
    for number in (rejected, withdrawn):
        assert refused(session, quota_proposal.approve, number, actor=officers[1]) == "proposal_closed"
        assert refused(session, quota_proposal.withdraw, number, actor=officers[0]) == "proposal_closed"
    assert quota_row(session, R, "KZ-55").allocated == 1655


def test_a_waiting_approved_change_may_still_be_rejected(session: Session, officers: tuple[Actor, Actor]) -> None:
    draft = transfer((R, "KZ-55", -1), (R, "KZ-10", 1), on=date(2026, 12, 1))
    proposal = quota_proposal.propose(session, draft, actor=officers[0], now=NOW)
    quota_proposal.approve(session, proposal.id, actor=officers[1], now=NOW)
    quota_proposal.reject(session, proposal.id, "Бұйрық тоқтатылды", actor=officers[1], now=NOW)
    assert put_due(session, NOW + timedelta(days=30)) == []


def test_a_bundle_shares_one_fate(session: Session, officers: tuple[Actor, Actor]) -> None:
    def amendment(stream: Stream, number: str) -> ProposalDraft:
        rows = session.scalars(select(RegionalQuota).where(RegionalQuota.year == 2026, RegionalQuota.stream == stream))
        lines = tuple(ProposalLine(stream, row.region, row.allocated + (row.region == "KZ-55")) for row in rows)
        return ProposalDraft(ProposalKind.AMENDMENT, 2026, lines, "Бір файл", TODAY, act_number=number)

    drafts = [amendment(K, "7"), amendment(R, "7")]
    first, second = quota_proposal.propose_together(session, drafts, actor=officers[0], now=NOW)
    make_application(session, Status.PREPARED, region="KZ-55", persons=2)
    quota_proposal.approve(session, second.id, actor=officers[1], now=NOW)
    assert first.state == second.state == ProposalState.IN_FORCE
    third, fourth = quota_proposal.propose_together(
        session, [amendment(K, "8"), amendment(R, "8")], actor=officers[0], now=NOW
    )
    in_force(session, amendment(R, "9"))
    # One of the two is stale: neither comes into force.
    assert refused(session, quota_proposal.approve, third.id, actor=officers[1]) == "proposal_stale"
    assert third.state == fourth.state == ProposalState.PROPOSED
    quota_proposal.withdraw(session, fourth.id, actor=officers[0], now=NOW)
    assert third.state == ProposalState.WITHDRAWN


def test_a_distribution_is_proposed_and_approved_in_the_region(session: Session) -> None:
    draft = distribution(session, "KZ-62", 40, 60)
    worker = make_actor(session, Role.CASE_WORKER, "KZ-62")
    head, stranger = make_actor(session, Role.SUPERVISOR, "KZ-62"), make_actor(session, Role.SUPERVISOR, "KZ-10")
    for other in (stranger, make_actor(session, Role.MINISTRY)):
        assert refused(session, quota_proposal.propose, draft, actor=other) == "role_not_allowed"
    proposal = quota_proposal.propose(session, draft, actor=worker, now=NOW)
    for other in (stranger, worker, make_actor(session, Role.MINISTRY)):
        assert refused(session, quota_proposal.approve, proposal.id, actor=other) == "role_not_allowed"
    quota_proposal.approve(session, proposal.id, actor=head, now=NOW)
    row = quota_row(session, R, "KZ-62")
    assert (row.allocated, row.distributed, row.balance.undistributed, row.version) == (125, 100, 25, 1)
    again = distribution(session, "KZ-62", 66, 60)
    assert refused(session, quota_proposal.propose, again, actor=worker) == "distributed_too_much"
    in_force(session, distribution(session, "KZ-62", 0, 125))
    rows = session.execute(select(DistrictQuota.allocated).order_by(DistrictQuota.district)).scalars().all()
    assert rows == [0, 125]


def test_a_division_on_other_places_is_stale(session: Session) -> None:
    worker, head = make_actor(session, Role.CASE_WORKER, "KZ-62"), make_actor(session, Role.SUPERVISOR, "KZ-62")
    first = quota_proposal.propose(session, distribution(session, "KZ-62", 10, 10), actor=worker, now=NOW)
    in_force(session, distribution(session, "KZ-62", 20, 30))
    assert refused(session, quota_proposal.approve, first.id, actor=head) == "proposal_stale"


def test_an_order_leaves_districts_what_they_have(session: Session, officers: tuple[Actor, Actor]) -> None:
    in_force(session, distribution(session, "KZ-62", 60, 40))
    draft = transfer((R, "KZ-62", -30), (R, "KZ-55", 30))
    assert refused(session, quota_proposal.propose, draft, actor=officers[0]) == "below_distributed"
    in_force(session, transfer((R, "KZ-62", -25), (R, "KZ-55", 25)))
    assert quota_row(session, R, "KZ-62").balance.undistributed == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "reason_required"),
        ({"lines": ()}, "proposal_empty"),
        ({"lines": (ProposalLine(R, "KZ-55", 1), ProposalLine(R, "KZ-55", -1))}, "proposal_line_twice"),
        ({"lines": (ProposalLine(R, "KZ-55", 0), ProposalLine(R, "KZ-10", 0))}, "proposal_empty"),
        ({"lines": (ProposalLine(R, "KZ-55", 9, "x"), ProposalLine(R, "KZ-10", -9))}, "proposal_district"),
        ({"lines": (ProposalLine(R, "KZ-00", 9), ProposalLine(R, "KZ-10", -9))}, "proposal_region"),
        ({"lines": (ProposalLine(R, "KZ-55", 9), ProposalLine(R, "KZ-10", -9999999))}, "proposal_out_of_range"),
        ({"effective_on": date(2027, 1, 1)}, "proposal_other_year"),
        ({"year": 2031, "effective_on": date(2031, 1, 1)}, "proposal_no_order"),
        ({"unit": "families"}, "proposal_families"),
        ({"act_code": "nobody"}, "proposal_act"),
        ({"kind": ProposalKind.AMENDMENT}, "proposal_out_of_range"),
        ({"kind": ProposalKind.AMENDMENT, "lines": (ProposalLine(R, "KZ-55", 9), ProposalLine(K, "KZ-55", 9))},
         "proposal_several_streams"),
        ({"kind": ProposalKind.DISTRIBUTION, "lines": (ProposalLine(R, "KZ-55", 9, "1"), ProposalLine(R, "KZ-10", 9))},
         "proposal_several_regions"),
    ],
)  # fmt: skip
def test_what_no_proposal_may_say(
    session: Session, officers: tuple[Actor, Actor], changes: dict[str, object], code: str
) -> None:
    draft = replace(transfer((R, "KZ-55", -9), (R, "KZ-10", 9)), **changes)  # type: ignore[arg-type]  # of any field
    assert refused(session, quota_proposal.propose, draft, actor=officers[0]) == code
    assert session.scalar(select(func.count()).select_from(QuotaProposal)) == 0


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_the_ministry_moves_places_between_regions(
    session: Session, officers: tuple[Actor, Actor], role: Role
) -> None:
    draft = transfer((R, "KZ-55", -1), (R, "KZ-10", 1))
    other = make_actor(session, role, "KZ-55")
    with pytest.raises(RoleNotAllowedError), session.begin_nested():
        quota_proposal.propose(session, draft, actor=other, now=NOW)
    proposal = quota_proposal.propose(session, draft, actor=officers[0], now=NOW)
    assert refused(session, quota_proposal.approve, proposal.id, actor=other) == "role_not_allowed"


def test_a_rejected_proposal_settles_nothing_about_its_year(session: Session, officers: tuple[Actor, Actor]) -> None:
    """A year proposed in families by mistake can still be proposed in persons, and no page shows it meanwhile."""
    first = ProposalDraft(
        ProposalKind.ORDER, 2027, (ProposalLine(R, "KZ-55", 40),), "Қате файл", date(2027, 1, 1), act_number="9"
    )
    mistaken = quota_proposal.propose(session, replace(first, unit="families"), actor=officers[0], now=NOW)
    quota_proposal.reject(session, mistaken.id, "Адаммен саналады", actor=officers[1], now=NOW)
    assert 2027 not in years(session)
    proposal = quota_proposal.propose(session, first, actor=officers[0], now=NOW)
    quota_proposal.approve(session, proposal.id, actor=officers[1], now=NOW)
    put_due(session, NOW + timedelta(days=60))
    assert (quota_row(session, R, "KZ-55", 2027).unit, quota_row(session, R, "KZ-55", 2027).allocated) == (
        "persons",
        40,
    )


def test_no_change_holds_before_the_years_order(session: Session, officers: tuple[Actor, Actor]) -> None:
    """Otherwise a balance as of a day before the order would be less than nothing."""
    early = date(2025, 12, 1)
    moved = transfer((R, "KZ-55", -100), (R, "KZ-62", 100), on=early)
    assert refused(session, quota_proposal.propose, moved, actor=officers[0]) == "proposal_before_order"
    head = make_actor(session, Role.SUPERVISOR, "KZ-62")
    divided = replace(distribution(session, "KZ-62", 20, 30), effective_on=early)
    assert refused(session, quota_proposal.propose, divided, actor=head) == "proposal_before_order"
    in_force(session, replace(moved, effective_on=date(2025, 12, 24)))


def test_places_of_a_year_that_is_over_are_not_moved(session: Session, officers: tuple[Actor, Actor]) -> None:
    head = make_actor(session, Role.SUPERVISOR, "KZ-62")
    past = replace(distribution(session, "KZ-62", 5), year=2024, effective_on=date(2024, 5, 1))
    assert refused(session, quota_proposal.propose, past, actor=head) == "proposal_year_over"
    moved = transfer((R, "KZ-55", -1), (R, "KZ-62", 1), year=2024, on=date(2024, 5, 1))
    assert refused(session, quota_proposal.propose, moved, actor=officers[0]) == "proposal_year_over"
    late = quota_proposal.propose(session, transfer((R, "KZ-55", -1), (R, "KZ-62", 1)), actor=officers[0], now=NOW)
    after = NOW + timedelta(days=60)
    with pytest.raises(DomainError) as error, session.begin_nested():
        quota_proposal.approve(session, late.id, actor=officers[1], now=after)
    assert error.value.code == "proposal_year_over"
