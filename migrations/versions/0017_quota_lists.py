"""Districts, the district of a case, and the words for quotas, queue and placement that the trail may hold"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_OLD_EVENTS = (
    "application.started application.answered application.moved application.assigned clock.warned clock.breached"
    " clock.recounted clock.breach_explained commission.changed sitting.called sitting.changed sitting.agenda_changed"
    " sitting.member_recused sitting.case_voted sitting.closed sitting.minutes_signed hearing.appointed"
    " hearing.objection_made hearing.objection_answered hearing.held hearing.handed_over appeal.filed appeal.moved"
    " correction.issued"
    " kandas_status.assigned kandas_status.extended kandas_status.ended kandas_status.restored kandas_status.reminded"
    " task.opened task.reported task.returned task.confirmed task.dropped attachment.added attachment.removed"
    " attachment.reviewed note.added contact.changed document.issued document.rendered document.failed"
    " document.revoked document.retried document.translation_asked quota.order_loaded account.created"
    " account.changed account.invited role.granted role.revoked sign_in.succeeded sign_in.failed sign_in.throttled"
    " sign_in.ended reference.changed notice.sent notice.failed export.made"
)
_EVENTS = (
    _OLD_EVENTS
    + " quota.proposed quota.approved quota.rejected quota.withdrawn quota.in_force quota_request.filed"
    " quota_request.returned quota_request.withdrawn queue.audited queue.overtaking_explained placement.proposed"
    " placement.accepted placement.overridden placement.profile_changed application.region_changed"
    " application.district_named"
)
_OLD_SUBJECTS = "application quota account reference service commission sitting kandas_status"
_SUBJECTS = _OLD_SUBJECTS + " quota_proposal quota_request queue placement"


def upgrade() -> None:
    op.create_table(
        "districts",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('district', 'town')", name=op.f("ck_districts_kind_known")),
        sa.CheckConstraint(
            "(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f("ck_districts_verified_whole")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_districts_region")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_districts")),
        sa.UniqueConstraint("code", "region", name=op.f("uq_districts_code_region")),
    )
    op.create_index("ix_districts_region", "districts", ["region"], unique=False)
    op.add_column("applications", sa.Column("host_district", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_applications_host_district_host_region"),
        "applications",
        "districts",
        ["host_district", "host_region"],
        ["code", "region"],
    )
    _known("audit_events", "key", _EVENTS)
    _known("audit_events", "subject_kind", _SUBJECTS)


def downgrade() -> None:
    # What the older record has no word for cannot be told in it: the CHECKs below refuse, and nothing is changed.
    _known("audit_events", "subject_kind", _OLD_SUBJECTS)
    _known("audit_events", "key", _OLD_EVENTS)
    op.drop_constraint(op.f("fk_applications_host_district_host_region"), "applications", type_="foreignkey")
    op.drop_column("applications", "host_district")
    op.drop_table("districts")


def _known(table: str, column: str, members: str) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({_listed(members.split())})")


def _listed(members: Iterable[str]) -> str:
    return ", ".join(f"'{member}'" for member in members)
