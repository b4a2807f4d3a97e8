"""Kept figures of the boards, and the quota's use as it was published"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_OPEN = "('accepted', 'documents_requested', 'heard', 'hearing', 'prepared', 'referred', 'submitted')"

# Open cases by officer and day: a row a change, for a counter's own row would be one that everybody waits for.
_COUNT_LOAD = f"""
CREATE FUNCTION qonys_count_load() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.status IN {_OPEN} THEN
            INSERT INTO load_deltas (region, officer_id, due_on, delta)
            VALUES (OLD.host_region, OLD.assigned_to_id, OLD.due_on, -1);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.status IN {_OPEN} THEN
            INSERT INTO load_deltas (region, officer_id, due_on, delta)
            VALUES (NEW.host_region, NEW.assigned_to_id, NEW.due_on, 1);
        END IF;
    END IF;
    RETURN NULL;
END $$
"""
_LOAD_TRIGGERS = (
    f"""
    CREATE TRIGGER applications_load_inserted AFTER INSERT ON applications FOR EACH ROW
    WHEN (NEW.status IN {_OPEN}) EXECUTE FUNCTION qonys_count_load()
    """,
    f"""
    CREATE TRIGGER applications_load_updated AFTER UPDATE ON applications FOR EACH ROW
    WHEN ((OLD.status IN {_OPEN}) IS DISTINCT FROM (NEW.status IN {_OPEN})
          OR (NEW.status IN {_OPEN} AND (OLD.host_region, OLD.assigned_to_id, OLD.due_on)
              IS DISTINCT FROM (NEW.host_region, NEW.assigned_to_id, NEW.due_on)))
    EXECUTE FUNCTION qonys_count_load()
    """,
    f"""
    CREATE TRIGGER applications_load_deleted AFTER DELETE ON applications FOR EACH ROW
    WHEN (OLD.status IN {_OPEN}) EXECUTE FUNCTION qonys_count_load()
    """,
)
_LOAD_NOW = f"""
INSERT INTO load_deltas (region, officer_id, due_on, delta)
SELECT host_region, assigned_to_id, due_on, count(*) FROM applications WHERE status IN {_OPEN}
GROUP BY host_region, assigned_to_id, due_on
"""

_COUNT_BREACH = """
CREATE FUNCTION qonys_count_breach() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.breached_at IS NOT NULL THEN
            INSERT INTO breach_deltas (region, month, is_explained, delta)
            VALUES (OLD.region, date_trunc('month', OLD.breached_at AT TIME ZONE 'Asia/Almaty')::date,
                    OLD.explained_at IS NOT NULL, -1);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.breached_at IS NOT NULL THEN
            INSERT INTO breach_deltas (region, month, is_explained, delta)
            VALUES (NEW.region, date_trunc('month', NEW.breached_at AT TIME ZONE 'Asia/Almaty')::date,
                    NEW.explained_at IS NOT NULL, 1);
        END IF;
    END IF;
    RETURN NULL;
END $$
"""
_BREACH_TRIGGERS = (
    """
    CREATE TRIGGER terms_breach_inserted AFTER INSERT ON terms FOR EACH ROW
    WHEN (NEW.breached_at IS NOT NULL) EXECUTE FUNCTION qonys_count_breach()
    """,
    """
    CREATE TRIGGER terms_breach_updated AFTER UPDATE ON terms FOR EACH ROW
    WHEN ((OLD.region, OLD.breached_at, OLD.explained_at IS NULL)
          IS DISTINCT FROM (NEW.region, NEW.breached_at, NEW.explained_at IS NULL))
    EXECUTE FUNCTION qonys_count_breach()
    """,
    """
    CREATE TRIGGER terms_breach_deleted AFTER DELETE ON terms FOR EACH ROW
    WHEN (OLD.breached_at IS NOT NULL) EXECUTE FUNCTION qonys_count_breach()
    """,
)
_BREACH_NOW = """
INSERT INTO breach_deltas (region, month, is_explained, delta)
SELECT region, date_trunc('month', breached_at AT TIME ZONE 'Asia/Almaty')::date AS month, explained_at IS NOT NULL,
       count(*)
FROM terms WHERE breached_at IS NOT NULL GROUP BY 1, 2, 3
"""


def upgrade() -> None:
    op.create_table(
        "load_deltas",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load_deltas")),
    )
    op.create_index(
        "ix_load_deltas_region",
        "load_deltas",
        ["region", "officer_id", "due_on"],
        unique=False,
        postgresql_include=["delta"],
    )
    op.create_table(
        "breach_deltas",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("is_explained", sa.Boolean(), nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_deltas")),
    )
    op.create_index("ix_breach_deltas_region", "breach_deltas", ["region", "month"], unique=False)
    op.create_table(
        "published_uses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_published_uses_stream_known")),
        sa.CheckConstraint("persons >= 0", name=op.f("ck_published_uses_persons_not_negative")),
        sa.CheckConstraint("EXTRACT(year FROM told_on) = year", name=op.f("ck_published_uses_told_in_its_year")),
        sa.CheckConstraint(
            "(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f("ck_published_uses_verified_whole")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_published_uses_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_uses")),
    )
    op.create_index(
        "uq_published_uses",
        "published_uses",
        ["year", "stream", "region", "told_on"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_applications_held",
        "applications",
        ["host_region", "due_on", "id"],
        unique=False,
        postgresql_where=sa.text("places_reserved > 0"),
    )
    for statement in (_COUNT_LOAD, *_LOAD_TRIGGERS, _LOAD_NOW, _COUNT_BREACH, *_BREACH_TRIGGERS, _BREACH_NOW):
        op.execute(statement)


def downgrade() -> None:
    for name in ("inserted", "updated", "deleted"):
        op.execute(f"DROP TRIGGER applications_load_{name} ON applications")
        op.execute(f"DROP TRIGGER terms_breach_{name} ON terms")
    op.execute("DROP FUNCTION qonys_count_load()")
    op.execute("DROP FUNCTION qonys_count_breach()")
    op.drop_index(
        "ix_applications_held", table_name="applications", postgresql_where=sa.text("places_reserved > 0")
    )
    for table in ("published_uses", "breach_deltas", "load_deltas"):
        op.drop_table(table)
