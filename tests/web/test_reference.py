"""Pages of the reference data: who keeps it, corrections, successors, overlaps, verification and what follows."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli.reference import SHIPPED
from app.domain.entitlements import Situation, entitlements
from app.domain.programmes.definition import MeasureCode
from app.domain.reference_editing import ReferenceTable, Span, check_span
from app.domain.roles import SYSTEM, Role
from app.domain.stream import Stream
from app.labels.reference import SETTINGS
from app.models import (
    AuditEvent,
    LegalActRow,
    MeasureRate,
    MovedDay,
    ReferenceValue,
    Region,
    RegionListingRow,
    RentStepRow,
)
from app.services import reference, reference_loading
from app.services.reference_shapes import SHAPES
from tests.factories import NOW, make_account
from tests.web.client import Page, PageClient

ON = date(2026, 11, 18)


@pytest.fixture
def administrator(page_client: PageClient, session: Session) -> PageClient:
    return page_client.as_account(make_account(session, Role.ADMINISTRATOR, language="en")).speaking("en")


def _value(session: Session, key: str) -> ReferenceValue:
    statement = select(ReferenceValue).where(ReferenceValue.key == key)
    return session.scalars(statement.order_by(ReferenceValue.effective_from.desc())).first() or pytest.fail(key)


def _day(name: str, day: date | None) -> dict[str, str]:
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"{name}-{part}": str(number) for part, number in zip(("day", "month", "year"), parts, strict=True)}


def _dated(row: Any, **changes: Any) -> dict[str, str]:
    """What the form of ``row`` would send, with ``changes``."""
    start, end = changes.pop("effective_from", row.effective_from), changes.pop("effective_to", row.effective_to)
    fields = {"act_code": row.act_code or "", "provision": row.provision, "source": row.source}
    fields |= {"value": row.value} if isinstance(row, ReferenceValue) else {}
    return fields | _day("effective_from", start) | _day("effective_to", end) | changes


def _save(client: PageClient, path: str, fields: dict[str, str], status: int = 303) -> Page:
    """Open the form, and send it with what the page says was seen."""
    seen = client.get(path).value("seen") or ""
    return client.post(path, {"seen": seen, **fields}, status)


def _verify(client: PageClient, path: str, status: int = 303, on: date = ON) -> Page:
    return _save(client, path, {"verified_by": "A. Lawyer", **_day("verified_on", on)}, status)


def _first_keys(session: Session) -> dict[ReferenceTable, str]:
    return {
        ReferenceTable.VALUES: str(_value(session, "mci").id),
        ReferenceTable.MEASURES: str(session.scalar(select(func.min(MeasureRate.id)))),
        ReferenceTable.RENT: str(session.scalar(select(func.min(RentStepRow.id)))),
        ReferenceTable.REGION_LISTS: str(session.scalar(select(func.min(RegionListingRow.id)))),
        ReferenceTable.ACTS: "order_20_2016",
        ReferenceTable.MOVED_DAYS: "2024-05-04",
        ReferenceTable.REGIONS: "KZ-55",
        ReferenceTable.DISTRICTS: "553600000",
        ReferenceTable.PROFESSIONS: "welder",
    }


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_every_language(page_client: PageClient, session: Session, language: str) -> None:
    keeper = page_client.as_account(make_account(session, Role.ADMINISTRATOR, language=language)).speaking(language)
    pages = ["/reference", "/reference/values?unverified=1"]
    for table, key in _first_keys(session).items():
        pages += [f"/reference/{table}", f"/reference/{table}/{key}", f"/reference/{table}/{key}/change"]
        if SHAPES[table].is_dated:
            pages.append(f"/reference/{table}/add?like={key}")
    pages += [
        f"/reference/{name}/add" for name in ("rent", "region-lists", "acts", "moved-days", "districts", "professions")
    ]
    for path in pages:
        assert keeper.get(path).tree.get("lang") == language


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_comes_in(page_client: PageClient, session: Session, role: Role) -> None:
    other = page_client.as_account(make_account(session, role))
    for path in ("/reference", "/reference/values", "/reference/values/1", "/reference/values/1/change"):
        other.get(path, 403)
    for path in ("/reference/values/1", "/reference/values/1/change", "/reference/acts/add"):
        other.post(path, status=403)


@pytest.mark.parametrize(
    "path",
    [
        "/reference/poems",
        "/reference/values/0",
        "/reference/values/x",
        "/reference/values/99999999",
        "/reference/moved-days/2024-13-01",
        "/reference/values/add",
        "/reference/regions/add",
        "/reference/acts/add?like=order_20_2016",
        "/reference/rent/add?like=99999999",
    ],
)
def test_what_is_not_there(administrator: PageClient, path: str) -> None:
    administrator.get(path, 404)


def test_every_shipped_setting_has_words() -> None:
    with (SHIPPED / "settings.csv").open(encoding="utf-8", newline="") as file:
        assert {row["key"] for row in csv.DictReader(file)} <= set(SETTINGS)


def test_a_correction_reaches_the_rules_and_the_audit_trail(administrator: PageClient, session: Session) -> None:
    row = _value(session, "mci")
    path = f"/reference/values/{row.id}"
    _save(administrator, f"{path}/change", _dated(row, value="4 400", provision="art. 9"))
    assert reference.book(session).mci(ON).value == Decimal(4400)
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.key == "reference.changed").order_by(AuditEvent.id.desc())
    ).first()
    assert event is not None and event.actor_id is not None
    assert event.facts["action"] == "corrected" and event.facts["of"] == {"key": "mci"}
    assert event.facts["before"] == {"value": "4325", "provision": ""}
    assert event.facts["after"] == {"value": "4400", "provision": "art. 9"}
    # What an administrator wrote is not overwritten when the service starts and loads the shipped files.
    changes = reference_loading.load(session, SHIPPED, actor=SYSTEM, now=NOW)
    assert [change.kind for change in changes] == ["kept"]
    assert reference.book(session).mci(ON).value == Decimal(4400)


def test_saving_without_a_change_records_nothing(administrator: PageClient, session: Session) -> None:
    row = _value(session, "limit.decision")
    events = session.scalar(select(func.count()).select_from(AuditEvent))
    _save(administrator, f"/reference/values/{row.id}/change", _dated(row))
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_a_new_figure_ends_the_one_before(administrator: PageClient, session: Session) -> None:
    before = _value(session, "limit.decision")
    empty = administrator.get(f"/reference/values/add?like={before.id}")
    assert [empty.value(name) for name in ("value", "effective_from-day", "source")] == ["", "", ""]
    assert empty.value("act_code") == before.act_code
    fields = _dated(before, value="7", effective_from=date(2027, 1, 1), effective_to=None)
    page = _save(administrator, f"/reference/values/add?like={before.id}", fields)
    after = _value(session, "limit.decision")
    assert after.id != before.id and page.location.endswith(f"/{after.id}")
    assert (before.effective_to, after.effective_to) == (date(2026, 12, 31), None)
    assert (after.key, after.unit, after.verified_by) == ("limit.decision", "working_days", "")
    book = reference.book(session)
    assert book.value("limit.decision", date(2026, 12, 31)).number == 10
    assert book.value("limit.decision", date(2027, 1, 1)).number == 7
    actions = [event.facts.get("action") for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert actions[-2:] == ["closed", "added"]


def test_overlapping_days_are_refused_and_nothing_typed_is_lost(administrator: PageClient, session: Session) -> None:
    rows = session.scalars(
        select(ReferenceValue).where(ReferenceValue.key == "mci").order_by(ReferenceValue.effective_from)
    ).all()
    first, second = rows[0], rows[1]
    fields = _dated(first, effective_to=second.effective_from, source="a longer year")
    page = _save(administrator, f"/reference/values/{first.id}/change", fields, 422)
    assert "is in force from 01.01.2020 to 31.03.2020" in page.errors[0]
    assert page.value("source") == "a longer year"
    assert page.value("effective_to-day") == "1"
    assert _value(session, "mci").source != "a longer year"
    # A successor that would run into one that is there already.
    fields = _dated(first, effective_from=date(2019, 6, 1), effective_to=None)
    assert "01.01.2020" in _save(administrator, f"/reference/values/add?like={first.id}", fields, 422).errors[0]
    session.refresh(first)
    assert first.effective_to == date(2019, 12, 31)


@pytest.mark.parametrize("table", [ReferenceTable.VALUES, ReferenceTable.MEASURES, ReferenceTable.REGION_LISTS])
def test_shipped_rows_do_not_overlap(session: Session, table: ReferenceTable) -> None:
    """Else none of them could be corrected."""
    shape = SHAPES[table]
    spans: dict[tuple[str, ...], list[Span]] = {}
    for row in session.scalars(select(shape.model)):
        about = tuple(getattr(row, name) for name in shape.subject)
        check_span(Span(row.effective_from, row.effective_to), spans.setdefault(about, []))
        spans[about].append(Span(row.effective_from, row.effective_to))
    assert spans


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("mci", "many", "Enter a number"),
        ("mci", "0", "Enter a number"),
        ("mci", "-5", "Enter a number"),
        ("mci", "NaN", "Enter a number"),
        ("mci", "", "Enter the value"),
        ("limit.decision", "2.5", "whole number"),
        ("office.opens", "nine", "a time such as"),
        ("kandas_status.reminder_days", "60;30", "commas between"),
    ],
)
def test_values_that_cannot_be(administrator: PageClient, session: Session, key: str, value: str, words: str) -> None:
    row = _value(session, key)
    page = _save(administrator, f"/reference/values/{row.id}/change", _dated(row, value=value), 422)
    assert words in page.errors[0]
    assert page.value("value") == value
    reversed_days = _dated(row, effective_to=date(1990, 1, 1))
    page = _save(administrator, f"/reference/values/{row.id}/change", reversed_days, 422)
    assert page.errors == ["The last day cannot be before the first."]


def test_two_administrators_on_one_row(page_client: PageClient, administrator: PageClient, session: Session) -> None:
    other = page_client.as_account(make_account(session, Role.ADMINISTRATOR, language="en")).speaking("en")
    row = _value(session, "mci")
    path = f"/reference/values/{row.id}/change"
    seen = other.get(path).value("seen") or ""
    _save(administrator, path, _dated(row, value="4400"))
    page = other.post(path, {"seen": seen, **_dated(row, value="4500")}, 409)
    assert "Somebody else has changed this" in page.errors[0]
    assert "4,400" in page.text and page.value("value") == "4500"
    assert _value(session, "mci").value == "4400"
    # Having seen what is there now, they may decide again.
    other.post(path, {"seen": page.value("seen") or "", **_dated(row, value="4500")})
    assert _value(session, "mci").value == "4500"


def test_verification_reaches_the_answer_to_a_visitor(administrator: PageClient, session: Session) -> None:
    situation = Situation(stream=Stream.RELOCATEE, household_size=4)

    def verified() -> dict[MeasureCode, bool]:
        lines = entitlements(situation, reference.book(session), ON)
        return {line.measure: line.verified for line in lines}

    code = MeasureCode.RELOCATION_SUBSIDY
    assert verified()[code] is False
    mci = _value(session, "mci")
    measure = session.scalars(
        select(MeasureRate).where(MeasureRate.code == code, MeasureRate.effective_to.is_(None))
    ).one()
    page = administrator.follow(_verify(administrator, f"/reference/values/{mci.id}"))
    assert "A. Lawyer, 18.11.2026" in page.text
    assert verified()[code] is False
    _verify(administrator, f"/reference/measures/{measure.id}")
    assert verified()[code] is True
    # A correction of the figure takes the verification back, one of the source does not.
    session.refresh(mci)
    assert "counts as not verified" in administrator.get(f"/reference/values/{mci.id}/change").text
    _save(administrator, f"/reference/values/{mci.id}/change", _dated(mci, source="the law itself"))
    assert verified()[code] is True
    _save(administrator, f"/reference/values/{mci.id}/change", _dated(mci, value="4326"))
    assert verified()[code] is False


def test_verification_can_be_taken_back(administrator: PageClient, session: Session) -> None:
    path = f"/reference/values/{_value(session, 'mci').id}"
    _verify(administrator, path)
    assert reference.book(session).mci(ON).is_verified
    _save(administrator, path, {"action": "unverify"})
    assert not reference.book(session).mci(ON).is_verified


def test_verification_names_a_person_a_day_and_an_act(administrator: PageClient, session: Session) -> None:
    row = _value(session, "mci")
    path = f"/reference/values/{row.id}"
    assert len(_save(administrator, path, {}, 422).errors) == 2
    page = _verify(administrator, path, 422, on=date(2026, 11, 19))
    assert page.errors == ["The day of verification cannot be in the future."]
    assert page.value("verified_by") == "A. Lawyer"
    page = _verify(administrator, "/reference/moved-days/2024-05-04", 422)
    assert "Name the act first" in page.errors[0]
    administrator.post(path, {"seen": "old", "verified_by": "A. Lawyer", **_day("verified_on", ON)}, 409)
    assert not reference.book(session).mci(ON).is_verified


def test_the_list_of_what_is_not_verified_gets_shorter(administrator: PageClient, session: Session) -> None:
    total = session.scalar(select(func.count()).select_from(ReferenceValue))
    row = _value(session, "limit.arrival")
    assert "Time to register" in administrator.get("/reference/values?unverified=1").text
    _verify(administrator, f"/reference/values/{row.id}")
    assert "Time to register" not in administrator.get("/reference/values?unverified=1").text
    assert "Time to register" in administrator.get("/reference/values").text
    index = administrator.get("/reference")
    line = next(r for r in index.tree.iter("tr") if "Figures, time limits" in "".join(r.itertext()))
    assert f"{total}" in "".join(line.itertext()) and f"{(total or 0) - 1}" in "".join(line.itertext())


def test_a_measure_needs_a_size_that_can_be(administrator: PageClient, session: Session) -> None:
    row = session.scalars(select(MeasureRate).where(MeasureRate.price_share.is_(None))).first()
    assert row is not None
    path = f"/reference/measures/{row.id}/change"
    fields = {"paid_per": row.paid_per, "months": "1", "deciding_date": row.deciding_date, **_dated(row)}
    for sizes, words in (
        ({}, "Enter the size"),
        ({"mci_low": "5"}, "both ends"),
        ({"mci_low": "9", "mci_high": "5"}, "upper end"),
        ({"price_share": "1,5"}, "between 0 and 1"),
    ):
        assert words in _save(administrator, path, {**fields, **sizes}, 422).errors[0]
    _save(administrator, path, {**fields, "mci_low": "1 625,5", "mci_high": "1 700"})
    session.refresh(row)
    assert (row.mci_low, row.mci_high) == (Decimal("1625.5"), Decimal(1700))


def test_steps_of_the_rent_scale_do_not_overlap_in_persons(administrator: PageClient, session: Session) -> None:
    template = session.scalars(select(RentStepRow).where(RentStepRow.settlement == "town")).first()
    assert template is not None
    fields = {"settlement": "town", "persons_from": "4", "persons_to": "6", "mci": "27", **_dated(template)}
    page = _save(administrator, "/reference/rent/add", fields, 422)
    assert "Another row about the same thing" in page.errors[0]
    fields |= _day("effective_from", date(2027, 1, 1)) | {"persons_to": "3"}
    assert "upper end" in _save(administrator, "/reference/rent/add", fields, 422).errors[0]


def test_a_region_joins_the_list_of_hosts(administrator: PageClient, session: Session) -> None:
    assert "KZ-15" not in reference.book(session).host_regions(Stream.RELOCATEE, date(2027, 2, 1))
    fields = {"stream": "relocatee", "role": "host", "region": "KZ-15", "act_code": "", "provision": "", "source": "x"}
    fields |= _day("effective_from", date(2027, 1, 1)) | _day("effective_to", None)
    _save(administrator, "/reference/region-lists/add", fields)
    assert "KZ-15" in reference.book(session).host_regions(Stream.RELOCATEE, date(2027, 2, 1))
    assert "KZ-15" not in reference.book(session).host_regions(Stream.RELOCATEE, ON)


def test_an_act_and_a_moved_day_are_added_once(administrator: PageClient, session: Session) -> None:
    act = {
        "code": "decree_9_2027", "kind": "decree", "number": "9", "registration_number": "", "source": "",
        "title_kk": "Қаулы", "title_ru": "Постановление", "title_en": "Decree", **_day("adopted_on", date(2027, 1, 9)),
    }  # fmt: skip
    _save(administrator, "/reference/acts/add", act)
    assert session.get(LegalActRow, "decree_9_2027") is not None
    assert "already" in _save(administrator, "/reference/acts/add", act, 422).errors[0]
    assert "Latin" in _save(administrator, "/reference/acts/add", act | {"code": "Қаулы"}, 422).errors[0]
    moved = {"act_code": "decree_9_2027", "source": "", **_day("rest_day", date(2027, 3, 13))}
    same = moved | _day("moved_to", date(2027, 3, 13))
    assert "two different days" in _save(administrator, "/reference/moved-days/add", same, 422).errors[0]
    _save(administrator, "/reference/moved-days/add", moved | _day("moved_to", date(2027, 3, 9)))
    assert session.get(MovedDay, date(2027, 3, 13)) is not None
    assert reference.working_calendar(session).is_working(date(2027, 3, 13))
    _verify(administrator, "/reference/moved-days/2027-03-13")
    _verify(administrator, "/reference/acts/decree_9_2027")
    assert reference.book(session).acts["decree_9_2027"].is_verified


def test_names_of_a_region(administrator: PageClient, session: Session) -> None:
    names = {
        "name_kk": "Павлодар облысы",
        "name_ru": "Павлодарская область",
        "name_ru_prepositional": "Павлодарской области",
        "name_en": "Pavlodar Oblast",
    }
    _save(administrator, "/reference/regions/KZ-55/change", names)
    region = session.get(Region, "KZ-55")
    assert region is not None and region.name_en == "Pavlodar Oblast"
    assert "Pavlodar Oblast" in administrator.get("/reference/regions").text
    page = _save(administrator, "/reference/regions/KZ-55/change", names | {"name_kk": " "}, 422)
    assert page.errors == ["Enter the name in Kazakh"]
    administrator.post("/reference/regions/KZ-55", {"verified_by": "x", **_day("verified_on", ON)}, 404)


def test_a_district_is_verified_and_added(administrator: PageClient, session: Session) -> None:
    said = {"verified_by": "A. Lawyer", **_day("verified_on", ON)}
    _save(administrator, "/reference/districts/553600000", said, 303)
    assert "A. Lawyer" in administrator.get("/reference/districts").text
    added = {"code": "559900000", "region": "KZ-55", "kind": "district", "name_kk": "Жаңа аудан"}
    added |= {"name_ru": "Новый район", "name_en": "New District", "source": ""}
    administrator.post("/reference/districts/add", added, 303)
    assert reference.districts_of(session, "KZ-55")["559900000"].name_ru == "Новый район"
    again = administrator.post("/reference/districts/add", {**added, "name_en": "Kept District"}, 422)
    assert again.value("name_en") == "Kept District"
