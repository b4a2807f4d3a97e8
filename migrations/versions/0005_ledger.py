"""The ledger of places; the database keeps the balances"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# The ledger and the trail are written once: a correction is another line.
_FORBID = """
CREATE FUNCTION qonys_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

# Balances are the sums of the ledger because nothing else writes them; the CHECK on the row then forbids overselling.
_APPLY = """
CREATE FUNCTION qonys_apply_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE regional_quotas SET
        allocated = allocated + NEW.allocated,
        reserved = reserved + NEW.reserved,
        used = used + NEW.used,
        version = COALESCE((SELECT o.version FROM quota_orders o WHERE o.id = NEW.order_id), version)
    WHERE id = NEW.quota_id;
    RETURN NULL;
END $$
"""

_GUARD = """
CREATE FUNCTION qonys_guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'balances are moved by quota_movements only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.create_table('quota_movements',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('quota_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('allocated', sa.Integer(), nullable=False),
    sa.Column('reserved', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.BigInteger(), nullable=True),
    sa.Column('application_id', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(kind IN ('order', 'amendment')) = (application_id IS NULL)", name=op.f('ck_quota_movements_names_its_application')),
    sa.CheckConstraint("(kind IN ('order', 'amendment')) = (order_id IS NOT NULL)", name=op.f('ck_quota_movements_names_its_order')),
    sa.CheckConstraint("CASE kind WHEN 'reservation' THEN allocated = 0 AND reserved > 0 AND used = 0 WHEN 'release' THEN allocated = 0 AND reserved < 0 AND used = 0 WHEN 'consumption' THEN allocated = 0 AND reserved < 0 AND used = -reserved ELSE reserved = 0 AND used = 0 END", name=op.f('ck_quota_movements_shape')),
    sa.CheckConstraint("kind IN ('order', 'amendment', 'reservation', 'release', 'consumption')", name=op.f('ck_quota_movements_kind_known')),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_quota_movements_actor_id')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_quota_movements_application_id')),
    sa.ForeignKeyConstraint(['order_id'], ['quota_orders.id'], name=op.f('fk_quota_movements_order_id')),
    sa.ForeignKeyConstraint(['quota_id'], ['regional_quotas.id'], name=op.f('fk_quota_movements_quota_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota_movements'))
    )
    op.create_index('ix_quota_movements_application', 'quota_movements', ['application_id', 'id'], unique=False)
    op.create_index('ix_quota_movements_quota', 'quota_movements', ['quota_id', 'id'], unique=False)
    op.execute(_FORBID)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON quota_movements"
        " FOR EACH ROW EXECUTE FUNCTION qonys_forbid_change()"
    )
    op.execute(
        "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON quota_movements"
        " FOR EACH STATEMENT EXECUTE FUNCTION qonys_forbid_change()"
    )
    op.execute(_APPLY)
    op.execute(
        "CREATE TRIGGER apply_movement AFTER INSERT ON quota_movements"
        " FOR EACH ROW EXECUTE FUNCTION qonys_apply_movement()"
    )
    op.execute(_GUARD)
    op.execute(
        "CREATE TRIGGER only_by_movements BEFORE UPDATE ON regional_quotas"
        " FOR EACH ROW EXECUTE FUNCTION qonys_guard_balance()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER only_by_movements ON regional_quotas")
    op.execute("DROP FUNCTION qonys_guard_balance() CASCADE")
    op.execute("DROP FUNCTION qonys_apply_movement() CASCADE")
    op.execute("DROP FUNCTION qonys_forbid_change() CASCADE")
    op.drop_index('ix_quota_movements_quota', table_name='quota_movements')
    op.drop_index('ix_quota_movements_application', table_name='quota_movements')
    op.drop_table('quota_movements')
