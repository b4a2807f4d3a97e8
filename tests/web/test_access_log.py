"""The access log says who looked at what, and not what they typed."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import Status
from tests.factories import make_account, make_application
from tests.web.client import PageClient


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(record.getMessage()) for record in caplog.records if record.name == "qonys.access"]


def test_a_line_says_who_with_which_right_and_whose_file(
    page_client: PageClient, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    application = make_application(session, status=Status.SUBMITTED, region="KZ-55")
    officer = make_account(session, Role.CASE_WORKER, "KZ-55")
    path = f"/cases/{application.id}"
    with caplog.at_level(logging.INFO, "qonys.access"):
        page_client.as_account(officer).get(path)
    (line,) = lines(caplog)
    assert line["account"] == officer.id
    assert line["permission"] == "application.read"
    assert line["application"] == application.id
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["path"] == "/cases/<int:application_id>"


def test_what_is_typed_into_an_address_stays_out(
    page_client: PageClient, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "qonys.access"):
        page_client.as_account(make_account(session, Role.AUDITOR)).get("/audit?actor=900101300123")
        page_client.get("/900101300123", status=404)
        page_client.get("/healthz")
    assert len(lines(caplog)) == 2
    assert "900101300123" not in caplog.text


def test_a_stale_form_is_logged_without_the_link_that_it_was_sent_to(
    page_client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "app.web.errors"):
        page_client.client.post("/account/invitation/secret-token", data={"csrf_token": "old", "new_password": "x"})
    said = [record.getMessage() for record in caplog.records if record.name == "app.web.errors"]
    assert said
    assert "secret-token" not in " ".join(said)
    assert "/account/invitation/<token>" in said[0]


def test_a_failed_statement_does_not_say_what_was_typed(session: Session) -> None:
    with pytest.raises(DBAPIError) as caught, session.begin_nested():
        session.execute(text("SELECT CAST(:typed AS text), 1 / 0"), {"typed": "900327450123"})
    assert "900327450123" not in str(caught.value)
