"""Exports: what they hold and what not, that they leave a trace, and that no spreadsheet runs them."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import EventKey
from app.domain.roles import Role
from app.domain.workflow import Status
from app.i18n import LANGUAGES
from app.labels.export import COLUMNS
from app.models import Application, AuditEvent
from app.queries import export as queries
from app.queries.export import CaseRow, Scope, cases
from app.web.export.tables import csv_pieces, harmless, xlsx_file
from tests.factories import actor_of, make_account, make_application
from tests.web.client import PageClient


@pytest.fixture
def applications(session: Session) -> list[Application]:
    return [make_application(session, status=status) for status in (Status.SUBMITTED, Status.APPROVED, Status.DRAFT)]


def exports(session: Session) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.key == EventKey.EXPORT_MADE)))


def test_columns_are_those_of_the_query() -> None:
    assert tuple(COLUMNS) == CaseRow.__slots__


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MINISTRY])
@pytest.mark.parametrize("language", LANGUAGES)
def test_csv_holds_the_cases_and_no_person(
    page_client: PageClient, session: Session, applications: list[Application], role: Role, language: str
) -> None:
    person = page_client.as_account(make_account(session, role)).speaking(language)
    person.get("/export")
    assert exports(session) == []
    page = person.post("/export", {"format": "csv"}, status=200)
    assert "attachment" in page.response.headers["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(page.response.get_data().decode("utf-8-sig"))))
    submitted, approved, draft = applications
    numbers = [row[next(iter(rows[0]))] for row in rows]
    assert submitted.number in numbers
    assert approved.number in numbers
    assert draft.number not in numbers
    for secret in (submitted.applicant_name, submitted.applicant_iin, submitted.contact_email, submitted.contact_phone):
        assert not secret or secret not in page.response.get_data(as_text=True)
    (event,) = exports(session)
    assert event.facts == {"format": "csv"}
    assert event.actor_id is not None


def test_xlsx_holds_real_days(page_client: PageClient, session: Session, applications: list[Application]) -> None:
    person = page_client.as_account(make_account(session, Role.AUDITOR)).speaking("en")
    page = person.post("/export", {"format": "xlsx", "status": "approved"}, status=200)
    sheet = openpyxl.load_workbook(BytesIO(page.response.get_data())).active
    page.response.close()
    assert sheet is not None
    head, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in rows] == [applications[1].number]
    found = dict(zip(head, rows[0], strict=True))
    assert isinstance(found["Decided"], datetime)
    assert found["Places used"] == applications[1].household_size
    assert exports(session)[0].facts == {"format": "xlsx", "status": "approved"}


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in {Role.AUDITOR, Role.MINISTRY})])
def test_nobody_else_exports(page_client: PageClient, session: Session, role: Role | None) -> None:
    person = page_client.as_account(make_account(session, role)) if role else page_client
    person.get("/export", status=403 if role else 303)
    person.post("/export", {"format": "csv"}, status=403 if role else 303)
    assert exports(session) == []


def test_a_form_with_nonsense_exports_nothing(page_client: PageClient, session: Session) -> None:
    person = page_client.as_account(make_account(session, Role.AUDITOR))
    page = person.post("/export", {"format": "exe", "status": "x"}, status=422)
    assert page.errors
    assert exports(session) == []


def test_batches_hold_each_case_once(
    session: Session, applications: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        applications.append(make_application(session, status=Status.SUBMITTED))
    monkeypatch.setattr(queries, "BATCH", 2)
    actor = actor_of(make_account(session, Role.AUDITOR))
    numbers = [row.number for row in cases(session, actor, Scope())]
    assert len(numbers) == len(set(numbers)) >= 5
    assert numbers == list(
        session.scalars(
            select(Application.number).where(Application.submitted_at.is_not(None)).order_by(Application.id)
        )
    )


@pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")'])
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    content = b"".join(csv_pieces(["=head"], [[text]])).decode("utf-8-sig")
    for row in csv.reader(StringIO(content, newline="")):
        assert row[0].startswith("'")
    assert harmless("Қостанай") == "Қостанай"


def test_no_cell_of_xlsx_is_a_formula() -> None:
    with xlsx_file(["=1+1"], [["=1+1", None, 5, date(2026, 2, 5), datetime(2026, 2, 5, 20, tzinfo=UTC)]]) as file:
        sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    cell = sheet["A2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")
    assert sheet["E2"].value == datetime(2026, 2, 6, 1)  # noqa: DTZ001  the clock of the country, as Excel shows it


def test_a_long_table_takes_little_memory() -> None:
    def rows() -> Iterator[list[object]]:
        for number in range(60_000):
            yield [f"55-{number}", "quota_inclusion", number, None]

    # What the library loads when it is first used is no part of the table.
    with xlsx_file(["a"], [["b"]]):
        tracemalloc.start()
    size = sum(len(piece) for piece in csv_pieces(["a", "b", "c", "d"], rows()))
    with xlsx_file(["a", "b", "c", "d"], rows()) as file:
        assert file.seek(0, 2) > 100_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 1_500_000
    assert peak < 3_000_000
