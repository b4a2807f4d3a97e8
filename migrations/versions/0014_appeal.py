"""Complaints, corrections, and which paper took the place of which"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OPEN = "'filed', 'forwarded', 'late'"
_DECIDED = "'cancelled', 'changed', 'satisfied', 'sent_back', 'upheld'"
_STATUSES = (
    "'late', 'filed', 'forwarded', 'satisfied', 'upheld', 'changed', 'cancelled', 'sent_back', 'not_considered',"
    " 'withdrawn'"
)


def upgrade() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("representative_name", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("representative_contact", sa.Text(), nullable=False),
        sa.Column("term_ended_on", sa.Date(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("term_restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("term_restored_by_id", sa.BigInteger(), nullable=True),
        sa.Column("term_reason", sa.Text(), nullable=False),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forwarded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.Column("grounds", postgresql.JSONB(), nullable=False),
        sa.Column("reply_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name=op.f("ck_appeals_status_known")),
        sa.CheckConstraint(
            "result IN ('upheld', 'changed', 'cancelled', 'sent_back')", name=op.f("ck_appeals_result_known")
        ),
        sa.CheckConstraint("channel IN ('online', 'desk')", name=op.f("ck_appeals_channel_known")),
        sa.CheckConstraint(f"(status IN ({_OPEN})) = (closed_at IS NULL)", name=op.f("ck_appeals_closed")),
        sa.CheckConstraint(f"(status IN ({_OPEN})) = (due_on IS NOT NULL)", name=op.f("ck_appeals_open_has_day")),
        sa.CheckConstraint(
            f"(status IN ({_DECIDED})) = (result IS NOT NULL)", name=op.f("ck_appeals_decided_with_result")
        ),
        sa.CheckConstraint(
            f"status NOT IN ({_DECIDED}) OR reply_id IS NOT NULL", name=op.f("ck_appeals_decided_with_reply")
        ),
        sa.CheckConstraint("NOT is_late OR late_reason <> ''", name=op.f("ck_appeals_late_with_reason")),
        sa.CheckConstraint("status <> 'late' OR is_late", name=op.f("ck_appeals_late")),
        sa.CheckConstraint(
            "NOT is_late OR status IN ('late', 'not_considered', 'withdrawn') OR term_restored_at IS NOT NULL",
            name=op.f("ck_appeals_late_only_restored"),
        ),
        sa.CheckConstraint(
            "(representative_name = '') = (authority = '')", name=op.f("ck_appeals_representative_with_authority")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_appeals_application_id")),
        sa.ForeignKeyConstraint(["document_id"], ["issued_documents.id"], name=op.f("fk_appeals_document_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_appeals_region")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["accounts.id"], name=op.f("fk_appeals_filed_by_id")),
        sa.ForeignKeyConstraint(["term_restored_by_id"], ["accounts.id"], name=op.f("fk_appeals_term_restored_by_id")),
        sa.ForeignKeyConstraint(["forwarded_by_id"], ["accounts.id"], name=op.f("fk_appeals_forwarded_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["accounts.id"], name=op.f("fk_appeals_closed_by_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["issued_documents.id"], name=op.f("fk_appeals_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("number", name=op.f("uq_appeals_number")),
    )
    op.create_index(
        "uq_appeals_document",
        "appeals",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('withdrawn', 'not_considered')"),
    )
    op.create_index("ix_appeals_application", "appeals", ["application_id", "id"])
    op.create_index(
        "ix_appeals_open", "appeals", ["due_on", "id"], postgresql_where=sa.text(f"status IN ({_OPEN})")
    )
    op.create_index("ix_appeals_region", "appeals", ["region", "id"])
    op.create_table(
        "appeal_points",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("appeal_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_appeal_points_not_empty")),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_points_appeal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_points")),
        sa.UniqueConstraint("appeal_id", "position", name=op.f("uq_appeal_points_appeal_id_position")),
    )
    op.create_table(
        "appeal_files",
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.Column("appeal_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachments.id"], name=op.f("fk_appeal_files_attachment_id")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_files_appeal_id")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_appeal_files")),
    )
    op.create_index("ix_appeal_files_appeal_id", "appeal_files", ["appeal_id"])
    op.create_table(
        "corrections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("act_id", sa.BigInteger(), nullable=False),
        sa.Column("copy_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("record_before", postgresql.JSONB(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_corrections_with_reason")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_corrections_application_id")),
        sa.ForeignKeyConstraint(["document_id"], ["issued_documents.id"], name=op.f("fk_corrections_document_id")),
        sa.ForeignKeyConstraint(["act_id"], ["issued_documents.id"], name=op.f("fk_corrections_act_id")),
        sa.ForeignKeyConstraint(["copy_id"], ["issued_documents.id"], name=op.f("fk_corrections_copy_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["accounts.id"], name=op.f("fk_corrections_issued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("document_id", name=op.f("uq_corrections_document_id")),
        sa.UniqueConstraint("act_id", name=op.f("uq_corrections_act_id")),
        sa.UniqueConstraint("copy_id", name=op.f("uq_corrections_copy_id")),
    )
    op.create_index("ix_corrections_application_id", "corrections", ["application_id"])
    op.add_column("issued_documents", sa.Column("replaced_by_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_issued_documents_replaced_by_id"),
        "issued_documents",
        "issued_documents",
        ["replaced_by_id"],
        ["id"],
    )
    op.create_unique_constraint(
        op.f("uq_issued_documents_replaced_by_id"), "issued_documents", ["replaced_by_id"]
    )
    op.create_check_constraint(
        op.f("ck_issued_documents_replaced_is_revoked"),
        "issued_documents",
        "replaced_by_id IS NULL OR revoked_at IS NOT NULL",
    )
    op.create_index(
        "ix_issued_documents_revoked",
        "issued_documents",
        ["revoked_at", "id"],
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )
    op.create_foreign_key(op.f("fk_terms_appeal_id"), "terms", "appeals", ["appeal_id"], ["id"])


def downgrade() -> None:
    # What the older record has no place for is not thrown away: whoever goes back settles the entries first.
    for table in ("appeals", "corrections"):
        if op.get_bind().scalar(sa.text(f"SELECT EXISTS (SELECT 1 FROM {table})")):
            raise RuntimeError(f"{table} holds entries that the earlier version cannot keep")
    op.drop_constraint(op.f("fk_terms_appeal_id"), "terms", type_="foreignkey")
    op.drop_index("ix_issued_documents_revoked", table_name="issued_documents")
    # With the column go its key, its unique constraint and its check.
    op.drop_column("issued_documents", "replaced_by_id")
    op.drop_table("corrections")
    op.drop_table("appeal_files")
    op.drop_table("appeal_points")
    op.drop_table("appeals")
