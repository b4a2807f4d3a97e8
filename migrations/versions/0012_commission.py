"""The commission of a region, its sittings, and the vote on each case"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Nobody votes on a case in which they take no part, whatever code runs; both tables wait for the case's row.
_GUARD = """
CREATE FUNCTION qonys_guard_vote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM agenda_items WHERE id = NEW.item_id FOR UPDATE;
    IF TG_TABLE_NAME = 'votes' THEN
        IF EXISTS (SELECT 1 FROM recusals r WHERE r.item_id = NEW.item_id AND r.member_id = NEW.member_id) THEN
            RAISE EXCEPTION 'member % takes no part in item %', NEW.member_id, NEW.item_id USING ERRCODE = '23514';
        END IF;
    ELSIF EXISTS (SELECT 1 FROM votes v WHERE v.item_id = NEW.item_id AND v.member_id = NEW.member_id) THEN
        RAISE EXCEPTION 'member % has voted on item %', NEW.member_id, NEW.item_id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
"""
# A vote is cast once; only the words of a dissent may follow.
_KEEP = """
CREATE FUNCTION qonys_keep_vote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.item_id, NEW.member_id, NEW.choice, NEW.cast_at)
        IS DISTINCT FROM (OLD.item_id, OLD.member_id, OLD.choice, OLD.cast_at) THEN
        RAISE EXCEPTION 'a vote is never changed' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
