"""Kept figures of the public page: what happened by month, and what was published of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# The country's clock, as everywhere in the service.
_MONTH = "date_trunc('month', timezone(interval '5 hours', {at}))::date"
_FINAL = "'annulled', 'approved', 'discontinued', 'refused', 'refused_to_accept', 'terminated', 'withdrawn'"

# What one case adds to the figures as it stands: its filing, and how it ended.
_FIGURES = f"""
CREATE FUNCTION qonys_statistic_figures(
    filed_at timestamptz, ended_at timestamptz, status text, region text, stream text, persons integer
) RETURNS TABLE (month date, measure text, families integer, persons_counted integer, days integer)
LANGUAGE sql IMMUTABLE AS $$
    SELECT {_MONTH.format(at="filed_at")}, 'filed', 1, persons, NULL::integer
    WHERE filed_at IS NOT NULL AND region IS NOT NULL
    UNION ALL
    SELECT {_MONTH.format(at="ended_at")},
        CASE WHEN status IN ('approved', 'refused') THEN status ELSE 'otherwise' END, 1, persons,
        CASE WHEN status IN ('approved', 'refused') THEN
            timezone(interval '5 hours', ended_at)::date - timezone(interval '5 hours', filed_at)::date
        END
    WHERE filed_at IS NOT NULL AND region IS NOT NULL AND ended_at IS NOT NULL AND status IN ({_FINAL})
$$
"""

# Only added rows, so that no two writers wait for each other: what a case added before, taken away, and what it adds
# now.  What is the same before and after leaves nothing.
_COUNT = """
CREATE FUNCTION qonys_count_statistic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH parts AS (
        SELECT NEW.host_region AS region, NEW.stream AS stream, made.*, 1 AS sign
        FROM qonys_statistic_figures(NEW.submitted_at, COALESCE(NEW.decided_at, NEW.closed_at, NEW.status_since),
            NEW.status, NEW.host_region, NEW.stream, NEW.household_size) made
        WHERE TG_OP <> 'DELETE'
        UNION ALL
        SELECT OLD.host_region, OLD.stream, made.*, -1
        FROM qonys_statistic_figures(OLD.submitted_at, COALESCE(OLD.decided_at, OLD.closed_at, OLD.status_since),
            OLD.status, OLD.host_region, OLD.stream, OLD.household_size) made
        WHERE TG_OP <> 'INSERT'
    ), counted AS (
        INSERT INTO statistic_deltas (month, region, stream, measure, families, persons)
        SELECT month, region, stream, measure, sum(sign * families), sum(sign * persons_counted) FROM parts
        GROUP BY month, region, stream, measure
        HAVING sum(sign * families) <> 0 OR sum(sign * persons_counted) <> 0
    )
    INSERT INTO statistic_durations (month, region, stream, days, families)
    SELECT month, region, stream, days, sum(sign * families) FROM parts WHERE days IS NOT NULL
    GROUP BY month, region, stream, days HAVING sum(sign * families) <> 0;
    RETURN NULL;
END $$
"""

_COUNT_HELD = f"""
CREATE FUNCTION qonys_count_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO statistic_deltas (month, region, stream, measure, families, persons)
    SELECT {_MONTH.format(at="NEW.at")}, q.region, q.stream, 'held', sign(NEW.reserved), NEW.reserved
    FROM regional_quotas q WHERE q.id = NEW.quota_id;
    RETURN NULL;
END $$
"""

# The final grounds of a refusal stand in the event of its move, and nowhere else.  A refusal that is set aside is taken
# back in the month in which it was counted.
_COUNT_GROUNDS = f"""
CREATE FUNCTION qonys_count_grounds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refusal audit_events;
    change integer;
BEGIN
    IF NEW.facts ->> 'to' = 'refused' THEN
        refusal := NEW;
        change := 1;
    ELSE
        SELECT * INTO refusal FROM audit_events e
        WHERE e.subject_kind = 'application' AND e.subject_id = NEW.subject_id AND e.sequence < NEW.sequence
            AND e.key = 'application.moved' AND e.facts ->> 'to' = 'refused'
        ORDER BY e.sequence DESC LIMIT 1;
        change := -1;
    END IF;
    INSERT INTO statistic_grounds (month, region, stream, ground, families)
    SELECT {_MONTH.format(at="refusal.at")}, refusal.region, a.stream, named.ground, change
    FROM applications a,
        (SELECT DISTINCT jsonb_array_elements_text(COALESCE(refusal.facts -> 'grounds', '[]')) AS ground) named
    WHERE a.id = refusal.subject_id;
    RETURN NULL;
