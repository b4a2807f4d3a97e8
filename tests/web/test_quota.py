"""Pages of the quota: who sees which region, what is in the ledger, and what an order changed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Status
from app.models import QuotaOrder, RegionalQuota
from app.services.quota import balance
from tests.factories import make_account, make_application
from tests.web.client import PageClient

READERS = [Role.CASE_WORKER, Role.SUPERVISOR, Role.MINISTRY, Role.AUDITOR]
OTHERS = [Role.APPLICANT, Role.ADMINISTRATOR]


def _quota(session: Session, region: str, stream: Stream = Stream.RELOCATEE) -> RegionalQuota:
    found = balance(session, 2026, stream, region)
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("role", READERS)
def test_readers_open_every_page_in_every_language(
    page_client: PageClient, session: Session, role: Role, language: str
) -> None:
    reader = page_client.as_account(make_account(session, role, "KZ-55", language=language)).speaking(language)
    order = session.scalars(select(QuotaOrder).where(QuotaOrder.year == 2026)).first()
    assert order is not None
    pages = ["/quota", f"/quota/{_quota(session, 'KZ-55').id}", "/quota/orders", f"/quota/orders/{order.id}"]
    for path in pages:
        assert reader.get(path).tree.get("lang") == language
    reader.get("/quota/orders/load", 200 if role is Role.MINISTRY else 403)


@pytest.mark.parametrize("role", OTHERS)
def test_others_are_turned_away(page_client: PageClient, session: Session, role: Role) -> None:
    other = page_client.as_account(make_account(session, role))
    for path in ("/quota", "/quota/1", "/quota/orders", "/quota/orders/1", "/quota/orders/load"):
        other.get(path, 403)


def test_a_visitor_is_asked_to_sign_in(page_client: PageClient) -> None:
    assert "sign-in" in page_client.get("/quota", 303).location


def test_regional_staff_see_their_region_only(page_client: PageClient, session: Session) -> None:
    case_worker = page_client.as_account(make_account(session, Role.CASE_WORKER, "KZ-55", language="en"))
    text = case_worker.speaking("en").get("/quota?year=2026").text
    assert "Pavlodar Region" in text
    assert "Kostanay Region" not in text
    case_worker.get(f"/quota/{_quota(session, 'KZ-39').id}", 404)
    ministry = page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")
    page = ministry.get("/quota?year=2026")
    assert "Kostanay Region" in page.text
    # Both streams of 2026 by the order: 2,281 + 5,997.
    assert "8,278" in page.text
    assert "9,483" in ministry.get("/quota?year=2024").text


def test_the_balance_follows_the_cases(page_client: PageClient, session: Session) -> None:
    ministry = page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")
    make_application(session, Status.PREPARED, region="KZ-62", persons=3)
    make_application(session, Status.APPROVED, region="KZ-62", persons=2)
    page = ministry.get("/quota?year=2026")
    row = next(r for r in page.tree.iter("tr") if "Ulytau Region" in "".join(r.itertext()))
    assert [" ".join("".join(cell.itertext()).split()) for cell in row][1:] == ["1", "125", "3", "2", "120", "1.6%"]
    assert "5 of 125 places taken or held" in page.text


def test_the_ledger_names_applications_to_those_who_may_read_them(page_client: PageClient, session: Session) -> None:
    application = make_application(session, Status.APPROVED, region="KZ-55", persons=2)
    path = f"/quota/{_quota(session, 'KZ-55').id}"
    for role in (Role.MINISTRY, Role.AUDITOR, Role.SUPERVISOR):
        reader = page_client.as_account(make_account(session, role, "KZ-55", language="en")).speaking("en")
        text = reader.get(path).text
        assert application.number and application.number in text
        assert "Places held" in text and "Places taken" in text


def test_the_ledger_is_paged_by_key(page_client: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.queries.quota_ledger.PAGE_SIZE", 2)
    make_application(session, Status.APPROVED, region="KZ-62", persons=1)
    ministry = page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")
    first = ministry.get(f"/quota/{_quota(session, 'KZ-62').id}")
    older = [link for link in first.links() if "before=" in link]
    assert len(older) == 1
    second = ministry.get(older[0])
    assert "Places taken" in first.text and "Places taken" not in second.text
    assert "Order" in second.text
    assert not [link for link in second.links() if "before=" in link]


def test_an_order_is_shown_with_its_act_and_what_is_not_verified(page_client: PageClient, session: Session) -> None:
    auditor = page_client.as_account(make_account(session, Role.AUDITOR, language="en")).speaking("en")
    order = session.scalars(
        select(QuotaOrder).where(QuotaOrder.year == 2026, QuotaOrder.stream == Stream.RELOCATEE)
    ).one()
    text = auditor.get(f"/quota/orders/{order.id}").text
    assert "5,997" in text and "not verified" in text and "24 December 2025" in text
    assert "not verified" in auditor.get("/quota/orders").text
    auditor.get("/quota/orders/999999999", 404)


def test_pages_of_the_quota_ask_little_of_the_database(page_client: PageClient, session: Session) -> None:
    ministry = page_client.as_account(make_account(session, Role.MINISTRY))
    for path in ("/quota", f"/quota/{_quota(session, 'KZ-55').id}", "/quota/orders"):
        ministry.get(path)
        assert len(ministry.get(path).statements) <= 9


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30", "0001-01-01", "31.12.9999"])
def test_the_ends_of_the_calendar_are_days_too(page_client: PageClient, session: Session, day: str) -> None:
    reader = page_client.as_account(make_account(session, Role.AUDITOR))
    reader.get(f"/quota?on={day}&known={day}")
