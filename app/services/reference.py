"""The law's figures for the rules: one book made from the stored rows, and the calendar of working days."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import OfficeHours, WorkingCalendar
from app.domain.household import SettlementKind
from app.domain.legal import ActKind, LegalAct
from app.domain.programmes.definition import MeasureCode
from app.domain.reference import (
    DatedValue,
    DecidingDate,
    ListRole,
    Measure,
    PaidPer,
    ReferenceBook,
    RegionListing,
    RentStep,
    Unit,
)
from app.domain.stream import Stream
from app.gateways.public_holidays import public_holidays
from app.models import (
    Base,
    District,
    LegalActRow,
    MeasureRate,
    MovedDay,
    Progress,
    ReferenceValue,
    Region,
    RegionListingRow,
    RentStepRow,
)
from app.models.casework import REFERENCE_MARK
from app.services.transaction_memory import memory

# Years whose public holidays are known to the service; in others only weekends would be days off.
HOLIDAY_YEARS = (2000, 2050)
# Books by the mark of the data they were made from: every change of reference data sets a new mark.
_books: dict[int, ReferenceBook] = {}
_calendars: dict[int, WorkingCalendar] = {}
_regions: dict[int, Mapping[str, Region]] = {}
_districts: dict[int, Mapping[str, District]] = {}
_KEPT = 4
_Row = TypeVar("_Row", bound=Base)


def mark_changed(session: Session, now: datetime) -> None:
    """Say that reference data changed, so that every process makes its book anew."""
    # Drawn, not counted: a change that was rolled back has left its book in this process under its own mark.
    session.merge(Progress(name=REFERENCE_MARK, mark=secrets.randbits(62), at=now))
    session.flush()
    memory(session).pop(REFERENCE_MARK, None)


def know_mark(session: Session, mark: int) -> None:
    """The mark was read already in this transaction: nobody asks for it again."""
    memory(session)[REFERENCE_MARK] = mark


def book(session: Session) -> ReferenceBook:
    """Everything that the rules may know, as it stands in the database now."""
    mark = _mark(session)
    if mark not in _books:
        _remember(_books, mark, _read_book(session))
    return _books[mark]


def working_calendar(session: Session) -> WorkingCalendar:
    """Working days: public holidays of the law, and days moved by the Government."""
    mark = _mark(session)
    if mark not in _calendars:
        moved = session.execute(select(MovedDay.rest_day, MovedDay.moved_to)).all()
        calendar = WorkingCalendar(
            holidays=public_holidays(*HOLIDAY_YEARS) | {row.moved_to for row in moved},
            moved_working=frozenset(row.rest_day for row in moved),
            moved_off=frozenset(row.moved_to for row in moved),
        )
        _remember(_calendars, mark, calendar)
    return _calendars[mark]


def office_hours(session: Session, now: datetime) -> OfficeHours:
    """Opening and closing time of the offices on the day of ``now``."""
    figures = book(session)
    opens, closes = (figures.value(key, now.date()).value for key in ("office.opens", "office.closes"))
    return OfficeHours(time.fromisoformat(str(opens)), time.fromisoformat(str(closes)))


def regions(session: Session) -> Mapping[str, Region]:
    """Regions by ISO code, detached and shared: read their columns only."""
    mark = _mark(session)
    if mark not in _regions:
        rows = session.scalars(select(Region).order_by(Region.code)).all()
        found = MappingProxyType({row.code: _detached(Region, row) for row in rows})
        _remember(_regions, mark, found)
    return _regions[mark]


def districts(session: Session) -> Mapping[str, District]:
    """Districts and towns of the host regions by code, ordered by region and code; detached and shared."""
    mark = _mark(session)
    if mark not in _districts:
        rows = session.scalars(select(District).order_by(District.region, District.code)).all()
        found = MappingProxyType({row.code: _detached(District, row) for row in rows})
        _remember(_districts, mark, found)
    return _districts[mark]


def districts_of(session: Session, region: str) -> dict[str, District]:
    """Districts and towns of one region by code, towns and districts apart, in the order of their numbers."""
    own = [row for row in districts(session).values() if row.region == region]
    return {row.code: row for row in sorted(own, key=lambda row: (row.kind != "town", row.code))}


def _detached(model: type[_Row], row: _Row) -> _Row:
    return model(**{column.key: getattr(row, column.key) for column in model.__table__.columns})


def _mark(session: Session) -> int:
    known = memory(session)
    if REFERENCE_MARK not in known:
        known[REFERENCE_MARK] = session.scalar(select(Progress.mark).where(Progress.name == REFERENCE_MARK)) or 0
    mark: int = known[REFERENCE_MARK]
    return mark


def _remember(store: dict[int, Any], mark: int, value: Any) -> None:
    while len(store) >= _KEPT:
        store.pop(next(iter(store)))
    store[mark] = value


def _read_book(session: Session) -> ReferenceBook:
    return ReferenceBook(
        values=tuple(_value(row) for row in session.scalars(select(ReferenceValue).order_by(ReferenceValue.id))),
        measures=tuple(_measure(row) for row in session.scalars(select(MeasureRate).order_by(MeasureRate.id))),
        regions=tuple(
            RegionListing(stream=Stream(row.stream), role=ListRole(row.role), region_iso=row.region, **_dated(row))
            for row in session.scalars(select(RegionListingRow).order_by(RegionListingRow.id))
        ),
        rent_scale=tuple(
            RentStep(
                settlement=SettlementKind(row.settlement),
                persons_from=row.persons_from,
                persons_to=row.persons_to,
                mci=row.mci,
                **_dated(row),
            )
            for row in session.scalars(select(RentStepRow).order_by(RentStepRow.id))
        ),
        acts=MappingProxyType({row.code: _act(row) for row in session.scalars(select(LegalActRow))}),
    )


def _dated(row: ReferenceValue | MeasureRate | RegionListingRow | RentStepRow) -> dict[str, Any]:
    return {
        "effective_from": row.effective_from,
        "effective_to": row.effective_to,
        "act_code": row.act_code or "",
        "provision": row.provision,
        "source": row.source,
        "verified_by": row.verified_by,
        "verified_on": row.verified_on,
    }


def _value(row: ReferenceValue) -> DatedValue:
    unit = Unit(row.unit)
    value = row.value if unit is Unit.TEXT else Decimal(row.value)
    return DatedValue(key=row.key, value=value, unit=unit, **_dated(row))


def _measure(row: MeasureRate) -> Measure:
    return Measure(
        code=MeasureCode(row.code),
        paid_per=PaidPer(row.paid_per),
        mci_low=row.mci_low,
        mci_high=row.mci_high,
        cap_tenge=row.cap_tenge,
        price_share=row.price_share,
        months=row.months,
        deciding_date=DecidingDate(row.deciding_date),
        **_dated(row),
    )


def _act(row: LegalActRow) -> LegalAct:
    return LegalAct(
        code=row.code,
        kind=ActKind(row.kind),
        number=row.number,
        adopted_on=row.adopted_on,
        title_kk=row.title_kk,
        title_ru=row.title_ru,
        title_en=row.title_en,
        registration_number=row.registration_number,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        source=row.source,
        verified_by=row.verified_by,
        verified_on=row.verified_on,
    )
