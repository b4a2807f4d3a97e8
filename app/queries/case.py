"""The case page: what is known of one case, each part in one statement; the caller has checked that it may be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.domain.audit import EventKey, SubjectKind
from app.domain.quota import Balance
from app.domain.workflow import Status
from app.models.account import Account
from app.models.application import Application, HouseholdMember
from app.models.attachment import Attachment
from app.models.audit import AuditEvent
from app.models.casework import CaseNote, DocumentRequest
from app.models.notice import Notice
from app.models.paper import IssuedDocument, Rendering
from app.models.quota import RegionalQuota

# What the timeline leaves out: who looked, and steps of a form that is long submitted.
_NOT_TOLD = (
    EventKey.APPLICATION_READ,
    EventKey.ATTACHMENT_READ,
    EventKey.DOCUMENT_READ,
    EventKey.APPLICATION_ANSWERED,
)
_EVENTS = 200


@dataclass(frozen=True, slots=True)
class People:
    """Who has to do with the case, and the quota of its year, stream and host region; version 0: no order yet."""

    officer: str | None
    preparer: str | None
    decider: str | None
    desk: str | None
    balance: Balance | None
    quota_version: int
    quota_year: int | None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that was handed in; ``state`` is unchecked, verified or rejected."""

    id: int
    kind: str
    member_id: int | None
    filename: str
    content_type: str
    size: int
    scan: str
    uploaded_at: datetime
    state: str
    state_reason: str
    reviewed_at: datetime | None
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of a colleague."""

    author: str
    written_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of the audit trail; ``assignee``: who got the case, where the event is an assignment."""

    sequence: int
    at: datetime
    key: str
    actor_id: int | None
    actor: str | None
    facts: dict[str, Any]
    assignee: str | None


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A message to the applicant and what became of it."""

    channel: str
    address: str
    template: str
    state: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class RenderingRow:
    """A file of an issued paper."""

    id: int
    variant: str
    state: str
    attempts: int


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An issued paper with its files."""

    id: int
    kind: str
    number: str
    signed_at: datetime
    revoked_at: datetime | None
    renderings: list[RenderingRow]


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request for documents; ``items`` are ``{"kind", "note"}``."""

    requested_at: datetime
    due_on: date | None
    reason: str
    items: list[dict[str, str]]
    closed_at: datetime | None
    reply: str


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Another submitted application in which a person of this household stands; nothing else of it is shown.

    ``key`` as ``HouseholdMember.person_key``.
    """

    key: str
    person: str
    id: int
    number: str
    host_region: str
    status: Status
    submitted_at: datetime


def people(session: Session, application_id: int, year: int) -> People:
    """Names of those who work on the case, and the quota that holds its places, or would in ``year``."""
    officer, preparer, decider, desk = (aliased(Account) for _ in range(4))
    quota = aliased(RegionalQuota)
    row = session.execute(
        select(
            officer.full_name.label("officer"),
            preparer.full_name.label("preparer"),
            decider.full_name.label("decider"),
            desk.full_name.label("desk"),
            quota.year,
            quota.version,
            quota.allocated,
            quota.reserved,
            quota.used,
        )
        .select_from(Application)
        .outerjoin(officer, officer.id == Application.assigned_to_id)
        .outerjoin(preparer, preparer.id == Application.prepared_by_id)
        .outerjoin(decider, decider.id == Application.decided_by_id)
        .outerjoin(desk, desk.id == Application.entered_by_id)
        .outerjoin(
            quota,
            or_(
                quota.id == Application.quota_id,
                and_(
                    Application.quota_id.is_(None),
                    quota.year == year,
                    quota.stream == Application.stream,
                    quota.region == Application.host_region,
                ),
            ),
        )
        .where(Application.id == application_id)
    ).one()
    balance = None if row.allocated is None else Balance(row.allocated, row.reserved, row.used)
    return People(row.officer, row.preparer, row.decider, row.desk, balance, row.version or 0, row.year)


