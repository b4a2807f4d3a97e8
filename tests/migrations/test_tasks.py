"""Steps of other bodies come and go; evidence stays a document of its case."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.migrations.conftest import OldRecord

_TASK = (
    "INSERT INTO case_tasks (application_id, kind, state, opened_at, report, answer, answered_at)"
    " VALUES (2, '{kind}', '{state}', '2026-11-18', '', '', {answered})"
)


def test_evidence_stays_a_document_on_the_way_back(old_record: OldRecord) -> None:
    old_record.up("0016")
    assert old_record.rows("SELECT count(*) FROM case_tasks") == [(0,)]
    old_record.run(_TASK.format(kind="registration", state="open", answered="NULL"))
    file = (
        "INSERT INTO attachments (application_id, kind, filename, content_type, size, sha256, store_key, scan, state,"
        " state_reason, uploaded_at, task_id) SELECT 2, 'registration_proof', 'a.pdf', 'application/pdf', 1, 'x', 'x',"
        " 'clean', 'unchecked', '', '2026-11-18', id FROM case_tasks"
    )
    old_record.run(file)
    before = old_record.rows("SELECT count(*) FROM attachments")
    old_record.down("0015")
    assert old_record.rows("SELECT count(*) FROM attachments") == before
    assert old_record.rows("SELECT to_regclass('case_tasks')") == [(None,)]
    old_record.up("0016")
    assert old_record.rows("SELECT count(*) FROM attachments WHERE task_id IS NOT NULL") == [(0,)]


@pytest.mark.parametrize(
    "wrong",
    [
        _TASK.format(kind="dowry", state="open", answered="NULL"),
        _TASK.format(kind="iin", state="reported", answered="NULL"),
        _TASK.format(kind="iin", state="confirmed", answered="'2026-11-18'"),
        _TASK.format(kind="iin", state="not_needed", answered="NULL"),
    ],
)
def test_the_record_holds_no_half_step(old_record: OldRecord, wrong: str) -> None:
    old_record.up("0016")
    with pytest.raises(IntegrityError):
        old_record.run(wrong)


def test_a_step_lives_once_in_a_case(old_record: OldRecord) -> None:
    old_record.up("0016")
    old_record.run(_TASK.format(kind="iin", state="not_needed", answered="'2026-11-18'"))
    old_record.run(_TASK.format(kind="iin", state="open", answered="NULL"))
    with pytest.raises(IntegrityError):
        old_record.run(_TASK.format(kind="iin", state="open", answered="NULL"))
