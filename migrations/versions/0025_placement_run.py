"""What a run of the placement came to in time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of earlier runs nobody wrote it down: what is not known stays empty.
    op.add_column("placement_runs", sa.Column("in_time", sa.Boolean(), nullable=True))
    op.add_column("placement_runs", sa.Column("gap_asked", sa.Numeric(), nullable=True))
    op.add_column("placement_runs", sa.Column("solver", sa.Text(), nullable=True))
    op.add_column("placement_runs", sa.Column("result_digest", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_placement_runs_result_whole"),
        "placement_runs",
        "(in_time IS NULL) = (result_digest IS NULL) AND (in_time IS NULL) = (solver IS NULL)"
        " AND (in_time IS NULL) = (gap_asked IS NULL) AND (in_time IS NULL OR state = 'solved')",
    )
    op.create_index("ix_placement_runs_digest", "placement_runs", ["digest", "id"], unique=False)
    op.execute(
        "CREATE TRIGGER placement_run_kept BEFORE UPDATE OR DELETE ON placement_runs"
        " FOR EACH ROW WHEN (OLD.state = 'solved') EXECUTE FUNCTION qonys_forbid_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER placement_run_kept ON placement_runs")
    op.drop_index("ix_placement_runs_digest", table_name="placement_runs")
    op.drop_constraint(op.f("ck_placement_runs_result_whole"), "placement_runs", type_="check")
    for column in ("result_digest", "solver", "gap_asked", "in_time"):
        op.drop_column("placement_runs", column)