def attachments(session: Session, application_id: int) -> tuple[AttachmentRow, ...]:
    """Files that were not taken back, in the order of their arrival."""
    statement = (
        select(
            Attachment.id,
            Attachment.kind,
            Attachment.member_id,
            Attachment.filename,
            Attachment.content_type,
            Attachment.size,
            Attachment.scan,
            Attachment.uploaded_at,
            Attachment.state,
            Attachment.state_reason,
            Attachment.reviewed_at,
            Account.full_name.label("reviewer"),
        )
        .outerjoin(Account, Account.id == Attachment.reviewed_by_id)
        .where(Attachment.application_id == application_id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    return tuple(AttachmentRow(**row._mapping) for row in session.execute(statement))


def notes(session: Session, application_id: int) -> tuple[NoteRow, ...]:
    """Notes, the newest first."""
    statement = (
        select(Account.full_name, CaseNote.written_at, CaseNote.body)
        .join(Account, Account.id == CaseNote.author_id)
        .where(CaseNote.application_id == application_id)
        .order_by(CaseNote.id.desc())
    )
    return tuple(NoteRow(*row) for row in session.execute(statement))


def events(session: Session, application_id: int, after: int = 0) -> tuple[EventRow, ...]:
    """What happened to the case after its event number ``after``, the newest first.

    At most the latest 200 events: the audit page has them all.
    """
    assignee = aliased(Account)
    given_to = case((AuditEvent.key == EventKey.APPLICATION_ASSIGNED, cast(AuditEvent.facts["to"].astext, BigInteger)))
    statement = (
        select(
            AuditEvent.sequence,
            AuditEvent.at,
            AuditEvent.key,
            AuditEvent.actor_id,
            Account.full_name,
            AuditEvent.facts,
            assignee.full_name,
        )
        .outerjoin(Account, Account.id == AuditEvent.actor_id)
        .outerjoin(assignee, assignee.id == given_to)
        .where(
            AuditEvent.subject_kind == SubjectKind.APPLICATION,
            AuditEvent.subject_id == application_id,
            AuditEvent.sequence > after,
            AuditEvent.key.not_in(_NOT_TOLD),
        )
        .order_by(AuditEvent.sequence.desc())
        .limit(_EVENTS)
    )
    return tuple(EventRow(*row) for row in session.execute(statement))


def last_event(session: Session, application_id: int) -> int:
    """Number of the latest event of the case, 0 for none: the mark of what a person has seen."""
    statement = select(func.max(AuditEvent.sequence)).where(
        AuditEvent.subject_kind == SubjectKind.APPLICATION, AuditEvent.subject_id == application_id
    )
    return session.scalar(statement) or 0


def notices(session: Session, application_id: int) -> tuple[NoticeRow, ...]:
    """Messages about the case, the newest first."""
    statement = (
        select(Notice.channel, Notice.address, Notice.template, Notice.state, Notice.created_at, Notice.sent_at)
        .where(Notice.application_id == application_id)
        .order_by(Notice.id.desc())
    )
    return tuple(NoticeRow(*row) for row in session.execute(statement))


def papers(session: Session, application_id: int) -> tuple[PaperRow, ...]:
    """Issued papers in the order of their signing, each with its files."""
    statement = (
        select(
            IssuedDocument.id,
            IssuedDocument.kind,
            IssuedDocument.number,
            IssuedDocument.signed_at,
            IssuedDocument.revoked_at,
            Rendering.id.label("rendering_id"),
            Rendering.variant,
            Rendering.state,
            Rendering.attempts,
        )
        .outerjoin(Rendering, Rendering.document_id == IssuedDocument.id)
        .where(IssuedDocument.application_id == application_id)
        .order_by(IssuedDocument.id, Rendering.id)
    )
    found: dict[int, PaperRow] = {}
    for row in session.execute(statement):
        paper = found.setdefault(row.id, PaperRow(row.id, row.kind, row.number, row.signed_at, row.revoked_at, []))
        if row.rendering_id is not None:
            paper.renderings.append(RenderingRow(row.rendering_id, row.variant, row.state, row.attempts))
    return tuple(found.values())


def requests(session: Session, application_id: int) -> tuple[RequestRow, ...]:
    """Requests for documents, the newest first."""
    statement = (
        select(
            DocumentRequest.requested_at,
            DocumentRequest.due_on,
            DocumentRequest.reason,
            DocumentRequest.items,
            DocumentRequest.closed_at,
            DocumentRequest.reply,
        )
        .where(DocumentRequest.application_id == application_id)
        .order_by(DocumentRequest.id.desc())
    )
    return tuple(RequestRow(*row) for row in session.execute(statement))


def duplicates(session: Session, application_id: int, members: Sequence[HouseholdMember]) -> tuple[DuplicateRow, ...]:
    """Other submitted applications, of any region, with one of ``members`` by IIN or foreign document."""
    iins = [member.iin for member in members if member.iin]
    documents = [(member.document_country, member.foreign_document) for member in members if member.foreign_document]
    by_iin = HouseholdMember.iin.in_(iins)
    by_document = tuple_(func.coalesce(HouseholdMember.document_country, ""), HouseholdMember.foreign_document).in_(
        [(country or "", number) for country, number in documents]
    )
    statement = (
        select(
            HouseholdMember.iin,
            HouseholdMember.document_country,
            HouseholdMember.foreign_document,
            Application.id,
            Application.number,
            Application.host_region,
            Application.status,
            Application.submitted_at,
        )
        .join(Application, Application.id == HouseholdMember.application_id)
        .where(
            or_(by_iin, by_document) if documents else by_iin,
            Application.id != application_id,
            Application.submitted_at.is_not(None),
        )
        .order_by(Application.id.desc(), HouseholdMember.position)
    )
    names = {member.person_key: member.full_name for member in members}
    found = []
    for row in session.execute(statement):
        key = row.iin if row.iin in iins else f"{row.document_country or '??'}:{row.foreign_document}"
        found.append(
            DuplicateRow(
                key, names.get(key, ""), row.id, row.number, row.host_region, Status(row.status), row.submitted_at
            )
        )
    return tuple(found)
