"""Recounting the ledger: silent while all is well, and a planted difference of any kind is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.workflow import Status
from app.models.casework import Progress
from app.queries.quota_proposal import RECOUNT_MARK
from app.services import quota_recount
from tests.factories import NOW, make_application
from tests.services.test_quota_proposal import K, R, distribution, in_force, transfer


@pytest.fixture
def record(session: Session) -> Session:
    """A record with every kind of movement but those of districts' cases."""
    in_force(session, distribution(session, "KZ-62", 20, 30))
    in_force(session, transfer((R, "KZ-55", -5), (K, "KZ-55", 5)))
    make_application(session, Status.PREPARED, region="KZ-62", persons=3)
    make_application(session, Status.APPROVED, region="KZ-55", persons=2)
    return session


def test_nothing_differs_while_only_movements_write(record: Session) -> None:
    assert quota_recount.recount(record) == []


@pytest.mark.parametrize(
    ("table", "change", "part"),
    [
        ("regional_quotas", "UPDATE regional_quotas SET used = used + 1 WHERE region = 'KZ-55' AND year = 2026"
         " AND stream = 'relocatee'", "region"),
        ("district_quotas", "UPDATE district_quotas SET allocated = allocated + 1", "district"),
        ("quota_months", "UPDATE quota_months SET used = used + 1 WHERE used > 0", "month"),
        ("quota_months", "DELETE FROM quota_months WHERE used > 0", "month"),
        ("quota_order_lines", "UPDATE quota_order_lines SET persons = persons + 1 WHERE region = 'KZ-55'", "order"),
        ("quota_orders", "INSERT INTO quota_orders (year, stream, version, unit, act_number, act_title, effective_from,"
         " source, loaded_at) VALUES (2026, 'relocatee', 9, 'persons', '', '', '2026-11-01', '', now())", "order"),
        ("quota_order_lines", "INSERT INTO quota_order_lines (order_id, region, persons) SELECT id, 'KZ-75', 5"
         " FROM quota_orders WHERE year = 2026 ORDER BY version DESC LIMIT 1", "order"),
        ("applications", "UPDATE applications SET quota_district = (SELECT min(district) FROM district_quotas)"
         " WHERE places_reserved > 0", "application"),
        ("quota_movements", "DELETE FROM quota_movements WHERE kind = 'consumption'", "application"),
        ("quota_movements", "UPDATE quota_movements SET allocated = allocated + 1 WHERE kind = 'transfer'"
         " AND allocated > 0", "transfer"),
        ("quota_proposal_lines", "UPDATE quota_proposal_lines SET persons = persons + 1 WHERE district IS NOT NULL",
         "proposal"),
        ("quota_proposals", "UPDATE quota_proposals SET proposed_by_id = (SELECT max(id) FROM accounts)"
         " WHERE kind = 'transfer'", "proposal"),
        ("quota_proposals", "UPDATE quota_proposals SET state = 'approved', in_force_at = NULL", "proposal"),
        ("place_claims", "UPDATE place_claims SET released_at = now() WHERE id = (SELECT min(id) FROM place_claims)",
         "claims"),
        ("place_claims", "INSERT INTO place_claims (application_id, person_key, claimed_at)"
         " SELECT min(application_id), 'planted', now() FROM place_claims", "claims"),
    ],
)  # fmt: skip
def test_a_planted_difference_is_found(record: Session, table: str, change: str, part: str) -> None:
    record.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    record.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    record.execute(text(change))
    found = quota_recount.recount(record)
    assert part in {one.part for one in found}
    assert all(one.kept != one.counted for one in found)


def test_a_year_is_recounted_alone(record: Session) -> None:
    record.execute(text("ALTER TABLE regional_quotas DISABLE TRIGGER USER"))
    record.execute(text("UPDATE regional_quotas SET used = used + 1 WHERE year = 2025 AND region = 'KZ-55'"))
    assert {one.key for one in quota_recount.recount(record, 2025)} == {"2025 kandas KZ-55", "2025 relocatee KZ-55"}
    assert quota_recount.recount(record, 2026) == []


def test_the_nightly_watch_keeps_the_number_and_tells_the_log(
    record: Session, caplog: pytest.LogCaptureFixture
) -> None:
    assert quota_recount.watch(record, now=NOW) == []
    assert record.get_one(Progress, RECOUNT_MARK).mark == 0
    record.execute(text("ALTER TABLE regional_quotas DISABLE TRIGGER USER"))
    record.execute(text("UPDATE regional_quotas SET used = used + 1 WHERE year = 2025 AND region = 'KZ-55'"))
    assert len(quota_recount.watch(record, now=NOW)) == 2
    assert record.get_one(Progress, RECOUNT_MARK, populate_existing=True).mark == 2
    assert "2025 kandas KZ-55" in caplog.text
