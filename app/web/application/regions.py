"""Regions that a page offers: every one, or those that take people of the stream today, with the places left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.programmes.definition import Step
from app.domain.stream import Stream
from app.i18n import local
from app.labels.region import region_name
from app.models import Application, RegionalQuota
from app.services import reference


@dataclass(frozen=True, slots=True)
class Places:
    """A host region and the places left in it this year; None where no order is known."""

    code: str
    name: str
    available: int | None


def region_names(session: Session) -> dict[str, str]:
    """Names of all regions by code, in the language in use."""
    return {code: region_name(region) for code, region in reference.regions(session).items()}


def region_choices(session: Session, application: Application, step: Step, on: date) -> Mapping[str, str]:
    """Regions that the step offers: for wishes those that take people of the stream on the day."""
    names = region_names(session)
    if step is not Step.WISHES:
        return names
    open_regions = reference.book(session).host_regions(Stream(application.stream), on)
    # A region chosen before that has closed since stays on the page, so that the person sees what to change.
    wishes = application.answers.get(step, {})
    chosen = [wishes[name] for name in ("region", "region_2", "region_3") if wishes.get(name) in names]
    return {code: names[code] for code in dict.fromkeys([*open_regions, *chosen])}


def host_region_hints(session: Session, application: Application, now: datetime) -> list[Places]:
    """Host regions of the stream with the places left, in the order of the list."""
    names = region_names(session)
    today = local(now).date()
    rows = session.execute(
        select(
            RegionalQuota.region,
            (RegionalQuota.allocated - RegionalQuota.reserved - RegionalQuota.used).label("available"),
        ).where(RegionalQuota.year == today.year, RegionalQuota.stream == application.stream)
    )
    left: dict[str, int] = {row.region: row.available for row in rows}
    open_regions = reference.book(session).host_regions(Stream(application.stream), today)
    return [Places(code, names[code], left.get(code)) for code in open_regions]
