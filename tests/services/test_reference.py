"""Loading the shipped reference data, and the book and calendar made from it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli.reference import SHIPPED
from app.domain.reference_rows import RowError
from app.domain.roles import SYSTEM
from app.domain.stream import Stream
from app.models import MeasureRate, QuotaMovement, QuotaOrder, ReferenceValue, Region, RegionalQuota
from app.services import reference, reference_loading

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_a_second_loading_changes_nothing(session: Session) -> None:
    assert reference_loading.load(session, SHIPPED, actor=SYSTEM, now=NOW) == []


def test_twenty_regions_and_the_real_quotas_of_2026(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Region)) == 20
    rows = session.execute(
        select(RegionalQuota.stream, func.sum(RegionalQuota.allocated).label("persons"))
        .where(RegionalQuota.year == 2026)
        .group_by(RegionalQuota.stream)
    )
    assert {row.stream: row.persons for row in rows} == {Stream.KANDAS: 2281, Stream.RELOCATEE: 5997}
    assert session.scalar(select(func.count()).select_from(QuotaOrder)) == 9


def test_every_host_region_of_this_year_has_its_districts_and_towns(session: Session) -> None:
    hosts = set(session.scalars(select(RegionalQuota.region).where(RegionalQuota.year == 2026)))
    districts = reference.districts(session)
    assert hosts <= {row.region for row in districts.values()}
    pavlodar = reference.districts_of(session, "KZ-55")
    assert (len(pavlodar), sum(row.kind == "town" for row in pavlodar.values())) == (13, 3)
    assert (pavlodar["553600000"].name_kk, pavlodar["553600000"].name_ru) == ("Баянауыл ауданы", "Баянаульский район")
    # A number of the classifier begins with that of its region; what has none says so and says where it is from.
    for row in districts.values():
        assert row.code.startswith((row.region[3:], row.region)), row.code
        assert row.source
        assert row.verified_by == ""


def test_a_changed_figure_is_reported_and_reaches_the_rules(session: Session) -> None:
    row = session.scalars(select(ReferenceValue).where(ReferenceValue.key == "mci").order_by(ReferenceValue.id)).first()
    assert row is not None
    row.value = "1"
    reference.mark_changed(session, NOW)
    assert reference.book(session).mci(row.effective_from).value == Decimal(1)
    changes = reference_loading.load(session, SHIPPED, actor=SYSTEM, now=NOW)
    assert [(change.kind, change.fields) for change in changes] == [("changed", ("value",))]
    assert reference.book(session).mci(date(2026, 2, 1)).value == Decimal(4325)


def test_a_verified_row_is_kept(session: Session) -> None:
    row = session.scalars(select(MeasureRate).order_by(MeasureRate.id)).first()
    assert row is not None
    row.months = 99
    row.verified_by, row.verified_on = "A. Lawyer", date(2026, 3, 1)
    session.flush()
    changes = reference_loading.load(session, SHIPPED, actor=SYSTEM, now=NOW)
    assert [change.kind for change in changes] == ["kept"]
    assert row.months == 99


def test_a_faulty_file_is_named_by_row_and_column(session: Session, tmp_path: Path) -> None:
    for file in SHIPPED.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "mci.csv").write_text(
        "tenge,effective_from,effective_to,act_code,provision,source,verified_by,verified_on\nmany,2026-01-01,,,,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(RowError) as refusal:
        reference_loading.load(session, tmp_path, actor=SYSTEM, now=NOW)
    assert (refusal.value.line, refusal.value.column) == (1, "tenge")


def test_the_calendar_knows_holidays_and_moved_days(session: Session) -> None:
    calendar = reference.working_calendar(session)
    assert not calendar.is_working(date(2026, 12, 16))
    assert calendar.is_working(date(2024, 5, 4))
    assert not calendar.is_working(date(2024, 5, 8))


def test_the_shipped_quotas_are_the_published_figures(session: Session) -> None:
    """Totals of the orders of 2020 and 2023-2026 by stream, in persons."""
    rows = session.execute(
        select(RegionalQuota.year, RegionalQuota.stream, func.sum(RegionalQuota.allocated))
        .group_by(RegionalQuota.year, RegionalQuota.stream)
        .order_by(RegionalQuota.year, RegionalQuota.stream)
    )
    assert [tuple(row) for row in rows] == [
        (2020, "kandas", 1_378),
        (2023, "kandas", 1_925),
        (2023, "relocatee", 6_727),
        (2024, "kandas", 2_433),
        (2024, "relocatee", 7_050),
        (2025, "kandas", 2_309),
        (2025, "relocatee", 7_344),
        (2026, "kandas", 2_281),
        (2026, "relocatee", 5_997),
    ]
    movements = session.execute(select(QuotaMovement.authority, QuotaMovement.act).distinct()).all()
    assert {row.authority for row in movements} == {"service"}
    assert all(row.act for row in movements)
