"""Grounds of an overtaking that are stated afterwards, and findings that are only ever added"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_FORBID = "EXECUTE FUNCTION qonys_forbid_change()"
_APPEND_ONLY = ("queue_overtakings", "queue_faults", "queue_statements")


def upgrade() -> None:
    op.create_table(
        "queue_statements",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("passed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('family_asked', 'no_quorum', 'considered_together', 'urgent', 'evidence_awaited',"
            " 'sitting_order', 'mistake', 'other')",
            name=op.f("ck_queue_statements_ground_known"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_queue_statements_with_reason")),
        sa.CheckConstraint("jsonb_array_length(passed) > 0", name=op.f("ck_queue_statements_for_somebody")),
        sa.CheckConstraint("NOT decided_by @> to_jsonb(stated_by_id)", name=op.f("ck_queue_statements_by_another")),
        sa.ForeignKeyConstraint(["event_id"], ["queue_events.id"], name=op.f("fk_queue_statements_event_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_queue_statements_region")),
        sa.ForeignKeyConstraint(["stated_by_id"], ["accounts.id"], name=op.f("fk_queue_statements_stated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_statements")),
    )
    op.create_index("ix_queue_statements_event", "queue_statements", ["event_id", "id"])
    op.drop_constraint("uq_queue_overtakings_event_id", "queue_overtakings", type_="unique")
    op.create_unique_constraint(
        op.f("uq_queue_overtakings_event_id_audit_id"), "queue_overtakings", ["event_id", "audit_id"]
    )
    op.create_index("ix_queue_overtakings_event", "queue_overtakings", ["event_id", "id"])
    op.create_index("ix_queue_overtakings_region", "queue_overtakings", ["region", "id"])
    op.create_index(
        "ix_queue_overtakings_left",
        "queue_overtakings",
        ["left"],
        postgresql_using="gin",
        postgresql_ops={"left": "jsonb_path_ops"},
        postgresql_where=sa.text("unexplained > 0"),
    )
    for table in _APPEND_ONLY:
        op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {_FORBID}")
    # A run is written while it goes on, and kept once it has said what it found.
    op.execute(
        "CREATE TRIGGER finished_is_kept BEFORE UPDATE ON queue_audits"
        f" FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) {_FORBID}"
    )
    op.execute(f"CREATE TRIGGER append_only BEFORE DELETE ON queue_audits FOR EACH ROW {_FORBID}")
    for table in (*_APPEND_ONLY, "queue_audits"):
        op.execute(f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {_FORBID}")


def downgrade() -> None:
    for table in ("queue_overtakings", "queue_faults", "queue_audits"):
        op.execute(f"DROP TRIGGER append_only ON {table}")
        op.execute(f"DROP TRIGGER append_only_truncate ON {table}")
    op.execute("DROP TRIGGER finished_is_kept ON queue_audits")
    # One row an event again: the newest, which is the one that stood.
    op.execute(
        "DELETE FROM queue_overtakings o USING queue_overtakings newer"
        " WHERE newer.event_id = o.event_id AND newer.id > o.id"
    )
    for index in ("ix_queue_overtakings_left", "ix_queue_overtakings_region", "ix_queue_overtakings_event"):
        op.drop_index(index, table_name="queue_overtakings")
    op.drop_constraint("uq_queue_overtakings_event_id_audit_id", "queue_overtakings", type_="unique")
    op.create_unique_constraint("uq_queue_overtakings_event_id", "queue_overtakings", ["event_id"])
    op.drop_table("queue_statements")
