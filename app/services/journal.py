"""Gapless journals: the next number of a body's journal of a year, taken in the transaction that uses it."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import JournalCounter

_COUNTERS = cast("Table", JournalCounter.__table__)
# Made once: putting it together costs more than running it.
_NEXT = (
    insert(_COUNTERS)
    .values(body=bindparam("body"), year=bindparam("year"), journal=bindparam("journal"), last_number=1)
    .on_conflict_do_update(
        index_elements=["body", "year", "journal"], set_={"last_number": _COUNTERS.c.last_number + 1}
    )
    .returning(_COUNTERS.c.last_number)
)


def take_number(session: Session, body: str, year: int, journal: str) -> int:
    """The next number, from 1; the counter stays locked until the transaction ends, and a rollback gives it back."""
    number: int = session.connection().execute(_NEXT, {"body": body, "year": year, "journal": journal}).scalar_one()
    return number
