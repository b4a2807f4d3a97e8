"""Where nobody has entered the terms of a hearing, nothing adverse is announced, and the page says why."""

from __future__ import annotations

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.programmes.definition import GroundCode
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.models import ReferenceValue
from app.services import reference, review
from app.services.motion import Motion
from tests.factories import NOW, make_actor, make_application
from tests.services.test_hearing import REGION, refused_with


@pytest.mark.parametrize("key", ["limit.hearing_objection", "limit.hearing_notice"])
def test_no_announcement_without_a_term(session: Session, key: str) -> None:
    case = make_application(session, Status.PREPARED, region=REGION)
    session.execute(delete(ReferenceValue).where(ReferenceValue.key == key))
    reference.mark_changed(session, NOW)
    head = make_actor(session, Role.SUPERVISOR, REGION)
    motion = Motion(Action.ANNOUNCE_REFUSAL, "Құжаттың мерзімі өткен", (GroundCode.EXPIRED_DOCUMENTS,))
    with refused_with("hearing_term_unknown"):
        review.perform(session, case.id, motion, actor=head, now=NOW)
