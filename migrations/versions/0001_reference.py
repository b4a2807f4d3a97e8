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
    sa.Column('registration_number', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=True),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_legal_acts'))
    )
    op.create_table('regions',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kato', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name_kk', sa.Text(), nullable=False),
    sa.Column('name_ru', sa.Text(), nullable=False),
    sa.Column('name_ru_prepositional', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('oblast', 'city')", name=op.f('ck_regions_kind_known')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_regions')),
    sa.UniqueConstraint('kato', name=op.f('uq_regions_kato'))
    )
    op.create_table('measure_rates',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('paid_per', sa.Text(), nullable=False),
    sa.Column('mci_low', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('mci_high', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('cap_tenge', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('price_share', sa.Numeric(precision=6, scale=4), nullable=True),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('deciding_date', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('act_code', sa.Text(), nullable=True),
    sa.Column('provision', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f('ck_measure_rates_verified_whole')),
    sa.CheckConstraint("deciding_date IN ('application', 'decision', 'payment')", name=op.f('ck_measure_rates_deciding_date_known')),
    sa.CheckConstraint("paid_per IN ('person', 'family', 'family_month', 'case')", name=op.f('ck_measure_rates_paid_per_known')),
    sa.CheckConstraint('effective_to IS NULL OR effective_to >= effective_from', name=op.f('ck_measure_rates_period')),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_measure_rates_act_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_rates')),
    sa.UniqueConstraint('code', 'effective_from', name=op.f('uq_measure_rates_code_effective_from'))
    )
    op.create_table('moved_days',
    sa.Column('rest_day', sa.Date(), nullable=False),
    sa.Column('moved_to', sa.Date(), nullable=False),
    sa.Column('act_code', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_moved_days_act_code')),
    sa.PrimaryKeyConstraint('rest_day', name=op.f('pk_moved_days'))
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
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f('ck_reference_values_verified_whole')),
    sa.CheckConstraint('effective_to IS NULL OR effective_to >= effective_from', name=op.f('ck_reference_values_period')),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_reference_values_act_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reference_values')),
    sa.UniqueConstraint('key', 'effective_from', name=op.f('uq_reference_values_key_effective_from'))
    )
    op.create_table('region_listings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('stream', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('act_code', sa.Text(), nullable=True),
    sa.Column('provision', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f('ck_region_listings_verified_whole')),
    sa.CheckConstraint("role IN ('host', 'departure')", name=op.f('ck_region_listings_role_known')),
    sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f('ck_region_listings_stream_known')),
    sa.CheckConstraint('effective_to IS NULL OR effective_to >= effective_from', name=op.f('ck_region_listings_period')),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_region_listings_act_code')),
    sa.ForeignKeyConstraint(['region'], ['regions.code'], name=op.f('fk_region_listings_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region_listings')),
    sa.UniqueConstraint('stream', 'role', 'region', 'effective_from', name=op.f('uq_region_listings_stream_role_region_effective_from'))
    )
    op.create_table('rent_steps',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('settlement', sa.Text(), nullable=False),
    sa.Column('persons_from', sa.Integer(), nullable=False),
    sa.Column('persons_to', sa.Integer(), nullable=True),
    sa.Column('mci', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('act_code', sa.Text(), nullable=True),
    sa.Column('provision', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('verified_by', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f('ck_rent_steps_verified_whole')),
    sa.CheckConstraint("settlement IN ('town', 'village')", name=op.f('ck_rent_steps_settlement_known')),
    sa.CheckConstraint('effective_to IS NULL OR effective_to >= effective_from', name=op.f('ck_rent_steps_period')),
    sa.ForeignKeyConstraint(['act_code'], ['legal_acts.code'], name=op.f('fk_rent_steps_act_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rent_steps')),
    sa.UniqueConstraint('settlement', 'persons_from', 'effective_from', name=op.f('uq_rent_steps_settlement_persons_from_effective_from'))
    )


def downgrade() -> None:
    op.drop_table('rent_steps')
    op.drop_table('region_listings')
    op.drop_table('reference_values')
    op.drop_table('moved_days')
    op.drop_table('measure_rates')
    op.drop_table('regions')
    op.drop_table('legal_acts')
