"""Loading the shipped reference data: repeated as often as wanted, it changes only what differs.

A row that somebody verified or corrected is never overwritten by a file; it is reported as kept.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import reference_rows
from app.domain.audit import EventKey, SubjectKind
from app.domain.quota_order import drafts_from_rows
from app.domain.roles import Actor
from app.models import (
    Base,
    District,
    LegalActRow,
    MeasureRate,
    MovedDay,
    ProfessionRow,
    PublishedUse,
    QuotaOrder,
    ReferenceValue,
    Region,
    RegionListingRow,
    RentStepRow,
)
from app.services import audit, clock_recount, reference
from app.services.quota_order import apply_order

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row that a loading added, changed or kept: ``what`` is its table and key in words of the data."""

    kind: str
    what: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """How one file becomes rows of one table."""

    file: str
    model: type[Base]
    key: tuple[str, ...]
    read: Callable[[Iterable[dict[str, str]]], Iterable[Row]]


def load(session: Session, folder: Path, *, actor: Actor, now: datetime) -> list[Change]:
    """Bring the database to the files of ``folder``; returns what changed, nothing on a repeated run.

    Raises ``RowError`` for a cell that cannot be read, ``OSError`` for a missing file; nothing is half done.
    """
    changes: list[Change] = []
    for table in _TABLES:
        changes += _load_table(session, table, _rows(folder / table.file))
    changes += _load_quotas(session, _rows(folder / "quotas.csv"), actor, now)
    if any(change.kind != "kept" for change in changes):
        reference.mark_changed(session, now)
        counts = {kind: sum(change.kind == kind for change in changes) for kind in ("added", "changed", "kept")}
        audit.record(
            session, EventKey.REFERENCE_CHANGED, (SubjectKind.REFERENCE, 0), actor=actor, now=now, facts=counts
        )
        moved_days = any(change.kind != "kept" and change.what.startswith("moved_days ") for change in changes)
        if moved_days and clock_recount.is_needed(session):
            clock_recount.ask(session, actor=actor, now=now)
    return changes


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_table(session: Session, table: _Table, rows: list[dict[str, str]]) -> list[Change]:
    known = {tuple(getattr(row, part) for part in table.key): row for row in session.scalars(select(table.model))}
    changes = []
    for wanted in table.read(rows):
        key = tuple(wanted[part] for part in table.key)
        what = f"{table.model.__tablename__} {' '.join(str(part) for part in key)}"
        row = known.get(key)
        if row is None:
            session.add(table.model(**wanted))
            changes.append(Change("added", what))
            continue
        different = tuple(name for name, value in wanted.items() if getattr(row, name) != value)
        if not different:
            continue
        if getattr(row, "verified_by", "") or getattr(row, "edited_at", None):
            changes.append(Change("kept", what, different))
            continue
        for name in different:
            setattr(row, name, wanted[name])
        changes.append(Change("changed", what, different))
    session.flush()
    return changes


def _load_quotas(session: Session, rows: list[dict[str, str]], actor: Actor, now: datetime) -> list[Change]:
    """Orders that are not known yet, oldest first; an order once applied is history and is not touched."""
    known = {tuple(row) for row in session.execute(select(QuotaOrder.year, QuotaOrder.stream, QuotaOrder.version))}
    changes = []
    for draft in drafts_from_rows(rows):
        if (draft.year, draft.stream, draft.version) in known:
            continue
        apply_order(session, draft, actor=actor, now=now)
        changes.append(Change("added", f"quota_orders {draft.year} {draft.stream} {draft.version}"))
    return changes


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _values(entries: Iterable[Any], rename: dict[str, str] | None = None) -> list[Row]:
    """Frozen values of the rules as columns; an empty act is no act."""
    rename = rename or {}
    result = []
    for entry in entries:
        row = {rename.get(name, name): _plain(value) for name, value in asdict(entry).items()}
        if row.get("act_code") == "":
            row["act_code"] = None
        result.append(row)
    return result


def _reference_values(rows: Iterable[Row]) -> list[Row]:
    return [{**row, "value": str(row["value"])} for row in rows]


def _region_rows(rows: Iterable[dict[str, str]]) -> list[Row]:
    columns = ("kato", "kind", "name_kk", "name_ru", "name_ru_prepositional", "name_en")
    return [{"code": row["iso_3166_2"], **{name: row[name] for name in columns}} for row in rows]


def _districts(rows: Iterable[dict[str, str]]) -> list[Row]:
    columns = ("code", "region", "kind", "name_kk", "name_ru", "name_en", "source", "verified_by")
    return [
        {
            **{name: row[name] for name in columns},
            "verified_on": date.fromisoformat(row["verified_on"]) if row["verified_on"] else None,
        }
        for row in rows
    ]


def _professions(rows: Iterable[dict[str, str]]) -> list[Row]:
    return [
        {**row, "verified_on": date.fromisoformat(row["verified_on"]) if row["verified_on"] else None} for row in rows
    ]


def _moved_days(rows: Iterable[dict[str, str]]) -> list[Row]:
    return [
        {
            "rest_day": date.fromisoformat(row["rest_day"]),
            "moved_to": date.fromisoformat(row["moved_to"]),
            "act_code": row["act_code"] or None,
            "source": row["source"],
            "verified_by": row["verified_by"],
            "verified_on": date.fromisoformat(row["verified_on"]) if row["verified_on"] else None,
        }
        for row in rows
    ]


def _published_uses(rows: Iterable[dict[str, str]]) -> list[Row]:
    return [
        {
            "year": int(row["year"]),
            "stream": row["stream"] or None,
            "region": row["region_iso"] or None,
            "told_on": date.fromisoformat(row["told_on"]),
            "persons": int(row["persons"]),
            "source": row["source"],
            "verified_by": row["verified_by"],
            "verified_on": date.fromisoformat(row["verified_on"]) if row["verified_on"] else None,
        }
        for row in rows
    ]


_BY_KEY = ("key", "effective_from")
_TABLES = (
    _Table("regions.csv", Region, ("code",), _region_rows),
    _Table("districts.csv", District, ("code",), _districts),
    _Table("acts.csv", LegalActRow, ("code",), lambda rows: _values(reference_rows.acts(rows))),
    _Table(
        "settings.csv",
        ReferenceValue,
        _BY_KEY,
        lambda rows: _reference_values(_values(reference_rows.settings(rows))),
    ),
    _Table("mci.csv", ReferenceValue, _BY_KEY, lambda rows: _reference_values(_values(reference_rows.mci(rows)))),
    _Table(
        "measures.csv", MeasureRate, ("code", "effective_from"), lambda rows: _values(reference_rows.measures(rows))
    ),
    _Table(
        "rent_scale.csv",
        RentStepRow,
        ("settlement", "persons_from", "effective_from"),
        lambda rows: _values(reference_rows.rent_scale(rows)),
    ),
    _Table(
        "host_regions.csv",
        RegionListingRow,
        ("stream", "role", "region", "effective_from"),
        lambda rows: _values(reference_rows.region_lists(rows), {"region_iso": "region"}),
    ),
    _Table("moved_days.csv", MovedDay, ("rest_day",), _moved_days),
    _Table("professions.csv", ProfessionRow, ("code",), _professions),
    _Table("quota_use.csv", PublishedUse, ("year", "stream", "region", "told_on"), _published_uses),
)
