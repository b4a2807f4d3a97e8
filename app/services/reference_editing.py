"""An administrator's changes of the reference data: correct, add, verify; each recorded with before and after.

A figure that somebody verified and that is corrected afterwards is no longer verified.  Edited rows are marked, so
that loading the shipped files leaves them alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import profession_table
from app.domain import reference_editing as rules
from app.domain.audit import EventKey, SubjectKind
from app.domain.errors import DomainError, StaleVersionError
from app.domain.profession import SEPARATOR, Profession
from app.domain.reference import Unit
from app.domain.reference_editing import ReferenceTable, ReferenceValueError, Span
from app.domain.roles import Actor
from app.i18n import local
from app.models import ProfessionRow
from app.services import audit, clock_recount, reference
from app.services.reference_shapes import SHAPES

# One editor at a time: whether two rows overlap can only be said of rows that stand still.
_LOCK = 721_591
# An act is compared with itself, a district and a profession with their classifiers: none of them names another act.
_OWN_MEASURE = frozenset({ReferenceTable.ACTS, ReferenceTable.DISTRICTS, ReferenceTable.PROFESSIONS})
_UNVERIFYING_IGNORES = frozenset({"source"})
# Fields that change which days are worked, and with them every running term.
_CALENDAR = frozenset({"rest_day", "moved_to"})


def find(session: Session, table: ReferenceTable, key: str) -> Any | None:
    """The row with ``key`` as it stands in an address (a number, a code, a day), or None."""
    identity: Any = key
    shape = SHAPES[table]
    try:
        if shape.identity == "id":
            identity = int(key)
        elif shape.identity == "rest_day":
            identity = date.fromisoformat(key)
    except ValueError:
        return None
    return session.get(shape.model, identity) if identity != 0 else None


def subject_of(table: ReferenceTable, row: Any | None) -> dict[str, Any]:
    """The columns by which a new row is about the same thing as ``row``."""
    if row is None:
        return {}
    names = (*SHAPES[table].subject, *(("unit",) if table is ReferenceTable.VALUES else ()))
    return {name: getattr(row, name) for name in names}


def digest(row: Any) -> str:
    """What the row holds, in a few signs: who edits sends back what they saw."""
    body = json.dumps(_facts(row, [column.key for column in row.__table__.columns]), sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def correct(
    session: Session,
    table: ReferenceTable,
    key: str,
    changes: Mapping[str, Any],
    *,
    seen: str,
    actor: Actor,
    now: datetime,
) -> Any:
    """Change fields of a row; a change of more than the source takes its verification away.

    Raises ``StaleVersionError``, ``PeriodOverlapError``, ``ReferenceValueError``.
    """
    row = _locked(session, table, key, seen)
    shape = SHAPES[table]
    wanted = {name: changes[name] for name in shape.fields if name in changes}
    proposed = {column.key: getattr(row, column.key) for column in row.__table__.columns} | wanted
    _check(session, table, proposed, wanted, row)
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        return row
    if hasattr(row, "verified_by") and set(changed) - _UNVERIFYING_IGNORES and row.verified_by:
        wanted |= {"verified_by": "", "verified_on": None}
        changed += ["verified_by", "verified_on"]
    before = _facts(row, changed)
    for name in changed:
        setattr(row, name, wanted[name])
    row.edited_at = now
    _record(session, table, row, "corrected", before, _facts(row, changed), actor, now)
    return row


def add(session: Session, table: ReferenceTable, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> Any:
    """A new row; the row about the same thing that held until then ends the day before.

    Raises ``PeriodOverlapError``, ``ReferenceValueError``, and ``reference_exists`` for a known code or day.
    """
    if table is ReferenceTable.REGIONS:
        raise DomainError("not_allowed")
    _lock(session)
    shape = SHAPES[table]
    proposed = dict(values)
    if shape.is_dated:
        _close_predecessor(session, table, proposed, actor, now)
    elif session.get(shape.model, proposed[shape.identity]) is not None:
        raise ReferenceValueError("reference_exists", shape.identity)
    _check(session, table, proposed, proposed, None)
    row = shape.model(**proposed, verified_by="", edited_at=now)
    session.add(row)
    session.flush()
    _record(session, table, row, "added", {}, _facts(row, sorted(proposed)), actor, now)
    return row


def verify(
    session: Session, table: ReferenceTable, key: str, *, by: str, on: date, seen: str, actor: Actor, now: datetime
) -> Any:
    """Write that ``by`` compared the row with its act on the day ``on``.

    Raises ``StaleVersionError`` and ``verification_needs_act`` where the row names no act.
    """
    row = _locked(session, table, key, seen)
    if table is ReferenceTable.REGIONS:
        raise DomainError("not_allowed")
    act = row.code if table in _OWN_MEASURE else row.act_code
    rules.check_verification(by, on, local(now).date(), act)
    before = _facts(row, ["verified_by", "verified_on"])
    row.verified_by, row.verified_on = by.strip(), on
    _record(session, table, row, "verified", before, _facts(row, ["verified_by", "verified_on"]), actor, now)
    return row


def unverify(session: Session, table: ReferenceTable, key: str, *, seen: str, actor: Actor, now: datetime) -> Any:
    """Take the verification back."""
    row = _locked(session, table, key, seen)
    before = _facts(row, ["verified_by", "verified_on"])
    row.verified_by, row.verified_on = "", None
    _record(session, table, row, "unverified", before, _facts(row, ["verified_by", "verified_on"]), actor, now)
    return row


def _lock(session: Session) -> None:
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _locked(session: Session, table: ReferenceTable, key: str, seen: str) -> Any:
    """The row as it stands now, if it is still the one that the person saw."""
    _lock(session)
    row = find(session, table, key)
    if row is None:
        raise StaleVersionError
    session.refresh(row)
    if digest(row) != seen:
        raise StaleVersionError
    return row


def _check(
    session: Session, table: ReferenceTable, proposed: Mapping[str, Any], changed: Mapping[str, Any], row: Any | None
) -> None:
    """Whether the row may look like this; ``changed`` gets values in their stored form."""
    if table is ReferenceTable.VALUES and isinstance(changed, dict) and "value" in changed:
        changed["value"] = rules.check_setting(proposed["key"], Unit(proposed["unit"]), proposed["value"])
    elif table is ReferenceTable.MEASURES:
        rules.check_measure(*(proposed[name] for name in ("mci_low", "mci_high", "cap_tenge", "price_share")))
    elif table is ReferenceTable.RENT:
        rules.check_persons(proposed["persons_from"], proposed["persons_to"])
    elif table is ReferenceTable.MOVED_DAYS and proposed["moved_to"] == proposed["rest_day"]:
        raise ReferenceValueError("moved_nowhere", "moved_to")
    elif table is ReferenceTable.PROFESSIONS:
        _check_profession(session, proposed, changed)
    elif table is ReferenceTable.ACTS and proposed["effective_from"] and proposed["effective_to"]:
        rules.check_span(Span(proposed["effective_from"], proposed["effective_to"]), ())
    if SHAPES[table].is_dated:
        others = [Span(other.effective_from, other.effective_to) for other in _rivals(session, table, proposed, row)]
        rules.check_span(Span(proposed["effective_from"], proposed["effective_to"]), others)


def _check_profession(session: Session, proposed: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    """Every spelling names one profession."""
    others = [
        Profession(row.code, profession_table.split(row.spellings))
        for row in session.execute(select(ProfessionRow.code, ProfessionRow.spellings))
    ]
    spellings = profession_table.split(proposed["spellings"])
    if not spellings:
        raise ReferenceValueError("value_missing", "spellings")
    profession_table.check_spellings(proposed["code"], proposed["spellings"], others)
    if isinstance(changed, dict) and "spellings" in changed:
        changed["spellings"] = SEPARATOR.join(spellings)


def _rivals(session: Session, table: ReferenceTable, proposed: Mapping[str, Any], row: Any | None) -> list[Any]:
    """Rows about the same thing, whose days must not meet."""
    shape = SHAPES[table]
    statement = select(shape.model).where(*(getattr(shape.model, name) == proposed[name] for name in shape.subject))
    rows = [other for other in session.scalars(statement.order_by(shape.model.effective_from)) if other is not row]
    if table is not ReferenceTable.RENT:
        return rows
    low, high = proposed["persons_from"], proposed["persons_to"]
    return [
        other
        for other in rows
        if (high is None or other.persons_from <= high) and (other.persons_to is None or low <= other.persons_to)
    ]


def _close_predecessor(
    session: Session, table: ReferenceTable, proposed: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """End the row that the new one follows on the day before it; a closed period that ended earlier stays."""
    start: date = proposed["effective_from"]
    earlier = [other for other in _rivals(session, table, proposed, None) if other.effective_from < start]
    for other in earlier:
        if other.effective_to is not None and other.effective_to < start:
            continue
        before = _facts(other, ["effective_to"])
        other.effective_to = rules.day_before(start)
        other.edited_at = now
        _record(session, table, other, "closed", before, _facts(other, ["effective_to"]), actor, now)


def _record(
    session: Session,
    table: ReferenceTable,
    row: Any,
    action: str,
    before: dict[str, Any],
    after: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    session.flush()
    shape = SHAPES[table]
    key = _plain(getattr(row, shape.identity))
    subject = {name: _plain(getattr(row, name)) for name in shape.subject}
    facts = {"table": table.value, "row": key, "of": subject, "action": action, "before": before, "after": after}
    audit.record(session, EventKey.REFERENCE_CHANGED, (SubjectKind.REFERENCE, 0), actor=actor, now=now, facts=facts)
    reference.mark_changed(session, now)
    if table is ReferenceTable.MOVED_DAYS and _CALENDAR & after.keys():
        clock_recount.ask(session, actor=actor, now=now)


def _facts(row: Any, names: list[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    """The value as JSON has it; 70.00 and 70 are the same figure."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date | datetime) else value
