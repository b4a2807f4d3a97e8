"""A change of the quota takes two people: proposing, approving, rejecting, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

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
from app.services import quota_proposal
from tests.factories import NOW, make_actor, make_application

K, R = Stream.KANDAS, Stream.RELOCATEE
TODAY = date(2026, 11, 12)


def refused(session: Session, act: object, *arguments: object, **named: object) -> str:
    """The code of the refusal, after which the record is as it was."""
    with pytest.raises(DomainError) as error, session.begin_nested():
        act(session, *arguments, **named, now=NOW)  # type: ignore[operator]
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
    return replace(draft, **more)  # type: ignore[arg-type]


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
