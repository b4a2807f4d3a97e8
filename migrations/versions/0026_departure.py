"""Departures of included families, and the day on which an inclusion ended"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
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
    " quota.proposed quota.approved quota.rejected quota.withdrawn quota.in_force quota_request.filed"
    " quota_request.returned quota_request.withdrawn queue.audited queue.overtaking_explained placement.proposed"
    " placement.accepted placement.overridden placement.profile_changed application.region_changed"
    " application.district_named"
)
_NEW_EVENTS = "departure.recorded departure.handed departure.answered departure.confirmed departure.dropped"
_PLACES = "(places_used > 0) = (status = 'approved' AND stream IN ('kandas', 'relocatee'){more})"
_FORBID = "EXECUTE FUNCTION qonys_forbid_change()"


def upgrade() -> None:
    _create_departures()
    op.execute(
        f"CREATE TRIGGER closed_is_kept BEFORE UPDATE ON departures FOR EACH ROW WHEN (OLD.state <> 'open') {_FORBID}"
    )
    op.execute(f"CREATE TRIGGER append_only BEFORE DELETE ON departures FOR EACH ROW {_FORBID}")
    op.execute(f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON departures FOR EACH STATEMENT {_FORBID}")
    op.add_column("applications", sa.Column("departed_on", sa.Date(), nullable=True))
    _check("applications", "places_used_when_approved", _PLACES.format(more=" AND departed_on IS NULL"))
    op.create_check_constraint(
        op.f("ck_applications_departed_when_approved"),
        "applications",
        "departed_on IS NULL OR (status = 'approved' AND stream IN ('kandas', 'relocatee'))",
    )
    _known_events(f"{_OLD_EVENTS} {_NEW_EVENTS}".split())


def downgrade() -> None:
    # A family that has departed is none in the older record: the CHECKs below refuse, and nothing is changed.
    _known_events(_OLD_EVENTS.split())
    op.drop_constraint(op.f("ck_applications_departed_when_approved"), "applications", type_="check")
    _check("applications", "places_used_when_approved", _PLACES.format(more=""))
    op.drop_column("applications", "departed_on")
    op.drop_table("departures")


def _check(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def _known_events(keys: Iterable[str]) -> None:
    _check("audit_events", "key_known", f"key IN ({', '.join(repr(key) for key in keys)})")


def _create_departures() -> None:
    op.create_table(
        "departures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("departed_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_own_word", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("objection_until", sa.Date(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_how", sa.Text(), nullable=True),
        sa.Column("handed_number", sa.Text(), nullable=False),
        sa.Column("handed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_words", sa.Text(), nullable=False),
        sa.Column("is_from_desk", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        *_checks(),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_departures_application_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_departures_region")),
        *(
            sa.ForeignKeyConstraint([column], ["accounts.id"], name=op.f(f"fk_departures_{column}"))
            for column in ("recorded_by_id", "handed_by_id", "answered_by_id", "decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
    )
    is_open, is_closed = sa.text("state = 'open'"), sa.text("state <> 'open'")
    op.create_index("ix_departures_application", "departures", ["application_id", "id"])
    op.create_index("uq_departures_open", "departures", ["application_id"], unique=True, postgresql_where=is_open)
    op.create_index("ix_departures_open", "departures", ["region", "objection_until", "id"], postgresql_where=is_open)
    op.create_index("ix_departures_closed", "departures", ["region", "id"], postgresql_where=is_closed)


def _checks() -> Iterable[sa.CheckConstraint]:
    conditions = {
        "kind_known": "kind IN ('given_up', 'left')",
        "source_known": "source IN ('own_statement', 'registration', 'visit', 'work_or_school', 'court', 'other')",
        "state_known": "state IN ('open', 'confirmed', 'dropped', 'taken_back', 'lapsed')",
        "answer_known": "answer IN ('agrees', 'objects')",
        "handed_how_known": "handed_how IN ('person', 'post')",
        "own_word_is_a_statement": "NOT is_own_word OR source = 'own_statement'",
        "said_why": "is_own_word OR words <> ''",
        "handed_whole": "(handed_on IS NULL) = (handed_how IS NULL)",
        "posted_with_number": "handed_how <> 'post' OR handed_number <> ''",
        "answered_whole": "(answer IS NULL) = (answered_at IS NULL)"
        " AND (answered_at IS NULL) = (answered_by_id IS NULL)",
        "agrees_itself": "NOT is_from_desk OR answer = 'objects'",
        "closed_when": "(state = 'open') = (closed_at IS NULL)",
        "decided_with_reason": "(state IN ('confirmed', 'dropped')) = (decided_by_id IS NOT NULL)"
        " AND (decided_by_id IS NULL OR reason <> '')",
        "four_eyes": "decided_by_id IS DISTINCT FROM recorded_by_id",
        "places_come_back": "(state = 'confirmed') = (places > 0)",
        "taken_back_by_the_family": "state <> 'taken_back' OR is_own_word",
    }
    return [sa.CheckConstraint(text, name=op.f(f"ck_departures_{name}")) for name, text in conditions.items()]
