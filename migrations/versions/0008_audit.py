"""The audit trail, append-only"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None



def upgrade() -> None:
    op.create_table('audit_seals',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('first_event_id', sa.BigInteger(), nullable=False),
    sa.Column('last_event_id', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('previous_hash', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_seals')),
    sa.UniqueConstraint('last_event_id', name=op.f('uq_audit_seals_last_event_id'))
    )
    op.create_table('audit_events',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('subject_kind', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger(), nullable=True),
    sa.Column('region', sa.Text(), nullable=True),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous_hash', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.CheckConstraint("key IN ('application.started', 'application.answered', 'application.moved', 'application.assigned', 'attachment.added', 'attachment.removed', 'attachment.reviewed', 'note.added', 'contact.changed', 'document.issued', 'document.rendered', 'document.failed', 'document.revoked', 'document.retried', 'document.translation_asked', 'quota.order_loaded', 'account.created', 'account.changed', 'account.invited', 'role.granted', 'role.revoked', 'sign_in.succeeded', 'sign_in.failed', 'sign_in.throttled', 'sign_in.ended', 'reference.changed', 'notice.sent', 'notice.failed', 'export.made')", name=op.f('ck_audit_events_key_known')),
    sa.CheckConstraint("subject_kind IN ('application', 'quota', 'account', 'reference', 'service')", name=op.f('ck_audit_events_subject_kind_known')),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_audit_events_actor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_events')),
    sa.UniqueConstraint('subject_kind', 'subject_id', 'sequence', name=op.f('uq_audit_events_subject_kind_subject_id_sequence'))
    )
    op.create_index('ix_audit_events_actor', 'audit_events', ['actor_id', 'id'], unique=False)
    op.create_index('ix_audit_events_key', 'audit_events', ['key', 'id'], unique=False)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_events"
        " FOR EACH ROW EXECUTE FUNCTION qonys_forbid_change()"
    )
    op.execute(
        "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_events"
        " FOR EACH STATEMENT EXECUTE FUNCTION qonys_forbid_change()"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_seals"
        " FOR EACH ROW EXECUTE FUNCTION qonys_forbid_change()"
    )
    op.execute(
        "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_seals"
        " FOR EACH STATEMENT EXECUTE FUNCTION qonys_forbid_change()"
    )
    op.create_table('audit_verifications',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('requested_by_id', sa.BigInteger(), nullable=True),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_unbroken', sa.Boolean(), nullable=True),
    sa.Column('report', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint('(finished_at IS NULL) = (is_unbroken IS NULL)', name=op.f('ck_audit_verifications_finished_with_result')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['accounts.id'], name=op.f('fk_audit_verifications_requested_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_verifications'))
    )


def downgrade() -> None:
    op.drop_table('audit_verifications')
    op.drop_index('ix_audit_events_key', table_name='audit_events')
    op.drop_index('ix_audit_events_actor', table_name='audit_events')
    op.drop_table('audit_events')
    op.drop_table('audit_seals')
