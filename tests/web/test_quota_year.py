"""The page of a quota's year: what it draws, for whom, and its workbook."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.quota import Unit
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.i18n import LANGUAGES
from app.models import AuditEvent
from app.queries import quota_year
from app.queries.quota import BalanceRow, MonthRow
from app.queries.quota_year import PublishedRow
from app.web.quota_year.figures import YearFigures, use_chart
from tests.factories import NOW, make_account, make_application
from tests.services.test_quota_proposal import in_force
from tests.web.client import PageClient

SVG = "{http://www.w3.org/2000/svg}"
STATEMENTS = 16


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())


def table(page: Any, key: str) -> list[list[str]]:
    found = next(each for each in page.tree.iter("table") if any(c.get("id") == f"{key}-caption" for c in each))
    return [[words(cell) for cell in row] for row in found.iter("tr")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [Role.MINISTRY, Role.AUDITOR, Role.SUPERVISOR, Role.CASE_WORKER])
def test_everybody_who_reads_the_quota_reads_its_year(
    session: Session, page_client: PageClient, role: Role, language: str
) -> None:
    make_application(session, Status.APPROVED, persons=3)
    page = page_client.as_account(make_account(session, role)).speaking(language).get(f"/quota/year/{NOW.year}")
    assert len(page.statements) <= STATEMENTS, page.statements
    assert page.html.count('role="img"') >= 2


def test_others_do_not_and_a_year_without_a_quota_is_not_there(session: Session, page_client: PageClient) -> None:
    for role in (Role.ADMINISTRATOR, Role.APPLICANT, Role.COMMISSION_MEMBER):
        person = page_client.as_account(make_account(session, role))
        person.get("/quota/year/2026", status=403)
        person.post("/quota/year/2026/xlsx", {}, status=403)
    ministry = page_client.as_account(make_account(session, Role.MINISTRY))
    ministry.get("/quota/year/1990", status=404)
    ministry.post("/quota/year/1990/xlsx", {}, status=404)


def test_the_real_use_of_2025_is_drawn_as_published_and_not_verified(session: Session, page_client: PageClient) -> None:
    page = page_client.as_account(make_account(session, Role.MINISTRY)).speaking("en").get("/quota/year/2025")
    rows = table(page, "use-kandas")
    name = "Used in 2025, as published (not verified)"
    place = rows[0].index(name)
    told = {row[0]: row[place] for row in rows[1:] if row[place] != "—"}
    assert told == {
        "01.04.2025": "765", "01.08.2025": "1,286", "01.10.2025": "1,725", "01.11.2025": "1,942",
        "01.12.2025": "2,218", "31.12.2025": "2,309",
    }  # fmt: skip
    # Used to the last place of the order.
    assert table(page, "use-kandas")[1][rows[0].index("Quota of 2025")] == "2,309"
    assert ["01.10.2025", "5,213"] in [[row[0], row[1]] for row in table(page, "both")]
    assert "not compared with a document" in page.text and "not verified" in page.text
    # Pavlodar used 1 886 of its 4 106 places by October.
    assert ["Pavlodar Region", "45.9%"] in table(page, "map")


def test_the_ledger_comes_before_what_was_published(session: Session, page_client: PageClient) -> None:
    make_application(session, Status.APPROVED, persons=4)
    page = page_client.as_account(make_account(session, Role.MINISTRY)).speaking("en").get(f"/quota/year/{NOW.year}")
    head, *rows = table(page, "both")
    used = [row[head.index(f"Used in {NOW.year}")] for row in rows]
    assert used[0] == "0" and "4" in used
    # The year before is known from the press only.
    assert "Used in 2025, as published (not verified)" in head
    assert "Expected" in head and "Range of the forecast, from" in head
    pavlodar = next(row for row in table(page, "regions") if row[0] == "Pavlodar Region")
    assert "4 (Pavlodar Region, Relocatees: movements)" in pavlodar


def test_a_region_sees_itself_only(session: Session, page_client: PageClient) -> None:
    page = (
        page_client.as_account(make_account(session, Role.SUPERVISOR, "KZ-55")).speaking("en").get("/quota/year/2025")
    )
    assert [row[0] for row in table(page, "regions")[1:]] == ["Pavlodar Region"]
    assert "2,309" not in page.text and "765" not in page.text
    # What was published about the region itself.
    assert ["01.10.2025", "1,886"] in [row[:2] for row in table(page, "both")]


def test_published_figures_are_told_apart_by_place(session: Session) -> None:
    country = quota_year.published(session, [2025])
    assert {row.region for row in country if row.stream} == {None}
    assert {row.region for row in quota_year.published(session, [2025], regions=["KZ-55"])} == {"KZ-55"}
    by_region = sum(row.persons for row in country if row.region)
    whole = next(row.persons for row in country if row.region is None and row.stream is None)
    streams = sum(row.persons for row in country if row.stream and row.told_on == date(2025, 10, 1))
    assert by_region == whole == streams == 5213


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_balances_months_and_what_was_published(
    session: Session, page_client: PageClient, language: str
) -> None:
    make_application(session, Status.APPROVED, persons=4)
    person = page_client.as_account(make_account(session, Role.MINISTRY)).speaking(language)
    person.get("/quota/year/2026")
    assert exports(session) == []
    answer = person.post("/quota/year/2026/xlsx", {}, status=200)
    assert "attachment" in answer.response.headers["Content-Disposition"]
    balances, months, published = workbook(answer).worksheets
    pavlodar = [row for row in balances.iter_rows(values_only=True) if row[2] == "KZ-55"]
    assert sum(int(row[7]) for row in pavlodar) == 4
    assert sum(int(row[7]) for row in months.iter_rows(min_row=2, values_only=True)) == 4
    assert published.max_row == 1
    (event,) = exports(session)
    assert event.facts == {"format": "xlsx", "year": 2026}
    told = person.post("/quota/year/2025/xlsx", {}, status=200)
    rows = list(workbook(told).worksheets[2].iter_rows(min_row=2, values_only=True))
    assert 2218 in [row[5] for row in rows] and len(rows) == 17


def test_a_regions_workbook_holds_that_region_only(session: Session, page_client: PageClient) -> None:
    person = page_client.as_account(make_account(session, Role.CASE_WORKER, "KZ-59"))
    for sheet in workbook(person.post("/quota/year/2025/xlsx", {}, status=200)).worksheets:
        codes = {
            value for row in sheet.iter_rows(min_row=2, values_only=True) for value in row if str(value)[:3] == "KZ-"
        }
        assert codes <= {"KZ-59"}, sheet.title
    (event,) = exports(session)
    assert event.region == "KZ-59" and event.facts["region"] == "KZ-59"


def workbook(page: Any) -> Any:
    """The workbook of an answer, whose file is closed as a server would."""
    content = page.response.get_data()
    page.response.close()
    return openpyxl.load_workbook(BytesIO(content))


def exports(session: Session) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.EXPORT_MADE)))


def test_the_pictures_follow_the_contract_of_charts(session: Session, page_client: PageClient) -> None:
    page = page_client.as_account(make_account(session, Role.MINISTRY)).get("/quota/year/2025")
    pictures = [each for each in page.tree.iter(SVG + "svg") if each.get("role") == "img"]
    named = {each.get("id") for each in page.tree.iter() if each.get("id")}
    assert len(pictures) == 7
    for picture in pictures:
        assert set(picture.get("aria-labelledby", "").split()) <= named
        assert not [each for each in picture.iter() if each.get("style")]


def test_what_was_published_stands_beside_the_ledger_once_the_year_is_over() -> None:
    months = [MonthRow(2025, "kandas", "KZ-55", date(2025, 3, 1), 100, 0, 40)]
    balances = [BalanceRow(2025, "kandas", "KZ-55", 1, 100, 0, 40)]
    told = [PublishedRow(2025, "kandas", None, date(2025, 8, 1), 60, "press", False)]
    chart = use_chart(YearFigures(2025, date(2026, 2, 1), "persons", True, balances, months, told), "kandas")
    assert [line.style for line in chart.views[0].lines] == ["solid", "dashdot", "step"]


def test_a_year_counted_in_families_is_told_in_families(session: Session, page_client: PageClient) -> None:
    lines = (ProposalLine(Stream.KANDAS, "KZ-55", 4242), ProposalLine(Stream.KANDAS, "KZ-62", 1111))
    draft = ProposalDraft(
        ProposalKind.ORDER, 2006, lines, "Тарихи бұйрық", date(2006, 1, 1), act_number="1", unit=Unit.FAMILIES
    )
    in_force(session, draft)
    person = page_client.as_account(make_account(session, Role.MINISTRY)).speaking("en")
    page = person.get("/quota/year/2006")
    assert "5,353" in page.text and "families" in page.text
    balances, months, _published = workbook(person.post("/quota/year/2006/xlsx", {}, status=200)).worksheets
    assert [(row[5], row[10]) for row in balances.iter_rows(min_row=2, values_only=True)] == [
        (4242, "families"),
        (1111, "families"),
    ]
    assert sum(int(row[5]) for row in months.iter_rows(min_row=2, values_only=True)) == 5353
