"""The balance of a day, as known on another: by effective day and by the instant of writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.workflow import Action, Status
from app.queries.quota_as_of import balances_as_of, district_balances_as_of
from app.services import quota_proposal, review
from tests.factories import make_actor, make_application, motion_for
from tests.services.test_quota_proposal import R, distribution, transfer


def _at(month: int, day: int, hour: int = 6) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _figures(session: Session, on: date, known: date, region: str = "KZ-62") -> tuple[int, int, int, int] | None:
    rows = [row for row in balances_as_of(session, 2026, on=on, known=known) if (row.stream, row.region) == (R, region)]
    return (rows[0].version, rows[0].allocated, rows[0].reserved, rows[0].used) if rows else None


def test_on_1_october_as_known_on_3_october(session: Session) -> None:
    """A transfer of 28 September, entered on 5 October, is in the balance of the 1st only as known from the 5th."""
    first, second = make_actor(session, Role.MINISTRY), make_actor(session, Role.MINISTRY)
    secretary = make_actor(session, Role.COMMISSION_SECRETARY, "KZ-62")
    application = make_application(session, Status.REFERRED, region="KZ-62", persons=4)
    review.perform(session, application.id, motion_for(Action.RECOMMEND_APPROVAL, application), actor=secretary,
                   now=_at(9, 30))  # fmt: skip
    draft = transfer((R, "KZ-62", -25), (R, "KZ-55", 25), on=date(2026, 9, 28))
    proposal = quota_proposal.propose(session, draft, actor=first, now=_at(10, 4))
    quota_proposal.approve(session, proposal.id, actor=second, now=_at(10, 5))
    head = make_actor(session, Role.SUPERVISOR, "KZ-62")
    review.perform(session, application.id, motion_for(Action.APPROVE, application), actor=head, now=_at(10, 20))

    october = date(2026, 10, 1)
    assert _figures(session, october, date(2026, 10, 3)) == (1, 125, 4, 0)
    assert _figures(session, october, date(2026, 10, 5)) == (2, 100, 4, 0)
    assert _figures(session, date(2026, 9, 27), date(2026, 10, 5)) == (1, 125, 0, 0)
    assert _figures(session, date(2026, 10, 19), date(2026, 12, 31)) == (2, 100, 4, 0)
    assert _figures(session, date(2026, 10, 20), date(2026, 12, 31)) == (2, 100, 0, 4)
    assert _figures(session, october, date(2026, 1, 4)) is None
    assert _figures(session, date(2025, 12, 23), date(2026, 12, 31)) is None


def test_the_days_are_those_of_the_country(session: Session) -> None:
    """20:30 UTC on 2 October is 01:30 on the 3rd."""
    first, second = make_actor(session, Role.MINISTRY), make_actor(session, Role.MINISTRY)
    draft = transfer((R, "KZ-62", -25), (R, "KZ-55", 25), on=date(2026, 10, 3))
    late = datetime(2026, 10, 2, 20, 30, tzinfo=UTC)
    proposal = quota_proposal.propose(session, draft, actor=first, now=late)
    quota_proposal.approve(session, proposal.id, actor=second, now=late)
    assert proposal.state == "in_force"
    assert _figures(session, date(2026, 10, 3), date(2026, 10, 2)) == (1, 125, 0, 0)
    assert _figures(session, date(2026, 10, 3), date(2026, 10, 3)) == (2, 100, 0, 0)


def test_districts_have_a_past_too(session: Session) -> None:
    heads = [make_actor(session, Role.SUPERVISOR, "KZ-62") for _ in range(2)]
    for day, persons in ((1, (10, 20)), (5, (25, 5))):
        draft = replace(distribution(session, "KZ-62", *persons), effective_on=date(2026, 10, day))
        proposal = quota_proposal.propose(session, draft, actor=heads[0], now=_at(10, day))
        quota_proposal.approve(session, proposal.id, actor=heads[1], now=_at(10, day))

    def places(day: int) -> list[int]:
        on = date(2026, 10, day)
        return [row.allocated for row in district_balances_as_of(session, 2026, on=on, known=on)]

    assert (places(1), places(4), places(5)) == ([10, 20], [10, 20], [25, 5])
    last = date(2026, 10, 5)
    [region] = balances_as_of(session, 2026, on=last, known=last, regions=frozenset({"KZ-62"}))
    assert (region.distributed, region.undistributed) == (30, 95)
