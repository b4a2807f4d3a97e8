"""Recounting every kept figure of the quota from the ledger: balances are its sums, or something is wrong.

Each comparison is one statement, so it sees one moment of the record, however many movements are written meanwhile.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models.casework import Progress
from app.queries.quota_proposal import RECOUNT_MARK

_log = logging.getLogger("qonys.quota")


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is kept otherwise than the ledger gives it; ``key`` says which, in codes and numbers."""

    part: str
    key: str
    kept: str
    counted: str


# Each finds rows (key, kept, counted) that differ; :year is NULL for every year.
_REGIONS = """
    SELECT concat_ws(' ', q.year, q.stream, q.region),
           ROW(q.version, q.allocated, q.reserved, q.used, q.distributed, q.district_taken)::text,
           ROW(COALESCE(s.version, 0), COALESCE(s.allocated, 0), COALESCE(s.reserved, 0), COALESCE(s.used, 0),
               COALESCE(s.distributed, 0), COALESCE(s.district_taken, 0))::text
    FROM regional_quotas q LEFT JOIN (
        SELECT m.quota_id, max(o.version) AS version, sum(m.allocated) AS allocated, sum(m.reserved) AS reserved,
               sum(m.used) AS used, sum(m.distributed) AS distributed,
               sum(m.reserved + m.used) FILTER (WHERE m.district IS NOT NULL) AS district_taken
        FROM quota_movements m LEFT JOIN quota_orders o ON o.id = m.order_id GROUP BY m.quota_id
    ) s ON s.quota_id = q.id
    WHERE (q.year = :year OR :year IS NULL)
"""
# Every region that the latest version names, or that has a quota: a version without its movements is found too.
_ORDERS = """
    SELECT concat_ws(' ', o.year, o.stream, r.code, 'version', o.version),
           ROW(COALESCE(q.version, 0), COALESCE(q.allocated, 0))::text,
           ROW(CASE WHEN l.id IS NULL AND q.version = 0 THEN 0 ELSE o.version END, COALESCE(l.persons, 0))::text
    FROM (
        SELECT DISTINCT ON (year, stream) id, year, stream, version FROM quota_orders
        ORDER BY year, stream, version DESC
    ) o
    CROSS JOIN regions r
    LEFT JOIN regional_quotas q ON q.year = o.year AND q.stream = o.stream AND q.region = r.code
    LEFT JOIN quota_order_lines l ON l.order_id = o.id AND l.region = r.code
    WHERE (q.id IS NOT NULL OR l.id IS NOT NULL) AND (o.year = :year OR :year IS NULL)
"""
_DISTRICTS = """
    SELECT concat_ws(' ', q.year, q.stream, q.region, COALESCE(d.district, s.district)),
           ROW(COALESCE(d.allocated, 0), COALESCE(d.reserved, 0), COALESCE(d.used, 0))::text,
           ROW(COALESCE(s.allocated, 0), COALESCE(s.reserved, 0), COALESCE(s.used, 0))::text
    FROM district_quotas d FULL JOIN (
        SELECT quota_id, district, sum(distributed) AS allocated, sum(reserved) AS reserved, sum(used) AS used
        FROM quota_movements WHERE district IS NOT NULL GROUP BY quota_id, district
    ) s ON s.quota_id = d.quota_id AND s.district = d.district
    JOIN regional_quotas q ON q.id = COALESCE(d.quota_id, s.quota_id)
    WHERE (q.year = :year OR :year IS NULL)
"""
_MONTHS = """
    SELECT concat_ws(' ', q.year, q.stream, q.region, to_char(COALESCE(k.month, s.month), 'YYYY-MM')),
           ROW(COALESCE(k.allocated, 0), COALESCE(k.reserved, 0), COALESCE(k.used, 0))::text,
           ROW(COALESCE(s.allocated, 0), COALESCE(s.reserved, 0), COALESCE(s.used, 0))::text
    FROM quota_months k FULL JOIN (
        SELECT quota_id, date_trunc('month', effective_on)::date AS month, sum(allocated) AS allocated,
               sum(reserved) AS reserved, sum(used) AS used
        FROM quota_movements GROUP BY 1, 2
    ) s ON s.quota_id = k.quota_id AND s.month = k.month
    JOIN regional_quotas q ON q.id = COALESCE(k.quota_id, s.quota_id)
    WHERE (q.year = :year OR :year IS NULL)
"""
_CASES = """
    SELECT concat_ws(' ', 'application', COALESCE(a.number, a.id::text)),
           ROW(a.quota_id, a.quota_district, a.places_reserved, a.places_used)::text,
           CASE WHEN s.application_id IS NULL THEN ROW(a.quota_id, a.quota_district, 0, 0)
                ELSE ROW(s.quota_id, s.district, s.reserved, s.used) END::text
    FROM (
        SELECT application_id, quota_id, district, sum(reserved)::int AS reserved, sum(used)::int AS used
        FROM quota_movements WHERE application_id IS NOT NULL GROUP BY 1, 2, 3
        HAVING sum(reserved) <> 0 OR sum(used) <> 0
    ) s
    FULL JOIN (SELECT * FROM applications WHERE places_reserved + places_used > 0) h ON h.id = s.application_id
    JOIN applications a ON a.id = COALESCE(h.id, s.application_id)
    LEFT JOIN regional_quotas q ON q.id = COALESCE(s.quota_id, a.quota_id)
    WHERE (q.year = :year OR :year IS NULL)
"""
_CLAIMS = """
    SELECT concat_ws(' ', 'application', COALESCE(a.number, a.id::text)), COALESCE(c.persons, 0)::text,
           (a.places_reserved + a.places_used)::text
    FROM (
        SELECT application_id, count(*) AS persons FROM place_claims WHERE released_at IS NULL GROUP BY 1
    ) c
    FULL JOIN (SELECT * FROM applications WHERE places_reserved + places_used > 0) h ON h.id = c.application_id
    JOIN applications a ON a.id = COALESCE(h.id, c.application_id)
    LEFT JOIN regional_quotas q ON q.id = a.quota_id
    WHERE (q.year = :year OR :year IS NULL)
"""
_TRANSFERS = """
    SELECT concat_ws(' ', 'proposal', m.proposal_id), sum(m.allocated)::text, '0'
    FROM quota_movements m JOIN regional_quotas q ON q.id = m.quota_id
    WHERE m.kind = 'transfer' AND (q.year = :year OR :year IS NULL) GROUP BY m.proposal_id
"""
# What two people approved is what was moved, on their word and no other's.
_PROPOSALS = """
    SELECT concat_ws(' ', 'proposal', p.id, l.stream, l.region, l.district), COALESCE(s.moved, 0)::text,
           (l.persons - CASE p.kind WHEN 'transfer' THEN 0 ELSE l.before END)::text
    FROM quota_proposals p
    JOIN quota_proposal_lines l ON l.proposal_id = p.id
    LEFT JOIN (
        SELECT m.proposal_id, q.stream, q.region, m.district, sum(m.allocated + m.distributed) AS moved
        FROM quota_movements m JOIN regional_quotas q ON q.id = m.quota_id
        WHERE m.proposal_id IS NOT NULL GROUP BY 1, 2, 3, 4
    ) s ON s.proposal_id = p.id AND s.stream = l.stream AND s.region = l.region
        AND s.district IS NOT DISTINCT FROM l.district
    WHERE p.state = 'in_force' AND (p.year = :year OR :year IS NULL)
    UNION ALL
    SELECT concat_ws(' ', 'proposal', p.id, 'movement', m.id),
           ROW(m.proposed_by_id, m.approved_by_id, q.year, m.kind, 'in_force')::text,
           ROW(p.proposed_by_id, p.approved_by_id, p.year, p.kind, p.state)::text
    FROM quota_movements m
    JOIN quota_proposals p ON p.id = m.proposal_id
    JOIN regional_quotas q ON q.id = m.quota_id
    WHERE (p.year = :year OR :year IS NULL)
"""
_PARTS = {
    "region": _REGIONS,
    "order": _ORDERS,
    "district": _DISTRICTS,
    "month": _MONTHS,
    "application": _CASES,
    "claims": _CLAIMS,
    "transfer": _TRANSFERS,
    "proposal": _PROPOSALS,
}
_DIFFERENT = "SELECT * FROM ({query}) AS compared (key, kept, counted) WHERE kept IS DISTINCT FROM counted ORDER BY key"


def recount(session: Session, year: int | None = None) -> list[Difference]:
    """Every kept figure of ``year`` (None: of all years) that is not what the ledger gives; nothing is mended.

    Balances of regions and districts, versions against their orders, months, the places and the claims of each case,
    transfers, which must make and lose nothing, and what was approved against what was moved by it.
    """
    found: list[Difference] = []
    for part, query in _PARTS.items():
        statement = text(_DIFFERENT.format(query=query.replace(":year", "CAST(:year AS integer)")))
        found += [Difference(part, *_words(row)) for row in session.execute(statement, {"year": year})]
    return found


def watch(session: Session, *, now: datetime) -> list[Difference]:
    """Recount everything, tell the log of each difference, and keep their number for the pages of the quota."""
    found = recount(session)
    for one in found:
        _log.error("the quota's %s %s is kept as %s but counts to %s", one.part, one.key, one.kept, one.counted)
    statement = insert(Progress).values(name=RECOUNT_MARK, mark=len(found), at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"mark": len(found), "at": now}))
    return found


def _words(row: Any) -> tuple[str, str, str]:
    return str(row.key), str(row.kept), str(row.counted)
