"""The head's board: what waits, what is late, who has how much, and the places left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.queue_overtaking import StatedGround
from app.domain.roles import Role
from app.domain.workflow import Proposal, Status
from app.models import Application
from app.queries import board, held
from app.services import queue_ground
from tests.factories import NOW, actor_of, make_account, make_application
from tests.services.queue_plants import WORDS, overtaken
from tests.web.client import Page, PageClient

STATEMENTS = 24


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_board_of_an_empty_and_of_a_busy_region(session: Session, page_client: PageClient, language: str) -> None:
    client = page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking(language)
    client.get("/board")
    prepared = make_application(session, Status.PREPARED, persons=4)
    for _ in range(4):
        make_application(session)
    page = client.get("/board")
    assert prepared.number is not None and prepared.number in page.text
    assert len(page.statements) <= STATEMENTS, page.statements


def test_only_heads_and_only_their_region(session: Session, page_client: PageClient) -> None:
    theirs = make_application(session, Status.PREPARED, region="KZ-59")
    for role in (Role.CASE_WORKER, Role.MINISTRY, Role.AUDITOR, Role.ADMINISTRATOR, Role.APPLICANT):
        page_client.as_account(make_account(session, role)).get("/board", status=403)
    page_client.get("/board", status=303)
    page = page_client.as_account(make_account(session, Role.SUPERVISOR)).get("/board")
    assert theirs.number is not None and theirs.number not in page.text


def test_load_balances_and_deadlines(session: Session, page_client: PageClient) -> None:
    worker = make_account(session, Role.CASE_WORKER)
    late, soon, far = (make_application(session, Status.ACCEPTED) for _ in range(3))
    make_application(session, Status.PREPARED, persons=5)
    for case, days in ((late, -2), (soon, 1), (far, 40)):
        session.execute(
            update(Application)
            .where(Application.id == case.id)
            .values(assigned_to_id=worker.id, due_on=NOW.date() + timedelta(days=days))
        )
    session.flush()
    page = page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking("en").get("/board")
    rows = {
        cells[0]: cells[1:]
        for row in page.tree.iter("tr")
        if (cells := [" ".join("".join(cell.itertext()).split()) for cell in row])
    }
    assert rows[worker.full_name] == ["3", "1", "1"]
    assert next(row for row in table_cells(page, "balances") if row[0] == "Relocatees")[2] == "5"
    assert late.number in rows and soon.number in rows and far.number not in rows


def test_ones_own_preparation_is_marked(session: Session, page_client: PageClient) -> None:
    head = make_account(session, Role.SUPERVISOR)
    case = make_application(session, Status.PREPARED)
    session.execute(update(Application).where(Application.id == case.id).values(prepared_by_id=head.id))
    session.flush()
    page = page_client.as_account(head).speaking("en").get("/board")
    assert "prepared by you: another head decides" in page.text


def test_a_heard_case_waits_for_the_final_decision(session: Session) -> None:
    heard = make_application(session, Status.HEARD)
    prepared = make_application(session, Status.PREPARED)
    for status in (Status.HEARING, Status.REFERRED):
        make_application(session, status)
    found = {row.id: row.proposal for row in board.waiting_for_decision(session, ["KZ-55"])}
    # What lies before the head is the commission's recommendation.
    assert found == {heard.id: Proposal.REFUSAL, prepared.id: Proposal.APPROVAL}


def table_cells(page: Page, key: str) -> list[list[str]]:
    """The cells of a table of the page, row by row."""
    found = next(each for each in page.tree.iter("table") if any(c.get("id") == f"{key}-caption" for c in each))
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in found.iter("tr")]


def test_held_places_show_when_they_lapse(session: Session, page_client: PageClient) -> None:
    late, soon, far = (make_application(session, Status.PREPARED, persons=number) for number in (2, 3, 4))
    for case, days in ((late, -1), (soon, 10), (far, 40)):
        due = NOW.date() + timedelta(days=days)
        session.execute(update(Application).where(Application.id == case.id).values(due_on=due))
    make_application(session, Status.PREPARED, region="KZ-59", persons=5)
    page = page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking("en").get("/board")
    rows = table_cells(page, "held")[1:]
    assert [(row[0], row[3], row[5]) for row in rows] == [(late.number, "2", "overdue"), (soon.number, "3", "10")]
    assert "Held 9 persons" in page.text and "Past the head’s term 2 persons" in page.text
    assert "Lapse within 14 days 3 persons" in page.text


def test_when_the_year_ends_every_held_place_lapses(session: Session) -> None:
    case = make_application(session, Status.PREPARED, persons=4)
    due = date(NOW.year + 1, 1, 20)
    session.execute(update(Application).where(Application.id == case.id).values(due_on=due))
    session.flush()
    today = date(NOW.year, 12, 24)
    found = held.held(session, ["KZ-55"], today, today + timedelta(days=14))
    assert (found.places, found.missed, found.soon) == (4, 0, 4)
    assert [row.lapses_on for row in found.rows] == [date(NOW.year, 12, 31)]
    earlier = held.held(session, ["KZ-55"], date(NOW.year, 11, 1), date(NOW.year, 11, 15))
    assert (earlier.places, earlier.soon, earlier.rows) == (4, 0, ())


def test_the_first_of_the_queue_and_the_forecast_are_on_the_board(session: Session, page_client: PageClient) -> None:
    waiting = make_application(session, Status.ACCEPTED, persons=2)
    page = page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking("en").get("/board")
    assert table_cells(page, "queue-KZ-55-relocatee")[1][:2] == ["1", waiting.number]
    assert {row[0] for row in table_cells(page, "forecast")[1:]} == {"Kandas", "Relocatees"}


def test_the_board_tells_of_an_overtaking_whose_ground_is_to_be_stated(
    session: Session, page_client: PageClient
) -> None:
    here, elsewhere = (make_account(session, Role.SUPERVISOR, region) for region in ("KZ-55", "KZ-59"))
    planted = overtaken(session)
    page = page_client.as_account(here).speaking("en").get("/board")
    assert "1 without a ground" in page.text
    assert "/queue/grounds?only=unexplained" in page.links()
    assert "without a ground" not in page_client.as_account(elsewhere).speaking("en").get("/board").text
    queue_ground.state(
        session, planted.event_id, StatedGround.MISTAKE, WORDS, actor=actor_of(here), now=NOW + timedelta(days=1)
    )
    session.flush()
    assert "without a ground" not in page_client.as_account(here).speaking("en").get("/board").text


def test_lists_of_several_regions_stand_in_one_order(session: Session) -> None:
    cases = [make_application(session, region=region) for region in ("KZ-55", "KZ-59", "KZ-55", "KZ-59")]
    for days, case in enumerate(cases):
        due = NOW.date() - timedelta(days=days)
        session.execute(update(Application).where(Application.id == case.id).values(due_on=due))
    found = board.near_deadline(session, ["KZ-59", "KZ-55"], NOW.date())
    assert [row.id for row in found] == [case.id for case in reversed(cases)]
