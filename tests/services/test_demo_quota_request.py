"""The year's cycle in the demonstration: requests with versions, an order that waits, districts with places."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quota_proposal import ProposalKind, ProposalState
from app.models import DistrictQuota, QuotaProposal, QuotaRequest, QuotaRequestVersion, RegionalQuota
from app.services import demo_logins, demo_quota_request, reference
from app.services.demo_stage import Stage

NOVEMBER = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def tell(session: Session, now: datetime) -> None:
    """The cycle alone: the families of the demonstration are told elsewhere."""
    nothing: Any = None
    stage = Stage(
        session=session,
        intake=nothing,
        now=now,
        calendar=reference.working_calendar(session),
        chance=nothing,
        people=nothing,
        workers={},
        heads={},
        seated={},
        demo_applicant=nothing,
        grandmother=nothing,
    )
    demo_quota_request.tell(stage, {account.email: account for account in demo_logins.ensure(session, now)})
    session.expire_all()


def test_the_cycle_is_told(session: Session) -> None:
    tell(session, NOVEMBER)
    rows = session.scalars(select(QuotaRequest)).all()
    assert {(row.region, row.stream, row.state, row.version, row.year) for row in rows} == {
        ("KZ-55", "relocatee", "filed", 1, 2027),
        ("KZ-55", "kandas", "filed", 1, 2027),
        ("KZ-59", "relocatee", "filed", 2, 2027),
    }
    first, second = session.scalars(
        select(QuotaRequestVersion).join(QuotaRequest, QuotaRequest.id == QuotaRequestVersion.request_id)
        .where(QuotaRequest.region == "KZ-59").order_by(QuotaRequestVersion.version)
    )  # fmt: skip
    assert first.reason
    assert first.filed_at < first.returned_at < second.filed_at  # type: ignore[operator]  # returned with a reason
    orders = session.scalars(select(QuotaProposal).where(QuotaProposal.kind == ProposalKind.ORDER)).all()
    assert {(one.year, one.state) for one in orders} == {(2027, ProposalState.PROPOSED)}
    quota = session.scalars(select(RegionalQuota).filter_by(year=2026, stream="relocatee", region="KZ-55")).one()
    divided = session.scalar(select(func.sum(DistrictQuota.allocated)).where(DistrictQuota.quota_id == quota.id)) or 0
    assert 0 < divided == quota.distributed
    assert quota.distributed + quota.reserved + quota.used < quota.allocated


def test_it_is_told_once_and_not_early_in_a_year(session: Session) -> None:
    tell(session, datetime(2026, 2, 10, 6, 0, tzinfo=UTC))
    assert session.scalars(select(QuotaRequest)).all() == []
    tell(session, NOVEMBER)
    tell(session, NOVEMBER)
    assert len(session.scalars(select(QuotaRequest)).all()) == 3
