"""The ministry's board: every region in a line, from counters that a count over the record confirms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import OPEN, Status
from app.i18n import LANGUAGES
from app.models import Application, Term
from app.queries import country
from app.services import demo
from app.web.navigation import landing
from tests.factories import NOW, actor_of, make_account, make_application
from tests.web.client import PageClient

STATEMENTS = 14
TODAY = NOW.date()


def rows(page: Any, key: str) -> dict[str, list[str]]:
    """Cells by the name of the region, as a person without a screen hears it."""
    found = next(each for each in page.tree.iter("table") if any(c.get("id") == f"{key}-caption" for c in each))
    listed = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in found.iter("tr")]
    return {row[0].split(" (")[0]: row[1:] for row in listed}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [Role.MINISTRY, Role.AUDITOR])
def test_the_board_of_an_empty_and_of_a_busy_country(
    session: Session, page_client: PageClient, role: Role, language: str
) -> None:
    person = page_client.as_account(make_account(session, role)).speaking(language)
    person.get("/country")
    demo.load(session, 150, 5, now=NOW)
    page = person.get("/country")
    assert len(page.statements) <= STATEMENTS, page.statements


def test_nobody_else_sees_it_and_the_ministry_lands_there(session: Session, page_client: PageClient) -> None:
    for role in (Role.SUPERVISOR, Role.CASE_WORKER, Role.ADMINISTRATOR, Role.APPLICANT):
        page_client.as_account(make_account(session, role)).get("/country", status=403)
    ministry = make_account(session, Role.MINISTRY)
    assert landing(actor_of(ministry)) == "/country"
    assert 'href="/country"' in page_client.as_account(ministry).get("/quota").html


def test_a_region_in_figures(session: Session, page_client: PageClient) -> None:
    make_account(session, Role.CASE_WORKER)
    make_application(session, Status.APPROVED, persons=4)
    make_application(session, Status.PREPARED, persons=3)
    late = make_application(session, Status.ACCEPTED, persons=2)
    changed = {"due_on": TODAY - timedelta(days=1)}
    session.execute(update(Application).where(Application.id == late.id).values(**changed))
    session.flush()
    page = page_client.as_account(make_account(session, Role.MINISTRY)).speaking("en").get("/country")
    allocated, held, used, available, *_ = rows(page, "places")["Pavlodar Region"]
    assert (held, used) == ("3", "4")
    assert int(allocated.replace(",", "")) - 7 == int(available.replace(",", ""))
    families, persons, opened, overdue, *_ = rows(page, "work")["Pavlodar Region"]
    assert (opened, overdue) == ("2", "1")
    assert int(persons) >= int(families) >= 1
    total = rows(page, "places")["The whole country"]
    assert total[1:3] == ["3", "4"]


def test_the_figures_are_those_of_a_count(session: Session) -> None:
    demo.load(session, 250, 9, now=NOW)
    found = {row.region: row for row in country.regions(session, TODAY)}
    counted = select(Application.host_region, func.count(), func.count().filter(Application.due_on < TODAY))
    statement = counted.where(Application.status.in_(OPEN)).group_by(Application.host_region)
    seen = {region: (number, late) for region, number, late in session.execute(statement)}
    assert {region: (row.open, row.overdue) for region, row in found.items() if row.open} == seen
    year = func.extract("year", func.timezone("Asia/Almaty", Term.breached_at))
    missed = select(Term.region, func.count()).where(year == TODAY.year).group_by(Term.region)
    expected = {row[0]: row[1] for row in session.execute(missed)}
    assert {region: row.breaches for region, row in found.items() if row.breaches} == expected
    total = country.total(list(found.values()))
    assert total.open == sum(number for number, _late in seen.values())


def test_a_country_without_regions_has_a_total_of_nothing() -> None:
    total = country.total([])
    assert (total.allocated, total.expected, total.share_used, total.open_each) == (0, None, None, None)
