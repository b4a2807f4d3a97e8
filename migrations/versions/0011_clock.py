"""Statutory terms with their stops, breaches and recounts; terms of the cases that are open"""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_YEARS = range(2019, 2036)

# Working days in order, so that counting them is a subtraction.
_DAYS = "CREATE TEMPORARY TABLE working_days (day date PRIMARY KEY, place integer NOT NULL UNIQUE)"

# What counts as filed on a day off counts from the next working day.
_NEXT = """
CREATE FUNCTION pg_temp.next_day(given date) RETURNS date LANGUAGE sql AS $$
    SELECT COALESCE((SELECT day FROM working_days WHERE day >= given ORDER BY day LIMIT 1), given)
$$
"""
_PLACE = """
CREATE FUNCTION pg_temp.place(given date) RETURNS integer LANGUAGE sql AS $$
    SELECT place FROM working_days WHERE day <= given ORDER BY day DESC LIMIT 1
$$
"""
_END = """
CREATE FUNCTION pg_temp.term_end(started date, amount integer, unit text) RETURNS date LANGUAGE sql AS $$
    SELECT CASE unit
        WHEN 'working_days' THEN (
            SELECT day FROM working_days WHERE place = amount + pg_temp.place(started))
        WHEN 'months' THEN pg_temp.next_day((started + make_interval(months => amount))::date)
        ELSE pg_temp.next_day(started + amount)
    END
$$
"""
# The day from which a term with this last day was counted.
_START = """
CREATE FUNCTION pg_temp.term_start(due date, amount integer, unit text) RETURNS date LANGUAGE sql AS $$
    SELECT CASE unit
        WHEN 'working_days' THEN COALESCE((
            SELECT day FROM working_days WHERE place = pg_temp.place(due) - amount), due)
        WHEN 'months' THEN (due - make_interval(months => amount))::date
        ELSE due - amount
    END
$$
"""
_LEFT = """
CREATE FUNCTION pg_temp.days_left(started date, stopped date, amount integer, unit text)
RETURNS integer LANGUAGE sql AS $$
    SELECT greatest(0, CASE unit
        WHEN 'working_days' THEN
            amount - greatest(0, pg_temp.place(stopped) - pg_temp.place(started))
        WHEN 'months' THEN (started + make_interval(months => amount))::date - greatest(started, stopped)
        ELSE started + amount - greatest(started, stopped)
    END)
$$
"""
# Open cases with the days that tell their terms, and the limits as they stand now.
_CASES = """
CREATE TEMPORARY TABLE open_cases AS
SELECT id, status, host_region AS region, due_on,
       pg_temp.next_day((submitted_at AT TIME ZONE 'Asia/Almaty')::date) AS submitted,
       pg_temp.next_day((COALESCE(accepted_at, submitted_at) AT TIME ZONE 'Asia/Almaty')::date) AS accepted,
       (status_since AT TIME ZONE 'Asia/Almaty')::date AS since
FROM applications WHERE status IN ('submitted', 'accepted', 'documents_requested', 'prepared')
"""
_LIMITS = """
CREATE TEMPORARY TABLE limits AS
SELECT DISTINCT ON (key) key, value::numeric::integer AS amount, unit FROM reference_values
WHERE key IN ('limit.acceptance', 'limit.decision', 'limit.documents')
  AND unit IN ('working_days', 'calendar_days', 'months')
  AND effective_from <= current_date AND (effective_to IS NULL OR effective_to >= current_date)
ORDER BY key, effective_from DESC
"""
# Until now one term ran through study and decision, from acceptance: the day that was set stays.
_RUNNING = """
INSERT INTO terms (application_id, region, stage, limit_key, amount, unit, started_on, due_on, explanation)
SELECT c.id, c.region, s.stage, l.key, l.amount, l.unit,
       CASE WHEN s.keeps THEN COALESCE(pg_temp.term_start(c.due_on, l.amount, l.unit), s.started) ELSE s.started END,
       CASE WHEN s.keeps THEN COALESCE(c.due_on, pg_temp.term_end(s.started, l.amount, l.unit))
            ELSE pg_temp.term_end(s.started, l.amount, l.unit) END,
       ''
FROM open_cases c
CROSS JOIN LATERAL (
    SELECT 'whole' AS stage, 'limit.decision' AS key, c.submitted AS started, false AS keeps
    WHERE c.status = 'submitted'
    UNION ALL SELECT 'completeness', 'limit.acceptance', c.submitted, true WHERE c.status = 'submitted'
    UNION ALL SELECT 'whole', 'limit.decision', c.accepted, true WHERE c.status IN ('accepted', 'prepared')
    UNION ALL SELECT 'study', 'limit.decision', c.accepted, true WHERE c.status = 'accepted'
    UNION ALL SELECT 'decision', 'limit.decision', c.accepted, true WHERE c.status = 'prepared'
    UNION ALL SELECT 'documents_reply', 'limit.documents', c.since, true WHERE c.status = 'documents_requested'
) AS s
JOIN limits l ON l.key = s.key
ORDER BY c.id
"""
_STOPPED = """
INSERT INTO terms (application_id, region, stage, limit_key, amount, unit, started_on, stopped_on, stop_reason,
                   days_left, explanation)
SELECT c.id, c.region, s.stage, l.key, l.amount, l.unit, least(c.accepted, c.since), c.since, 'documents',
       pg_temp.days_left(least(c.accepted, c.since), c.since, l.amount, l.unit), ''
FROM open_cases c CROSS JOIN (VALUES ('whole'), ('study')) AS s (stage)
JOIN limits l ON l.key = 'limit.decision'
WHERE c.status = 'documents_requested'
ORDER BY c.id
"""
_STOPS = """
INSERT INTO term_stops (term_id, reason, stopped_on)
SELECT id, stop_reason, stopped_on FROM terms WHERE stopped_on IS NOT NULL ORDER BY id
"""
_DATES = """
UPDATE applications a SET whole_due_on = t.due_on, clock_stopped_on = t.stopped_on
FROM terms t WHERE t.application_id = a.id AND t.stage = 'whole'
"""


