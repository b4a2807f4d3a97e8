"""Regions, legal acts, dated figures of the law"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('legal_acts',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('adopted_on', sa.Date(), nullable=True),
    sa.Column('title_kk', sa.Text(), nullable=False),
    sa.Column('title_ru', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=True),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_legal_acts'))
    )
    op.create_table('moved_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_working', sa.Boolean(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_moved_days'))
    )
    op.create_table('regions',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kato', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name_kk', sa.Text(), nullable=False),
    sa.Column('name_ru', sa.Text(), nullable=False),
    sa.Column('name_ru_prepositional', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('oblast', 'city')", name=op.f('ck_regions_kind_known')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_regions')),
    sa.UniqueConstraint('kato', name=op.f('uq_regions_kato'))
    )
    op.create_table('host_regions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('stream', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('act_code', sa.Text(), nullable=True),
    sa.Column('provision', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f('ck_host_regions_verified_whole')),
    sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f('ck_host_regions_stream_known')),
    sa.CheckConstraint('effective_to IS NULL OR effective_to >= effective_from', name=op.f('ck_host_regions_period')),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_host_regions_act_code')),
    sa.ForeignKeyConstraint(['region'], ['regions.code'], name=op.f('fk_host_regions_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_host_regions')),
    sa.UniqueConstraint('stream', 'region', 'effective_from', name=op.f('uq_host_regions_stream_region_effective_from'))
    )
    op.create_index('ix_host_regions_region', 'host_regions', ['region'], unique=False)
    op.create_table('measure_rates',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('settlement', sa.Text(), nullable=False),
    sa.Column('persons_from', sa.Integer(), nullable=True),
    sa.Column('persons_to', sa.Integer(), nullable=True),
    sa.Column('mci_low', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('mci_high', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('cap_tenge', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('price_share', sa.Numeric(precision=6, scale=4), nullable=True),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('act_code', sa.Text(), nullable=True),
    sa.Column('provision', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f('ck_measure_rates_verified_whole')),
    sa.CheckConstraint('effective_to IS NULL OR effective_to >= effective_from', name=op.f('ck_measure_rates_period')),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_measure_rates_act_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_rates')),
    sa.UniqueConstraint('code', 'settlement', 'persons_from', 'effective_from', name=op.f('uq_measure_rates_code_settlement_persons_from_effective_from'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('reference_values',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('act_code', sa.Text(), nullable=True),
    sa.Column('provision', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f('ck_reference_values_verified_whole')),
    sa.CheckConstraint('effective_to IS NULL OR effective_to >= effective_from', name=op.f('ck_reference_values_period')),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_reference_values_act_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reference_values')),
    sa.UniqueConstraint('key', 'effective_from', name=op.f('uq_reference_values_key_effective_from'))
    )


def downgrade() -> None:
    op.drop_table('reference_values')
    op.drop_table('measure_rates')
    op.drop_index('ix_host_regions_region', table_name='host_regions')
    op.drop_table('host_regions')
    op.drop_table('regions')
    op.drop_table('moved_days')
    op.drop_table('legal_acts')
