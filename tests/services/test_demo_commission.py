"""The demonstration's commission: composed once, and cases go through a sitting by votes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.commission import Choice, SittingState
from app.domain.roles import Role
from app.domain.workflow import Status
from app.models import CommissionMember, Vote
from app.services import demo_commission
from app.services.demo_commission import Verdict
from tests.commissions import referred
from tests.factories import NOW, make_actor


def test_a_demo_sitting_says_what_it_is_told(session: Session) -> None:
    head = make_actor(session, Role.SUPERVISOR, "KZ-55")
    seated = demo_commission.seat(session, "KZ-55", supervisor=head, now=NOW)
    again = demo_commission.seat(session, "KZ-55", supervisor=head, now=NOW)
    assert seated == again
    assert session.scalar(select(func.count()).select_from(CommissionMember)) == 8
    yes, no, later = referred(session, 3)
    verdicts = {
        yes.id: Verdict(Choice.FOR, "Сәйкес", dissent="Тұрғын үйі дайын емес"),
        no.id: Verdict(Choice.AGAINST, "Сәйкес емес", ("requirements_not_met",)),
        later.id: Verdict(None, "Анықтама күтілуде"),
    }
    held = demo_commission.sit(session, seated, verdicts, at=NOW + timedelta(days=1))
    assert held.state == SittingState.SIGNED
    assert [case.status for case in (yes, no, later)] == [Status.PREPARED, Status.PREPARED, Status.REFERRED]
    assert [case.recommendation for case in (yes, no)] == ["approval", "refusal"]
    assert session.scalar(select(func.count()).select_from(Vote)) == 12
    planned = demo_commission.plan(session, seated, None, starts_at=NOW + timedelta(days=3), at=NOW)
    assert planned.state == SittingState.PLANNED