"""
_ONE_AT_A_TIME = (
    "ALTER TABLE commission_members ADD CONSTRAINT ex_commission_members_{name} EXCLUDE USING gist"
    " (int8range(commission_id, commission_id, '[]') WITH &&, {also}daterange(from_on, to_on, '[]') WITH &&)"
    " WHERE ({where})"
)


def upgrade() -> None:
    op.create_table('commissions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('act_number', sa.Text(), nullable=False),
    sa.Column('act_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['region'], ['regions.code'], name=op.f('fk_commissions_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commissions')),
    sa.UniqueConstraint('region', name=op.f('uq_commissions_region'))
    )
    op.create_table('commission_members',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('commission_id', sa.BigInteger(), nullable=False),
    sa.Column('seat', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('position_kk', sa.Text(), nullable=False),
    sa.Column('position_ru', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_kk', sa.Text(), nullable=False),
    sa.Column('body_ru', sa.Text(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=True),
    sa.Column('iin', sa.Text(), nullable=True),
    sa.Column('relatives', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('stands_in_for_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("body <> 'other' OR (body_kk <> '' AND body_ru <> '')", name=op.f('ck_commission_members_body_named')),
    sa.CheckConstraint("body IN ('executive_body', 'employment', 'career_centre', 'internal_affairs', 'national_security', 'education', 'health', 'district', 'public_council', 'other')", name=op.f('ck_commission_members_body_known')),
    sa.CheckConstraint("iin ~ '^[0-9]{12}$'", name=op.f('ck_commission_members_iin_digits')),
    sa.CheckConstraint("name <> ''", name=op.f('ck_commission_members_named')),
    sa.CheckConstraint("seat IN ('chair', 'secretary', 'member')", name=op.f('ck_commission_members_seat_known')),
    sa.CheckConstraint('stands_in_for_id <> id', name=op.f('ck_commission_members_not_own_substitute')),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_commission_members_days_in_order')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_commission_members_account_id')),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.id'], name=op.f('fk_commission_members_commission_id')),
    sa.ForeignKeyConstraint(['stands_in_for_id'], ['commission_members.id'], name=op.f('fk_commission_members_stands_in_for_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commission_members'))
    )
    op.create_index(op.f('ix_commission_members_account_id'), 'commission_members', ['account_id'], unique=False)
    op.create_index(op.f('ix_commission_members_commission_id'), 'commission_members', ['commission_id'], unique=False)
    op.create_table('sittings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('commission_id', sa.BigInteger(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('recording', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('needed', sa.Integer(), nullable=True),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('called_by_id', sa.BigInteger(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('document_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("(state = 'planned') = (opened_at IS NULL)", name=op.f('ck_sittings_opened')),
    sa.CheckConstraint("(state = 'signed') = (document_id IS NOT NULL)", name=op.f('ck_sittings_signed')),
    sa.CheckConstraint("(state IN ('closed', 'signed')) = (closed_at IS NOT NULL)", name=op.f('ck_sittings_closed')),
    sa.CheckConstraint("place <> ''", name=op.f('ck_sittings_place_named')),
    sa.CheckConstraint("state IN ('planned', 'open', 'closed', 'signed')", name=op.f('ck_sittings_state_known')),
    sa.CheckConstraint('(opened_at IS NULL) = (needed IS NULL) AND (needed IS NULL) = (seats IS NULL)', name=op.f('ck_sittings_quorum')),
    sa.CheckConstraint('needed > 0 AND needed <= seats', name=op.f('ck_sittings_quorum_possible')),
    sa.ForeignKeyConstraint(['called_by_id'], ['accounts.id'], name=op.f('fk_sittings_called_by_id')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['accounts.id'], name=op.f('fk_sittings_closed_by_id')),
    sa.ForeignKeyConstraint(['commission_id'], ['commissions.id'], name=op.f('fk_sittings_commission_id')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_documents.id'], name=op.f('fk_sittings_document_id')),
    sa.ForeignKeyConstraint(['region'], ['regions.code'], name=op.f('fk_sittings_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sittings')),
    sa.UniqueConstraint('number', name=op.f('uq_sittings_number'))
    )
    op.create_index('ix_sittings_region', 'sittings', ['region', 'starts_at', 'id'], unique=False)
    op.create_index('uq_sittings_open', 'sittings', ['commission_id'], unique=True, postgresql_where=sa.text("state = 'open'"))
    op.create_table('sitting_attendance',
    sa.Column('sitting_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('seat_id', sa.BigInteger(), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['commission_members.id'], name=op.f('fk_sitting_attendance_member_id')),
    sa.ForeignKeyConstraint(['seat_id'], ['commission_members.id'], name=op.f('fk_sitting_attendance_seat_id')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sittings.id'], name=op.f('fk_sitting_attendance_sitting_id')),
    sa.PrimaryKeyConstraint('sitting_id', 'member_id', name=op.f('pk_sitting_attendance'))
    )
    op.create_index('uq_sitting_attendance_seat', 'sitting_attendance', ['sitting_id', 'seat_id'], unique=True, postgresql_where=sa.text('left_at IS NULL'))
    op.create_table('agenda_items',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('sitting_id', sa.BigInteger(), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('grounds', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('by_chair', sa.Boolean(), nullable=False),
    sa.Column('quota_id', sa.BigInteger(), nullable=True),
    sa.Column('movement_id', sa.BigInteger(), nullable=True),
    sa.Column('places_before', sa.Integer(), nullable=True),
    sa.Column('places_after', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("movement_id IS NULL OR outcome = 'approval'", name=op.f('ck_agenda_items_places_by_approval')),
    sa.CheckConstraint("outcome <> 'refusal' OR jsonb_array_length(grounds) > 0", name=op.f('ck_agenda_items_refusal_with_grounds')),
    sa.CheckConstraint("outcome IN ('approval', 'refusal', 'deferred', 'sent_back', 'fell_away')", name=op.f('ck_agenda_items_outcome_known')),
    sa.CheckConstraint("outcome IS NULL OR outcome = 'fell_away' OR reason <> ''", name=op.f('ck_agenda_items_with_reason')),
    sa.CheckConstraint('(movement_id IS NULL) = (quota_id IS NULL) AND (movement_id IS NULL) = (places_before IS NULL) AND (movement_id IS NULL) = (places_after IS NULL)', name=op.f('ck_agenda_items_places_whole')),
    sa.CheckConstraint('(outcome IS NULL) = (decided_at IS NULL)', name=op.f('ck_agenda_items_decided')),
    sa.CheckConstraint('places_after >= 0 AND places_after < places_before', name=op.f('ck_agenda_items_places_spent')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_agenda_items_application_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_agenda_items_decided_by_id')),
    sa.ForeignKeyConstraint(['movement_id'], ['quota_movements.id'], name=op.f('fk_agenda_items_movement_id')),
    sa.ForeignKeyConstraint(['quota_id'], ['regional_quotas.id'], name=op.f('fk_agenda_items_quota_id')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sittings.id'], name=op.f('fk_agenda_items_sitting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_items')),
    sa.UniqueConstraint('movement_id', name=op.f('uq_agenda_items_movement_id')),
    sa.UniqueConstraint('sitting_id', 'application_id', name=op.f('uq_agenda_items_sitting_id_application_id'))
    )
    op.create_index('ix_agenda_items_application', 'agenda_items', ['application_id', 'id'], unique=False)
    op.create_index('ix_agenda_items_sitting', 'agenda_items', ['sitting_id', 'position', 'id'], unique=False)
    op.create_index('uq_agenda_items_open', 'agenda_items', ['application_id'], unique=True, postgresql_where=sa.text('outcome IS NULL'))
    op.create_table('recusals',
    sa.Column('item_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("kind <> 'declared' OR reason <> ''", name=op.f('ck_recusals_declared_with_reason')),
    sa.CheckConstraint("kind IN ('related', 'prepared', 'declared')", name=op.f('ck_recusals_kind_known')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_items.id'], name=op.f('fk_recusals_item_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['commission_members.id'], name=op.f('fk_recusals_member_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['accounts.id'], name=op.f('fk_recusals_recorded_by_id')),
    sa.PrimaryKeyConstraint('item_id', 'member_id', name=op.f('pk_recusals'))
    )
    op.create_table('votes',
    sa.Column('item_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('choice', sa.Text(), nullable=False),
    sa.Column('dissent', sa.Text(), nullable=False),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("choice IN ('for', 'against', 'abstain')", name=op.f('ck_votes_choice_known')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_items.id'], name=op.f('fk_votes_item_id')),
    sa.ForeignKeyConstraint(['member_id'], ['commission_members.id'], name=op.f('fk_votes_member_id')),
    sa.PrimaryKeyConstraint('item_id', 'member_id', name=op.f('pk_votes'))
    )
    op.create_table('minutes_signatures',
    sa.Column('sitting_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_minutes_signatures_account_id')),
    sa.ForeignKeyConstraint(['member_id'], ['commission_members.id'], name=op.f('fk_minutes_signatures_member_id')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sittings.id'], name=op.f('fk_minutes_signatures_sitting_id')),
    sa.PrimaryKeyConstraint('sitting_id', 'member_id', name=op.f('pk_minutes_signatures'))
    )
    for seat in ("chair", "secretary"):
        where = f"seat = '{seat}' AND stands_in_for_id IS NULL"
        op.execute(_ONE_AT_A_TIME.format(name=f"one_{seat}", also="", where=where))
    account = "int8range(account_id, account_id, '[]') WITH &&, "
    op.execute(_ONE_AT_A_TIME.format(name="one_seat_an_account", also=account, where="account_id IS NOT NULL"))
    op.execute(_GUARD)
    op.execute(_KEEP)
    for table in ("votes", "recusals"):
        op.execute(
            f"CREATE TRIGGER guard_vote BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION qonys_guard_vote()"
        )
    op.execute("CREATE TRIGGER keep_vote BEFORE UPDATE OR DELETE ON votes FOR EACH ROW EXECUTE FUNCTION qonys_keep_vote()")


def downgrade() -> None:
    for table in (
        "minutes_signatures",
        "votes",
        "recusals",
        "agenda_items",
        "sitting_attendance",
        "sittings",
        "commission_members",
        "commissions",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION qonys_keep_vote()")
    op.execute("DROP FUNCTION qonys_guard_vote()")
