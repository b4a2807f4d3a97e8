"""Applying again from the status page, and withdrawing at any stage before the decision."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import OPEN, Action, Status
from app.models import Account, Application, DocumentRequest, Hearing, Term
from tests import factories
from tests.factories import actor_of
from tests.procedures import WAYS, Way, make_case
from tests.web.client import PageClient

WITHDRAWN_FROM = [
    (way, status)
    for way in WAYS
    for status in way.statuses
    if status in OPEN and (status, Action.WITHDRAW) in way.procedure.table
]


@pytest.fixture
def owner(session: Session) -> Account:
    return factories.make_account(session)


def test_from_a_refusal_to_the_draft_and_back(session: Session, page_client: PageClient, owner: Account) -> None:
    earlier = factories.make_application(session, Status.REFUSED, owner=actor_of(owner), persons=2)
    person = page_client.as_account(owner).speaking("en")
    assert "Apply again" in person.get(f"/my/{earlier.id}").text
    sent = person.post(f"/my/{earlier.id}/again")
    draft = session.scalars(select(Application).where(Application.earlier_application_id == earlier.id)).one()
    assert sent.location == f"/applications/{draft.id}"
    assert "What you entered before is here again" in person.follow(sent).text
    page = person.get(f"/my/{earlier.id}")
    assert "Applied again: Draft" in page.text
    assert f"/my/{earlier.id}/again" not in page.html


def test_the_two_cases_are_linked_for_staff_as_far_as_they_may_read(
    session: Session, page_client: PageClient, owner: Account
) -> None:
    earlier = factories.make_application(session, Status.REFUSED_TO_ACCEPT, owner=actor_of(owner))
    later = factories.make_application(session, Status.SUBMITTED, owner=actor_of(owner), region="KZ-59")
    later.earlier_application_id = earlier.id
    session.flush()
    here = page_client.as_account(factories.make_account(session, Role.CASE_WORKER, "KZ-55")).speaking("en")
    page = here.get(f"/cases/{earlier.id}")
    assert f"Applied again: № {later.number}" in page.text
    assert f'href="/cases/{later.id}"' not in page.html
    there = page_client.as_account(factories.make_account(session, Role.MINISTRY)).speaking("en")
    assert f'href="/cases/{earlier.id}"' in there.get(f"/cases/{later.id}").html
    mine = page_client.as_account(owner).speaking("en").get(f"/my/{later.id}")
    assert f'href="/my/{earlier.id}"' in mine.html


def test_an_open_application_offers_nothing_of_it(session: Session, page_client: PageClient, owner: Account) -> None:
    application = factories.make_application(session, Status.ACCEPTED, owner=actor_of(owner))
    person = page_client.as_account(owner).speaking("en")
    assert f"/my/{application.id}/again" not in person.get(f"/my/{application.id}").html
    back = person.follow(person.post(f"/my/{application.id}/again"))
    assert "This application cannot be made again" in back.text


@pytest.mark.parametrize(("way", "status"), WITHDRAWN_FROM, ids=str)
def test_a_withdrawal_closes_everything_that_ran(
    session: Session, page_client: PageClient, owner: Account, way: Way, status: Status
) -> None:
    application = make_case(session, way, status, actor_of(owner))
    person = page_client.as_account(owner).speaking("en")
    path = f"/my/{application.id}/withdraw"
    assert path in person.get(f"/my/{application.id}").html
    version = person.get(path).value("version")
    person.post(path, {"reason": "Жоспар өзгерді", "version": version})
    session.refresh(application)
    assert (application.status, application.places_reserved, application.places_used) == (Status.WITHDRAWN, 0, 0)
    assert (application.due_on, application.clock_stopped_on) == (None, None)
    for model, ended in (
        (Hearing, Hearing.ended_at),
        (DocumentRequest, DocumentRequest.closed_at),
        (Term, Term.ended_on),
    ):
        statement = select(model.id).where(model.application_id == application.id, ended.is_(None))
        assert session.scalars(statement).all() == [], model
    assert "The application was withdrawn" in person.get(f"/my/{application.id}").text
