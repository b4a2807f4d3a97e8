"""Complaints for pages: those of one application with the papers that they are against, lists by key, one in full."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.domain.appeal import APPEALABLE, OPEN, AppealStatus
from app.domain.paper import DocumentKind
from app.domain.roles import Actor
from app.models import (
    Account,
    Appeal,
    AppealFile,
    AppealPoint,
    Application,
    Attachment,
    IssuedDocument,
)
from app.policy import Permission, visible_applications

PAGE_SIZE = 25
# Only of these may a paper be complained of once more.
AGAIN = frozenset({AppealStatus.WITHDRAWN, AppealStatus.NOT_CONSIDERED})


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that decides something, with a complaint against it if there was one (a row for each)."""

    document_id: int
    kind: DocumentKind
    number: str
    signed_at: datetime
    revoked_at: datetime | None
    appeal_id: int | None
    appeal_number: str | None
    status: AppealStatus | None
    due_on: date | None


def papers(session: Session, application_id: int) -> tuple[PaperRow, ...]:
    """The papers of the application that can be complained of, newest first, each with its complaints."""
    rows = session.execute(
        select(
            IssuedDocument.id,
            IssuedDocument.kind,
            IssuedDocument.number,
            IssuedDocument.signed_at,
            IssuedDocument.revoked_at,
            Appeal.id,
            Appeal.number,
            Appeal.status,
            Appeal.due_on,
        )
        .outerjoin(Appeal, Appeal.document_id == IssuedDocument.id)
        .where(IssuedDocument.application_id == application_id, IssuedDocument.kind.in_(sorted(APPEALABLE)))
        .order_by(IssuedDocument.id.desc(), Appeal.id.desc())
    )
    return tuple(
        PaperRow(
            document_id=row[0],
            kind=DocumentKind(row[1]),
            number=row[2],
            signed_at=row[3],
            revoked_at=row[4],
            appeal_id=row[5],
            appeal_number=row[6],
            status=AppealStatus(row[7]) if row[7] else None,
            due_on=row[8],
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Cursor:
    """The complaint after which (before which, when ``backwards``) a page begins; ``due_on`` in the open list only."""

    id: int
    due_on: date | None = None
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
        return cls(int(found[2]), due_on, backwards)


@dataclass(frozen=True, slots=True)
class Row:
    """One complaint of the list."""

    id: int
    number: str
    status: AppealStatus
    due_on: date | None
    filed_at: datetime
    region: str
    kind: DocumentKind
    document: str
    applicant_name: str
    representative_name: str


@dataclass(frozen=True, slots=True)
class Page:
    """Up to :data:`PAGE_SIZE` rows in the list's order, and the cursors of the pages beside it."""

    rows: tuple[Row, ...]
    previous: Cursor | None
    next: Cursor | None


def page(
    session: Session, actor: Actor, *, is_open: bool, status: AppealStatus | None = None, cursor: Cursor | None = None
) -> Page:
    """Complaints of the cases that ``actor`` reads: open ones by their last day, closed ones newest first."""
    backwards = cursor is not None and cursor.backwards
    statement = _listed(actor, is_open=is_open)
    if status is not None:
        statement = statement.where(Appeal.status == status)
    statement = _ordered(statement, cursor, is_open=is_open, backwards=backwards)
    found = [
        Row(number, code, AppealStatus(at), due, filed, region, DocumentKind(kind), *rest)
        for number, code, at, due, filed, region, kind, *rest in session.execute(statement.limit(PAGE_SIZE + 1))
    ]
    more, rows = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else cursor is not None
    has_next = backwards or more
    return Page(
        tuple(rows),
        previous=Cursor(rows[0].id, rows[0].due_on, True) if rows and has_previous else None,
        next=Cursor(rows[-1].id, rows[-1].due_on) if rows and has_next else None,
    )


def _listed(actor: Actor, *, is_open: bool) -> Select[Any]:
    """Columns of :class:`Row`, in its order, of what the person may read."""
    states = Appeal.status.in_(sorted(OPEN)) if is_open else Appeal.status.not_in(sorted(OPEN))
    columns: tuple[Any, ...] = (
        Appeal.id,
        Appeal.number,
        Appeal.status,
        Appeal.due_on,
        Appeal.filed_at,
        Appeal.region,
        IssuedDocument.kind,
        IssuedDocument.number.label("document"),
        Application.applicant_name,
        Appeal.representative_name,
    )
    return (
        select(*columns)
        .join(Application, Application.id == Appeal.application_id)
        .join(IssuedDocument, IssuedDocument.id == Appeal.document_id)
        .where(visible_applications(actor, Permission.APPEAL_READ), states)
    )


def _ordered(statement: Select[Any], cursor: Cursor | None, *, is_open: bool, backwards: bool) -> Select[Any]:
    """From the cursor on, in reading direction."""
    key: Any = tuple_(Appeal.due_on, Appeal.id) if is_open else Appeal.id
    falls = is_open == backwards
    if cursor is not None and (cursor.due_on is not None or not is_open):
        mark: Any = tuple_(cursor.due_on, cursor.id) if is_open else cursor.id
        statement = statement.where(key < mark if falls else key > mark)
    columns = (Appeal.due_on, Appeal.id) if is_open else (Appeal.id,)
    return statement.order_by(*(column.desc() if falls else column.asc() for column in columns))


@dataclass(frozen=True, slots=True)
class Detail:
    """A complaint in full: with its paper, its reply and the names of who acted."""

    appeal: Appeal
    document: IssuedDocument
    reply: IssuedDocument | None
    filed_by: str | None
    restored_by: str | None
    forwarded_by: str | None
    closed_by: str | None
    points: tuple[AppealPoint, ...]


def find(session: Session, condition: ColumnElement[bool]) -> tuple[Appeal, Application] | None:
    """The complaint that fits ``condition`` (which applies the policy), with its application."""
    row = session.execute(
        select(Appeal, Application).join(Application, Application.id == Appeal.application_id).where(condition)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def detail(session: Session, appeal: Appeal) -> Detail:
    """Everything about a complaint that the caller has reached through the policy."""
    filer, restorer, forwarder, closer = (aliased(Account) for _ in range(4))
    reply = aliased(IssuedDocument)
    row = session.execute(
        select(IssuedDocument, reply, filer.full_name, restorer.full_name, forwarder.full_name, closer.full_name)
        .select_from(Appeal)
        .join(IssuedDocument, IssuedDocument.id == Appeal.document_id)
        .outerjoin(reply, reply.id == Appeal.reply_id)
        .outerjoin(filer, filer.id == Appeal.filed_by_id)
        .outerjoin(restorer, restorer.id == Appeal.term_restored_by_id)
        .outerjoin(forwarder, forwarder.id == Appeal.forwarded_by_id)
        .outerjoin(closer, closer.id == Appeal.closed_by_id)
        .where(Appeal.id == appeal.id)
    ).one()
    return Detail(appeal, *row, points=tuple(appeal.points))


def files(session: Session, appeal_id: int) -> list[Attachment]:
    """The files that came with the complaint, oldest first."""
    rows = session.scalars(
        select(Attachment)
        .join(AppealFile, AppealFile.attachment_id == Attachment.id)
        .where(AppealFile.appeal_id == appeal_id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    return list(rows)


def document(session: Session, application_id: int, document_id: int) -> IssuedDocument | None:
    """A paper of that application and of no other."""
    return session.scalar(
        select(IssuedDocument).where(
            and_(IssuedDocument.id == document_id, IssuedDocument.application_id == application_id)
        )
    )
