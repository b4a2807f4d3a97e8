"""Lists of the reference data, for those who keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, false, func, select
from sqlalchemy.orm import Session

from app.domain.reference_editing import ReferenceTable
from app.models import (
    Base,
    District,
    LegalActRow,
    MeasureRate,
    MovedDay,
    ProfessionRow,
    ReferenceValue,
    Region,
    RegionListingRow,
    RentStepRow,
)

_MODELS: Mapping[ReferenceTable, type[Base]] = {
    ReferenceTable.VALUES: ReferenceValue,
    ReferenceTable.MEASURES: MeasureRate,
    ReferenceTable.RENT: RentStepRow,
    ReferenceTable.REGION_LISTS: RegionListingRow,
    ReferenceTable.ACTS: LegalActRow,
    ReferenceTable.MOVED_DAYS: MovedDay,
    ReferenceTable.REGIONS: Region,
    ReferenceTable.DISTRICTS: District,
    ReferenceTable.PROFESSIONS: ProfessionRow,
}
# What belongs together stands together, the newest period first.
_ORDER: Mapping[ReferenceTable, tuple[Any, ...]] = {
    ReferenceTable.VALUES: (ReferenceValue.key, ReferenceValue.effective_from.desc()),
    ReferenceTable.MEASURES: (MeasureRate.code, MeasureRate.effective_from.desc()),
    ReferenceTable.RENT: (RentStepRow.settlement, RentStepRow.persons_from, RentStepRow.effective_from.desc()),
    ReferenceTable.REGION_LISTS: (
        RegionListingRow.stream,
        RegionListingRow.role.desc(),
        RegionListingRow.region,
        RegionListingRow.effective_from.desc(),
    ),
    ReferenceTable.ACTS: (LegalActRow.code,),
    ReferenceTable.MOVED_DAYS: (MovedDay.rest_day.desc(),),
    ReferenceTable.REGIONS: (Region.code,),
    ReferenceTable.DISTRICTS: (District.region, District.kind.desc(), District.code),
    ReferenceTable.PROFESSIONS: (ProfessionRow.code,),
}


@dataclass(frozen=True, slots=True)
class TableCount:
    """Rows of a table, and how many of them nobody has verified (0 for names of regions, which no act sets)."""

    table: ReferenceTable
    rows: int
    unverified: int


def counts(session: Session) -> list[TableCount]:
    """Each table with its counts, by one statement."""
    columns: list[Any] = []
    for table, model in _MODELS.items():
        columns.append(select(func.count()).select_from(model).scalar_subquery())
        columns.append(select(func.count()).select_from(model).where(_is_unverified(table)).scalar_subquery())
    found = session.execute(select(*columns)).one()
    return [TableCount(table, found[2 * index], found[2 * index + 1]) for index, table in enumerate(_MODELS)]


def rows(session: Session, table: ReferenceTable, *, unverified_only: bool = False) -> list[Row[*tuple[Any, ...]]]:
    """Rows of a table with all columns; the tables are as short as the law that they hold."""
    statement = select(*_MODELS[table].__table__.columns)
    if unverified_only:
        statement = statement.where(_is_unverified(table))
    return list(session.execute(statement.order_by(*_ORDER[table])))


def _is_unverified(table: ReferenceTable) -> ColumnElement[bool]:
    verified_by = _MODELS[table].__table__.columns.get("verified_by")
    return false() if verified_by is None else verified_by == ""
