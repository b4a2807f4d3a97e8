"""Steps of other bodies: what is open, what was reported with which evidence, what was confirmed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_tasks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('iin', 'registration', 'residence_permit', 'citizenship')",
            name=op.f("ck_case_tasks_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'reported', 'confirmed', 'not_needed')", name=op.f("ck_case_tasks_state_known")
        ),
        sa.CheckConstraint("state <> 'reported' OR reported_at IS NOT NULL", name=op.f("ck_case_tasks_reported")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR answered_by_id IS NOT NULL", name=op.f("ck_case_tasks_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'reported') OR answered_at IS NOT NULL", name=op.f("ck_case_tasks_closed_at")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_case_tasks_application_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["accounts.id"], name=op.f("fk_case_tasks_reported_by_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["accounts.id"], name=op.f("fk_case_tasks_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tasks")),
    )
    op.create_index("ix_case_tasks_application", "case_tasks", ["application_id", "id"], unique=False)
    op.create_index(
        "uq_case_tasks_living",
        "case_tasks",
        ["application_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state <> 'not_needed'"),
    )
    op.create_index(
        "ix_case_tasks_reported",
        "case_tasks",
        ["reported_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'reported'"),
    )
    op.add_column("attachments", sa.Column("task_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_attachments_task_id"), "attachments", "case_tasks", ["task_id"], ["id"])


def downgrade() -> None:
    # Evidence of a task stays a document of its case.
    op.drop_constraint(op.f("fk_attachments_task_id"), "attachments", type_="foreignkey")
    op.drop_column("attachments", "task_id")
    op.drop_table("case_tasks")
