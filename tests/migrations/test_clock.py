"""Cases that were open when the clock came get the terms that ran for them; the day of their step stays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from app.domain.deadlines import Term, standing
from app.domain.reference import Unit
from tests.domain.test_deadlines import KZ
from tests.migrations.conftest import OldRecord

_LIMITS = (
    "INSERT INTO reference_values (key, value, unit, effective_from, provision, source, verified_by) VALUES"
    " ('limit.acceptance', '1', 'working_days', '2024-01-01', '', '', ''),"
    " ('limit.decision', '{amount}', '{unit}', '2024-01-01', '', '', ''),"
    " ('limit.documents', '5', 'working_days', '2024-01-01', '', '', '')"
)
_TERMS = (
    "SELECT application_id, stage, limit_key, started_on, due_on, stopped_on, days_left FROM terms"
    " ORDER BY application_id, stage = 'whole' DESC, stage"
)


def test_open_cases_get_their_terms_and_keep_their_days(old_record: OldRecord) -> None:
    old_record.run(_LIMITS.format(amount=10, unit="working_days"))
    old_record.up("0011")
    decision = "limit.decision"
    assert old_record.rows(_TERMS) == [
        (2, "whole", decision, date(2026, 11, 3), date(2026, 11, 17), None, None),
        (2, "completeness", "limit.acceptance", date(2026, 11, 3), date(2026, 11, 4), None, None),
        (3, "whole", decision, date(2026, 11, 4), date(2026, 11, 18), None, None),
        (3, "study", decision, date(2026, 11, 4), date(2026, 11, 18), None, None),
        (4, "whole", decision, date(2026, 11, 4), None, date(2026, 11, 10), 6),
        (4, "documents_reply", "limit.documents", date(2026, 11, 10), date(2026, 11, 17), None, None),
        (4, "study", decision, date(2026, 11, 4), None, date(2026, 11, 10), 6),
        (5, "whole", decision, date(2026, 11, 4), date(2026, 11, 18), None, None),
        (5, "decision", decision, date(2026, 11, 4), date(2026, 11, 18), None, None),
        (6, "whole", decision, date(2026, 11, 4), date(2026, 11, 18), None, None),
        (6, "decision", decision, date(2026, 11, 4), date(2026, 11, 18), None, None),
    ]
    shown = "SELECT id, due_on, whole_due_on, clock_stopped_on FROM applications ORDER BY id"
    assert old_record.rows(shown)[1:4] == [
        (2, date(2026, 11, 4), date(2026, 11, 17), None),
        (3, date(2026, 11, 18), date(2026, 11, 18), None),
        (4, date(2026, 11, 17), None, date(2026, 11, 10)),
    ]
    assert old_record.rows("SELECT count(*) FROM term_stops WHERE resumed_on IS NULL") == [(2,)]


@pytest.mark.parametrize(("amount", "unit"), [(10, "working_days"), (14, "calendar_days"), (1, "months")])
def test_a_recount_right_after_finds_every_term_where_it_is(old_record: OldRecord, amount: int, unit: str) -> None:
    """The start was found from the day that was set, so the rule of today counts to that day again."""
    due = {"working_days": "2026-11-18", "calendar_days": "2026-11-18", "months": "2026-12-04"}[unit]
    old_record.run(_LIMITS.format(amount=amount, unit=unit))
    old_record.run(f"UPDATE applications SET due_on = '{due}' WHERE status IN ('accepted', 'prepared')")
    old_record.up("0011")
    rows = old_record.rows("SELECT amount, unit, started_on, due_on FROM terms WHERE stopped_on IS NULL")
    assert len(rows) == 9
    for number, kind, started_on, due_on in rows:
        assert standing(Term(number, Unit(kind), started_on), KZ).due_on == due_on


def test_a_moved_day_of_the_record_counts(old_record: OldRecord) -> None:
    old_record.run(_LIMITS.format(amount=10, unit="working_days"))
    # Saturday the 7th is worked, so ten working days after the 3rd end on the 16th.
    old_record.run(
        "INSERT INTO moved_days (rest_day, moved_to, source, verified_by) VALUES ('2026-11-07', '2026-11-20', '', '')"
    )
    old_record.up("0011")
    assert old_record.rows("SELECT due_on FROM terms WHERE application_id = 2 AND stage = 'whole'") == [
        (date(2026, 11, 16),)
    ]


def test_down_takes_the_terms_away_and_up_makes_them_again(old_record: OldRecord) -> None:
    old_record.run(_LIMITS.format(amount=10, unit="working_days"))
    days = "SELECT id, due_on, version FROM applications ORDER BY id"
    before = old_record.rows(days)
    old_record.up("0011")
    made = old_record.rows(_TERMS)
    old_record.down("0010")
    assert old_record.rows(days) == before
    assert old_record.rows("SELECT to_regclass('terms')::text, to_regclass('recounts')::text") == [(None, None)]
    assert old_record.rows("SELECT count(*) FROM applications WHERE whole_due_on IS NOT NULL") == [(0,)]
    old_record.up("0011")
    assert old_record.rows(_TERMS) == made


def test_what_the_record_forbids(old_record: OldRecord) -> None:
    """Two running terms of one stage, and a term that neither ends nor stands still."""
    old_record.run(_LIMITS.format(amount=10, unit="working_days"))
    old_record.up("0011")
    term = (
        "INSERT INTO terms (application_id, region, stage, limit_key, amount, unit, started_on, due_on, explanation)"
        " VALUES (3, 'KZ-55', '{stage}', 'limit.decision', 10, 'working_days', '2026-11-04', {due}, '')"
    )
    with pytest.raises(IntegrityError, match="uq_terms_running"):
        old_record.run(term.format(stage="study", due="'2026-11-18'"))
    with pytest.raises(IntegrityError, match="ck_terms_due"):
        old_record.run(term.format(stage="decision", due="NULL"))
