"""A region divides its quota: proposed by one, approved by another head, never below what is held."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.quota_distribution import DistributionFault
from app.domain.quota_proposal import SamePersonError
from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.models import DistrictQuota, QuotaProposal, RegionalQuota
from app.services import quota_distribution, quota_proposal
from app.services.quota_distribution import DistributionRefusedError
from tests.factories import NOW, make_actor, make_application

HERE, TODAY = "KZ-55", date(2026, 11, 18)
TOWN, BAYANAUYL = "551000000", "553600000"


@pytest.fixture
def quota(session: Session) -> RegionalQuota:
    return session.scalars(select(RegionalQuota).filter_by(year=2026, stream="relocatee", region=HERE)).one()


def propose(session: Session, quota: RegionalQuota, targets: dict[str, int], actor: Actor) -> QuotaProposal:
    return quota_distribution.propose(session, quota, targets, "Үйлер дайын", TODAY, actor=actor, now=NOW)


def places(session: Session, quota: RegionalQuota) -> dict[str, int]:
    rows = session.scalars(select(DistrictQuota).where(DistrictQuota.quota_id == quota.id))
    return {row.district: row.allocated for row in rows}


def test_two_people_divide_the_quota(session: Session, quota: RegionalQuota) -> None:
    worker, head = make_actor(session, Role.CASE_WORKER, HERE), make_actor(session, Role.SUPERVISOR, HERE)
    made = propose(session, quota, {TOWN: 200, BAYANAUYL: 150}, worker)
    assert places(session, quota) == {}
    quota_proposal.approve(session, made.id, actor=head, now=NOW)
    session.expire_all()
    assert places(session, quota) == {TOWN: 200, BAYANAUYL: 150}
    assert quota_distribution.division(session, quota).undivided == quota.allocated - 350


def test_nobody_approves_their_own_division(session: Session, quota: RegionalQuota) -> None:
    head = make_actor(session, Role.SUPERVISOR, HERE)
    made = propose(session, quota, {TOWN: 1}, head)
    with pytest.raises(SamePersonError):
        quota_proposal.approve(session, made.id, actor=head, now=NOW)


def test_more_than_the_region_has_free_is_refused(session: Session, quota: RegionalQuota) -> None:
    make_application(session, Status.APPROVED, region=HERE, persons=4)
    session.refresh(quota)
    head = make_actor(session, Role.SUPERVISOR, HERE)
    with pytest.raises(DistributionRefusedError) as refused:
        propose(session, quota, {TOWN: quota.allocated - 3}, head)
    [finding] = refused.value.findings
    assert finding.code is DistributionFault.ABOVE_REGION
    assert finding.params == {"asked": quota.allocated - 3, "possible": quota.allocated - 4}
    assert propose(session, quota, {TOWN: quota.allocated - 4}, head)
