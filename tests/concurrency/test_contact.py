"""An applicant changes an address while an officer decides on the application: neither waits for the other for ever."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.models import Account, Notice
from app.services import account as accounts
from app.services import review
from app.services.confirmation import Pledge
from tests import factories
from tests.conftest import OwnDatabase
from tests.factories import NOW, actor_of

pytestmark = pytest.mark.concurrency
PLEDGE = Pledge(secret="s" * 32)
_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_a_new_address_waits_for_the_officer_who_holds_the_application(own_database: OwnDatabase) -> None:
    app = own_database.app
    with app.app_context():
        session = app.extensions["sqlalchemy"].session
        account = factories.make_account(session())
        person, old = actor_of(account), account.email
        application = factories.make_application(session(), Status.SUBMITTED, owner=person)
        application.contact_email = old
        officer = factories.make_actor(session(), Role.CASE_WORKER, "KZ-55")
        recipient = accounts.request_contact(session(), "email", "new@example.kz", PLEDGE, actor=person, now=NOW)
        facts = session.scalars(select(Notice.facts).where(Notice.address == "new@example.kz")).one()
        application_id, account_id = application.id, account.id
        session.commit()
        refused: list[DomainError | BaseException | None] = []

        def confirm() -> None:
            with app.app_context():
                own = app.extensions["sqlalchemy"].session
                try:
                    refused.append(
                        accounts.confirm_contact(own(), recipient, facts["code"], PLEDGE, actor=person, now=NOW)
                    )
                    own.commit()
                except BaseException as error:
                    own.rollback()
                    refused.append(error)
                own.remove()

        review.locked(session(), application_id)
        other = threading.Thread(target=confirm)
        other.start()
        _until_somebody_waits(app)
        review.perform(session(), application_id, factories.motion_for(Action.ACCEPT), actor=officer, now=NOW)
        session.commit()
        other.join(30)
        assert refused == [None]
        assert session.get_one(Account, account_id, populate_existing=True).email == "new@example.kz"
        session.remove()


def _until_somebody_waits(app: object) -> None:
    """Until the other transaction stands at a lock; what it holds by then is the point of the test."""
    engine = app.extensions["sqlalchemy"].engine  # type: ignore[attr-defined]  # a Flask application
    pause = threading.Event()
    with engine.connect() as connection:
        for _ in range(200):
            if connection.scalar(text(_WAITS)):
                return
            connection.rollback()
            pause.wait(0.05)
    raise AssertionError("nobody came to wait")