END $$
"""

_FILL = f"""
WITH parts AS (
    SELECT a.host_region AS region, a.stream AS stream, made.*
    FROM applications a, qonys_statistic_figures(a.submitted_at, COALESCE(a.decided_at, a.closed_at, a.status_since),
        a.status, a.host_region, a.stream, a.household_size) made
), counted AS (
    INSERT INTO statistic_deltas (month, region, stream, measure, families, persons)
    SELECT month, region, stream, measure, sum(families), sum(persons_counted) FROM parts
    GROUP BY month, region, stream, measure
), held AS (
    INSERT INTO statistic_deltas (month, region, stream, measure, families, persons)
    SELECT {_MONTH.format(at="m.at")}, q.region, q.stream, 'held', sum(sign(m.reserved)), sum(m.reserved)
    FROM quota_movements m JOIN regional_quotas q ON q.id = m.quota_id WHERE m.reserved <> 0
    GROUP BY 1, 2, 3 HAVING sum(sign(m.reserved)) <> 0 OR sum(m.reserved) <> 0
)
INSERT INTO statistic_durations (month, region, stream, days, families)
SELECT month, region, stream, days, sum(families) FROM parts WHERE days IS NOT NULL GROUP BY month, region, stream, days
"""

_FILL_GROUNDS = f"""
WITH refusals AS (
    SELECT DISTINCT ON (a.id) a.stream, e.region, e.at, e.facts
    FROM applications a
    JOIN audit_events e ON e.subject_kind = 'application' AND e.subject_id = a.id AND e.key = 'application.moved'
    WHERE a.status = 'refused' AND e.facts ->> 'to' = 'refused'
    ORDER BY a.id, e.sequence DESC
), named AS (
    SELECT DISTINCT r.stream, r.region, r.at, r.facts, jsonb_array_elements_text(
        COALESCE(r.facts -> 'grounds', '[]')) AS ground FROM refusals r
)
INSERT INTO statistic_grounds (month, region, stream, ground, families)
SELECT {_MONTH.format(at="at")}, region, stream, ground, count(*) FROM named GROUP BY 1, 2, 3, 4
"""


def upgrade() -> None:
    _create_counters()
    _create_releases()
    for statement in (_FIGURES, _COUNT, _COUNT_HELD, _COUNT_GROUNDS, _FILL, _FILL_GROUNDS):
        op.execute(statement)
    op.execute(
        "CREATE TRIGGER count_statistic AFTER INSERT OR DELETE OR UPDATE OF status, status_since, host_region, stream,"
        " household_size, submitted_at, decided_at, closed_at ON applications"
        " FOR EACH ROW EXECUTE FUNCTION qonys_count_statistic()"
    )
    op.execute(
        "CREATE TRIGGER count_held AFTER INSERT ON quota_movements"
        " FOR EACH ROW WHEN (NEW.reserved <> 0) EXECUTE FUNCTION qonys_count_held()"
    )
    op.execute(
        "CREATE TRIGGER count_grounds AFTER INSERT ON audit_events FOR EACH ROW WHEN (NEW.key = 'application.moved'"
        " AND (NEW.facts ->> 'to' = 'refused') IS DISTINCT FROM (NEW.facts ->> 'from' = 'refused'))"
        " EXECUTE FUNCTION qonys_count_grounds()"
    )
    for table in ("statistic_releases", "statistic_figures"):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION qonys_forbid_change()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION qonys_forbid_change()"
        )


def downgrade() -> None:
    # What was published was published: going back forgets it here, and coming again publishes closed months anew.
    for trigger, table in (
        ("count_grounds", "audit_events"),
        ("count_held", "quota_movements"),
        ("count_statistic", "applications"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in ("qonys_count_grounds", "qonys_count_held", "qonys_count_statistic", "qonys_statistic_figures"):
        op.execute(f"DROP FUNCTION {function}")
    for table in (
        "statistic_figures",
        "statistic_releases",
        "statistic_grounds",
        "statistic_durations",
        "statistic_deltas",
    ):
        op.drop_table(table)


def _create_counters() -> None:
    op.create_table(
        "statistic_deltas",
        *_key(),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "measure IN ('filed', 'approved', 'refused', 'otherwise', 'held')",
            name=op.f("ck_statistic_deltas_measure_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic_deltas")),
    )
    op.create_table(
        "statistic_durations",
        *_key(),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic_durations")),
    )
    op.create_table(
        "statistic_grounds",
        *_key(),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic_grounds")),
    )


def _key() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
    )


def _create_releases() -> None:
    op.create_table(
        "statistic_releases",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("smallest", sa.Integer(), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint("smallest > 1", name=op.f("ck_statistic_releases_smallest_is_a_crowd")),
        sa.PrimaryKeyConstraint("as_of", name=op.f("pk_statistic_releases")),
    )
    op.create_table(
        "statistic_figures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("families", sa.Integer(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("basis", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "measure IN ('filed', 'approved', 'refused', 'otherwise', 'held', 'allocated', 'ground', 'median_days',"
            " 'ninetieth_days')",
            name=op.f("ck_statistic_figures_measure_known"),
        ),
        sa.CheckConstraint(
            "(measure = 'ground') = (ground IS NOT NULL)", name=op.f("ck_statistic_figures_ground_named")
        ),
        sa.ForeignKeyConstraint(["as_of"], ["statistic_releases.as_of"], name=op.f("fk_statistic_figures_as_of")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_statistic_figures_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic_figures")),
    )
    op.create_index(
        "uq_statistic_figures_cell",
        "statistic_figures",
        ["as_of", "stream", "region", "measure", "ground"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
