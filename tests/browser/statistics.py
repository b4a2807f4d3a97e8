"""Public figures for the pages of every feature: two years of months, some of them too small to be shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.statistic import FLOWS
from app.i18n import local
from app.models import StatisticDelta, StatisticDuration, StatisticGround
from app.services import statistic

_FAMILIES = {"filed": 31, "approved": 17, "refused": 12, "otherwise": 2}


def brought(session: Session, now: datetime) -> dict[str, Any]:
    """Months of this year and the last that are closed; the year to look at."""
    year = local(now).year
    for month in [date(each, number, 1) for each in (year - 1, year) for number in range(1, 13)]:
        where: dict[str, Any] = {"month": month, "region": "KZ-55", "stream": "relocatee"}
        for measure in FLOWS:
            families = _FAMILIES[measure]
            session.add(StatisticDelta(**where, measure=measure, families=families, persons=3 * families))
        for days in (6, 9, 14):
            session.add(StatisticDuration(**where, days=days, families=8))
        session.add(StatisticGround(**where, ground="requirements_not_met", families=9))
        session.add(StatisticGround(**where, ground="false_data", families=3))
    session.flush()
    statistic.close_months(session, now=now)
    # In January no month of the year is closed yet.
    return {"statistics_year": year if local(now).month > 1 else year - 1}
