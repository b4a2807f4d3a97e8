"""Loading an order: preview, faults by row and column, confirmation, and everything that can come in between."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import Status
from app.models import AuditEvent, QuotaMovement, QuotaOrder, RegionalQuota
from app.services.quota import balance
from tests.factories import make_account, make_application
from tests.web.client import Page, PageClient

HEAD = "year,stream,region,persons"
# The redistribution of 24 August 2024: 600 places from relocatees to kandas.
KANDAS_2024 = {"KZ-10": 220, "KZ-11": 285, "KZ-39": 550, "KZ-55": 1502, "KZ-59": 207, "KZ-63": 269}
RELOCATEES_2024 = {
    "KZ-10": 255, "KZ-35": 36, "KZ-39": 950, "KZ-55": 2003, "KZ-59": 2702, "KZ-62": 132, "KZ-63": 372,
}  # fmt: skip


_OF_2024: dict[str, Any] = {f"{box}-year": "2024" for box in ("adopted_on", "effective_from")}


@pytest.fixture
def ministry(page_client: PageClient, session: Session) -> PageClient:
    return page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")


def _rows_2026(session: Session, stream: Stream = Stream.RELOCATEE, **changes: int) -> list[list[Any]]:
    rows = session.execute(
        select(RegionalQuota.region, RegionalQuota.allocated)
        .where(RegionalQuota.year == 2026, RegionalQuota.stream == stream)
        .order_by(RegionalQuota.region)
    )
    return [[2026, stream.value, code, changes.get(code.replace("-", "_"), places)] for code, places in rows]


def _csv(rows: list[list[Any]], head: str = HEAD, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([head.split(","), *rows])
    return text.getvalue().encode(encoding)


def _upload(client: PageClient, content: bytes, name: str = "order.csv", status: int = 303, **changes: Any) -> Page:
    fields = {
        "act_number": "318",
        "adopted_on-day": "10",
        "adopted_on-month": "11",
        "adopted_on-year": "2026",
        "effective_from-day": "15",
        "effective_from-month": "11",
        "effective_from-year": "2026",
        "act_title": "Order on redistribution",
        "reason": "Places are left unused",
        "unit": "persons",
    } | changes
    return client.post("/quota/orders/load", {**fields, "file": (BytesIO(content), name)}, status)


@pytest.fixture
def second(page_client: PageClient, session: Session) -> PageClient:
    """Another officer of the ministry, who approves."""
    return page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")


def _proposed(client: PageClient, preview: Page) -> str:
    """Propose what the preview shows; the address of the proposal."""
    return client.post(preview.location).location


def _allocated(session: Session, region: str, year: int = 2026, stream: Stream = Stream.RELOCATEE) -> int:
    found = balance(session, year, stream, region)
    assert found is not None
    return found.allocated


def test_preview_then_proposal_then_another_person_puts_the_order_into_force(
    ministry: PageClient, second: PageClient, session: Session
) -> None:
    preview = _upload(ministry, _csv(_rows_2026(session, KZ_39=385, KZ_63=700)))
    page = ministry.follow(preview)
    assert "+100" in page.text and "-100" in page.text
    assert _allocated(session, "KZ-63") == 600
    path = _proposed(ministry, preview)
    mine = ministry.get(path)
    assert "1 order is proposed. Another person has to approve it." in mine.banners[0]
    assert "Places are left unused" in mine.text and "+100" in mine.text
    ministry.post(f"{path}/approve", status=409)
    assert _allocated(session, "KZ-63") == 600
    done = second.follow(second.post(f"{path}/approve"))
    assert "the change is in force" in done.banners[0]
    assert (_allocated(session, "KZ-39"), _allocated(session, "KZ-63")) == (385, 700)
    order = session.scalars(select(QuotaOrder).where(QuotaOrder.year == 2026, QuotaOrder.version == 2)).one()
    assert (order.act_number, order.adopted_on, order.effective_from) == ("318", date(2026, 11, 10), date(2026, 11, 15))
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.subject_kind == "quota_proposal").order_by(AuditEvent.id)
    ).all()
    assert [event.key for event in events] == ["quota.proposed", "quota.approved", "quota.in_force"]
    assert events[0].actor_id == order.loaded_by_id != events[1].actor_id
    assert order.file_sha256 is not None
    assert "Approved by" in second.get(f"/quota/orders/{order.id}").text


def test_the_redistribution_of_2024_keeps_the_total(ministry: PageClient, second: PageClient, session: Session) -> None:
    """Both streams of one file are approved together."""
    rows = [[2024, "кандасы", code, places] for code, places in KANDAS_2024.items()]
    rows += [[2024, "переселенцы", code, places] for code, places in RELOCATEES_2024.items()]
    preview = _upload(ministry, _csv(rows, "год,поток,регион,количество человек", ";", "utf-8-sig"), **_OF_2024)
    page = ministry.follow(preview)
    assert "+600" in page.text and "-600" in page.text
    path = _proposed(ministry, preview)
    assert "Approved or rejected together with" in ministry.get(path).text
    second.post(f"{path}/approve")
    statement = select(func.sum(RegionalQuota.allocated)).where(RegionalQuota.year == 2024)
    sums = {stream: session.scalar(statement.where(RegionalQuota.stream == stream)) for stream in QUOTA_STREAMS}
    assert sums == {Stream.KANDAS: 3033, Stream.RELOCATEE: 6450}
    assert "9,483" in ministry.get("/quota?year=2024").text
    order = session.scalars(
        select(QuotaOrder).where(QuotaOrder.year == 2024, QuotaOrder.version == 2, QuotaOrder.stream == Stream.KANDAS)
    ).one()
    page = ministry.get(f"/quota/orders/{order.id}")
    assert "2,433" in page.text and "3,033" in page.text and "+600" in page.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_regions_are_understood_by_name_in_each_language(ministry: PageClient, session: Session, language: str) -> None:
    names = {
        "kk": ["Абай облысы", "Қарағанды", "Қостанай облысы", "Павлодар", "Солтүстік Қазақстан", "ҰЛЫТАУ", "ШҚО"],
        "ru": ["область Абай", "Карагандинская обл.", "Костанайская", "Павлодарская область",
               "Северо-Казахстанская", "Улытау", "ВКО"],
        "en": ["Abai Region", "Karaganda", "Kostanay", "Pavlodar", "North Kazakhstan", "Ulytau", "EKR"],
    }[language]  # fmt: skip
    known = names[:5]
    rows = [[2026, "relocatee", name, 10 * (index + 1)] for index, name in enumerate(known)]
    ministry.follow(_upload(ministry, _csv(rows)))
    rows.append([2026, "relocatee", names[6], 1])
    page = _upload(ministry, _csv(rows), status=422)
    assert names[6] in page.text and "is no region" in page.text


def test_a_workbook_with_a_title_and_a_total(ministry: PageClient, second: PageClient, session: Session) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Қоныс аударушыларды қабылдаудың өңірлік квотасы"])
    sheet.append([])
    sheet.append(["Жыл", "Ағын", "Өңір", "Адам саны"])
    for row in _rows_2026(session, KZ_35=40.0):  # type: ignore[arg-type]  # Excel knows floats only
        sheet.append([row[0], "Қоныс аударушылар", *row[2:]])
    sheet.append(["", "", "Барлығы", 6000])
    content = BytesIO()
    book.save(content)
    preview = _upload(ministry, content.getvalue(), "квота.xlsx")
    assert "+3" in ministry.follow(preview).text
    second.post(f"{_proposed(ministry, preview)}/approve")
    assert _allocated(session, "KZ-35") == 40


def test_the_layout_of_the_shipped_file_with_its_own_version(ministry: PageClient, session: Session) -> None:
    head = "year,stream,region_iso,persons,version,effective_from,act_code,source"
    rows: list[list[Any]] = [[*row, 2, "15.11.2026", "quota_order_2026", "ministry"] for row in _rows_2026(session)]
    page = ministry.follow(_upload(ministry, _csv(rows, head)))
    assert "version 2" in page.text
    old: list[list[Any]] = [[*row[:4], 1, *row[5:]] for row in rows]
    page = ministry.follow(_upload(ministry, _csv(old, head)))
    assert "version 2 is the next one" in page.errors[0]
    assert "Propose the order" not in page.text
    page = _upload(ministry, _csv([[*row[:6], "order_of_nobody", ""] for row in rows], head), status=422)
    assert "order_of_nobody" in page.text


def test_every_faulty_cell_is_named_and_nothing_typed_is_lost(ministry: PageClient, session: Session) -> None:
    rows: list[list[Any]] = [
        [2026, "relocatee", "KZ-55", "many"],
        [2026, "guests", "KZ-59", 10],
        ["", "", "", ""],
        [2026, "relocatee", "Атлантида", 10],
        [2026, "relocatee", "KZ-62", ""],
        [2026, "relocatee", "KZ-35", 5],
        [2026, "relocatee", "KZ-35", 6],
    ]
    page = _upload(ministry, _csv(rows), status=422)
    table = next(e for e in page.tree.iter("table"))
    found = [
        tuple(" ".join("".join(cell.itertext()).split()) for cell in row)[:2] for row in list(table.iter("tr"))[1:]
    ]
    assert sorted(found) == [("2", "persons"), ("3", "stream"), ("5", "region"), ("6", "persons"), ("8", "region")]
    assert "5 cells of the file have to be mended" in page.errors[0]
    assert page.value("act_number") == "318"
    assert page.value("effective_from-day") == "15"
    assert page.value("act_title") == "Order on redistribution"
    assert session.scalar(select(func.max(QuotaOrder.version)).where(QuotaOrder.year == 2026)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no rows"),
        (b"\x00\x01\x02", "CSV table"),
        ("год;поток;регион;человек\n2026;кандас;Абай;1".encode("cp1251"), "UTF-8"),
        (b"year,stream\n2026,kandas\n", "have to be mended"),
        (b"PK\x03\x04 not an archive", "workbook cannot be opened"),
        (b"x" * 200_001, "too large"),
        (b"year,stream,region,persons\n" + b"2026,kandas,KZ-10,1\n" * 5001, "too large"),
    ],
)
def test_files_that_are_no_order(
    ministry: PageClient, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    monkeypatch.setattr("app.services.quota_preview.MAX_FILE_BYTES", 200_000)
    page = _upload(ministry, content, status=422)
    assert words in page.text
    assert page.errors


def _archive(entries: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"[Content_Types].xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 25_000_000}, "too large"),
        ({"[Content_Types].xml": b"<a/>"} | {f"xl/{n}.xml": b"" for n in range(300)}, "too large"),
        ({"word/document.xml": b"<a/>"}, "CSV table"),
        ({"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "cannot be opened"),
        ({"[Content_Types].xml": b"<Types/>"}, "cannot be opened"),
    ],
    ids=["bomb", "many entries", "no workbook", "entities", "hollow"],
)
def test_a_hostile_archive_is_refused_before_it_is_unpacked(
    ministry: PageClient, entries: dict[str, bytes], words: str
) -> None:
    assert words in _upload(ministry, _archive(entries), "bomb.xlsx", status=422).text


def test_the_form_asks_for_the_act_and_a_sensible_day(ministry: PageClient) -> None:
    page = ministry.post("/quota/orders/load", {}, 422)
    assert len(page.errors) == 5
    page = _upload(ministry, b"x", status=422, **{"effective_from-year": "2025"})
    assert page.errors == ["The order cannot be in force before its own date."]


def test_places_that_families_hold_cannot_be_taken_away(ministry: PageClient, session: Session) -> None:
    make_application(session, Status.PREPARED, region="KZ-62", persons=3)
    make_application(session, Status.APPROVED, region="KZ-62", persons=2)
    page = ministry.follow(_upload(ministry, _csv(_rows_2026(session, KZ_62=4, KZ_55=9999))))
    assert page.errors == ["Ulytau Region: the order gives 4 places, but 5 are held or used there already."]
    assert "fewer than held" in page.text
    assert "Propose the order" not in page.text
    # A region that the file leaves out loses its places as well.
    rows = [row for row in _rows_2026(session) if row[2] != "KZ-62"]
    page = ministry.follow(_upload(ministry, _csv(rows)))
    assert "gives 0 places" in page.errors[0]


def test_places_taken_after_the_preview_stop_the_order_and_nothing_is_half_done(
    ministry: PageClient, session: Session
) -> None:
    preview = _upload(ministry, _csv(_rows_2026(session, KZ_55=9999, KZ_62=1)))
    assert "Propose the order" in ministry.follow(preview).text
    make_application(session, Status.PREPARED, region="KZ-62", persons=2)
    movements = session.scalar(select(func.count()).select_from(QuotaMovement))
    page = ministry.post(preview.location, status=409)
    assert page.errors[0].startswith("Ulytau Region: 1 places would be left where families hold 2")
    assert _allocated(session, "KZ-55") == 1655
    assert session.scalar(select(func.count()).select_from(QuotaMovement)) == movements
    assert session.scalar(select(func.max(QuotaOrder.version)).where(QuotaOrder.year == 2026)) == 1


def test_two_officers_at_once_and_a_double_click(ministry: PageClient, second: PageClient, session: Session) -> None:
    mine = _upload(ministry, _csv(_rows_2026(session, KZ_55=1700)))
    theirs = _upload(second, _csv(_rows_2026(session, KZ_55=1800)))
    path, other = _proposed(ministry, mine), _proposed(second, theirs)
    assert "proposed already" in ministry.post(mine.location, status=409).errors[0]
    second.post(f"{path}/approve")
    assert _allocated(session, "KZ-55") == 1700
    # What was proposed on the places before it is stale now, and can only be withdrawn or rejected.
    page = ministry.post(f"{other}/approve", status=409)
    assert "The places were changed after this proposal was made" in page.errors[0]
    assert "decided or withdrawn" in second.post(f"{path}/approve", status=409).errors[0]
    second.post(f"{other}/withdraw")
    assert _allocated(session, "KZ-55") == 1700
    # Loaded anew, it is shown against what is in force now.
    assert "1,700" in second.follow(_upload(second, _csv(_rows_2026(session, KZ_55=1800)))).text


def test_a_preview_that_is_older_than_the_order_in_force_is_refused(
    ministry: PageClient, second: PageClient, session: Session
) -> None:
    old = _upload(second, _csv(_rows_2026(session, KZ_55=1800)))
    ministry_path = _proposed(ministry, _upload(ministry, _csv(_rows_2026(session, KZ_55=1700))))
    second.post(f"{ministry_path}/approve")
    assert "The places were changed" in second.post(old.location, status=409).errors[0]


def test_an_order_in_families_is_history(ministry: PageClient, second: PageClient, session: Session) -> None:
    rows = [[2006, "қандас", "Павлодар", 700], [2006, "қандас", "Алматы қаласы", 200]]
    days: dict[str, Any] = {f"{box}-{part}": value for box in ("adopted_on", "effective_from")
            for part, value in (("day", "1"), ("month", "2"), ("year", "2006"))}  # fmt: skip
    preview = _upload(ministry, _csv(rows, "Жыл,Ағын,Өңір,Отбасы саны"), **days)
    assert "families" in ministry.follow(preview).text
    second.post(f"{_proposed(ministry, preview)}/approve")
    page = second.get("/quota?year=2006")
    assert "700" in page.text and "no person is counted" in page.text and "Places by order" not in page.text
    found = balance(session, 2006, Stream.KANDAS, "KZ-55")
    assert found is not None and (found.unit, found.allocated) == ("families", 700)
    # Persons are not mixed in: the year stays counted in families.
    page = _upload(ministry, _csv([[2006, "қандас", "Павлодар", 900]]), **days)
    assert "not mixed" in ministry.post(page.location, status=409).errors[0]
    mixed = _csv([[2007, "kandas", "KZ-55", 1, "persons"], [2007, "kandas", "KZ-10", 1, "families"],
                  [2007, "kandas", "KZ-11", 1, "horses"]], HEAD + ",unit")  # fmt: skip
    text = _upload(ministry, mixed, status=422).text
    assert "“horses” is no unit" in text


def test_the_draft_belongs_to_whoever_uploaded_it_and_expires(
    page_client: PageClient, ministry: PageClient, session: Session
) -> None:
    preview = _upload(ministry, _csv(_rows_2026(session, KZ_55=1700)))
    other = page_client.as_account(make_account(session, Role.MINISTRY, language="en")).speaking("en")
    for client, path in ((other, preview.location), (ministry, preview.location + "x")):
        assert client.get(path, 303).location.endswith("/quota/orders/load")
        assert client.post(path).location.endswith("/quota/orders/load")
    assert "expired" in ministry.get("/quota/orders/load").banners[0]
    assert _allocated(session, "KZ-55") == 1655


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.APPLICANT])
def test_only_the_ministry_loads(page_client: PageClient, session: Session, role: Role) -> None:
    client = page_client.as_account(make_account(session, role))
    _upload(client, _csv(_rows_2026(session)), status=403)
    client.post("/quota/orders/load/anything", status=403)


@pytest.mark.parametrize("column", ["year", "persons", "version"])
def test_a_number_of_thousands_of_digits_is_a_fault_of_its_cell(ministry: PageClient, column: str) -> None:
    row = {"year": "2026", "stream": "relocatee", "region": "KZ-55", "persons": "5", "version": "2"} | {
        column: "9" * 5000
    }
    page = _upload(ministry, _csv([list(row.values())], ",".join(row)), status=422)
    assert "is too large or too small" in page.text
