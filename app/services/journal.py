"""Gapless journals: the next number of a body's journal of a year, taken in the transaction that uses it."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import JournalCounter


def take_number(session: Session, body: str, year: int, journal: str) -> int:
    """The next number, from 1; the counter stays locked until the transaction ends, and a rollback gives it back."""
    row = insert(JournalCounter).values(body=body, year=year, journal=journal, last_number=1)
    statement = row.on_conflict_do_update(
        index_elements=["body", "year", "journal"], set_={"last_number": JournalCounter.last_number + 1}
    ).returning(JournalCounter.last_number)
    return session.execute(statement).scalar_one()
