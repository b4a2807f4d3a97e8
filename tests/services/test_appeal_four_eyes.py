"""Whoever prepared a case takes no decision on it through a complaint either."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.appeal import AppealAction, AppealResult
from app.domain.roles import Role
from app.domain.workflow import Status
from app.models import Account, RoleGrant
from app.services import appeal
from tests.factories import NOW, actor_of
from tests.services.test_appeal import SOON, approved_case, decision, filed, refused_case
from tests.services.test_hearing import refused_with


@pytest.mark.parametrize(
    ("make", "result"), [(refused_case, AppealResult.CHANGED), (approved_case, AppealResult.CANCELLED)]
)
def test_a_preparer_who_is_head_as_well(session: Session, make: Any, result: AppealResult) -> None:
    contested = make(session)
    case = contested[0]
    before = case.status
    preparer = session.get_one(Account, case.prepared_by_id)
    preparer.grants.append(RoleGrant(role=Role.SUPERVISOR, region=case.host_region, granted_at=NOW))
    session.flush()
    made = filed(session, contested)
    motion = decision(AppealAction.SATISFY, result=result)
    with refused_with("own_preparation"):
        appeal.perform(session, made.id, motion, actor=actor_of(preparer), now=SOON)
    assert case.status == before in {Status.REFUSED, Status.APPROVED}
