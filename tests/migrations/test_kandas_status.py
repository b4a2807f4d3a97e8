"""The register of statuses comes beside the record of the first release, and is not thrown away on the way back."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from tests.migrations.conftest import OldRecord

_ENTRY = (
    "INSERT INTO kandas_statuses (number, earlier_number, application_id, position, region, sort_key, search_text,"
    " granted_on, expires_on, extensions, person_key, surname, given_name, patronymic, latin_name, iin,"
    " foreign_document, document_country, birth_on, citizenship, relation)"
    " VALUES ('55-KR-2026-{number:05}', '', 7, 0, 'KZ-55', '', '', '2026-11-10', '2027-11-10', 0, '{key}',"
    " 'Сейітқали', 'Айгүл', '', '', {iin}, {passport}, 'MN', '1990-03-27', 'MN', 'applicant')"
)
_KEPT = "SELECT id, number, status, version FROM applications ORDER BY id"


def test_up_down_and_up_again(old_record: OldRecord) -> None:
    before = old_record.rows(_KEPT)
    old_record.up("0015")
    old_record.down("0014")
    assert old_record.rows("SELECT to_regclass('kandas_statuses'), to_regclass('kandas_consents')") == [(None, None)]
    old_record.up("0015")
    assert old_record.rows(_KEPT) == before


def test_the_way_back_throws_no_entry_away(old_record: OldRecord) -> None:
    old_record.up("0015")
    old_record.run(_ENTRY.format(number=1, key="MN:E1", iin="NULL", passport="'E1'"))
    with pytest.raises(SystemExit):
        old_record.down("0014")
    assert old_record.rows("SELECT number FROM kandas_statuses") == [("55-KR-2026-00001",)]
    old_record.run("DELETE FROM kandas_statuses")
    old_record.down("0014")


@pytest.mark.parametrize(
    ("key", "iin", "passport"),
    [
        ("MN:E1", "NULL", "'E1'"),
        # By the IIN this time, but with the same passport: the same person.
        ("900327400015", "'900327400015'", "'E1'"),
    ],
)
def test_the_record_itself_holds_one_living_status_a_person(
    old_record: OldRecord, key: str, iin: str, passport: str
) -> None:
    old_record.up("0015")
    old_record.run(_ENTRY.format(number=1, key="MN:E1", iin="NULL", passport="'E1'"))
    second = _ENTRY.format(number=2, key=key, iin=iin, passport=passport)
    with pytest.raises(IntegrityError):
        old_record.run(second)
    old_record.run("UPDATE kandas_statuses SET ended_on = '2027-01-01', end_reason = 'residence_refused'")
    old_record.run(second)


@pytest.mark.parametrize(
    "change",
    [
        "ended_on = '2027-01-01'",
        "end_reason = 'expired'",
        "end_reason = 'nonsense', ended_on = '2027-01-01'",
        "extensions = 1",
        "extended_on = '2027-01-01', extensions = 1",
        "expires_on = granted_on",
    ],
)
def test_half_said_changes_are_refused(old_record: OldRecord, change: str) -> None:
    old_record.up("0015")
    old_record.run(_ENTRY.format(number=1, key="MN:E1", iin="NULL", passport="'E1'"))
    with pytest.raises(IntegrityError):
        old_record.run(f"UPDATE kandas_statuses SET {change}")
