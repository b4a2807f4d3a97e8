"""Counters equal the record after any moves, folding keeps them, and closed months say what the counters say."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.procedures import procedure_of
from app.domain.roles import Role
from app.domain.statistic import FLOWS, Measure
from app.domain.stream import Stream
from app.domain.workflow import FINAL, Action, Status
from app.i18n import local
from app.models import (
    Application,
    AuditEvent,
    QuotaMovement,
    RegionalQuota,
    StatisticDelta,
    StatisticDuration,
    StatisticFigure,
    StatisticGround,
    StatisticRelease,
)
from app.queries import statistic as reading
from app.services import demo, reference, review, statistic, upkeep
from tests.factories import NOW, make_actor, make_application, motion_for

COUNTED = Counter[tuple[Any, ...]]
K = 5


def month_of(at: datetime) -> date:
    return local(at).date().replace(day=1)


def recount(session: Session) -> tuple[COUNTED, COUNTED, COUNTED]:
    """Counts, days and grounds as the record itself has them: families and persons by everything they are told by."""
    counts: COUNTED = Counter()
    days: COUNTED = Counter()
    grounds: COUNTED = Counter()
    events = select(AuditEvent).where(AuditEvent.key == "application.moved").order_by(AuditEvent.id)
    refused_on = {event.subject_id: event for event in session.scalars(events) if event.facts["to"] == "refused"}
    for row in session.scalars(select(Application).where(Application.submitted_at.is_not(None))):
        assert row.submitted_at is not None
        _add(counts, row, "filed", row.submitted_at)
        if Status(row.status) not in FINAL:
            continue
        ended = row.decided_at or row.closed_at or row.status_since
        measure = row.status if row.status in {"approved", "refused"} else "otherwise"
        _add(counts, row, measure, ended)
        if measure != "otherwise":
            took = (local(ended).date() - local(row.submitted_at).date()).days
            days[month_of(ended), row.host_region, row.stream, took] += 1
        if measure == "refused":
            event = refused_on[row.id]
            for ground in set(event.facts["grounds"]):
                grounds[month_of(event.at), event.region, row.stream, ground] += 1
    _add_held(session, counts)
    return _without_nothing(counts), _without_nothing(days), _without_nothing(grounds)


def _add(counts: COUNTED, row: Application, measure: str, at: datetime) -> None:
    counts[month_of(at), row.host_region, row.stream, measure, "families"] += 1
    counts[month_of(at), row.host_region, row.stream, measure, "persons"] += row.household_size


def _add_held(session: Session, counts: COUNTED) -> None:
    movements = select(QuotaMovement, RegionalQuota).join(RegionalQuota, RegionalQuota.id == QuotaMovement.quota_id)
    for movement, quota in session.execute(movements.where(QuotaMovement.reserved != 0)):
        key = (month_of(movement.at), quota.region, quota.stream, "held")
        counts[*key, "families"] += 1 if movement.reserved > 0 else -1
        counts[*key, "persons"] += movement.reserved


def _without_nothing(counted: COUNTED) -> COUNTED:
    return Counter({key: number for key, number in counted.items() if number})


def kept(session: Session) -> tuple[COUNTED, COUNTED, COUNTED]:
    """The same as the counters have it."""
    counts: COUNTED = Counter()
    days: COUNTED = Counter()
    grounds: COUNTED = Counter()
    for row in session.scalars(select(StatisticDelta)):
        counts[row.month, row.region, row.stream, row.measure, "families"] += row.families
        counts[row.month, row.region, row.stream, row.measure, "persons"] += row.persons
    for took in session.scalars(select(StatisticDuration)):
        days[took.month, took.region, took.stream, took.days] += took.families
    for given in session.scalars(select(StatisticGround)):
        grounds[given.month, given.region, given.stream, given.ground] += given.families
    return _without_nothing(counts), _without_nothing(days), _without_nothing(grounds)


def _random_walk(session: Session, chance: random.Random, cases: int, steps: int) -> None:
    """Cases of both streams over some months, each led on by whoever may."""
    for number in range(cases):
        now = NOW - timedelta(days=90 - 9 * number)
        stream = Stream.RELOCATEE if number % 2 else Stream.KANDAS
        case = make_application(session, stream=stream, persons=1 + number % 3, now=now)
        for _ in range(steps):
            now += timedelta(days=chance.randrange(3))
            open_to = _ways(case)
            if not open_to:
                break
            action, role = chance.choice(open_to)
            actor = make_actor(session, role, "KZ-55")
            case = review.perform(session, case.id, motion_for(action, case), actor=actor, now=now)
    session.flush()


_LEFT_OUT = {Action.OBJECT, Action.HOLD_HEARING, Action.WITHDRAW}


def _ways(case: Application) -> list[tuple[Action, Role]]:
    """What can be done to the case now, and by whom."""
    table = procedure_of(case.programme, case.workflow_version).table
    return [
        (action, min(move.roles - {Role.APPLICANT}))
        for (at, action), move in table.items()
        if at == case.status and action not in _LEFT_OUT and move.requires in {None, case.before_head}
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_counters_equal_a_recount_after_random_moves(session: Session, seed: int) -> None:
    _random_walk(session, random.Random(seed), cases=6, steps=14)
    counts, days, grounds = recount(session)
    assert kept(session) == (counts, days, grounds)
    assert counts
    upkeep.fold_counters(session)
    assert kept(session) == (counts, days, grounds)
    # Families and persons of one thing stand in one row.
    for table, counted in (
        (StatisticDelta, {key[:4] for key in counts}),
        (StatisticDuration, days),
        (StatisticGround, grounds),
    ):
        assert session.scalar(select(func.count()).select_from(table)) == len(counted), "one row for each thing counted"
    written = session.scalar(select(func.max(StatisticDelta.id)))
    upkeep.fold_counters(session)
    assert session.scalar(select(func.max(StatisticDelta.id))) == written, "nothing to fold, nothing written"


def test_a_decision_that_is_set_aside_is_counted_back(session: Session) -> None:
    case = make_application(session, Status.REFUSED)
    assert kept(session)[2]
    reviewer = make_actor(session, Role.MINISTRY)
    review.perform(session, case.id, motion_for(Action.REOPEN, case), actor=reviewer, now=NOW + timedelta(days=40))
    counts, days, grounds = kept(session)
    assert {key[3] for key in counts} == {"filed"}
    assert (days, grounds) == (Counter(), Counter())
    assert kept(session) == recount(session)


def test_what_was_written_by_copy_is_counted_too(session: Session) -> None:
    demo.load(session, 150, 3, now=NOW)
    session.expire_all()
    assert kept(session) == recount(session)


def _event(session: Session, month: date, families: int, *, measure: str = "filed", region: str = "KZ-55") -> None:
    row = StatisticDelta(
        month=month, region=region, stream="kandas", measure=measure, families=families, persons=3 * families
    )
    session.add(row)
    session.flush()


def _shown(
    session: Session, measure: Measure = Measure.FILED
) -> dict[tuple[date, str | None], tuple[int | None, int | None]]:
    rows = reading.published(session, date(2000, 1, 1), date(2100, 1, 1))
    return {(row.as_of, row.region): (row.families, row.persons) for row in rows if row.measure == measure}


MARCH = datetime(2026, 4, 2, 6, tzinfo=UTC)


def test_a_small_month_waits_and_is_shown_with_the_next(session: Session) -> None:
    _event(session, date(2026, 1, 1), 3)
    _event(session, date(2026, 2, 1), 4)
    _event(session, date(2026, 3, 1), 8)
    assert statistic.close_months(session, now=MARCH) == 3
    assert _shown(session) == {
        (date(2026, 2, 28), "KZ-55"): (7, 21),
        (date(2026, 3, 31), "KZ-55"): (8, 24),
    }
    assert statistic.close_months(session, now=MARCH) == 0, "a month is closed once"


def test_the_month_that_runs_is_not_published_before_it_is_over_here(session: Session) -> None:
    _event(session, date(2026, 3, 1), 9)
    # Seven in the evening of the 31st in UTC is midnight of the 1st here.
    assert statistic.close_months(session, now=datetime(2026, 3, 31, 18, 59, tzinfo=UTC)) == 0
    assert statistic.close_months(session, now=datetime(2026, 3, 31, 19, 0, tzinfo=UTC)) == 1


def test_what_changes_afterwards_is_made_good_in_the_next_release(session: Session) -> None:
    _event(session, date(2026, 2, 1), 20)
    statistic.close_months(session, now=datetime(2026, 3, 2, tzinfo=UTC))
    _event(session, date(2026, 2, 1), -2)
    _event(session, date(2026, 3, 1), 6)
    statistic.close_months(session, now=MARCH)
    shown = _shown(session)
    assert shown[date(2026, 2, 28), "KZ-55"] == (20, 60), "what was published stays"
    assert (date(2026, 3, 31), "KZ-55") not in shown, "6 less 2 is no crowd"
    _event(session, date(2026, 4, 1), 1)
    statistic.close_months(session, now=datetime(2026, 5, 2, tzinfo=UTC))
    assert _shown(session)[date(2026, 4, 30), "KZ-55"] == (5, 15)


def test_a_later_run_goes_on_where_the_earlier_ended(session: Session) -> None:
    """Month by month or all at once: the same figures."""
    chance = random.Random(7)
    for month in range(1, 10):
        for measure in (*FLOWS, "held"):
            _event(session, date(2026, month, 1), chance.randrange(9), measure=measure)
        for ground in ("requirements_not_met", "expired_documents", "false_data"):
            session.add(
                StatisticGround(
                    month=date(2026, month, 1), region="KZ-55", stream="kandas", ground=ground,
                    families=chance.randrange(5),
                )
            )  # fmt: skip
        for took in (5, 9, 14):
            session.add(
                StatisticDuration(
                    month=date(2026, month, 1), region="KZ-55", stream="kandas", days=took,
                    families=chance.randrange(6),
                )
            )  # fmt: skip
    session.flush()

    def figures() -> list[tuple[Any, ...]]:
        columns = [column for column in StatisticFigure.__table__.columns if column.name != "id"]
        return sorted((tuple(row) for row in session.execute(select(*columns))), key=repr)

    stepwise = session.begin_nested()
    for month in range(2, 11):
        assert statistic.close_months(session, now=datetime(2026, month, 2, tzinfo=UTC)) == 1
    one_by_one = figures()
    stepwise.rollback()
    assert statistic.close_months(session, now=datetime(2026, 10, 2, tzinfo=UTC)) == 9
    assert figures() == one_by_one
    assert {row[3] for row in one_by_one} > {"ground", "median_days", "held"}


def test_grounds_are_told_of_published_refusals_only(session: Session) -> None:
    january = date(2026, 1, 1)
    _event(session, january, 12, measure="refused")
    _event(session, january, 4, measure="refused", region="KZ-59")
    for region, ground, families in (
        ("KZ-55", "requirements_not_met", 12),
        ("KZ-59", "requirements_not_met", 4),
    ):
        session.add(StatisticGround(month=january, region=region, stream="kandas", ground=ground, families=families))
    session.flush()
    statistic.close_months(session, now=MARCH)
    rows = reading.published(session, january, date(2026, 12, 31))
    grounds = [(row.as_of, row.region, row.ground, row.families) for row in rows if row.measure == "ground"]
    assert grounds == [(date(2026, 3, 31), None, "requirements_not_met", 12)], "the four of the other region wait"


def test_what_was_published_cannot_be_changed(session: Session) -> None:
    _event(session, date(2026, 3, 1), 9)
    statistic.close_months(session, now=MARCH)
    for statement in ("UPDATE statistic_figures SET families = 1", "DELETE FROM statistic_releases"):
        with pytest.raises(DBAPIError, match="written once"), session.begin_nested():
            session.execute(text(statement))


def test_nothing_is_published_without_a_smallest_crowd(session: Session) -> None:
    _event(session, date(2026, 3, 1), 9)
    session.execute(text("UPDATE reference_values SET effective_from = '2027-01-01' WHERE key = 'statistics.smallest'"))
    reference.mark_changed(session, NOW)
    assert statistic.close_months(session, now=MARCH) == 0
    assert session.scalar(select(func.count()).select_from(StatisticRelease)) == 0
