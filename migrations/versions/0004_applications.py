"""Applications, households, attachments, case work"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


# Counters without a row that everybody waits for: each change adds its deltas, a job folds them.
_COUNT = """
CREATE FUNCTION qonys_count_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = NEW.status AND OLD.stream = NEW.stream
            AND OLD.host_region IS NOT DISTINCT FROM NEW.host_region THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO status_deltas (host_region, stream, status, delta)
        VALUES (OLD.host_region, OLD.stream, OLD.status, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO status_deltas (host_region, stream, status, delta)
        VALUES (NEW.host_region, NEW.stream, NEW.status, 1);
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table('status_deltas',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('host_region', sa.Text(), nullable=True),
    sa.Column('stream', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('delta', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_deltas'))
    )
    op.create_index('ix_status_deltas_region', 'status_deltas', ['host_region', 'status'], unique=False)
    op.create_table('applications',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('number', sa.Text(), nullable=True),
    sa.Column('programme', sa.Text(), nullable=False),
    sa.Column('stream', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('status_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('workflow_version', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('entered_by_id', sa.BigInteger(), nullable=True),
    sa.Column('host_region', sa.Text(), nullable=True),
    sa.Column('departure_region', sa.Text(), nullable=True),
    sa.Column('assigned_to_id', sa.BigInteger(), nullable=True),
    sa.Column('applicant_name', sa.Text(), nullable=False),
    sa.Column('applicant_iin', sa.Text(), nullable=True),
    sa.Column('applicant_sort_key', sa.Text(), nullable=False),
    sa.Column('contact_email', sa.Text(), nullable=True),
    sa.Column('contact_phone', sa.Text(), nullable=True),
    sa.Column('household_size', sa.Integer(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('search_vector', postgresql.TSVECTOR(), sa.Computed("to_tsvector('simple', search_text)", persisted=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('prepared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('prepared_by_id', sa.BigInteger(), nullable=True),
    sa.Column('proposal', sa.Text(), nullable=True),
    sa.Column('proposal_reason', sa.Text(), nullable=False),
    sa.Column('proposal_grounds', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('quota_id', sa.BigInteger(), nullable=True),
    sa.Column('places_reserved', sa.Integer(), nullable=False),
    sa.Column('places_used', sa.Integer(), nullable=False),
    sa.CheckConstraint("(places_reserved > 0) = (status = 'prepared' AND proposal = 'approval')", name=op.f('ck_applications_places_reserved_when_prepared')),
    sa.CheckConstraint("(places_used > 0) = (status = 'approved')", name=op.f('ck_applications_places_used_when_approved')),
    sa.CheckConstraint("(status IN ('approved', 'refused')) = (decided_at IS NOT NULL)", name=op.f('ck_applications_decided')),
    sa.CheckConstraint("channel IN ('online', 'desk')", name=op.f('ck_applications_channel_known')),
    sa.CheckConstraint("language IN ('kk', 'ru', 'en')", name=op.f('ck_applications_language_known')),
    sa.CheckConstraint("proposal IN ('approval', 'refusal')", name=op.f('ck_applications_proposal_known')),
    sa.CheckConstraint("status IN ('draft', 'submitted', 'accepted', 'refused_to_accept', 'documents_requested', 'prepared', 'approved', 'refused', 'withdrawn')", name=op.f('ck_applications_status_known')),
    sa.CheckConstraint("status IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND number IS NOT NULL AND host_region IS NOT NULL AND household_size > 0)", name=op.f('ck_applications_submitted_whole')),
    sa.CheckConstraint("status NOT IN ('prepared', 'approved', 'refused') OR (prepared_by_id IS NOT NULL AND proposal IS NOT NULL)", name=op.f('ck_applications_prepared')),
    sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f('ck_applications_stream_known')),
    sa.CheckConstraint('(decided_at IS NOT NULL) = (decided_by_id IS NOT NULL)', name=op.f('ck_applications_decider')),
    sa.CheckConstraint('decided_by_id IS DISTINCT FROM prepared_by_id OR decided_by_id IS NULL', name=op.f('ck_applications_four_eyes')),
    sa.CheckConstraint('places_reserved >= 0 AND places_used >= 0', name=op.f('ck_applications_places_not_negative')),
    sa.CheckConstraint('places_used IN (0, household_size)', name=op.f('ck_applications_whole_household')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_applications_account_id')),
    sa.ForeignKeyConstraint(['assigned_to_id'], ['accounts.id'], name=op.f('fk_applications_assigned_to_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_applications_decided_by_id')),
    sa.ForeignKeyConstraint(['departure_region'], ['regions.code'], name=op.f('fk_applications_departure_region')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['accounts.id'], name=op.f('fk_applications_entered_by_id')),
    sa.ForeignKeyConstraint(['host_region'], ['regions.code'], name=op.f('fk_applications_host_region')),
    sa.ForeignKeyConstraint(['prepared_by_id'], ['accounts.id'], name=op.f('fk_applications_prepared_by_id')),
    sa.ForeignKeyConstraint(['quota_id'], ['regional_quotas.id'], name=op.f('fk_applications_quota_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications')),
    sa.UniqueConstraint('number', name=op.f('uq_applications_number'))
    )
    op.create_index(op.f('ix_applications_account_id'), 'applications', ['account_id'], unique=False)
    op.create_index('ix_applications_assigned', 'applications', ['assigned_to_id', 'due_on', 'id'], unique=False)
    op.create_index('ix_applications_iin', 'applications', ['applicant_iin'], unique=False)
    op.create_index('ix_applications_region_status', 'applications', ['host_region', 'status', 'due_on', 'id'], unique=False)
    op.create_index('ix_applications_search', 'applications', ['search_vector'], unique=False, postgresql_using='gin')
    op.create_index('ix_applications_worklist', 'applications', ['host_region', 'due_on', 'id'], unique=False, postgresql_where=sa.text("status IN ('accepted', 'documents_requested', 'prepared', 'submitted')"))
    op.create_table('case_notes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.CheckConstraint("body <> ''", name=op.f('ck_case_notes_not_empty')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_case_notes_application_id')),
    sa.ForeignKeyConstraint(['author_id'], ['accounts.id'], name=op.f('fk_case_notes_author_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_notes'))
    )
    op.create_index(op.f('ix_case_notes_application_id'), 'case_notes', ['application_id'], unique=False)
    op.create_table('document_requests',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('requested_by_id', sa.BigInteger(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('items', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_document_requests_application_id')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['accounts.id'], name=op.f('fk_document_requests_requested_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_requests'))
    )
    op.create_index('ix_document_requests_application', 'document_requests', ['application_id', 'id'], unique=False)
    op.create_index('uq_document_requests_open', 'document_requests', ['application_id'], unique=True, postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('household_members',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('relation', sa.Text(), nullable=False),
    sa.Column('surname', sa.Text(), nullable=False),
    sa.Column('given_name', sa.Text(), nullable=False),
    sa.Column('patronymic', sa.Text(), nullable=False),
    sa.Column('latin_name', sa.Text(), nullable=False),
    sa.Column('iin', sa.Text(), nullable=True),
    sa.Column('foreign_document', sa.Text(), nullable=True),
    sa.Column('document_country', sa.Text(), nullable=True),
    sa.Column('birth_on', sa.Date(), nullable=False),
    sa.Column('sex', sa.Text(), nullable=True),
    sa.Column('citizenship', sa.Text(), nullable=False),
    sa.CheckConstraint("iin ~ '^[0-9]{12}$'", name=op.f('ck_household_members_iin_digits')),
    sa.CheckConstraint('iin IS NOT NULL OR foreign_document IS NOT NULL', name=op.f('ck_household_members_identified')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_household_members_application_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household_members')),
    sa.UniqueConstraint('application_id', 'iin', name=op.f('uq_household_members_application_id_iin')),
    sa.UniqueConstraint('application_id', 'position', deferrable=True, initially='DEFERRED', name=op.f('uq_household_members_application_id_position'))
    )
    op.create_index('ix_household_members_foreign_document', 'household_members', ['foreign_document'], unique=False)
    op.create_index('ix_household_members_iin', 'household_members', ['iin'], unique=False)
    op.create_table('place_claims',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('person_key', sa.Text(), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_place_claims_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_claims'))
    )
    op.create_index(op.f('ix_place_claims_application_id'), 'place_claims', ['application_id'], unique=False)
    op.create_index('uq_place_claims_person', 'place_claims', ['person_key'], unique=True, postgresql_where=sa.text('released_at IS NULL'))
    op.create_table('attachments',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=True),
    sa.Column('filename', sa.Text(), nullable=False),
    sa.Column('content_type', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('store_key', sa.Text(), nullable=False),
    sa.Column('scan', sa.Text(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.BigInteger(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('state_reason', sa.Text(), nullable=False),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reviewed_by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(state = 'unchecked') = (reviewed_at IS NULL)", name=op.f('ck_attachments_reviewed')),
    sa.CheckConstraint("scan IN ('clean', 'not_configured')", name=op.f('ck_attachments_scan_known')),
    sa.CheckConstraint("state <> 'rejected' OR state_reason <> ''", name=op.f('ck_attachments_rejected_with_reason')),
    sa.CheckConstraint("state IN ('unchecked', 'verified', 'rejected')", name=op.f('ck_attachments_state_known')),
    sa.CheckConstraint('size > 0', name=op.f('ck_attachments_not_empty')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_attachments_application_id')),
    sa.ForeignKeyConstraint(['member_id'], ['household_members.id'], name=op.f('fk_attachments_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['accounts.id'], name=op.f('fk_attachments_reviewed_by_id')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['accounts.id'], name=op.f('fk_attachments_uploaded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments'))
    )
    op.create_index('ix_attachments_application', 'attachments', ['application_id', 'id'], unique=False)
    op.execute(_COUNT)
    op.execute(
        "CREATE TRIGGER count_status AFTER INSERT OR DELETE OR UPDATE OF status, host_region, stream ON applications"
        " FOR EACH ROW EXECUTE FUNCTION qonys_count_status()"
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION qonys_count_status() CASCADE")
    op.drop_index('ix_attachments_application', table_name='attachments')
    op.drop_table('attachments')
    op.drop_index('uq_place_claims_person', table_name='place_claims', postgresql_where=sa.text('released_at IS NULL'))
    op.drop_index(op.f('ix_place_claims_application_id'), table_name='place_claims')
    op.drop_table('place_claims')
    op.drop_index('ix_household_members_iin', table_name='household_members')
    op.drop_index('ix_household_members_foreign_document', table_name='household_members')
    op.drop_table('household_members')
    op.drop_index('uq_document_requests_open', table_name='document_requests', postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('ix_document_requests_application', table_name='document_requests')
    op.drop_table('document_requests')
    op.drop_index(op.f('ix_case_notes_application_id'), table_name='case_notes')
    op.drop_table('case_notes')
    op.drop_index('ix_applications_worklist', table_name='applications', postgresql_where=sa.text("status IN ('accepted', 'documents_requested', 'prepared', 'submitted')"))
    op.drop_index('ix_applications_search', table_name='applications', postgresql_using='gin')
    op.drop_index('ix_applications_region_status', table_name='applications')
    op.drop_index('ix_applications_iin', table_name='applications')
    op.drop_index('ix_applications_assigned', table_name='applications')
    op.drop_index(op.f('ix_applications_account_id'), table_name='applications')
    op.drop_table('applications')
    op.drop_index('ix_status_deltas_region', table_name='status_deltas')
    op.drop_table('status_deltas')
