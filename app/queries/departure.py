"""Departures for pages: those of a case, lists by key, and how many wait for the head."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.domain.departure import DepartureAnswer, DepartureKind, DepartureState
from app.domain.notice import Delivery, NoticeEvent
from app.domain.roles import Actor
from app.models import Account, Application, Departure, Notice
from app.policy import Permission, visible_applications

PAGE_SIZE = 25
_recorder, _decider = aliased(Account), aliased(Account)


@dataclass(frozen=True, slots=True)
class Detail:
    """A departure with the names of who recorded it and who decided."""

    departure: Departure
    recorder: str
    decider: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A departure of the list; ``is_told``: the family knows of it, so that it may be decided against it."""

    id: int
    application_id: int
    number: str
    applicant_name: str
    region: str
    kind: DepartureKind
    departed_on: date
    state: DepartureState
    is_own_word: bool
    answer: DepartureAnswer | None
    is_from_desk: bool
    objection_until: date
    is_told: bool
    recorded_at: datetime
    closed_at: datetime | None
    persons: int
    places: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """The departure after (before, when ``backwards``) which a page begins; ``until`` in the open list only."""

    id: int
    until: date | None = None
    backwards: bool = False

    def __str__(self) -> str:
        """The form in an address: ``2026-11-30.17``, ``-.17`` without a day."""
        return f"{self.until.isoformat() if self.until else '-'}.{self.id}"

    @classmethod
    def parse(cls, text: str, *, backwards: bool = False) -> Cursor | None:
        """The cursor written in an address, None for anything else."""
        found = re.fullmatch(r"(-|\d{4}-\d{2}-\d{2})\.(\d{1,18})", text, re.ASCII)
        if not found:
            return None
        try:
            until = None if found[1] == "-" else date.fromisoformat(found[1])
        except ValueError:
            return None
        return cls(int(found[2]), until, backwards)


@dataclass(frozen=True, slots=True)
class Page:
    """Up to :data:`PAGE_SIZE` rows in the list's order, and the cursors of the pages beside it."""

    rows: tuple[Row, ...]
    previous: Cursor | None
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open departures, and those of them of which the family knows and for which no term runs any more."""

    open: int
    ready: int


def newest(session: Session, application_id: int) -> Departure | None:
    """The latest departure that was recorded of the case, open or closed."""
    return session.scalar(
        select(Departure).where(Departure.application_id == application_id).order_by(Departure.id.desc()).limit(1)
    )


def of_case(session: Session, application_id: int) -> tuple[Detail, ...]:
    """Every departure that was recorded of the case, the latest first."""
    rows = session.execute(
        select(Departure, _recorder.full_name, _decider.full_name)
        .join(_recorder, _recorder.id == Departure.recorded_by_id)
        .outerjoin(_decider, _decider.id == Departure.decided_by_id)
        .where(Departure.application_id == application_id)
        .order_by(Departure.id.desc())
    )
    return tuple(Detail(*row) for row in rows)


def delivered_at(session: Session, departure: Departure) -> datetime | None:
    """When the first message about the recorded departure went out for certain; None while none did."""
    return session.scalar(
        select(func.min(Notice.sent_at)).where(
            Notice.application_id == departure.application_id,
            Notice.template == NoticeEvent.DEPARTURE_RECORDED,
            Notice.created_at == departure.recorded_at,
            Notice.state == Delivery.SENT,
        )
    )


def waiting(session: Session, regions: Collection[str], today: date) -> Waiting:
    """How many departures of ``regions`` wait; only open ones are counted, in an index of their own."""
    row = session.execute(
        select(func.count().label("open"), func.count().filter(_term_over(today), _is_told()).label("ready")).where(
            Departure.region.in_(sorted(regions)), Departure.state == DepartureState.OPEN
        )
    ).one()
    return Waiting(row.open, row.ready)


def page(session: Session, actor: Actor, *, is_open: bool, cursor: Cursor | None = None) -> Page:
    """Departures that ``actor`` reads: open ones by the end of their term, closed ones newest first."""
    backwards = cursor is not None and cursor.backwards
    statement = _ordered(_listed(actor, is_open=is_open), cursor, is_open=is_open, backwards=backwards)
    found = [_row(row) for row in session.execute(statement.limit(PAGE_SIZE + 1))]
    more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else cursor is not None
    has_next = backwards or more
    return Page(
        tuple(rows),
        previous=_mark(rows[0], is_open=is_open, backwards=True) if rows and has_previous else None,
        next=_mark(rows[-1], is_open=is_open) if rows and has_next else None,
    )


def _answered() -> ColumnElement[bool]:
    """The family said it itself, or answered itself."""
    return or_(Departure.is_own_word, Departure.answer.is_not(None) & ~Departure.is_from_desk)


def _term_over(today: date) -> ColumnElement[bool]:
    return or_(_answered(), Departure.objection_until < today)


def _is_told() -> ColumnElement[bool]:
    """The news reached the family: it answered, it was handed over, or a message went out for certain."""
    sent = exists().where(
        Notice.application_id == Departure.application_id,
        Notice.template == NoticeEvent.DEPARTURE_RECORDED,
        Notice.created_at == Departure.recorded_at,
        Notice.state == Delivery.SENT,
    )
    return or_(_answered(), Departure.handed_on.is_not(None), sent)


def _listed(actor: Actor, *, is_open: bool) -> Select[Any]:
    """Columns of :class:`Row`, in its order, of what the person may read."""
    state = Departure.state == DepartureState.OPEN
    columns: tuple[Any, ...] = (
        Departure.id,
        Departure.application_id,
        Application.number,
        Application.applicant_name,
        Departure.region,
        Departure.kind,
        Departure.departed_on,
        Departure.state,
        Departure.is_own_word,
        Departure.answer,
        Departure.is_from_desk,
        Departure.objection_until,
        _is_told().label("is_told"),
        Departure.recorded_at,
        Departure.closed_at,
        Application.household_size.label("persons"),
        Departure.places,
    )
    return (
        select(*columns)
        .join(Application, Application.id == Departure.application_id)
        .where(visible_applications(actor, Permission.DEPARTURE_READ), state if is_open else ~state)
    )


def _ordered(statement: Select[Any], cursor: Cursor | None, *, is_open: bool, backwards: bool) -> Select[Any]:
    """From the cursor on, in reading direction."""
    key: Any = tuple_(Departure.objection_until, Departure.id) if is_open else Departure.id
    falls = is_open == backwards
    if cursor is not None and (cursor.until is not None or not is_open):
        mark: Any = tuple_(cursor.until, cursor.id) if is_open else cursor.id
        statement = statement.where(key < mark if falls else key > mark)
    columns = (Departure.objection_until, Departure.id) if is_open else (Departure.id,)
    return statement.order_by(*(column.desc() if falls else column.asc() for column in columns))


def _mark(row: Row, *, is_open: bool, backwards: bool = False) -> Cursor:
    return Cursor(row.id, row.objection_until if is_open else None, backwards)


def _row(row: Any) -> Row:
    values: dict[str, Any] = dict(row._mapping)
    answer = values["answer"]
    values["kind"], values["state"] = DepartureKind(values["kind"]), DepartureState(values["state"])
    values["answer"] = DepartureAnswer(answer) if answer else None
    return Row(**values)
