"""The shipped reference data as the book that the rules get."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from app.domain import reference_rows
from app.domain.reference import ReferenceBook

REFERENCE = Path(__file__).resolve().parents[2] / "assets" / "reference"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a shipped file."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def shipped() -> ReferenceBook:
    """Everything in assets/reference."""
    return ReferenceBook(
        values=reference_rows.settings(rows("settings")) + reference_rows.mci(rows("mci")),
        measures=reference_rows.measures(rows("measures")),
        regions=reference_rows.region_lists(rows("host_regions")),
        rent_scale=reference_rows.rent_scale(rows("rent_scale")),
        acts={act.code: act for act in reference_rows.acts(rows("acts"))},
    )


def verified() -> ReferenceBook:
    """The shipped book as it would be after a lawyer has compared every figure."""
    by, on = "A. Lawyer", date(2026, 6, 1)
    book = shipped()
    return ReferenceBook(
        values=tuple(replace(row, verified_by=by, verified_on=on) for row in book.values),
        measures=tuple(replace(row, verified_by=by, verified_on=on) for row in book.measures),
        regions=tuple(replace(row, verified_by=by, verified_on=on) for row in book.regions),
        rent_scale=tuple(replace(row, verified_by=by, verified_on=on) for row in book.rent_scale),
        acts=book.acts,
    )
