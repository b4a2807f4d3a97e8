"""Which cases a commission reaches: those on its agendas; its secretary also those that wait for one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.domain.workflow import Status
from app.models import Application
from app.policy import visible_applications
from tests.commissions import call_sitting, make_commission, open_one, referred, vote_all
from tests.factories import make_actor, make_application


def reached(session: Session, actor: Actor) -> set[int]:
    return set(session.scalars(select(Application.id).where(visible_applications(actor))))


def test_a_commission_reaches_what_comes_before_it(session: Session) -> None:
    seated = make_commission(session)
    make_application(session, Status.ACCEPTED)
    (waiting,) = referred(session)
    (elsewhere,) = referred(session, region="KZ-59")
    assert reached(session, seated.secretary) == {waiting.id}
    assert reached(session, seated.chair) == set()
    held = call_sitting(session, seated)
    assert reached(session, seated.chair) == {waiting.id}
    assert reached(session, make_actor(session, Role.COMMISSION_MEMBER, "KZ-59")) == set()
    assert reached(session, make_actor(session, Role.COMMISSION_SECRETARY, "KZ-59")) == {elsewhere.id}
    assert held.region == "KZ-55"


def test_what_was_voted_on_stays_within_reach(session: Session) -> None:
    seated = make_commission(session)
    (case,) = referred(session)
    vote_all(session, seated, open_one(session, seated))
    assert case.status == Status.PREPARED
    assert reached(session, seated.chair) == {case.id} == reached(session, seated.secretary)
