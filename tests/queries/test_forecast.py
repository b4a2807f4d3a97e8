"""Forecasts are read from kept counters: few statements for the whole country, and the region's own record."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session

from app.domain.forecast import Basis
from app.domain.quota_proposal import ProposalDraft, ProposalKind, ProposalLine
from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Action, Status
from app.models import ReferenceValue
from app.models.statistic import StatisticDelta, StatisticDuration
from app.queries.forecast import ForecastRow, forecasts
from app.queries.forecast_figures import figures
from app.services import review
from tests.factories import make_actor, make_application, motion_for
from tests.services.test_quota_proposal import in_force

TODAY = date(2026, 11, 18)
PAVLODAR = "KZ-55"


def _row(session: Session, region: str = PAVLODAR, stream: Stream = Stream.RELOCATEE) -> ForecastRow:
    rows = forecasts(session, 2026, TODAY)
    return next(row for row in rows if row.region == region and row.stream == stream)


def test_every_quota_of_the_year_has_a_forecast_that_says_on_what_it_rests(session: Session) -> None:
    rows = forecasts(session, 2026, TODAY)
    assert [(row.stream, row.region) for row in rows] == sorted((row.stream, row.region) for row in rows)
    assert {row.region for row in rows} >= {PAVLODAR, "KZ-62"}
    assert {row.forecast.basis for row in rows} == {Basis.NOTHING}
    assert all((row.low, row.high) == (0, row.allocated) for row in rows)


def test_approved_and_held_places_are_counted(session: Session) -> None:
    make_application(session, Status.APPROVED, stream=Stream.RELOCATEE)
    make_application(session, Status.PREPARED, stream=Stream.RELOCATEE)
    make_application(session, Status.ACCEPTED, stream=Stream.RELOCATEE, persons=3)
    row = _row(session)
    assert row.used > 0
    assert row.low >= row.used
    assert row.open_persons == row.reserved + 3
    assert row.forecast.basis is Basis.PACE_AND_OPEN


def test_every_open_case_is_counted_wherever_it_stands(session: Session) -> None:
    for status in (Status.SUBMITTED, Status.ACCEPTED, Status.DOCUMENTS_REQUESTED, Status.REFERRED):
        make_application(session, status, persons=2)
    assert _row(session).open_persons == 8
    make_application(session, Status.PREPARED, persons=3)
    refusals = [make_application(session, status, persons=5) for status in (Status.HEARING, Status.HEARD)]
    row = _row(session)
    assert (row.reserved, row.open_persons) == (3, 21)
    for status in (Status.REFUSED, Status.WITHDRAWN, Status.REFUSED_TO_ACCEPT, Status.DRAFT):
        make_application(session, status, persons=4)
    assert _row(session).open_persons == 21, "what has ended takes no place, and a draft is nobody's case yet"
    before = _row(session).forecast.demand
    session.execute(update(ReferenceValue).where(ReferenceValue.key == "forecast.heard_share").values(value="1"))
    assert _row(session).forecast.mean > row.forecast.mean
    assert _row(session).forecast.demand >= before
    assert {case.status for case in refusals} == {"hearing", "heard"}


def test_places_held_in_last_years_quota_are_no_open_cases_of_this_one(session: Session) -> None:
    make_application(session, Status.PREPARED, persons=5)
    order = ProposalDraft(
        ProposalKind.ORDER,
        2027,
        (ProposalLine(Stream.RELOCATEE, PAVLODAR, 100),),
        "x",
        date(2026, 11, 1),
        act_number="1",
    )
    in_force(session, order)
    [row] = [row for row in forecasts(session, 2027, TODAY, regions=frozenset({PAVLODAR})) if row.stream == "relocatee"]
    assert (row.reserved, row.open_persons) == (0, 0)


def test_the_share_of_approvals_is_the_regions_own(session: Session) -> None:
    make_application(session, Status.ACCEPTED, stream=Stream.RELOCATEE, persons=9)

    def fill(region: str, ending: str) -> None:
        place = {"region": region, "stream": "relocatee", "month": date(2026, 5, 1)}
        for measure in ("filed", ending):
            session.execute(insert(StatisticDelta), [place | {"measure": measure, "families": 5000, "persons": 9000}])

    fill(PAVLODAR, "approved")
    lenient = _row(session)
    fill("KZ-59", "refused")
    assert _row(session).forecast.demand == lenient.forecast.demand, "what another region refuses changes little"
    fill(PAVLODAR, "refused")
    assert _row(session).forecast.demand < lenient.forecast.demand


def test_months_of_the_ledger_and_days_of_decisions_are_read(session: Session) -> None:
    make_application(session, Status.APPROVED, stream=Stream.RELOCATEE, persons=2)
    row = _row(session)
    assert [use.persons for use in row.uses][-1] == 2
    assert row.uses[0].since == date(2026, 1, 1)
    assert row.uses[-1].until == date(2026, 11, 19)
    slow = {"region": PAVLODAR, "stream": "relocatee", "month": date(2026, 11, 1), "days": 400, "families": 1000}
    make_application(session, Status.ACCEPTED, stream=Stream.RELOCATEE, persons=9)
    before = _row(session).forecast.demand
    session.execute(insert(StatisticDuration), [slow])
    assert _row(session).forecast.demand < before, "who needs a year is not decided this year"


def test_last_years_places_used_in_january_are_not_this_years_pace(session: Session) -> None:
    case = make_application(session, Status.PREPARED, stream=Stream.RELOCATEE, persons=5)
    order = ProposalDraft(
        ProposalKind.ORDER,
        2027,
        (ProposalLine(Stream.RELOCATEE, PAVLODAR, 100),),
        "x",
        date(2026, 11, 1),
        act_number="1",
    )
    in_force(session, order)
    january = datetime(2027, 1, 11, 6, tzinfo=UTC)
    head = make_actor(session, Role.SUPERVISOR, PAVLODAR)
    review.perform(session, case.id, motion_for(Action.APPROVE, case), actor=head, now=january)
    [row] = [
        row
        for row in forecasts(session, 2027, january.date(), regions=frozenset({PAVLODAR}))
        if row.stream == "relocatee"
    ]
    assert (row.used, sum(use.persons for use in row.uses)) == (0, 0)


def test_only_the_regions_asked_for(session: Session) -> None:
    rows = forecasts(session, 2026, TODAY, regions=frozenset({PAVLODAR}))
    assert {row.region for row in rows} == {PAVLODAR}


def test_a_missing_figure_of_the_reference_data_leaves_nothing_to_say(session: Session) -> None:
    session.execute(
        update(ReferenceValue)
        .where(ReferenceValue.key == "forecast.month_variation")
        .values(effective_to=date(2026, 1, 1))
    )
    assert figures(session, TODAY) is None
    assert forecasts(session, 2026, TODAY) == []


@pytest.mark.parametrize("value", ["0", "1", "-5", "1000"])
def test_figures_out_of_reason_break_nothing(session: Session, value: str) -> None:
    make_application(session, Status.APPROVED, stream=Stream.RELOCATEE)
    make_application(session, Status.ACCEPTED, stream=Stream.RELOCATEE)
    session.execute(update(ReferenceValue).where(ReferenceValue.key.startswith("forecast.")).values(value=value))
    row = _row(session)
    assert row.used <= row.low <= row.expected <= row.high <= row.allocated


def test_the_country_takes_six_statements_at_most(session: Session) -> None:
    make_application(session, Status.APPROVED, stream=Stream.KANDAS, now=datetime(2026, 11, 18, 6, tzinfo=UTC))
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        forecasts(session, 2026, TODAY)
    finally:
        event.remove(bind, "before_cursor_execute", note)
    assert len(seen) <= 6, seen
    assert not any("applications" in statement for statement in seen)
