"""What is remembered within a transaction ends with it, and with a savepoint that is given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import StaleVersionError
from app.domain.roles import SYSTEM
from app.services import audit, audit_verification, reference, review
from app.services.transaction_memory import memory
from tests.factories import NOW, make_application

ABOUT = (SubjectKind.SERVICE, 77)


def _record(session: Session) -> int:
    return audit.record(session, EventKey.EXPORT_MADE, ABOUT, actor=SYSTEM, now=NOW).sequence


def test_a_chain_goes_on_where_a_savepoint_was_rolled_back(session: Session) -> None:
    first = _record(session)
    savepoint = session.begin_nested()
    assert _record(session) == first + 1
    savepoint.rollback()
    assert _record(session) == first + 1
    with session.begin_nested():
        assert _record(session) == first + 2
    assert _record(session) == first + 3
    assert audit_verification.verify(session).broken is None


def test_a_failed_transaction_is_forgotten(session: Session) -> None:
    _record(session)
    session.commit()
    assert memory(session) == {}
    after = _record(session)
    session.rollback()
    assert _record(session) == after


def test_a_row_that_is_held_still_tells_who_came_too_late(session: Session) -> None:
    application = make_application(session)
    seen = review.locked(session, application.id).version
    application.contact_phone = "+77010000000"
    session.flush()
    assert review.locked(session, application.id, seen + 1) is application
    with pytest.raises(StaleVersionError):
        review.locked(session, application.id, seen)


def test_a_change_of_reference_data_is_seen_at_once(session: Session) -> None:
    before = reference.book(session)
    reference.mark_changed(session, NOW + timedelta(days=1))
    assert reference.book(session) is not before
