"""The questions about the kandas status, and the start page that leads to them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from sqlalchemy.orm import Session

from app.domain.programmes import PROGRAMMES
from app.domain.stream import Stream
from tests.factories import make_account
from tests.web.client import PageClient

GOOD = (
    "programme=kandas_assignment&born-day=27&born-month=3&born-year=1986&nationality=kazakh&proof=yes&citizen=no"
    "&refused=no&expires-day=1&expires-month=3&expires-year=2031&purpose=work"
)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_start_page_names_everything_that_can_be_applied_for(page_client: PageClient, language: str) -> None:
    page = page_client.speaking(language).get("/")
    ways = [unquote(link) for link in page.links()]
    for code, programme in PROGRAMMES.items():
        way = f"/account/sign-in?next=/applications/new?programme={code}"
        assert (way in ways) is (programme.stream is not Stream.STATUS_TERMINATION), code
    assert "/eligibility" in page.links()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_questions_open_without_an_answer(page_client: PageClient, language: str) -> None:
    page = page_client.speaking(language).get("/eligibility")
    assert page.tree.find(".//*[@id='answer']") is None


def test_a_kazakh_with_documents_sees_no_obstacle_and_what_to_bring(page_client: PageClient) -> None:
    page = page_client.speaking("en").get(f"/eligibility?{GOOD}")
    assert "No obstacle is seen" in page.text
    assert "Employment contract" in page.text
    ways = [unquote(link) for link in page.links()]
    assert "/account/sign-in?next=/applications/new?programme=kandas_assignment" in ways


@pytest.mark.parametrize(
    ("asked", "answered", "said"),
    [
        ("citizen=no", "citizen=yes", "The applicant is or was a citizen of Kazakhstan"),
        ("nationality=kazakh", "nationality=other", "The applicant is of another nationality."),
        ("expires-year=2031", "expires-year=2025", "The document expired on"),
        ("born-year=1986", "born-year=2012", "The applicant is younger than 18"),
    ],
)
def test_what_stands_in_the_way_is_said(page_client: PageClient, asked: str, answered: str, said: str) -> None:
    page = page_client.speaking("en").get(f"/eligibility?{GOOD.replace(asked, answered)}")
    assert "At least one requirement is not met." in page.text
    assert said in page.text
    assert not [link for link in page.links() if link.startswith("/account/sign-in?next=/app")]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("granted-day=1&granted-month=2&granted-year=2026&extended=no", "The status is in force until"),
        ("granted-day=1&granted-month=2&granted-year=2025&extended=no", "There is no kandas status in force."),
        ("granted-day=1&granted-month=9&granted-year=2025&extended=yes", "it cannot be extended again"),
    ],
)
def test_an_extension_is_looked_into(page_client: PageClient, answers: str, said: str) -> None:
    page = page_client.speaking("en").get(f"/eligibility?programme=kandas_extension&citizen=no&{answers}")
    assert said in page.text


def test_a_day_that_is_none_and_no_programme_are_faults_of_their_fields(page_client: PageClient) -> None:
    page = page_client.speaking("en").get("/eligibility?born-day=31&born-month=2&born-year=1990", 422)
    assert len(page.errors) == 2
    assert page.value("born-day") == "31"


def test_a_choice_from_the_start_page_is_chosen_on_the_form(page_client: PageClient, session: Session) -> None:

    page = page_client.as_account(make_account(session)).get("/applications/new?programme=kandas_consent")
    assert page.value("programme") == "kandas_consent"