def upgrade() -> None:
    op.create_table(
        "recounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["accounts.id"], name=op.f("fk_recounts_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recounts")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("appeal_id", sa.BigInteger(), nullable=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("limit_key", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("days_left", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breach_status", sa.Text(), nullable=True),
        sa.Column("breach_officer_id", sa.BigInteger(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explained_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(explained_at IS NULL) = (explanation = '') AND (explained_at IS NULL) = (explained_by_id IS NULL) AND (explained_at IS NULL OR breached_at IS NOT NULL)",
            name=op.f("ck_terms_explanation_whole"),
        ),
        sa.CheckConstraint(
            "stage IN ('whole', 'forwarding', 'completeness', 'study', 'documents_reply', 'commission', 'decision', 'position', 'final_decision', 'notice', 'arrival', 'appeal_forwarding', 'appeal_decision')",
            name=op.f("ck_terms_stage_known"),
        ),
        sa.CheckConstraint("stop_reason IN ('documents', 'hearing')", name=op.f("ck_terms_stop_reason_known")),
        sa.CheckConstraint("unit IN ('calendar_days', 'months', 'working_days')", name=op.f("ck_terms_unit_known")),
        sa.CheckConstraint("(breached_at IS NULL) = (breach_status IS NULL)", name=op.f("ck_terms_breach_whole")),
        sa.CheckConstraint("(due_on IS NULL) = (days_left IS NOT NULL)", name=op.f("ck_terms_due_or_left")),
        sa.CheckConstraint("(stopped_on IS NULL) = (stop_reason IS NULL)", name=op.f("ck_terms_stopped_for_a_reason")),
        sa.CheckConstraint("amount >= 0 AND days_left >= 0", name=op.f("ck_terms_not_negative")),
        sa.CheckConstraint("breached_at IS NULL OR due_on IS NOT NULL", name=op.f("ck_terms_breach_of_a_day")),
        sa.CheckConstraint("due_on IS NOT NULL OR stopped_on IS NOT NULL", name=op.f("ck_terms_due_unless_stopped")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_terms_application_id")),
        sa.ForeignKeyConstraint(["breach_officer_id"], ["accounts.id"], name=op.f("fk_terms_breach_officer_id")),
        sa.ForeignKeyConstraint(["explained_by_id"], ["accounts.id"], name=op.f("fk_terms_explained_by_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_terms_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    op.create_index("ix_terms_application", "terms", ["application_id", "id"], unique=False)
    op.create_index(
        "ix_terms_breached",
        "terms",
        ["breached_at", "id"],
        unique=False,
        postgresql_where=sa.text("breached_at IS NOT NULL"),
    )
    op.create_index(
        "ix_terms_region_breached",
        "terms",
        ["region", "breached_at", "id"],
        unique=False,
        postgresql_where=sa.text("breached_at IS NOT NULL"),
    )
    op.create_index(
        "ix_terms_watched",
        "terms",
        ["due_on", "id"],
        unique=False,
        postgresql_where=sa.text(
            "breached_at IS NULL AND due_on IS NOT NULL AND (ended_on IS NULL OR ended_on > due_on) AND stage NOT IN ('documents_reply', 'position')"
        ),
    )
    op.create_index(
        "uq_terms_running",
        "terms",
        ["application_id", "stage", "appeal_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "term_stops",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("term_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=False),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("reason IN ('documents', 'hearing')", name=op.f("ck_term_stops_reason_known")),
        sa.CheckConstraint("resumed_on >= stopped_on", name=op.f("ck_term_stops_order")),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_term_stops_term_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_stops")),
    )
    op.create_index("ix_term_stops_term", "term_stops", ["term_id", "id"], unique=False)
    op.create_index(
        "uq_term_stops_open", "term_stops", ["term_id"], unique=True, postgresql_where=sa.text("resumed_on IS NULL")
    )
    op.create_table(
        "recount_moves",
        sa.Column("term_id", sa.BigInteger(), nullable=False),
        sa.Column("recount_id", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.Column("left_before", sa.Integer(), nullable=True),
        sa.Column("left_after", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recount_id"], ["recounts.id"], name=op.f("fk_recount_moves_recount_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_recount_moves_term_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("term_id", "recount_id", name=op.f("pk_recount_moves")),
    )
    op.create_index("ix_recount_moves_region", "recount_moves", ["recount_id", "region", "term_id"], unique=False)
    _adopt_open_cases()


def downgrade() -> None:
    for table in ("recount_moves", "term_stops", "terms", "recounts"):
        op.drop_table(table)
    op.execute(
        "UPDATE applications SET whole_due_on = NULL, clock_stopped_on = NULL"
        " WHERE whole_due_on IS NOT NULL OR clock_stopped_on IS NOT NULL"
    )


def _adopt_open_cases() -> None:
    """Give every open case the terms that run for it, as far as its days tell; the day of its step stays."""
    connection = op.get_bind()
    moved = connection.execute(sa.text("SELECT rest_day, moved_to FROM moved_days")).all()
    off = frozenset(holidays.country_holidays("KZ", years=_YEARS)) | {row.moved_to for row in moved}
    worked = {row.rest_day for row in moved}
    every = [date(_YEARS[0], 1, 1) + timedelta(days=number) for number in range(365 * len(_YEARS))]
    days = [day for day in every if day in worked or (day.weekday() < 5 and day not in off)]
    connection.execute(sa.text(_DAYS))
    connection.execute(
        sa.text("INSERT INTO working_days SELECT * FROM unnest(CAST(:days AS date[])) WITH ORDINALITY"), {"days": days}
    )
    connection.exec_driver_sql("ANALYZE working_days")
    functions = (
        "next_day(date)",
        "place(date)",
        "term_end(date, integer, text)",
        "term_start(date, integer, text)",
        "days_left(date, date, integer, text)",
    )
    for statement in (_NEXT, _PLACE, _END, _START, _LEFT, _CASES, _LIMITS, _RUNNING, _STOPPED, _STOPS, _DATES):
        connection.exec_driver_sql(statement)
    for function in functions:
        connection.execute(sa.text(f"DROP FUNCTION pg_temp.{function}"))
    for table in ("limits", "open_cases", "working_days"):
        connection.execute(sa.text(f"DROP TABLE {table}"))
