"""Bringing a complaint against a paper: by the applicant, by a representative, or at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import policy
from app.domain import appeal as rules
from app.domain.appeal import AppealStatus
from app.domain.audit import EventKey
from app.domain.document_types import DocumentType
from app.domain.errors import DomainError, ReasonRequiredError, RoleNotAllowedError
from app.domain.notice import NoticeEvent
from app.domain.paper import DocumentKind, format_document_number
from app.domain.roles import Actor, Role
from app.i18n import local
from app.models import Appeal, AppealFile, AppealPoint, Application, IssuedDocument
from app.services import appeal_record, appeal_term, attachment, journal, notice, review
from app.services.attachment import Intake, Upload

APPEAL_JOURNAL = "C"
POINT_LENGTH = 4000
MOST_POINTS = 20


@dataclass(frozen=True, slots=True)
class Representative:
    """Who complains for the applicant: name, the document that gives them the power, how to reach them."""

    name: str
    authority: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was typed: the points, what is asked for, and where it comes late why the term should be restored."""

    points: tuple[str, ...]
    asks: str = ""
    late_reason: str = ""
    representative: Representative | None = None


def file(
    session: Session,
    application_id: int,
    document_id: int,
    complaint: Complaint,
    *,
    uploads: Sequence[Upload] = (),
    intake: Intake | None = None,
    actor: Actor,
    now: datetime,
) -> Appeal:
    """Register a complaint against the paper ``document_id`` of the application, in the caller's transaction.

    Raises a :class:`DomainError`: not a paper that can be complained against, revoked, complained against before,
    late without a reason (param ``until``), a point or the representative's authority missing.
    """
    application = review.locked(session, application_id)
    _check_person(application, actor)
    document = _contested(session, application, document_id)
    points = _checked_points(complaint)
    until = appeal_term.last_day(session, document)
    is_late = local(now).date() > until
    if is_late and not complaint.late_reason.strip():
        raise ReasonRequiredError("appeal_late_reason", until=until.isoformat())
    # Taken in before the row is made: what is refused leaves nothing behind.
    kept = [
        attachment.add(session, application, upload, intake, actor=actor, now=now, may_add=_check_person)
        for upload in uploads
        if intake is not None
    ]
    appeal = _made(session, application, document, complaint, is_late=is_late, actor=actor, now=now)
    appeal.term_ended_on = until
    appeal.points = [AppealPoint(position=place, body=body) for place, body in enumerate(points, 1)]
    appeal.due_on = until  # until its own term is counted, in the same transaction
    session.add(appeal)
    session.flush()
    session.add_all(AppealFile(appeal_id=appeal.id, attachment_id=each.id) for each in kept)
    appeal_term.begin(session, application, appeal, now)
    _tell(session, application, appeal, document, actor, now)
    return appeal


def upload_of(filename: str, stream: object) -> Upload:
    """A file that came with a complaint."""
    return Upload(DocumentType.OTHER, filename, stream)  # type: ignore[arg-type]  # seekable, as forms give it


def may_complain(actor: Actor, application: Application, document: IssuedDocument) -> bool:
    """Whether ``actor`` may bring a complaint against ``document`` now, were there none against it yet."""
    roles = policy.standing(actor, application).roles
    is_open = document.revoked_at is None and DocumentKind(document.kind) in rules.APPEALABLE
    return bool(roles & rules.COMPLAINING) and is_open


def _check_person(application: Application, actor: Actor) -> None:
    entered = application.entered_by_id is not None and application.entered_by_id == actor.account_id
    if not policy.standing(actor, application).roles & rules.COMPLAINING and not entered:
        raise RoleNotAllowedError(action="complain", status=application.status)


def _contested(session: Session, application: Application, document_id: int) -> IssuedDocument:
    document = session.scalar(
        select(IssuedDocument)
        .where(IssuedDocument.id == document_id, IssuedDocument.application_id == application.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if document is None:
        raise DomainError("no_such_document")
    if DocumentKind(document.kind) not in rules.APPEALABLE:
        raise DomainError("paper_not_appealable")
    if document.revoked_at is not None:
        raise DomainError("appeal_paper_revoked", number=document.number)
    again = (AppealStatus.WITHDRAWN, AppealStatus.NOT_CONSIDERED)
    chain = appeal_term.copies(session, document)
    before = session.scalar(select(Appeal.number).where(Appeal.document_id.in_(chain), Appeal.status.not_in(again)))
    if before is not None:
        raise DomainError("appealed_before", number=before)
    return document


def _checked_points(complaint: Complaint) -> tuple[str, ...]:
    points = tuple(text.strip() for text in complaint.points if text.strip())
    if not points:
        raise ReasonRequiredError("appeal_point_missing")
    if len(points) > MOST_POINTS or any(len(point) > POINT_LENGTH for point in points):
        raise DomainError("appeal_too_long", points=MOST_POINTS, limit=POINT_LENGTH)
    who = complaint.representative
    if who is not None and not (who.name.strip() and who.authority.strip()):
        raise ReasonRequiredError("representative_incomplete")
    return points


def _made(
    session: Session,
    application: Application,
    document: IssuedDocument,
    complaint: Complaint,
    *,
    is_late: bool,
    actor: Actor,
    now: datetime,
) -> Appeal:
    region, year = application.host_region or document.body, local(now).year
    sequence = journal.take_number(session, region, year, APPEAL_JOURNAL)
    who = complaint.representative
    at_desk = Role.APPLICANT not in policy.standing(actor, application).roles
    return Appeal(
        number=format_document_number(region.removeprefix("KZ-"), APPEAL_JOURNAL, year, sequence),
        application_id=application.id,
        document_id=document.id,
        region=region,
        status=AppealStatus.LATE if is_late else AppealStatus.FILED,
        is_late=is_late,
        late_reason=complaint.late_reason.strip() if is_late else "",
        channel="desk" if at_desk else "online",
        filed_at=now,
        filed_by_id=actor.account_id,
        asks=complaint.asks.strip(),
        representative_name=who.name.strip() if who else "",
        authority=who.authority.strip() if who else "",
        representative_contact=who.contact.strip() if who else "",
        grounds=[],
    )


def _tell(
    session: Session, application: Application, appeal: Appeal, document: IssuedDocument, actor: Actor, now: datetime
) -> None:
    facts = {
        "appeal": appeal.number,
        "document": document.number,
        "kind": document.kind,
        "points": len(appeal.points),
        "to": appeal.status,
        "reason": appeal.late_reason,
        "representative": appeal.representative_name,
        "due_on": appeal.due_on.isoformat() if appeal.due_on else None,
    }
    appeal_record.write(session, EventKey.APPEAL_FILED, application, facts, actor=actor, now=now)
    notice.announce(
        session, application, NoticeEvent.APPEAL_RECEIVED, now=now, document=appeal.number, due_on=appeal.due_on
    )
