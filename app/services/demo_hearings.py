"""Hearings of synthetic cases, as the announcement of a refusal would have opened and silence ended them.

Who was to speak and is past the term asked to be heard aloud: silence would have sent the case on already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain.hearing import HearingEnd, HearingWay
from app.domain.hearing_delivery import HandedBy
from app.domain.stages import StageCode
from app.domain.time_limits import time_limit
from app.domain.workflow import Action, Proposal
from app.i18n import ALMATY, local
from app.services.clock_steps import Rules
from app.services.hearing import NOTICE_LIMIT


def rows(
    application_id: int,
    moments: Mapping[Action, datetime],
    said: tuple[str, list[str], int],
    rules: Rules,
    today: date,
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The hearing of a case that was moved at these moments, as (table, values); none without an announcement.

    ``said``: the reason and the grounds of the announcement, and the number of the head's account.
    """
    announced = moments.get(Action.ANNOUNCE_REFUSAL)
    if announced is None:
        return
    reason, grounds, head_id = said
    on = local(announced).date()
    term = rules.limit(StageCode.POSITION, on)
    until = term.due_on(on, rules.calendar) if term else on
    appoint_until = time_limit(NOTICE_LIMIT, rules.book, on).due_on(until, rules.calendar)
    closed = moments.get(Action.CLOSE_HEARING)
    asked = closed is None and until < today
    # The watch would have said so on the day after.
    missed = datetime.combine(appoint_until + timedelta(days=1), time(9), ALMATY)
    yield (
        "hearings",
        (
            application_id,
            Proposal.REFUSAL,
            reason,
            grounds,
            announced,
            head_id,
            until,
            appoint_until,
            announced if asked else None,
            HearingWay.ROOM if asked else None,
            "",
            # No message went out to people who do not exist: each came to the desk for the paper.
            on,
            HandedBy.PERSON,
            "",
            head_id,
            missed if asked and appoint_until < today else None,
            moments.get(Action.REFUSE),
            HearingEnd.SILENCE if closed else None,
            closed,
        ),
    )
