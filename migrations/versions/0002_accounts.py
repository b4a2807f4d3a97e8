"""Accounts, roles, sign-in, kept input"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accounts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('position', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('totp_secret', sa.Text(), nullable=True),
    sa.Column('totp_last_counter', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind = 'applicant' OR email IS NOT NULL", name=op.f('ck_accounts_staff_email')),
    sa.CheckConstraint("kind IN ('applicant', 'staff')", name=op.f('ck_accounts_kind_known')),
    sa.CheckConstraint("language IN ('kk', 'ru', 'en')", name=op.f('ck_accounts_language_known')),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_accounts_email_folded')),
    sa.CheckConstraint('email IS NOT NULL OR phone IS NOT NULL', name=op.f('ck_accounts_reachable')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('email', name=op.f('uq_accounts_email')),
    sa.UniqueConstraint('phone', name=op.f('uq_accounts_phone'))
    )
    op.create_table('progress',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('mark', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_progress'))
    )
    op.create_table('sign_in_attempts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('bucket', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('succeeded', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempts'))
    )
    op.create_index('ix_sign_in_attempts_bucket', 'sign_in_attempts', ['bucket', 'at'], unique=False)
    op.create_table('confirmation_codes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('register', 'sign_in', 'change_contact')", name=op.f('ck_confirmation_codes_purpose_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_confirmation_codes_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmation_codes'))
    )
    op.create_index('ix_confirmation_codes_address', 'confirmation_codes', ['address', 'created_at'], unique=False)
    op.create_table('invitations',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('invited_by_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_invitations_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['invited_by_id'], ['accounts.id'], name=op.f('fk_invitations_invited_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitations_token_hash'))
    )
    op.create_index(op.f('ix_invitations_account_id'), 'invitations', ['account_id'], unique=False)
    op.create_table('kept_inputs',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('browser_hash', sa.Text(), nullable=True),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(account_id IS NULL) <> (browser_hash IS NULL)', name=op.f('ck_kept_inputs_one_owner')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_kept_inputs_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_inputs'))
    )
    op.create_index(op.f('ix_kept_inputs_account_id'), 'kept_inputs', ['account_id'], unique=False)
    op.create_index(op.f('ix_kept_inputs_browser_hash'), 'kept_inputs', ['browser_hash'], unique=False)
    op.create_index(op.f('ix_kept_inputs_kept_at'), 'kept_inputs', ['kept_at'], unique=False)
    op.create_table('role_grants',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('region', sa.Text(), nullable=True),
    sa.Column('granted_by_id', sa.BigInteger(), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(role IN ('case_worker', 'supervisor')) = (region IS NOT NULL)", name=op.f('ck_role_grants_region_fits_role')),
    sa.CheckConstraint("role IN ('administrator', 'auditor', 'case_worker', 'ministry', 'supervisor')", name=op.f('ck_role_grants_role_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_role_grants_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['granted_by_id'], ['accounts.id'], name=op.f('fk_role_grants_granted_by_id')),
    sa.ForeignKeyConstraint(['region'], ['regions.code'], name=op.f('fk_role_grants_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grants')),
    sa.UniqueConstraint('account_id', 'role', 'region', name=op.f('uq_role_grants_account_id_role_region'), postgresql_nulls_not_distinct=True)
    )
    op.create_index('ix_role_grants_region_role', 'role_grants', ['region', 'role'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_role_grants_region_role', table_name='role_grants')
    op.drop_table('role_grants')
    op.drop_index(op.f('ix_kept_inputs_kept_at'), table_name='kept_inputs')
    op.drop_index(op.f('ix_kept_inputs_browser_hash'), table_name='kept_inputs')
    op.drop_index(op.f('ix_kept_inputs_account_id'), table_name='kept_inputs')
    op.drop_table('kept_inputs')
    op.drop_index(op.f('ix_invitations_account_id'), table_name='invitations')
    op.drop_table('invitations')
    op.drop_index('ix_confirmation_codes_address', table_name='confirmation_codes')
    op.drop_table('confirmation_codes')
    op.drop_index('ix_sign_in_attempts_bucket', table_name='sign_in_attempts')
    op.drop_table('sign_in_attempts')
    op.drop_table('progress')
    op.drop_table('accounts')
