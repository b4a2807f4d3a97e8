"""What a small screen asks of pages: the menu behind a button, cards of few lines, parts that are folded away."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from flask import Flask, render_template_string
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import Status
from tests.factories import make_account, make_application
from tests.web.client import Page, PageClient

_HEAD = (
    "['Өтініш', {'text': 'Адам', 'numeric': true}, {'text': 'Күні', 'short': true}, {'text': 'Маман', 'extra': true},"
    " {'text': 'Күйі', 'bare': true}]"
)


def _classes(element: ElementTree.Element) -> set[str]:
    return set(element.get("class", "").split())


def _inside(page: Page, tag: str, text: str) -> bool:
    """Whether ``text`` can be read inside an element ``tag`` of the page."""
    return any(text in " ".join("".join(part.itertext()).split()) for part in page.tree.iter(tag))


def _table(app: Flask, cards: str) -> ElementTree.Element:
    source = (
        "{% import 'macros/parts.html' as parts %}"
        "{{ parts.data_table('Істер', "
        + _HEAD
        + ", [['№ 1', 3, '01.02.2026', 'Асан', 'Қаралуда']], first_is_header=true, cards="
        + cards
        + ") }}"
    )
    with app.test_request_context("/"):
        return ElementTree.fromstring(render_template_string(source))


def test_cells_of_a_card_know_their_place(app: Flask) -> None:
    table = _table(app, "'five'").find("table")
    assert table is not None
    assert _classes(table) >= {"q-table--cards", "q-table--five"}
    persons, day, worker, state = table.iter("td")
    assert "govuk-table__cell--numeric" in _classes(persons)
    assert "q-table__short" in _classes(day)
    assert "q-table__extra" in _classes(worker)
    assert [cell.get("data-label") for cell in (persons, day, worker, state)] == ["Адам", "Күні", "Маман", None]


def test_a_list_of_cards_is_whole_unless_said_otherwise(app: Flask) -> None:
    table = _table(app, "true").find("table")
    assert table is not None
    assert "q-table--cards" in _classes(table)
    assert "q-table--five" not in _classes(table)


@pytest.mark.parametrize(("role", "folds"), [(Role.SUPERVISOR, True), (Role.APPLICANT, False)])
def test_a_long_menu_is_behind_a_button_and_open_without_a_script(
    session: Session, page_client: PageClient, role: Role, folds: bool
) -> None:
    page = page_client.as_account(make_account(session, role)).get("/account")
    (menu,) = (part for part in page.tree.iter("div") if part.get("id") == "menu")
    assert menu.get("hidden") is None
    assert menu.find("nav") is not None
    buttons = [button for button in page.tree.iter("button") if button.get("aria-controls") == "menu"]
    # The script that folds shows the button: without it there is nothing to press.
    assert [button.get("hidden") is not None for button in buttons] == ([True] if folds else [])


def test_what_is_met_is_folded_and_what_is_not_stands_open(session: Session, page_client: PageClient) -> None:
    case = make_application(session, Status.ACCEPTED, persons=2)
    page = page_client.as_account(make_account(session, Role.CASE_WORKER)).speaking("en").get(f"/cases/{case.id}")
    cards = {
        " ".join("".join(tag.itertext()).split()): card
        for card in page.tree.iter("div")
        if card.get("class") == "q-card"
        for tag in card.iter("strong")
    }
    assert "Met" in cards and len(cards) > 1
    folded = {id(card) for part in page.tree.iter("details") for card in part.iter("div")}
    assert {outcome: id(card) in folded for outcome, card in cards.items()} == {
        outcome: outcome == "Met" for outcome in cards
    }


def test_the_last_events_stand_open_and_earlier_ones_are_folded(session: Session, page_client: PageClient) -> None:
    case = make_application(session, Status.APPROVED, persons=3)
    page = page_client.as_account(make_account(session, Role.SUPERVISOR)).speaking("en").get(f"/cases/{case.id}")
    lists = [part for part in page.tree.iter("ol") if part.get("class") == "q-timeline"]
    assert len(lists[0].findall("li")) == 6
    earlier = sum(len(part.findall("li")) for part in lists[1:])
    assert earlier > 0
    assert _inside(page, "summary", f"What happened earlier ({earlier})")
