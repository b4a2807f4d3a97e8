"""The hearing before an adverse decision: position, objections, appointment, minutes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hearings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("intends", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("grounds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_by_id", sa.BigInteger(), nullable=True),
        sa.Column("position_until", sa.Date(), nullable=False),
        sa.Column("appoint_until", sa.Date(), nullable=False),
        sa.Column("none_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("all_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_way", sa.Text(), nullable=True),
        sa.Column("asked_contact", sa.Text(), nullable=False),
        sa.Column("word_file_id", sa.BigInteger(), nullable=True),
        sa.Column("early_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("move_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_how", sa.Text(), nullable=True),
        sa.Column("handed_number", sa.Text(), nullable=False),
        sa.Column("handed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("unappointed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("untold_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("asked_way IN ('room', 'phone', 'video')", name=op.f("ck_hearings_asked_way_known")),
        sa.CheckConstraint(
            "ended IN ('held', 'absent', 'written', 'no_objections', 'silence', 'left')",
            name=op.f("ck_hearings_ended_known"),
        ),
        sa.CheckConstraint("handed_how IN ('person', 'post')", name=op.f("ck_hearings_handed_how_known")),
        sa.CheckConstraint("intends IN ('refusal', 'termination')", name=op.f("ck_hearings_intends_known")),
        sa.CheckConstraint("(asked_at IS NULL) = (asked_way IS NULL)", name=op.f("ck_hearings_asked_how")),
        sa.CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name=op.f("ck_hearings_ended_whole")),
        sa.CheckConstraint("(handed_on IS NULL) = (handed_how IS NULL)", name=op.f("ck_hearings_handed_whole")),
        sa.CheckConstraint("handed_how <> 'post' OR handed_number <> ''", name=op.f("ck_hearings_posted_with_number")),
        sa.CheckConstraint("appoint_until >= position_until", name=op.f("ck_hearings_terms_in_order")),
        sa.ForeignKeyConstraint(["announced_by_id"], ["accounts.id"], name=op.f("fk_hearings_announced_by_id")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_hearings_application_id")),
        sa.ForeignKeyConstraint(["handed_by_id"], ["accounts.id"], name=op.f("fk_hearings_handed_by_id")),
        sa.ForeignKeyConstraint(["word_file_id"], ["attachments.id"], name=op.f("fk_hearings_word_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearings")),
    )
    op.create_index("ix_hearings_application", "hearings", ["application_id", "id"], unique=False)
    op.create_index(
        "ix_hearings_waiting",
        "hearings",
        ["position_until", "id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_hearings_open", "hearings", ["application_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_table(
        "objections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hearing_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("is_from_desk", sa.Boolean(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("carried_from_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(answer <> '') = (answered_at IS NOT NULL)", name=op.f("ck_objections_answered_when")),
        sa.CheckConstraint("body <> ''", name=op.f("ck_objections_not_empty")),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_objections_answered_by_somebody")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_objections_numbered")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["accounts.id"], name=op.f("fk_objections_answered_by_id")),
        sa.ForeignKeyConstraint(["carried_from_id"], ["objections.id"], name=op.f("fk_objections_carried_from_id")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearings.id"], name=op.f("fk_objections_hearing_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["accounts.id"], name=op.f("fk_objections_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("hearing_id", "number", name=op.f("uq_objections_hearing_id_number")),
    )
    op.create_table(
        "hearing_appointments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hearing_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("presiding_id", sa.BigInteger(), nullable=False),
        sa.Column("secretary_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("is_agreed", sa.Boolean(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=True),
        sa.Column("minutes_until", sa.Date(), nullable=False),
        sa.Column("unrecorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appointed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("place <> ''", name=op.f("ck_hearing_appointments_somewhere")),
        sa.CheckConstraint("way IN ('room', 'phone', 'video')", name=op.f("ck_hearing_appointments_way_known")),
        sa.CheckConstraint("presiding_id <> secretary_id", name=op.f("ck_hearing_appointments_two_people")),
        sa.CheckConstraint("starts_at > appointed_at", name=op.f("ck_hearing_appointments_ahead")),
        sa.ForeignKeyConstraint(
            ["appointed_by_id"], ["accounts.id"], name=op.f("fk_hearing_appointments_appointed_by_id")
        ),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearings.id"], name=op.f("fk_hearing_appointments_hearing_id")),
        sa.ForeignKeyConstraint(["presiding_id"], ["accounts.id"], name=op.f("fk_hearing_appointments_presiding_id")),
        sa.ForeignKeyConstraint(["secretary_id"], ["accounts.id"], name=op.f("fk_hearing_appointments_secretary_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["attachments.id"], name=op.f("fk_hearing_appointments_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_appointments")),
    )
    op.create_index("ix_hearing_appointments_hearing", "hearing_appointments", ["hearing_id", "id"], unique=False)
    op.create_index(
        "uq_hearing_appointments_standing",
        "hearing_appointments",
        ["hearing_id"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "hearing_minutes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hearing_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("presiding_id", sa.BigInteger(), nullable=False),
        sa.Column("secretary_id", sa.BigInteger(), nullable=False),
        sa.Column("is_absent", sa.Boolean(), nullable=False),
        sa.Column("absence", sa.Text(), nullable=False),
        sa.Column("participants", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("explanations", sa.Text(), nullable=False),
        sa.Column("exchanges", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("speeches", sa.Text(), nullable=False),
        sa.Column("acquaintance", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=True),
        sa.Column("presiding_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secretary_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("NOT is_absent OR absence <> ''", name=op.f("ck_hearing_minutes_absence_said")),
        sa.CheckConstraint(
            "acquaintance IN ('read', 'read_aloud', 'refused', 'absent')",
            name=op.f("ck_hearing_minutes_acquaintance_known"),
        ),
        sa.CheckConstraint("is_absent = (acquaintance = 'absent')", name=op.f("ck_hearing_minutes_absent_unread")),
        sa.CheckConstraint(
            "is_absent OR (question <> '' AND explanations <> '' AND jsonb_array_length(participants) > 0)",
            name=op.f("ck_hearing_minutes_whole"),
        ),
        sa.CheckConstraint("way IN ('room', 'phone', 'video')", name=op.f("ck_hearing_minutes_way_known")),
        sa.CheckConstraint("ended_at > began_at", name=op.f("ck_hearing_minutes_times_in_order")),
        sa.CheckConstraint("presiding_id <> secretary_id", name=op.f("ck_hearing_minutes_two_people")),
        sa.CheckConstraint(
            "secretary_signed_at IS NULL OR presiding_signed_at IS NOT NULL",
            name=op.f("ck_hearing_minutes_secretary_signs_last"),
        ),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearings.id"], name=op.f("fk_hearing_minutes_hearing_id")),
        sa.ForeignKeyConstraint(["presiding_id"], ["accounts.id"], name=op.f("fk_hearing_minutes_presiding_id")),
        sa.ForeignKeyConstraint(["secretary_id"], ["accounts.id"], name=op.f("fk_hearing_minutes_secretary_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["accounts.id"], name=op.f("fk_hearing_minutes_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_minutes")),
        sa.UniqueConstraint("hearing_id", name=op.f("uq_hearing_minutes_hearing_id")),
    )


def downgrade() -> None:
    op.drop_table("hearing_minutes")
    op.drop_table("hearing_appointments")
    op.drop_table("objections")
    op.drop_table("hearings")
