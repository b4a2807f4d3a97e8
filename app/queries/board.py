"""The supervisor's board: load of the officers, cases to decide and cases near their deadline.

Figures come from kept counters, lists are the first rows of an index: the board costs the same at a million cases.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, Values, column, func, select, true, values
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.stream import Stream
from app.domain.workflow import Proposal, Status
from app.models.account import Account, RoleGrant
from app.models.application import Application
from app.models.board import LoadDelta
from app.queries.worklist import SOON_DAYS, is_open

_LISTED = 10
_BEFORE_HEAD = frozenset({Status.PREPARED, Status.HEARD})


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Open cases of one officer, those past their day, and those in the coming days; id None: nobody's."""

    id: int | None
    name: str
    open: int
    overdue: int
    soon: int


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A case whose day is near or past, or that waits for a decision; ``proposal``: what lies before the head."""

    id: int
    number: str
    applicant_name: str
    household_size: int
    status: Status
    stream: Stream
    due_on: date | None
    officer: str | None
    proposal: Proposal | None
    prepared_at: datetime | None
    prepared_by_id: int | None


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who may be given cases of a region."""

    id: int
    name: str


def load(session: Session, regions: Collection[str], today: date) -> tuple[LoadRow, ...]:
    """Load of each officer of ``regions``, and what nobody has, most overdue first; from the kept counters."""
    total, overdue, soon = load_sums(today)
    figures = (
        select(LoadDelta.officer_id, total.label("open"), overdue.label("overdue"), soon.label("soon"))
        .where(LoadDelta.region.in_(sorted(regions)))
        .group_by(LoadDelta.officer_id)
        .having(total > 0)
    )
    found = {row.officer_id: (int(row.open), int(row.overdue), int(row.soon)) for row in session.execute(figures)}
    staff = {officer.id: officer.name for officer in officers(session, regions)}
    # Someone who left the region may still have cases there: they must be seen to be moved.
    missing = [number for number in found if number is not None and number not in staff]
    if missing:
        rows = session.execute(select(Account.id, Account.full_name).where(Account.id.in_(missing)))
        staff |= {row.id: row.full_name for row in rows}
    rows_ = [LoadRow(number, name, *found.get(number, (0, 0, 0))) for number, name in staff.items()]
    rows_.sort(key=lambda row: (-row.overdue, -row.open, row.name, row.id or 0))
    if None in found:
        rows_.insert(0, LoadRow(None, "", *found[None]))
    return tuple(rows_)


def load_sums(today: date) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    """Sums over the kept counters: open cases, those past their day, those whose day is within the coming days."""
    near = LoadDelta.due_on.between(today, today + timedelta(days=SOON_DAYS))
    total = func.sum(LoadDelta.delta)
    return (
        total,
        func.coalesce(total.filter(LoadDelta.due_on < today), 0),
        func.coalesce(total.filter(near), 0),
    )


def officers(session: Session, regions: Collection[str]) -> tuple[Officer, ...]:
    """Active case workers of ``regions``, by name."""
    statement = (
        select(Account.id, Account.full_name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == Role.CASE_WORKER, RoleGrant.region.in_(sorted(regions)), Account.is_active)
        .distinct()
        .order_by(Account.full_name, Account.id)
    )
    return tuple(Officer(row.id, row.full_name) for row in session.execute(statement))


def waiting_for_decision(session: Session, regions: Collection[str]) -> tuple[DeadlineRow, ...]:
    """The first cases of ``regions`` that lie before the head, the final decisions too, nearest deadline first."""
    wanted = _wanted([(region, status) for region in sorted(regions) for status in sorted(_BEFORE_HEAD)])
    return _cases(session, wanted, Application.status == wanted.c.status)


def near_deadline(session: Session, regions: Collection[str], today: date) -> tuple[DeadlineRow, ...]:
    """The first open cases of ``regions`` whose day is past or within the coming days."""
    wanted = wanted_regions(regions)
    return _cases(session, wanted, is_open(), Application.due_on <= today + timedelta(days=SOON_DAYS))


def wanted_regions(regions: Collection[str]) -> Values:
    """The regions as rows, for the first rows of each in an index."""
    return _wanted([(region, "") for region in sorted(regions)])


def _wanted(pairs: Sequence[tuple[str, str]]) -> Values:
    """Places in an index at which a list begins: each gives its first rows, and only these are put in order."""
    return values(column("region", Text), column("status", Text), name="wanted").data(list(pairs))


def _cases(session: Session, wanted: Values, *conditions: ColumnElement[bool]) -> tuple[DeadlineRow, ...]:
    first = (
        select(
            Application.id,
            Application.number,
            Application.applicant_name,
            Application.household_size,
            Application.status,
            Application.stream,
            Application.due_on,
            Application.assigned_to_id,
            func.coalesce(Application.recommendation, Application.proposal).label("proposal"),
            Application.prepared_at,
            Application.prepared_by_id,
        )
        .where(Application.host_region == wanted.c.region, *conditions)
        .order_by(Application.due_on, Application.id)
        .limit(_LISTED)
        .lateral("first")
    )
    statement = (
        select(first, Account.full_name)
        .select_from(wanted.join(first, true()))
        .outerjoin(Account, Account.id == first.c.assigned_to_id)
        .order_by(first.c.due_on, first.c.id)
        .limit(_LISTED)
    )
    return tuple(_row(row) for row in session.execute(statement))


def _row(row: Row[Any]) -> DeadlineRow:
    return DeadlineRow(
        row.id,
        row.number,
        row.applicant_name,
        row.household_size,
        Status(row.status),
        Stream(row.stream),
        row.due_on,
        row.full_name,
        Proposal(row.proposal) if row.proposal else None,
        row.prepared_at,
        row.prepared_by_id,
    )
