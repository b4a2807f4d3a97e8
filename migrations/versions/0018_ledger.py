"""The ledger of places: two people, districts, transfers, days"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_OLD_KINDS = "order amendment reservation release consumption return"
_KINDS = "order amendment distribution transfer reservation release consumption return"
_SHAPE = (
    "CASE kind"
    " WHEN 'reservation' THEN allocated = 0 AND reserved > 0 AND used = 0"
    " WHEN 'release' THEN allocated = 0 AND reserved < 0 AND used = 0"
    " WHEN 'consumption' THEN allocated = 0 AND reserved < 0 AND used = -reserved"
    " WHEN 'return' THEN allocated = 0 AND reserved = 0 AND used < 0"
    "{more} END"
)
_NEW_SHAPE = _SHAPE.format(
    more=" WHEN 'distribution' THEN allocated = 0 AND reserved = 0 AND used = 0 AND district IS NOT NULL"
    " ELSE reserved = 0 AND used = 0 AND district IS NULL"
)
_OLD_SHAPE = _SHAPE.format(more=" ELSE reserved = 0 AND used = 0")

# The region's row counts everything in the region; what a district has is counted in its own row too.
_APPLY = """
CREATE OR REPLACE FUNCTION qonys_apply_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.authority = 'earlier' THEN
        RAISE EXCEPTION 'a movement written now names whose word it is' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE regional_quotas SET
        allocated = allocated + NEW.allocated,
        reserved = reserved + NEW.reserved,
        used = used + NEW.used,
        distributed = distributed + NEW.distributed,
        district_taken = district_taken
            + CASE WHEN NEW.district IS NULL THEN 0 ELSE NEW.reserved + NEW.used END,
        version = COALESCE((SELECT o.version FROM quota_orders o WHERE o.id = NEW.order_id), version)
    WHERE id = NEW.quota_id;
    IF NEW.district IS NOT NULL THEN
        -- The region's row is locked by now: nobody else can make the district's.
        UPDATE district_quotas SET
            allocated = allocated + NEW.distributed,
            reserved = reserved + NEW.reserved,
            used = used + NEW.used
        WHERE quota_id = NEW.quota_id AND district = NEW.district;
        IF NOT FOUND THEN
            INSERT INTO district_quotas (quota_id, district, region, allocated, reserved, used)
            SELECT q.id, NEW.district, q.region, NEW.distributed, NEW.reserved, NEW.used
            FROM regional_quotas q WHERE q.id = NEW.quota_id;
        END IF;
    END IF;
    INSERT INTO quota_months AS m (quota_id, month, allocated, reserved, used)
    VALUES (NEW.quota_id, date_trunc('month', NEW.effective_on)::date, NEW.allocated, NEW.reserved, NEW.used)
    ON CONFLICT (quota_id, month) DO UPDATE SET
        allocated = m.allocated + EXCLUDED.allocated,
        reserved = m.reserved + EXCLUDED.reserved,
        used = m.used + EXCLUDED.used;
    RETURN NULL;
END $$
"""
_OLD_APPLY = """
CREATE OR REPLACE FUNCTION qonys_apply_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE regional_quotas SET
        allocated = allocated + NEW.allocated,
        reserved = reserved + NEW.reserved,
        used = used + NEW.used,
        version = COALESCE((SELECT o.version FROM quota_orders o WHERE o.id = NEW.order_id), version)
    WHERE id = NEW.quota_id;
    RETURN NULL;
END $$
"""

# A row that begins with places would hold places that no movement gave.
_GUARD_NEW = """
CREATE FUNCTION qonys_guard_new_quota() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a quota begins empty: places come by quota_movements' USING ERRCODE = 'restrict_violation';
END $$
"""

_BALANCED = """
CREATE FUNCTION qonys_check_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_over bigint;
BEGIN
    SELECT sum(allocated) INTO left_over FROM quota_movements
    WHERE proposal_id = NEW.proposal_id AND kind = 'transfer';
    IF left_over <> 0 THEN
        RAISE EXCEPTION 'transfer % makes or loses % places', NEW.proposal_id, left_over
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_balance';
    END IF;
    RETURN NULL;
END $$
"""

_KEEP_PROPOSALS = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM quota_proposals) THEN
        RAISE EXCEPTION 'the older record has no word for proposals' USING ERRCODE = 'restrict_violation';
    END IF;
END $$
"""


