"""The worklist: cases of the regions that a member of staff reads, deadlines first, by key and never by offset."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from app.domain.names import fold_key
from app.domain.roles import Actor
from app.domain.stream import Stream
from app.domain.workflow import FINAL, OPEN, Status
from app.models.account import Account
from app.models.application import Application, HouseholdMember, StatusDelta
from app.models.reference import Region
from app.policy import Permission, regions_of, visible_applications

PAGE_SIZE = 25
SOON_DAYS = 3


class Holder(StrEnum):
    """Whose cases."""

    MINE = "mine"
    NOBODY = "nobody"


class Deadline(StrEnum):
    """How near the day is by which the step must end."""

    OVERDUE = "overdue"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the list; None (or empty ``words``) asks nothing.

    ``status`` None means every open case, or with ``words`` every case whatever its status.
    """

    status: Status | None = None
    stream: Stream | None = None
    holder: Holder | None = None
    deadline: Deadline | None = None
    region: str | None = None
    words: str = ""

    @property
    def newest_first(self) -> bool:
        """Closed cases have no deadline: the newest stand first."""
        return self.status is not None and self.status in FINAL


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row after which (or before which, when ``backwards``) a page begins; cases without a day stand last."""

    due_on: date | None
    id: int
    backwards: bool = False

    def __str__(self) -> str:
        """The form in an address: ``2026-11-30.17``, ``-.17`` without a day."""
        return f"{self.due_on.isoformat() if self.due_on else '-'}.{self.id}"

    @classmethod
    def parse(cls, text: str, *, backwards: bool = False) -> Cursor | None:
        """The cursor written in an address, None for anything else."""
        found = re.fullmatch(r"(-|\d{4}-\d{2}-\d{2})\.(\d{1,18})", text, re.ASCII)
        if not found:
            return None
        try:
            due_on = None if found[1] == "-" else date.fromisoformat(found[1])
        except ValueError:
            return None
        return cls(due_on, int(found[2]), backwards)


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list; regions are ISO codes.  ``departed_on``: the day on which its inclusion ended."""

    id: int
    number: str
    applicant_name: str
    household_size: int
    status: Status
    stream: Stream
    due_on: date | None
    whole_due_on: date | None
    clock_stopped_on: date | None
    submitted_at: datetime
    departure_region: str | None
    host_region: str
    officer: str | None
    departed_on: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """Up to :data:`PAGE_SIZE` rows in the list's order, and the cursors of the pages beside it."""

    rows: tuple[Row, ...]
    previous: Cursor | None
    next: Cursor | None


def page(session: Session, actor: Actor, filters: Filters, *, today: date, cursor: Cursor | None = None) -> Page:
    """One page of the cases that ``actor`` reads and ``filters`` let through."""
    listed = tuple(session.execute(_statement(actor, filters, today, cursor)).all())
    more = len(listed) > PAGE_SIZE
    rows = [Row(row.id, row.number, row.applicant_name, row.household_size, Status(row.status), Stream(row.stream),
                row.due_on, row.whole_due_on, row.clock_stopped_on, row.submitted_at, row.departure_region,
                row.host_region, row.officer, row.departed_on)
            for row in listed[:PAGE_SIZE]]  # fmt: skip
    backwards = cursor is not None and cursor.backwards
    if backwards:
        rows.reverse()
    first, last = (rows[0], rows[-1]) if rows else (None, None)
    has_previous = more if backwards else cursor is not None
    has_next = backwards or more
    return Page(
        rows=tuple(rows),
        previous=Cursor(first.due_on, first.id, True) if first and has_previous else None,
        next=Cursor(last.due_on, last.id) if last and has_next else None,
    )


def counts(
    session: Session, actor: Actor, *, stream: Stream | None = None, region: str | None = None
) -> dict[Status, int]:
    """Cases in each status in the regions that ``actor`` reads, from the kept counters."""
    statement = select(StatusDelta.status, func.sum(StatusDelta.delta)).group_by(StatusDelta.status)
    readable = _regions(actor, region)
    if readable is not None:
        statement = statement.where(StatusDelta.host_region.in_(sorted(readable)))
    if stream is not None:
        statement = statement.where(StatusDelta.stream == stream)
    return {Status(status): int(total) for status, total in session.execute(statement)}


def reachable(session: Session, actor: Actor, numbers: Collection[int]) -> set[int]:
    """Those of the applications ``numbers`` that ``actor`` may assign."""
    statement = select(Application.id).where(
        Application.id.in_(sorted(numbers)), visible_applications(actor, Permission.APPLICATION_ASSIGN)
    )
    return set(session.scalars(statement))


def _regions(actor: Actor, region: str | None) -> frozenset[str] | None:
    """Regions to look in: those of the actor, narrowed to ``region``; None for the whole country."""
    readable = regions_of(actor, Permission.WORKLIST)
    if region is None:
        return readable
    return frozenset({region}) if readable is None or region in readable else frozenset()


_COLUMNS = (
    Application.id,
    Application.number,
    Application.applicant_name,
    Application.household_size,
    Application.status,
    Application.stream,
    Application.due_on,
    Application.whole_due_on,
    Application.clock_stopped_on,
    Application.submitted_at,
    Application.departure_region,
    Application.host_region,
    Application.assigned_to_id,
    Application.departed_on,
)


