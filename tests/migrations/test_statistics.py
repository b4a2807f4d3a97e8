"""Counters of the public figures are filled from the cases of a record that had none, and taken away again."""

from __future__ import annotations

from datetime import date

from tests.migrations.conftest import OldRecord

_COUNTED = "SELECT measure, month, region, stream, families, persons FROM statistic_deltas ORDER BY measure"
NOVEMBER = date(2026, 11, 1)


def test_counters_are_filled_from_the_first_release(old_record: OldRecord) -> None:
    old_record.up("0021")
    # A colon before a letter would be a parameter: the facts are built by the database.
    old_record.run(
        "INSERT INTO audit_events (subject_kind, subject_id, sequence, at, region, key, facts, previous_hash, hash)"
        " VALUES ('application', 8, 900, '2026-11-10', 'KZ-55', 'application.moved', jsonb_build_object("
        "'action', 'refuse', 'from', 'heard', 'to', 'refused',"
        " 'grounds', jsonb_build_array('false_data', 'requirements_not_met')), '', '')"
    )
    old_record.up("0022")
    where = (NOVEMBER, "KZ-55", "relocatee")
    held = old_record.rows("SELECT count(*) FROM quota_movements WHERE reserved <> 0")
    counted = {row[0]: row[1:] for row in old_record.rows(_COUNTED)}
    assert counted["filed"] == (*where, 9, 18)
    assert counted["approved"] == (*where, 1, 2)
    assert counted["refused"] == (*where, 1, 2)
    assert counted["otherwise"] == (*where, 2, 4)
    assert ("held" in counted) == bool(held[0][0])
    days = "SELECT month, region, stream, days, families FROM statistic_durations"
    assert old_record.rows(days) == [(*where, 7, 2)]
    told = "SELECT ground, families FROM statistic_grounds ORDER BY ground"
    assert old_record.rows(told)[-2:] == [("false_data", 1), ("requirements_not_met", 1)]


def test_a_move_after_the_migration_is_counted(old_record: OldRecord) -> None:
    old_record.up("0022")
    old_record.run("UPDATE applications SET status = 'withdrawn', closed_at = '2026-12-02T05:00Z' WHERE id = 3")
    otherwise = (
        "SELECT month, sum(families) FROM statistic_deltas WHERE measure = 'otherwise' GROUP BY month ORDER BY 1"
    )
    assert old_record.rows(otherwise) == [(NOVEMBER, 2), (date(2026, 12, 1), 1)]


def test_the_way_down_leaves_nothing(old_record: OldRecord) -> None:
    old_record.up("0022")
    old_record.down("0021")
    left = "SELECT to_regclass('statistic_deltas'), to_regclass('statistic_releases')"
    assert old_record.rows(left) == [(None, None)]
    assert old_record.rows("SELECT count(*) FROM pg_proc WHERE proname LIKE 'qonys_%statistic%'") == [(0,)]
    old_record.run("UPDATE applications SET status_since = now() WHERE id = 3")
    old_record.up("0022")
    assert old_record.rows("SELECT sum(families) FROM statistic_deltas WHERE measure = 'filed'") == [(9,)]
