"""The last places of a region go to another family by a vote, while a head is still writing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.domain.commission import Choice
from app.domain.programmes.definition import GroundCode
from app.domain.roles import Role
from app.domain.workflow import Proposal, Status
from app.labels.application import STATUSES
from app.models import Application, QuotaMovement, RegionalQuota, db
from tests.browser import records
from tests.browser.clock import RunningClock
from tests.browser.people import Officer
from tests.browser.words import kk, said
from tests.browsers import LiveServer
from tests.factories import make_application

pytestmark = pytest.mark.browser
# 37 places for relocatees in 2026.
REGION = "KZ-35"
REASON = "Отбасының Қарағандыда туыстары бар.\nЖұмыс берушінің хаты қоса берілді."


def test_the_head_is_told_and_nothing_is_half_done(
    live_server: LiveServer, clock: RunningClock, officer: Callable[..., Officer]
) -> None:
    with records.writing(live_server.app) as session:
        for _number in range(2):
            make_application(session, Status.PREPARED, region=REGION, persons=17, now=clock())
    first_case = records.case(live_server, clock, persons=2, region=REGION, accepted=True)
    second_case = records.case(live_server, clock, persons=3, region=REGION, accepted=True)
    specialist = officer(records.staff(live_server, Role.CASE_WORKER, REGION))
    for case in (first_case, second_case):
        specialist.open_case(case.number)
        specialist.take_step("propose_approval", {"reason": "Құжаттар толық."})
    against = (GroundCode.REQUIREMENTS_NOT_MET,)
    records.sit(live_server, clock, Choice.AGAINST, second_case, grounds=against)

    # The head means to include the family all the same.
    second = officer(records.staff(live_server, Role.SUPERVISOR, REGION))
    second.open_case(second_case.number)
    second.follow_to("/overrule")
    # Three places are left: enough for this family, as far as can be seen.
    assert second.figures(second.main)[kk("Available")] == "3"
    assert second.page.locator(".govuk-warning-text").count() == 0
    second.answer({"reason": REASON})

    records.sit(live_server, clock, Choice.FOR, first_case)
    specialist.open_case(first_case.number)
    assert said(STATUSES[Status.PREPARED]) in specialist.text

    second.send()
    assert second.errors() == [
        kk(
            "The quota of the region does not suffice: %(asked)s places are needed, %(available)s are available.",
            asked=3,
            available=1,
        )
    ]
    assert second.value("reason") == REASON
    assert second.figures(second.main)[kk("Available")] == "1"
    _nothing_is_half_done(live_server, second_case)

    # The head can go another way with the same case.
    second.open_case(second_case.number)
    assert said(STATUSES[Status.PREPARED]) in second.text


def _nothing_is_half_done(server: LiveServer, case: records.Case) -> None:
    with server.app.app_context():
        application = db.session.get_one(Application, case.application_id)
        assert (application.status, application.places_reserved) == (Status.PREPARED, 0)
        assert application.before_head is Proposal.REFUSAL
        quota = db.session.scalars(
            select(RegionalQuota).where(
                RegionalQuota.region == REGION, RegionalQuota.stream == "relocatee", RegionalQuota.year == 2026
            )
        ).one()
        assert (quota.allocated, quota.reserved, quota.used) == (37, 36, 0)
        held = select(QuotaMovement).where(QuotaMovement.application_id == case.application_id)
        assert db.session.scalars(held).all() == []