def upgrade() -> None:
    _proposals()
    op.add_column("quota_orders", sa.Column("unit", sa.Text(), nullable=False, server_default="persons"))
    op.alter_column("quota_orders", "unit", server_default=None)
    op.create_check_constraint(op.f("ck_quota_orders_unit_known"), "quota_orders", "unit IN ('persons', 'families')")
    op.add_column("quota_orders", sa.Column("proposal_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_quota_orders_proposal_id"), "quota_orders", "quota_proposals", ["proposal_id"], ["id"]
    )
    _balances()
    _movements()
    _guards()


def _proposals() -> None:
    op.create_table(
        "quota_proposals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("bundle_id", sa.BigInteger(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("act_number", sa.Text(), nullable=False),
        sa.Column("act_title", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("act_code", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=True),
        sa.Column("based_on", postgresql.JSONB(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('order', 'amendment', 'distribution', 'transfer')", name=op.f("ck_quota_proposals_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'in_force', 'rejected', 'withdrawn', 'failed')",
            name=op.f("ck_quota_proposals_state_known"),
        ),
        sa.CheckConstraint("unit IN ('persons', 'families')", name=op.f("ck_quota_proposals_unit_known")),
        sa.CheckConstraint("approved_by_id <> proposed_by_id", name=op.f("ck_quota_proposals_four_eyes")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_quota_proposals_reason_given")),
        sa.CheckConstraint(
            "(kind = 'distribution') = (region IS NOT NULL)", name=op.f("ck_quota_proposals_region_of_distribution")
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_quota_proposals_approver")
        ),
        sa.CheckConstraint(
            "CASE WHEN state IN ('approved', 'in_force', 'failed') THEN approved_at IS NOT NULL"
            " WHEN state IN ('proposed', 'withdrawn') THEN approved_at IS NULL ELSE true END",
            name=op.f("ck_quota_proposals_approved"),
        ),
        sa.CheckConstraint(
            "(state = 'in_force') = (in_force_at IS NOT NULL)", name=op.f("ck_quota_proposals_in_force")
        ),
        sa.CheckConstraint(
            "(state IN ('rejected', 'withdrawn', 'failed')) = (ended_at IS NOT NULL)",
            name=op.f("ck_quota_proposals_ended"),
        ),
        sa.CheckConstraint(
            "CASE state WHEN 'rejected' THEN COALESCE(ended_by_id <> proposed_by_id, false) AND end_reason <> ''"
            " WHEN 'withdrawn' THEN COALESCE(ended_by_id = proposed_by_id, false)"
            " ELSE ended_by_id IS NULL END",
            name=op.f("ck_quota_proposals_ended_by"),
        ),
        sa.CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name=op.f("ck_quota_proposals_failure_told")),
        sa.ForeignKeyConstraint(["bundle_id"], ["quota_proposals.id"], name=op.f("fk_quota_proposals_bundle_id")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_quota_proposals_region")),
        sa.ForeignKeyConstraint(["act_code"], ["legal_acts.code"], name=op.f("fk_quota_proposals_act_code")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["accounts.id"], name=op.f("fk_quota_proposals_proposed_by_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["accounts.id"], name=op.f("fk_quota_proposals_approved_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["accounts.id"], name=op.f("fk_quota_proposals_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_proposals")),
    )
    op.create_index(op.f("ix_quota_proposals_bundle_id"), "quota_proposals", ["bundle_id"])
    op.create_index("ix_quota_proposals_year", "quota_proposals", ["year", "id"])
    op.create_index(
        "ix_quota_proposals_open",
        "quota_proposals",
        ["effective_on"],
        postgresql_where=sa.text("state IN ('proposed', 'approved')"),
    )
    op.create_table(
        "quota_proposal_lines",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.CheckConstraint("stream IN ('kandas', 'relocatee')", name=op.f("ck_quota_proposal_lines_stream_known")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["quota_proposals.id"], name=op.f("fk_quota_proposal_lines_proposal_id")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_quota_proposal_lines_region")),
        sa.ForeignKeyConstraint(
            ["district", "region"],
            ["districts.code", "districts.region"],
            name=op.f("fk_quota_proposal_lines_district_region"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_proposal_lines")),
        sa.UniqueConstraint(
            "proposal_id",
            "stream",
            "region",
            "district",
            name=op.f("uq_quota_proposal_lines_proposal_id_stream_region_district"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def _balances() -> None:
    for name in ("distributed", "district_taken"):
        op.add_column("regional_quotas", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        op.alter_column("regional_quotas", name, server_default=None)
    op.add_column("regional_quotas", sa.Column("unit", sa.Text(), nullable=False, server_default="persons"))
    op.alter_column("regional_quotas", "unit", server_default=None)
    for name, rule in (
        ("unit_known", "unit IN ('persons', 'families')"),
        ("undistributed_not_oversold", "(reserved + used - district_taken) + distributed <= allocated"),
        (
            "districts_within",
            "distributed >= 0 AND district_taken BETWEEN 0 AND LEAST(distributed, reserved + used)",
        ),
        ("families_only_told", "unit = 'persons' OR (reserved = 0 AND used = 0 AND distributed = 0)"),
    ):
        op.create_check_constraint(op.f(f"ck_regional_quotas_{name}"), "regional_quotas", rule)
    op.create_table(
        "district_quotas",
        sa.Column("quota_id", sa.BigInteger(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved + used <= allocated", name=op.f("ck_district_quotas_never_oversold")),
        sa.CheckConstraint(
            "allocated >= 0 AND reserved >= 0 AND used >= 0", name=op.f("ck_district_quotas_not_negative")
        ),
        sa.ForeignKeyConstraint(["quota_id"], ["regional_quotas.id"], name=op.f("fk_district_quotas_quota_id")),
        sa.ForeignKeyConstraint(
            ["district", "region"],
            ["districts.code", "districts.region"],
            name=op.f("fk_district_quotas_district_region"),
        ),
        sa.PrimaryKeyConstraint("quota_id", "district", name=op.f("pk_district_quotas")),
    )
    op.create_table(
        "quota_months",
        sa.Column("quota_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("EXTRACT(day FROM month) = 1", name=op.f("ck_quota_months_first_day")),
        sa.ForeignKeyConstraint(["quota_id"], ["regional_quotas.id"], name=op.f("fk_quota_months_quota_id")),
        sa.PrimaryKeyConstraint("quota_id", "month", name=op.f("pk_quota_months")),
    )
    op.add_column("applications", sa.Column("quota_district", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_applications_quota_id_quota_district"),
        "applications",
        "district_quotas",
        ["quota_id", "quota_district"],
        ["quota_id", "district"],
    )


def _movements() -> None:
    op.alter_column("quota_movements", "actor_id", new_column_name="approved_by_id")
    op.execute(
        "ALTER TABLE quota_movements RENAME CONSTRAINT fk_quota_movements_actor_id TO fk_quota_movements_approved_by_id"
    )
    for column in (
        sa.Column("distributed", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("proposal_id", sa.BigInteger(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=False, server_default="earlier"),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False, server_default=""),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("quota_movements", column)
    # The lines written before keep what they say; only the new columns are filled, by what is known of them.
    op.execute("ALTER TABLE quota_movements DISABLE TRIGGER append_only")
    op.execute(
        "UPDATE quota_movements SET effective_on = (at AT TIME ZONE INTERVAL '+05:00')::date WHERE order_id IS NULL"
    )
    op.execute(
        "UPDATE quota_movements m SET effective_on = o.effective_from,"
        " act = COALESCE(NULLIF(o.act_number, ''), NULLIF(o.act_title, ''), o.act_code, '')"
        " FROM quota_orders o WHERE o.id = m.order_id"
    )
    op.execute("ALTER TABLE quota_movements ENABLE TRIGGER append_only")
    op.execute(
        "INSERT INTO quota_months (quota_id, month, allocated, reserved, used)"
        " SELECT quota_id, date_trunc('month', effective_on)::date, sum(allocated), sum(reserved), sum(used)"
        " FROM quota_movements GROUP BY 1, 2"
    )
    op.alter_column("quota_movements", "effective_on", nullable=False)
    for name in ("distributed", "authority", "act", "reason"):
        op.alter_column("quota_movements", name, server_default=None)
    for column, table, target in (
        ("district", "districts", "code"),
        ("proposal_id", "quota_proposals", "id"),
        ("proposed_by_id", "accounts", "id"),
    ):
        op.create_foreign_key(op.f(f"fk_quota_movements_{column}"), "quota_movements", table, [column], [target])
    _checks(
        kind_known=f"kind IN ({_listed(_KINDS)})",
        shape=_NEW_SHAPE,
        names_its_order="(kind IN ('order', 'amendment', 'transfer')) = (order_id IS NOT NULL)",
        names_its_application="(kind IN ('order', 'amendment', 'transfer', 'distribution')) = (application_id IS NULL)",
    )
    for name, rule in (
        ("authority_known", "authority IN ('two_people', 'service', 'earlier', 'own_word', 'prepared')"),
        ("distributes", "(kind = 'distribution') = (distributed <> 0)"),
        (
            "names_its_proposal",
            "CASE WHEN application_id IS NOT NULL THEN proposal_id IS NULL"
            " WHEN kind IN ('distribution', 'transfer') OR authority = 'two_people' THEN proposal_id IS NOT NULL"
            " ELSE true END",
        ),
        (
            "two_people",
            "CASE authority"
            " WHEN 'two_people' THEN COALESCE(proposed_by_id <> approved_by_id, false) AND act <> '' AND reason <> ''"
            " WHEN 'service' THEN proposed_by_id IS NULL AND approved_by_id IS NULL"
            " WHEN 'own_word' THEN kind IN ('release', 'return') AND proposed_by_id IS NULL"
            " AND approved_by_id IS NOT NULL"
            " WHEN 'prepared' THEN kind = 'reservation' AND proposed_by_id IS NOT NULL AND approved_by_id IS NULL"
            " ELSE true END",
        ),
    ):
        op.create_check_constraint(op.f(f"ck_quota_movements_{name}"), "quota_movements", rule)
    op.create_index(
        "ix_quota_movements_proposal",
        "quota_movements",
        ["proposal_id"],
        postgresql_where=sa.text("proposal_id IS NOT NULL"),
    )


def _guards() -> None:
    op.execute(_APPLY)
    op.execute(_GUARD_NEW)
    op.execute(
        "CREATE TRIGGER begins_empty BEFORE INSERT ON regional_quotas FOR EACH ROW WHEN (NEW.allocated <> 0"
        " OR NEW.reserved <> 0 OR NEW.used <> 0 OR NEW.distributed <> 0 OR NEW.district_taken <> 0)"
        " EXECUTE FUNCTION qonys_guard_new_quota()"
    )
    for table in ("district_quotas", "quota_months"):
        op.execute(
            f"CREATE TRIGGER only_by_movements BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION qonys_guard_balance()"
        )
    op.execute(_BALANCED)
    op.execute(
        "CREATE CONSTRAINT TRIGGER transfers_balance AFTER INSERT ON quota_movements"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'transfer')"
        " EXECUTE FUNCTION qonys_check_transfer()"
    )


def downgrade() -> None:
    # What the older record has no word for cannot be told in it: the way back is refused, and nothing is changed.
    op.execute(_KEEP_PROPOSALS)
    _checks(
        kind_known=f"kind IN ({_listed(_OLD_KINDS)})",
        shape=_OLD_SHAPE,
        names_its_order="(kind IN ('order', 'amendment')) = (order_id IS NOT NULL)",
        names_its_application="(kind IN ('order', 'amendment')) = (application_id IS NULL)",
    )
    op.execute("DROP TRIGGER transfers_balance ON quota_movements")
    op.execute("DROP FUNCTION qonys_check_transfer()")
    op.execute("DROP TRIGGER begins_empty ON regional_quotas")
    op.execute("DROP FUNCTION qonys_guard_new_quota()")
    op.execute(_OLD_APPLY)
    op.drop_constraint(op.f("fk_applications_quota_id_quota_district"), "applications", type_="foreignkey")
    op.drop_column("applications", "quota_district")
    op.drop_index("ix_quota_movements_proposal", table_name="quota_movements")
    for name in ("authority_known", "distributes", "names_its_proposal", "two_people"):
        op.drop_constraint(op.f(f"ck_quota_movements_{name}"), "quota_movements", type_="check")
    for name in "distributed district proposal_id effective_on authority proposed_by_id act reason".split():
        op.drop_column("quota_movements", name)
    op.execute(
        "ALTER TABLE quota_movements RENAME CONSTRAINT fk_quota_movements_approved_by_id TO fk_quota_movements_actor_id"
    )
    op.alter_column("quota_movements", "approved_by_id", new_column_name="actor_id")
    op.drop_table("quota_months")
    op.drop_table("district_quotas")
    for name in ("unit_known", "undistributed_not_oversold", "districts_within", "families_only_told"):
        op.drop_constraint(op.f(f"ck_regional_quotas_{name}"), "regional_quotas", type_="check")
    for name in ("unit", "distributed", "district_taken"):
        op.drop_column("regional_quotas", name)
    op.drop_column("quota_orders", "proposal_id")
    op.drop_column("quota_orders", "unit")
    op.drop_table("quota_proposal_lines")
    op.drop_table("quota_proposals")


def _checks(**rules: str) -> None:
    for name, rule in rules.items():
        whole = op.f(f"ck_quota_movements_{name}")
        op.drop_constraint(whole, "quota_movements", type_="check")
        op.create_check_constraint(whole, "quota_movements", rule)


def _listed(members: str) -> str:
    return ", ".join(f"'{member}'" for member in members.split())
