"""Loading the list of professions from a file: what is new is added, what differs is corrected, nothing goes away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, RoleNotAllowedError
from app.domain.profession import Profession
from app.domain.profession_table import in_order, read_professions, split
from app.domain.reference_editing import ReferenceTable
from app.domain.roles import Actor
from app.gateways.spreadsheet import SpreadsheetError, read_table
from app.models import ProfessionRow
from app.policy import Permission, holds
from app.services import reference_editing

MAX_FILE_BYTES = 2 * 1024 * 1024


class ProfessionFileError(DomainError):
    """The file is no table that can be read; the code is ``profession_file_`` and the reason."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many professions a file added, changed and left as they were."""

    added: int
    changed: int
    kept: int


def load(session: Session, content: bytes, *, actor: Actor, now: datetime) -> Loaded:
    """Bring the list to what the file (CSV or XLSX) says; by the administrator, each change on its own in the journal.

    A profession that the file does not name stays: profiles count by it.  Whatever changes but for its source is no
    longer verified.  Raises ``ProfessionFaultsError`` with every faulty cell, and then changes nothing.
    """
    if not holds(actor, Permission.REFERENCE_ADMIN):
        raise RoleNotAllowedError(action="edit_reference")
    if len(content) > MAX_FILE_BYTES:
        raise ProfessionFileError("profession_file_too_large")
    try:
        table = read_table(content)
    except SpreadsheetError as error:
        raise ProfessionFileError(f"profession_file_{error.code}") from error
    present = {row.code: row for row in session.scalars(select(ProfessionRow).order_by(ProfessionRow.code))}
    known = [Profession(code, split(row.spellings)) for code, row in present.items()]
    counts = {"added": 0, "changed": 0, "kept": 0}
    for row in in_order(read_professions(table, known), known):
        counts[_put(session, row, present.get(row["code"]), actor, now)] += 1
    return Loaded(**counts)


def _put(session: Session, row: Mapping[str, str], known: ProfessionRow | None, actor: Actor, now: datetime) -> str:
    values: dict[str, Any] = {name: value for name, value in row.items() if name != "code"}
    if known is None:
        reference_editing.add(session, ReferenceTable.PROFESSIONS, {"source": "", **row}, actor=actor, now=now)
        return "added"
    if all(getattr(known, name) == value for name, value in values.items()):
        return "kept"
    seen = reference_editing.digest(known)
    reference_editing.correct(session, ReferenceTable.PROFESSIONS, known.code, values, seen=seen, actor=actor, now=now)
    return "changed"
