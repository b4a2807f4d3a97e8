"""«What happens next and by when» on the pages: for every status of every stream, in the languages by turns."""

from __future__ import annotations

from itertools import cycle

import pytest
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import OPEN, Status
from app.i18n import LANGUAGES, format_date
from app.services import next_step
from tests import factories
from tests.factories import NOW, actor_of
from tests.procedures import REGION, WAYS, Way, everywhere, make_case
from tests.web.client import PageClient

AFTER_DRAFT: list[tuple[Way, Status]] = [(way, status) for way, status in everywhere() if status is not Status.DRAFT]
LANGUAGE_OF: dict[tuple[Way, Status], str] = dict(zip(AFTER_DRAFT, cycle(LANGUAGES), strict=False))


@pytest.mark.parametrize(("way", "status"), AFTER_DRAFT, ids=str)
def test_both_pages_answer_in_every_status(session: Session, page_client: PageClient, way: Way, status: Status) -> None:
    owner = factories.make_account(session)
    application = make_case(session, way, status, actor_of(owner))
    worker = factories.make_account(session, Role.CASE_WORKER, REGION)
    ahead = next_step.ahead(session, application, NOW)
    if status in OPEN:
        assert ahead.first.due_on == application.due_on is not None
    # Every language in turn: over all statuses each page is read in each of them many times.
    language = LANGUAGE_OF[way, status]
    mine = page_client.as_account(owner).speaking(language).get(f"/my/{application.id}")
    assert 'id="next"' in mine.html
    if ahead.first.due_on:
        assert format_date(ahead.first.due_on) in mine.text
    case = page_client.as_account(worker).speaking(language).get(f"/cases/{application.id}")
    assert 'id="next"' in case.html


def test_a_case_of_the_first_version_goes_to_its_end_without_a_commission(
    session: Session, page_client: PageClient
) -> None:
    owner = factories.make_account(session)
    old = next(way for way in WAYS if (way.stream, way.version) == (Stream.RELOCATEE, 1))
    for status in (Status.APPROVED, Status.REFUSED):
        application = make_case(session, old, status, actor_of(owner))
        page = page_client.as_account(owner).speaking("en").get(f"/my/{application.id}")
        assert "commission" not in page.text.lower()
        assert application.recommendation is None


def test_after_a_refusal_the_last_day_to_complain_is_named(session: Session, page_client: PageClient) -> None:
    owner = factories.make_account(session)
    application = factories.make_application(session, Status.REFUSED, owner=actor_of(owner))
    page = page_client.as_account(owner).speaking("en").get(f"/my/{application.id}")
    # Decided on 18.11.2026; three months, and 18.02.2027 is a working day.
    assert "18.02.2027" in page.text
    assert "not verified" in page.text


def test_an_approved_household_is_told_by_when_to_register(session: Session, page_client: PageClient) -> None:
    owner = factories.make_account(session)
    application = factories.make_application(session, Status.APPROVED, owner=actor_of(owner))
    assert application.decided_at is not None
    page = page_client.as_account(owner).speaking("en").get(f"/my/{application.id}")
    # Ten calendar days from 18.11.2026 end on a Saturday, so the last day is the Monday after.
    assert "30.11.2026" in page.text


def test_while_documents_are_awaited_the_page_says_that_the_term_stands_still(
    session: Session, page_client: PageClient
) -> None:
    owner = factories.make_account(session)
    application = factories.make_application(session, Status.DOCUMENTS_REQUESTED, owner=actor_of(owner))
    page = page_client.as_account(owner).speaking("en").get(f"/my/{application.id}")
    assert "Our own term stands still until you reply." in page.text
