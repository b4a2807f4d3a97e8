"""The register of kandas statuses, the cases that touch a status, and consents given abroad"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_REASONS = "'citizenship', 'residence_refused', 'residence_annulled', 'expired', 'false_data', 'annulled'"
_LIVING = sa.text("ended_on IS NULL")


def upgrade() -> None:
    _create_statuses()
    _create_cases()
    _create_consents()


def downgrade() -> None:
    # What the older record has no place for is not thrown away: whoever goes back settles the entries first.
    for table in ("kandas_statuses", "kandas_consents"):
        if op.get_bind().scalar(sa.text(f"SELECT EXISTS (SELECT 1 FROM {table})")):
            raise RuntimeError(f"{table} holds entries that the earlier version cannot keep")
    op.drop_table("kandas_consents")
    op.drop_table("kandas_status_cases")
    op.drop_table("kandas_statuses")


def _person() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("latin_name", sa.Text(), nullable=False),
        sa.Column("iin", sa.Text(), nullable=True),
        sa.Column("foreign_document", sa.Text(), nullable=True),
        sa.Column("document_country", sa.Text(), nullable=True),
        sa.Column("birth_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("citizenship", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
    )


def _create_statuses() -> None:
    op.create_table(
        "kandas_statuses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("earlier_number", sa.Text(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple', search_text)", persisted=True),
            nullable=False,
        ),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extension_application_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("reminded_days", sa.Integer(), nullable=True),
        *_person(),
        sa.CheckConstraint(f"end_reason IN ({_REASONS})", name=op.f("ck_kandas_statuses_end_reason_known")),
        sa.CheckConstraint("iin ~ '^[0-9]{12}$'", name=op.f("ck_kandas_statuses_iin_digits")),
        sa.CheckConstraint("expires_on > granted_on", name=op.f("ck_kandas_statuses_has_term")),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (end_reason IS NULL)", name=op.f("ck_kandas_statuses_ended_with_reason")
        ),
        sa.CheckConstraint(
            "extensions >= 0 AND (extensions > 0) = (extended_on IS NOT NULL)",
            name=op.f("ck_kandas_statuses_extended_on_a_day"),
        ),
        sa.CheckConstraint(
            "(extended_on IS NULL) = (extension_application_id IS NULL)",
            name=op.f("ck_kandas_statuses_extended_by_a_case"),
        ),
        _to("kandas_statuses", "application_id", "applications.id"),
        _to("kandas_statuses", "extension_application_id", "applications.id"),
        _to("kandas_statuses", "region", "regions.code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kandas_statuses")),
        sa.UniqueConstraint("number", name=op.f("uq_kandas_statuses_number")),
    )
    table = "kandas_statuses"
    op.create_index("uq_kandas_statuses_person", table, ["person_key"], unique=True, postgresql_where=_LIVING)
    passport = ["document_country", "foreign_document"]
    op.create_index("uq_kandas_statuses_passport", table, passport, unique=True, postgresql_where=_LIVING)
    op.create_index("ix_kandas_statuses_passport", table, passport)
    op.create_index("ix_kandas_statuses_term", table, ["expires_on", "id"], postgresql_where=_LIVING)
    op.create_index("ix_kandas_statuses_region", table, ["region", "expires_on", "id"])
    op.create_index("ix_kandas_statuses_all", table, ["expires_on", "id"])
    op.create_index("ix_kandas_statuses_application", table, ["application_id", "position"])
    op.create_index("ix_kandas_statuses_iin", table, ["iin"])
    op.create_index("ix_kandas_statuses_search", table, ["search_vector"], postgresql_using="gin")


def _create_cases() -> None:
    op.create_table(
        "kandas_status_cases",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("status_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_before", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        _to("kandas_status_cases", "application_id", "applications.id"),
        _to("kandas_status_cases", "status_id", "kandas_statuses.id"),
        sa.PrimaryKeyConstraint("application_id", "status_id", name=op.f("pk_kandas_status_cases")),
    )
    op.create_index("ix_kandas_status_cases_status", "kandas_status_cases", ["status_id", "application_id"])


def _create_consents() -> None:
    op.create_table(
        "kandas_consents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("used_by_application_id", sa.BigInteger(), nullable=True),
        *_person(),
        sa.CheckConstraint(
            "ended_on IS NULL OR used_by_application_id IS NULL", name=op.f("ck_kandas_consents_used_or_ended")
        ),
        _to("kandas_consents", "application_id", "applications.id"),
        _to("kandas_consents", "used_by_application_id", "applications.id"),
        _to("kandas_consents", "region", "regions.code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kandas_consents")),
    )
    op.create_index("ix_kandas_consents_application", "kandas_consents", ["application_id", "position"])
    op.create_index("ix_kandas_consents_person", "kandas_consents", ["person_key", "id"])
    op.create_index("ix_kandas_consents_passport", "kandas_consents", ["document_country", "foreign_document"])


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
