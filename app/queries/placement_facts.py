"""What a placing reads: cases with the answers that it weighs, free places, profiles, and how many families stayed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.domain.place_profile import FigureKind, Profile, profile_of
from app.domain.placement_choice import may_name
from app.domain.programmes.definition import Step
from app.domain.stream import QUOTA_STREAMS, Stream
from app.domain.workflow import Status
from app.models import (
    AgendaItem,
    Application,
    DistrictQuota,
    HouseholdMember,
    PlaceOutcome,
    PlaceProfile,
    RegionalQuota,
)

MOST_CASES = 20_000
_STEPS = (Step.WISHES, Step.EMPLOYMENT, Step.EDUCATION, Step.NEEDS, Step.HOUSING)
# Before the commission has a case, its region may still change.
_WAITING = (Status.SUBMITTED, Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with the answers by step that placing weighs, and its children of school age."""

    id: int
    stream: Stream
    region: str
    persons: int
    answers: dict[str, dict[str, Any]]
    pupils: int


@dataclass(frozen=True, slots=True)
class FreeRow:
    """Free places (persons) of a region by stream: in all, of no district, and of each district that has its own."""

    region: str
    stream: Stream
    available: int
    undistributed: int
    districts: dict[str, int]


def agenda_cases(session: Session, sitting_id: int, born: tuple[date, date]) -> list[CaseRow]:
    """Cases of the sitting's agenda on which nothing was said yet, in its order; ``born``: first and last birthday."""
    statement = (
        _cases(born)
        .join(AgendaItem, AgendaItem.application_id == Application.id)
        .where(
            AgendaItem.sitting_id == sitting_id,
            AgendaItem.outcome.is_(None),
            Application.status == Status.REFERRED,
            # A kandas status needs no place.
            Application.stream.in_(QUOTA_STREAMS),
            Application.places_reserved + Application.places_used == 0,
        )
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return [_case(row) for row in session.execute(statement)]


def waiting_cases(session: Session, stream: str, born: tuple[date, date], *, limit: int = MOST_CASES) -> list[CaseRow]:
    """Cases of the stream whose region may still change, in the order of their filing."""
    statement = (
        _cases(born)
        .where(Application.stream == stream, Application.status.in_(_WAITING))
        .order_by(Application.submitted_at, Application.id)
        .limit(limit)
    )
    return [_case(row) for row in session.execute(statement)]


def one_case(session: Session, application_id: int, born: tuple[date, date]) -> CaseRow:
    """The case with this number."""
    return _case(session.execute(_cases(born).where(Application.id == application_id)).one())


def answerable(session: Session, cases: Collection[int]) -> frozenset[int]:
    """Those of the applications on whose place a word may still be said, as they stand now."""
    places = (Application.places_reserved + Application.places_used).label("places")
    rows = session.execute(select(Application.id, Application.status, places).where(Application.id.in_(sorted(cases))))
    return frozenset(row.id for row in rows if may_name(Status(row.status), row.places))


def free_places(session: Session, year: int, regions: Collection[str]) -> list[FreeRow]:
    """Free places of the regions in ``year``, by region and stream."""
    rows = session.execute(
        select(RegionalQuota, DistrictQuota)
        .outerjoin(DistrictQuota, and_(DistrictQuota.quota_id == RegionalQuota.id, DistrictQuota.allocated > 0))
        .where(RegionalQuota.year == year, RegionalQuota.region.in_(sorted(regions)))
        .order_by(RegionalQuota.region, RegionalQuota.stream, DistrictQuota.district)
    )
    found: dict[tuple[str, str], FreeRow] = {}
    for quota, district in rows:
        known = found.get((quota.region, quota.stream))
        if known is None:
            balance = quota.balance
            known = FreeRow(quota.region, Stream(quota.stream), balance.available, balance.undistributed, {})
            found[quota.region, quota.stream] = known
        if district is not None:
            known.districts[district.district] = district.balance.available
    return list(found.values())


def profiles(session: Session, regions: Iterable[str]) -> dict[str, Profile]:
    """Present profiles of the regions and of their districts, by code of the place."""
    rows = session.scalars(
        select(PlaceProfile)
        .where(PlaceProfile.region.in_(sorted(regions)), PlaceProfile.replaced_at.is_(None))
        .order_by(PlaceProfile.id)
    )
    return {row.place: as_profile(row) for row in rows}


def as_profile(row: PlaceProfile) -> Profile:
    """The stored profile as the rules see it."""
    return profile_of(row.as_of, {(FigureKind(each.kind), each.code): each.amount for each in row.figures})


def outcomes(session: Session, places: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Families that came before and those that stayed, by code of the place."""
    rows = session.execute(
        select(PlaceOutcome.place, PlaceOutcome.families, PlaceOutcome.stayed).where(
            PlaceOutcome.place.in_(sorted(places))
        )
    )
    return {row.place: (row.families, row.stayed) for row in rows}


def _cases(born: tuple[date, date]) -> Any:
    first, last = born
    pupils = (
        select(func.count())
        .where(
            HouseholdMember.application_id == Application.id,
            HouseholdMember.birth_on >= first,
            HouseholdMember.birth_on <= last,
        )
        .scalar_subquery()
    )
    answers = [Application.answers[step.value].label(step.value) for step in _STEPS]
    return select(
        Application.id,
        Application.stream,
        Application.host_region,
        Application.household_size,
        *answers,
        pupils.label("pupils"),
    )


def _case(row: Any) -> CaseRow:
    answers = {step.value: getattr(row, step.value) or {} for step in _STEPS}
    return CaseRow(row.id, Stream(row.stream), row.host_region, row.household_size, answers, row.pupils)
