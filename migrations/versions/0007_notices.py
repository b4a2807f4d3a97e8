"""Messages to people"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notices',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('application_id', sa.BigInteger(), nullable=True),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('template', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.Text(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sending_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f('ck_notices_sent_has_time')),
    sa.CheckConstraint("channel IN ('email', 'sms')", name=op.f('ck_notices_channel_known')),
    sa.CheckConstraint("language IN ('kk', 'ru', 'en')", name=op.f('ck_notices_language_known')),
    sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed', 'uncertain')", name=op.f('ck_notices_state_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_notices_account_id')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_notices_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('message_id', name=op.f('uq_notices_message_id'))
    )
    op.create_index(op.f('ix_notices_account_id'), 'notices', ['account_id'], unique=False)
    op.create_index(op.f('ix_notices_application_id'), 'notices', ['application_id'], unique=False)
    op.create_index('ix_notices_state', 'notices', ['state', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_notices_state', table_name='notices')
    op.drop_index(op.f('ix_notices_application_id'), table_name='notices')
    op.drop_index(op.f('ix_notices_account_id'), table_name='notices')
    op.drop_table('notices')
