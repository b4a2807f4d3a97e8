"""The case page and the steps of the procedure, as officers meet them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import Status
from tests.factories import make_account, make_application
from tests.web.client import PageClient

LANGUAGES = ("kk", "ru", "en")


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.DRAFT])
def test_case_page_in_every_state_and_language(session: Session, page_client: PageClient, status: Status) -> None:
    application = make_application(session, status, persons=3)
    officer = make_account(session, Role.CASE_WORKER)
    for language in LANGUAGES:
        page = page_client.as_account(officer).speaking(language).get(f"/cases/{application.id}")
        assert page.h1.endswith(application.applicant_name)
        assert application.number in page.text
        assert len(page.statements) <= 14, page.statements
