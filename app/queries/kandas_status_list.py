"""The register of kandas statuses as a list: those that end first, by key and never by offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.domain.kandas_status import EndReason, HeldStatus
from app.domain.names import fold_key
from app.domain.roles import Actor
from app.models import KandasStatus
from app.policy import visible_statuses
from app.queries.kandas_status import extension_is_open

PAGE_SIZE = 25


class Shown(StrEnum):
    """Which statuses of the register are asked for."""

    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the list; None (or empty ``words``) asks nothing.

    ``shown`` None means every status that has not ended, or with ``words`` every status.
    """

    shown: Shown | None = None
    region: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row after which (or before which, when ``backwards``) a page begins; ``2027-11-30.17`` in an address."""

    expires_on: date
    id: int
    backwards: bool = False

    def __str__(self) -> str:
        """The form in an address."""
        return f"{self.expires_on.isoformat()}.{self.id}"

    @classmethod
    def parse(cls, text: str, *, backwards: bool = False) -> Cursor | None:
        """The cursor written in an address, None for anything else."""
        found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})", text, re.ASCII)
        try:
            return cls(date.fromisoformat(found[1]), int(found[2]), backwards) if found else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class ListedStatus:
    """One row of the list; the region is an ISO code."""

    id: int
    full_name: str
    born_on: date
    region: str
    held: HeldStatus


@dataclass(frozen=True, slots=True)
class Page:
    """Up to :data:`PAGE_SIZE` rows, and the cursors of the pages beside it."""

    rows: tuple[ListedStatus, ...]
    previous: Cursor | None
    next: Cursor | None


def page(
    session: Session, actor: Actor, filters: Filters, *, today: date, soon: date, cursor: Cursor | None = None
) -> Page:
    """One page of the statuses that ``actor`` may read; ``soon``: the last day of a term that is near its end."""
    found = session.execute(_statement(actor, filters, today, soon, cursor)).all()
    more = len(found) > PAGE_SIZE
    listed = found[:PAGE_SIZE]
    rows = [_listed(row) for row in listed]
    backwards = cursor is not None and cursor.backwards
    if backwards:
        rows.reverse()
    first, last = (rows[0], rows[-1]) if rows else (None, None)
    has_previous = more if backwards else cursor is not None
    return Page(
        rows=tuple(rows),
        previous=Cursor(first.held.expires_on, first.id, backwards=True) if first and has_previous else None,
        next=Cursor(last.held.expires_on, last.id) if last and (backwards or more) else None,
    )


_COLUMNS = (
    KandasStatus.id,
    KandasStatus.number,
    KandasStatus.surname,
    KandasStatus.given_name,
    KandasStatus.patronymic,
    KandasStatus.birth_on,
    KandasStatus.region,
    KandasStatus.granted_on,
    KandasStatus.expires_on,
    KandasStatus.extensions,
    KandasStatus.extended_on,
    KandasStatus.ended_on,
    KandasStatus.end_reason,
    extension_is_open().label("is_extension_open"),
)


def _statement(
    actor: Actor, filters: Filters, today: date, soon: date, cursor: Cursor | None
) -> Select[*tuple[Any, ...]]:
    # The newest ends stand first; backwards through them is forwards through the index.
    descending = (filters.shown is Shown.ENDED) != (cursor is not None and cursor.backwards)
    conditions = [visible_statuses(actor), *_conditions(filters, today, soon)]
    key = tuple_(KandasStatus.expires_on, KandasStatus.id)
    if cursor is not None:
        mark = tuple_(cursor.expires_on, cursor.id)
        conditions.append(key < mark if descending else key > mark)
    order = [column.desc() if descending else column.asc() for column in (KandasStatus.expires_on, KandasStatus.id)]
    return select(*_COLUMNS).where(*conditions).order_by(*order).limit(PAGE_SIZE + 1)


def _conditions(filters: Filters, today: date, soon: date) -> list[ColumnElement[bool]]:
    lives = KandasStatus.ended_on.is_(None)
    asked: list[ColumnElement[bool]] = []
    if filters.shown is Shown.IN_FORCE:
        asked += [lives, KandasStatus.expires_on >= today]
    elif filters.shown is Shown.EXPIRING:
        asked += [lives, KandasStatus.expires_on.between(today, soon)]
    elif filters.shown is Shown.LAPSED:
        asked += [lives, KandasStatus.expires_on < today]
    elif filters.shown is Shown.ENDED:
        asked.append(KandasStatus.ended_on.is_not(None))
    elif not filters.words:
        asked.append(lives)
    if filters.region is not None:
        asked.append(KandasStatus.region == filters.region)
    if filters.words:
        asked.append(_matches(filters.words))
    return asked


def _matches(words: str) -> ColumnElement[bool]:
    """A whole IIN, a number of the register or of an older certificate, or beginnings of names in whatever spelling."""
    compact = re.sub(r"\s", "", words).upper()
    if re.fullmatch(r"\d{12}", compact, re.ASCII):
        return KandasStatus.iin == compact
    exact = (KandasStatus.number == compact) | (KandasStatus.foreign_document == compact.replace("-", ""))
    terms = re.findall(r"\w+", fold_key(words))
    if not terms:
        return exact
    names = func.to_tsquery("simple", " & ".join(f"{term}:*" for term in terms))
    return or_(exact, KandasStatus.search_vector.op("@@")(names))


def _listed(row: Row[*tuple[Any, ...]]) -> ListedStatus:
    values = row._mapping
    return ListedStatus(
        id=values["id"],
        full_name=" ".join(values[part] for part in ("surname", "given_name", "patronymic") if values[part]),
        born_on=values["birth_on"],
        region=values["region"],
        held=HeldStatus(
            number=values["number"],
            granted_on=values["granted_on"],
            expires_on=values["expires_on"],
            extensions=values["extensions"],
            extended_on=values["extended_on"],
            ended_on=values["ended_on"],
            end_reason=EndReason(values["end_reason"]) if values["end_reason"] else None,
            is_extension_open=values["is_extension_open"],
        ),
    )
