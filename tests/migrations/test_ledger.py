"""The ledger of an older release keeps its lines, and gets days, authority and months; the way back loses nothing."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.migrations.conftest import OldRecord

_LINES = (
    "SELECT id, quota_id, kind, allocated, reserved, used, order_id, application_id, at FROM quota_movements"
    " ORDER BY id"
)


def test_old_lines_survive_and_get_what_is_known_of_them(old_record: OldRecord) -> None:
    old_record.up("0017")
    before = old_record.rows(_LINES)
    people = old_record.rows("SELECT actor_id FROM quota_movements ORDER BY id")
    old_record.up("0018")
    assert old_record.rows(_LINES) == before
    assert old_record.rows("SELECT approved_by_id FROM quota_movements ORDER BY id") == people
    new = (
        "SELECT kind, effective_on::text, authority, act, reason, distributed, district FROM quota_movements"
        " ORDER BY id"
    )
    assert old_record.rows(new) == [
        ("order", "2026-01-01", "earlier", "513", "", 0, None),
        ("reservation", "2026-11-09", "earlier", "", "", 0, None),
        ("reservation", "2026-11-09", "earlier", "", "", 0, None),
        ("consumption", "2026-11-10", "earlier", "", "", 0, None),
    ]
    months = "SELECT month::text, allocated, reserved, used FROM quota_months ORDER BY month"
    assert old_record.rows(months) == [("2026-01-01", 10, 0, 0), ("2026-11-01", 0, 2, 2)]
    old_record.down("0017")
    assert old_record.rows(_LINES) == before
    assert old_record.rows("SELECT actor_id FROM quota_movements ORDER BY id") == people


def test_the_guards_stand_after_the_way_up_and_down(old_record: OldRecord) -> None:
    old_record.up("0018")
    with pytest.raises(IntegrityError):
        old_record.run("UPDATE quota_movements SET reason = 'another'")
    old_record.run(
        "INSERT INTO quota_movements (quota_id, kind, allocated, reserved, used, distributed, application_id, at,"
        " effective_on, authority, approved_by_id, act, reason)"
        " VALUES (1, 'release', 0, -2, 0, 0, 5, now(), '2026-12-01', 'own_word', 1, 'withdraw', '')"
    )
    assert old_record.rows("SELECT reserved FROM quota_months WHERE month = '2026-12-01'") == [(-2,)]
    with pytest.raises(IntegrityError):
        old_record.run(
            "INSERT INTO quota_movements (quota_id, kind, allocated, reserved, used, distributed, application_id, at,"
            " effective_on, authority, act, reason)"
            " VALUES (1, 'reservation', 0, 1, 0, 0, 5, now(), '2026-12-01', 'earlier', '', '')"
        )
    old_record.down("0017")
    old_record.run(
        "INSERT INTO quota_movements (quota_id, kind, allocated, reserved, used, application_id, at)"
        " VALUES (1, 'return', 0, 0, -2, 7, now())"
    )
    assert old_record.rows("SELECT reserved, used FROM regional_quotas") == [(0, 0)]


def test_the_way_back_is_refused_while_there_are_proposals(old_record: OldRecord) -> None:
    old_record.up("0018")
    old_record.run(
        "INSERT INTO quota_proposals (kind, year, state, unit, reason, effective_on, act_number, act_title, source,"
        " based_on, proposed_by_id, proposed_at, end_reason) VALUES ('transfer', 2026, 'proposed', 'persons', 'r',"
        " '2026-11-12', '1', '', '', '{}', 2, now(), '')"
    )
    with pytest.raises(IntegrityError):
        old_record.down("0017")
    assert old_record.rows("SELECT count(*) FROM quota_proposals") == [(1,)]
