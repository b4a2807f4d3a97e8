"""A status that has ended in the register does not come back under a number that was typed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.programmes.definition import GroundCode, Step
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.models import Application, KandasStatus
from app.services import application as filling
from app.services import kandas_status_changes, submission
from app.services import kandas_status_watch as watch
from tests.factories import NOW, make_actor, make_draft
from tests.services.test_hearing import refused_with
from tests.services.test_kandas_status import extended, given, terminated

LATER = NOW + timedelta(days=30)


@pytest.fixture
def other(session: Session) -> Actor:
    return make_actor(session)


def typed(session: Session, status: KandasStatus, owner: Actor, now: datetime) -> Application:
    """A draft for extension by another account, about the person of ``status`` with a certificate made up."""
    draft = make_draft(session, owner=owner, stream=Stream.STATUS_EXTENSION, now=now)
    said = {name: value for name, value in draft.answers[Step.APPLICANT].items() if name != "iin"}
    person = {name: getattr(status, name) for name in ("foreign_document", "document_country", "surname", "given_name")}
    filling.save_steps(session, draft, {Step.APPLICANT: said | person}, actor=owner, now=now)
    session.flush()
    session.refresh(draft, ["members"])
    assert draft.members[0].person_key == status.person_key
    return draft


def test_what_was_ended_for_false_data_is_not_extended(session: Session, other: Actor) -> None:
    family = given(session)
    terminated(session, family.statuses(session)[0], LATER, GroundCode.FALSE_DATA)
    draft = typed(session, family.statuses(session)[0], other, LATER)
    with refused_with("kandas_status_ended"):
        submission.submit(session, draft.id, actor=other, now=LATER)


def test_what_was_extended_once_is_not_extended_under_a_number_of_old(session: Session, other: Actor) -> None:
    family = given(session)
    extended(session, family, NOW + timedelta(days=340))
    status = family.statuses(session)[0]
    over = datetime.combine(status.expires_on + timedelta(days=2), time(6), UTC)
    watch.expire(session, now=over)
    draft = typed(session, family.statuses(session)[0], other, over)
    with refused_with("kandas_status_ended"):
        submission.submit(session, draft.id, actor=other, now=over)


def test_what_ends_while_the_extension_is_considered_stays_ended(session: Session, other: Actor) -> None:
    family = given(session)
    draft = typed(session, family.statuses(session)[0], other, LATER)
    terminated(session, family.statuses(session)[0], LATER, GroundCode.FALSE_DATA)
    with refused_with("kandas_status_ended"):
        kandas_status_changes.extend(session, draft, actor=other, now=LATER)
    assert session.scalar(select(func.count()).select_from(KandasStatus)) == 1
