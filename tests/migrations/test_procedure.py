"""The record of the first release goes up to the whole procedure and comes back as it was."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.migrations.conftest import FIRST_RELEASE, OldRecord

_KEPT = (
    "SELECT id, number, status, version, due_on, proposal, decided_by_id, places_reserved, places_used, answers::text"
    " FROM applications ORDER BY id",
    "SELECT id, year, allocated, reserved, used FROM regional_quotas",
    "SELECT kind, allocated, reserved, used, application_id FROM quota_movements ORDER BY id",
    "SELECT id, kind, number, digest FROM issued_documents ORDER BY id",
    "SELECT subject_id, sequence, key, hash FROM audit_events ORDER BY id",
    "SELECT account_id, role, region FROM role_grants ORDER BY account_id",
)


def _told(record: OldRecord) -> list[list[tuple[object, ...]]]:
    return [record.rows(query) for query in _KEPT]


def test_up_and_down_again_loses_nothing(old_record: OldRecord) -> None:
    before = _told(old_record)
    assert len(before[0]) == 10
    old_record.up("head")
    assert _told(old_record) == before
    old_record.down(FIRST_RELEASE)
    assert _told(old_record) == before


def test_running_cases_stay_on_the_version_they_started_with(old_record: OldRecord) -> None:
    old_record.up("head")
    assert old_record.rows("SELECT DISTINCT workflow_version FROM applications") == [(1,)]


def test_the_new_record_holds_what_the_old_one_had_no_word_for(old_record: OldRecord) -> None:
    refer = (
        "UPDATE applications SET status = 'referred', proposal = 'approval', prepared_by_id = 2,"
        " prepared_at = now() WHERE id = 3"
    )
    with pytest.raises(IntegrityError):
        old_record.run(refer)
    old_record.up("0010")
    old_record.run(refer)
    # The way back is refused rather than losing the case: the whole step is undone.
    with pytest.raises(IntegrityError):
        old_record.down(FIRST_RELEASE)
    assert old_record.rows("SELECT status FROM applications WHERE id = 3") == [("referred",)]


def test_places_given_back_are_a_movement_of_the_ledger(old_record: OldRecord) -> None:
    old_record.up("0010")
    old_record.run(
        "INSERT INTO quota_movements (quota_id, kind, allocated, reserved, used, application_id, at)"
        " VALUES (1, 'return', 0, 0, -2, 7, now())"
    )
    assert old_record.rows("SELECT reserved, used FROM regional_quotas") == [(2, 0)]
    with pytest.raises(IntegrityError):
        old_record.run(
            "INSERT INTO quota_movements (quota_id, kind, allocated, reserved, used, application_id, at)"
            " VALUES (1, 'return', 0, 1, -1, 7, now())"
        )
