"""No head takes a decision's paper away and so keeps people from complaining, or the superior body from deciding."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.paper import DocumentKind
from app.domain.roles import Role
from app.domain.workflow import Status
from app.services import correction
from tests.factories import NOW, make_actor
from tests.services.test_appeal import forwarded, paper_of, refused_case
from tests.services.test_hearing import refused_with


def test_neither_a_decision_nor_one_under_complaint(session: Session) -> None:
    case, _, document = contested = refused_case(session)
    head = make_actor(session, Role.SUPERVISOR, case.host_region)
    with refused_with("paper_decides"):
        correction.revoke(session, case.id, document.id, "қате", actor=head, now=NOW)
    forwarded(session, contested)
    with refused_with("paper_decides"):
        correction.revoke(session, case.id, document.id, "қате", actor=head, now=NOW)
    assert document.revoked_at is None
    assert case.status == Status.REFUSED


def test_other_papers_by_the_head_of_the_region_only(session: Session) -> None:
    case, _, document = refused_case(session)
    other, _, _ = refused_case(session)
    receipt = paper_of(session, case, DocumentKind.RECEIPT)
    for role, region in ((Role.SUPERVISOR, "KZ-59"), (Role.CASE_WORKER, "KZ-55"), (Role.MINISTRY, None)):
        with pytest.raises(RoleNotAllowedError):
            correction.revoke(session, case.id, receipt.id, "қате", actor=make_actor(session, role, region), now=NOW)
    head = make_actor(session, Role.SUPERVISOR, case.host_region)
    with pytest.raises(DomainError):
        correction.revoke(session, other.id, document.id, "қате", actor=head, now=NOW)
    assert correction.revoke(session, case.id, receipt.id, "қате", actor=head, now=NOW).revoked_at == NOW
