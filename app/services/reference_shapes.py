"""The tables of reference data: their models, what tells two rows apart, and what may be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.reference_editing import ReferenceTable
from app.models import (
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

_DATED = ("effective_from", "effective_to", "act_code", "provision", "source")


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its model, what tells two rows of the same thing, what may be corrected, whether it has days."""

    model: type[Any]
    subject: tuple[str, ...]
    fields: tuple[str, ...]
    identity: str = "id"
    is_dated: bool = True


SHAPES: Mapping[ReferenceTable, Shape] = {
    ReferenceTable.VALUES: Shape(ReferenceValue, ("key",), ("value", *_DATED)),
    ReferenceTable.MEASURES: Shape(
        MeasureRate,
        ("code",),
        ("paid_per", "mci_low", "mci_high", "cap_tenge", "price_share", "months", "deciding_date", *_DATED),
    ),
    ReferenceTable.RENT: Shape(RentStepRow, ("settlement",), ("persons_from", "persons_to", "mci", *_DATED)),
    ReferenceTable.REGION_LISTS: Shape(RegionListingRow, ("stream", "role", "region"), _DATED),
    ReferenceTable.ACTS: Shape(
        LegalActRow,
        ("code",),
        (
            *("kind", "number", "adopted_on", "registration_number", "title_kk", "title_ru", "title_en"),
            *("effective_from", "effective_to", "source"),
        ),
        identity="code",
        is_dated=False,
    ),
    ReferenceTable.MOVED_DAYS: Shape(
        MovedDay, ("rest_day",), ("moved_to", "act_code", "source"), identity="rest_day", is_dated=False
    ),
    ReferenceTable.REGIONS: Shape(
        Region,
        ("code",),
        ("name_kk", "name_ru", "name_ru_prepositional", "name_en"),
        identity="code",
        is_dated=False,
    ),
    ReferenceTable.DISTRICTS: Shape(
        District, ("code",), ("kind", "name_kk", "name_ru", "name_en", "source"), identity="code", is_dated=False
    ),
    ReferenceTable.PROFESSIONS: Shape(
        ProfessionRow,
        ("code",),
        ("name_kk", "name_ru", "name_en", "spellings", "source"),
        identity="code",
        is_dated=False,
    ),
}
