"""Forecasts are read from kept counters: few statements for the whole country, and the region's own record."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session

from app.domain.forecast import Basis
from app.domain.stream import Stream
from app.domain.workflow import Action
from app.models import ReferenceValue
from app.models.application import StatusDelta
from app.queries.forecast import ForecastRow, figures, forecasts
from tests.factories import make_application

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
    make_application(session, Action.APPROVE, stream=Stream.RELOCATEE)
    make_application(session, Action.PROPOSE_APPROVAL, stream=Stream.RELOCATEE)
    row = _row(session)
    assert row.used > 0
    assert row.low >= row.used
    assert row.open_persons > 0
    assert row.forecast.basis is Basis.PACE_AND_OPEN


def test_the_share_of_approvals_is_the_regions_own(session: Session) -> None:
    def fill(region: str, approved: int, refused: int) -> None:
        session.execute(
            insert(StatusDelta),
            [
                {"host_region": region, "stream": "relocatee", "status": status, "delta": number}
                for status, number in (("approved", approved), ("refused", refused), ("accepted", 20))
            ],
        )

    fill(PAVLODAR, 900, 100)
    fill("KZ-59", 100, 900)
    lenient, strict = _row(session), _row(session, "KZ-59")
    assert lenient.forecast.demand > strict.forecast.demand


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


def test_the_country_takes_six_statements_at_most(session: Session) -> None:
    make_application(session, Action.APPROVE, stream=Stream.KANDAS, now=datetime(2026, 11, 18, 6, tzinfo=UTC))
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
