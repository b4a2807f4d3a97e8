"""The case page: what is known of one case, each part in one statement; the caller has checked that it may be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Integer, Text, and_, any_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.appeal import OPEN as OPEN_APPEALS
from app.domain.quota import Balance
from app.domain.stream import COMPETING, Stream
from app.domain.workflow import Status
from app.models.account import Account
from app.models.appeal import Appeal
from app.models.application import Application, HouseholdMember
from app.models.attachment import Attachment
from app.models.casework import CaseNote, DocumentRequest
from app.models.notice import Notice
from app.models.paper import IssuedDocument, Rendering
from app.models.quota import RegionalQuota
from app.queries.application import counts
from app.queries.case_rows import (
    AttachmentRow,
    DuplicateRow,
    PaperRow,
    People,
    RenderingRow,
    RequestRow,
)

__all__ = [
    "AttachmentRow",
    "DuplicateRow",
    "PaperRow",
    "People",
    "RenderingRow",
    "attachments",
    "duplicates",
    "duplicates_of",
    "papers",
    "papers_of",
    "people",
    "people_of",
    "persons",
    "requests",
]

# Statements are made once: building one anew for each page costs more than running it.
_CASE = bindparam("case", type_=BigInteger)
_officer, _preparer, _decider, _desk = (aliased(Account) for _ in range(4))

PEOPLE = (
    select(
        _officer.full_name.label("officer"),
        _preparer.full_name.label("preparer"),
        _decider.full_name.label("decider"),
        _desk.full_name.label("desk"),
        RegionalQuota.year,
        RegionalQuota.version,
        RegionalQuota.allocated,
        RegionalQuota.reserved,
        RegionalQuota.used,
        exists()
        .where(Appeal.application_id == Application.id, Appeal.status.in_(sorted(OPEN_APPEALS)))
        .label("is_appealed"),
    )
    .select_from(Application)
    .outerjoin(_officer, _officer.id == Application.assigned_to_id)
    .outerjoin(_preparer, _preparer.id == Application.prepared_by_id)
    .outerjoin(_decider, _decider.id == Application.decided_by_id)
    .outerjoin(_desk, _desk.id == Application.entered_by_id)
    .outerjoin(
        RegionalQuota,
        or_(
            RegionalQuota.id == Application.quota_id,
            and_(
                Application.quota_id.is_(None),
                RegionalQuota.year == bindparam("year", type_=Integer),
                RegionalQuota.stream == Application.stream,
                RegionalQuota.region == Application.host_region,
            ),
        ),
    )
    .where(Application.id == _CASE)
)


def people(session: Session, application_id: int, year: int) -> People:
    """Names of those who work on the case, and the quota that holds its places, or would in ``year``."""
    return people_of(session.execute(PEOPLE, {"case": application_id, "year": year}).one())


def people_of(row: Any) -> People:
    """A row of ``PEOPLE``."""
    balance = None if row.allocated is None else Balance(row.allocated, row.reserved, row.used)
    return People(
        row.officer, row.preparer, row.decider, row.desk, balance, row.version or 0, row.year, row.is_appealed
    )


ATTACHMENTS = (
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
    .where(Attachment.application_id == _CASE, Attachment.removed_at.is_(None), Attachment.task_id.is_(None))
    .order_by(Attachment.id)
)


def attachments(session: Session, application_id: int) -> tuple[AttachmentRow, ...]:
    """Files that were not taken back, in the order of their arrival, without the evidence of tasks."""
    return tuple(AttachmentRow(**row._mapping) for row in session.execute(ATTACHMENTS, {"case": application_id}))


# Of the newest first, as messages and requests.
NOTES = (
    select(Account.full_name, CaseNote.written_at, CaseNote.body)
    .join(Account, Account.id == CaseNote.author_id)
    .where(CaseNote.application_id == _CASE)
    .order_by(CaseNote.id.desc())
)

NOTICES = (
    select(Notice.channel, Notice.address, Notice.template, Notice.state, Notice.created_at, Notice.sent_at)
    .where(Notice.application_id == _CASE)
    .order_by(Notice.id.desc())
)

PAPERS = (
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
    .where(IssuedDocument.application_id == _CASE)
    .order_by(IssuedDocument.id, Rendering.id)
)


def papers(session: Session, application_id: int) -> tuple[PaperRow, ...]:
    """Issued papers in the order of their signing, each with its files."""
    return papers_of(session.execute(PAPERS, {"case": application_id}))


def papers_of(rows: Iterable[Any]) -> tuple[PaperRow, ...]:
    """Rows of ``PAPERS``, one for each file, put together."""
    found: dict[int, PaperRow] = {}
    for row in rows:
        paper = found.setdefault(row.id, PaperRow(row.id, row.kind, row.number, row.signed_at, row.revoked_at, []))
        if row.rendering_id is not None:
            paper.renderings.append(RenderingRow(row.rendering_id, row.variant, row.state, row.attempts))
    return tuple(found.values())


REQUESTS = (
    select(
        DocumentRequest.requested_at,
        DocumentRequest.due_on,
        DocumentRequest.reason,
        DocumentRequest.items,
        DocumentRequest.closed_at,
        DocumentRequest.reply,
    )
    .where(DocumentRequest.application_id == _CASE)
    .order_by(DocumentRequest.id.desc())
)


def requests(session: Session, application_id: int) -> tuple[RequestRow, ...]:
    """Requests for documents, the newest first."""
    return tuple(RequestRow(*row) for row in session.execute(REQUESTS, {"case": application_id}))


DUPLICATES = (
    select(
        HouseholdMember.iin,
        HouseholdMember.document_country,
        HouseholdMember.foreign_document,
        Application.id,
        Application.number,
        Application.host_region,
        Application.status,
        Application.submitted_at,
        Application.stream,
        Application.departed_on,
    )
    .join(Application, Application.id == HouseholdMember.application_id)
    .where(
        # An alternative for each index; which country a document is of is looked at afterwards.
        or_(
            HouseholdMember.iin == any_(bindparam("iins", type_=ARRAY(Text))),
            HouseholdMember.foreign_document == any_(bindparam("documents", type_=ARRAY(Text))),
        ),
        Application.id != _CASE,
        Application.submitted_at.is_not(None),
    )
    .order_by(Application.id.desc(), HouseholdMember.position)
)


def duplicates(
    session: Session, application_id: int, members: Sequence[HouseholdMember], stream: Stream
) -> tuple[DuplicateRow, ...]:
    """Other submitted applications, of any region, with one of ``members`` by IIN or foreign document."""
    return duplicates_of(session.execute(DUPLICATES, {"case": application_id, **persons(members)}), members, stream)


def persons(members: Sequence[HouseholdMember]) -> dict[str, list[str]]:
    """The parameters of ``DUPLICATES``: by what ``members`` are found elsewhere."""
    return {
        "iins": [member.iin for member in members if member.iin],
        "documents": [member.foreign_document for member in members if member.foreign_document],
    }


def duplicates_of(rows: Iterable[Any], members: Sequence[HouseholdMember], stream: Stream) -> tuple[DuplicateRow, ...]:
    """Rows of ``DUPLICATES`` that are one of ``members``."""
    names = {member.person_key: member.full_name for member in members}
    found = []
    for row in rows:
        key = row.iin or f"{row.document_country or '??'}:{row.foreign_document}"
        if key in names:
            status = Status(row.status)
            found.append(
                DuplicateRow(
                    key,
                    names[key],
                    row.id,
                    row.number,
                    row.host_region,
                    status,
                    row.submitted_at,
                    row.stream in COMPETING[stream] and counts(stream, status, row.departed_on),
                    row.departed_on is not None,
                )
            )
    return tuple(found)
