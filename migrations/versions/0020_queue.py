"""The queue: places, and the chain of what changed them"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_RULES = "priority,complete_at,wish,number"
_NO_PRIORITY = 999
_BATCH = 5_000
# Who waits: handed in, open, and not considered yet; the file is complete since the last reply, or since it came.
_WAITING = """
SELECT a.id, a.number, a.host_region AS region, a.stream, a.household_size AS persons, a.submitted_at,
       greatest(a.submitted_at, (
           SELECT max(e.at) FROM audit_events e
           WHERE e.subject_kind = 'application' AND e.subject_id = a.id AND e.key = 'application.moved'
             AND e.facts ->> 'action' = 'reply'
       )) AS complete_at,
       CASE a.host_region
           WHEN a.answers -> 'wishes' ->> 'region' THEN 1
           WHEN a.answers -> 'wishes' ->> 'region_2' THEN 2
           WHEN a.answers -> 'wishes' ->> 'region_3' THEN 3
           ELSE 9
       END AS wish
FROM applications a
WHERE a.stream IN ('kandas', 'relocatee')
  AND a.status IN ('submitted', 'accepted', 'documents_requested', 'referred')
ORDER BY a.host_region, a.stream, complete_at, wish, a.id
"""


def upgrade() -> None:
    op.create_table(
        "queues",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("head_hash", sa.Text(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_queues_stream_known")),
        sa.CheckConstraint("families >= 0 AND persons >= families", name=op.f("ck_queues_counted")),
        sa.CheckConstraint("(last_sequence = 0) = (last_at IS NULL)", name=op.f("ck_queues_begun")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_queues_region")),
        sa.PrimaryKeyConstraint("region", "stream", name=op.f("pk_queues")),
    )
    _places()
    _events()
    _audits()
    for table in ("queue_events", "queue_heads"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION qonys_forbid_change()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION qonys_forbid_change()"
        )
    _adopt_open_cases()


def downgrade() -> None:
    for table in (
        "queue_faults",
        "queue_overtakings",
        "queue_audits",
        "queue_heads",
        "queue_events",
        "queue_places",
        "queues",
    ):
        op.drop_table(table)


def _places() -> None:
    op.create_table(
        "queue_places",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("complete_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("wish", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_queue_places_stream_known")),
        sa.CheckConstraint("persons > 0", name=op.f("ck_queue_places_somebody")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_queue_places_application_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_queue_places_region")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_queue_places")),
    )
    op.create_index("uq_queue_places_order", "queue_places", ["region", "stream", "sort_key"], unique=True)


def _events() -> None:
    op.create_table(
        "queue_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.Column("old_key", sa.Text(collation="C"), nullable=True),
        sa.Column("complete_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("wish", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_queue_events_stream_known")),
        sa.CheckConstraint("kind IN ('join', 'leave', 'rekey')", name=op.f("ck_queue_events_kind_known")),
        sa.CheckConstraint(
            "ground IN ('filed', 'sent_back', 'reopened', 'moved_here', 'introduced', 'recommended',"
            " 'not_recommended', 'proposed', 'withdrawn', 'not_accepted', 'decided', 'moved_away', 'completed',"
            " 'rules_changed')",
            name=op.f("ck_queue_events_ground_known"),
        ),
        sa.CheckConstraint("(kind = 'rekey') = (old_key IS NOT NULL)", name=op.f("ck_queue_events_old_key_of_rekey")),
        sa.CheckConstraint("place > 0 AND length >= 0", name=op.f("ck_queue_events_place_counted")),
        sa.CheckConstraint("kind = 'leave' OR place <= length", name=op.f("ck_queue_events_place_in_queue")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_queue_events_application_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_queue_events_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_events")),
        sa.UniqueConstraint("region", "stream", "sequence", name=op.f("uq_queue_events_region_stream_sequence")),
    )
    op.create_index("ix_queue_events_application", "queue_events", ["application_id", "id"], unique=False)
    op.create_index(
        "ix_queue_events_put_back", "queue_events", ["id"], postgresql_where=sa.text("ground = 'completed'")
    )
    op.create_table(
        "queue_heads",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_queue_heads_stream_known")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_queue_heads_region")),
        sa.PrimaryKeyConstraint("day", "region", "stream", name=op.f("pk_queue_heads")),
    )
    op.create_index("ix_queue_heads_queue", "queue_heads", ["region", "stream", "day"], unique=False)


def _audits() -> None:
    op.create_table(
        "queue_audits",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_clean", sa.Boolean(), nullable=True),
        sa.Column("reached", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (is_clean IS NULL)", name=op.f("ck_queue_audits_finished_with_result")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["accounts.id"], name=op.f("fk_queue_audits_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_audits")),
    )
    op.create_table(
        "queue_overtakings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("grounds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("unexplained", sa.Integer(), nullable=False),
        sa.Column("left", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_queue_overtakings_stream_known")),
        sa.CheckConstraint("place > 0 AND unexplained >= 0", name=op.f("ck_queue_overtakings_counted")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_queue_overtakings_application_id")
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["queue_audits.id"], name=op.f("fk_queue_overtakings_audit_id")),
        sa.ForeignKeyConstraint(["event_id"], ["queue_events.id"], name=op.f("fk_queue_overtakings_event_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_queue_overtakings_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_overtakings")),
        sa.UniqueConstraint("event_id", name=op.f("uq_queue_overtakings_event_id")),
    )
    op.create_index("ix_queue_overtakings_application", "queue_overtakings", ["application_id"], unique=False)
    op.create_index(
        "ix_queue_overtakings_unexplained",
        "queue_overtakings",
        ["id"],
        unique=False,
        postgresql_where=sa.text("unexplained > 0"),
    )
    op.create_table(
        "queue_faults",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["queue_audits.id"], name=op.f("fk_queue_faults_audit_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_queue_faults_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_faults")),
    )
    op.create_index("ix_queue_faults_audit", "queue_faults", ["audit_id", "id"], unique=False)


def _adopt_open_cases() -> None:
    """Let every family that waits today into its queue, in the order in which it is to be considered."""
    connection = op.get_bind()
    now = datetime.now(UTC)
    queues: dict[tuple[str, str], dict[str, Any]] = {}
    rows = connection.execute(sa.text(_WAITING)).mappings().all()
    tables = sa.MetaData()
    places, events, kept = (
        sa.Table(name, tables, autoload_with=connection, resolve_fks=False)
        for name in ("queue_places", "queue_events", "queues")
    )
    for start in range(0, len(rows), _BATCH):
        joined = list(_joined(rows[start : start + _BATCH], queues, now))
        connection.execute(places.insert(), [place for place, _ in joined])
        connection.execute(events.insert(), [event for _, event in joined])
    if queues:
        connection.execute(kept.insert(), list(queues.values()))


def _joined(
    rows: Any, queues: dict[tuple[str, str], dict[str, Any]], now: datetime
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for row in rows:
        region, stream = row["region"], row["stream"]
        queue = queues.setdefault(
            (region, stream),
            {
                "region": region,
                "stream": stream,
                "rules": _RULES,
                "last_sequence": 0,
                "last_at": now,
                "head_hash": "0" * 64,
                "families": 0,
                "persons": 0,
            },
        )
        queue["last_sequence"] += 1
        queue["families"] += 1
        queue["persons"] += row["persons"]
        complete_at = row["complete_at"].astimezone(UTC)
        key = f"{_NO_PRIORITY:03d}|{complete_at:%Y%m%dT%H%M%S.%f}|{row['wish']:d}|{row['id']:019d}"
        about = {
            "application_id": row["id"],
            "region": region,
            "stream": stream,
            "sort_key": key,
            "complete_at": complete_at,
            "priority": _NO_PRIORITY,
            "wish": row["wish"],
            "persons": row["persons"],
        }
        event = about | {
            "sequence": queue["last_sequence"],
            "at": now,
            "number": row["number"],
            "kind": "join",
            "ground": "introduced",
            "facts": {},
            "old_key": None,
            "place": queue["families"],
            "length": queue["families"],
            "nonce": secrets.token_hex(16),
            "previous_hash": queue["head_hash"],
        }
        event["commitment"] = hashlib.sha256(_body(event).encode()).hexdigest()
        chained = f"{event['previous_hash']}|{event['sequence']}|{event['commitment']}"
        event["hash"] = queue["head_hash"] = hashlib.sha256(chained.encode()).hexdigest()
        yield about | {"joined_at": row["submitted_at"]}, event


def _body(event: dict[str, Any]) -> str:
    """The event as it is hashed: see app/domain/queue_chain.py."""
    plain = ("facts", "ground", "kind", "length", "nonce", "persons", "place", "priority", "sequence", "wish")
    written = {name: event[name] for name in plain} | {
        "application": event["number"],
        "at": event["at"].isoformat(timespec="microseconds"),
        "complete_at": event["complete_at"].isoformat(timespec="microseconds"),
        "queue": f"{event['region']}/{event['stream']}",
    }
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
