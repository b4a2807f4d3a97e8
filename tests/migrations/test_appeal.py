"""Complaints and corrections come beside the record of the first release, and are not thrown away on the way back."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.migrations.conftest import OldRecord

_KEPT = "SELECT id, number, kind, digest, revoked_at FROM issued_documents ORDER BY id"
_APPEAL = (
    "INSERT INTO appeals (number, application_id, document_id, region, status, version, channel, filed_at, asks,"
    " representative_name, authority, representative_contact, term_ended_on, is_late, late_reason, term_reason,"
    " opinion, due_on, closed_at, result, reasoning, grounds)"
    " SELECT '55-C-2026-{number:05}', application_id, id, 'KZ-55', '{status}', 1, 'online', now(), '', '', '', '',"
    " '2027-02-18', {late}, '{reason}', '', '', {due}, {closed}, {result}, '', '[]'"
    " FROM issued_documents ORDER BY id LIMIT 1"
)
_FILED = {"status": "filed", "late": "false", "reason": "", "due": "'2026-11-24'", "closed": "NULL", "result": "NULL"}


def test_up_down_and_up_again(old_record: OldRecord) -> None:
    before = old_record.rows(_KEPT)
    assert before
    old_record.up("0014")
    assert old_record.rows(_KEPT) == before
    assert old_record.rows("SELECT DISTINCT replaced_by_id FROM issued_documents") == [(None,)]
    old_record.down("0013")
    assert old_record.rows("SELECT to_regclass('appeals'), to_regclass('corrections')") == [(None, None)]
    old_record.up("0014")
    assert old_record.rows(_KEPT) == before


def test_the_way_back_throws_no_complaint_away(old_record: OldRecord) -> None:
    old_record.up("0014")
    old_record.run(_APPEAL.format(number=1, **_FILED))
    with pytest.raises(SystemExit):
        old_record.down("0013")
    assert old_record.rows("SELECT number FROM appeals") == [("55-C-2026-00001",)]
    old_record.run("DELETE FROM appeals")
    old_record.down("0013")


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "mood"},
        {"due": "NULL"},
        {"status": "upheld", "due": "NULL", "closed": "now()"},
        {"status": "upheld", "due": "NULL", "closed": "now()", "result": "'upheld'"},
        {"status": "withdrawn"},
        {"late": "true"},
        {"status": "late"},
        {"late": "true", "reason": "x"},
        {"result": "'upheld'"},
    ],
)
def test_half_said_complaints_are_refused(old_record: OldRecord, changes: dict[str, str]) -> None:
    old_record.up("0014")
    with pytest.raises(IntegrityError):
        old_record.run(_APPEAL.format(number=1, **_FILED | changes))


def test_a_paper_is_contested_once_and_only_a_revoked_one_is_replaced(old_record: OldRecord) -> None:
    old_record.up("0014")
    old_record.run(_APPEAL.format(number=1, **_FILED))
    with pytest.raises(IntegrityError):
        old_record.run(_APPEAL.format(number=2, **_FILED))
    old_record.run("UPDATE appeals SET status = 'withdrawn', due_on = NULL, closed_at = now()")
    old_record.run(_APPEAL.format(number=2, **_FILED))
    with pytest.raises(IntegrityError):
        old_record.run("UPDATE issued_documents SET replaced_by_id = id WHERE revoked_at IS NULL")
