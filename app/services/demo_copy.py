"""Writing synthetic cases by COPY: many rows at once, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.orm import Session

COLUMNS = {
    "accounts": "id kind email full_name language position is_active session_epoch created_at confirmed_at",
    "applications": (
        "id number programme stream status status_since workflow_version version channel language account_id"
        " host_region departure_region assigned_to_id applicant_name applicant_iin applicant_sort_key contact_email"
        " household_size answers search_text created_at submitted_at accepted_at due_on whole_due_on"
        " clock_stopped_on prepared_at prepared_by_id proposal proposal_reason proposal_grounds recommendation"
        " recommendation_reason recommendation_grounds decided_at decided_by_id closed_at quota_id host_district"
        " quota_district places_reserved places_used"
    ),
    "household_members": (
        "application_id position relation surname given_name patronymic latin_name iin birth_on sex citizenship"
    ),
    "audit_events": "subject_kind subject_id sequence at actor_id region key facts previous_hash hash",
    "quota_movements": (
        "quota_id kind allocated reserved used distributed district application_id at effective_on authority"
        " proposed_by_id approved_by_id act reason"
    ),
    "place_claims": "application_id person_key claimed_at",
    "document_requests": "application_id requested_at requested_by_id due_on reason items reply",
    "terms": (
        "id application_id region stage limit_key amount unit started_on stopped_on stop_reason days_left due_on"
        " ended_on breached_at breach_status breach_officer_id explanation"
    ),
    "term_stops": "term_id reason stopped_on resumed_on",
    "hearings": (
        "application_id intends reason grounds announced_at announced_by_id position_until appoint_until asked_at"
        " asked_way asked_contact handed_on handed_how handed_number handed_by_id unappointed_at decided_at ended"
        " ended_at"
    ),
    "queue_places": "application_id region stream sort_key complete_at priority wish persons joined_at",
    "queue_events": (
        "region stream sequence at application_id number kind ground facts sort_key complete_at priority wish persons"
        " place length nonce commitment previous_hash hash"
    ),
}
# Order in which foreign keys let the tables be written.
TABLES = tuple(COLUMNS)


def copy_rows(session: Session, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Write ``rows`` (values in the order of :data:`COLUMNS`) into ``table``; lists and mappings become JSON."""
    columns = COLUMNS[table].split()
    connection = session.connection().connection.dbapi_connection
    if connection is None:
        raise RuntimeError("the session has no connection")
    cursor = connection.cursor()
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_cell(value) for value in row])
    cursor.close()


def reserve_numbers(session: Session, table: str, count: int) -> int:
    """First of ``count`` consecutive numbers that the table's identity will give to nobody else."""
    sequence = session.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table})
    last = session.scalar(
        text("SELECT setval(CAST(:name AS regclass), nextval(CAST(:name AS regclass)) + :count)"),
        {"name": sequence, "count": count},
    )
    return int(last) - count


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return Jsonb(value, dumps=_compact)
    return value


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
