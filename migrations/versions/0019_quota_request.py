"""Requests of the regions for next year's quota"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# What a region filed stays as it was filed; only the ministry's answer is added, once.
_KEEP = """
CREATE FUNCTION keep_quota_request_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.returned_at IS NOT NULL
        OR (to_jsonb(OLD) - '{returned_at,returned_by_id,reason}'::text[])
            IS DISTINCT FROM (to_jsonb(NEW) - '{returned_at,returned_by_id,reason}'::text[])
    THEN
        RAISE EXCEPTION 'a filed version of a quota request is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _requests()
    _versions()
    _drafts()
    op.execute(_KEEP)
    op.execute(
        "CREATE TRIGGER keep_quota_request_version BEFORE UPDATE OR DELETE ON quota_request_versions"
        " FOR EACH ROW EXECUTE FUNCTION keep_quota_request_version()"
    )


def downgrade() -> None:
    op.drop_table("quota_drafts")
    op.drop_table("quota_request_versions")
    op.drop_table("quota_requests")
    op.execute("DROP FUNCTION keep_quota_request_version()")


def _requests() -> None:
    op.create_table(
        "quota_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_quota_requests_stream_known")),
        sa.CheckConstraint(
            "state IN ('draft', 'filed', 'returned', 'withdrawn')", name=op.f("ck_quota_requests_state_known")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_quota_requests_withdrawn_when")
        ),
        sa.CheckConstraint(
            "state NOT IN ('filed', 'returned') OR version > 0", name=op.f("ck_quota_requests_filed_in_versions")
        ),
        sa.CheckConstraint("state <> 'draft' OR version = 0", name=op.f("ck_quota_requests_draft_unfiled")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_quota_requests_region")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["accounts.id"], name=op.f("fk_quota_requests_opened_by_id")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["accounts.id"], name=op.f("fk_quota_requests_saved_by_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["accounts.id"], name=op.f("fk_quota_requests_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_requests")),
    )
    op.create_index("ix_quota_requests_region", "quota_requests", ["region", "year", "id"], unique=False)
    op.create_index(
        "uq_quota_requests_living",
        "quota_requests",
        ["year", "stream", "region"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )


def _versions() -> None:
    op.create_table(
        "quota_request_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("version", "persons", "working_age", "jobs", "homes", "school", "kindergarten")
        ),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("version > 0 AND persons > 0", name=op.f("ck_quota_request_versions_asks_for_somebody")),
        sa.CheckConstraint(
            "working_age BETWEEN 0 AND persons", name=op.f("ck_quota_request_versions_working_age_within")
        ),
        sa.CheckConstraint(
            "least(jobs, homes, school, kindergarten) >= 0", name=op.f("ck_quota_request_versions_not_negative")
        ),
        sa.CheckConstraint(
            "(returned_at IS NULL) = (reason = '')", name=op.f("ck_quota_request_versions_returned_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["quota_requests.id"], name=op.f("fk_quota_request_versions_request_id")
        ),
        sa.ForeignKeyConstraint(["filed_by_id"], ["accounts.id"], name=op.f("fk_quota_request_versions_filed_by_id")),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["accounts.id"], name=op.f("fk_quota_request_versions_returned_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_request_versions")),
        sa.UniqueConstraint("request_id", "version", name=op.f("uq_quota_request_versions_request_id_version")),
    )


def _drafts() -> None:
    op.create_table(
        "quota_drafts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("persons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("act_number", sa.Text(), nullable=False),
        sa.Column("act_title", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["saved_by_id"], ["accounts.id"], name=op.f("fk_quota_drafts_saved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_drafts")),
        sa.UniqueConstraint("year", name=op.f("uq_quota_drafts_year")),
    )
