"""Quota orders and balances"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('quota_orders',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('stream', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('act_code', sa.Text(), nullable=True),
    sa.Column('act_number', sa.Text(), nullable=False),
    sa.Column('act_title', sa.Text(), nullable=False),
    sa.Column('adopted_on', sa.Date(), nullable=True),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('loaded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('file_sha256', sa.Text(), nullable=True),
    sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f('ck_quota_orders_stream_known')),
    sa.CheckConstraint('version > 0', name=op.f('ck_quota_orders_version_positive')),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_quota_orders_act_code')),
    sa.ForeignKeyConstraint(['loaded_by_id'], ['accounts.id'], name=op.f('fk_quota_orders_loaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota_orders')),
    sa.UniqueConstraint('year', 'stream', 'version', name=op.f('uq_quota_orders_year_stream_version'))
    )
    op.create_table('regional_quotas',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('stream', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('allocated', sa.Integer(), nullable=False),
    sa.Column('reserved', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f('ck_regional_quotas_stream_known')),
    sa.CheckConstraint('allocated >= 0 AND reserved >= 0 AND used >= 0', name=op.f('ck_regional_quotas_not_negative')),
    sa.CheckConstraint('reserved + used <= allocated', name=op.f('ck_regional_quotas_never_oversold')),
    sa.ForeignKeyConstraint(['region'], ['regions.code'], name=op.f('fk_regional_quotas_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regional_quotas')),
    sa.UniqueConstraint('year', 'stream', 'region', name=op.f('uq_regional_quotas_year_stream_region'))
    )
    op.create_table('quota_order_lines',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('order_id', sa.BigInteger(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('persons', sa.Integer(), nullable=False),
    sa.CheckConstraint('persons >= 0', name=op.f('ck_quota_order_lines_persons_not_negative')),
    sa.ForeignKeyConstraint(['order_id'], ['quota_orders.id'], name=op.f('fk_quota_order_lines_order_id')),
    sa.ForeignKeyConstraint(['region'], ['regions.code'], name=op.f('fk_quota_order_lines_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota_order_lines')),
    sa.UniqueConstraint('order_id', 'region', name=op.f('uq_quota_order_lines_order_id_region'))
    )


def downgrade() -> None:
    op.drop_table('quota_order_lines')
    op.drop_table('regional_quotas')
    op.drop_table('quota_orders')
