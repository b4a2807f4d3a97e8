"""Issued documents, journals, renderings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('journal_counters',
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('journal', sa.Text(), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('body', 'year', 'journal', name=op.f('pk_journal_counters'))
    )
    op.create_table('issued_documents',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('journal', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('receipt', 'documents_request', 'refusal_to_accept', 'approval', 'refusal')", name=op.f('ck_issued_documents_kind_known')),
    sa.CheckConstraint("revoked_at IS NULL OR revoked_reason <> ''", name=op.f('ck_issued_documents_revoked_with_reason')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_issued_documents_application_id')),
    sa.ForeignKeyConstraint(['body'], ['regions.code'], name=op.f('fk_issued_documents_body')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['accounts.id'], name=op.f('fk_issued_documents_signed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issued_documents')),
    sa.UniqueConstraint('body', 'year', 'journal', 'sequence', name=op.f('uq_issued_documents_body_year_journal_sequence')),
    sa.UniqueConstraint('code', name=op.f('uq_issued_documents_code')),
    sa.UniqueConstraint('number', name=op.f('uq_issued_documents_number'))
    )
    op.create_index('ix_issued_documents_application', 'issued_documents', ['application_id', 'id'], unique=False)
    op.create_table('renderings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('variant', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.Text(), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('store_key', sa.Text(), nullable=True),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('size', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(state = 'ready') = (ready_at IS NOT NULL)", name=op.f('ck_renderings_ready_has_time')),
    sa.CheckConstraint("(state = 'ready') = (store_key IS NOT NULL)", name=op.f('ck_renderings_ready_is_stored')),
    sa.CheckConstraint("state IN ('queued', 'rendering', 'ready', 'failed')", name=op.f('ck_renderings_state_known')),
    sa.CheckConstraint("variant IN ('official', 'unofficial_en')", name=op.f('ck_renderings_variant_known')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_documents.id'], name=op.f('fk_renderings_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_renderings')),
    sa.UniqueConstraint('document_id', 'variant', name=op.f('uq_renderings_document_id_variant'))
    )
    op.create_index('ix_renderings_unready', 'renderings', ['id'], unique=False, postgresql_where=sa.text("state <> 'ready'"))


def downgrade() -> None:
    op.drop_index('ix_renderings_unready', table_name='renderings', postgresql_where=sa.text("state <> 'ready'"))
    op.drop_table('renderings')
    op.drop_index('ix_issued_documents_application', table_name='issued_documents')
    op.drop_table('issued_documents')
    op.drop_table('journal_counters')
