"""Commission, hearing, appeal and the status of kandas: the words that the record may hold"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OPEN = "'accepted', 'documents_requested', 'heard', 'hearing', 'prepared', 'referred', 'submitted'"
_DECIDED = "'annulled', 'approved', 'refused', 'terminated'"
_STATUSES = (
    "draft submitted accepted refused_to_accept documents_requested referred prepared hearing heard approved refused"
    " annulled terminated discontinued withdrawn"
)
_OLD_STATUSES = "draft submitted accepted refused_to_accept documents_requested prepared approved refused withdrawn"
_STREAMS = "kandas relocatee status_assignment status_consent status_extension status_termination"
_KINDS = (
    "receipt documents_request refusal_to_accept approval refusal commission_minutes preliminary_decision"
    " hearing_minutes status_certificate status_consent status_extension status_termination appeal_reply correction"
)
_OLD_KINDS = "receipt documents_request refusal_to_accept approval refusal"
_EVENTS = (
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
_OLD_EVENTS = (
    "application.started application.answered application.moved application.assigned attachment.added"
    " attachment.removed attachment.reviewed note.added contact.changed document.issued document.rendered"
    " document.failed document.revoked document.retried document.translation_asked quota.order_loaded account.created"
    " account.changed account.invited role.granted role.revoked sign_in.succeeded sign_in.failed sign_in.throttled"
    " sign_in.ended reference.changed notice.sent notice.failed export.made"
)
_SUBJECTS = "application quota account reference service commission sitting kandas_status"
_OLD_SUBJECTS = "application quota account reference service"
_REGIONAL = "role IN ('case_worker', 'commission_member', 'commission_secretary', 'supervisor')"
_SHAPE = (
    "CASE kind WHEN 'reservation' THEN allocated = 0 AND reserved > 0 AND used = 0"
    " WHEN 'release' THEN allocated = 0 AND reserved < 0 AND used = 0"
    " WHEN 'consumption' THEN allocated = 0 AND reserved < 0 AND used = -reserved{more}"
    " ELSE reserved = 0 AND used = 0 END"
)


def upgrade() -> None:
    for column in (
        sa.Column("whole_due_on", sa.Date(), nullable=True),
        sa.Column("clock_stopped_on", sa.Date(), nullable=True),
        sa.Column("recommendation", sa.Text(), nullable=True),
        sa.Column("recommendation_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("recommendation_grounds", postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("recommended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("earlier_application_id", sa.BigInteger(), nullable=True),
    ):
        op.add_column("applications", column)
    op.alter_column("applications", "recommendation_reason", server_default=None)
    op.alter_column("applications", "recommendation_grounds", server_default=None)
    op.create_foreign_key(
        "fk_applications_recommended_by_id", "applications", "accounts", ["recommended_by_id"], ["id"]
    )
    op.create_foreign_key(
        "fk_applications_earlier_application_id", "applications", "applications", ["earlier_application_id"], ["id"]
    )
    op.create_index("ix_applications_earlier_application_id", "applications", ["earlier_application_id"])
    _known("applications", "status", _STATUSES)
    _known("applications", "stream", _STREAMS)
    _known("applications", "channel", "online desk mission")
    _known("applications", "proposal", "approval refusal termination")
    op.create_check_constraint(
        op.f("ck_applications_recommendation_known"), "applications", "recommendation IN ('approval', 'refusal')"
    )
    op.create_check_constraint(
        op.f("ck_applications_recommendation_on_proposal"),
        "applications",
        "recommendation IS NULL OR proposal IS NOT NULL",
    )
    _check("applications", "decided", f"(status IN ({_DECIDED})) = (decided_at IS NOT NULL)")
    _check(
        "applications",
        "prepared",
        "status NOT IN ('annulled', 'approved', 'heard', 'hearing', 'prepared', 'referred', 'refused', 'terminated')"
        " OR (prepared_by_id IS NOT NULL AND proposal IS NOT NULL)",
    )
    _check(
        "applications",
        "places_reserved_when_prepared",
        "(places_reserved > 0) = (status = 'prepared' AND COALESCE(recommendation, proposal) = 'approval'"
        " AND stream IN ('kandas', 'relocatee'))",
    )
    _check(
        "applications",
        "places_used_when_approved",
        "(places_used > 0) = (status = 'approved' AND stream IN ('kandas', 'relocatee'))",
    )
    _check(
        "applications",
        "four_eyes",
        "decided_by_id IS NULL OR (decided_by_id IS DISTINCT FROM prepared_by_id"
        " AND decided_by_id IS DISTINCT FROM recommended_by_id)",
    )
    _worklist_index(_OPEN)
    _known("quota_movements", "kind", "order amendment reservation release consumption return")
    _check(
        "quota_movements",
        "shape",
        _SHAPE.format(more=" WHEN 'return' THEN allocated = 0 AND reserved = 0 AND used < 0"),
    )
    _known(
        "role_grants",
        "role",
        "administrator auditor case_worker commission_member commission_secretary ministry mission_officer supervisor",
    )
    _check("role_grants", "region_fits_role", f"({_REGIONAL}) = (region IS NOT NULL)")
    _known("issued_documents", "kind", _KINDS)
    _known("audit_events", "key", _EVENTS)
    _known("audit_events", "subject_kind", _SUBJECTS)


def downgrade() -> None:
    # What the older record has no word for cannot be told in it: the CHECKs below refuse, and nothing is changed.
    _known("audit_events", "subject_kind", _OLD_SUBJECTS)
    _known("audit_events", "key", _OLD_EVENTS)
    _known("issued_documents", "kind", _OLD_KINDS)
    _check("role_grants", "region_fits_role", "(role IN ('case_worker', 'supervisor')) = (region IS NOT NULL)")
    _known("role_grants", "role", "administrator auditor case_worker ministry supervisor")
    _known("quota_movements", "kind", "order amendment reservation release consumption")
    _check("quota_movements", "shape", _SHAPE.format(more=""))
    _worklist_index("'accepted', 'documents_requested', 'prepared', 'submitted'")
    _check("applications", "places_used_when_approved", "(places_used > 0) = (status = 'approved')")
    _check(
        "applications",
        "places_reserved_when_prepared",
        "(places_reserved > 0) = (status = 'prepared' AND proposal = 'approval')",
    )
    _check(
        "applications",
        "prepared",
        "status NOT IN ('prepared', 'approved', 'refused') OR (prepared_by_id IS NOT NULL AND proposal IS NOT NULL)",
    )
    _check("applications", "decided", "(status IN ('approved', 'refused')) = (decided_at IS NOT NULL)")
    _check("applications", "four_eyes", "decided_by_id IS DISTINCT FROM prepared_by_id OR decided_by_id IS NULL")
    _known("applications", "proposal", "approval refusal")
    _known("applications", "channel", "online desk")
    _known("applications", "stream", "kandas relocatee")
    _known("applications", "status", _OLD_STATUSES)
    for name in (
        "earlier_application_id",
        "recommended_by_id",
        "recommendation_grounds",
        "recommendation_reason",
        "recommendation",
        "clock_stopped_on",
        "whole_due_on",
    ):
        op.drop_column("applications", name)


def _known(table: str, column: str, members: str) -> None:
    _check(table, f"{column}_known", f"{column} IN ({_listed(members.split())})")


def _check(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def _listed(members: Iterable[str]) -> str:
    return ", ".join(f"'{member}'" for member in members)


def _worklist_index(statuses: str) -> None:
    op.drop_index("ix_applications_worklist", table_name="applications")
    op.create_index(
        "ix_applications_worklist",
        "applications",
        ["host_region", "due_on", "id"],
        postgresql_where=sa.text(f"status IN ({statuses})"),
    )
