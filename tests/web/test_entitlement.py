from __future__ import annotations

import pytest

from tests.web.client import PageClient

FAMILY = (
    "/entitlements?stream=relocatee&persons=5&citizen=yes&jobseeker=yes&months=30&included=no"
    "&departure=KZ-61&host=KZ-55&settlement=village"
)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", ["/entitlements", FAMILY, "/entitlements?stream=kandas&has_status=yes&persons=2"])
def test_a_visitor_reads_it_in_every_language(page_client: PageClient, path: str, language: str) -> None:
    page = page_client.speaking(language).get(path)
    assert page.tree.get("lang") == language


def test_a_family_of_five_sees_each_amount_with_its_basis(page_client: PageClient) -> None:
    text = page_client.speaking("en").get(FAMILY).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "70 MCI = 302,750 ₸" in text
    assert "1,513,750 ₸ (5 persons)" in text
    assert "1,625 MCI = 7,028,125 ₸" in text
    assert "One monthly calculation index (MCI) is 4,325 ₸" in text
    assert "Legal basis" in text
    assert "not verified" in text
    assert "Met" in text


def test_the_same_question_for_another_day_uses_the_figures_of_that_day(page_client: PageClient) -> None:
    past = page_client.speaking("en").get(FAMILY + "&on-day=1&on-month=3&on-year=2025").text
    assert "275,240 ₸" in past.replace("\N{NO-BREAK SPACE}", " ")


def test_a_requirement_that_is_not_met_says_so(page_client: PageClient) -> None:
    text = page_client.speaking("en").get(FAMILY.replace("citizen=yes", "citizen=no")).text
    assert "Not met" in text
    assert "At least one requirement is not met." in text


def test_what_is_not_answered_is_unknown(page_client: PageClient) -> None:
    text = page_client.speaking("en").get("/entitlements?stream=relocatee").text
    assert "Not answered yet" in text


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("persons=2", "Say who you are."),
        ("stream=relocatee&persons=0", "Enter a whole number from 1 to 40."),
        ("stream=relocatee&persons=²", "Enter a whole number from 1 to 40."),
        ("stream=relocatee&months=-3", "Enter a whole number from 0 to 1200."),
        ("stream=relocatee&on-day=31&on-month=2&on-year=2026", "There is no such day in the calendar."),
        ("stream=relocatee&on-day=1&on-month=2&on-year=1926", "Choose a day not more than 5 years from today."),
        ("stream=relocatee&price=cheap", "Enter a whole number from 0 to 10000000000."),
    ],
)
def test_what_cannot_be_read_is_told_and_kept(page_client: PageClient, query: str, error: str) -> None:
    page = page_client.speaking("en").get(f"/entitlements?{query}", 422)
    assert page.errors == [error]


def test_unknown_words_in_the_address_are_no_answers(page_client: PageClient) -> None:
    page_client.get("/entitlements?stream=relocatee&host=KZ-99&settlement=moon&citizen=maybe&lang=xx")


def test_a_day_without_an_index_shows_no_tenge_of_another_year(page_client: PageClient) -> None:
    text = page_client.speaking("en").get(FAMILY + "&on-day=1&on-month=6&on-year=2027").text
    assert "The monthly calculation index for this day is not known" in text
    assert "302,750" not in text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_kandas_learns_until_when_the_status_is_in_force(page_client: PageClient) -> None:
    path = "/entitlements?stream=kandas&has_status=yes&granted-day=12&granted-month=5&granted-year=2026&citizen=no"
    text = page_client.speaking("en").get(path).text
    assert "The status is in force until 12.05.2027." in text
    expired = page_client.get(path.replace("granted-year=2026", "granted-year=2024")).text
    assert "There is no kandas status in force." in expired
