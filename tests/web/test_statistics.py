"""The public page: what it shows and hides, the same figures as CSV, nobody's name, few statements, three languages."""

from __future__ import annotations

import csv
import random
import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.statistic import FLOWS
from app.models import Account, Application, HouseholdMember, StatisticDelta, StatisticDuration, StatisticGround
from app.queries import statistic as reading
from app.queries.statistic_year import COLUMNS, lines, year_of
from app.services import demo, statistic
from tests.factories import NOW
from tests.web.client import Page, PageClient

REGIONS = ("KZ-55", "KZ-59", "KZ-63")
PATHS = ("/statistics", "/statistics/2026", "/statistics/2025", "/statistics/dictionary")


@pytest.fixture
def published(session: Session) -> Session:
    """Two years of figures, some of them small, closed as of the first of the month of ``NOW``."""
    chance = random.Random(4)
    for month in [date(year, number, 1) for year in (2025, 2026) for number in range(1, 13)]:
        for region in REGIONS:
            for measure in (*FLOWS, "held"):
                families = chance.choice((0, 1, 2, 3, 6, 40))
                session.add(
                    StatisticDelta(
                        month=month, region=region, stream="kandas", measure=measure,
                        families=families, persons=families * chance.randrange(1, 5),
                    )
                )  # fmt: skip
            for days in range(4, 20, 5):
                session.add(
                    StatisticDuration(
                        month=month, region=region, stream="kandas", days=days, families=chance.randrange(5)
                    )
                )
            for ground in ("requirements_not_met", "false_data", "expired_documents", "incomplete_package"):
                session.add(
                    StatisticGround(
                        month=month, region=region, stream="kandas", ground=ground, families=chance.randrange(7)
                    )
                )
    session.flush()
    statistic.close_months(session, now=NOW)
    session.commit()
    return session


def table(page_client: PageClient, year: int = 2026) -> list[dict[str, str]]:
    text = (
        page_client.client.get(f"/statistics/{year}.csv").get_data(as_text=True).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
    )
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_anybody_reads_it_in_their_language(page_client: PageClient, published: Session, language: str) -> None:
    for path in PATHS:
        page = page_client.speaking(language).get(path)
        assert page.status == 200
        assert len(page.statements) <= 8
        assert page.response.headers["Cache-Control"] == "private, max-age=300"


def test_before_the_first_month_is_closed(page_client: PageClient, session: Session) -> None:
    page = page_client.speaking("en").get("/statistics")
    assert (page.status, "No figures have been published yet" in page.text) == (200, True)
    assert page_client.client.get("/statistics/2026").status_code == 404
    assert page_client.client.get("/statistics/2026.csv").status_code == 404


def test_the_footer_and_the_start_page_lead_there(page_client: PageClient, session: Session) -> None:
    assert page_client.get("/").links().count("/statistics") == 2


def test_the_page_says_what_the_csv_says(page_client: PageClient, published: Session) -> None:
    page = page_client.speaking("en").get("/statistics/2026")
    rows = [row for row in table(page_client) if row["stream"] == "kandas"]
    assert tuple(rows[0]) == COLUMNS
    shown = _column(page, "months-kandas", 0)
    for number, month in enumerate(sorted({row["as_of"] for row in rows})):
        filed = next(row for row in rows if (row["as_of"], row["region"], row["measure"]) == (month, "", "filed"))
        assert shown[number] == (filed["families"] or "•")
    used = sum(int(row["persons"] or 0) for row in rows if (row["measure"], row["region"]) == ("approved", "KZ-55"))
    assert str(used) in page.text.replace(",", "").replace("\N{NO-BREAK SPACE}", "")


def _column(page: Page, table_id: str, column: int) -> list[str]:
    scroll = next(part for part in page.tree.iter("div") if part.get("aria-labelledby") == f"{table_id}-caption")
    rows = [list(row.iter("td")) for row in scroll.iter("tr")]
    return [("".join(cells[column].itertext())).strip() for cells in rows if cells]


def test_the_country_is_the_sum_of_what_is_shown(published: Session) -> None:
    year = year_of(published, 2026, reading.releases(published))
    assert year is not None
    sums: dict[tuple[object, ...], int] = {}
    country: dict[tuple[object, ...], int] = {}
    for as_of, stream, region, measure, _ground, families, *_rest in lines(year):
        if measure in FLOWS and families:
            found = sums if region else country
            found[as_of, stream, measure] = found.get((as_of, stream, measure), 0) + int(families)
    assert sums == country
    assert sums


def test_no_small_group_in_any_line(page_client: PageClient, published: Session) -> None:
    rows = [*table(page_client, 2025), *table(page_client, 2026)]
    assert {row["sign"] for row in rows} == {"", "carried", "few"}
    for row in rows:
        for column in ("families", "persons"):
            assert row[column] == "" or int(row[column]) >= 5, row
        if row["sign"]:
            assert (row["families"], row["persons"], row["days"]) == ("", "", "")
    assert {row["ground"] for row in rows} >= {"requirements_not_met"}
    assert {row["measure"] for row in rows} >= {"median_days", "ninetieth_days", "held", "waiting", "allocated"}


def test_two_releases_differ_by_crowds_only(published: Session) -> None:
    """Whoever keeps the page of each month and subtracts finds no small group either."""
    before: dict[tuple[str, str | None, str], int] = {}
    seen: dict[tuple[str, str | None, str], int] = {}
    for row in reading.published(published, date(2025, 1, 1), date(2026, 12, 31)):
        if row.measure in FLOWS:
            key = (row.stream, row.region, row.measure)
            seen[key] = seen.get(key, 0) + (row.families or 0)
            assert seen[key] - before.get(key, 0) >= 5
            before[key] = seen[key]
    assert seen


def test_a_copy_is_asked_for_once(page_client: PageClient, published: Session) -> None:
    first = page_client.client.get("/statistics/2026.csv")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = page_client.client.get("/statistics/2026.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_nobody_of_the_record_is_on_it(page_client: PageClient, session: Session) -> None:
    demo.load(session, 120, 5, now=NOW)
    statistic.close_months(session, now=datetime(2027, 1, 3, tzinfo=UTC))
    session.commit()
    page_client.at(datetime(2027, 1, 3, tzinfo=UTC))
    said = "".join(page_client.get(path).html for path in ("/statistics/2026", "/statistics/2025", "/statistics"))
    said += page_client.client.get("/statistics/2026.csv").get_data(as_text=True)
    hidden: set[str] = set()
    for columns in (
        (Application.number, Application.applicant_name, Application.applicant_iin, Application.contact_email),
        (HouseholdMember.surname, HouseholdMember.given_name, HouseholdMember.iin),
        (Account.full_name, Account.email),
    ):
        hidden |= {str(value) for row in session.execute(select(*columns)) for value in row if value}
    assert len(hidden) > 300
    words = set(re.findall(r"[\w@.-]+", said))
    assert {one for one in hidden if (one in said if " " in one else one in words)} == set()


def test_a_year_without_figures_is_not_there(page_client: PageClient, published: Session) -> None:
    for path in ("/statistics/1990", "/statistics/1990.csv", "/statistics/2026.txt"):
        assert page_client.client.get(path).status_code == 404
