"""A complaint is its author's: the body complained of takes none back that the person filed themselves."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.appeal import AppealAction, AppealStatus
from app.domain.errors import RoleNotAllowedError
from app.domain.roles import Role
from app.services import appeal, appeal_filing
from app.services.appeal import AppealMotion
from app.services.appeal_filing import Complaint
from tests.factories import make_actor
from tests.services.test_appeal import POINTS, SOON, filed, refused_case

WITHDRAW = AppealMotion(AppealAction.WITHDRAW)


def test_no_officer_withdraws_what_the_person_filed(session: Session) -> None:
    case, owner, _ = contested = refused_case(session)
    made = filed(session, contested)
    worker = make_actor(session, Role.CASE_WORKER, case.host_region)
    with pytest.raises(RoleNotAllowedError):
        appeal.perform(session, made.id, WITHDRAW, actor=worker, now=SOON)
    assert appeal.perform(session, made.id, WITHDRAW, actor=owner, now=SOON).status == AppealStatus.WITHDRAWN


def test_what_the_desk_wrote_down_the_desk_takes_back(session: Session) -> None:
    case, _, document = refused_case(session)
    worker = make_actor(session, Role.CASE_WORKER, case.host_region)
    made = appeal_filing.file(session, case.id, document.id, Complaint(POINTS), actor=worker, now=SOON)
    assert appeal.perform(session, made.id, WITHDRAW, actor=worker, now=SOON).status == AppealStatus.WITHDRAWN
