"""The dated reference figures behind every forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.forecast import Assumptions
from app.domain.forecast_open import Lead
from app.domain.reference import DatedValue, ReferenceBook, Unit
from app.models import ReferenceValue

_PREFIX = "forecast."
_KEYS = (
    "range_share", "month_variation", "family_persons", "lead_days", "lead_days_ninetieth", "held_share", "heard_share"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForecastFigures:
    """The dated reference figures behind the forecasts, and whether somebody verified every one of them."""

    assumed: Assumptions
    held_share: float
    heard_share: float
    is_verified: bool


def figures(session: Session, today: date) -> ForecastFigures | None:
    """Reference figures of the day, None where one of them was not entered: then nothing can be forecast."""
    statement = select(ReferenceValue).where(ReferenceValue.key.startswith(_PREFIX, autoescape=True))
    rows = session.scalars(statement.order_by(ReferenceValue.id))
    book = ReferenceBook(
        values=tuple(
            DatedValue(
                key=row.key,
                value=Decimal(row.value),
                unit=Unit(row.unit),
                effective_from=row.effective_from,
                effective_to=row.effective_to,
                verified_by=row.verified_by,
                verified_on=row.verified_on,
            )
            for row in rows
        )
    )
    known = [found for key in _KEYS if (found := book.find(_PREFIX + key, today)) is not None]
    if len(known) < len(_KEYS):
        return None
    share, variation, family, lead, ninetieth, held, heard = (float(each.value) for each in known)
    # What an administrator enters may be anything: a range of no width or of every number tells nothing.
    assumed = Assumptions(
        share=min(max(share, 0.5), 0.99),
        variation=max(variation, 0.0),
        family=max(family, 1.0),
        lead=Lead(max(lead, 1.0), max(ninetieth, lead, 1.0)),
    )
    held, heard = (min(max(chance, 0.0), 1.0) for chance in (held, heard))
    return ForecastFigures(assumed, held, heard, all(each.is_verified for each in known))
