"""Reads of what surrounds a kandas status: the cases about it, its papers, its history."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, or_, select, union
from sqlalchemy.orm import Session

from app.domain.audit import EventKey, SubjectKind
from app.domain.paper import DocumentKind, RenderingStatus, Variant
from app.domain.stream import Stream
from app.domain.workflow import OPEN, Status
from app.models import Application, AuditEvent, IssuedDocument, KandasStatus, KandasStatusCase, Rendering

_OPEN = sorted(OPEN)
# Papers that say something of a status; the rest of a case's papers stay with the case.
_PAPERS = sorted(
    {
        DocumentKind.STATUS_CERTIFICATE,
        DocumentKind.STATUS_EXTENSION,
        DocumentKind.STATUS_TERMINATION,
        DocumentKind.CORRECTION,
    }
)


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """Something that happened to a status; ``actor_id`` is None for the service itself."""

    at: datetime
    key: EventKey
    actor_id: int | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """A case that gave, extended or ended a status, or may yet."""

    application_id: int
    number: str | None
    stream: Stream
    status: Status
    since: datetime
    account_id: int | None
    region: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.status in OPEN


@dataclass(frozen=True, slots=True)
class StatusPaper:
    """A paper about a status; ``rendering_id`` of its official file once that is made."""

    application_id: int
    kind: DocumentKind
    number: str
    signed_at: datetime
    revoked_at: datetime | None
    rendering_id: int | None


def related_cases(session: Session, status_ids: Collection[int]) -> tuple[RelatedCase, ...]:
    """Cases about the statuses that were handed in or begun by the body, oldest first."""
    rows = session.execute(
        select(
            Application.id,
            Application.number,
            Application.stream,
            Application.status,
            Application.status_since,
            Application.account_id,
            Application.host_region,
        )
        .where(Application.id.in_(_case_ids(status_ids)), Application.submitted_at.is_not(None))
        .order_by(Application.id)
    )
    return tuple(
        RelatedCase(
            row.id,
            row.number,
            Stream(row.stream),
            Status(row.status),
            row.status_since,
            row.account_id,
            row.host_region,
        )
        for row in rows
    )


def papers(session: Session, status_ids: Collection[int]) -> tuple[StatusPaper, ...]:
    """Papers that say something of the statuses, by all cases about them, oldest first."""
    rows = session.execute(
        select(
            IssuedDocument.application_id,
            IssuedDocument.kind,
            IssuedDocument.number,
            IssuedDocument.signed_at,
            IssuedDocument.revoked_at,
            Rendering.id.label("rendering_id"),
        )
        .outerjoin(
            Rendering,
            (Rendering.document_id == IssuedDocument.id)
            & (Rendering.variant == Variant.OFFICIAL.value)
            & (Rendering.state == RenderingStatus.READY.value),
        )
        .where(IssuedDocument.application_id.in_(_case_ids(status_ids)), IssuedDocument.kind.in_(_PAPERS))
        .order_by(IssuedDocument.id)
    )
    return tuple(
        StatusPaper(
            row.application_id, DocumentKind(row.kind), row.number, row.signed_at, row.revoked_at, row.rendering_id
        )
        for row in rows
    )


def draft_of(session: Session, status_id: int, stream: Stream, account_id: int | None) -> int | None:
    """A draft about the status that the account (its applicant, or who enters it) has begun already."""
    return session.scalar(
        select(Application.id)
        .join(KandasStatusCase, KandasStatusCase.application_id == Application.id)
        .where(
            KandasStatusCase.status_id == status_id,
            Application.stream == stream.value,
            Application.status == Status.DRAFT.value,
            or_(Application.account_id == account_id, Application.entered_by_id == account_id),
        )
        .order_by(Application.id)
        .limit(1)
    )


def open_case(session: Session, status_id: int, stream: Stream) -> int | None:
    """The case of the stream about the status that is not decided yet, if there is one."""
    return session.scalar(
        select(Application.id)
        .join(KandasStatusCase, KandasStatusCase.application_id == Application.id)
        .where(
            KandasStatusCase.status_id == status_id,
            Application.stream == stream.value,
            Application.status.in_(_OPEN),
        )
        .limit(1)
    )


def history(session: Session, status_id: int) -> tuple[StatusEvent, ...]:
    """Everything that happened to the status, newest first."""
    rows = session.execute(
        select(AuditEvent.at, AuditEvent.key, AuditEvent.actor_id, AuditEvent.facts)
        .where(AuditEvent.subject_kind == SubjectKind.KANDAS_STATUS.value, AuditEvent.subject_id == status_id)
        .order_by(AuditEvent.sequence.desc())
    )
    return tuple(StatusEvent(row.at, EventKey(row.key), row.actor_id, row.facts) for row in rows)


def _case_ids(status_ids: Collection[int]) -> CompoundSelect[int]:
    """Numbers of the cases that gave the statuses or are about them."""
    wanted = sorted(status_ids)
    return union(
        select(KandasStatusCase.application_id).where(KandasStatusCase.status_id.in_(wanted)),
        select(KandasStatus.application_id).where(KandasStatus.id.in_(wanted)),
    )