def _statement(actor: Actor, filters: Filters, today: date, cursor: Cursor | None) -> Select[tuple[Any, ...]]:
    """The rows in reading direction, one more than a page, with the names of their officers."""
    # Backwards through newest-first is forwards through the index, and the other way round.
    descending = filters.newest_first != (cursor is not None and cursor.backwards)
    conditions: list[ColumnElement[bool]] = [
        visible_applications(actor),
        Application.submitted_at.is_not(None),
        *_conditions(actor, filters, today),
    ]
    readable = _regions(actor, filters.region)
    if filters.words:
        scope = [] if readable is None else [Application.host_region.in_(sorted(readable))]
        found = _cut([*conditions, *scope], cursor, descending).subquery("found")
    elif readable is not None and len(readable) == 1:
        found = _cut([*conditions, Application.host_region == next(iter(readable))], cursor, descending).subquery(
            "found"
        )
    else:
        found = _by_region(readable, conditions, cursor, descending)
    return (
        select(found, Account.full_name.label("officer"))
        .outerjoin(Account, Account.id == found.c.assigned_to_id)
        .order_by(*_order(found.c.due_on, found.c.id, descending))
        .limit(PAGE_SIZE + 1)
    )


def _by_region(
    readable: frozenset[str] | None, conditions: list[ColumnElement[bool]], cursor: Cursor | None, descending: bool
) -> Any:
    """A page's worth of each region by its own index, so that the whole country costs twenty short scans."""
    region = select(Region.code.label("code"))
    if readable is not None:
        region = region.where(Region.code.in_(sorted(readable)))
    codes = region.subquery("codes")
    # Named as text: inside the stretches of a page SQLAlchemy would take the column for another list of regions.
    here = Application.host_region == literal_column("codes.code")
    found = _cut([*conditions, here], cursor, descending).lateral("found")
    return select(found).select_from(codes.join(found, literal_column("true"))).subquery("everywhere")


def _cut(conditions: list[ColumnElement[bool]], cursor: Cursor | None, descending: bool) -> Any:
    """Up to a page and one row from ``cursor`` on, from each stretch of the index that the order runs through."""
    parts = [
        select(*_COLUMNS)
        .where(*conditions, *stretch)
        .order_by(*_order(Application.due_on, Application.id, descending))
        .limit(PAGE_SIZE + 1)
        for stretch in _stretches(cursor, descending)
    ]
    if len(parts) == 1:
        return parts[0]
    return select(union_all(*(select(part.subquery()) for part in parts)).subquery())


def _stretches(cursor: Cursor | None, descending: bool) -> Sequence[tuple[ColumnElement[bool], ...]]:
    """Conditions that put rows beyond ``cursor``; dated and undated rows apart, for each is a range of the index."""
    if cursor is None:
        return ((),)
    undated, dated = Application.due_on.is_(None), Application.due_on.is_not(None)
    if cursor.due_on is None:
        beyond = Application.id < cursor.id if descending else Application.id > cursor.id
        return ((undated, beyond), (dated,)) if descending else ((undated, beyond),)
    key, mark = tuple_(Application.due_on, Application.id), tuple_(cursor.due_on, cursor.id)
    return ((key < mark,),) if descending else ((key > mark,), (undated,))


def _order(due_on: Any, number: Any, descending: bool) -> tuple[Any, Any]:
    if descending:
        return due_on.desc().nulls_first(), number.desc()
    return due_on.asc().nulls_last(), number.asc()


def _conditions(actor: Actor, filters: Filters, today: date) -> list[ColumnElement[bool]]:
    """What the filters ask of a row."""
    asked: list[ColumnElement[bool]] = []
    if filters.status is not None:
        asked.append(Application.status == filters.status)
    elif not filters.words or filters.deadline is not None:
        asked.append(is_open())
    if filters.stream is not None:
        asked.append(Application.stream == filters.stream)
    if filters.holder is Holder.MINE:
        asked.append(Application.assigned_to_id == actor.account_id)
    elif filters.holder is Holder.NOBODY:
        asked.append(Application.assigned_to_id.is_(None))
    asked += _deadline(filters.deadline, today)
    if filters.words:
        asked.append(_matches(filters.words))
    return asked


def is_open() -> ColumnElement[bool]:
    """The case waits for somebody; written out, for only so may a prepared statement use the partial index."""
    return Application.status.in_([literal_column(f"'{status}'") for status in sorted(OPEN)])


def _deadline(deadline: Deadline | None, today: date) -> Iterable[ColumnElement[bool]]:
    if deadline is Deadline.OVERDUE:
        return (Application.due_on < today,)
    if deadline is Deadline.SOON:
        return (Application.due_on >= today, Application.due_on <= today + timedelta(days=SOON_DAYS))
    return ()


def _matches(words: str) -> ColumnElement[bool]:
    """A whole IIN of anybody in the household, or a number, or the beginnings of names in whatever spelling."""
    compact = re.sub(r"\s", "", words)
    if re.fullmatch(r"\d{12}", compact, re.ASCII):
        member = select(HouseholdMember.application_id).where(HouseholdMember.iin == compact)
        return or_(Application.applicant_iin == compact, Application.id.in_(member))
    terms = re.findall(r"\w+", fold_key(words))
    by_number = Application.number == compact.upper()
    if not terms:
        return by_number
    names = func.to_tsquery("simple", " & ".join(f"{term}:*" for term in terms))
    return or_(by_number, Application.search_vector.op("@@")(names))
