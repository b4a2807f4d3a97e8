"""Placement: profiles of places, proposals, and what became of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# A decision on a proposal is counted once, when it is taken; nobody takes one back.
_COUNTING = """
CREATE FUNCTION count_placement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO placement_counts (year, region, officer_id, ground, count)
    VALUES (extract(year FROM (NEW.decided_at AT TIME ZONE 'UTC') + interval '5 hours'), NEW.decided_in, NEW.decided_by_id,
            COALESCE(NEW.ground, ''), 1)
    ON CONFLICT (year, region, officer_id, ground) DO UPDATE SET count = placement_counts.count + 1;
    RETURN NULL;
END $$
"""
_COUNTED = """
CREATE TRIGGER placement_counted AFTER UPDATE OF state ON placement_proposals
FOR EACH ROW WHEN (OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL) EXECUTE FUNCTION count_placement()
"""
_KEEPING = """
CREATE FUNCTION keep_placement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decided proposal is history';
END $$
"""
_KEPT = """
CREATE TRIGGER placement_kept BEFORE UPDATE ON placement_proposals
FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION keep_placement()
"""


def upgrade() -> None:
    op.create_table(
        "professions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("spellings", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(verified_by <> '') = (verified_on IS NOT NULL)", name=op.f("ck_professions_verified_whole")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_professions")),
    )
    op.create_table(
        "place_profiles",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["district", "region"],
            ["districts.code", "districts.region"],
            name=op.f("fk_place_profiles_district_region"),
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_place_profiles_region")),
        sa.ForeignKeyConstraint(["written_by_id"], ["accounts.id"], name=op.f("fk_place_profiles_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_profiles")),
    )
    op.create_index("ix_place_profiles_place", "place_profiles", ["region", "district", "id"], unique=False)
    op.create_index(
        "uq_place_profiles_current",
        "place_profiles",
        ["region", sa.literal_column("COALESCE(district, '')")],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "place_figures",
        sa.Column("profile_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount >= 0 AND (kind <> 'health' OR amount <= 1)", name=op.f("ck_place_figures_amount_possible")
        ),
        sa.CheckConstraint("kind IN ('job', 'school', 'home', 'health')", name=op.f("ck_place_figures_kind_known")),
        sa.ForeignKeyConstraint(["profile_id"], ["place_profiles.id"], name=op.f("fk_place_figures_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "kind", "code", name=op.f("pk_place_figures")),
    )
    op.create_table(
        "place_outcomes",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.Column("stayed", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stayed >= 0 AND stayed <= families", name=op.f("ck_place_outcomes_share")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_place_outcomes")),
    )
    op.create_table(
        "placement_runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("stream", sa.Text(), nullable=True),
        sa.Column("sitting_id", sa.BigInteger(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("limits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("weights", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("prices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("objective", sa.Numeric(), nullable=True),
        sa.Column("bound", sa.Numeric(), nullable=True),
        sa.Column("gap", sa.Numeric(), nullable=True),
        sa.Column("seconds", sa.Numeric(), nullable=True),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("unplaced", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(mode = 'sitting') = (sitting_id IS NOT NULL)", name=op.f("ck_placement_runs_of_a_sitting")
        ),
        sa.CheckConstraint("(mode = 'waiting') = (region IS NULL)", name=op.f("ck_placement_runs_of_a_region")),
        sa.CheckConstraint(
            "(state = 'solved') = (solved_at IS NOT NULL) AND (state = 'solved') = (digest IS NOT NULL) AND (state = 'solved') = (objective IS NOT NULL) AND (state = 'solved') = (gap IS NOT NULL)",
            name=op.f("ck_placement_runs_solved_whole"),
        ),
        sa.CheckConstraint("mode = 'sitting' OR stream IS NOT NULL", name=op.f("ck_placement_runs_of_a_stream")),
        sa.CheckConstraint("mode IN ('sitting', 'waiting', 'arrival')", name=op.f("ck_placement_runs_mode_known")),
        sa.CheckConstraint("state IN ('asked', 'solved', 'failed')", name=op.f("ck_placement_runs_state_known")),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_placement_runs_stream_known")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["accounts.id"], name=op.f("fk_placement_runs_asked_by_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_placement_runs_region")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_placement_runs_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_runs")),
    )
    op.create_index("ix_placement_runs_region", "placement_runs", ["region", "id"], unique=False)
    op.create_index("ix_placement_runs_sitting", "placement_runs", ["sitting_id", "id"], unique=False)
    op.create_index(
        "ix_placement_runs_stream",
        "placement_runs",
        ["stream", "id"],
        unique=False,
        postgresql_where=sa.text("mode = 'waiting'"),
    )
    op.create_table(
        "placement_proposals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("chosen_region", sa.Text(), nullable=True),
        sa.Column("chosen_district", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_in", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'overridden') = (ground IS NOT NULL)", name=op.f("ck_placement_proposals_override_with_ground")
        ),
        sa.CheckConstraint(
            "(state IN ('accepted', 'overridden')) = (decided_at IS NOT NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (decided_in IS NULL)",
            name=op.f("ck_placement_proposals_decided_whole"),
        ),
        sa.CheckConstraint(
            "ground IN ('family_asks', 'job_found', 'home_found', 'health', 'school', 'relatives', 'profile_wrong', 'other')",
            name=op.f("ck_placement_proposals_ground_known"),
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR (region IS NOT NULL AND chosen_region = region AND chosen_district IS NOT DISTINCT FROM district)",
            name=op.f("ck_placement_proposals_accepted_as_proposed"),
        ),
        sa.CheckConstraint(
            "state <> 'overridden' OR reason <> ''", name=op.f("ck_placement_proposals_override_with_reason")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'overridden', 'superseded')", name=op.f("ck_placement_proposals_state_known")
        ),
        sa.CheckConstraint("(region IS NULL) = (score IS NULL)", name=op.f("ck_placement_proposals_scored")),
        sa.CheckConstraint(
            "chosen_district IS NULL OR chosen_region IS NOT NULL", name=op.f("ck_placement_proposals_chosen_whole")
        ),
        sa.CheckConstraint("district IS NULL OR region IS NOT NULL", name=op.f("ck_placement_proposals_place_whole")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_placement_proposals_score_possible")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_placement_proposals_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["chosen_district", "chosen_region"],
            ["districts.code", "districts.region"],
            name=op.f("fk_placement_proposals_chosen_district_chosen_region"),
        ),
        sa.ForeignKeyConstraint(["chosen_region"], ["regions.code"], name=op.f("fk_placement_proposals_chosen_region")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["accounts.id"], name=op.f("fk_placement_proposals_decided_by_id")),
        sa.ForeignKeyConstraint(["decided_in"], ["regions.code"], name=op.f("fk_placement_proposals_decided_in")),
        sa.ForeignKeyConstraint(
            ["district", "region"],
            ["districts.code", "districts.region"],
            name=op.f("fk_placement_proposals_district_region"),
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_placement_proposals_region")),
        sa.ForeignKeyConstraint(["run_id"], ["placement_runs.id"], name=op.f("fk_placement_proposals_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_proposals")),
    )
    op.create_index("ix_placement_proposals_application", "placement_proposals", ["application_id", "id"], unique=False)
    op.create_index("ix_placement_proposals_run", "placement_proposals", ["run_id", "id"], unique=False)
    op.create_index(
        "uq_placement_proposals_open",
        "placement_proposals",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "placement_counts",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["accounts.id"], name=op.f("fk_placement_counts_officer_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_placement_counts_region")),
        sa.PrimaryKeyConstraint("year", "region", "officer_id", "ground", name=op.f("pk_placement_counts")),
    )
    for statement in (_COUNTING, _COUNTED, _KEEPING, _KEPT):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("placement_counts")
    op.drop_table("placement_proposals")
    op.drop_table("placement_runs")
    op.drop_table("place_outcomes")
    op.drop_table("place_figures")
    op.drop_table("place_profiles")
    op.drop_table("professions")
    op.execute("DROP FUNCTION count_placement()")
    op.execute("DROP FUNCTION keep_placement()")
